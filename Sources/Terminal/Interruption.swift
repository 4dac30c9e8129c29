import Actions
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What is done when a person ends this process (Ctrl-C, a closed terminal, `kill`) while it runs commands: they are in
/// sessions of their own, where no signal of the terminal reaches them.
package enum Interruption {
  private static let signals = [SIGINT, SIGTERM, SIGHUP]
  private static let isAsking = Mutex(false)

  /// Runs something, and cancels it on a signal.
  ///
  /// - Returns: what came of it, and the signal.
  package static func heed<Value: Sendable>(
    _ body: @escaping @Sendable () async throws(Refusal) -> Value
  ) async -> (Result<Value, Refusal>, signal: Int32?) {
    let task = Task { () async -> Result<Value, Refusal> in
      do throws(Refusal) { return .success(try await body()) } catch { return .failure(error) }
    }
    guard let watch = Watch({ task.cancel() }) else { return (await task.value, nil) }
    // Who was started to ignore one (nohup) goes on doing so.
    let heeded = signals.filter { number in
      var action = sigaction()
      sigaction(number, nil, &action)
      return !isIgnored(action)
    }
    for number in heeded { signal(number) { number in tellWatch(number) } }
    let result = await task.value
    for number in heeded { signal(number, SIG_DFL) }
    watch.end()
    return (result, watch.signal.withLock { $0 })
  }

  /// Ends this process, with 0, whatever its other threads are at.
  package static func leave() -> Never {
    fflush(nil)
    _exit(0)
  }

  /// Ends this process as the signal would have, so that whoever started it can tell.
  package static func end(by number: Int32) -> Never {
    signal(number, SIG_DFL)
    unblock([number])
    raise(number)
    exit(128 + number)
  }

  /// While a person is asked, nothing runs that would have to be ended first.
  static func whileAsking<Value>(_ body: () -> Value) -> Value {
    isAsking.withLock { $0 = true }
    defer { isAsking.withLock { $0 = false } }
    return body()
  }

  /// The threads that tasks run on may keep signals out.
  private static func unblock(_ numbers: [Int32]) {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    #if canImport(Darwin)
      let handler = action.__sigaction_u.__sa_handler
    #else
      let handler = action.__sigaction_handler.sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Reads what the handler of signals writes: a handler may do nothing else.
  private final class Watch: Sendable {
    let signal = Mutex<Int32?>(nil)
    private let cancel: @Sendable () -> Void
    private let reading: Int32
    private let writing: Int32

    init?(_ cancel: @escaping @Sendable () -> Void) {
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else { return nil }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      self.cancel = cancel
      (reading, writing) = (ends[0], ends[1])
      watchedPipe.store(writing, ordering: .sequentiallyConsistent)
      #if canImport(Darwin)
        var thread: pthread_t?
      #else
        var thread = pthread_t()
      #endif
      let context = Unmanaged.passRetained(self)
      let code = pthread_create(
        &thread, nil,
        { context in
          #if canImport(Darwin)
            let context: UnsafeMutableRawPointer? = context
          #endif
          guard let context else { return nil }
          Unmanaged<Watch>.fromOpaque(context).takeRetainedValue().watch()
          return nil
        }, context.toOpaque())
      guard code == 0 else {
        context.release()
        watchedPipe.store(-1, ordering: .sequentiallyConsistent)
        return nil
      }
      #if canImport(Darwin)
        if let thread { pthread_detach(thread) }
      #else
        pthread_detach(thread)
      #endif
    }

    private func watch() {
      unblock(signals)
      var number: UInt8 = 0
      while true {
        let count = read(reading, &number, 1)
        if count < 0, errno == EINTR { continue }
        guard count == 1, number > 0 else { break }
        if isAsking.withLock({ $0 }) { Interruption.end(by: Int32(number)) }
        signal.withLock { $0 = Int32(number) }
        cancel()
      }
      close(reading)
    }

    func end() {
      watchedPipe.store(-1, ordering: .sequentiallyConsistent)
      close(writing)
    }
  }
}

/// The end of the pipe that the handler writes into; -1 for none.
private let watchedPipe = Atomic<Int32>(-1)

private func tellWatch(_ number: Int32) {
  var byte = UInt8(truncatingIfNeeded: number)
  let end = watchedPipe.load(ordering: .sequentiallyConsistent)
  if end >= 0 { _ = write(end, &byte, 1) }
}
