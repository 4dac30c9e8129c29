import Bytes
import Sessions

extension Agent {
  /// Events that hooks of ours are called for, besides the guard's: what each means is `signal(of:)`.
  package static let markedEvents = [
    "SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "PostToolUseFailure", "PermissionRequest",
    "PermissionDenied", "Elicitation", "SubagentStart", "Stop", "StopFailure", "PostCompact", "SessionEnd",
  ]

  /// Tools that wait for a person, with the member of their input that says for what.
  private static let asking = ["AskUserQuestion": "question", "ExitPlanMode": "plan", "request_user_input": "question"]

  /// What an event means; nil where it says nothing about what the session is at.
  package func signal(of event: AgentEvent) -> SessionSignal? {
    switch event.name {
    case "SessionStart": return .started
    case "UserPromptSubmit", "PostToolUse", "PostToolUseFailure", "PermissionDenied", "SubagentStart": return .active
    case "PreToolUse":
      guard let tool = event.tool, let member = Self.asking[tool.name] else { return .active }
      return .asks(Self.line([tool.name, Self.wish(in: tool.input, preferring: member)]))
    case "PermissionRequest":
      guard let tool = event.tool else { return .asks(nil) }
      return .asks(Self.line([tool.name, Self.wish(in: tool.input)]))
    case "Elicitation": return .asks(Self.line([event.json["message"]?.text]))
    case "Stop":
      let last = Self.line([event.json["last_assistant_message"]?.text.flatMap(Self.lastLine)])
      let isBusy = event.json["background_tasks"]?.items.isEmpty == false
      return .turnEnded(isBusy ? .background : event.mode == "plan" ? .plan : .complete, lastLine: last)
    case "StopFailure":
      return .failed(
        Self.line([event.json["error"]?.text?.replacing("_", with: " "), event.json["error_details"]?.text]))
    case "PostCompact": return .compacted
    case "SessionEnd": return .ended
    default: return nil
    }
  }

  /// What a tool is to do, as far as it can be said in a line.
  private static func wish(in input: JSONValue, preferring member: String? = nil) -> String? {
    let names = [member, "command", "file_path", "notebook_path", "url", "question", "plan", "description", "query"]
    for case let name? in names {
      if let text = input[name]?.text, !text.isEmpty { return text }
      let words = input[name]?.items.compactMap(\.text) ?? []
      if !words.isEmpty { return words.joined(separator: " ") }
    }
    // Several questions at once.
    return input["questions"]?.items.lazy.compactMap { $0["question"]?.text }.first
  }

  private static func lastLine(of text: String) -> String? {
    text.split(whereSeparator: \.isNewline).last { $0.utf8.contains { !$0.isASCIISpace } }.map(String.init)
  }

  private static let longest = 200

  /// The first line of what there is, in one line that is not too long.
  private static func line(_ texts: [String?]) -> String? {
    let lines = texts.compactMap { text in
      text?.split(whereSeparator: \.isNewline).first { $0.utf8.contains { !$0.isASCIISpace } }
        .map { String(Substring($0.utf8.trimmed)) }
    }
    guard !lines.isEmpty else { return nil }
    let line = lines.joined(separator: ": ")
    guard line.unicodeScalars.count > longest else { return line }
    return String(String.UnicodeScalarView(line.unicodeScalars.prefix(longest - 1))) + "…"
  }
}

extension Substring.UTF8View {
  /// Without white space at the ends.
  fileprivate var trimmed: Substring.UTF8View {
    let start = firstIndex { !$0.isASCIISpace } ?? endIndex
    let end = lastIndex { !$0.isASCIISpace }.map(index(after:)) ?? start
    return self[start..<end]
  }
}
