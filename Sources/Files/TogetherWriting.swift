#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

// Changes that belong together are made together. All that can fail early is done first: folders, and a temporary file
// with the new bytes of each. Then one file after the other is moved into its place, and the folders are synchronized,
// once each. Where anything fails, what was there before comes back: old files are kept under a second name until all is
// done, so putting one back needs no space.

/// One of several changes that are made together.
package struct FileChange: Sendable {
  package let path: String
  let step: Step

  enum Step: Sendable {
    case create([UInt8])
    case replace([UInt8], with: [UInt8])
    case remove([UInt8])
  }

  /// A file that must not be there yet.
  package static func create(_ path: String, _ bytes: [UInt8]) -> FileChange {
    FileChange(path: path, step: .create(bytes))
  }

  /// A file that must still hold the old bytes. It keeps its mode.
  package static func replace(_ path: String, _ old: [UInt8], with new: [UInt8]) -> FileChange {
    FileChange(path: path, step: .replace(old, with: new))
  }

  /// A file that must still hold these bytes.
  package static func remove(_ path: String, holding bytes: [UInt8]) -> FileChange {
    FileChange(path: path, step: .remove(bytes))
  }
}

extension FileSystem {
  /// Makes several changes in their order, all or none; on disk when this returns. Missing folders are made. What is
  /// removed goes last, when everything else is on disk.
  ///
  /// - Parameters:
  ///   - temporaries: the folder for temporary files, best one that version control ignores. Where it is on another
  ///     file system, they are made beside their files.
  ///   - isDone: called after each change with how many there are.
  ///   - isPrepared: called before the first change, with the temporary file that holds the new bytes of each, on disk.
  /// - Throws: `.changed` for a file that is not as it was said to be, `.exists`, or the system's reason. Everything is
  ///   as it was then.
  package static func changeTogether(
    _ changes: [FileChange], temporaries: String, isDone: (Int) -> Void = { _ in },
    isPrepared: ([String?]) throws(FileError) -> Void = { _ in }
  ) throws(FileError) {
    var work = Work(temporaries: temporaries)
    do throws(FileError) {
      try work.prepare(changes)
      try isPrepared(changes.indices.map { work.prepared[$0] })
      for (number, change) in changes.enumerated() {
        if case .remove = change.step { try work.synchronizeFolders() }
        try work.make(change, number)
        isDone(number + 1)
      }
      try work.synchronizeFolders()
    } catch {
      work.putBack()
      throw error
    }
    work.clean()
  }
}

private struct Work {
  let temporaries: String
  /// The temporary file of each change that has one.
  private(set) var prepared: [Int: String] = [:]
  /// Folders that were missing, outermost first.
  private var madeFolders: [String] = []
  private var done: [Done] = []
  /// Folders with new names in them, which a power cut would lose.
  private var unsynchronized: Set<Folder> = []
  /// Second names of old files, to be removed in the end.
  private var kept: [String] = []

  /// A path as a key: its bytes.
  struct Folder: Hashable {
    let path: String

    init(_ path: String) { self.path = path }

    static func == (left: Folder, right: Folder) -> Bool { left.path.utf8.elementsEqual(right.path.utf8) }
    func hash(into hasher: inout Hasher) { for byte in path.utf8 { hasher.combine(byte) } }
  }

  fileprivate enum Done {
    case created(String)
    /// The old file under its second name, or only its bytes where there are no hard links.
    case replaced(String, old: String?, bytes: [UInt8])
    case removed(String, old: String?, bytes: [UInt8])
  }

  init(temporaries: String) { self.temporaries = temporaries }

  mutating func prepare(_ changes: [FileChange]) throws(FileError) {
    var folders: Set<Folder> = []
    for change in changes {
      let folder = FileSystem.folder(of: change.path)
      if folders.insert(Folder(folder)).inserted { try makeFolder(folder) }
    }
    for (number, change) in changes.enumerated() {
      switch change.step {
      case .create(let bytes):
        prepared[number] = try write(bytes, for: change, .create, in: temporaries, isAlone: changes.count == 1)
      case .replace(_, let bytes):
        prepared[number] = try write(bytes, for: change, .write, in: temporaries, isAlone: changes.count == 1)
      case .remove: break
      }
    }
    guard prepared.count > 1 else { return }
    // Waiting for the disk once for all of them is fifty times as fast. What counts is that each file is synchronized;
    // but after this there is hardly anything left to wait for.
    sync()
    for number in changes.indices {
      if let temporary = prepared[number] { try synchronizeFile(temporary, reportedAs: changes[number].path) }
    }
  }

