import Actions
import Agents
import Diagnostics
import Situation
import Terminal

extension AgentStart {
  /// What to paste into a new terminal.
  static func line(_ start: AgentStart?, in folder: String) -> String {
    guard let start, start.isApproved else { return "cd \(SuggestedCommand.quoted(folder))" }
    let isOne = AgentLaunch.isOneCommand(start.text)
    return
      "cd \(SuggestedCommand.quoted(folder)) && \(isOne ? start.command : "sh -c \(SuggestedCommand.quoted(start.command))")"
  }

  /// What is said below that.
  var remarks: [String] {
    let undelivered =
      isDelivered
      ? []
      : [
        "\(text) is not known, or more than one command: it gets no settings, no guard and no server by itself",
        "docs/agents.md says which variables --launch sets for it",
      ]
    guard !isApproved else { return undelivered }
    return undelivered + [
      "content/index.md names an agent, which nobody on this machine has approved: \(text)",
      "orchsite trust shows it, and asks",
    ]
  }
}

extension Optional<AgentStart> {
  /// Becomes the agent. Returns only by a refusal.
  func become(in home: Home) throws {
    guard let start = self else {
      throw Refusal.answer("no agent to start", help: "write agent: into content/index.md, for example agent: claude")
    }
    guard try Environment.approvals.allows(.agent(start.text), in: home.path) else {
      throw Refusal.answer(
        "not started: nobody on this machine has approved the agent command: \(start.text)",
        help: "orchsite trust shows what waits, and asks")
    }
    throw try Console.become(start.command, in: start.folder, environment: start.environment)
  }
}
