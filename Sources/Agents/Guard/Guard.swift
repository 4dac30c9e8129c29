import Bytes

/// A guard-rail against mistakes of agents: says whether one may use a tool as it is about to. It is no sandbox.
package struct Guard: Sendable {
  package let role: AgentRole
  package let places: GuardPlaces
  package let powers: Set<GuardPower>

  package init(_ role: AgentRole, places: GuardPlaces, powers: Set<GuardPower>) {
    self.role = role
    self.places = places
    self.powers = powers
  }

  /// Judges the use of a tool.
  ///
  /// - Parameters:
  ///   - folder: where the agent works just now.
  ///   - agent: whose tools these are.
  /// - Throws: why it is refused.
  package func judge(_ tool: AgentEvent.ToolUse, in folder: String, of agent: Agent) throws(GuardRefusal) {
    let folder = places.resolve(folder, from: "/")
    switch agent.tools.kind(of: tool.name) {
    case .reader: return
    case .shell(let members, let folders, let isPOSIX):
      try judgeShell(tool, members, folders, in: folder, isPOSIX: isPOSIX)
    case .writer(let members): try judgeWriter(tool, members, in: folder)
    case .patch(let members):
      guard let text = members.lazy.compactMap({ tool.input[$0]?.text }).first ?? tool.input.text else {
        throw Self.lacking(tool, "a patch")
      }
      try judge(patch: text, tool, in: folder)
    case .refused(let instead):
      throw GuardRefusal("the tool \(tool.name)", "it changes a repo beside orchsite", instead: instead)
    case .unknown: try judgeUnknown(tool, in: folder)
    }
  }

  private static func lacking(_ tool: AgentEvent.ToolUse, _ what: String) -> GuardRefusal {
    GuardRefusal(
      "the tool \(tool.name)", "the event does not say which: it has no \(what)",
      instead: "use another tool; if this comes again, the person can look at docs/guard.md")
  }

  // MARK: Shells

  private func judgeShell(
    _ tool: AgentEvent.ToolUse, _ members: [String], _ folders: [String], in folder: String, isPOSIX: Bool
  ) throws(GuardRefusal) {
    guard isPOSIX else {
      guard role == .orchestrator else { return }
      throw GuardRefusal(
        "the tool \(tool.name)", "its commands cannot be judged", instead: "use the Bash tool; \(CommandJudge.listed)")
    }
    let place = folders.lazy.compactMap { tool.input[$0]?.text }.first
    var judge = CommandJudge(self, folder: place.map { places.resolve($0, from: folder) } ?? folder)
    let command = members.lazy.compactMap { tool.input[$0] }.first
    switch command {
    case .string(let script)?: try judge.judge(script: script)
    case .array(let words)? where words.allSatisfy({ $0.text != nil }):
      try judge.judge(words.compactMap { $0.text.map { ShellValue($0) } })
    default:
      // To wait for what runs already, or to look at it.
      guard role == .orchestrator else { return }
      throw Self.lacking(tool, "command")
    }
  }

  // MARK: Files

  private func judgeWriter(_ tool: AgentEvent.ToolUse, _ members: [String], in folder: String) throws(GuardRefusal) {
    let paths = members.compactMap { tool.input[$0]?.text }
    guard !paths.isEmpty else { throw Self.lacking(tool, "path") }
    for path in paths { try judge(writing: place(path, in: folder), Self.writing(tool)) }
  }

  private func place(_ path: String, in folder: String) -> String {
    if let person = places.person, path == "~" || path.begins("~/") {
      return places.resolve(String(decoding: path.utf8.dropFirst(2), as: UTF8.self), from: person)
    }
    return places.resolve(path, from: folder)
  }

  /// What a tool makes of a file.
  private static func writing(_ tool: AgentEvent.ToolUse) -> Writing {
    func edit(_ value: JSONValue) -> Writing.Edit? {
      guard let old = value["old_string"]?.text, let new = value["new_string"]?.text else { return nil }
      return Writing.Edit(old: old, new: new, isEverywhere: value["replace_all"]?.flag ?? false)
    }
    if let text = tool.input["content"]?.text { return .whole(text) }
    if let edit = edit(tool.input) { return .edits([edit]) }
    if let items = tool.input["edits"]?.items, !items.isEmpty {
      let edits = items.map(edit)
      if edits.allSatisfy({ $0 != nil }) { return .edits(edits.compactMap(\.self)) }
    }
    return .unknown
  }

  private func judge(patch text: String, _ tool: AgentEvent.ToolUse, in folder: String) throws(GuardRefusal) {
    let files = AgentPatch(text).files
    guard !files.isEmpty else { throw Self.lacking(tool, "file in its patch") }
    for file in files { try judge(writing: place(file.path, in: folder), file.writing) }
  }

  /// A tool that nobody has told of: a server's, or a newer one.
  private func judgeUnknown(_ tool: AgentEvent.ToolUse, in folder: String) throws(GuardRefusal) {
    guard role == .worker else {
      throw GuardRefusal(
        "the tool \(tool.name)", "it is not on the orchestrator's list of tools that only read",
        instead: "use Read, Grep, Glob, Edit below content/, or orchsite; ask the person for the rest")
    }
    let contents = [
      "content", "contents", "text", "new_string", "new_str", "newText", "new_text", "edits", "patch", "data",
      "new_source", "file_text", "insert_text",
    ]
    let paths = ["file_path", "path", "filePath", "file", "filename", "notebook_path", "target_file", "absolute_path"]
    let targets = ["destination", "dest", "target", "to", "new_path", "output_path"]
    func texts(_ names: [String]) -> [String] { names.compactMap { tool.input[$0]?.text } }
    let isWriting = contents.contains { tool.input[$0] != nil }
    let written = (isWriting ? texts(paths) : []) + texts(targets).filter { $0.utf8.contains(UInt8(ascii: "/")) }
    // Addresses are no files.
    for path in written where !path.contains("://") { try judge(writing: place(path, in: folder)) }
  }
}
