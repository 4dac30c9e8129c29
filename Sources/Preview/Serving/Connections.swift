import Files
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Listens, and answers each connection's requests one after the other.
struct Connections: Sendable {
  typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>
  typealias Listener = NIOAsyncChannel<Connection, Never>

  let site: PreviewSite
  private let open = OpenConnections()

  init(_ site: PreviewSite) { self.site = site }

  static func listen(_ host: String, port: Int, on group: any EventLoopGroup) async throws -> Listener {
    try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .bind(host: host, port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          let meter = RequestMeter()
          try channel.pipeline.syncOperations.addHandler(RequestSizeHandler(meter))
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
          try channel.pipeline.syncOperations.addHandler(RequestTimeHandler(meter))
          return try Connection(wrappingChannelSynchronously: channel)
        }
      }
  }

  /// Until the task is cancelled.
  func accept(from listener: Listener) async {
    try? await listener.executeThenClose { connections in
      try await withThrowingDiscardingTaskGroup { group in
        for try await connection in connections {
          group.addTask { await serve(connection) }
        }
      }
    }
  }

  private func serve(_ connection: Connection) async {
    let isWelcome = open.enter()
    defer { open.leave() }
    let closed = connection.channel.closeFuture
    try? await connection.executeThenClose { inbound, outbound in
      let answering = Answering(outbound: outbound, closed: closed)
      guard isWelcome else {
        return try await answering.send(.text(503, "Too many connections."), to: nil, isLast: true)
      }
      var parts = inbound.makeAsyncIterator()
      while case .head(let head)? = try await parts.next() {
        var isLast = !head.isKeepAlive
        var body: [UInt8] = []
        let reply = RequestLimits.refusal(of: head)
        if reply == nil {
          reading: while let part = try await parts.next() {
            switch part {
            case .body(let buffer):
              body += buffer.readableBytesView
              if body.count > PreviewSite.bodyLimit { break reading }
            case .head, .end: break reading
            }
          }
        }
        // What is left of such a request is not read.
        if reply != nil || body.count > PreviewSite.bodyLimit { isLast = true }
        let request = PageRequest(
          head.method.rawValue, head.uri, head.headers.map { ($0.name, $0.value) }, body: body)
        let answer = if let refusal = reply { refusal } else { await site.answer(request) }
        try await answering.send(answer, to: head, isLast: isLast)
        if isLast { return }
      }
    }
  }
}

/// How many connections are open.
private final class OpenConnections: Sendable {
  private let count = Mutex(0)

  /// - Returns: whether there is room for it.
  func enter() -> Bool {
    count.withLock {
      $0 += 1
      return $0 <= RequestLimits.connections
    }
  }

  func leave() { count.withLock { $0 -= 1 } }
}

/// Sends replies down one connection.
private struct Answering {
  let outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
  let closed: EventLoopFuture<Void>

  /// - Parameter head: of the request; nil where it was not read.
  func send(_ reply: PageReply, to head: HTTPRequestHead?, isLast: Bool) async throws {
    var headers = HTTPHeaders(reply.headers.map { ($0.name, $0.value) })
    if isLast { headers.add(name: "Connection", value: "close") }
    switch reply.body {
    case .bytes(let bytes): headers.add(name: "Content-Length", value: "\(bytes.count)")
    case .file(let file): headers.add(name: "Content-Length", value: "\(file.size)")
    case .events: break
    }
    let response = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status), headers: headers)
    try await outbound.write(.head(response))
    if head?.method != .HEAD {
      switch reply.body {
      case .bytes(let bytes): try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: bytes))))
      case .file(let file): try await send(file)
      case .events(let events): try await send(events)
      }
    }
    try await outbound.write(.end(nil))
  }

  private func send(_ file: FileSource) async throws {
    var sent = 0
    while sent < file.size {
      var buffer = ByteBuffer()
      let offset = sent
      let count = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: min(Self.piece, file.size - offset)) {
        room in
        try file.read(offset, UnsafeMutableRawBufferPointer(rebasing: room.prefix(file.size - offset)))
      }
      // It has become shorter: the client must see that it is not whole.
      guard count > 0 else { throw FileError(.read, "", .system(5)) }
      sent += count
      try await outbound.write(.body(.byteBuffer(buffer)))
    }
  }

  private static let piece = 64 * 1024

  /// Until nobody listens any more.
  private func send(_ events: Events) async throws {
    closed.whenComplete { _ in events.end() }
    defer { events.end() }
    try await outbound.write(.body(.byteBuffer(ByteBuffer(string: "retry: 1000\n\n"))))
    for await event in events {
      try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: event))))
    }
  }
}
