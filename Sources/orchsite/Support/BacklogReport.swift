import Bytes
import Content
import Diagnostics
import Import
import Situation
import Terminal

/// What became of a backlog's files.
struct BacklogReport {
  let plan: ImportPlan

  func lines(limit: Int?) -> [String] {
    ["\(plan.folder): \(plural(plan.items.count, "file"))"] + summary + groups(limit: limit)
  }

  private var tasks: [(item: ImportPlan.Item, status: BoardTask.Status)] {
    plan.items.compactMap { if case .task(_, let status) = $0.outcome { ($0, status) } else { nil } }
  }

  private var summary: [String] {
    ImportReport.sum("tasks", tasks.count, ImportReport.byStatus(tasks.map(\.status)))
      + ImportReport.sum("decisions", decisionCount)
      + ImportReport.sum("known", known.count, "imported before, left as they are")
      + ImportReport.sum("not imported", passedOver.count, "named below")
      + ImportReport.sum("unreadable", unreadable.count, "named below")
  }

  private var decisionCount: Int {
    plan.items.count { if case .decision = $0.outcome { true } else { false } }
  }

  private var known: [ImportPlan.Item] {
    plan.items.filter { if case .known = $0.outcome { true } else { false } }
  }

  private var passedOver: [(item: ImportPlan.Item, reason: String)] {
    plan.items.compactMap { if case .passedOver(let reason) = $0.outcome { ($0, reason) } else { nil } }
  }

  private var unreadable: [(item: ImportPlan.Item, reason: String)] {
    plan.items.compactMap { if case .unreadable(let reason) = $0.outcome { ($0, reason) } else { nil } }
  }

  private func groups(limit: Int?) -> [String] {
    var lines: [String] = []
    func add(_ title: String, _ entries: [String]) {
      lines += ImportReport.group(title, entries, limit: limit)
    }
    add("Could not be read", unreadable.map { "\($0.item.path): \($0.reason)" })
    for (reason, items) in grouped(passedOver) { add("Not imported: \(reason)", items.map(\.path)) }
    add("Statuses that were translated", statuses)
    for (kind, title) in Self.titles {
      add(
        title,
        plan.items.flatMap { item in
          item.notes.filter { $0.kind == kind }.map { "\(ImportReport.place(item.path, $0)): \($0.message)" }
        })
    }
    if let index = newCustomFields { add("Keys added to custom_fields of content/index.md", index) }
    return lines
  }

  private static let titles: [(ImportNote.Kind, String)] = [
    (.mended, "Mended"), (.preserved, "Kept as text"), (.encoding, "Made UTF-8"), (.name, "Names and titles"),
    (.date, "Dates that were left as they are"), (.dependency, "Dependencies that are only noted"),
    (.key, "Keys moved aside"), (.link, "Links that lead elsewhere now"), (.moved, "Moved since the last import"),
  ]

  private var newCustomFields: [String]? {
    plan.customFields.isEmpty ? nil : [plan.customFields.joined(separator: ", ")]
  }

  /// Entries with the same reason together, the largest group last: it is the least interesting one.
  private func grouped(_ entries: [(item: ImportPlan.Item, reason: String)]) -> [(String, [ImportPlan.Item])] {
    Dictionary(grouping: entries, by: \.reason).map { ($0.key, $0.value.map(\.item)) }
      .sorted { ($0.1.count, $0.0) < ($1.1.count, $1.0) }
  }

  private var statuses: [String] {
    var counts: [String: Int] = [:]
    for (item, status) in tasks {
      if let original = item.originalStatus { counts["\"\(original)\" → \(status.rawValue)", default: 0] += 1 }
    }
    let missing = plan.items.count { $0.hasNoStatus }
    if missing > 0 { counts["no status at all → todo"] = missing }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key): \(plural($0.value, "task"))" }
  }

  // MARK: JSON

  var counts: [(key: String, count: Int)] {
    [
      ("files", plan.items.count), ("tasks", tasks.count), ("decisions", decisionCount), ("known", known.count),
      ("not_imported", passedOver.count), ("unreadable", unreadable.count),
    ]
  }

  func writeFiles(to writer: inout JSONWriter) { for item in plan.items { write(item, &writer) } }

  private func write(_ item: ImportPlan.Item, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("path", item.path)
      switch item.outcome {
      case .task(let id, let status):
        writer.field("result", "task")
        writer.field("task", id.description)
        writer.field("status", status.rawValue)
        if let original = item.originalStatus { writer.field("original_status", original) }
        if item.hasNoStatus { writer.field("has_no_status", true) }
      case .decision(let path):
        writer.field("result", "decision")
        writer.field("record", path)
      case .known(let path):
        writer.field("result", "known")
        writer.field("record", path)
      case .passedOver(let reason):
        writer.field("result", "not_imported")
        writer.field("reason", reason)
      case .unreadable(let reason):
        writer.field("result", "unreadable")
        writer.field("reason", reason)
      }
      ImportReport.write(item.notes, to: &writer)
    }
  }
}
