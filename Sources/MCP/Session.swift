import Bytes

/// One client and what it is answered: from the first line that comes in to the last answer. Calls run side by side, as
/// many as the limits say; what they write comes out one line after the other.
package actor Session {
  package struct Limits: Sendable {
    /// Calls at once; the others wait for their turn.
    package var running = 4
    /// Calls that do nothing but wait; they keep no turn.
    package var waiting = 16
    /// Calls that wait for their turn, and answers for a client that does not read them, until nothing more is taken in.
    package var queued = 1_024
    package var bytes = 64 << 20
    /// Of a line.
    package var line = 16 << 20
    /// How often a client that asks for it is told that a call still waits.
    package var progress = Duration.seconds(20)

    package init() {}
  }

  let offer: Offer
  let limits: Limits
  /// Writes one line, and says whether anybody takes more.
  private let send: @Sendable ([UInt8]) async -> Bool

  var isGreeted = false
  private var calls: [RequestID: Call] = [:]
  private var queue: [RequestID] = []
  private var running = 0
  private var waiting = 0
  /// Calls that are not at their end, with what they do behind their answers.
  private var unfinished = 0
  private var outbox: [[UInt8]] = []
  private var isSending = false
  /// Bytes of calls and of answers that are not out yet.
  private var bytes = 0

  private var inputHasEnded = false
  private var outputIsClosed = false
  private var room: CheckedContinuation<Void, Never>?
  private var end: CheckedContinuation<Void, Never>?

  private struct Call {
    let work: Work
    let token: RequestID?
    let size: Int
    var task: Task<Void, Never>?
    var isCancelled = false
  }

  /// What takes its time.
  enum Work: Sendable {
    case tool(Tool, JSONValue)
    case resource(String)

    var waits: Bool { if case .tool(let tool, _) = self { tool.waits } else { false } }

    /// What changes something runs to its end: half of it would be worse than what nobody waits for any more.
    var canBeEnded: Bool { if case .tool(let tool, _) = self { tool.effect == .reads } else { true } }
  }

  package init(
    _ offer: Offer, limits: Limits = Limits(), send: @escaping @Sendable (_ line: [UInt8]) async -> Bool
  ) {
    self.offer = offer
    self.limits = limits
    self.send = send
  }

  // MARK: In

  /// Takes a line. Returns when there is room for another one.
  ///
  /// - Returns: whether another one is wanted.
  package func receive(_ line: LineReader.Line) async -> Bool {
    switch line {
    case .tooLong: answer(Outgoing.error(nil, .request("the line has more than \(limits.line) bytes")))
    case .text(let text): take(text)
    }
    while isFull, !outputIsClosed { await withCheckedContinuation { room = $0 } }
    return !outputIsClosed
  }

  private var isFull: Bool { queue.count >= limits.queued || outbox.count >= limits.queued || bytes >= limits.bytes }

  private func take(_ line: [UInt8]) {
    let message: Message
    do throws(Message.Fault) { message = try Message(line) } catch {
      answer(Outgoing.error(error.id, error.error))
      return
    }
    switch message {
    case .answer: break
    case .notification(let method, let parameters):
      if method == "notifications/cancelled", let id = parameters["requestId"].flatMap(RequestID.init) { cancel(id) }
    case .request(let id, let method, let parameters):
      guard calls[id] == nil else {
        answer(Outgoing.error(nil, .request("the id of a request is that of another one, which is not answered yet")))
        return
      }
      do throws(ProtocolError) {
        switch try reply(to: method, parameters) {
        case .now(let body): answer(Outgoing.result(id, body))
        case .work(let work): begin(id, work, token: parameters["_meta"]?["progressToken"], size: line.count)
        }
      } catch {
        answer(Outgoing.error(id, error))
      }
    }
  }

  /// No more lines will come. What waits for news is ended; what else runs is answered.
  package func endInput() {
    inputHasEnded = true
    for call in calls.values where call.work.waits { call.task?.cancel() }
    endIfDone()
  }

  /// Returns when everything is answered after the input has ended, or when nobody takes answers any more.
  package func untilItsEnd() async {
    await withCheckedContinuation { continuation in
      end = continuation
      endIfDone()
    }
  }

  private func endIfDone() {
    guard inputHasEnded || outputIsClosed, unfinished == 0, queue.isEmpty, outbox.isEmpty, !isSending else { return }
    end?.resume()
    end = nil
  }

  private func makeRoom() {
    guard !isFull || outputIsClosed else { return }
    room?.resume()
    room = nil
  }

  // MARK: Calls

  private func begin(_ id: RequestID, _ work: Work, token: JSONValue?, size: Int) {
    if work.waits, waiting >= limits.waiting {
      let refusal = ToolResult.refusal("\(waiting) calls wait already: end one, or wait for its answer")
      answer(Outgoing.result(id) { refusal.write(to: &$0) })
      return
    }
    calls[id] = Call(work: work, token: token.flatMap(RequestID.init), size: size)
    bytes += size
    if work.waits {
      waiting += 1
      start(id)
    } else {
      queue.append(id)
      startNext()
    }
  }

  private func startNext() {
    while running < limits.running, !queue.isEmpty {
      running += 1
      start(queue.removeFirst())
    }
  }

  private func start(_ id: RequestID) {
    guard let call = calls[id] else { return }
    unfinished += 1
    calls[id]?.task = Task { await run(id, call) }
  }

  private func run(_ id: RequestID, _ call: Call) async {
    let beat = call.work.waits ? call.token.map { token in Task { await tell(token, while: id) } } : nil
    let (line, afterwards) = await Self.line(of: call.work, id, offer)
    beat?.cancel()
    let isCancelled = calls.removeValue(forKey: id)?.isCancelled ?? true
    bytes -= call.size
    if call.work.waits { waiting -= 1 } else { running -= 1 }
    if !isCancelled { answer(line) }
    startNext()
    makeRoom()
    await afterwards?()
    unfinished -= 1
    endIfDone()
  }

  /// Does the work. Not here, where everything would wait for it.
  private nonisolated static func line(
    of work: Work, _ id: RequestID, _ offer: Offer
  ) async -> ([UInt8], afterwards: (@Sendable () async -> Void)?) {
    switch work {
    case .tool(let tool, let arguments):
      let result = await tool.call(arguments)
      return (Outgoing.result(id) { result.write(to: &$0) }, result.afterwards)
    case .resource(let address):
      switch await offer.read(address) {
      case nil: return (Outgoing.error(id, .resource("there is no resource \(address)")), nil)
      case .refusal(let why): return (Outgoing.error(id, .resource(why)), nil)
      case .text(let text, let mediaType):
        let line = Outgoing.result(id) { writer in
          writer.array("contents") { writer in
            writer.object { writer in
              writer.field("uri", address)
              writer.field("mimeType", mediaType)
              writer.field("text", text)
            }
          }
        }
        return (line, nil)
      }
    }
  }

  /// Tells the client now and then that a call still waits, so that it does not give up.
  private func tell(_ token: RequestID, while id: RequestID) async {
    var count = 0
    while (try? await Task.sleep(for: limits.progress)) != nil, let call = calls[id], !call.isCancelled {
      count += 1
      answer(Outgoing.progress(token, count))
    }
  }

  /// A call that nobody waits for any more gets no answer. One that has not begun does not begin.
  private func cancel(_ id: RequestID) {
    guard let call = calls[id] else { return }
    calls[id]?.isCancelled = true
    if let index = queue.firstIndex(of: id) {
      queue.remove(at: index)
      calls[id] = nil
      bytes -= call.size
      makeRoom()
    } else if call.work.canBeEnded {
      call.task?.cancel()
    }
  }

  // MARK: Out

  private func answer(_ line: [UInt8]) {
    guard !outputIsClosed else { return }
    outbox.append(line)
    bytes += line.count
    guard !isSending else { return }
    isSending = true
    Task { await empty() }
  }

  private func empty() async {
    while !outbox.isEmpty {
      let line = outbox.removeFirst()
      let isTaken = await send(line)
      bytes -= line.count
      if !isTaken { close() }
      makeRoom()
    }
    isSending = false
    endIfDone()
  }

  /// Nobody takes answers: what has not begun does not begin, and what can be ended is.
  private func close() {
    outputIsClosed = true
    for line in outbox { bytes -= line.count }
    outbox = []
    for id in queue { calls[id] = nil }
    queue = []
    for call in calls.values where call.work.canBeEnded { call.task?.cancel() }
  }
}
