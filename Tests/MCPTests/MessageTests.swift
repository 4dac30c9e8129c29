import Bytes
import MCP
import Testing

@Suite("Messages")
struct MessageTests {
  private func read(_ text: String) -> String {
    func id(_ id: RequestID?) -> String {
      switch id {
      case .text(let text): "\"\(text)\""
      case .number(let digits): digits
      case nil: "-"
      }
    }
    do throws(Message.Fault) {
      switch try Message(Array(text.utf8)) {
      case .request(let request, let method, _): return "request \(id(request)) \(method)"
      case .notification(let method, _): return "notification \(method)"
      case .answer: return "answer"
      }
    } catch {
      return "\(error.error.code) \(id(error.id)): \(error.error.message)"
    }
  }

  @Test(
    "what a line is",
    arguments: [
      (#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, "request 1 ping"),
      (#"{"jsonrpc":"2.0","id":"é","method":"ping","params":{}}"#, "request \"é\" ping"),
      (#"{"jsonrpc":"2.0","id":"","method":"ping"}"#, "request \"\" ping"),
      (#"{"jsonrpc":"2.0","id":-7,"method":"ping"}"#, "request -7 ping"),
      (
        #"{"jsonrpc":"2.0","id":123456789012345678901234567890,"method":"ping"}"#,
        "request 123456789012345678901234567890 ping"
      ),
      (#"{"jsonrpc":"2.0","method":"notifications/x"}"#, "notification notifications/x"),
      (#"{"jsonrpc":"2.0","method":"notifications/x","params":[1]}"#, "notification notifications/x"),
      (#"{"jsonrpc":"2.0","id":1,"result":{}}"#, "answer"),
      (#"{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":""}}"#, "answer"),
    ])
  func kinds(_ line: String, _ expected: String) { #expect(read(line) == expected) }

  @Test(
    "what is no message is refused, with the request that it might have been",
    arguments: [
      ("{", "-32700 -: the line is no JSON: it ends too early, at byte 1"),
      ("{} {}", "-32700 -: the line is no JSON: something stands behind the value, at byte 3"),
      (#"{"id":1,"id":2}"#, "-32700 -: the line is no JSON: a name is said twice, at byte 8"),
      ("[]", "-32600 -: a batch is not taken: send one message a line"),
      (
        #"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, "-32600 -: a batch is not taken: send one message a line"
      ),
      ("1", "-32600 -: a message is an object"), ("{}", "-32600 -: jsonrpc has to be \"2.0\""),
      (#"{"id":1,"method":"ping"}"#, "-32600 1: jsonrpc has to be \"2.0\""),
      (#"{"jsonrpc":"1.0","id":"a","method":"ping"}"#, "-32600 \"a\": jsonrpc has to be \"2.0\""),
      (#"{"jsonrpc":2.0,"id":1,"method":"ping"}"#, "-32600 1: jsonrpc has to be \"2.0\""),
      (#"{"jsonrpc":"2.0","id":1}"#, "-32600 1: there is no method"),
      (#"{"jsonrpc":"2.0","id":1,"method":5}"#, "-32600 1: there is no method"),
      (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, "-32600 -: the id is neither a text nor a whole number"),
      (#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, "-32600 -: the id is neither a text nor a whole number"),
      (#"{"jsonrpc":"2.0","id":1e3,"method":"ping"}"#, "-32600 -: the id is neither a text nor a whole number"),
      (#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, "-32600 -: the id is neither a text nor a whole number"),
      (#"{"jsonrpc":"2.0","id":[1],"method":"ping"}"#, "-32600 -: the id is neither a text nor a whole number"),
      (#"{"jsonrpc":"2.0","id":true,"method":"ping"}"#, "-32600 -: the id is neither a text nor a whole number"),
      (#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}"#, "-32602 1: params has to be an object"),
      (#"{"jsonrpc":"2.0","id":1,"method":"ping","params":null}"#, "-32602 1: params has to be an object"),
    ])
  func faults(_ line: String, _ expected: String) { #expect(read(line) == expected) }

  @Test("what is not UTF-8 is no JSON")
  func notUTF8() {
    #expect(throws: Message.Fault.self) { try Message([0x22, 0xFF, 0x22]) }
  }

  @Test("ids are told apart by their bytes")
  func ids() {
    #expect(RequestID(.string("é")) != RequestID(.string("e\u{301}")))
    #expect(RequestID(.string("1")) != RequestID(.number("1")))
  }
}
