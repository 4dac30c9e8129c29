import Bytes

/// The tools of an agent, as the guard tells them apart.
package struct AgentTools: Sendable {
  /// By name: what a tool is.
  let kinds: [String: Kind]
  /// Names of tools of servers begin with these: they only read, or are judged by themselves.
  let readingPrefixes: [String]

  enum Kind: Sendable, Equatable {
    /// Changes no file of its own.
    case reader
    /// Runs commands: the members that may hold them, and those that may name the folder.
    case shell([String], folders: [String], isPOSIX: Bool)
    /// Writes files: the members that name them.
    case writer([String])
    /// Writes the files that the text of one of these members names.
    case patch([String])
    /// Changes a repo in a way that a verb is there for.
    case refused(instead: String)
    case unknown
  }

  func kind(of name: String) -> Kind {
    if let kind = kinds[name] { return kind }
    return readingPrefixes.contains { name.begins($0) } ? .reader : .unknown
  }

  private init(
    readers: [String], _ others: [String: Kind], readingPrefixes: [String] = ["mcp__orchsite__"]
  ) {
    kinds = others.merging(readers.map { ($0, .reader) }) { own, _ in own }
    self.readingPrefixes = readingPrefixes
  }

  static let claude = AgentTools(
    readers: [
      "Read", "Glob", "Grep", "LS", "LSP", "NotebookRead", "WebFetch", "WebSearch", "TodoRead", "TodoWrite", "Task",
      "Agent",
      "AskUserQuestion", "EnterPlanMode", "ExitPlanMode", "Skill", "SlashCommand", "BashOutput", "KillShell",
      "KillBash",
      "TaskCreate", "TaskGet", "TaskList", "TaskUpdate", "TaskOutput", "TaskStop", "ToolSearch", "SendMessage",
      "ListMcpResourcesTool", "ReadMcpResourceTool", "CronCreate", "CronDelete", "CronList", "StructuredOutput",
    ],
    [
      "Bash": .shell(["command"], folders: [], isPOSIX: true),
      "Monitor": .shell(["command"], folders: [], isPOSIX: true),
      "PowerShell": .shell(["command"], folders: [], isPOSIX: false),
      "Edit": .writer(["file_path"]), "MultiEdit": .writer(["file_path"]), "Write": .writer(["file_path"]),
      "NotebookEdit": .writer(["notebook_path"]),
      "EnterWorktree": .refused(instead: "orchsite worker start REPO TASK makes worktrees"),
    ])

  /// Its hooks name every shell `Bash`; the others are the names that its model sees.
  static let codex = AgentTools(
    readers: [
      "update_plan", "view_image", "read_file", "list_dir", "grep_files", "web_search", "request_user_input",
      "spawn_agent",
      "send_input", "wait", "wait_agent", "close_agent", "resume_agent", "list_mcp_resources",
      "list_mcp_resource_templates", "read_mcp_resource", "Read", "Glob", "Grep",
    ],
    [
      "Bash": .shell(["command", "cmd"], folders: ["workdir"], isPOSIX: true),
      "shell": .shell(["command", "cmd"], folders: ["workdir"], isPOSIX: true),
      "shell_command": .shell(["command", "cmd"], folders: ["workdir"], isPOSIX: true),
      "local_shell": .shell(["command", "cmd"], folders: ["workdir", "working_directory"], isPOSIX: true),
      "exec_command": .shell(["cmd", "command"], folders: ["workdir"], isPOSIX: true),
      "apply_patch": .patch(["command", "input", "patch"]), "Edit": .patch(["command", "input", "patch"]),
      "Write": .patch(["command", "input", "patch"]),
    ])
}
