import Bytes
import Files

/// A checkout's branch moved to another commit, with the files that differ between the two, and nothing else: what is
/// uncommitted or staged in other files stays as it is, and where it is in these, nothing moves.
///
/// `git reset --keep` does not do: it unstages, and what it was ended in looks like somebody's edits. Here each file is
/// replaced whole, then the index, then the branch, and a note says from where to where: whoever finds the note goes on.
package struct CheckoutMove: Sendable {
  /// At the top of the working tree.
  let git: GitRunner
  package let note: Note
  package let changes: [Change]

  /// What is noted before anything moves.
  package struct Note: Sendable, Equatable {
    package let branch: String
    package let from: String
    package let to: String

    var bytes: [UInt8] { Array("\(from) \(to) \(branch)\n".utf8) }

    init(branch: String, from: String, to: String) {
      self.branch = branch
      self.from = from
      self.to = to
    }

    init?(_ bytes: [UInt8]) {
      let text = String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
      let words = text.split(separator: " ", maxSplits: 2).map(String.init)
      let isID = { (word: String) in
        (word.utf8.count == 40 || word.utf8.count == 64) && word.utf8.allSatisfy { $0.hexValue != nil }
      }
      guard words.count == 3, isID(words[0]), isID(words[1]) else { return nil }
      self.init(branch: words[2], from: words[0], to: words[1])
    }
  }

  package struct Change: Sendable {
    /// From the top.
    package let path: String
    let old: BlobEntry?
    let new: BlobEntry?

    fileprivate var isSubmodule: Bool { [old, new].contains { $0?.mode == "160000" } }
  }

  package init(of branch: String, from: String, to: String, _ git: GitRunner) async throws(GitError) {
    self.git = git
    note = Note(branch: branch, from: from, to: to)
    let pieces = try await git.run(["diff-tree", "-r", "-z", "--no-renames", from, to]).bytes.split(separator: 0)
      .map { String(validating: $0, as: UTF8.self) }
    guard !pieces.contains(nil) else {
      throw .failed(
        GitFailure(command: "diff-tree", status: 0, message: "a file that comes in has a name that is not UTF-8"))
    }
    changes = stride(from: 0, to: pieces.count - 1, by: 2).compactMap { index in
      guard let fields = pieces[index], let path = pieces[index + 1] else { return nil }
      // ":100644 100644 ID ID M", then the path; mode 000000 is no entry.
      let words = fields.dropFirst().split(separator: " ").map(String.init)
      guard words.count == 5 else { return nil }
      return Change(
        path: path, old: words[0] == "000000" ? nil : BlobEntry(mode: words[0], id: words[2]),
        new: words[1] == "000000" ? nil : BlobEntry(mode: words[1], id: words[3]))
    }
  }
}

// MARK: - Looking

extension CheckoutMove {
  /// What is at the places that change.
  private struct Found {
    let change: Change
    let state: PathState
    let isOld: Bool
    let isNew: Bool
  }

  /// The paths where something is that is neither old nor new: somebody's own.
  package func obstacles() async throws(GitError) -> [String] {
    var paths: [String] = []
    let gone = Set(changes.filter { $0.new == nil }.map { ExactText($0.path) })
    for found in try await look() {
      let (change, index) = (found.change, found.state.index)
      if change.isSubmodule {
        // Its folder stays as it is, as git leaves it.
        if index?.isUnmerged == true || (index?.entry != change.old && index?.entry != change.new) {
          paths.append(change.path)
        }
        continue
      }
      let isSparse = index?.isHidden == true && found.state.file == .absent
      let isFree =
        index?.isUnmerged != true
        && (index?.entry == change.old
          ? found.isOld || found.isNew || isSparse : index?.entry == change.new && (found.isNew || isSparse))
      guard isFree else {
        paths.append(change.path)
        continue
      }
      // A file where a folder is to be, or a link.
      var folder = FileSystem.folder(of: change.path)
      while folder != "." {
        if let kind = FileSystem.kind(of: "\(git.folder)/\(folder)"), kind != .directory,
          !gone.contains(ExactText(folder))
        {
          paths.append(folder)
        }
        folder = FileSystem.folder(of: folder)
      }
      if change.new != nil, FileSystem.kind(of: "\(git.folder)/\(change.path)") == .directory {
        paths += try await git.run(["ls-files", "--others", "-z", "--", change.path]).pieces
      }
    }
    return paths.distinct()
  }

