import Bytes

extension Agent {
  /// Events at which what a hook prints reaches the model.
  private static let telling = ["SessionStart", "UserPromptSubmit", "PostToolUse"]

  package func canTell(at event: AgentEvent) -> Bool {
    Self.telling.contains { ExactText($0) == ExactText(event.name) }
  }

  /// What a hook prints, so that the model reads it; nothing where there is nothing to say.
  package func context(_ lines: [String], at event: AgentEvent) -> [UInt8] {
    guard !lines.isEmpty, canTell(at: event) else { return [] }
    var writer = JSONWriter()
    writer.object { writer in
      writer.object("hookSpecificOutput") { writer in
        writer.field("hookEventName", event.name)
        writer.field("additionalContext", lines.map { "orchsite: \($0)" }.joined(separator: "\n"))
      }
    }
    return writer.endLine()
  }
}
