import Actions
import Bytes
import Content
import Diagnostics
import Import
import Terminal

/// What an import did, for people and for machines. Every file of the backlog is in it.
struct ImportReport: ObjectAnswer {
  let outcome: ImportBacklog.Outcome
  /// On a terminal, long groups and lines are cut otherwise.
  let showsAll: Bool

  private var plan: ImportPlan { outcome.plan }
  private var isDryRun: Bool { outcome.isDryRun }

  var warnings: [Warning] { outcome.warnings }
  var isFine: Bool { !plan.hasUnreadable }
  var isQuietAsData: Bool { false }

  func talk(on screen: Screen) -> String { outcome.newHome.map { "made a workspace in \($0)\n" } ?? "" }

  // MARK: Text

  func text(on screen: Screen) -> String {
    let isCut = screen.isTerminal && !showsAll
    let width = isCut ? screen.width : nil
    var lines: [String] = ["\(plan.folder): \(count(plan.items.count, "file"))"]
    lines += summary
    lines += groups(limit: isCut ? 20 : nil)
    lines += ["", lastLine]
    return lines.flatMap { Self.fitted($0, width) }.map { $0 + "\n" }.joined()
  }

  /// A line that is too long is broken between the place and what is said of it, then cut.
  private static func fitted(_ line: String, _ width: Int?) -> [String] {
    let line = line.printable
    guard let width, line.columns > width else { return [line] }
    // A path has a colon and a blank in it only if somebody wants to confuse, and then a line is cut.
    guard let colon = line.firstRange(of: ": "), line.hasPrefix("  ") else { return [line.truncated(toColumns: width)] }
    return [String(line[..<colon.upperBound]), "      " + line[colon.upperBound...]].map {
      $0.truncated(toColumns: width)
    }
  }

  private var tasks: [(item: ImportPlan.Item, status: BoardTask.Status)] {
    plan.items.compactMap { if case .task(_, let status) = $0.outcome { ($0, status) } else { nil } }
  }

  private var summary: [String] {
    var lines: [String] = []
    func add(_ name: String, _ count: Int, _ detail: String = "") {
      guard count > 0 else { return }
      let number = String(count)
      let padding = String(repeating: " ", count: max(0, 6 - number.count))
      lines.append("  \(name.padded(toColumns: 14))\(padding)\(number)" + (detail.isEmpty ? "" : "   \(detail)"))
    }
    let byStatus = Dictionary(grouping: tasks, by: \.status)
    add(
      "tasks", tasks.count,
      BoardTask.Status.allCases.compactMap { status in byStatus[status].map { "\($0.count) \(status.rawValue)" } }
        .joined(separator: ", "))
    add("decisions", plan.items.count { if case .decision = $0.outcome { true } else { false } })
    add("known", known.count, "imported before, left as they are")
    add("not imported", passedOver.count, "named below")
    add("unreadable", unreadable.count, "named below")
    return lines
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
      guard !entries.isEmpty else { return }
      lines += ["", "\(title) (\(entries.count)):"]
      lines += entries.prefix(limit ?? entries.count).map { "  \($0)" }
      if let limit, entries.count > limit { lines.append("  … and \(entries.count - limit) more; --all shows all") }
    }
    add("Could not be read", unreadable.map { "\($0.item.path): \($0.reason)" })
    for (reason, items) in grouped(passedOver) { add("Not imported: \(reason)", items.map(\.path)) }
    add("Statuses that were translated", statuses)
    for (kind, title) in Self.titles {
      add(
        title,
        plan.items.flatMap { item in
          item.notes.filter { $0.kind == kind }.map { "\(place(item, $0)): \($0.message)" }
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
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key): \(count($0.value, "task"))" }
  }

  private func place(_ item: ImportPlan.Item, _ note: ImportNote) -> String {
    ([item.path] + [note.line, note.column].compactMap { $0.map { String($0) } }).joined(separator: ":")
  }

  private var lastLine: String {
    if plan.isEmpty { return "nothing to do: nothing was written" }
    let edited = plan.customFields.isEmpty ? "" : ", 1 changed"
    let written = "\(count(plan.files.count, "file"))\(edited)"
    return isDryRun
      ? "\(written) would be written" : "\(written) in content/; look at them"
  }

  private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  // MARK: JSON

  var kind: String { "import" }

  func write(to writer: inout JSONWriter) {
    writer.field("folder", plan.folder)
    writer.field("repo", plan.repo)
    writer.object("counts") { writer in
      writer.field("files", plan.items.count)
      writer.field("tasks", tasks.count)
      writer.field("decisions", plan.items.count { if case .decision = $0.outcome { true } else { false } })
      writer.field("known", known.count)
      writer.field("not_imported", passedOver.count)
      writer.field("unreadable", unreadable.count)
    }
    writer.array("written") { writer in for file in plan.files { writer.string(file.path) } }
    writer.array("custom_fields") { writer in for key in plan.customFields { writer.string(key) } }
    writer.array("files") { writer in for item in plan.items { write(item, &writer) } }
  }

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
      guard !item.notes.isEmpty else { return }
      writer.array("notes") { writer in
        for note in item.notes {
          writer.object { writer in
            writer.field("kind", note.kind.rawValue)
            writer.field("message", note.message)
            writer.field("line", note.line)
            writer.field("column", note.column)
          }
        }
      }
    }
  }
}
