import Bytes

/// A kind of agent: how its hooks speak. Everything that differs between agents stands in `Agent.all`, and nowhere else.
/// None of them was at hand; what is said here comes from their documentation and sources as of November 2026.
package struct Agent: Sendable {
  /// As `--agent` takes it.
  package let name: String
  /// As people call it.
  package let title: String
  /// The file of a person's that hooks for all sessions stand in.
  package let settings: SettingsFile
  /// The names of an event's members.
  let members: Members
  /// What the guard knows of its tools.
  package let tools: AgentTools
  /// How it is told that a tool may not be used: by this exit code, with the reason on standard error and nothing on
  /// standard output. To allow is to say nothing, and to end with 0.
  package let refusalCode: Int32

  package struct SettingsFile: Sendable {
    /// The variable that names the folder.
    package let variable: String
    /// The folder where it does not, from the person's home.
    package let folder: String
    package let name: String
  }

  struct Members: Sendable {
    let event: String
    let session: String
    let folder: String
    let mode: String
    let tool: String
    let input: String
  }

  /// The first is the one that is meant where nobody says which.
  package static let all = [claude, codex]

  package static let claude = Agent(
    name: "claude", title: "Claude Code",
    settings: SettingsFile(variable: "CLAUDE_CONFIG_DIR", folder: ".claude", name: "settings.json"), members: .common,
    tools: .claude)
  package static let codex = Agent(
    name: "codex", title: "Codex",
    settings: SettingsFile(variable: "CODEX_HOME", folder: ".codex", name: "hooks.json"), members: .common,
    tools: .codex)

  package init?(named name: String) {
    guard let agent = Self.all.first(where: { ExactText($0.name) == ExactText(name) }) else { return nil }
    self = agent
  }

  private init(
    name: String, title: String, settings: SettingsFile, members: Members, tools: AgentTools, refusalCode: Int32 = 2
  ) {
    self.settings = settings
    self.name = name
    self.title = title
    self.members = members
    self.tools = tools
    self.refusalCode = refusalCode
  }

  /// Reads what stands on standard input of a hook.
  package func event(_ bytes: [UInt8]) throws(AgentEventError) -> AgentEvent {
    let json: JSONValue
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    do throws(JSONError) {
      json = try JSONValue(bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes)
    } catch {
      throw AgentEventError(message: "the event is no JSON: \(error)")
    }
    func text(_ name: String) throws(AgentEventError) -> String {
      guard let text = json[name]?.text, !text.isEmpty else {
        throw AgentEventError(message: "the event has no \(name)")
      }
      return text
    }
    let folder = try text(members.folder)
    guard folder.utf8.first == UInt8(ascii: "/") else {
      throw AgentEventError(message: "the event's \(members.folder) is no absolute path")
    }
    let tool = json[members.tool]?.text.map { name in
      AgentEvent.ToolUse(name: name, input: json[members.input] ?? .null)
    }
    return AgentEvent(
      name: try text(members.event), session: try text(members.session), folder: folder,
      mode: json[members.mode]?.text, tool: tool, json: json)
  }
}

extension Agent.Members {
  /// As Claude Code names them, which others took over.
  static let common = Agent.Members(
    event: "hook_event_name", session: "session_id", folder: "cwd", mode: "permission_mode", tool: "tool_name",
    input: "tool_input")
}
