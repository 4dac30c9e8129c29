import Actions
import ArgumentParser
import Arguments
import Bytes
import Content
import Diagnostics
import Evidence
import Quantities
import Situation
import Terminal

struct WorkerList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Every worktree of every repo.", usage: "orchsite worker list [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Option(help: ArgumentHelp("Only this repo.", valueName: "repo")) var repo: String?
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    var request = ListWorkers()
    request.repo = repo
    try say(try await options.call(request, in: home), asData: json)
  }
}

extension ListWorkers.Row {
  /// What it is at, in words: the strongest first.
  func state(in situation: BoardSituation) -> String {
    if isGone { return "gone" }
    if topic == nil, merge.isMerged { return "merged" }
    if merge == .notConfirmed { return "not confirmed" }
    if let topic { return topic.rawValue }
    guard let task else { return "no task" }
    if let badge = situation.badges(of: task).first { return badge.text }
    return merge == .notBegun ? "not begun" : task.task.status.words.lowercased()
  }

  /// The same for machines: one of a few names.
  fileprivate func stateName(in situation: BoardSituation) -> String {
    if isGone { return "gone" }
    if let topic { return topic.rawValue }
    if merge.isMerged { return "merged" }
    if merge == .notConfirmed { return "not-confirmed" }
    guard let task else { return "no-task" }
    if let badge = situation.badges(of: task).first { return badge.kind.rawValue }
    return merge == .notBegun ? "not-begun" : task.task.status.rawValue
  }
}

extension ListWorkers.Outcome: ObjectAnswer {
  package var isFine: Bool { !isIncomplete }

  package func text(on screen: Screen) -> String {
    if worktrees.isEmpty { return isIncomplete ? "" : "no worktrees\n" }
    let rows = worktrees.map { row -> [String] in
      let name = row.task?.name ?? "\(row.repo) (no task)"
      let distance = row.distance.map { "+\($0.ahead) -\($0.behind)" } ?? "?"
      let last = row.lastCommit.map { situation.times.age($0) } ?? "–"
      let report = row.task?.newestReport.map { situation.times.age($0.at) } ?? "–"
      return [
        name, row.branch ?? "detached", distance, row.uncommittedFiles.map { "\($0)" } ?? "?", last, report,
        row.state(in: situation),
      ]
    }
    var text = Table(
      ["TASK", "BRANCH", "COMMITS", "OPEN", "COMMIT", "REPORT", "STATE"], rows, shortening: 0, sparing: [1, 4, 5, 3]
    ).text(on: screen)
    for row in worktrees where !row.isOurs { text += "not orchsite's: \(row.path)".printable + "\n" }
    return text
  }

  package func talk(on screen: Screen) -> String {
    unread.map { "\($0.repo): \($0.reason)".printable + "\n" }.joined()
  }

  package var kind: String { "workers" }

  package func write(to writer: inout JSONWriter) {
    writer.field("git_read_at", situation.git?.readAt.description)
    writer.array("worktrees") { writer in
      for row in worktrees {
        writer.object { writer in
          writer.field("repo", row.repo)
          writer.field("path", row.path)
          writer.field("task", row.task?.name)
          writer.field("branch", row.branch)
          writer.field("ours", row.isOurs)
          writer.field("ahead", row.distance?.ahead)
          writer.field("behind", row.distance?.behind)
          // Absent where it was not read.
          if let uncommitted = row.uncommittedFiles { writer.field("uncommitted", uncommitted) }
          writer.field("last_commit", row.lastCommit?.description)
          writer.field("last_report", row.task?.newestReport?.at.description)
          writer.field("status", row.task?.task.status.rawValue)
          writer.field("state", row.stateName(in: situation))
          writer.field("state_text", row.state(in: situation))
          writer.field("merged", row.merge.isMerged)
          writer.field("stale", row.task.map { situation.isStale($0) } ?? false)
        }
      }
    }
    writer.array("unread") { writer in
      for item in unread {
        writer.object { writer in
          writer.field("repo", item.repo)
          writer.field("reason", item.reason)
        }
      }
    }
  }
}
