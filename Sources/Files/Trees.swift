#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension FileSystem {
  /// Makes a folder for the moment, of a name that nobody else has, that only its owner can look into.
  ///
  /// - Returns: its path.
  /// - Throws: the system's reason.
  package static func makeTemporaryFolder() throws(FileError) -> String {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    let pattern = "\(base)/\(temporaryPrefix)XXXXXX"
    var template = Array(pattern.utf8CString)
    guard mkdtemp(&template) != nil else { throw FileError(.makeFolder, pattern, .system(errno)) }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Removes a folder and all that is in it; no symbolic link is followed.
  ///
  /// - Throws: the system's reason, where anything stays.
  package static func removeTree(_ path: String) throws(FileError) {
    for entry in try list(path).reversed() {
      let full = "\(path)/\(entry.path)"
      if let error = entry.error { throw error }
      if entry.kind == .directory { try removeEmptyDirectory(full) } else { try removeFile(full) }
    }
    try removeEmptyDirectory(path)
  }
}

extension FileSystem {
  /// Copies a regular file to a place where nothing is, with its permissions, and the time of its last change.
  ///
  /// - Throws: the system's reason; `.exists` where something is.
  package static func copyFile(_ path: String, to target: String, limit: Int) throws(FileError) {
    var status = stat()
    guard !path.holdsNUL, lstat(path, &status) == 0 else { throw FileError(.read, path, .system(errno)) }
    try createExclusively(try read(path, limit: limit), at: target)
    chmod(target, status.st_mode & 0o777)
    #if canImport(Darwin)
      let times = [status.st_atimespec, status.st_mtimespec]
    #else
      let times = [status.st_atim, status.st_mtim]
    #endif
    utimensat(AT_FDCWD, target, times, 0)
  }

  /// Moves a folder with all that is in it to a place where nothing is. On another file system it is copied first, and
  /// removed when all of it is there.
  ///
  /// - Throws: the system's reason; then the folder is where it was.
  package static func moveTree(_ path: String, to target: String) throws(FileError) {
    guard !path.holdsNUL, !target.holdsNUL else { throw FileError(.write, target, .invalidPath) }
    guard kind(of: target) == nil else { throw FileError(.write, target, .exists) }
    if rename(path, target) == 0 { return }
    guard errno == EXDEV else { throw FileError(.write, target, .system(errno)) }
    do throws(FileError) {
      try copyTree(path, to: target)
    } catch {
      try? removeTree(target)
      throw error
    }
    try removeTree(path)
  }

  private static func copyTree(_ path: String, to target: String) throws(FileError) {
    try makeDirectories(target)
    for entry in try list(path) {
      if let error = entry.error { throw error }
      let (source, copy) = ("\(path)/\(entry.path)", "\(target)/\(entry.path)")
      switch entry.kind {
      case .directory: try makeDirectoryUnlinked(copy)
      case .regular: try copyFile(source, to: copy, limit: .max)
      default:
        // Whatever else there is holds no bytes of its own, but for a symbolic link.
        guard let place = linkTarget(of: source) else { continue }
        guard symlink(place, copy) == 0 else { throw FileError(.write, copy, .system(errno)) }
      }
    }
  }

  /// Where a symbolic link leads, as it says; nil for anything else.
  package static func linkTarget(of path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4_096)
    let count = readlink(path, &buffer, buffer.count)
    return count < 0 ? nil : String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Lets only the owner look into a folder.
  ///
  /// - Throws: the system's reason.
  package static func makePrivate(_ folder: String) throws(FileError) {
    guard chmod(folder, 0o700) == 0 else { throw FileError(.makeFolder, folder, .system(errno)) }
  }
}

/// A process that works in a folder.
package struct ProcessInFolder: Sendable, Equatable {
  package let process: Int
  package let name: String

  /// Those whose working folder is a folder or lies in it, but for this process. Empty where the system does not tell.
  ///
  /// - Parameter folder: absolute, without symbolic links.
  package static func all(in folder: String) -> [ProcessInFolder] {
    guard let processes = opendir("/proc") else { return [] }
    defer { closedir(processes) }
    var found: [ProcessInFolder] = []
    while let entry = readdir(processes) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard let process = Int(name), process != Int(getpid()),
        let place = FileSystem.linkTarget(of: "/proc/\(process)/cwd"),
        place == folder || FileSystem.relative(place, to: folder) != nil
      else { continue }
      let command = (try? FileSystem.read("/proc/\(process)/comm", limit: 4_096)) ?? []
      found.append(
        ProcessInFolder(
          process: process, name: String(decoding: command.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)))
    }
    return found.sorted { $0.process < $1.process }
  }
}
