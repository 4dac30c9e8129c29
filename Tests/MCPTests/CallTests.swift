import Bytes
import MCP
import Testing

@Suite("Calls side by side")
struct CallTests {
  private static let done = ToolResult.answer("done\n", Array("{}".utf8))

  /// A tool that passes a gate.
  private func tool(_ name: String, _ effect: Tool.Effect, through gate: Gate, waits: Bool = false) -> Tool {
    Tool(name, title: name, about: "", effect: effect, waits: waits, gives: .object([])) {
      await gate.pass()
      return Task.isCancelled ? .refusal("ended") : Self.done
    }
  }

  /// A tool that waits until it is ended.
  private func waiting(_ gate: Gate) -> Tool {
    Tool("wait", title: "Wait", about: "", effect: .reads, waits: true, gives: .object([])) {
      await gate.open()
      await gate.pass()
      try? await Task.sleep(for: .seconds(3_600))
      return .refusal("the wait was ended")
    }
  }

  private func ids(_ answers: [JSONValue]) -> Set<String> {
    Set(answers.compactMap { if case .number(let id) = $0["id"] { id } else { nil } })
  }

  @Test("a hundred calls at once are all answered, a few at a time")
  func hundred() async throws {
    let gate = Gate()
    let client = try await Conversation([tool("slow", .adds, through: gate)])
    for id in 0..<100 { await client.call(id, "slow") }
    await gate.untilBegun(4)
    // What needs no time is answered meanwhile.
    await client.say(#"{"jsonrpc":"2.0","id":"ping","method":"ping"}"#)
    #expect(try await client.hear()?["id"]?.text == "ping")
    await gate.open()
    var answers: [JSONValue] = []
    while answers.count < 100, let answer = try await client.hear() { answers.append(answer) }
    #expect(ids(answers) == Set((0..<100).map(String.init)))
    #expect(answers.allSatisfy { $0["result"]?["isError"]?.flag == false })
    #expect(await gate.most == 4)
    #expect(try await client.end() == [])
  }

  @Test("calls that wait keep nobody else from their turn, and end with the input")
  func waits() async throws {
    let (gate, other) = (Gate(), Gate())
    var limits = Session.Limits()
    limits.running = 1
    limits.waiting = 3
    let client = try await Conversation([waiting(gate), tool("slow", .reads, through: other)], limits: limits)
    for id in 0..<4 { await client.call(id, "wait") }
    let refused = try await client.hear()
    #expect(refused?["id"] == .number("3"))
    #expect(
      refused?["result"]?["content"]?[0]?["text"]?.text == "3 calls wait already: end one, or wait for its answer")
    await gate.untilBegun(3)
    await other.open()
    await client.call(10, "slow")
    #expect(try await client.hear()?["id"] == .number("10"))
    let rest = try await client.end()
    #expect(ids(rest) == ["0", "1", "2"])
    #expect(rest.allSatisfy { $0["result"]?["isError"]?.flag == true })
  }

  @Test("after the input has ended, what runs and what has its turn to come is answered")
  func endOfInput() async throws {
    let gate = Gate()
    let client = try await Conversation([tool("slow", .adds, through: gate)])
    for id in 0..<9 { await client.call(id, "slow") }
    await gate.untilBegun(4)
    await client.session.endInput()
    await gate.open()
    #expect(ids(try await client.end()).count == 9)
  }

