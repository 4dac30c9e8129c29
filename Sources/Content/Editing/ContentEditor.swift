import Bytes
import Diagnostics
import Files
import FrontMatter

/// The only writer of `content/`. It exists while the workspace's lock is held: from re-reading what an edit
/// depends on until write, fsync and commit are done, so that any number of agents may write at once.
///
/// Every edit reads its file anew, changes one key and proves that nothing else changed. What is edited, created and
/// deleted is collected, and `apply` writes it together, all or nothing. New files never replace one that is there. A
/// file is deleted last, when what replaces it is on disk.
package struct ContentEditor: ~Copyable {
  private let home: String
  /// nil where the editor only rehearses: it reads, edits and proves like any other, and writes nothing.
  private let lock: FileLock?
  private let verb: String
  /// A change that a killed process left half done, and that cannot be finished. What is written of it is the person's
  /// to commit.
  package let unfinished: UnfinishedChange?
  /// What was written, relative to home, in order.
  package private(set) var changes: [Change] = []
  private var collected: [Collected] = []
  private var places: [ExactText: Int] = [:]
  /// Which changes are to be committed; nil where nobody knows yet: then all are noted, and it is decided when they
  /// are committed. Until it is set, none.
  package var autoCommit: ProjectSettings.AutoCommit? = ProjectSettings.AutoCommit.none

  /// Whether something was written that no journal names, because none can be written from here: nor can a commit be made.
  package private(set) var isWithoutJournal = false

  /// Which machine the updates that are written name, where they name none themselves.
  package var machine: String?

  package struct Change: Sendable, Equatable {
    package enum Kind: Sendable {
      case created
      case edited
      case deleted
    }

    package let path: String
    package let kind: Kind
  }

  /// A file as it will be.
  private struct Collected {
    let change: Change
    /// What was there when it was read.
    let before: [UInt8]?
    var after: [UInt8]?
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
    // A link that came with the repository would have the lock and the journal written wherever it points.
    let own = "\(home)/.orchsite"
    if let kind = FileSystem.kind(of: own), kind != .directory { throw FileError(.makeFolder, own, .notRegular(kind)) }
    let lock = try await FileLock.acquire(
      at: Self.lockPath(home: home), verb: verb, timeLimit: timeLimit, onWait: onWait)
    let half = try UnfinishedChange.finish(in: home)
    if let half {
      var journal = try Self.journal(in: home)
      journal.leaveToThePerson(half.paths)
      try Self.write(journal, in: home)
      try UnfinishedChange.remove(in: home)
    }
    let wasLeftBehind = lock.wasLeftBehind
    self.lock = consume lock
    unfinished = half
    self.home = home
    self.verb = verb
    // Whoever died left what it was writing whole, old or new, but maybe temporary files: usually here, and beside the
    // files themselves where content/ is on another file system.
    FileSystem.sweepTemporaries(in: "\(home)/.orchsite")
    if wasLeftBehind { FileSystem.sweepTemporaries(in: "\(home)/content", entering: true) }
    // Never part of a commit, whatever the repository ignores.
    try? FileSystem.ignoreFromInside("\(home)/.orchsite")
  }

  /// Without the lock, for a dry run: `apply` writes nothing.
  package init(rehearsingIn home: String, verb: String) {
    self.home = home
    self.verb = verb
    lock = nil
    unfinished = nil
  }

  package static func lockPath(home: String) -> String { "\(home)/.orchsite/lock" }

  /// Is there while an update may wait for its commit that no journal names.
  package static func strayPath(home: String) -> String { "\(home)/.orchsite/sessions/stray" }

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
    let file = try read(path)
    do throws(Diagnostic) { return try Self.apply(edits, to: file) } catch { throw .refused(error) }
  }

  private static func apply(_ edits: [FrontMatterEdit], to file: SourceFile) throws(Diagnostic) -> [UInt8] {
    var file = file
    for edit in edits { file = SourceFile(path: file.path, bytes: try FrontMatterDocument(file).applying(edit)) }
    return file.bytes
  }

  /// Applies edits to one file, one after the other. Edits that change nothing write nothing.
  ///
  /// - Returns: whether the file changes.
  @discardableResult
  package mutating func edit(_ path: String, _ edits: [FrontMatterEdit]) throws(EditError) -> Bool {
    try edit(path) { file throws(Diagnostic) in try Self.apply(edits, to: file) }
  }

  /// Changes one file.
  ///
  /// - Parameter change: from what the file holds to what it will hold.
  /// - Returns: whether the file changes.
  mutating func edit(
    _ path: String, _ change: (SourceFile) throws(Diagnostic) -> [UInt8]
  ) throws(EditError) -> Bool {
    let file = try read(path)
    let bytes: [UInt8]
    do throws(Diagnostic) { bytes = try change(file) } catch { throw .refused(error) }
    guard bytes != file.bytes else { return false }
    collect(Change(path: path, kind: .edited), before: file.bytes, after: bytes)
    return true
  }

  /// Creates a record that must not exist yet, with its folders; what it says is proved by reading it again.
  package mutating func create(_ path: String, _ record: RecordText) throws(EditError) {
    do throws(Diagnostic) { try record.prove(at: path) } catch { throw .refused(error) }
    try create(path, record.text)
  }

  /// Creates a file that must not exist yet, with its folders.
  package mutating func create(_ path: String, _ text: String) throws(EditError) {
    try create(path, Array(text.utf8))
  }

  package mutating func create(_ path: String, _ bytes: [UInt8]) throws(EditError) {
    // What this tool cannot read back it must not write.
    do throws(Diagnostic) {
      _ = try FrontMatterDocument(SourceFile(path: path, bytes: bytes))
    } catch {
      throw .refused(error)
    }
    guard places[ExactText(path)] == nil, FileSystem.kind(of: "\(home)/\(path)") == nil else {
      throw .file(FileError(.create, path, .exists))
    }
    collect(Change(path: path, kind: .created), before: nil, after: bytes)
  }

  /// Deletes a file: the last step of a change, after which it only deletes. A process that dies before it leaves the
  /// old file beside the new one, never neither.
  ///
  /// - Parameter bytes: what the file held when it was decided that it is not needed any more. If somebody has changed
  ///   it since, it stays, and a refusal says so.
  package mutating func delete(_ path: String, holding bytes: [UInt8]) throws(EditError) {
    do throws(FileError) { try Self.refuseLinks(above: path, in: home) } catch { throw .file(error) }
    let file = try read(path)
    guard file.bytes == bytes else {
      throw .refused(
        Diagnostic(
          .error, "edit", "not deleted: it has changed meanwhile", help: "look at it, then try again", in: file))
    }
    collect(Change(path: path, kind: .deleted), before: bytes, after: nil)
  }

  private mutating func collect(_ change: Change, before: [UInt8]?, after: [UInt8]?) {
    if let place = places[ExactText(change.path)] {
      precondition(change.kind == .edited, "a file is created or deleted once in a change")
      collected[place].after = after
    } else {
      let isBehindDeletion = collected.last?.change.kind == .deleted
      precondition(change.kind == .deleted || !isBehindDeletion, "a change ends with what it deletes")
      places[ExactText(change.path)] = collected.count
      collected.append(Collected(change: change, before: before, after: after))
    }
  }

  /// What lies behind a symbolic link is not read as content, so nothing is written there either.
  package static func refuseLinks(above path: String, in home: String) throws(FileError) {
    var folder = FileSystem.folder(of: path)
    while folder != "." {
      let place = "\(home)/\(folder)"
      if FileSystem.kind(of: place) == .symlink { throw FileError(.makeFolder, place, .notRegular(.symlink)) }
      folder = FileSystem.folder(of: folder)
    }
  }

  private func read(_ path: String) throws(EditError) -> SourceFile {
    if let place = places[ExactText(path)], let bytes = collected[place].after {
      return SourceFile(path: path, bytes: bytes)
    }
    do throws(FileError) {
      return SourceFile(
        path: path, bytes: try FileSystem.read("\(home)/\(path)", limit: ContentFiles.sizeLimit))
    } catch {
      throw .file(error)
    }
  }
}

