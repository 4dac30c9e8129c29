import Actions
import ArgumentParser
import Arguments
import Bytes
import Content
import Diagnostics
import Evidence
import Quantities
import Site
import Situation
import Terminal

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "How things stand: repos, workers, new reports, who needs you, the board.",
    usage: "orchsite status [<repo>] [<options>]",
    discussion: "New reports are those since the last time that somebody called it here, for all repos.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Argument(help: "Only this repo.", completion: Completions.repos) var repo: String?
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    var request = ShowStatus()
    request.repo = repo
    try say(try await options.call(request, in: home), asData: json)
  }
}

extension ShowStatus.Outcome: ObjectAnswer {
  package var isFine: Bool { !isIncomplete }

  package func talk(on screen: Screen) -> String {
    repos.filter { $0.facts != nil }.compactMap { line in
      line.problem.map { "\(line.repo.slug): \($0)".printable + "\n" }
    }.joined()
  }

  package func text(on screen: Screen) -> String {
    let sections = [
      heading, repoLines(screen), workerLines(screen), reportLines(screen), needLines(screen), boardLine,
    ]
    return sections.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private var times: TimeText { situation.times }
  private var workspace: Workspace { situation.workspace }

  private var heading: String {
    var words = [workspace.settings.projectTitle]
    if let sprint = workspace.currentSprint { words.append("\(sprint.title), \(situation.days(of: sprint))") }
    words.append(times.full(situation.asOf))
    return words.joined(separator: " · ").printable + "\n"
  }

  private func repoLines(_ screen: Screen) -> String {
    guard !repos.isEmpty else { return "No repo yet: orchsite init adds the git repositories that are here.\n" }
    let rows = repos.map { line -> [String] in
      guard let facts = line.facts else {
        return [
          line.repo.slug, "–", "–", "–", line.problem ?? (line.repo.path == "none" ? "without a repository" : ""),
        ]
      }
      var words: [String] = []
      if let upstream = facts.upstream, upstream.behind > 0 {
        words.append("\(facts.base) is \(plural(upstream.behind, "commit")) behind its remote")
      }
      let features = facts.branches.count { $0.kind == .feature }
      if features > 0 { words.append(plural(features, "feature branch", many: "feature branches")) }
      return [
        line.repo.slug, facts.currentBranch ?? "detached", "\(facts.uncommittedFiles)", facts.version ?? "–",
        words.joined(separator: ", "),
      ]
    }
    return Table(["REPO", "ON", "OPEN", "VERSION", ""], rows, shortening: 0, sparing: [3]).text(on: screen)
  }

  private func workerLines(_ screen: Screen) -> String {
    let rows = work.map { work -> [String] in
      let task = work.task
      let notBegun = situation.evidence(of: task)?.merge == .notBegun ? "not begun" : "no report yet"
      return [
        task.id.description, work.worker?.name ?? "–", task.task.status.words, situation.progress(of: task) ?? "–",
        situation.badges(of: task).first?.text ?? work.worker?.stateWords(times) ?? notBegun,
      ]
    }
    guard !rows.isEmpty else { return "Nobody is at work.\n" }
    return Table(["TASK", "WORKER", "STATUS", "GIT SAYS", "STATE"], rows, shortening: 0, sparing: [3, 1]).text(
      on: screen)
  }

  private func reportLines(_ screen: Screen) -> String {
    let since = lastLook.map { "since \(times.full($0))" } ?? "of the last day"
    guard !reports.isEmpty else { return "No new report \(since).\n" }
    let rows = reports.map { report -> [String] in
      var words = [report.update.status.words.lowercased()]
      if report.update.readyForMerge { words.append("ready to merge") }
      if let first = report.update.done.first { words.append(first) }
      for blocker in report.update.blockers { words.append("“\(blocker)”") }
      return [
        times.age(report.update.at), report.task.id.description, report.update.worker, words.joined(separator: ", "),
      ]
    }
    return "New reports, \(since):\n" + Table(rows, shortening: 1, sparing: [2]).text(on: screen)
  }

  private func needLines(_ screen: Screen) -> String {
    guard !needs.isEmpty else { return "Nothing needs you.\n" }
    return "Needs you:\n" + needs.map { situation.lines(of: $0, on: screen) }.joined()
  }

  private var boardLine: String {
    let counted = counts.filter { $0.tasks > 0 || $0.status != .cancelled }
    var text = "Board: " + counted.map { "\($0.status.words) \($0.tasks)" }.joined(separator: " · ") + "\n"
    if let money = situation.money, !money.unbilled.isEmpty {
      text += "Unbilled: " + money.unbilled.map(\.spoken).joined(separator: ", ") + "\n"
    }
    return text
  }

  package var kind: String { "status" }

  package func write(to writer: inout JSONWriter) {
    writer.field("project", workspace.settings.projectTitle)
    writer.field("as_of", situation.asOf.description)
    writer.field("current_sprint", workspace.currentSprint?.slug)
    writer.array("repos") { writer in
      for line in repos {
        writer.object { writer in
          writer.field("repo", line.repo.slug)
          writer.field("problem", line.problem)
          guard let facts = line.facts else { return }
          writer.field("branch", facts.currentBranch)
          writer.field("base", facts.base)
          writer.field("uncommitted", facts.uncommittedFiles)
          writer.field("version", facts.version)
          writer.field("behind_remote", facts.upstream?.behind)
        }
      }
    }
    writer.array("work") { writer in
      for work in work {
        writer.object { writer in
          writer.field("task", work.task.id.description)
          writer.field("status", work.task.task.status.rawValue)
          writer.field("worker", work.worker?.name)
          writer.field("state", work.worker?.state.slug)
          writer.field("since", work.worker?.since?.description)
          writer.field("active_minutes", situation.sessions == nil ? nil : situation.active(on: work.task.id).count)
          guard let evidence = situation.evidence(of: work.task) else { return }
          writer.field("commits", evidence.commits)
          writer.field("uncommitted", evidence.uncommittedFiles)
          writer.field("merged", evidence.isMerged)
        }
      }
    }
    writer.field("last_look", lastLook?.description)
    writer.array("new_reports") { writer in
      for report in reports {
        writer.object { writer in
          writer.field("task", report.task.id.description)
          writer.key("update")
          writer.update(report.update)
        }
      }
    }
    writer.array("needs") { writer in needs.forEach { writer.need($0, in: situation) } }
    writer.object("board") { writer in
      for count in counts { writer.field(count.status.rawValue, count.tasks) }
    }
  }
}

struct NextCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "next", abstract: "What to start now, and why; and what waits for what.",
    usage: "orchsite next [-n <count>] [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Option(name: [.customShort("n")], help: ArgumentHelp("How many.", valueName: "count")) var count = 3
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard count > 0 else { throw ValidationError("-n is at least 1.") }
  }

  func run() async throws {
    try say(NextAnswer(situation: try await options.call(ShowNext(), in: home), count: count), asData: json)
  }
}