  @Test("a call that is cancelled gets no answer: one that reads is ended, one that has not begun does not begin")
  func cancelling() async throws {
    let (reading, writing) = (Gate(), Gate())
    var limits = Session.Limits()
    limits.running = 2
    let client = try await Conversation(
      [waiting(reading), tool("write", .adds, through: writing)], limits: limits)
    await client.call(1, "wait")
    for id in 2...5 { await client.call(id, "write") }
    await reading.untilBegun(1)
    await writing.untilBegun(2)
    for id in [1, 2, 4] {
      await client.say(
        #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":\#(id),"reason":"no"}}"#)
    }
    await writing.open()
    #expect(ids(try await client.end()) == ["3", "5"])
    // The second was begun, and is not left half done.
    #expect(await writing.ended == 3)
  }

  @Test("what changes something is not told that nobody waits any more")
  func writingGoesOn() async throws {
    let gate = Gate()
    let seen = Gate()
    let tool = Tool("write", title: "", about: "", effect: .changes, gives: .object([])) {
      await gate.pass()
      if !Task.isCancelled { await seen.open() }
      await seen.pass()
      return Self.done
    }
    let client = try await Conversation([tool])
    await client.call(1, "write")
    await gate.untilBegun(1)
    await client.say(#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#)
    await gate.open()
    await seen.untilBegun(1)
    #expect(try await client.end() == [])
    #expect(await seen.ended == 1)
  }

  @Test("an id that is still to be answered cannot be another call's")
  func twice() async throws {
    let gate = Gate()
    let client = try await Conversation([tool("slow", .adds, through: gate)])
    await client.call(1, "slow")
    await client.call(1, "slow")
    let refused = try await client.hear()
    #expect(refused?["id"] == nil && refused?["error"]?["code"] == .number("-32600"))
    await gate.open()
    #expect(ids(try await client.end()) == ["1"])
    #expect(await gate.begun == 1)
  }

  @Test("whoever asks is told now and then that a call still waits", arguments: ["\"tok\"", "7"])
  func progress(_ token: String) async throws {
    var limits = Session.Limits()
    limits.progress = .milliseconds(1)
    let client = try await Conversation([waiting(Gate())], limits: limits)
    await client.call(1, "wait", meta: #"{"progressToken":\#(token)}"#)
    for count in 1...2 {
      #expect(
        await client.hearText()
          == #"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":\#(token),"progress":\#(count)}}"#
      )
    }
    #expect(try await client.end().last?["id"] == .number("1"))
  }

  @Test("what comes behind an answer keeps it from nobody, and is done before the end")
  func afterwards() async throws {
    let behind = Gate()
    let tool = Tool("write", title: "", about: "", effect: .adds, gives: .object([])) {
      var result = Self.done
      result.afterwards = { await behind.pass() }
      return result
    }
    let client = try await Conversation([tool])
    await client.call(1, "write")
    #expect(try await client.hear()?["id"] == .number("1"))
    await behind.untilBegun(1)
    await client.session.endInput()
    await behind.open()
    #expect(try await client.end() == [])
    #expect(await behind.ended == 1)
  }

  @Test("when nobody takes answers any more, it ends: what has begun to write is done, the rest does not begin")
  func closedOutput() async throws {
    let (gate, reading) = (Gate(), Gate())
    let client = try await Conversation(
      [tool("write", .adds, through: gate), waiting(reading)], taking: 1)
    await client.call(99, "wait")
    for id in 0..<9 { await client.call(id, "write") }
    await reading.untilBegun(1)
    await gate.untilBegun(4)
    await client.say(#"{"jsonrpc":"2.0","id":"ping","method":"ping"}"#)
    await gate.open()
    // Nobody has ended the input.
    #expect(try await client.hear() == nil)
    #expect(await gate.ended == 4)
    #expect(await client.say(#"{"jsonrpc":"2.0","id":"ping","method":"ping"}"#) == false)
  }

  @Test("no more is taken in while too much waits")
  func backPressure() async throws {
    let gate = Gate()
    var limits = Session.Limits()
    limits.running = 1
    limits.queued = 2
    let client = try await Conversation([tool("slow", .adds, through: gate)], limits: limits)
    await client.call(0, "slow")
    await client.call(1, "slow")
    await gate.untilBegun(1)
    let session = client.session
    async let third = session.receive(
      .text(Array(#"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"slow"}}"#.utf8)))
    await gate.open()
    #expect(await third)
    #expect(ids(try await client.end()) == ["0", "1", "2"])
  }
}
