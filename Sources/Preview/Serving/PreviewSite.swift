import Bytes
import Files
import Site

/// Answers requests: pages of the newest snapshot, what happens, and changes.
package struct PreviewSite: Sendable {
  private let board: PreviewBoard
  private let visitors: Visitors
  private let act: @Sendable (BoardAction) async -> ActionReply

  /// - Parameter act: makes the change that a page asks for.
  package init(_ board: PreviewBoard, port: Int, act: @escaping @Sendable (BoardAction) async -> ActionReply) {
    self.board = board
    visitors = Visitors(port: port, token: board.token)
    self.act = act
  }

  /// The largest body of a request, in bytes.
  package static let bodyLimit = 64 * 1024
  private static let own = ".orchsite/"
  private static let actions = "\(own)do/"

  package func answer(_ request: PageRequest) async -> PageReply {
    if let refusal = visitors.refusal(of: request) { return refusal }
    let isReading = request.method == "GET" || request.method == "HEAD"
    guard isReading || request.method == "POST" else { return Self.notAllowed("GET, HEAD, POST") }
    guard let path = RequestPath.of(request.target) else { return await missing(request.target) }
    if path.utf8.starts(with: Self.actions.utf8) { return await change(request, path) }
    guard isReading else { return Self.notAllowed("GET, HEAD") }
    if path.utf8.starts(with: Self.own.utf8) { return await own(request, path) }
    return await page(path.isEmpty ? "index.html" : path)
  }

  private static func notAllowed(_ methods: String) -> PageReply {
    .text(405, "Only \(methods).", [("Allow", methods)])
  }
}

// MARK: - Pages

extension PreviewSite {
  private func page(_ path: String) async -> PageReply {
    let snapshot = await board.snapshot()
    switch snapshot.pages.render(path) {
    case nil: return await missing("/\(path)")
    case .bytes(let bytes):
      if let excess = snapshot.templates.excess { return ErrorPage.excess(excess, snapshot.mark) }
      return PageReply(200, MediaType.of(path), .bytes(bytes), Self.headers(for: path))
    case .copy(let source):
      do throws(FileError) {
        return PageReply(200, MediaType.of(path), .file(try snapshot.open(source)), Self.headers(for: path))
      } catch {
        return await missing("/\(path)")
      }
    }
  }

  /// A picture that is opened by itself may do nothing at all.
  private static func headers(for path: String) -> [(String, String)] {
    path.utf8.starts(with: "files/".utf8) && !MediaType.of(path).hasSuffix("pdf")
      ? [("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")] : []
  }

  private func missing(_ target: String) async -> PageReply {
    ErrorPage.missing(target, await board.snapshot().mark)
  }

  private func own(_ request: PageRequest, _ path: String) async -> PageReply {
    if let refusal = visitors.refusal(ofForeign: request, isChange: false) { return refusal }
    if let file = EmbeddedFiles.all.first(where: { ExactText(path) == ExactText(".orchsite/\($0.name)") }) {
      return PageReply(200, MediaType.of(path), .bytes(file.bytes))
    }
    switch path {
    case ".orchsite/events":
      // Nothing is held open for one who only asks about it.
      if request.method == "HEAD" { return PageReply(200, Self.eventStream, .bytes([])) }
      guard let events = board.hub.events() else {
        return .text(503, "Too many pages are open.", [("Retry-After", "5")])
      }
      return PageReply(200, Self.eventStream, .events(events))
    default: return await missing(request.target)
    }
  }

  private static let eventStream = "text/event-stream; charset=utf-8"
}

// MARK: - Changes

extension PreviewSite {
  private func change(_ request: PageRequest, _ path: String) async -> PageReply {
    let name = String(path.dropFirst(Self.actions.count))
    guard BoardAction.names.contains(where: { ExactText($0) == ExactText(name) }) else {
      return await missing(request.target)
    }
    guard request.method == "POST" else { return Self.notAllowed("POST") }
    if let refusal = visitors.refusal(ofForeign: request, isChange: true) { return refusal }
    guard request.body.count <= Self.bodyLimit else {
      return .answer(413, isDone: false, "A request has at most \(Self.bodyLimit) bytes.")
    }
    let action: BoardAction
    do throws(BoardAction.Unreadable) {
      action = try BoardAction(name, request.body)
    } catch {
      return .answer(400, isDone: false, error.message)
    }
    // What was begun is brought to an end, whoever goes away meanwhile.
    let act = act
    let reply = await Task { await act(action) }.value
    return .answer(reply.isDone ? 200 : 409, isDone: reply.isDone, reply.text)
  }
}
