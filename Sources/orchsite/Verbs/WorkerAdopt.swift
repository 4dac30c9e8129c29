import Actions
import ArgumentParser
import Arguments
import Bytes
import Content
import Diagnostics
import Situation
import Terminal

struct WorkerAdopt: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adopt", abstract: "Take over a worktree that was made by hand or by another tool.",
    usage: "orchsite worker adopt <repo> <task> <path> [<options>]",
    discussion: "Its branch, its files and a lock of somebody else stay as they are.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "The repo.") var repo: String
  @Argument(help: "The task's name in the repo.") var task: String
  @Argument(help: "The worktree.") var path: String
  @Option(name: .customLong("as"), help: ArgumentHelp("The worker's name; else the task's.", valueName: "worker"))
  var worker: String?

  func run() async throws {
    guard let id = TaskID("\(repo)/\(task)") else {
      throw Refusal.usage("\"\(repo)/\(task)\" is not REPO/TASK", help: "use lowercase letters, digits and -")
    }
    var request = AdoptWorktree(id, path: home.fromStart(path))
    request.worker = worker
    try await options.say(try await options.call(request, in: home))
  }
}

extension AdoptWorktree.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    var lines = ["\(task) is in \(worktree), on \(branch)\(isDryRun ? ": it would be taken over" : "")"]
    if let base { lines.append("\(plural(commits, "commit")) since \(base)") }
    if let base, base != home {
      lines.append("it will be merged into \(home), with all that \(base) has and \(home) has not")
    }
    if branch != usualBranch {
      lines.append("the usual branch would be \(usualBranch); the task's file says branch: \(branch)")
    }
    if let foreignLock {
      lines.append("locked by somebody else\(foreignLock.isEmpty ? "" : ": \(foreignLock)"); the lock stays")
    }
    return lines.map { $0.printable + "\n" }.joined()
  }

  package var kind: String { "worker adopt" }

  package func write(to writer: inout JSONWriter) {
    writer.field("task", task.description)
    writer.field("worktree", worktree)
    writer.field("branch", branch)
    writer.field("usual_branch", usualBranch)
    writer.field("base", base)
    writer.field("merges_into", home)
    writer.field("commits", commits)
    writer.field("foreign_lock", foreignLock)
  }
}
