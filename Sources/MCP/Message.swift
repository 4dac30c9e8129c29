import Bytes

/// What a request is answered by: a text or a whole number, given back as it came.
package enum RequestID: Hashable, Sendable {
  case text(ExactText)
  /// As it was written: a number may have more digits than a machine word.
  case number(String)

  package init?(_ value: JSONValue) {
    switch value {
    case .string(let text): self = .text(ExactText(text))
    case .number(let digits) where digits.utf8.allSatisfy({ $0.isASCIIDigit || $0 == UInt8(ascii: "-") }):
      self = .number(digits)
    default: return nil
    }
  }

  func write(to writer: inout JSONWriter) {
    switch self {
    case .text(let text): writer.string(text.text)
    case .number(let digits): writer.number(digits)
    }
  }
}

/// An error of the protocol: the request could not be understood, or asks for what is not there.
package struct ProtocolError: Error, Sendable, Equatable {
  package let code: Int
  package let message: String

  package static func parse(_ message: String) -> ProtocolError { ProtocolError(code: -32_700, message: message) }
  package static func request(_ message: String) -> ProtocolError { ProtocolError(code: -32_600, message: message) }
  package static func method(_ message: String) -> ProtocolError { ProtocolError(code: -32_601, message: message) }
  package static func parameters(_ message: String) -> ProtocolError { ProtocolError(code: -32_602, message: message) }
  package static func resource(_ message: String) -> ProtocolError { ProtocolError(code: -32_002, message: message) }
}

/// What a client sent, one line of it.
package enum Message: Sendable, Equatable {
  case request(RequestID, method: String, JSONValue)
  /// Never answered.
  case notification(method: String, JSONValue)
  /// An answer, to a request that nobody sent.
  case answer

  /// Why a line is no message, and the request that it might have been.
  package struct Fault: Error, Sendable, Equatable {
    package let id: RequestID?
    package let error: ProtocolError
  }

  package init(_ line: [UInt8]) throws(Fault) {
    let value: JSONValue
    do throws(JSONError) { value = try JSONValue(line) } catch {
      throw Fault(id: nil, error: .parse("the line is no JSON: \(error)"))
    }
    if value.isList { throw Fault(id: nil, error: .request("a batch is not taken: send one message a line")) }
    guard value.isObject else { throw Fault(id: nil, error: .request("a message is an object")) }
    let id = value["id"].flatMap(RequestID.init)
    if value["method"] == nil, value["result"] != nil || value["error"] != nil {
      self = .answer
      return
    }
    guard value["jsonrpc"]?.text == "2.0" else {
      throw Fault(id: id, error: .request("jsonrpc has to be \"2.0\""))
    }
    guard let method = value["method"]?.text else { throw Fault(id: id, error: .request("there is no method")) }
    let parameters = value["params"] ?? .object([])
    guard value["id"] != nil else {
      self = .notification(method: method, parameters)
      return
    }
    guard let id else { throw Fault(id: nil, error: .request("the id is neither a text nor a whole number")) }
    guard parameters.isObject else { throw Fault(id: id, error: .parameters("params has to be an object")) }
    self = .request(id, method: method, parameters)
  }
}

/// What is sent, one line each.
enum Outgoing {
  static func result(_ id: RequestID, _ body: (inout JSONWriter) -> Void) -> [UInt8] {
    line { writer in
      writer.key("id")
      id.write(to: &writer)
      writer.object("result", body)
    }
  }

  /// - Parameter id: nil where nobody can tell which request it was. The schema of the protocol has no null there.
  static func error(_ id: RequestID?, _ error: ProtocolError) -> [UInt8] {
    line { writer in
      if let id {
        writer.key("id")
        id.write(to: &writer)
      }
      writer.object("error") { writer in
        writer.field("code", error.code)
        writer.field("message", error.message)
      }
    }
  }

  /// - Parameter token: as the client gave it.
  static func progress(_ token: RequestID, _ count: Int) -> [UInt8] {
    line { writer in
      writer.field("method", "notifications/progress")
      writer.object("params") { writer in
        writer.key("progressToken")
        token.write(to: &writer)
        writer.field("progress", count)
      }
    }
  }

  private static func line(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("jsonrpc", "2.0")
      body(&writer)
    }
    return writer.endLine()
  }
}
