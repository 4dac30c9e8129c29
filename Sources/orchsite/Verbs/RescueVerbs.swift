import Actions
import ArgumentParser
import Arguments
import Bytes
import Diagnostics
import Situation
import Terminal

struct RescueCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rescue", abstract: "What is kept of worktrees and branches that are gone.",
    subcommands: [RescueList.self, RescueRestore.self, RescueForget.self], defaultSubcommand: RescueList.self)
}

struct RescueList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List what is kept.", usage: "orchsite rescue [list] [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Flag(help: "Print JSON.") var json = false

  func run() async throws { try say(try await options.call(ListRescues(), in: home), asData: json) }
}

extension ListRescues.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    if rescues.isEmpty { return "nothing is kept\n" }
    let rows = rescues.map { listed in
      [
        listed.rescue.name, listed.rescue.branch ?? "–", listed.hasFiles ? "worktree" : "commits",
        "\(listed.rescue.at)",
      ]
    }
    return Table(["NAME", "BRANCH", "KEPT", "SINCE"], rows).text(on: screen)
  }

  package var kind: String { "rescues" }

  package func write(to writer: inout JSONWriter) {
    writer.array("rescues") { writer in
      for listed in rescues {
        writer.object { writer in
          writer.field("name", listed.rescue.name)
          writer.field("repo", listed.rescue.repo)
          writer.field("task", "\(listed.rescue.repo)/\(listed.rescue.task)")
          writer.field("branch", listed.rescue.branch)
          writer.field("head", listed.rescue.head)
          writer.field("worktree", listed.rescue.worktree)
          writer.field("has_files", listed.hasFiles)
          writer.field("at", listed.rescue.at.description)
        }
      }
    }
  }
}

struct RescueRestore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore", abstract: "Bring a worktree back as it was, or a branch.",
    usage: "orchsite rescue restore <name> [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "REPO/TASK/STAMP, or REPO/TASK for the newest.") var name: String

  func run() async throws { try await options.say(try await options.call(RestoreRescue(name), in: home)) }
}

extension RestoreRescue.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    var lines: [String] = []
    if let branch = rescue.branch { lines.append("\(branch) is back") }
    if let worktree {
      lines.append("\(worktree) is as it was")
    } else {
      lines.append("orchsite worker start \(rescue.repo) \(rescue.task) makes a worktree of it")
    }
    if !others.isEmpty {
      lines.append("commits beside it, which stay kept; git branch NAME COMMIT makes a branch of one:")
      lines += others.map { "  \($0)" }
    }
    return lines.map { $0.printable + "\n" }.joined()
  }

  package var kind: String { "rescue restore" }

  package func write(to writer: inout JSONWriter) {
    writer.field("name", rescue.name)
    writer.field("branch", rescue.branch)
    writer.field("worktree", worktree)
  }
}

struct RescueForget: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget", abstract: "Give up for good what was kept for 30 days.",
    usage: "orchsite rescue forget [<name> --confirm <task>] [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "One of them, whatever its age.") var name: String?
  @Option(help: ArgumentHelp("The task's name, to forget that one.", valueName: "task")) var confirm: String?

  func run() async throws {
    var request = ForgetRescues()
    request.name = name
    request.confirmation = confirm
    try await options.say(try await options.call(request, in: home))
  }
}

extension ForgetRescues.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    forgotten.isEmpty
      ? "nothing is older than 30 days\n" : forgotten.map { "forgot \($0.name)\n" }.joined()
  }

  package var kind: String { "rescue forget" }

  package func write(to writer: inout JSONWriter) {
    writer.array("forgotten") { writer in for rescue in forgotten { writer.string(rescue.name) } }
  }
}
