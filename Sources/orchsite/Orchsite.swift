import ArgumentParser
import Site

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
      TemplatesCommand.self,
    ])

  static let version = "0.1.0"

  static func main() async {
    Console.prepare()
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      Failure.end(with: error)
    }
  }
}
