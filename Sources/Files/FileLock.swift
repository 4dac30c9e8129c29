#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Who holds a lock, as written into the lock file.
package struct LockHolder: Equatable, Sendable, CustomStringConvertible {
  package var process: Int32
  /// What it does: the verb of the command line.
  package var verb: String

  package init(process: Int32, verb: String) {
    self.process = process
    self.verb = verb
  }

  package var description: String { "process \(process) (\(verb))" }
}

/// A kernel lock between processes, and between parts of one process.
///
/// It ends with the value, with `release()`, or with its process, however that ends. Children do not inherit
/// it. The lock file stays where it is: removing it would let two processes hold "the" lock.
package struct FileLock: ~Copyable, Sendable {
  private let file: Descriptor
  /// Whether the holder before this one ended without giving the lock back: what it was doing may be half done.
  package let wasLeftBehind: Bool

  /// How long a process waits before it says for whom.
  package static let noticeDelay: Duration = .seconds(2)

  /// Takes the lock, waiting for it if need be. The file and its folder are made if missing.
  ///
  /// It blocks its thread; an `async` caller gets the overload that does not.
  ///
  /// - Parameters:
  ///   - verb: what the holder does, for those who wait.
  ///   - timeLimit: how long to wait.
  ///   - noticeAfter: when `onWait` is called, once, with the holder.
  /// - Throws: `.locked` with the holder after the time limit, or the system's reason.
  package static func acquire(
    at path: String, verb: String, timeLimit: Duration, noticeAfter: Duration = noticeDelay,
    onWait: (LockHolder?) -> Void = { _ in }
  ) throws(FileError) -> FileLock {
    var waiting = Waiting(path: path, timeLimit: timeLimit, noticeAfter: noticeAfter)
    while true {
      if let lock = try attempt(at: path, verb: verb) { return lock }
      usleep(UInt32(try waiting.pause(onWait) / .microseconds(1)))
    }
  }

  /// Takes the lock like its namesake, without blocking a thread while it waits.
  ///
  /// - Throws: also `ECANCELED` when the task is cancelled.
  package static func acquire(
    at path: String, verb: String, timeLimit: Duration, noticeAfter: Duration = noticeDelay,
    onWait: (LockHolder?) -> Void = { _ in }
  ) async throws(FileError) -> FileLock {
    var waiting = Waiting(path: path, timeLimit: timeLimit, noticeAfter: noticeAfter)
    while true {
      if let lock = try attempt(at: path, verb: verb) { return lock }
      let pause = try waiting.pause(onWait)
      do {
        try await Task.sleep(for: pause)
      } catch {
        throw FileError(.lock, path, .system(ECANCELED))
      }
    }
  }

  /// Takes the lock if nobody holds it; nil if somebody does.
  ///
  /// - Throws: the system's reason.
  package static func attempt(at path: String, verb: String) throws(FileError) -> FileLock? {
    let file = try openFile(path)
    var code: Int32?
    repeat { code = flock(file.number, LOCK_EX | LOCK_NB) == 0 ? nil : errno } while code == EINTR
    if code == EWOULDBLOCK { return nil }
    if let code { throw FileError(.lock, path, .system(code)) }
    // Somebody may have removed the file between the two calls; then this lock excludes nobody.
    guard let locked = file.status(), let current = FileStatus(ofPath: path), locked.isSameFile(as: current)
    else { return nil }
    return FileLock(file: file, verb: verb)
  }

  private static func openFile(_ path: String) throws(FileError) -> Descriptor {
    let flags = O_RDWR | O_CREAT | O_NOFOLLOW
    do {
      return try Descriptor(opening: path, flags, for: .lock)
    } catch {
      guard error.reason == .notFound else { throw error }
      try FileSystem.makeDirectories(FileSystem.folder(of: path))
      return try Descriptor(opening: path, flags, for: .lock)
    }
  }

  private init(file: consuming Descriptor, verb: String) {
    self.file = file
    // Whoever gives the lock back empties the file.
    wasLeftBehind = (self.file.status()?.size ?? 0) > 0
    let line = "\(getpid()) \(verb)\n"
    // Only a courtesy to those who wait: a full disk is no reason not to lock.
    _ = self.file.truncate(to: 0)
    _ = self.file.write(all: Array(line.utf8))
  }

  deinit {
    // The next holder must not be mistaken for this one before it has written its own line.
    _ = file.truncate(to: 0)
  }

  /// Gives the lock back now.
  package consuming func release() {}

  /// Who holds the lock at a path, as far as the file says.
  package static func holder(at path: String) -> LockHolder? {
    guard let bytes = try? FileSystem.read(path, limit: 4096) else { return nil }
    let words = String(decoding: bytes, as: UTF8.self)
      .split(whereSeparator: \.isNewline).first?.split(separator: " ", maxSplits: 1)
    guard let words, words.count == 2, let process = Int32(words[0]) else { return nil }
    return LockHolder(process: process, verb: String(words[1]))
  }
}

/// The clock of one wait: when to give up, when to say for whom, how long until the next attempt.
private struct Waiting {
  let path: String
  let deadline: ContinuousClock.Instant
  var notice: ContinuousClock.Instant?
  var pause: Duration = .milliseconds(1)

  init(path: String, timeLimit: Duration, noticeAfter: Duration) {
    let now = ContinuousClock.now
    self.path = path
    deadline = now + timeLimit
    notice = now + noticeAfter
  }

  /// The time to wait before the next attempt: short at first, never long enough to be felt.
  mutating func pause(_ onWait: (LockHolder?) -> Void) throws(FileError) -> Duration {
    let now = ContinuousClock.now
    guard now < deadline else { throw FileError(.lock, path, .locked(FileLock.holder(at: path))) }
    if let moment = notice, now >= moment {
      notice = nil
      onWait(FileLock.holder(at: path))
    }
    defer { pause = min(pause * 2, .milliseconds(20)) }
    return min(pause, deadline - now)
  }
}
