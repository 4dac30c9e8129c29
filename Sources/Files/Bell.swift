import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Sleeps until a descriptor has something to read, or takes something, without a thread of those that tasks run on.
package final class Bell: Sendable {
  package enum Reason: Sendable {
    case reading
    case writing

    fileprivate var events: Int16 {
      switch self {
      case .reading: Int16(POLLIN)
      case .writing: Int16(POLLOUT)
      }
    }
  }

  private let watched: Int32
  private let reason: Reason
  /// Written to when the task is cancelled, and when somebody rings.
  private let ends: (reading: Int32, writing: Int32)
  private let isRung = Atomic(false)

  package init?(_ watched: Int32, for reason: Reason = .reading) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    self.watched = watched
    self.reason = reason
    self.ends = (ends[0], ends[1])
  }

  deinit {
    close(ends.reading)
    close(ends.writing)
  }

  /// Whether there is no need to sleep.
  package var rings: Bool {
    var polled = pollfd(fd: watched, events: reason.events, revents: 0)
    return poll(&polled, 1, 0) != 0
  }

  /// Wakes whoever sleeps, or else whoever sleeps next.
  package func ring() {
    isRung.store(true, ordering: .sequentiallyConsistent)
    var byte: UInt8 = 0
    _ = write(ends.writing, &byte, 1)
  }

  /// Whether somebody rang since the last time; a cancelled task goes on being woken.
  package func answer() -> Bool {
    guard isRung.exchange(false, ordering: .sequentiallyConsistent) else { return false }
    guard !Task.isCancelled else { return true }
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(ends.reading, &bytes, bytes.count) > 0 {}
    return true
  }

  /// - Parameter time: for how long at most; nil for ever, or until the task is cancelled.
  package func wait(for time: Duration?) async {
    // Rounded up: else it would wake before it is time, again and again.
    let milliseconds = time.map { Int32(clamping: Int(max(0, min($0 / .milliseconds(1), 1e9)).rounded(.up))) } ?? -1
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let sleep = Unmanaged.passRetained(
          Sleep([(watched, reason), (ends.reading, .reading)], milliseconds, continuation))
        #if canImport(Darwin)
          var thread: pthread_t?
        #else
          var thread = pthread_t()
        #endif
        let code = pthread_create(
          &thread, nil,
          { context in
            #if canImport(Darwin)
              let context: UnsafeMutableRawPointer? = context
            #endif
            guard let context else { return nil }
            Unmanaged<Sleep>.fromOpaque(context).takeRetainedValue().run()
            return nil
          }, sleep.toOpaque())
        guard code == 0 else {
          // No thread to be had: so this one waits, and not for long.
          let sleep = sleep.takeRetainedValue()
          sleep.shorten(to: 1_000)
          return sleep.run()
        }
        #if canImport(Darwin)
          if let thread { pthread_detach(thread) }
        #else
          pthread_detach(thread)
        #endif
      }
    } onCancel: {
      var byte: UInt8 = 0
      _ = write(ends.writing, &byte, 1)
    }
  }
}

private final class Sleep {
  private let descriptors: [(Int32, Bell.Reason)]
  private var milliseconds: Int32
  private let continuation: CheckedContinuation<Void, Never>

  init(
    _ descriptors: [(Int32, Bell.Reason)], _ milliseconds: Int32, _ continuation: CheckedContinuation<Void, Never>
  ) {
    self.descriptors = descriptors
    self.milliseconds = milliseconds
    self.continuation = continuation
  }

  func shorten(to limit: Int32) { milliseconds = milliseconds < 0 ? limit : min(milliseconds, limit) }

  func run() {
    // One that is -1 is passed over.
    var polled = descriptors.map { pollfd(fd: $0.0, events: $0.1.events, revents: 0) }
    _ = poll(&polled, nfds_t(polled.count), milliseconds)
    continuation.resume()
  }
}
