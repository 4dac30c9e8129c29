import NIOCore
import NIOHTTP1

/// What one connection has sent of its present request, for the two handlers that keep it within limits. It stays on the
/// connection's event loop.
final class RequestMeter {
  var bytes = 0
  var hasHead = false
}

/// Counts the bytes of a request before they are taken apart, and ends what sends too many.
final class RequestSizeHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let meter: RequestMeter
  private var isOver = false

  init(_ meter: RequestMeter) { self.meter = meter }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isOver else { return }
    meter.bytes += unwrapInboundIn(data).readableBytes
    let limit = meter.hasHead ? RequestLimits.message : RequestLimits.head
    guard meter.bytes > limit else { return context.fireChannelRead(data) }
    isOver = true
    let status = meter.hasHead ? "413 Content Too Large" : "431 Request Header Fields Too Large"
    let answer = "HTTP/1.1 \(status)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    let end = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(string: answer))).whenComplete { _ in
      end.value.close(promise: nil)
    }
  }
}

/// Ends a connection whose request does not come to an end, and one that takes nothing of its answer.
final class RequestTimeHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let meter: RequestMeter
  private var waiting: Scheduled<Void>?
  private var stuck: Scheduled<Void>?

  init(_ meter: RequestMeter) { self.meter = meter }

  func channelActive(context: ChannelHandlerContext) {
    expectRequest(context)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    waiting?.cancel()
    stuck?.cancel()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head: meter.hasHead = true
    case .body: break
    case .end:
      meter.bytes = 0
      meter.hasHead = false
      waiting?.cancel()
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { expectRequest(context) }
    context.write(data, promise: promise)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    stuck?.cancel()
    if !context.channel.isWritable { stuck = close(context, in: RequestLimits.writing) }
    context.fireChannelWritabilityChanged()
  }

  private func expectRequest(_ context: ChannelHandlerContext) {
    waiting?.cancel()
    waiting = close(context, in: RequestLimits.reading)
  }

  private func close(_ context: ChannelHandlerContext, in time: TimeAmount) -> Scheduled<Void> {
    let channel = context.channel
    return context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
  }
}

enum RequestLimits {
  /// Of the request line and all headers, in bytes.
  static let head = 48 * 1024
  static let target = 8 * 1024
  static let headers = 32 * 1024
  static let headerCount = 100
  /// Of a whole request; a body in many chunks is a little longer.
  static let message = 192 * 1024
  /// For a request to come to its end, and for the next one to begin.
  static let reading = TimeAmount.seconds(15)
  /// For a client that takes nothing.
  static let writing = TimeAmount.seconds(30)
  static let connections = 256

  /// Why a request is not read any further.
  static func refusal(of head: HTTPRequestHead) -> PageReply? {
    if head.uri.utf8.count > target { return .text(414, "This address is too long.") }
    let size = head.headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
    guard size <= headers, head.headers.count <= headerCount else {
      return .text(431, "This request has too many headers.")
    }
    return nil
  }
}
