import Bytes
import MCP
import Testing

/// A session, and a client that sends it lines and reads what comes.
final class Conversation {
  let session: Session
  private let running: Task<Void, Never>
  private var answers: AsyncStream<[UInt8]>.Iterator

  /// - Parameters:
  ///   - taking: how many lines the client takes before it goes away; nil for all.
  init(_ tools: [Tool] = [], limits: Session.Limits = .init(), taking: Int = .max, isGreeted: Bool = true) async throws
  {
    let (stream, sink) = AsyncStream.makeStream(of: [UInt8].self)
    let output = Output(sink, taking: taking)
    answers = stream.makeAsyncIterator()
    let session = Session(Self.offer(tools), limits: limits) { await output.take($0) }
    self.session = session
    running = Task {
      await session.untilItsEnd()
      sink.finish()
    }
    guard isGreeted else { return }
    await say(#"{"jsonrpc":"2.0","id":"hello","method":"initialize","params":{"protocolVersion":"2025-11-25"}}"#)
    #expect(try await hear()?["id"]?.text == "hello")
    await say(#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)
  }

  private static func offer(_ tools: [Tool]) -> Offer {
    Offer(
      name: "orchsite", title: "A board", version: "0", instructions: "Do.", tools: tools,
      resources: [Resource("a://b", name: "b", title: "B", about: "It.", mediaType: "text/plain")],
      templates: [ResourceTemplate("a://{x}", name: "x", title: "X", about: "Any.", mediaType: "text/plain")],
      prompts: [Prompt("worker", title: "Worker", about: "What it does.", text: "Work.")]
    ) { address in
      switch address {
      case "a://b": .text("b\n", mediaType: "text/plain")
      case "a://c": .refusal("there is no c")
      default: nil
      }
    }
  }

  @discardableResult
  func say(_ line: String) async -> Bool { await session.receive(.text(Array(line.utf8))) }

  @discardableResult
  func call(_ id: Int, _ tool: String, _ arguments: String = "{}", meta: String = "{}") async -> Bool {
    await say(
      #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"\#(tool)","arguments":\#(arguments),"_meta":\#(meta)}}"#
    )
  }

  /// The next line; nil after the last one.
  func hear() async throws -> JSONValue? {
    guard let line = await next() else { return nil }
    #expect(line.last == UInt8(ascii: "\n") && !line.dropLast().contains(UInt8(ascii: "\n")), "one line each")
    return try JSONValue(line)
  }

  func hearText() async -> String? { await next().map { String(decoding: $0.dropLast(), as: UTF8.self) } }

  private func next() async -> [UInt8]? {
    var iterator = answers
    defer { answers = iterator }
    return await iterator.next(isolation: #isolation)
  }

  /// Ends the input and returns what still comes.
  func end() async throws -> [JSONValue] {
    await session.endInput()
    var rest: [JSONValue] = []
    while let line = try await hear() { rest.append(line) }
    await running.value
    return rest
  }

  private actor Output {
    private let sink: AsyncStream<[UInt8]>.Continuation
    private var left: Int

    init(_ sink: AsyncStream<[UInt8]>.Continuation, taking: Int) {
      self.sink = sink
      left = taking
    }

    func take(_ line: [UInt8]) -> Bool {
      guard left > 0 else { return false }
      left -= 1
      sink.yield(line)
      return true
    }
  }
}

/// Calls that wait until the test lets them go.
actor Gate {
  private var waiting: [CheckedContinuation<Void, Never>] = []
  private var isOpen = false
  private(set) var begun = 0
  private(set) var ended = 0
  private(set) var most = 0
  private var watchers: [(count: Int, CheckedContinuation<Void, Never>)] = []

  func pass() async {
    begun += 1
    most = max(most, begun - ended)
    for watcher in watchers where watcher.count <= begun { watcher.1.resume() }
    watchers.removeAll { $0.count <= begun }
    if !isOpen { await withCheckedContinuation { waiting.append($0) } }
    ended += 1
  }

  func open() {
    isOpen = true
    waiting.forEach { $0.resume() }
    waiting = []
  }

  func untilBegun(_ count: Int) async {
    if begun < count { await withCheckedContinuation { watchers.append((count, $0)) } }
  }
}
