import Actions
import ArgumentParser
import Arguments
import Bytes
import Content
import Diagnostics
import Situation
import Terminal

struct SyncCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Meet the other machines at the remotes: content/ in and out, the repos fetched.",
    discussion: """
      Only commits of content/ go out. What is not committed stays as it is; where it is in the way, nothing moves. \
      Repos are fetched, and neither their branches nor their worktrees change.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions

  func run() async throws { try await options.say(try await options.call(SyncWorkspace(), in: home)) }
}

extension SyncWorkspace.Outcome: ObjectAnswer {
  package var isFine: Bool { isComplete }

  package func text(on screen: Screen) -> String {
    var lines: [String] = []
    if commitsIn > 0 {
      lines.append("\(isDryRun ? "would come in" : "came in"): \(arrivals.joined(separator: ", "))")
    }
    if commitsOut > 0 {
      lines.append("\(isDryRun ? "would go out" : "went out"): \(plural(commitsOut, "commit")), to \(upstream)")
    }
    if isFirst { lines.append("\(isDryRun ? "would publish" : "published"): \(branch), as \(upstream)") }
    if lines.isEmpty { lines.append("\(branch) is as \(upstream)\(isDryRun ? " was when it was fetched" : "")") }
    lines += shared.map(\.words)
    let fetched = repos.filter { !$0.remotes.isEmpty }.map(\.repo)
    if !fetched.isEmpty { lines.append("\(isDryRun ? "would fetch" : "fetched"): \(fetched.joined(separator: ", "))") }
    return lines.map { $0.printable + "\n" }.joined()
  }

  /// What came in, in words.
  var arrivals: [String] {
    func below(_ folder: String) -> [String] { incoming.filter { $0.hasPrefix("content/\(folder)/") } }
    let (updates, tasks) = (below("updates"), below("tasks"))
    let others = incoming.count - updates.count - tasks.count
    func names(_ paths: [String], _ count: Int) -> String {
      var names: [String] = []
      for path in paths {
        let parts = path.split(separator: "/").dropFirst(2).prefix(2).joined(separator: "/")
        let name = parts.hasSuffix(".md") ? String(parts.dropLast(3)) : parts
        if names.last != name { names.append(name) }
      }
      let more = names.count - count
      return names.prefix(count).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
    var words: [String] = []
    if !updates.isEmpty { words.append("\(plural(updates.count, "update")) (\(names(updates, 5)))") }
    if !tasks.isEmpty { words.append("\(plural(tasks.count, "task")) (\(names(tasks, 5)))") }
    if others > 0 { words.append("\(plural(others, "other file"))") }
    return words.isEmpty ? [plural(commitsIn, "commit")] : words
  }

  package var kind: String { "sync" }

  package func write(to writer: inout JSONWriter) {
    writer.field("branch", branch)
    writer.field("upstream", upstream)
    writer.field("commits_in", commitsIn)
    writer.array("incoming") { writer in for path in incoming { writer.string(path) } }
    writer.field("commits_out", commitsOut)
    writer.array("outgoing") { writer in for subject in outgoing { writer.string(subject) } }
    writer.array("shared") { writer in
      for task in shared {
        writer.object { writer in
          writer.field("task", task.task.description)
          writer.field("machine", task.machine)
          writer.field("since", task.since.description)
        }
      }
    }
    writer.array("repos") { writer in
      for repo in repos {
        writer.object { writer in
          writer.field("repo", repo.repo)
          writer.array("fetched") { writer in for remote in repo.remotes { writer.string(remote) } }
          writer.array("problems") { writer in for problem in repo.problems { writer.string(problem) } }
        }
      }
    }
  }
}

extension SyncWorkspace.SharedTask {
  var words: String { "\(task) is worked on on \(machine) too, last at \(since): agree who goes on" }
}

/// `sync: auto`: what a verb has committed goes out behind its answer.
enum AutomaticSync {
  static func run(in home: Home, isQuiet: Bool) async {
    var request = SyncWorkspace()
    request.isAutomatic = true
    var stage = Stage(now: Clock.now)
    stage.machine = Machine.name
    do throws(Refusal) {
      let outcome = try await request.run(in: home, stage)
      guard !isQuiet else { return }
      if outcome.commitsIn > 0 { Console.talk("came in: \(outcome.arrivals.joined(separator: ", "))".printable + "\n") }
      for task in outcome.shared { Console.talk("\(task.words.printable)\n") }
      for warning in outcome.warnings { Console.talk(Console.errors.warning(warning)) }
    } catch {
      Console.talk(Console.errors.warning(Warning("not synced: \(error.inOneLine)")))
    }
  }
}

extension Refusal {
  fileprivate var inOneLine: String {
    let text =
      switch self {
      case .answer(let message, _), .usage(let message, _), .outside(let message, _): message
      case .git(let error): "\(error)"
      case .file(let error): "\(error)"
      case .after(_, let refusal): refusal.inOneLine
      case .content, .worse, .noHome: "content/ cannot be read"
      }
    return text.split(separator: "\n").joined(separator: "; ")
  }
}
