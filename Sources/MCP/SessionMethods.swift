import Bytes

extension Session {
  enum Reply {
    case now((inout JSONWriter) -> Void)
    case work(Work)
  }

  /// What a request gets.
  func reply(to method: String, _ parameters: JSONValue) throws(ProtocolError) -> Reply {
    guard let known = Method(rawValue: method) else { throw .method("there is no method \"\(method)\" here") }
    guard isGreeted || known == .initialize || known == .ping else {
      throw .request("the first request has to be initialize")
    }
    let offer = offer
    switch known {
    case .initialize: return try greeting(parameters)
    case .ping: return .now { _ in }
    case .listTools:
      try Self.checkCursor(parameters)
      return .now { $0.array("tools") { writer in for tool in offer.tools { tool.write(to: &writer) } } }
    case .callTool: return .work(try Self.call(parameters, among: offer.tools))
    case .listResources:
      try Self.checkCursor(parameters)
      return .now { $0.array("resources") { writer in for item in offer.resources { item.write(to: &writer) } } }
    case .listTemplates:
      try Self.checkCursor(parameters)
      return .now { writer in
        writer.array("resourceTemplates") { writer in for item in offer.templates { item.write(to: &writer) } }
      }
    case .readResource: return .work(.resource(try Self.text("uri", in: parameters)))
    case .listPrompts:
      try Self.checkCursor(parameters)
      return .now { $0.array("prompts") { writer in for prompt in offer.prompts { prompt.write(to: &writer) } } }
    case .getPrompt:
      let name = try Self.text("name", in: parameters)
      guard let prompt = offer.prompts.first(where: { ExactText($0.name) == ExactText(name) }) else {
        throw .parameters(
          "there is no prompt \"\(name)\": there are \(offer.prompts.map(\.name).joined(separator: ", "))")
      }
      return .now { prompt.writeMessages(to: &$0) }
    }
  }

  private enum Method: String {
    case initialize
    case ping
    case listTools = "tools/list"
    case callTool = "tools/call"
    case listResources = "resources/list"
    case listTemplates = "resources/templates/list"
    case readResource = "resources/read"
    case listPrompts = "prompts/list"
    case getPrompt = "prompts/get"
  }

  private func greeting(_ parameters: JSONValue) throws(ProtocolError) -> Reply {
    guard !isGreeted else { throw .request("initialize was answered already") }
    let wanted = try Self.text("protocolVersion", in: parameters)
    for name in ["capabilities", "clientInfo"] where parameters[name].map({ !$0.isObject }) ?? false {
      throw .parameters("\(name) has to be an object")
    }
    isGreeted = true
    return .now { [offer] writer in offer.writeGreeting(agreed: ProtocolVersion.agreed(wanted), to: &writer) }
  }

  private static func call(_ parameters: JSONValue, among tools: [Tool]) throws(ProtocolError) -> Work {
    let name = try text("name", in: parameters)
    guard let tool = tools.first(where: { ExactText($0.name) == ExactText(name) }) else {
      throw .parameters("there is no tool \"\(name)\": there are \(tools.map(\.name).joined(separator: ", "))")
    }
    let arguments = parameters["arguments"] ?? .null
    guard arguments.isObject || arguments == .null else { throw .parameters("arguments has to be an object") }
    return .tool(tool, arguments == .null ? .object([]) : arguments)
  }

  private static func text(_ name: String, in parameters: JSONValue) throws(ProtocolError) -> String {
    guard let value = parameters[name] else { throw .parameters("\(name) is missing") }
    guard let text = value.text else { throw .parameters("\(name) has to be a text") }
    return text
  }

  /// Lists are short and come whole: there is no place in them to go on from.
  private static func checkCursor(_ parameters: JSONValue) throws(ProtocolError) {
    guard let cursor = parameters["cursor"], cursor != .null else { return }
    throw .parameters("there is no such cursor: lists come whole")
  }
}
