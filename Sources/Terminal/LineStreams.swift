import Files

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Standard input and output of a process that talks to a program by them, taken away from everything else: what git or
/// a hook of its prints cannot come between, and nobody else reads what was meant for this process. No thread of those
/// that tasks run on waits for the other side.
package struct LineStreams: Sendable {
  private let input: Int32
  private let output: Int32
  private let readable: Bell
  private let writable: Bell

  /// - Throws: where the system has no descriptors left.
  package init() throws(FileError) {
    let (input, output) = (fcntl(0, F_DUPFD_CLOEXEC, 3), fcntl(1, F_DUPFD_CLOEXEC, 3))
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard input >= 0, output >= 0, nothing >= 0, dup2(nothing, 0) == 0, dup2(2, 1) == 1 else {
      throw FileError(.read, "standard input", .system(errno))
    }
    close(nothing)
    guard let readable = Bell(input), let writable = Bell(output, for: .writing) else {
      throw FileError(.read, "standard input", .system(errno))
    }
    self.input = input
    self.output = output
    self.readable = readable
    self.writable = writable
  }

  /// What comes next on input, as much as there is; nil at its end, and when the task is cancelled.
  package func next() async -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      if !readable.rings { await readable.wait(for: nil) }
      if Task.isCancelled { return nil }
      let count = buffer.withUnsafeMutableBytes { read(input, $0.baseAddress, $0.count) }
      if count > 0 { return Array(buffer[..<count]) }
      if count == 0 || (errno != EINTR && errno != EAGAIN) { return nil }
    }
  }

  /// What a pipe that takes anything takes without making its writer wait.
  private static let piece = 4_096

  /// Writes to output.
  ///
  /// - Returns: the system's number of what went wrong; else 0.
  package func write(_ bytes: [UInt8]) async -> Int32 {
    var written = 0
    while written < bytes.count {
      if !writable.rings { await writable.wait(for: nil) }
      let count = bytes.withUnsafeBytes { buffer in
        systemWrite(output, UnsafeRawBufferPointer(rebasing: buffer[written...].prefix(Self.piece)))
      }
      if count > 0 { written += count } else if errno != EINTR, errno != EAGAIN { return errno }
    }
    return 0
  }
}

/// `write(2)`, out of reach of the method of that name.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
