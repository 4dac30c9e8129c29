import Bytes
import Content
import Diagnostics
import Import
import Situation
import Terminal

/// What became of files of the old system, and of what is in them.
struct LegacyReport {
  let plan: LegacyPlan

  func lines(limit: Int?) -> [String] {
    ["\(plan.name): \(plural(plan.items.count, "file"))"] + summary + groups(limit: limit)
  }

  private var entries: [(path: String, entry: LegacyPlan.Entry)] {
    plan.items.flatMap { item in item.entries.map { (item.path, $0) } }
  }

  private func count(_ isCounted: (LegacyPlan.Outcome) -> Bool) -> Int {
    plan.items.reduce(0) { $0 + $1.entries.count { isCounted($0.outcome) } }
  }

  private var statuses: [BoardTask.Status] {
    entries.compactMap { if case .task(_, let status) = $0.entry.outcome { status } else { nil } }
  }

  private var sprintCount: Int { count { if case .sprint = $0 { true } else { false } } }
  private var updateCount: Int { count { if case .update = $0 { true } else { false } } }
  private var moveCount: Int { count { if case .move = $0 { true } else { false } } }
  private var knownCount: Int { count { if case .known = $0 { true } else { false } } }
  private var passedOver: [LegacyPlan.Item] { plan.items.filter { $0.kind == nil && !$0.isUnreadable } }
  private var unreadable: [LegacyPlan.Item] { plan.items.filter(\.isUnreadable) }

  private var refused: [(path: String, entry: LegacyPlan.Entry, reason: String, help: String)] {
    entries.compactMap { path, entry in
      if case .refused(let reason, let help) = entry.outcome { (path, entry, reason, help) } else { nil }
    }
  }

  private var texts: [(path: String, entry: LegacyPlan.Entry, lines: Int, record: String)] {
    entries.compactMap { path, entry in
      if case .text(let lines, let record) = entry.outcome { (path, entry, lines, record) } else { nil }
    }
  }

  private var summary: [String] {
    let detail = [(updateCount, "reported"), (moveCount, "of the board")].filter { $0.0 > 0 }
      .map { "\($0) \($1)" }.joined(separator: ", ")
    return ImportReport.sum("sprints", sprintCount)
      + ImportReport.sum("tasks", statuses.count, ImportReport.byStatus(statuses))
      + ImportReport.sum("updates", updateCount + moveCount, detail)
      + ImportReport.sum("decisions", texts.count, "what was kept as text")
      + ImportReport.sum("known", knownCount, "imported before, left as they are")
      + ImportReport.sum("refused", refused.count, "named below")
      + ImportReport.sum("not imported", passedOver.count, "named below")
      + ImportReport.sum("unreadable", unreadable.count, "named below")
  }

  // MARK: Groups

  private func groups(limit: Int?) -> [String] {
    var lines: [String] = []
    func add(_ title: String, _ entries: [String]) {
      lines += ImportReport.group(title, entries, limit: limit)
    }
    add("Could not be read", unreadable.map { "\($0.path): \($0.reason ?? "")" })
    add(
      "Could not be imported",
      refused.map { "\($0.path):\($0.entry.line): \($0.entry.title): \($0.reason); \($0.help)" })
    for reason in passedOver.compactMap(\.reason).distinct() {
      add("Not imported: \(reason)", passedOver.filter { $0.reason == reason }.map(\.path))
    }
    add("What they are", plan.items.compactMap(Self.outline))
    add("Columns", columns)
    add("Statuses that were translated", translations)
    add(
      "Kept as text",
      texts.map { "\($0.path):\($0.entry.line): \(plural($0.lines, "line")) → \($0.record)" })
    for (kind, title) in Self.titles {
      add(
        title,
        plan.items.flatMap { item in
          item.notes.filter { $0.kind == kind }.map { "\(ImportReport.place(item.path, $0)): \($0.message)" }
        })
    }
    return lines
  }

  private static let titles: [(ImportNote.Kind, String)] = [
    (.billing, "Time that may have been billed already"),
    (.invoiced, "Work that was billed before: text only, bill it no second time"),
    (.unbilled, "Work that was not billed: text only, no time is logged"), (.invoice, "Invoices: text only"),
    (.mended, "Mended"), (.preserved, "Kept as text in a code block"), (.encoding, "Made UTF-8"),
    (.name, "Names and titles"), (.date, "Dates and times"), (.key, "Keys moved aside"),
  ]

  /// A file's headings, with what stands in tables below them.
  private static func outline(_ item: LegacyPlan.Item) -> String? {
    guard let kind = item.kind else { return nil }
    let headings = item.sections.map { $0.rows > 0 ? "\($0.heading) (\($0.rows))" : $0.heading }
    return "\(item.path): \(words(kind))\(headings.isEmpty ? "" : ": ")\(headings.joined(separator: ", "))"
  }

  private static func words(_ kind: LegacyKind) -> String {
    switch kind {
    case .board: "a sprint board"
    case .invoices: "a list of invoices"
    case .updates: "[WORKER UPDATE] blocks"
    }
  }

  private var columns: [String] {
    var lines: [String] = []
    for column in plan.items.flatMap(\.columns) {
      let line = "\(column.header.isEmpty ? "(no name)" : column.header) → \(column.key)"
      if !lines.containsExactly(line) { lines.append(line) }
    }
    return lines
  }

  private var translations: [String] {
    var counts: [ExactText: Int] = [:]
    for (_, entry) in entries {
      guard case .task(_, let status) = entry.outcome, let original = entry.originalStatus else { continue }
      counts[ExactText("\"\(original)\" → \(status.rawValue)"), default: 0] += 1
    }
    let missing = entries.count { $0.entry.hasNoStatus }
    if missing > 0 { counts["no status at all → todo"] = missing }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key): \(plural($0.value, "task"))" }
  }

  // MARK: JSON

  var counts: [(key: String, count: Int)] {
    [
      ("files", plan.items.count), ("tasks", statuses.count), ("decisions", texts.count), ("known", knownCount),
      ("not_imported", passedOver.count), ("unreadable", unreadable.count), ("sprints", sprintCount),
      ("updates", updateCount + moveCount), ("refused", refused.count),
    ]
  }

  func writeFiles(to writer: inout JSONWriter) {
    for item in plan.items {
      writer.object { writer in
        writer.field("path", item.path)
        writer.field("result", item.kind?.rawValue ?? (item.isUnreadable ? "unreadable" : "not_imported"))
        writer.field("reason", item.reason)
        if item.kind != nil {
          writer.array("records") { writer in for entry in item.entries { write(entry, &writer) } }
        }
        ImportReport.write(item.notes, to: &writer)
      }
    }
  }

  private func write(_ entry: LegacyPlan.Entry, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("line", entry.line)
      writer.field("title", entry.title)
      func say(_ result: String, _ record: String) {
        writer.field("result", result)
        writer.field("record", record)
      }
      switch entry.outcome {
      case .task(let id, let status):
        writer.field("result", "task")
        writer.field("task", id.description)
        writer.field("status", status.rawValue)
        writer.field("original_status", entry.originalStatus)
        if entry.hasNoStatus { writer.field("has_no_status", true) }
      case .update(let path), .move(let path): say("update", path)
      case .sprint(let path): say("sprint", path)
      case .text(_, let path): say("decision", path)
      case .known(let path): say("known", path)
      case .refused(let reason, let help):
        writer.field("result", "refused")
        writer.field("reason", reason)
        writer.field("help", help)
      }
    }
  }
}