struct NextAnswer: ObjectAnswer {
  let situation: BoardSituation
  let count: Int

  func text(on screen: Screen) -> String {
    func fitted(_ line: String) -> String {
      let line = line.printable
      return (screen.isTerminal ? line.truncated(toColumns: screen.width) : line) + "\n"
    }
    let next = situation.next.prefix(count)
    var text = next.isEmpty ? situation.nothingNext + "\n" : ""
    for item in next {
      text += fitted("\(item.id): \(item.task.task.title)") + fitted("  \(item.why)")
      text += "  \(item.command.printable)\n"
    }
    let more = situation.next.count - next.count
    if more > 0 { text += "and \(plural(more, "more task")) that can start\n" }
    let waiting = situation.waiting
    if !waiting.isEmpty {
      text += "\nWaiting:\n" + waiting.map { fitted("  \($0.task.id) \($0.reason)") }.joined()
    }
    return text
  }

  var kind: String { "next" }

  func write(to writer: inout JSONWriter) {
    writer.array("next") { writer in
      for item in situation.next.prefix(count) {
        writer.object { writer in
          writer.field("task", item.id.description)
          writer.field("title", item.task.task.title)
          writer.field("why", item.why)
          writer.field("command", item.command)
        }
      }
    }
    writer.field("more", max(0, situation.next.count - count))
    writer.array("waiting") { writer in
      for item in situation.waiting {
        writer.object { writer in
          writer.field("task", item.task.id.description)
          writer.field("reason", item.reason)
        }
      }
    }
  }
}
