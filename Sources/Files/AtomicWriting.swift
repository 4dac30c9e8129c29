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

  /// Replaces a regular file, or creates it, so that no reader ever sees anything but the old or the new
  /// bytes, on disk when this returns. The file replaced passes on its mode and, where allowed, its owner.
  ///
  /// - Throws: `.notRegular` for a symbolic link or a folder, or the system's reason; the temporary file is
  ///   gone then and the old bytes are as they were (unless only the last step failed, synchronizing the
  ///   folder).
  package static func writeAtomically(_ bytes: [UInt8], to path: String) throws(FileError) {
    try writeAtomically(pieces: bytes, to: path)
  }

  static func writeAtomically(pieces content: some Pieces, to path: String) throws(FileError) {
    let old = path.holdsNUL ? nil : FileStatus(ofPath: path)
    if let old, old.kind != .regular { throw FileError(.write, path, .notRegular(old.kind)) }
    let temporary = try writeTemporary(content, beside: path, like: old, for: .write)
    guard rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw FileError(.write, path, .system(code))
    }
    try synchronizeFolder(of: path, for: .write)
  }

  /// Creates a file that appears whole or not at all, on disk when this returns, and replaces nothing.
  ///
  /// - Throws: `.exists` when anything is at the path (a dangling symbolic link too), or the system's
  ///   reason.
  package static func createExclusively(_ bytes: [UInt8], at path: String) throws(FileError) {
    let temporary = try writeTemporary(bytes, beside: path, like: nil, for: .create)
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

extension FileSystem {
  /// Creates many files as `createExclusively(_:at:)` creates one: each appears whole or not at all, on disk when this
  /// returns, and replaces nothing. Waiting for the disk once for all of them is fifty times as fast.
  ///
  /// Where one cannot be created, those before it are.
  ///
  /// - Parameter isCreated: called with the number of each file that is in its place.
  package static func createExclusively(
    _ files: [(path: String, bytes: [UInt8])], isCreated: (Int) -> Void
  ) throws(FileError) {
    var temporaries: [String] = []
    defer { for temporary in temporaries { unlink(temporary) } }
    var failure: FileError?
    for file in files {
      do throws(FileError) {
        temporaries.append(
          try writeTemporary(file.bytes, beside: file.path, like: nil, for: .create, synchronizing: false))
      } catch {
        failure = error
        break
      }
    }
    // What counts is that each file is synchronized; but after this there is hardly anything left to wait for.
    if temporaries.count > 1 { sync() }
    var folders: Set<String> = []
    var created = 0
    for (file, temporary) in zip(files, temporaries) {
      do throws(FileError) {
        try synchronizeFile(temporary, reportedAs: file.path)
        if link(temporary, file.path) != 0 {
          switch errno {
          case EEXIST: throw FileError(.create, file.path, .exists)
          case EPERM, EOPNOTSUPP, ENOSYS, EMLINK: try createDirectly(file.bytes, at: file.path)
          default: throw FileError(.create, file.path, .system(errno))
          }
        }
      } catch {
        failure = error
        break
      }
      unlink(temporary)
      folders.insert(folder(of: file.path))
      isCreated(created)
      created += 1
    }
    for folder in folders { try synchronizeFolder(of: "\(folder)/.", for: .create) }
    if let failure { throw failure }
  }
}

private func synchronizeFile(_ path: String, reportedAs shown: String) throws(FileError) {
  let file = try Descriptor(opening: path, O_RDONLY | O_NOFOLLOW, for: .create, reportedAs: shown)
  if let code = file.synchronize() { throw FileError(.create, shown, .system(code)) }
}

/// Writes and synchronizes a temporary file in the folder of `path`; nothing is left behind on failure.
private func writeTemporary(
  _ content: some Pieces, beside path: String, like old: FileStatus?, for operation: FileError.Operation,
  synchronizing: Bool = true
) throws(FileError) -> String {
  // Unguessable, so that nobody can put something in its place beforehand; O_EXCL follows no link.
  let name = String(UInt64.random(in: .min ... .max), radix: 36)
  let temporary = FileSystem.folder(of: path) + "/" + FileSystem.temporaryPrefix + name
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

private func createDirectly(_ bytes: [UInt8], at path: String) throws(FileError) {
  let file = try Descriptor(opening: path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, for: .create)
  if let code = file.write(all: bytes) ?? file.synchronize() {
    unlink(path)
    throw FileError(.create, path, .system(code))
  }
}

/// Makes a new name last through a power cut.
private func synchronizeFolder(of path: String, for operation: FileError.Operation) throws(FileError) {
  let folder = try Descriptor(
    opening: FileSystem.folder(of: path), O_RDONLY | O_DIRECTORY, for: operation, reportedAs: path)
  // Some file systems cannot synchronize a folder and say so in one of these ways; nothing is lost there.
  if let code = folder.synchronize(), code != EINVAL, code != EOPNOTSUPP, code != ENOSYS {
    throw FileError(operation, path, .system(code))
  }
}
