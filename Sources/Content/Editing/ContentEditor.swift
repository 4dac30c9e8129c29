import Diagnostics
import Files
import FrontMatter

/// The only writer of `content/`. It exists while the workspace's lock is held: from re-reading what an edit
/// depends on until write, fsync and commit are done, so that any number of agents may write at once.
///
/// Every edit reads its file anew, changes one key, proves that nothing else changed, and replaces the file in one
/// step. New files never replace one that is there. A file is deleted last, when what replaces it is on disk.
package struct ContentEditor: ~Copyable {
  private let home: String
  private let lock: FileLock
  /// What was written, relative to home, in order.
  package private(set) var changes: [Change] = []
  /// Which changes are to be committed; until it is set, none.
  package var autoCommit: ProjectSettings.AutoCommit = .none

  package struct Change: Sendable, Equatable {
    package enum Kind: Sendable {
      case created
      case edited
      case deleted
    }

    package let path: String
    package let kind: Kind
  }

  /// Waits for the lock and holds it until the editor goes away.
  ///
  /// - Parameters:
  ///   - verb: what a process that waits for this one is told.
  ///   - onWait: called once with the holder, when the wait gets long.
  package init(
    home: String, verb: String, timeLimit: Duration = .seconds(120),
    onWait: (LockHolder?) -> Void = { _ in }
  ) async throws(FileError) {
    lock = try await FileLock.acquire(
      at: Self.lockPath(home: home), verb: verb, timeLimit: timeLimit, onWait: onWait)
    self.home = home
    // Its holder died: what it was writing is whole, old or new, but may have a temporary file beside it.
    if lock.wasLeftBehind { Self.removeTemporaries(in: ["\(home)/content", "\(home)/.orchsite"]) }
    // Never part of a commit, whatever the repository ignores.
    let ignore = "\(home)/.orchsite/.gitignore"
    if FileSystem.kind(of: ignore) == nil { try? FileSystem.createExclusively(Array("*\n".utf8), at: ignore) }
  }

  private static func removeTemporaries(in folders: [String]) {
    for folder in folders {
      let entries = try? FileSystem.list(folder) { path, _ in
        let name = path.split(separator: "/").last ?? ""
        return name.hasPrefix(".") && !name.hasPrefix(FileSystem.temporaryPrefix)
      }
      for entry in entries ?? [] where entry.kind == .regular {
        let name = entry.path.split(separator: "/").last ?? ""
        if name.hasPrefix(FileSystem.temporaryPrefix) { try? FileSystem.removeFile("\(folder)/\(entry.path)") }
      }
    }
  }

  package static func lockPath(home: String) -> String { "\(home)/.orchsite/lock" }

  /// Gives the lock back.
  package consuming func finish() {}
}

/// Why an edit was not made. Nothing has been changed by the edit that throws it.
package enum EditError: Error, Sendable, Equatable {
  case refused(Diagnostic)
  case file(FileError)
}

// MARK: - Edits

extension ContentEditor {
  /// The bytes that a file would have after some edits.
  package func preview(_ path: String, _ edits: [FrontMatterEdit]) throws(EditError) -> [UInt8] {
    var file = try read(path)
    for edit in edits {
      do throws(Diagnostic) {
        file = SourceFile(path: path, bytes: try FrontMatterDocument(file).applying(edit))
      } catch {
        throw .refused(error)
      }
    }
    return file.bytes
  }

  /// Applies edits to one file, one after the other, and replaces it once. Edits that change nothing write nothing.
  ///
  /// - Returns: whether the file changed.
  @discardableResult
  package mutating func edit(_ path: String, _ edits: [FrontMatterEdit]) throws(EditError) -> Bool {
    precondition(!hasDeleted, "a change ends with what it deletes")
    let bytes = try preview(path, edits)
    guard try bytes != read(path).bytes else { return false }
    let change = Change(path: path, kind: .edited)
    do throws(FileError) {
      try remember([change])
      try FileSystem.writeAtomically(bytes, to: "\(home)/\(path)")
    } catch {
      throw .file(error)
    }
    changes.append(change)
    return true
  }

  /// Applies one edit to several files, all or none: where one cannot be written, those before it are put back.
  package mutating func editTogether(_ paths: [String], _ edit: FrontMatterEdit) throws(EditError) {
    var old: [(path: String, bytes: [UInt8])] = []
    for path in paths {
      _ = try preview(path, [edit])
      old.append((path, try read(path).bytes))
    }
    let changesBefore = changes.count
    do throws(EditError) {
      for path in paths { try self.edit(path, [edit]) }
    } catch {
      for change in changes[changesBefore...] {
        guard let file = old.first(where: { $0.path == change.path }) else { continue }
        // Should this fail too, the next attempt completes what was begun.
        try? FileSystem.writeAtomically(file.bytes, to: "\(home)/\(file.path)")
      }
      changes.removeSubrange(changesBefore...)
      throw error
    }
  }

  /// Creates a record that must not exist yet, with its folders; what it says is proved by reading it again.
  package mutating func create(_ path: String, _ record: RecordText) throws(EditError) {
    do throws(Diagnostic) { try record.prove(at: path) } catch { throw .refused(error) }
    try create(path, record.text)
  }

