import Agents
import Content
import Files
import Sessions

/// The agent that `index.md` names, with what it needs for its role: ready to be started by a person.
package struct AgentStart: Sendable {
  /// As `index.md` has it: what a person approves.
  package let text: String
  /// With what gives it its role; for `sh`.
  package let command: String
  package let folder: String
  /// What its session is told by its environment.
  package let environment: [(name: String, value: String)]
  /// Whether the command was given what its role needs. Another program, or more than one command, has to look at its
  /// environment, which `--launch` sets.
  package let isDelivered: Bool
  /// Whether a person has approved the text on this machine: only then it is offered.
  package let isApproved: Bool

  /// Writes what the session reads, at home and nowhere else.
  ///
  /// - Returns: nil where `index.md` names no agent.
  init?(
    as role: AgentRole, in folder: String, of workspace: Workspace, home: Home, _ approvals: Approvals, program: String,
    isDryRun: Bool, task: TaskID? = nil, worker: String? = nil
  ) throws(Refusal) {
    let launch = AgentLaunch(role: role, home: home.path, task: task?.description, program: program)
    if !isDryRun { try Self.write(launch.files, in: home) }
    guard let agent = workspace.settings.agent else { return nil }
    // A sandbox lets be written what is there when it begins.
    if !isDryRun { try refusing { try SessionFolder(home: home.path).make() } }
    text = agent
    isDelivered = AgentLaunch.agent(in: agent) != nil
    command = launch.command(agent)
    self.folder = folder
    environment =
      launch.environment + (worker.map { [("ORCHSITE_WORKER", $0)] } ?? [])
      + [("WORKSPACE_ID", workspace.settings.workspace)]
    isApproved = approvals.covers(RunnableText.agent(agent).text, in: home.path)
  }

  private static func write(_ files: [AgentLaunch.File], in home: Home) throws(Refusal) {
    try refusing {
      try FileSystem.makeOwnFolder("\(home.path)/.orchsite")
      for file in files {
        if let path = FileSystem.relative(file.path, to: home.path) {
          try ContentEditor.refuseLinks(above: path, in: home.path)
        }
        try FileSystem.makeDirectories(FileSystem.folder(of: file.path))
        if let there = try? FileSystem.read(file.path, limit: 1 << 20), there == file.bytes { continue }
        try FileSystem.writeAtomically(file.bytes, to: file.path)
      }
    }
  }
}

extension AgentLaunch {
  /// The files that name this program's server, of all sessions that were started here.
  static func servers(in home: String) -> [String] {
    let folder = "\(home)/.orchsite/agents"
    return ((try? FileSystem.list(folder)) ?? []).map { "\(folder)/\($0.path)" }
      .filter { $0.utf8.reversed().starts(with: ".mcp.json".utf8.reversed()) }
  }
}

/// Starts the orchestrator's session at home.
package struct StartOrchestrator: Verb {
  package let approvals: Approvals

  package init(approvals: Approvals) { self.approvals = approvals }

  package struct Outcome: Warned {
    package let home: String
    package let launch: AgentStart?
    package let isDryRun: Bool
    package var warnings: [Warning] = []
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let workspace = try await home.workspace(asOf: stage.now)
    let launch = try AgentStart(
      as: .orchestrator, in: home.path, of: workspace, home: home, approvals, program: stage.program,
      isDryRun: stage.isDryRun)
    return Outcome(home: home.path, launch: launch, isDryRun: stage.isDryRun)
  }
}
