import Bytes

/// With what a session is started, so that it has its role: files that are written at home, and words behind the agent's
/// command. Nothing of it lies in a repo.
package struct AgentLaunch: Sendable {
  package let role: AgentRole
  /// Absolute.
  package let home: String
  /// `repo/task`; nil for the orchestrator.
  package let task: String?
  /// This program, as a command that finds it from anywhere.
  package let program: String

  package init(role: AgentRole, home: String, task: String?, program: String) {
    self.role = role
    self.home = home
    self.task = task
    self.program = program
  }

  package struct File: Sendable, Equatable {
    /// Absolute.
    package let path: String
    package let bytes: [UInt8]
  }

  private var folder: String { "\(home)/.orchsite/agents" }
  private var stem: String { "\(folder)/\(task ?? role.rawValue)" }
  package var settings: String { "\(stem).json" }
  package var mcp: String { "\(stem).mcp.json" }
  package var plugin: String { "\(folder)/plugin" }

  /// All that agents may be pointed at.
  package var files: [File] {
    [File(path: settings, bytes: settingsJSON), File(path: mcp, bytes: mcpJSON)]
      + AgentPlugin.files.map { File(path: "\(plugin)/\($0.name)", bytes: $0.bytes) }
  }

  // MARK: Settings of Claude Code

  /// Where a worker's sandbox lets it write besides its worktree: what a report needs, and nothing that guards it.
  private var writable: [String] {
    let sessions = ["\(home)/.orchsite/lock", "\(home)/.orchsite/sessions"]
    return task.map { ["\(home)/content/updates/\($0)"] + sessions } ?? [home]
  }

  /// Verbs that ask nobody.
  private var freeVerbs: [String] {
    switch role {
    case .worker: ["brief", "report", "blocked", "done", "next", "status", "role", "task show", "conflicts"]
    case .orchestrator:
      [
        "inbox", "status", "next", "conflicts", "diff", "wait", "brief", "role", "check", "task", "decision",
        "sprint list",
      ]
    }
  }

  private var settingsJSON: [UInt8] {
    var writer = JSONWriter(options: .prettyPrinted)
    writer.object { writer in
      writer.object("permissions") { writer in
        writer.array("allow") { writer in
          for verb in freeVerbs { writer.string("Bash(orchsite \(verb):*)") }
          writer.string("mcp__orchsite")
          if task != nil { for path in writable where !path.hasSuffix("/lock") { writer.string("Edit(/\(path)/**)") } }
        }
      }
      writer.object("sandbox") { writer in
        writer.object("filesystem") { writer in
          writer.strings("allowWrite", writable)
          // The hooks that guard it stand there.
          if task == nil { writer.strings("denyWrite", [folder]) }
        }
      }
      writer.key("hooks")
      HookEntries(program: program, agent: .claude).write(to: &writer)
    }
    return writer.endLine()
  }

  // MARK: MCP

  private var mcpArguments: [String] {
    ["mcp", "--home", home, "--role", role.rawValue] + (task.map { ["--task", $0] } ?? [])
  }

  private var mcpJSON: [UInt8] {
    var writer = JSONWriter(options: .prettyPrinted)
    writer.object { writer in
      writer.object("mcpServers") { writer in
        writer.object("orchsite") { writer in
          writer.field("type", "stdio")
          writer.field("command", program)
          writer.strings("args", mcpArguments)
          writer.field("alwaysLoad", true)
        }
      }
    }
    return writer.endLine()
  }

  /// The program that a file of a server names.
  package static func program(in bytes: [UInt8]) -> String? {
    JSONValue(parsing: bytes)?["mcpServers"]?["orchsite"]?["command"]?.text
  }

  // MARK: The command

  /// The agent's command with what it is started with. One that nobody knows, or that is more than plain words, stays as
  /// it is: `environment` tells it where everything is.
  package func command(_ text: String) -> String {
    guard let agent = Self.agent(in: text) else { return text }
    return ([text] + arguments(for: agent)).joined(separator: " ")
  }

  /// The agent that a command starts, where that is all it does: plain words, words in quotes, variables before them.
  package static func agent(in text: String) -> Agent? {
    guard isOneCommand(text) else { return nil }
    let words = text.split(separator: " ").drop { word in
      guard let name = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).first, name != word
      else { return false }
      return name.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") }
    }
    return words.first?.split(separator: "/").last.flatMap { Agent(named: String($0)) }
  }

  /// Whether a shell takes a text as the words of one command, whatever is written behind it.
  package static func isOneCommand(_ text: String) -> Bool {
    var quote: UInt8?
    for byte in text.utf8 {
      switch (quote, byte) {
      case (let open?, byte) where open == byte: quote = nil
      case (UInt8(ascii: "\"")?, UInt8(ascii: "$")), (UInt8(ascii: "\"")?, UInt8(ascii: "`")),
        (UInt8(ascii: "\"")?, UInt8(ascii: "\\")):
        return false
      case (.some, 0x20...): break
      case (nil, UInt8(ascii: "'")), (nil, UInt8(ascii: "\"")): quote = byte
      case (nil, _) where byte.isASCIIAlphanumeric || " -_./=:@,+".utf8.contains(byte): break
      default: return false
      }
    }
    return quote == nil
  }

  /// As a shell takes them.
  private func arguments(for agent: Agent) -> [String] {
    switch agent.name {
    case Agent.claude.name:
      return [
        "--settings", shellQuoted(settings), "--mcp-config", shellQuoted(mcp), "--plugin-dir", shellQuoted(plugin),
      ]
    default:
      // Codex takes settings one by one; the values are TOML, whose plain texts are written as in JSON.
      var writer = JSONWriter()
      writer.array { writer in for word in mcpArguments { writer.string(word) } }
      let list = String(decoding: writer.bytes, as: UTF8.self)
      var name = JSONWriter()
      name.string(program)
      return [
        "-c", shellQuoted("mcp_servers.orchsite.command=\(String(decoding: name.bytes, as: UTF8.self))"),
        "-c", shellQuoted("mcp_servers.orchsite.args=\(list)"),
      ]
    }
  }

  /// What a session is told by its environment.
  package var environment: [(name: String, value: String)] {
    [
      ("ORCHSITE_ROLE", role.rawValue), ("ORCHSITE_HOME", home), ("ORCHSITE_SETTINGS", settings),
      ("ORCHSITE_MCP_CONFIG", mcp), ("ORCHSITE_PLUGIN", plugin),
    ]
  }
}