// MARK: - Writing

extension ContentEditor {
  /// The bytes of what `apply` will create or edit, by path.
  package var collectedFiles: [String: [UInt8]] {
    Dictionary(
      collected.compactMap { file in file.after.map { (file.change.path, $0) } }, uniquingKeysWith: { _, last in last })
  }

  /// What `apply` will write, in order.
  package var pending: [Change] { collected.map(\.change) }

  /// Whether a file that is about to be changed has nothing in it but what an earlier change wrote, and waits for its
  /// commit.
  package func isOwn(_ paths: [String]) throws(FileError) -> [Bool] {
    let journal = try journal().byPath
    return paths.map { path in
      guard let entry = journal[ExactText(path)], entry.kind != .yours, let place = places[ExactText(path)] else {
        return false
      }
      return entry.isAsWritten(collected[place].before)
    }
  }

  /// Forgets what was collected.
  package mutating func discard() {
    collected = []
    places = [:]
  }

  /// Writes what was collected, all or nothing: on an error every file is as it was.
  ///
  /// - Parameters:
  ///   - areYours: whether these files are left to the person to commit.
  ///   - onProgress: called after each file with how many are written.
  package mutating func apply(areYours: Bool = false, onProgress: (Int) -> Void = { _ in }) throws(FileError) {
    guard !collected.isEmpty else { return }
    guard lock != nil else {
      changes += pending
      discard()
      return
    }
    let folders = Set(collected.map { ExactText(FileSystem.folder(of: $0.change.path)) })
    for folder in folders.sorted() { try Self.refuseLinks(above: "\(folder)/.", in: home) }
    let steps = collected.map { file in
      let path = "\(home)/\(file.change.path)"
      return switch (file.before, file.after) {
      case (let before?, let after?): FileChange.replace(path, before, with: after)
      case (let before?, nil): FileChange.remove(path, holding: before)
      case (nil, let after): FileChange.create(path, after ?? [])
      }
    }
    let before = try journal()
    // All at once: a journal that grew with each of many files would be written in quadratic time.
    var after = before
    after.note(
      collected.filter { file in autoCommit.map { $0.covers(file.change) } ?? true }
        .map { ($0.change, $0.before, $0.after) }, areYours: areYours)
    do throws(FileError) {
      if after != before { try write(after) }
    } catch {
      // An agent in a sandbox may write its reports and nothing beside them. Each is a file of its own, and git shows
      // that it has yet to be committed.
      guard error.isForbidden, pending.allSatisfy({ $0.kind == .created && $0.isUpdate }) else { throw error }
      for file in collected {
        let path = "\(home)/\(file.change.path)"
        try FileSystem.makeDirectories(FileSystem.folder(of: path))
        try FileSystem.createExclusively(file.after ?? [], at: path)
      }
      changes += pending
      discard()
      isWithoutJournal = true
      // Where even that cannot be written, the next verb that writes finds it by itself.
      if FileSystem.kind(of: Self.strayPath(home: home)) == nil {
        try? FileSystem.writeAtomically([], to: Self.strayPath(home: home), isDurable: false)
      }
      return
    }
    let (folder, verb) = (home, verb)
    let files = collected.map { ($0.change.path, $0.before, $0.after) }
    do throws(FileError) {
      try FileSystem.changeTogether(
        steps, temporaries: "\(folder)/.orchsite", isDone: onProgress,
        isPrepared: { temporaries throws(FileError) in
          guard files.count > 1 else { return }
          try UnfinishedChange(verb: verb, files, temporaries: temporaries).write(in: folder)
        })
    } catch {
      try? UnfinishedChange.remove(in: home)
      // A path too many does no harm: nothing is found to commit there.
      if after != before { try? write(before) }
      throw error
    }
    // Left there, it says that all is done.
    if files.count > 1 { try? UnfinishedChange.remove(in: home) }
    changes += pending
    discard()
  }
}