  /// The paths that are as they are to be, while the commit that is checked out has them otherwise.
  package func leftovers() async throws(GitError) -> [String] {
    try await look().filter { $0.isNew && $0.state.head != $0.change.new }.map(\.change.path)
  }

  private func look() async throws(GitError) -> [Found] {
    let states = try await git.states(of: changes.map { PathName(given: $0.path, path: $0.path) }, isWriting: false)
    let regular = states.filter { if case .blob = $0.file { true } else { false } }
    // Where a file holds CR LF in git as it is, git would convert it now.
    let unfiltered = try await git.unfilteredIDs(regular.map(\.name.path))
    var found: [Found] = []
    for (change, state) in zip(changes, states) {
      let raw = unfiltered[ExactText(change.path)]
      let isOld = try await holds(change.old, state, raw)
      let isNew = try await holds(change.new, state, raw)
      found.append(Found(change: change, state: state, isOld: isOld, isNew: isNew))
    }
    return found
  }

  private func holds(_ entry: BlobEntry?, _ state: PathState, _ raw: FileState?) async throws(GitError) -> Bool {
    let place = "\(git.folder)/\(state.name.path)"
    guard let entry else { return state.file == .absent }
    if entry.mode == "120000" {
      guard state.file == .symlink, let target = FileSystem.linkTarget(of: place) else { return false }
      return try await git.run(["cat-file", "blob", entry.id]).bytes == Array(target.utf8)
    }
    return state.file == .blob(entry.id) || raw == .blob(entry.id)
  }
}

// MARK: - Moving

/// The files that a move brings, as they are to be, in a folder of their own.
package struct PreparedFiles: ~Copyable {
  let folder: String
  private let lock: FileLock

  fileprivate init(in parent: String) throws(FileError) {
    try FileSystem.makeDirectories(parent)
    Self.sweep(parent)
    var number = 0
    while true {
      let folder = "\(parent)/\(number)"
      if try FileSystem.makeDirectoryUnlinked(folder) {
        // Held as long as somebody needs the folder: whoever finds one without a holder knows that it was left behind.
        if let lock = try FileLock.attempt(at: "\(folder)/lock", verb: "sync") {
          self.folder = folder
          self.lock = lock
          return
        }
      }
      number += 1
    }
  }

  deinit { try? FileSystem.removeTree(folder) }

  /// Takes away what runs that were killed have left behind.
  package static func sweep(_ parent: String) {
    for entry in (try? FileSystem.list(parent)) ?? [] where entry.kind == .directory && !entry.path.contains("/") {
      let folder = "\(parent)/\(entry.path)"
      guard let lock = try? FileLock.attempt(at: "\(folder)/lock", verb: "sync") else { continue }
      try? FileSystem.removeTree(folder)
      _ = lock
    }
  }
}

extension CheckoutMove {
  /// Writes the files that come, as filters make them, to where they can be moved from in one step. It may take its
  /// time: nothing is locked yet.
  ///
  /// - Parameter parent: a folder of ours on the same file system.
  package func prepare(in parent: String) async throws -> PreparedFiles {
    let prepared = try PreparedFiles(in: parent)
    let new = changes.filter { $0.new != nil && !$0.isSubmodule }
    guard !new.isEmpty else { return prepared }
    var own = git
    own.environment["GIT_INDEX_FILE"] = "\(prepared.folder)/index"
    own.timeLimit = max(git.timeLimit, .seconds(1_800))
    let lines = new.flatMap { GitRunner.indexLine($0.path, $0.new, idLength: $0.new?.id.utf8.count ?? 40) }
    try await own.run(["update-index", "-z", "--index-info"], input: lines)
    try await own.run(["checkout-index", "--quiet", "--all", "--prefix=\(prepared.folder)/files/"])
    for change in new where FileSystem.kind(of: "\(prepared.folder)/files/\(change.path)") == nil {
      throw GitError.failed(
        GitFailure(command: "checkout-index", status: 1, message: "\(change.path) was not written"))
    }
    return prepared
  }

