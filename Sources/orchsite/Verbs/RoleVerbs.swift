import Actions
import Agents
import ArgumentParser
import Arguments
import Bytes
import Diagnostics
import Terminal

extension AgentRole: ExpressibleByArgument {}

struct RoleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "role", abstract: "What an orchestrator or a worker has to know; agents read it.",
    usage: "orchsite role <role>",
    discussion: "The files that agents find (skills, AGENTS.md) point here, so that they stay true.")

  @Argument(help: "orchestrator or worker.") var role: AgentRole

  func run() throws { try Program.end(Printer.print(role.text)) }
}

struct OrchestratorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orchestrator", abstract: "Start the session that coordinates, at home.",
    usage: "orchsite orchestrator [--launch] [<options>]",
    discussion: """
      Writes what the session reads (settings with the guard's hooks, the MCP server, the roles) into .orchsite/agents/, \
      and prints the command that starts it there.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Flag(help: "Start the agent command of content/index.md.") var launch = false

  func run() async throws {
    let home = try await self.home.find()
    let outcome = try await options.call(StartOrchestrator(approvals: Environment.approvals), in: home)
    try await options.say(outcome)
    if launch, !outcome.isDryRun { try outcome.launch.become(in: home) }
  }
}

extension StartOrchestrator.Outcome: ObjectAnswer {
  private var command: String { AgentStart.line(launch, in: home) }

  package func text(on screen: Screen) -> String {
    var lines = ["In a new terminal:", "  \(command)"] + (launch?.remarks ?? [])
    if launch == nil { lines.append("content/index.md names no agent; agent: claude there starts that") }
    return lines.map { $0.printable + "\n" }.joined()
  }

  package var kind: String { "orchestrator" }

  package func write(to writer: inout JSONWriter) {
    writer.field("agent", launch?.text)
    writer.field("agent_approved", launch?.isApproved ?? false)
    writer.field("command", command)
  }
}