// MARK: - What is to be committed

extension ContentEditor {
  /// Paths that wait for a commit: this editor's and those left over from earlier ones, oldest first.
  package func journal() throws(FileError) -> Journal { try Self.journal(in: home) }

  /// The same for whoever only reads.
  package static func journal(in home: String) throws(FileError) -> Journal {
    do throws(FileError) {
      return Journal(try FileSystem.read(journalPath(in: home), limit: journalLimit))
    } catch {
      // What cannot be read is not written over.
      guard error.reason == .notFound else { throw error }
      return Journal()
    }
  }

  package func write(_ journal: Journal) throws(FileError) { try Self.write(journal, in: home) }

  private static func write(_ journal: Journal, in home: String) throws(FileError) {
    let path = journalPath(in: home)
    if !journal.entries.isEmpty { return try FileSystem.writeAtomically(journal.bytes, to: path) }
    if FileSystem.kind(of: path) != nil { try FileSystem.removeFile(path) }
  }

  /// A line for each file of the largest workspace.
  private static let journalLimit = 256 << 20

  private static func journalPath(in home: String) -> String { "\(home)/.orchsite/uncommitted" }
}

extension ProjectSettings.AutoCommit {
  /// Whether a change is committed at once.
  package func covers(_ change: ContentEditor.Change) -> Bool { covers(isUpdate: change.isUpdate) }

  package func covers(isUpdate: Bool) -> Bool {
    switch self {
    case .none: false
    case .all: true
    case .updates: isUpdate
    }
  }
}
