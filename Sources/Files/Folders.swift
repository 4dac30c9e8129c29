#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension FileSystem {
  /// Makes a folder of the program's own, which git ignores, whatever the repository says. A link in its place would have
  /// what is written there land somewhere else.
  ///
  /// - Throws: `.notRegular` where something else is there, or the system's reason.
  package static func makeOwnFolder(_ path: String) throws(FileError) {
    if let kind = kind(of: path), kind != .directory { throw FileError(.makeFolder, path, .notRegular(kind)) }
    try makeDirectories(path)
    try ignoreFromInside(path)
  }

  /// Has git ignore a folder by a file in it, which ignores itself. One that is there stays as it is.
  package static func ignoreFromInside(_ folder: String) throws(FileError) {
    let ignore = "\(folder)/.gitignore"
    guard kind(of: ignore) == nil else { return }
    do throws(FileError) {
      try createExclusively(Array("*\n".utf8), at: ignore)
    } catch {
      // Somebody else was faster.
      guard error.reason == .exists else { throw error }
    }
  }

  /// Makes a folder and those above it that are missing. One that is there already (or a symbolic link to
  /// one) is fine.
  ///
  /// - Throws: the system's reason, "not a directory" (`ENOTDIR`) when a file is in the way.
  package static func makeDirectories(_ path: String) throws(FileError) {
    guard !path.holdsNUL else { throw FileError(.makeFolder, path, .invalidPath) }
    if mkdir(path, 0o777) == 0 { return }
    var code = errno
    if code == ENOENT {
      let parent = folder(of: path)
      guard parent != path, !path.isEmpty else { throw FileError(.makeFolder, path, .system(code)) }
      try makeDirectories(parent)
      if mkdir(path, 0o777) == 0 { return }
      code = errno
    }
    var status = stat()
    guard code == EEXIST || code == EISDIR, stat(path, &status) == 0 else {
      throw FileError(.makeFolder, path, .system(code))
    }
    guard FileKind(mode: status.st_mode) == .directory else {
      throw FileError(.makeFolder, path, .system(ENOTDIR))
    }
  }

  /// Makes one folder, in a folder that is there, and says whether it was missing. A symbolic link in its
  /// place is refused, even one to a folder.
  ///
  /// - Throws: `.notRegular` with the kind of what is in the way, or the system's reason.
  @discardableResult
  package static func makeDirectoryUnlinked(_ path: String) throws(FileError) -> Bool {
    guard !path.holdsNUL else { throw FileError(.makeFolder, path, .invalidPath) }
    if mkdir(path, 0o777) == 0 { return true }
    let code = errno
    guard code == EEXIST, let kind = kind(of: path) else { throw FileError(.makeFolder, path, .system(code)) }
    guard kind == .directory else { throw FileError(.makeFolder, path, .notRegular(kind)) }
    return false
  }

  /// Moves a file, in one step, to a place on the same file system; a file that is there is replaced.
  ///
  /// - Throws: the system's reason.
  package static func move(_ path: String, to target: String) throws(FileError) {
    guard !path.holdsNUL, !target.holdsNUL else { throw FileError(.write, target, .invalidPath) }
    guard rename(path, target) == 0 else { throw FileError(.write, target, .system(errno)) }
  }

  /// Removes a file or a symbolic link, never a folder.
  ///
  /// - Throws: the system's reason, `ENOENT` when nothing was there.
  package static func removeFile(_ path: String) throws(FileError) {
    guard !path.holdsNUL else { throw FileError(.remove, path, .invalidPath) }
    guard unlink(path) == 0 else { throw FileError(.remove, path, .system(errno)) }
  }

  /// Removes a folder if nothing is in it, and says whether it did.
  ///
  /// - Throws: the system's reason, but for "not empty".
  @discardableResult
  package static func removeEmptyDirectory(_ path: String) throws(FileError) -> Bool {
    guard !path.holdsNUL else { throw FileError(.remove, path, .invalidPath) }
    if rmdir(path) == 0 { return true }
    if errno == ENOTEMPTY || errno == EEXIST { return false }
    throw FileError(.remove, path, .system(errno))
  }

  /// A path as seen from a folder that it lies in, by their bytes; nil where it does not.
  package static func relative(_ path: String, to folder: String) -> String? {
    let start = folder == "/" ? "/" : folder + "/"
    guard path.utf8.starts(with: start.utf8) else { return nil }
    return String(decoding: path.utf8.dropFirst(start.utf8.count), as: UTF8.self)
  }

  /// What the system takes for one file or folder, whatever it is called; nil where nothing is.
  package static func identity(of path: String) -> FileIdentity? {
    guard !path.holdsNUL, let status = FileStatus(ofPath: path) else { return nil }
    return FileIdentity(device: status.device, inode: status.inode)
  }

  /// When a file was last written, in milliseconds since 1970; nil where nothing is.
  package static func changed(_ path: String) -> Int? {
    var status = stat()
    guard !path.holdsNUL, lstat(path, &status) == 0 else { return nil }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return Int(time.tv_sec) * 1_000 + Int(time.tv_nsec) / 1_000_000
  }

  /// Whether a file may be run by this process.
  package static func isExecutable(_ path: String) -> Bool { !path.holdsNUL && access(path, X_OK) == 0 }

  /// The folder that a path names something in: "." for a bare name.
  package static func folder(of path: String) -> String {
    let bytes = path.utf8
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == bytes.startIndex ? "/" : String(path[..<slash])
  }
}

/// Two paths of one file have the same.
package struct FileIdentity: Sendable, Equatable {
  fileprivate let device: UInt64
  fileprivate let inode: UInt64
}