  private mutating func makeFolder(_ folder: String) throws(FileError) {
    var missing: [String] = []
    var parent = folder
    while FileSystem.kind(of: parent) == nil, FileSystem.folder(of: parent) != parent {
      missing.append(parent)
      parent = FileSystem.folder(of: parent)
    }
    if missing.isEmpty { return try FileSystem.makeDirectories(folder) }
    for folder in missing.reversed() where try FileSystem.makeDirectoryUnlinked(folder) {
      madeFolders.append(folder)
      unsynchronized.insert(Folder(FileSystem.folder(of: folder)))
    }
  }

  private func write(
    _ bytes: [UInt8], for change: FileChange, _ operation: FileError.Operation, in folder: String, isAlone: Bool
  ) throws(FileError) -> String {
    var old: FileStatus?
    if operation == .write {
      old = FileStatus(ofPath: change.path)
      if let old, old.kind != .regular { throw FileError(.write, change.path, .notRegular(old.kind)) }
    }
    return try writeTemporary(
      bytes, in: folder, for: change.path, like: old, for: operation, synchronizing: isAlone)
  }

  mutating func make(_ change: FileChange, _ number: Int) throws(FileError) {
    let path = change.path
    switch change.step {
    case .create(let bytes):
      guard let temporary = prepared[number] else { return }
      var code = link(temporary, path) == 0 ? 0 : errno
      if code == EXDEV {
        let beside = try write(bytes, for: change, .create, in: FileSystem.folder(of: path), isAlone: true)
        code = link(beside, path) == 0 ? 0 : errno
        unlink(beside)
      }
      switch code {
      case 0: break
      case EEXIST: throw FileError(.create, path, .exists)
      case EPERM, EOPNOTSUPP, ENOSYS, EMLINK:
        // A file system without hard links (a memory stick): exclusive still, and whole unless killed.
        try createDirectly(bytes, at: path)
      default: throw FileError(.create, path, .system(code))
      }
      done.append(.created(path))
    case .replace(let old, let new):
      guard let temporary = prepared[number] else { return }
      try expect(old, at: path, for: .write)
      let second = keep(path)
      var code = rename(temporary, path) == 0 ? 0 : errno
      if code == EXDEV {
        let beside = try write(new, for: change, .write, in: FileSystem.folder(of: path), isAlone: true)
        code = rename(beside, path) == 0 ? 0 : errno
        if code != 0 { unlink(beside) }
      }
      if code != 0 { throw FileError(.write, path, .system(code)) }
      prepared[number] = nil
      done.append(.replaced(path, old: second, bytes: old))
    case .remove(let bytes):
      try expect(bytes, at: path, for: .remove)
      let second = keep(path)
      guard unlink(path) == 0 else { throw FileError(.remove, path, .system(errno)) }
      done.append(.removed(path, old: second, bytes: bytes))
    }
    unsynchronized.insert(Folder(FileSystem.folder(of: path)))
  }

  /// Somebody may have written the file since it was read; what they wrote is not ours to replace.
  private func expect(_ bytes: [UInt8], at path: String, for operation: FileError.Operation) throws(FileError) {
    let now: [UInt8]
    do throws(FileError) {
      now = try FileSystem.read(path, limit: max(bytes.count, 1 << 16))
    } catch {
      switch error.reason {
      case .tooLarge, .notFound: throw FileError(operation, path, .changed)
      default: throw FileError(operation, path, error.reason)
      }
    }
    if now != bytes { throw FileError(operation, path, .changed) }
  }

  /// Gives a file a second name; nil where that is not possible.
  private mutating func keep(_ path: String) -> String? {
    let second = FileSystem.temporaryPath(in: temporaries)
    guard link(path, second) == 0 else { return nil }
    kept.append(second)
    return second
  }

  mutating func synchronizeFolders() throws(FileError) {
    for folder in FileSystem.sorted(unsynchronized.map(\.path)) {
      try synchronizeFolder(of: "\(folder)/.", for: .write)
      unsynchronized.remove(Folder(folder))
    }
  }

  /// Undoes what was done, the last first. Each step is tried, whatever became of the others.
  mutating func putBack() {
    for step in done.reversed() {
      switch step {
      case .created(let path): unlink(path)
      case .replaced(let path, let old, let bytes):
        if old.map({ rename($0, path) }) != 0 { try? FileSystem.writeAtomically(bytes, to: path) }
      case .removed(let path, let old, let bytes):
        if old.map({ link($0, path) }) != 0 { try? FileSystem.createExclusively(bytes, at: path) }
      }
      unsynchronized.insert(Folder(FileSystem.folder(of: step.path)))
    }
    for folder in madeFolders.reversed() { rmdir(folder) }
    for folder in unsynchronized { try? synchronizeFolder(of: "\(folder.path)/.", for: .write) }
    clean()
  }

  func clean() {
    for temporary in prepared.values { unlink(temporary) }
    for second in kept { unlink(second) }
  }
}

extension Work.Done {
  fileprivate var path: String {
    switch self {
    case .created(let path), .replaced(let path, _, _), .removed(let path, _, _): path
    }
  }
}
