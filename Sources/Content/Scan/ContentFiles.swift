import Files

/// The files of a workspace, as functions: a folder on disk in the tool, a dictionary in tests.
package struct ContentFiles: Sendable {
  /// What is there of some parts of `content/`, with paths relative to home (`content/tasks/…`), in the order of their
  /// bytes.
  package let list: @Sendable (Subtrees) throws(FileError) -> [TreeEntry]
  /// The bytes of one file.
  package let read: @Sendable (String) throws(FileError) -> [UInt8]

  /// A file larger than this is not somebody's notes.
  package static let sizeLimit = 4 * 1024 * 1024
}

extension ContentFiles {
  /// The workspace in a folder.
  package static func onDisk(home: String) -> ContentFiles {
    ContentFiles(
      list: { wanted throws(FileError) in
        let root = "\(home)/content"
        let isEverything = wanted.contain("content")
        if case .symlink = FileSystem.kind(of: root) {
          throw FileError(.list, root, .notRegular(.symlink))
        }
        var entries = try FileSystem.list(root) { path, _ in
          if path.isHiddenName { return true }
          if isEverything { return false }
          let path = "content/\(path)"
          return !wanted.contain(path) && !wanted.areBelow(path)
        }
        for index in entries.indices { entries[index].path = "content/\(entries[index].path)" }
        return isEverything ? entries : entries.filter { wanted.contain($0.path) }
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
      list: { wanted in
        bytes.keys.filter(wanted.contain).map { TreeEntry(path: $0, kind: .regular) }
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
  /// The same files, with some replaced or added: what a change would make of the workspace, before it is made.
  package func adding(_ files: [String: [UInt8]]) -> ContentFiles {
    ContentFiles(
      list: { wanted throws(FileError) in
        var entries = try list(wanted).filter { files[$0.path] == nil }
        entries += files.keys.filter(wanted.contain).map { TreeEntry(path: $0, kind: .regular) }
        return entries.sorted { FileSystem.bytesPrecede($0.path, $1.path) }
      },
      read: { path throws(FileError) in
        if let bytes = files[path] { return bytes }
        return try read(path)
      })
  }
}
