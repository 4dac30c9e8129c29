import Bytes

/// What an agent tells of its session where a hook of ours is called.
package struct AgentEvent: Sendable, Equatable {
  /// As the agent names it: `PreToolUse`.
  package let name: String
  package let session: String
  /// The folder that the agent works in just now, absolute.
  package let folder: String
  /// `default`, `plan`, …; nil where the event does not say.
  package let mode: String?
  package let tool: ToolUse?
  /// All of it.
  package let json: JSONValue

  package struct ToolUse: Sendable, Equatable {
    package let name: String
    package let input: JSONValue

    package init(name: String, input: JSONValue) {
      self.name = name
      self.input = input
    }
  }

  package init(name: String, session: String, folder: String, mode: String?, tool: ToolUse?, json: JSONValue) {
    self.name = name
    self.session = session
    self.folder = folder
    self.mode = mode
    self.tool = tool
    self.json = json
  }
}

/// Why an event cannot be used.
package struct AgentEventError: Error, Equatable {
  package let message: String

  package init(message: String) { self.message = message }
}
