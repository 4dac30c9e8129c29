import ArgumentParser
import Arguments

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
      ServeCommand.self, Check.self, TaskCommand.self, SprintCommand.self, DecisionCommand.self, ClientCommand.self,
      RepoCommand.self,
      ConflictsCommand.self, DiffCommand.self, WorkerCommand.self, ReportCommand.self, BlockedCommand.self,
      DoneCommand.self, BriefCommand.self, InboxCommand.self, MarkCommand.self, GuardCommand.self, RoleCommand.self,
      OrchestratorCommand.self, MCPCommand.self,
      FeatureCommand.self, ReleaseCommand.self, HotfixCommand.self, FlowCommand.self, RescueCommand.self,
      SyncCommand.self, TimeCommand.self, InvoiceCommand.self,
      RunVerb.self, TrustCommand.self, ImportCommand.self, TemplatesCommand.self,
    ])

  static let version = Program.version

  static func main() async { await Program.run(Self.self) }
}
