import Files

/// The files of a workspace, as functions: a folder on disk in the tool, a dictionary in tests.
package struct ContentFiles: Sendable {
  /// Everything below `content/`, with paths relative to home (`content/tasks/…`), sorted by path.
  package let list: @Sendable () throws(FileError) -> [TreeEntry]
  /// The bytes of one file.
  package let read: @Sendable (String) throws(FileError) -> [UInt8]

  /// A file larger than this is not somebody's notes.
  package static let sizeLimit = 4 * 1024 * 1024
}

extension ContentFiles {
  /// The workspace in a folder.
  package static func onDisk(home: String) -> ContentFiles {
    ContentFiles(
      list: { () throws(FileError) in
        let root = "\(home)/content"
        if case .symlink = FileSystem.kind(of: root) {
          throw FileError(.list, root, .notRegular(.symlink))
        }
        return try FileSystem.list(root) { path, _ in path.isHiddenName }
          .map { entry in
            var entry = entry
            entry.path = "content/\(entry.path)"
            return entry
          }
      },
      read: { path throws(FileError) in try FileSystem.read("\(home)/\(path)", limit: sizeLimit) })
  }

  /// A workspace that exists only in memory: paths relative to home, and texts.
  package static func inMemory(_ files: [String: String]) -> ContentFiles {
    inMemory(bytes: files.mapValues { Array($0.utf8) })
  }

  /// The same with bytes, which need not be text.
  package static func inMemory(bytes: [String: [UInt8]]) -> ContentFiles {
    ContentFiles(
      list: {
        bytes.map { TreeEntry(path: $0.key, kind: .regular) }
          .sorted { FileSystem.bytesPrecede($0.path, $1.path) }
      },
      read: { path throws(FileError) in
        guard let bytes = bytes[path] else { throw FileError(.read, path, .system(2)) }
        guard bytes.count <= sizeLimit else {
          throw FileError(.read, path, .tooLarge(size: bytes.count, limit: sizeLimit))
        }
        return bytes
      })
  }
}

extension String {
  /// Names that begin with a dot belong to editors, git and operating systems.
  fileprivate var isHiddenName: Bool {
    let bytes = utf8
    let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { bytes.index(after: $0) } ?? bytes.startIndex
    return start < bytes.endIndex && bytes[start] == UInt8(ascii: ".")
  }
}

extension ContentFiles {
  /// The same files, with one replaced or added: what a change would make of the workspace, before it is made.
  package func replacing(_ path: String, with bytes: [UInt8]) -> ContentFiles {
    ContentFiles(
      list: { () throws(FileError) in
        var entries = try list().filter { $0.path != path }
        entries.append(TreeEntry(path: path, kind: .regular))
        return entries.sorted { FileSystem.bytesPrecede($0.path, $1.path) }
      },
      read: { other throws(FileError) in other == path ? bytes : try read(other) })
  }
}
