#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// One thing found below a folder.
package struct TreeEntry: Equatable, Sendable {
  /// The path below the listed folder, with `/` between the names.
  package var path: String
  package var kind: FileKind
  /// False when a name on this path is not UTF-8. `path` then shows U+FFFD for the bad bytes, and opens
  /// nothing.
  package var hasValidName: Bool
  /// Why a folder's content is missing or incomplete, or why the thing could not be looked at.
  package var error: FileError?

  package init(
    path: String, kind: FileKind, hasValidName: Bool = true, error: FileError? = nil
  ) {
    self.path = path
    self.kind = kind
    self.hasValidName = hasValidName
    self.error = error
  }
}

extension FileSystem {
  /// Everything below a folder, folders included, in the order of the bytes of their paths.
  ///
  /// Symbolic links are listed and never followed (the listed folder itself may be one). A folder that
  /// cannot be read is an entry with its error, as is one with a name that is not UTF-8, which is not
  /// entered.
  ///
  /// - Parameter isExcluded: given a path below the folder and its kind; what it excludes is neither
  ///   listed nor entered.
  /// - Throws: the system's reason when the folder itself cannot be listed.
  package static func list(
    _ folder: String, excluding isExcluded: (String, FileKind) -> Bool = { _, _ in false }
  ) throws(FileError) -> [TreeEntry] {
    var entries: [TreeEntry] = []
    if let code = listFolder(folder, below: "", isExcluded, &entries) {
      throw FileError(.list, folder, .system(code))
    }
    // `entries` is also the queue: folders found are entered in turn.
    var next = 0
    while next < entries.count {
      if entries[next].kind == .directory, entries[next].error == nil {
        let path = entries[next].path
        let full = "\(folder)/\(path)"
        if let code = listFolder(full, below: path + "/", isExcluded, &entries) {
          entries[next].error = FileError(.list, full, .system(code))
        }
      }
      next += 1
    }
    return sorted(entries, by: \.path)
  }

  /// Folders below a folder, itself included (`.`), that this process may not list, enter and change: what is in them
  /// is not known, or could not be removed. In the order of their bytes.
  ///
  /// - Throws: the system's reason when the folder itself cannot be listed.
  package static func foldersOutOfReach(_ folder: String) throws(FileError) -> [String] {
    func isOut(_ path: String) -> Bool { access(path, R_OK | W_OK | X_OK) != 0 }
    if isOut(folder) { return ["."] }
    return try list(folder).filter { $0.kind == .directory && isOut("\(folder)/\($0.path)") }.map(\.path)
  }

  /// Paths in the order of their bytes, which no locale changes.
  package static func sorted(_ paths: [String]) -> [String] { sorted(paths, by: \.self) }

  // Not for other modules, where it would not be specialized and be ten times slower.
  private static func sorted<Value>(_ values: [Value], by path: (Value) -> String) -> [Value] {
    // Swift's own order is that of the bytes unless letters are composed in several ways, and five times as
    // fast as any comparison of ours. So it goes first, and is believed after a look.
    let paths = values.map(path)
    // Numbers are moved about while sorting, not values that own strings.
    var order = Array(paths.indices)
    order.sort { paths[$0] < paths[$1] }
    let isInOrder = zip(order, order.dropFirst()).allSatisfy { !bytesPrecede(paths[$1], paths[$0]) }
    if !isInOrder { order.sort { bytesPrecede(paths[$0], paths[$1]) } }
    return order.map { values[$0] }
  }

  /// Whether the UTF-8 of one string sorts before the other's.
  package static func bytesPrecede(_ left: String, _ right: String) -> Bool {
    // Closures over contiguous storage: comparing `utf8` views element by element is ten times slower.
    let fast = left.utf8.withContiguousStorageIfAvailable { left in
      right.utf8.withContiguousStorageIfAvailable { right in
        guard let first = left.baseAddress, let second = right.baseAddress else {
          return left.count < right.count
        }
        let order = memcmp(first, second, min(left.count, right.count))
        return order == 0 ? left.count < right.count : order < 0
      }
    }
    if case .some(.some(let result)) = fast { return result }
    return left.utf8.lexicographicallyPrecedes(right.utf8)
  }
}

/// Adds what is directly inside one folder. A failure half-way keeps what was found.
private func listFolder(
  _ folder: String, below prefix: String, _ isExcluded: (String, FileKind) -> Bool,
  _ entries: inout [TreeEntry]
) -> Int32? {
  guard !folder.holdsNUL else { return EINVAL }
  // Only the folder that the caller named may be a symbolic link: one that was found was a folder then, and
  // O_NOFOLLOW makes sure that it still is.
  let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | (prefix.isEmpty ? 0 : O_NOFOLLOW)
  let number = open(folder, flags)
  guard number >= 0 else { return errno }
  guard let stream = fdopendir(number) else {
    let code = errno
    close(number)
    return code
  }
  defer { closedir(stream) }

  while true {
    errno = 0
    guard let entry = readdir(stream) else { return errno == 0 ? nil : errno }
    // The name is reached through the pointer: the record is shorter than `dirent` says, so copying one
    // would read past its end.
    guard let offset = MemoryLayout<dirent>.offset(of: \.d_name) else { return EINVAL }
    let name = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
    if strcmp(name, ".") == 0 || strcmp(name, "..") == 0 { continue }

    var kind = FileKind(directoryEntryType: entry.pointee.d_type)
    if kind == nil {
      var status = stat()
      guard fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
        // Gone between the two calls is as good as never seen.
        if errno != ENOENT {
          let path = prefix + String(cString: name)
          let error = FileError(.list, "\(folder)/\(String(cString: name))", .system(errno))
          entries.append(TreeEntry(path: path, kind: .other, error: error))
        }
        continue
      }
      kind = FileKind(mode: status.st_mode)
    }
    guard let kind else { continue }
    let validName = String(validatingCString: name)
    let path = prefix + (validName ?? String(cString: name))
    if isExcluded(path, kind) { continue }
    // The repaired name opens nothing, so such a folder cannot be entered by its path.
    let isUnreachable = validName == nil && kind == .directory
    entries.append(
      TreeEntry(
        path: path, kind: kind, hasValidName: validName != nil,
        error: isUnreachable ? FileError(.list, "\(folder)/\(String(cString: name))", .system(EILSEQ)) : nil))
  }
}

extension FileKind {
  /// What the folder itself says of an entry; `nil` where its file system leaves that open.
  fileprivate init?(directoryEntryType type: UInt8) {
    switch Int(type) {
    case Int(DT_REG): self = .regular
    case Int(DT_DIR): self = .directory
    case Int(DT_LNK): self = .symlink
    default: return nil
    }
  }
}
