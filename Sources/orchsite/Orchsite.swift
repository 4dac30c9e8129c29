import Actions
import ArgumentParser
import Diagnostics
import Files
import Terminal

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@main
struct Orchsite: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orchsite",
    abstract: "A sprint board for people who run several coding agents over several git repos.",
    discussion: """
      The state is markdown in content/, committed to git. Every verb reads or edits those files; \
      build turns them into a site.
      """,
    version: version,
    subcommands: [
      InitCommand.self, StatusCommand.self, NextCommand.self, WaitCommand.self, DoctorCommand.self, Build.self,
      Check.self, TaskCommand.self, SprintCommand.self, DecisionCommand.self, ClientCommand.self, RepoCommand.self,
      ConflictsCommand.self, DiffCommand.self, WorkerCommand.self, ReportCommand.self, BlockedCommand.self,
      DoneCommand.self, BriefCommand.self,
      FeatureCommand.self, ReleaseCommand.self, HotfixCommand.self, FlowCommand.self, RescueCommand.self,
      SyncCommand.self, TimeCommand.self, InvoiceCommand.self,
      RunVerb.self, TrustCommand.self, ImportCommand.self, TemplatesCommand.self,
    ])

  static let version = "0.1.0"

  static func main() async {
    Console.prepare()
    do {
      let arguments = Self.behindTheVerb(try changingDirectory(Console.arguments))
      try Slips.refuse(arguments)
      var command = try parseAsRoot(arguments)
      try ProcessLimits.check()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let refusal as Refusal {
      end(Printer.print(refusal).rawValue)
    } catch let code as ExitCode {
      end(code.rawValue)
    } catch {
      // Usage errors, --help and --version come from the argument parser, which knows their codes.
      let (text, code) = (fullMessage(for: error), exitCode(for: error))
      guard !text.isEmpty else { end(code.rawValue) }
      if code.isSuccess { end(Printer.print(text + "\n").rawValue) }
      // What was typed, or pasted, comes back in it.
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).printable }
      Console.talk(lines.joined(separator: "\n") + "\n")
      end(code.rawValue)
    }
  }

  /// `--home DIR` in front of the verb means the same as behind it.
  private static func behindTheVerb(_ arguments: [String]) -> [String] {
    var rest = arguments[...]
    var named: [String] = []
    while let first = rest.first {
      if first == "--home", let folder = rest.dropFirst().first {
        named = [first, folder]
        rest = rest.dropFirst(2)
      } else if first.hasPrefix("--home=") {
        named = [first]
        rest = rest.dropFirst()
      } else {
        break
      }
    }
    // What stands behind -- are no options.
    let end = rest.firstIndex(of: "--") ?? rest.endIndex
    return rest[..<end] + named + rest[end...]
  }

  /// Obeys `-C DIR` in front of the verb, as git does; behind it, it is an option of the verb.
  private static func changingDirectory(_ arguments: [String]) throws(Refusal) -> [String] {
    var rest = arguments[...]
    while rest.first == "-C" {
      guard let folder = rest.dropFirst().first else { throw .usage("-C needs a folder") }
      guard chdir(folder) == 0 else { throw .file(FileError(.list, folder, .system(errno))) }
      rest = rest.dropFirst(2)
    }
    return Array(rest)
  }
}

/// Not the argument parser's `exit(withError:)`: it puts the usage together for each error, an exit code included.
private func end(_ code: Int32) -> Never { exit(code) }
