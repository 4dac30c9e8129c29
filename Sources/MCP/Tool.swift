import Bytes

/// A tool: what a client is told of it, and what it does.
package struct Tool: Sendable {
  package let name: String
  private let title: String
  private let about: String
  package let effect: Effect
  /// Whether it does nothing but wait: then it keeps no place, and ends where nobody listens any more.
  let waits: Bool
  package let input: Schema
  package let output: Schema
  private let body: @Sendable (JSONValue) async throws(ArgumentProblem) -> ToolResult

  package enum Effect: Sendable {
    case reads
    /// Adds to what is there.
    case adds
    /// Changes what is there. A second time, nothing more happens.
    case changes
  }

  package init<each Value: Sendable>(
    _ name: String, title: String, about: String, effect: Effect, waits: Bool = false,
    takes parameters: repeat Parameter<each Value>, gives output: Schema,
    body: @escaping @Sendable (repeat each Value) async -> ToolResult
  ) {
    self.name = name
    self.title = title
    self.about = about
    self.effect = effect
    self.waits = waits
    self.output = output
    var members: [Schema.Member] = []
    for parameter in repeat each parameters { members.append(parameter.member) }
    input = .closedObject(members)
    let parameters = (repeat each parameters)
    self.body = { (arguments: JSONValue) async throws(ArgumentProblem) -> ToolResult in
      func read<One>(_ parameter: Parameter<One>) throws(ArgumentProblem) -> One {
        try parameter.value(in: arguments)
      }
      let values = (repeat try read(each parameters))
      return await body(repeat each values)
    }
  }

  /// Calls it. Arguments that are not as they have to be are refused in words that name them.
  func call(_ arguments: JSONValue) async -> ToolResult {
    // Some clients say null for what they leave out.
    let given = JSONValue.object(arguments.members.filter { $0.value != .null })
    let problems = input.problems(in: given)
    guard problems.isEmpty else { return .refusal(problems.joined(separator: "\n")) }
    do throws(ArgumentProblem) { return try await body(given) } catch { return .refusal(error.message) }
  }

  func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("name", name)
      writer.field("title", title)
      writer.field("description", about)
      writer.key("inputSchema")
      input.write(to: &writer)
      writer.key("outputSchema")
      output.write(to: &writer)
      writer.object("annotations") { writer in
        writer.field("title", title)
        writer.field("readOnlyHint", effect == .reads)
        writer.field("destructiveHint", effect == .changes)
        writer.field("idempotentHint", effect != .adds)
        writer.field("openWorldHint", false)
      }
      // Claude Code looks tools up when it wants them; these few are there from the start.
      writer.object("_meta") { $0.field("anthropic/alwaysLoad", true) }
    }
  }
}

/// What came of a call.
package struct ToolResult: Sendable {
  package let text: String
  /// The same for programs, one JSON object; none of a refusal.
  package let object: [UInt8]?
  package let isRefused: Bool
  /// What is done behind the answer.
  package var afterwards: (@Sendable () async -> Void)?

  private init(text: String, object: [UInt8]?, isRefused: Bool) {
    self.text = text
    self.object = object
    self.isRefused = isRefused
  }

  package static func answer(_ text: String, _ object: [UInt8]) -> ToolResult {
    ToolResult(text: text, object: object, isRefused: false)
  }

  /// What was asked for was not done, and why.
  package static func refusal(_ text: String) -> ToolResult { ToolResult(text: text, object: nil, isRefused: true) }

  func write(to writer: inout JSONWriter) {
    writer.array("content") { writer in
      writer.object { writer in
        writer.field("type", "text")
        writer.field("text", text)
      }
    }
    if let object {
      writer.key("structuredContent")
      writer.json(object)
    }
    writer.field("isError", isRefused)
  }
}
