#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

// Content is written through a temporary file in the same folder that is synchronized, moved into place, and
// the folder synchronized after: at every moment, power cuts included, the path holds the old bytes or the
// new ones. A process killed half-way leaves its temporary file; whoever holds the workspace's lock knows it
// by its name and may remove it.

extension FileSystem {
  /// What the names of temporary files begin with.
  package static let temporaryPrefix = ".orchsite-tmp-"

  /// A path that nothing is at: unguessable, so that nobody can put something in its place beforehand.
  package static func temporaryPath(in folder: String) -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return folder + "/" + temporaryPrefix + String(repeating: "0", count: temporaryDigits - digits.utf8.count) + digits
  }

  private static let temporaryDigits = 16

  /// Whether a name is one that `temporaryPath` gives: what merely begins like one is somebody's.
  package static func isTemporary(name: String) -> Bool {
    let digits = name.utf8.dropFirst(temporaryPrefix.utf8.count)
    return name.utf8.starts(with: temporaryPrefix.utf8) && digits.count == temporaryDigits
      && digits.allSatisfy { "0123456789abcdef".utf8.contains($0) }
  }

  /// Removes the temporary files that killed processes left in a folder; what cannot be removed stays.
  ///
  /// - Parameter entering: whether folders in it are looked into, but for hidden ones.
  package static func sweepTemporaries(in folder: String, entering: Bool = false) {
    func name(_ path: String) -> String {
      path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
    let found = try? list(folder) { path, kind in
      kind == .directory && (!entering || name(path).utf8.first == UInt8(ascii: "."))
    }
    for entry in found ?? [] where entry.kind == .regular && isTemporary(name: name(entry.path)) {
      try? removeFile("\(folder)/\(entry.path)")
    }
  }

  /// Replaces a regular file, or creates it, so that no reader ever sees anything but the old or the new
  /// bytes, on disk when this returns. The file replaced passes on its mode and, where allowed, its owner.
  ///
  /// - Throws: `.notRegular` for a symbolic link or a folder, or the system's reason; the temporary file is
  ///   gone then and the old bytes are as they were (unless only the last step failed, synchronizing the
  ///   folder).
  ///
  /// - Parameter isDurable: whether to wait for the disk. A note that may be lost with the machine's power need not.
  package static func writeAtomically(_ bytes: [UInt8], to path: String, isDurable: Bool = true) throws(FileError) {
    try writeAtomically(pieces: bytes, to: path, isDurable: isDurable)
  }

  static func writeAtomically(
    pieces content: some Pieces, to path: String, isDurable: Bool = true
  ) throws(FileError) {
    let old = path.holdsNUL ? nil : FileStatus(ofPath: path)
    if let old, old.kind != .regular { throw FileError(.write, path, .notRegular(old.kind)) }
    let temporary = try writeTemporary(
      content, in: folder(of: path), for: path, like: old, for: .write, synchronizing: isDurable)
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw FileError(.write, path, .system(code))
    }
    if isDurable { try synchronizeFolder(of: path, for: .write) }
  }

  /// Creates a file that appears whole or not at all, on disk when this returns, and replaces nothing.
  ///
  /// - Throws: `.exists` when anything is at the path (a dangling symbolic link too), or the system's
  ///   reason.
  package static func createExclusively(_ bytes: [UInt8], at path: String) throws(FileError) {
    let temporary = try writeTemporary(bytes, in: folder(of: path), for: path, like: nil, for: .create)
    defer { unlink(temporary) }
    if link(temporary, path) != 0 {
      switch errno {
      case EEXIST:
        throw FileError(.create, path, .exists)
      case EPERM, EOPNOTSUPP, ENOSYS, EMLINK:
        // A file system without hard links (a memory stick): exclusive still, and whole unless killed.
        try createDirectly(bytes, at: path)
      default:
        throw FileError(.create, path, .system(errno))
      }
    }
    try synchronizeFolder(of: path, for: .create)
  }
}

func synchronizeFile(_ path: String, reportedAs shown: String) throws(FileError) {
  let file = try Descriptor(opening: path, O_RDONLY | O_NOFOLLOW, for: .create, reportedAs: shown)
  if let code = file.synchronize() { throw FileError(.create, shown, .system(code)) }
}

/// Writes and synchronizes a temporary file for `path`; nothing is left behind on failure.
func writeTemporary(
  _ content: some Pieces, in folder: String, for path: String, like old: FileStatus?,
  for operation: FileError.Operation, synchronizing: Bool = true
) throws(FileError) -> String {
  let temporary = FileSystem.temporaryPath(in: folder)
  let file = try Descriptor(
    opening: temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, for: operation, reportedAs: path)
  var failure: Int32?
  if let old {
    // The owner first: changing it clears mode bits. Not being allowed to give files away is usual.
    if let status = file.status(), status.owner != old.owner || status.group != old.group {
      _ = fchown(file.number, old.owner, old.group)
    }
    if fchmod(file.number, old.permissions) != 0 { failure = errno }
  }
  do throws(FileError) {
    if failure == nil { try file.write(content, to: path, for: operation) }
    if let code = failure ?? (synchronizing ? file.synchronize() : nil) {
      throw FileError(operation, path, .system(code))
    }
  } catch {
    unlink(temporary)
    throw error
  }
  return temporary
}

func createDirectly(_ bytes: [UInt8], at path: String) throws(FileError) {
  let file = try Descriptor(opening: path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, for: .create)
  if let code = file.write(all: bytes) ?? file.synchronize() {
    unlink(path)
    throw FileError(.create, path, .system(code))
  }
}

/// Makes a new name last through a power cut.
func synchronizeFolder(of path: String, for operation: FileError.Operation) throws(FileError) {
  let folder = try Descriptor(
    opening: FileSystem.folder(of: path), O_RDONLY | O_DIRECTORY, for: operation, reportedAs: path)
  // Some file systems cannot synchronize a folder and say so in one of these ways; nothing is lost there.
  if let code = folder.synchronize(), code != EINVAL, code != EOPNOTSUPP, code != ENOSYS {
    throw FileError(operation, path, .system(code))
  }
}
