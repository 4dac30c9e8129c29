#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What went wrong with one file: the operation, the path as it was given, and the reason.
///
/// `description` reads like "cannot read content/x.md: permission denied".
package struct FileError: Error, Equatable, Sendable {
  /// What was being done.
  package enum Operation: String, Sendable {
    case read
    case write
    case create
    case list
    case remove
    case makeFolder = "make folder"
    case lock
  }

  /// Why it could not be done.
  package enum Reason: Equatable, Sendable {
    /// The system refused; the value is an `errno`.
    case system(Int32)
    /// The file is longer than the caller accepts; both in bytes.
    case tooLarge(size: Int, limit: Int)
    /// Something other than a regular file is at the path. It was neither read nor replaced.
    case notRegular(FileKind)
    /// Something is at the path already, and the operation never replaces.
    case exists
    /// The file does not hold any more what it held when the change was decided.
    case changed
    /// Another process kept the lock until the time limit; its description, where it left one.
    case locked(LockHolder?)

    /// Nothing is at the path (`ENOENT`).
    package static var notFound: Reason { .system(ENOENT) }
    /// No file can have this path here (`EINVAL`): it holds a NUL, or the caller's rules forbid it.
    package static var invalidPath: Reason { .system(EINVAL) }
  }

  package var operation: Operation
  package var path: String
  package var reason: Reason

  /// Whether the system keeps this process from writing there: by rights, a sandbox, or a file system that takes nothing.
  package var isForbidden: Bool {
    switch reason {
    case .system(EACCES), .system(EPERM), .system(EROFS): true
    default: false
    }
  }

  /// Whether there is no room on the disk, or none left for this person.
  package var isWithoutRoom: Bool {
    switch reason {
    case .system(ENOSPC), .system(EDQUOT): true
    default: false
    }
  }

  package init(_ operation: Operation, _ path: String, _ reason: Reason) {
    self.operation = operation
    self.path = path
    self.reason = reason
  }
}

extension FileError: CustomStringConvertible {
  package var description: String {
    // Here a folder was meant.
    if case .notRegular(let kind) = reason, operation == .list || operation == .makeFolder {
      return "cannot \(operation.rawValue) \(path): it is \(kind), not a folder"
    }
    return "cannot \(operation.rawValue) \(path): \(reason)"
  }
}

extension FileError.Reason: CustomStringConvertible {
  package var description: String {
    switch self {
    case .system(let code):
      // "Permission denied" in the middle of a sentence starts small.
      let text = String(cString: strerror(code))
      return text.prefix(1).lowercased() + text.dropFirst()
    case .tooLarge(let size, let limit):
      return "it has \(size) bytes, and the limit is \(limit)"
    case .notRegular(let kind):
      return "it is \(kind), not a regular file"
    case .exists:
      return "it exists already"
    case .changed:
      return "it has changed meanwhile"
    case .locked(let holder):
      return "it is held by \(holder.map(String.init(describing:)) ?? "another process")"
    }
  }
}

/// What is at a path, as far as this tool tells things apart.
package enum FileKind: Equatable, Sendable {
  case regular
  case directory
  case symlink
  /// A FIFO, a socket or a device.
  case other

  init(mode: mode_t) {
    switch mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .directory
    case S_IFLNK: self = .symlink
    default: self = .other
    }
  }
}

extension FileKind: CustomStringConvertible {
  package var description: String {
    switch self {
    case .regular: "a regular file"
    case .directory: "a folder"
    case .symlink: "a symbolic link"
    case .other: "a pipe, socket or device"
    }
  }
}
