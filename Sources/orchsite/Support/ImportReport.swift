import Actions
import Bytes
import Content
import Diagnostics
import Import
import Situation
import Terminal

/// What an import did, for people and for machines. Every file is in it.
struct ImportReport: ObjectAnswer {
  let outcome: ImportFiles.Outcome
  /// On a terminal, long groups and lines are cut otherwise.
  let showsAll: Bool

  private var backlog: BacklogReport? { outcome.backlog.map { BacklogReport(plan: $0) } }
  private var legacy: LegacyReport? { outcome.legacy.map { LegacyReport(plan: $0) } }

  var warnings: [Warning] { outcome.warnings }
  var isFine: Bool { outcome.backlog?.hasUnreadable != true && outcome.legacy?.hasFailures != true }
  var isQuietAsData: Bool { false }

  func talk(on screen: Screen) -> String { outcome.newHome.map { "made a workspace in \($0)\n" } ?? "" }

  // MARK: Text

  func text(on screen: Screen) -> String {
    let isCut = screen.isTerminal && !showsAll
    let width = isCut ? screen.width : nil
    let limit = isCut ? 20 : nil
    let parts = [backlog?.lines(limit: limit), legacy?.lines(limit: limit)].compactMap(\.self)
    let lines = parts.joined(separator: [""]) + ["", lastLine]
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

  private var lastLine: String {
    if outcome.isEmpty { return "nothing to do: nothing was written" }
    let edited = outcome.backlog?.customFields.isEmpty ?? true ? "" : ", 1 changed"
    let count = (outcome.backlog?.files.count ?? 0) + (outcome.legacy?.files.count ?? 0)
    let written = "\(plural(count, "file"))\(edited)"
    return outcome.isDryRun
      ? "\(written) would be written" : "\(written) in content/; look at them"
  }

  // MARK: JSON

  var kind: String { "import" }

  func write(to writer: inout JSONWriter) {
    writer.field("folder", outcome.backlog?.folder ?? outcome.legacy?.name)
    writer.field("repo", outcome.backlog?.repo)
    writer.object("counts") { writer in
      var counts = backlog?.counts ?? []
      for (key, count) in legacy?.counts ?? [] {
        if let place = counts.firstIndex(where: { $0.key == key }) {
          counts[place].count += count
        } else {
          counts.append((key, count))
        }
      }
      for (key, count) in counts { writer.field(key, count) }
    }
    let files = (outcome.backlog?.files ?? []) + (outcome.legacy?.files ?? [])
    writer.array("written") { writer in for file in files { writer.string(file.path) } }
    writer.array("custom_fields") { writer in for key in outcome.backlog?.customFields ?? [] { writer.string(key) } }
    writer.array("files") { writer in
      backlog?.writeFiles(to: &writer)
      legacy?.writeFiles(to: &writer)
    }
  }

  static func write(_ notes: [ImportNote], to writer: inout JSONWriter) {
    guard !notes.isEmpty else { return }
    writer.array("notes") { writer in
      for note in notes {
        writer.object { writer in
          writer.field("kind", note.kind.rawValue)
          writer.field("message", note.message)
          writer.field("line", note.line)
          writer.field("column", note.column)
        }
      }
    }
  }

  // MARK: Groups

  /// A title with how many lines stand below it, and those of them that have room.
  static func group(_ title: String, _ entries: [String], limit: Int?) -> [String] {
    guard !entries.isEmpty else { return [] }
    var lines = ["", "\(title) (\(entries.count)):"]
    lines += entries.prefix(limit ?? entries.count).map { "  \($0)" }
    if let limit, entries.count > limit { lines.append("  … and \(entries.count - limit) more; --all shows all") }
    return lines
  }

  /// A line of the summary; nothing for none.
  static func sum(_ name: String, _ count: Int, _ detail: String = "") -> [String] {
    guard count > 0 else { return [] }
    let number = String(count)
    let padding = String(repeating: " ", count: max(0, 6 - number.count))
    return ["  \(name.padded(toColumns: 14))\(padding)\(number)" + (detail.isEmpty ? "" : "   \(detail)")]
  }

  static func byStatus(_ statuses: [BoardTask.Status]) -> String {
    let counts = Dictionary(grouping: statuses, by: \.self)
    return BoardTask.Status.allCases.compactMap { status in counts[status].map { "\($0.count) \(status.rawValue)" } }
      .joined(separator: ", ")
  }

  static func place(_ path: String, _ note: ImportNote) -> String {
    ([path] + [note.line, note.column].compactMap { $0.map { String($0) } }).joined(separator: ":")
  }
}
