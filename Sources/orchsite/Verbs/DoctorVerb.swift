import Actions
import ArgumentParser
import Arguments
import Bytes
import Diagnostics
import Quantities
import Situation
import Terminal

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "What would quietly not work: git, hooks, locks, worktrees, instructions that are behind.",
    usage: "orchsite doctor [<options>]",
    discussion: "Ends with 1 where anything is found. Nothing is written and nothing is removed.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    try say(try await options.call(ExamineWorkspace(), in: home), asData: json)
  }
}

extension ExamineWorkspace.Outcome: ObjectAnswer {
  package var isFine: Bool { findings.isEmpty }

  package func text(on screen: Screen) -> String {
    guard findings.isEmpty else {
      return findings.map { "\($0.message): \($0.help)".printable + "\n" }.joined()
    }
    let looked = [
      gitVersion ?? "", "home", plural(repos, "repo"), plural(worktrees, "worktree"),
      plural(activeTasks, "active task"),
    ]
    return "all is well: \(looked.joined(separator: ", "))".printable + "\n"
  }

  package var kind: String { "doctor" }

  package func write(to writer: inout JSONWriter) {
    writer.array("findings") { writer in
      for finding in findings {
        writer.object { writer in
          writer.field("code", finding.code)
          writer.field("message", finding.message)
          writer.field("help", finding.help)
        }
      }
    }
    writer.object("looked_at") { writer in
      writer.field("git", gitVersion)
      writer.field("repos", repos)
      writer.field("worktrees", worktrees)
      writer.field("active_tasks", activeTasks)
    }
  }
}