/// The hooks of a session: the guard, which refuses when it fails, and marks, which never do.
package struct HookEntries: Sendable {
  /// A command that finds the program.
  let program: String
  let agent: Agent
  /// Whether every session of the person's has them, and not only those of a board.
  let isForEverySession: Bool

  package init(program: String, agent: Agent, isForEverySession: Bool = false) {
    self.program = program
    self.agent = agent
    self.isForEverySession = isForEverySession
  }

  private static let wayOut =
    "orchsite: the guard did not answer, so nothing was run. orchsite doctor says why; a person can start the session without its settings."

  /// Whatever keeps the guard from answering counts as a refusal, in agents that do not know `onFailure` too.
  package var guardCommand: String {
    let elsewhere = isForEverySession ? "\(elsewhere); " : ""
    return "\(elsewhere)\(call("guard")) || { test $? = 2 || echo \(shellQuoted(Self.wayOut)) >&2; false; } || exit 2"
  }

  /// A program that is gone must not keep a person's other sessions from working.
  private var elsewhere: String {
    let folder = "\"${CLAUDE_PROJECT_DIR:-.}\""
    let marker = "\"$(git -C \(folder) rev-parse --absolute-git-dir 2>/dev/null)/orchsite-worker\""
    return "test -x \(shellQuoted(program)) || test -e \(folder)/content/index.md || test -e \(marker) || exit 0"
  }

  /// A mark that fails is a mark less.
  package var markCommand: String {
    "\(isForEverySession ? "test -x \(shellQuoted(program)) || exit 0; " : "")\(call("mark")) || true"
  }

  private func call(_ verb: String) -> String { "\(shellQuoted(program)) \(verb) --agent \(agent.name)" }

  /// As Claude Code and Codex have it in their files: events, each with groups of hooks. No matcher: tools that nobody
  /// knows yet act too.
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      for event in Agent.markedEvents {
        writer.array(event) { writer in
          writer.object { writer in
            writer.array("hooks") { writer in
              if event == "PreToolUse" { write(guardCommand, timeout: 10, fails: true, to: &writer) }
              write(markCommand, timeout: 3, fails: false, to: &writer)
            }
          }
        }
      }
    }
  }

  private func write(_ command: String, timeout: Int, fails: Bool, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("type", "command")
      writer.field("command", command)
      writer.field("timeout", timeout)
      if fails, agent.name == Agent.claude.name { writer.field("onFailure", "block") }
    }
  }
}

/// The roles as a plugin folder.
package enum AgentPlugin {
  package static var files: [(name: String, bytes: [UInt8])] {
    var writer = JSONWriter(options: .prettyPrinted)
    writer.object { writer in
      writer.field("name", "orchsite")
      writer.field("description", "The roles of an orchsite board: orchestrator and worker.")
    }
    return [(".claude-plugin/plugin.json", writer.endLine())]
      + AgentRole.allCases.map { ("skills/\($0.rawValue)/SKILL.md", Array($0.skill.utf8)) }
  }
}
