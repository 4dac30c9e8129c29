import Actions
import ArgumentParser
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
      Build.self, Check.self, TaskCommand.self, SprintCommand.self, DecisionCommand.self, ClientCommand.self,
      ImportCommand.self, TemplatesCommand.self,
    ])

  static let version = "0.1.0"

  static func main() async {
    Console.prepare()
    do {
      var command = try parseAsRoot(try changingDirectory(Array(CommandLine.arguments.dropFirst())))
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let refusal as Refusal {
      exit(withError: ExitCode(Printer.print(refusal).rawValue))
    } catch {
      // Usage errors, --help and --version come from the argument parser, which knows their codes.
      exit(withError: error)
    }
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
