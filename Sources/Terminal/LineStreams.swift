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
  /// nil where the caller closed it.
  private let input: Stream?
  private let output: Stream?

  private struct Stream {
    let number: Int32
    let bell: Bell
  }

  /// - Throws: where the system has no descriptors left.
  package init() throws(FileError) {
    input = try Self.take(0, .reading)
    output = try Self.take(1, .writing)
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    if input != nil, nothing >= 0 { dup2(nothing, 0) }
    if output != nil { dup2(2, 1) }
    if nothing >= 0 { close(nothing) }
  }

  /// - Returns: nil where there is no such stream. What has its number then is something of the runtime's, which opens
  ///   what it needs before the program begins: no file of any kind, and not to be touched.
  private static func take(_ number: Int32, _ reason: Bell.Reason) throws(FileError) -> Stream? {
    var status = stat()
    guard fstat(number, &status) == 0, status.st_mode & S_IFMT != 0 else { return nil }
    let copy = fcntl(number, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0, let bell = Bell(copy, for: reason) else {
      throw FileError(.read, number == 0 ? "standard input" : "standard output", .system(errno))
    }
    return Stream(number: copy, bell: bell)
  }

  /// What comes next on input, as much as there is; nil at its end, and when the task is cancelled.
  package func next() async -> [UInt8]? {
    guard let input else { return nil }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      if !input.bell.rings { await input.bell.wait(for: nil) }
      if Task.isCancelled { return nil }
      let count = buffer.withUnsafeMutableBytes { read(input.number, $0.baseAddress, $0.count) }
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
    guard let output else { return EBADF }
    var written = 0
    while written < bytes.count {
      if !output.bell.rings { await output.bell.wait(for: nil) }
      let count = bytes.withUnsafeBytes { buffer in
        systemWrite(output.number, UnsafeRawBufferPointer(rebasing: buffer[written...].prefix(Self.piece)))
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