  /// Creates a file that must not exist yet, with its folders.
  package mutating func create(_ path: String, _ text: String) throws(EditError) {
    try create(together: [(path, Array(text.utf8))])
  }

  /// Creates files that must not exist yet, with their folders, one after the other. Where one cannot be created,
  /// those before it stay; whoever asks again leaves them out.
  ///
  /// - Parameter onProgress: called after each file.
  package mutating func create(
    together files: [(path: String, bytes: [UInt8])], onProgress: () -> Void = {}
  ) throws(EditError) {
    precondition(!hasDeleted, "a change ends with what it deletes")
    // What this tool cannot read back it must not write.
    for file in files {
      do throws(Diagnostic) {
        _ = try FrontMatterDocument(SourceFile(path: file.path, bytes: file.bytes))
      } catch {
        throw .refused(error)
      }
    }
    let new = files.map { Change(path: $0.path, kind: .created) }
    let folders = FileSystem.sorted(Array(Set(files.map { FileSystem.folder(of: $0.path) })))
    do throws(FileError) {
      for folder in folders { try refuseLinks(above: "\(folder)/.") }
      // All at once: a journal that grows with each of many files would be written in quadratic time. A path that is
      // never created does no harm, for git finds no change there.
      try remember(new)
      for folder in folders { try FileSystem.makeDirectories("\(home)/\(folder)") }
      for start in stride(from: 0, to: files.count, by: Self.filesAtOnce) {
        let some = files[start..<min(start + Self.filesAtOnce, files.count)]
        try FileSystem.createExclusively(some.map { ("\(home)/\($0.path)", $0.bytes) }) { number in
          changes.append(new[start + number])
          onProgress()
        }
      }
    } catch {
      throw .file(error)
    }
  }

  /// Deletes a file: the last step of a change, after which it only deletes. A process that dies before it leaves the
  /// old file beside the new one, never neither.
  ///
  /// - Parameter bytes: what the file held when it was decided that it is not needed any more. If somebody has changed
  ///   it since, it stays, and a refusal says so.
  package mutating func delete(_ path: String, holding bytes: [UInt8]) throws(EditError) {
    let file = try read(path)
    guard file.bytes == bytes else {
      throw .refused(
        Diagnostic(
          .error, "edit", "not deleted: it has changed meanwhile", help: "look at it, then try again", in: file))
    }
    let change = Change(path: path, kind: .deleted)
    do throws(FileError) {
      try refuseLinks(above: path)
      try remember([change])
      try FileSystem.removeFile("\(home)/\(path)")
    } catch {
      throw .file(error)
    }
    changes.append(change)
  }

  private var hasDeleted: Bool { changes.last?.kind == .deleted }

  /// How many files are created between two waits for the disk.
  private static let filesAtOnce = 256

  /// What lies behind a symbolic link is not read as content, so nothing is written there either.
  private func refuseLinks(above path: String) throws(FileError) {
    var folder = FileSystem.folder(of: path)
    while folder != "." {
      let place = "\(home)/\(folder)"
      if FileSystem.kind(of: place) == .symlink { throw FileError(.makeFolder, place, .notRegular(.symlink)) }
      folder = FileSystem.folder(of: folder)
    }
  }

  private func read(_ path: String) throws(EditError) -> SourceFile {
    do throws(FileError) {
      return SourceFile(
        path: path, bytes: try FileSystem.read("\(home)/\(path)", limit: ContentFiles.sizeLimit))
    } catch {
      throw .file(error)
    }
  }
}

// MARK: - What is to be committed

// Before a file is written, its path goes into a small journal; after the commit the journal is emptied. So a commit
// that could not be made, or a process that died before making it, is made good by the next verb. Losing the journal
// loses nothing: the files are there, and git shows them.

extension ContentEditor {
  /// Paths that wait for a commit: this editor's and those left over from earlier ones, oldest first.
  package var uncommitted: [String] {
    let bytes = (try? FileSystem.read(journalPath, limit: ContentFiles.sizeLimit)) ?? []
    var seen: Set<String> = []
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
      .filter { $0.hasPrefix("content/") && !$0.contains("..") && seen.insert($0).inserted }
  }

  /// Forgets the paths: they have been committed.
  package func forgetUncommitted() throws(FileError) {
    if FileSystem.kind(of: journalPath) != nil { try FileSystem.removeFile(journalPath) }
  }

  private func remember(_ new: [Change]) throws(FileError) {
    let covered = new.filter { autoCommit.covers($0) }.map(\.path)
    guard !covered.isEmpty else { return }
    let paths = uncommitted
    let known = Set(paths)
    let added = covered.filter { !known.contains($0) }
    guard !added.isEmpty else { return }
    try FileSystem.writeAtomically(Array((paths + added).map { $0 + "\n" }.joined().utf8), to: journalPath)
  }

  private var journalPath: String { "\(home)/.orchsite/uncommitted" }
}

extension ProjectSettings.AutoCommit {
  /// Whether a change is committed at once: new updates, time and decisions by default.
  package func covers(_ change: ContentEditor.Change) -> Bool {
    switch self {
    case .none: false
    case .all: true
    case .updates:
      change.kind == .created
        && ["content/updates/", "content/time/", "content/decisions/"].contains { change.path.hasPrefix($0) }
    }
  }
}
