import ArgumentParser
import Arguments

@main
struct OrchsiteNotion: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orchsite-notion",
    abstract: "Brings a board to Notion, and markdown into Notion's blocks.",
    discussion: """
      One way: content/ is the source, Notion shows it. blocks, export and check work without network and token.
      """,
    version: Program.version,
    subcommands: [
      BlocksCommand.self, ExportCommand.self, CheckCommand.self, PlanCommand.self, ApplyCommand.self,
      StatusCommand.self,
    ])

  static func main() async { await Program.run(Self.self) }
}
