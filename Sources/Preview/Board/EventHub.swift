import Synchronization

/// What a page is told: each text is the whole state, so that one which was missed is no loss.
package struct Events: AsyncSequence, Sendable {
  package typealias Element = [UInt8]
  fileprivate let stream: AsyncStream<[UInt8]>
  /// Ends it, for whoever hears that the client has gone.
  let end: @Sendable () -> Void

  package func makeAsyncIterator() -> AsyncStream<[UInt8]>.Iterator { stream.makeAsyncIterator() }
}

/// Tells all open pages what happens.
final class EventHub: Sendable {
  private struct State {
    var listeners: [Int: AsyncStream<[UInt8]>.Continuation] = [:]
    var next = 0
    var newest: [UInt8]?
  }

  private let state = Mutex(State())
  /// How many pages can listen at once.
  static let limit = 200

  var hasListeners: Bool { state.withLock { !$0.listeners.isEmpty } }

  /// The newest state, then each that follows; nil where too many listen already. One who is slow gets the newest.
  func events() -> Events? {
    let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self, bufferingPolicy: .bufferingNewest(1))
    let number: Int? = state.withLock { state in
      guard state.listeners.count < Self.limit else { return nil }
      state.next += 1
      state.listeners[state.next] = continuation
      if let newest = state.newest { continuation.yield(newest) }
      return state.next
    }
    guard let number else { return nil }
    continuation.onTermination = { [weak self] _ in self?.forget(number) }
    return Events(stream: stream) { continuation.finish() }
  }

  private func forget(_ number: Int) { state.withLock { _ = $0.listeners.removeValue(forKey: number) } }

  func send(_ event: [UInt8]) {
    state.withLock { state in
      state.newest = event
      for listener in state.listeners.values { listener.yield(event) }
    }
  }
}