  /// Moves files, index and branch. The caller has looked for obstacles, and holds the workspace's lock.
  ///
  /// - Parameter notePath: where the note goes.
  /// - Returns: false where somebody has moved the branch meanwhile.
  package func run(_ prepared: borrowing PreparedFiles, notePath: String) async throws -> Bool {
    try FileSystem.writeAtomically(note.bytes, to: notePath)
    let found = try await look()
    let top = git.folder
    for each in found where each.change.new == nil && !each.change.isSubmodule && each.state.file != .absent {
      try FileSystem.removeFile("\(top)/\(each.change.path)")
      try removeEmptyFolders(above: each.change.path)
    }
    for each in found where each.change.new != nil && !each.change.isSubmodule {
      if each.isNew, each.change.old == nil || each.change.old?.mode == each.change.new?.mode { continue }
      if each.state.index?.isHidden == true { continue }
      let place = "\(top)/\(each.change.path)"
      try FileSystem.makeDirectories(FileSystem.folder(of: place))
      if FileSystem.kind(of: place) == .directory { try removeEmptyTree(place) }
      try FileSystem.move("\(prepared.folder)/files/\(each.change.path)", to: place)
    }
    for change in changes where change.isSubmodule && change.new?.mode == "160000" {
      try? FileSystem.makeDirectories("\(top)/\(change.path)")
    }
    try await updateIndex(found)
    do throws(GitError) {
      try await git.update(GitReference.heads + note.branch, from: note.from, to: note.to, reason: "orchsite: sync")
    } catch {
      guard try await git.commit(named: GitReference.heads + note.branch) == note.from else {
        // Their commit has what came in, or it stands in the files; the next attempt sees it.
        try FileSystem.removeFile(notePath)
        return false
      }
      throw error
    }
    try FileSystem.removeFile(notePath)
    // Only so that the next status need not read the files.
    _ = try? await git.run(["update-index", "-q", "--refresh"], accepting: [0, 1])
    return true
  }

  private func updateIndex(_ found: [Found]) async throws(GitError) {
    let lines = found.filter { $0.state.index?.entry != $0.change.new }.flatMap { each in
      GitRunner.indexLine(
        each.change.path, each.change.new, idLength: (each.change.new ?? each.change.old)?.id.utf8.count ?? 40)
    }
    guard !lines.isEmpty else { return }
    // Editors and prompts take git's lock for moments.
    var pauses = GitRunner.lockRetries[...]
    while true {
      do throws(GitError) {
        try await git.run(["update-index", "-z", "--index-info"], input: lines)
        break
      } catch {
        guard case .failed(let failure) = error, failure.message.contains(".lock"), let pause = pauses.popFirst() else {
          throw error
        }
        try? await Task.sleep(for: pause)
      }
    }
    let sparse = found.filter { $0.state.index?.isHidden == true && $0.change.new != nil }.map(\.change.path)
    guard !sparse.isEmpty else { return }
    try await git.run(
      ["update-index", "--skip-worktree", "-z", "--stdin"], input: sparse.flatMap { Array($0.utf8) + [0] })
  }

  private func removeEmptyFolders(above path: String) throws(FileError) {
    var folder = FileSystem.folder(of: path)
    while folder != ".", try FileSystem.removeEmptyDirectory("\(git.folder)/\(folder)") {
      folder = FileSystem.folder(of: folder)
    }
  }

  private func removeEmptyTree(_ folder: String) throws(FileError) {
    for entry in try FileSystem.list(folder).reversed() where entry.kind == .directory {
      try FileSystem.removeEmptyDirectory("\(folder)/\(entry.path)")
    }
    try FileSystem.removeEmptyDirectory(folder)
  }

  /// Takes up what a process was ended in.
  ///
  /// - Returns: the move that was begun; nil where none was, or nobody can tell which.
  package static func begun(notePath: String, _ git: GitRunner) async throws -> CheckoutMove? {
    guard FileSystem.kind(of: notePath) != nil else { return nil }
    guard let note = Note(try FileSystem.read(notePath, limit: 4_096)) else {
      try FileSystem.removeFile(notePath)
      return nil
    }
    return try await CheckoutMove(of: note.branch, from: note.from, to: note.to, git)
  }
}
