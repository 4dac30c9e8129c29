import Content
import Files
import Sessions

// What of a workspace's folder is watched, for everybody who follows it.

extension Home {
  /// Watches `content/`, and reads it.
  ///
  /// - Parameter reading: what is read along with every file.
  package func watched(by watch: FolderWatch, _ reading: Reading = .frontMatter) async throws(Refusal) -> Scan {
    watch.add(path, .itself(names: ["content"]))
    // As it is listed: what begins with a dot belongs to others.
    watch.add("\(path)/content", .tree { $0.utf8.split(separator: UInt8(ascii: "/")).last?.first == UInt8(ascii: ".") })
    return try await refusing { try await Scan.run(files, reading) }
  }

  /// Reads again what has changed of `content/`; nil where nothing has.
  ///
  /// - Parameter reading: that of the scan.
  package func updating(
    _ scan: Scan, by changes: FolderChanges, _ watch: FolderWatch, _ reading: Reading = .frontMatter
  ) async throws(Refusal) -> Scan? {
    guard isThere else { throw .noHome(path, isNamed: true) }
    let paths = changes.paths.compactMap { FileSystem.relative($0, to: path) }
      .filter { $0 == "content" || $0.utf8.starts(with: "content/".utf8) }
    if changes.isIncomplete || paths.contains("content") || changes.paths.contains(path) {
      return try await watched(by: watch, reading)
    }
    if paths.isEmpty { return nil }
    return try await refusing { [files] in try await scan.updating(paths, from: files) }
  }

  /// Watches what agents' hooks write, from when they write it, and reads it.
  package func watchedSessions(by watch: FolderWatch) -> [SessionMark]? {
    let folder = SessionFolder(home: path)
    watch.add(path, .itself(names: [".orchsite"]))
    watch.add(FileSystem.folder(of: folder.path), .itself(names: ["sessions"]))
    watch.add(folder.path)
    return folder.marks
  }

  /// Whether sessions may be others now.
  package func concernsSessions(_ changes: FolderChanges) -> Bool {
    let notes = FileSystem.folder(of: SessionFolder(home: path).path)
    return changes.isIncomplete || changes.paths.contains { $0.utf8.starts(with: notes.utf8) }
  }
}
