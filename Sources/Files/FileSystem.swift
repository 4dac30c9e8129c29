#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Plain file operations: bytes in, bytes out, typed errors, no symbolic link followed at the end of a path.
///
/// Paths are absolute or relative to the process's working folder. What is done, by file of this folder:
/// reading, listing, writing atomically (content), writing in place (generated output), folders.
package enum FileSystem {
  /// Reads a whole regular file.
  ///
  /// Anything else (a symbolic link, a folder, a pipe, a device) is refused without blocking. A file that
  /// grows or shrinks meanwhile is read until its end.
  ///
  /// - Parameter limit: the largest acceptable size in bytes; a file known to be larger is not read at all.
  /// - Throws: `.notRegular`, `.tooLarge`, or the system's reason.
  package static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    // O_NONBLOCK: opening a pipe must not wait for its writer.
    let file = try Descriptor(opening: path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, for: .read)
    let size = try file.regularStatus(of: path, for: .read).size
    guard size <= limit else { throw FileError(.read, path, .tooLarge(size: size, limit: limit)) }

    // One byte more than the file has, so that the end is seen without growing the buffer.
    var failure: Int32?
    var bytes = [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, count in
      failure = file.fill(buffer, &count)
    }
    var atEnd = bytes.count <= size
    while failure == nil, !atEnd {
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: chunkSize) { buffer in
        var count = 0
        failure = file.fill(buffer, &count)
        bytes.append(contentsOf: buffer[..<count])
        atEnd = count < chunkSize
      }
      if bytes.count > limit { atEnd = true }
    }
    if let failure { throw FileError(.read, path, .system(failure)) }
    guard bytes.count <= limit else {
      throw FileError(.read, path, .tooLarge(size: bytes.count, limit: limit))
    }
    return bytes
  }

  /// What is at the path itself (a symbolic link is reported as one); nil when nothing is, or when it cannot
  /// be seen.
  package static func kind(of path: String) -> FileKind? {
    path.holdsNUL ? nil : FileStatus(ofPath: path)?.kind
  }

  /// In bytes, of what is at the path itself; nil when nothing is.
  package static func size(of path: String) -> Int? { path.holdsNUL ? nil : FileStatus(ofPath: path)?.size }

  /// Whether nobody is meant to write a file, its owner among them.
  package static func isReadOnly(_ path: String) -> Bool {
    !path.holdsNUL && FileStatus(ofPath: path).map { $0.permissions & 0o222 == 0 } == true
  }

  /// The absolute path without symbolic links, `.` and `..`.
  ///
  /// - Throws: the system's reason, mostly that nothing is there.
  package static func resolve(_ path: String) throws(FileError) -> String {
    guard !path.holdsNUL else { throw FileError(.read, path, .invalidPath) }
    guard let resolved = realpath(path, nil) else { throw FileError(.read, path, .system(errno)) }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// What is read at once when the size is not known, and compared at once.
  static let chunkSize = 64 * 1024
}

extension String {
  /// Whether C would read this path only in part.
  var holdsNUL: Bool {
    // A generic search over `utf8` is twenty times slower, and every file comes by here.
    utf8.withContiguousStorageIfAvailable { bytes in
      bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
    } ?? utf8.contains(0)
  }
}
