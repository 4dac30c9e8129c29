#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

// Between here and the rest of the room errors are plain `errno` values (nil: it went well), because
// most calls happen inside buffer closures, which cannot throw a typed error.

/// An open file: closed when the value goes away, and never inherited by a child process.
struct Descriptor: ~Copyable, Sendable {
  let number: Int32

  /// - Parameter reportedPath: the path that errors name, where it is not the one that is opened.
  init(
    opening path: String, _ flags: Int32, mode: mode_t = 0o666, for operation: FileError.Operation,
    reportedAs reportedPath: String? = nil
  ) throws(FileError) {
    let shown = reportedPath ?? path
    // C would read the path only as far as the NUL and open another file.
    guard !path.holdsNUL else { throw FileError(operation, shown, .invalidPath) }
    var result: Int32
    repeat { result = open(path, flags | O_CLOEXEC, mode) } while result < 0 && errno == EINTR
    guard result >= 0 else {
      let code = errno
      if code == EEXIST { throw FileError(operation, shown, .exists) }
      // These say "not a regular file" in three obscure ways: a symbolic link with O_NOFOLLOW, a socket
      // or a pipe without reader, a folder opened for writing.
      if code == ELOOP || code == ENXIO || code == EISDIR,
        let kind = FileStatus(ofPath: path)?.kind, kind != .regular
      {
        throw FileError(operation, shown, .notRegular(kind))
      }
      throw FileError(operation, shown, .system(code))
    }
    number = result
  }

  deinit { close(number) }

  func status() -> FileStatus? {
    var value = stat()
    return fstat(number, &value) == 0 ? FileStatus(value) : nil
  }

  /// The status of what must be a regular file.
  func regularStatus(of path: String, for operation: FileError.Operation) throws(FileError) -> FileStatus {
    guard let status = status() else { throw FileError(operation, path, .system(errno)) }
    guard status.kind == .regular else { throw FileError(operation, path, .notRegular(status.kind)) }
    return status
  }

  /// Reads until the buffer is full or the file ends; `count` is the number of bytes read so far.
  func fill(_ buffer: UnsafeMutableBufferPointer<UInt8>, _ count: inout Int) -> Int32? {
    while count < buffer.count {
      let result = read(number, buffer.baseAddress.map { $0 + count }, buffer.count - count)
      if result > 0 {
        count += result
      } else if result == 0 {
        return nil
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }

  /// Writes everything at the current position.
  func write(all bytes: [UInt8]) -> Int32? { bytes.withUnsafeBytes { write(all: $0) } }

  func write(all bytes: UnsafeRawBufferPointer) -> Int32? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let result = systemWrite(number, UnsafeRawBufferPointer(rebasing: rest))
      if result > 0 {
        rest = rest.dropFirst(result)
      } else if result == 0 {
        return EIO
      } else if errno != EINTR {
        return errno
      }
    }
    return nil
  }

  func synchronize() -> Int32? {
    while fsync(number) != 0 {
      if errno != EINTR { return errno }
    }
    return nil
  }

  func truncate(to size: Int) -> Int32? {
    while ftruncate(number, off_t(size)) != 0 {
      if errno != EINTR { return errno }
    }
    return nil
  }
}

/// `write(2)`, out of reach of the method of that name.
private func systemWrite(_ number: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(number, bytes.baseAddress, bytes.count)
}

/// The parts of `stat` that this room looks at.
struct FileStatus {
  let kind: FileKind
  let size: Int
  let permissions: mode_t
  let owner: uid_t
  let group: gid_t
  let links: Int
  let device: UInt64
  let inode: UInt64

  init(_ value: stat) {
    kind = FileKind(mode: value.st_mode)
    size = Int(value.st_size)
    permissions = value.st_mode & 0o7777
    owner = value.st_uid
    group = value.st_gid
    links = Int(value.st_nlink)
    device = UInt64(truncatingIfNeeded: value.st_dev)
    inode = UInt64(truncatingIfNeeded: value.st_ino)
  }

  /// The status of what is at the path itself, a symbolic link included; nil (and `errno`) when it cannot
  /// be had.
  init?(ofPath path: String) {
    var value = stat()
    guard lstat(path, &value) == 0 else { return nil }
    self.init(value)
  }

  func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }
}
