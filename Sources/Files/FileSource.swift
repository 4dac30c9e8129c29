#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The bytes of a file that stay where they are until a piece of them is asked for: what is copied is never held whole.
/// A function on bytes in tests.
package struct FileSource: Sendable {
  /// As it was when the file was opened; what a file gains later is not read.
  package let size: Int
  /// Reads into a buffer from an offset on, and says how much there was; less than fits only at the end.
  package let read: @Sendable (_ offset: Int, _ buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int

  package init(
    size: Int,
    read: @escaping @Sendable (_ offset: Int, _ buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int
  ) {
    self.size = size
    self.read = read
  }
}

extension FileSource {
  /// Opens a regular file; it is closed when the value goes away.
  ///
  /// - Throws: as `FileSystem.read(_:limit:)`.
  package static func opening(_ path: String, limit: Int) throws(FileError) -> FileSource {
    let file = OpenFile(try Descriptor(opening: path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, for: .read))
    let size = try file.descriptor.regularStatus(of: path, for: .read).size
    guard size <= limit else { throw FileError(.read, path, .tooLarge(size: size, limit: limit)) }
    return FileSource(size: size) { offset, buffer throws(FileError) in
      var count = 0
      if let code = file.descriptor.fill(buffer, from: offset, &count) { throw FileError(.read, path, .system(code)) }
      return count
    }
  }

  package static func bytes(_ bytes: [UInt8]) -> FileSource {
    FileSource(size: bytes.count) { offset, buffer in
      let piece = bytes.dropFirst(offset).prefix(buffer.count)
      buffer.copyBytes(from: piece)
      return piece.count
    }
  }

  /// All of it, for what has to be looked at as a whole.
  package func bytes() throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    try forEachPiece { piece in
      bytes.append(contentsOf: piece)
      return true
    }
    return bytes
  }
}

/// A descriptor that closures can hold.
private final class OpenFile: Sendable {
  let descriptor: Descriptor

  init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
}

// MARK: - Pieces

/// What a file is made to hold: bytes in memory are one piece, a file that is copied is many.
protocol Pieces {
  var size: Int { get }
  /// Hands over one piece after the other, until the closure has had enough.
  func forEachPiece(_ use: (UnsafeRawBufferPointer) -> Bool) throws(FileError)
}

extension [UInt8]: Pieces {
  var size: Int { count }

  func forEachPiece(_ use: (UnsafeRawBufferPointer) -> Bool) { _ = withUnsafeBytes(use) }
}

extension FileSource: Pieces {
  func forEachPiece(_ use: (UnsafeRawBufferPointer) -> Bool) throws(FileError) {
    var failure: FileError?
    withUnsafeTemporaryAllocation(byteCount: FileSystem.chunkSize, alignment: 16) { buffer in
      var offset = 0
      do throws(FileError) {
        while offset < size {
          let room = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(size - offset))
          let count = try read(offset, room)
          guard count > 0, use(UnsafeRawBufferPointer(rebasing: room[..<count])) else { return }
          offset += count
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}

extension Descriptor {
  /// Writes everything at the current position, and says how much it was: a file that is copied may have shrunk.
  @discardableResult
  func write(
    _ content: some Pieces, to path: String, for operation: FileError.Operation = .write
  ) throws(FileError) -> Int {
    var code: Int32?
    var written = 0
    try content.forEachPiece { piece in
      code = write(all: piece)
      written += piece.count
      return code == nil
    }
    if let code { throw FileError(operation, path, .system(code)) }
    return written
  }

  /// Reads from an offset until the buffer is full or the file ends; `count` is the number of bytes read.
  fileprivate func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: Int, _ count: inout Int) -> Int32? {
    while count < buffer.count {
      let result = pread(number, buffer.baseAddress.map { $0 + count }, buffer.count - count, off_t(offset + count))
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
}
