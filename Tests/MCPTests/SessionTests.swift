import Bytes
import MCP
import Testing

@Suite("The protocol, request by request")
struct SessionTests {
  private let echo = Tool(
    "echo", title: "Echo", about: "Says it again.", effect: .reads, takes: Parameter<String>.text("text", "What."),
    Parameter<Int>.number("times", "How often.", in: 1...3, standard: 1),
    gives: .object([.init("text", .text)])
  ) { text, times in
    guard text != "no" else { return .refusal("orchsite: error: not that\n") }
    var writer = JSONWriter()
    writer.object { $0.field("text", String(repeating: text, count: times)) }
    return .answer("\(text)\n", writer.bytes)
  }

  @Test("a greeting says what there is")
  func greeting() async throws {
    let client = try await Conversation(isGreeted: false)
    await client.say(
      #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"a","version":"1"}}}"#
    )
    #expect(
      await client.hearText()
        == #"{"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":false},"#
        + #""resources":{"subscribe":false,"listChanged":false},"prompts":{"listChanged":false}},"#
        + #""serverInfo":{"name":"orchsite","title":"A board","version":"0"},"instructions":"Do."}}"#)
    #expect(try await client.end() == [])
  }

  @Test(
    "the client's version, if it is spoken, else the newest",
    arguments: [
      ("2025-11-25", "2025-11-25"), ("2025-06-18", "2025-06-18"), ("2025-03-26", "2025-03-26"),
      ("2024-11-05", "2024-11-05"), ("2026-07-28", "2025-11-25"), ("1", "2025-11-25"), ("", "2025-11-25"),
    ])
  func versions(_ wanted: String, _ agreed: String) async throws {
    let client = try await Conversation(isGreeted: false)
    await client.say(
      #"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"\#(wanted)"}}"#)
    #expect(try await client.hear()?["result"]?["protocolVersion"]?.text == agreed)
  }

  @Test(
    "before the greeting, only it and ping are answered",
    arguments: [
      ("ping", #""result":{}"#),
      ("tools/list", #""error":{"code":-32600,"message":"the first request has to be initialize"}"#),
      ("server/discover", #""error":{"code":-32601,"message":"there is no method \"server/discover\" here"}"#),
    ])
  func before(_ method: String, _ expected: String) async throws {
    let client = try await Conversation(isGreeted: false)
    await client.say(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":{}}"#)
    #expect(await client.hearText() == #"{"jsonrpc":"2.0","id":1,\#(expected)}"#)
  }

  @Test(
    "what cannot be answered is an error",
    arguments: [
      ("server/discover", "{}", -32601, "there is no method \"server/discover\" here"),
      ("logging/setLevel", #"{"level":"info"}"#, -32601, "there is no method \"logging/setLevel\" here"),
      ("resources/subscribe", #"{"uri":"a://b"}"#, -32601, "there is no method \"resources/subscribe\" here"),
      ("", "{}", -32601, "there is no method \"\" here"),
      ("initialize", #"{"protocolVersion":"2025-11-25"}"#, -32600, "initialize was answered already"),
      ("tools/call", "{}", -32602, "name is missing"), ("tools/call", #"{"name":1}"#, -32602, "name has to be a text"),
      ("tools/call", #"{"name":"x"}"#, -32602, "there is no tool \"x\": there are echo"),
      ("tools/call", #"{"name":"echo","arguments":[]}"#, -32602, "arguments has to be an object"),
      ("tools/list", #"{"cursor":"x"}"#, -32602, "there is no such cursor: lists come whole"),
      ("resources/read", "{}", -32602, "uri is missing"),
      ("resources/read", #"{"uri":"a://x"}"#, -32002, "there is no resource a://x"),
      ("resources/read", #"{"uri":"a://c"}"#, -32002, "there is no c"),
      ("prompts/get", #"{"name":"x"}"#, -32602, "there is no prompt \"x\": there are worker"),
    ])
  func errors(_ method: String, _ parameters: String, _ code: Int, _ message: String) async throws {
    let client = try await Conversation([echo])
    await client.say(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(parameters)}"#)
    let answer = try await client.hear()
    #expect(answer?["id"] == .number("1"))
    #expect(answer?["error"]?["code"] == .number("\(code)"))
    #expect(answer?["error"]?["message"]?.text == message)
  }

  @Test(
    "what there is",
    arguments: [
      (
        "tools/list", "{}",
        #"{"tools":[{"name":"echo","title":"Echo","description":"Says it again.","inputSchema":{"type":"object","#
          + #""properties":{"text":{"type":"string","description":"What."},"times":{"type":"integer","minimum":1,"#
          + #""maximum":3,"description":"How often."}},"required":["text"],"additionalProperties":false},"#
          + #""outputSchema":{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]},"#
          + #""annotations":{"title":"Echo","readOnlyHint":true,"destructiveHint":false,"idempotentHint":true,"#
          + #""openWorldHint":false},"_meta":{"anthropic/alwaysLoad":true}}]}"#
      ),
      (
        "resources/list", "{}",
        #"{"resources":[{"uri":"a://b","name":"b","title":"B","description":"It.","mimeType":"text/plain"}]}"#
      ),
      (
        "resources/templates/list", "{}",
        #"{"resourceTemplates":[{"uriTemplate":"a://{x}","name":"x","title":"X","description":"Any.","mimeType":"text/plain"}]}"#
      ),
      (
        "resources/read", #"{"uri":"a://b"}"#,
        #"{"contents":[{"uri":"a://b","mimeType":"text/plain","text":"b\n"}]}"#
      ),
      (
        "prompts/list", "{}",
        #"{"prompts":[{"name":"worker","title":"Worker","description":"What it does."}]}"#
      ),
      (
        "prompts/get", #"{"name":"worker","arguments":{}}"#,
        #"{"description":"What it does.","messages":[{"role":"user","content":{"type":"text","text":"Work."}}]}"#
      ),
      (
        "tools/call", #"{"name":"echo","arguments":{"text":"`$a`\n"}}"#,
        #"{"content":[{"type":"text","text":"`$a`\n\n"}],"structuredContent":{"text":"`$a`\n"},"isError":false}"#
      ),
      (
        "tools/call", #"{"name":"echo","arguments":{"text":"a","times":null}}"#,
        #"{"content":[{"type":"text","text":"a\n"}],"structuredContent":{"text":"a"},"isError":false}"#
      ),
      (
        "tools/call", #"{"name":"echo","arguments":{"text":"no"}}"#,
        #"{"content":[{"type":"text","text":"orchsite: error: not that\n"}],"isError":true}"#
      ),
      (
        "tools/call", #"{"name":"echo","arguments":{"txt":"a","times":9}}"#,
        #"{"content":[{"type":"text","text":"text is missing\ntimes has to be from 1 to 3\n"#
          + #"txt is not known: there are text, times"}],"isError":true}"#
      ),
      (
        "tools/call", #"{"name":"echo"}"#,
        #"{"content":[{"type":"text","text":"text is missing"}],"isError":true}"#
      ),
    ])
  func results(_ method: String, _ parameters: String, _ expected: String) async throws {
    let client = try await Conversation([echo])
    await client.say(#"{"jsonrpc":"2.0","id":"x","method":"\#(method)","params":\#(parameters)}"#)
    #expect(await client.hearText() == #"{"jsonrpc":"2.0","id":"x","result":\#(expected)}"#)
  }

  @Test("ids come back as they were written", arguments: ["1", "-1", "123456789012345678901234567890", "\"é\\\"\""])
  func ids(_ id: String) async throws {
    let client = try await Conversation()
    await client.say(#"{"jsonrpc":"2.0","id":\#(id),"method":"ping"}"#)
    #expect(await client.hearText() == #"{"jsonrpc":"2.0","id":\#(id),"result":{}}"#)
  }

  @Test("notifications and answers are never answered; after any fault, things go on")
  func silence() async throws {
    let client = try await Conversation([echo])
    for line in [
      #"{"jsonrpc":"2.0","method":"notifications/none"}"#, #"{"jsonrpc":"2.0","method":"tools/call","params":5}"#,
      #"{"jsonrpc":"2.0","method":"notifications/cancelled"}"#, #"{"jsonrpc":"2.0","id":3,"result":{}}"#,
      #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":77}}"#,
    ] {
      await client.say(line)
    }
    _ = await client.session.receive(.tooLong)
    await client.say("{")
    await client.say(#"{"jsonrpc":"2.0","id":9,"method":"ping"}"#)
    #expect(
      await client.hearText()
        == #"{"jsonrpc":"2.0","error":{"code":-32600,"message":"the line has more than 16777216 bytes"}}"#)
    #expect(
      await client.hearText()
        == #"{"jsonrpc":"2.0","error":{"code":-32700,"message":"the line is no JSON: it ends too early, at byte 1"}}"#)
    #expect(await client.hearText() == #"{"jsonrpc":"2.0","id":9,"result":{}}"#)
    #expect(try await client.end() == [])
  }
}
