import Bytes
import Content
import Evidence
import Files
import Git
import Sessions

/// What a worktree holds that is, or may be, nowhere else; and who is in it. Empty is the proof that it can go.
package struct WorktreeContents: Sendable, Equatable {
  /// A merge or rebase that is not ended.
  package var operation: String?
  /// Changed, unmerged and untracked files.
  package var uncommitted: [String] = []
  /// Files that git was told not to look at, and that differ from its index.
  package var hidden: [String] = []
  /// Files that git ignores, but for unchanged copies and disposable ones.
  package var ignored: [String] = []
  /// Folders that cannot be looked into, or whose files cannot be removed.
  package var outOfReach: [String] = []
  /// Repositories inside, submodules or not, each with what would be lost.
  package var inner: [String] = []
  /// Commits of a detached HEAD that no branch, tag or remote has: `abc1234 Subject`.
  package var commits: [String] = []
  package var processes: [ProcessInFolder] = []
  /// Reports that wait to be brought home.
  package var reports: [String] = []
  /// Somebody else's lock, and why.
  package var lock: String?
  /// Its folder is not where git has it: what was in there is not known.
  package var isGone = false
  /// Git was ended while it made the worktree.
  package var isHalfMade = false

  /// Whether it can be removed without any loss, and without pulling it from under anybody.
  package var isEmpty: Bool { self == WorktreeContents() }
}

extension WorktreeContents {
  /// Looks at a worktree. Nothing is written.
  static func read(
    _ worktree: ListedWorktree, in view: RepoView, copies: [ExactText: String]
  ) async throws(Refusal) -> WorktreeContents {
    var contents = WorktreeContents()
    if let lock = worktree.lock, lock != WorkerMarker.lockReason {
      if worktree.isHalfMade { contents.isHalfMade = true } else { contents.lock = lock }
    }
    guard !worktree.isGone else {
      contents.isGone = true
      return contents
    }
    if let place = WorkerPlace.at(worktree.path) { contents.reports = Outbox.waiting(in: place).map(\.path) }
    contents.processes = ProcessInFolder.all(in: worktree.path)
    contents.outOfReach = try refusing { try FileSystem.foldersOutOfReach(worktree.path) }
    // Nothing that git says of it would be the whole.
    guard contents.outOfReach.isEmpty else { return contents }
    let git = view.git.at(worktree.path)
    return try await refusing {
      contents.operation = try await git.checkout()?.operation
      let state = try await git.workingState(ignored: true)
      contents.uncommitted = state.uncommitted.map(\.path).distinct()
      contents.hidden = try await hiddenFiles(git)
      let disposable = Disposables(view.repo)
      for entry in state.ignored {
        try await contents.look(at: entry.path, in: worktree.path, git, disposable, copies, view)
      }
      var known: Set<ExactText> = []
      contents.inner += try await innerRepositories(of: git, in: worktree.path, &known)
      if let own = try await git.checkout()?.gitDirectory {
        contents.inner += try await formerSubmodules(in: own, except: known, git)
      }
      if let head = state.head, state.branch == nil {
        let commits = try await git.commits(from: [head], notIn: Self.kept)
        contents.commits = try await git.subjects(of: commits, atMost: 50)
      }
      return contents
    }
  }

  /// What keeps commits, wherever a worktree's HEAD is.
  static let kept = ["--branches", "--tags", "--remotes", "--glob=\(Rescue.references)*"]

  /// Files that git was told not to look at, and that differ from its index.
  static func hiddenFiles(_ git: GitRunner) async throws -> [String] {
    var hidden: [String] = []
    for path in try await git.unwatchedFiles() where try await differs(path, git) { hidden.append(path) }
    return hidden
  }

  /// Whether a file is not as the index has it.
  private static func differs(_ path: String, _ git: GitRunner) async throws -> Bool {
    let entry = try await git.run(["ls-files", "--stage", "-z", "--", path]).pieces.first
    guard let id = entry?.split(separator: " ").dropFirst().first else { return false }
    // One that is not there was left out on purpose (sparse).
    guard FileSystem.kind(of: "\(git.folder)/\(path)") == .regular else { return false }
    return try await git.run(["hash-object", "--path=\(path)", "--", path]).line != id
  }

  /// An ignored file, or a folder that is ignored as a whole.
  private mutating func look(
    at path: String, in worktree: String, _ git: GitRunner, _ disposable: Disposables, _ copies: [ExactText: String],
    _ view: RepoView
  ) async throws {
    guard path.utf8.last == UInt8(ascii: "/") else {
      if disposable.covers(path) { return }
      if try await isCopy(path, git, copies, view) { return }
      ignored.append(path)
      return
    }
    let folder = String(path.dropLast())
    let entries = try FileSystem.list("\(worktree)/\(folder)")
    let folders = Set(entries.filter { $0.kind == .directory }.map { ExactText($0.path) })
    for entry in entries {
      let inside = "\(folder)/\(entry.path)"
      // A repository in a folder of dependencies may hold commits that are nowhere else.
      if entry.path == ".git" || entry.path.utf8.suffix(5).elementsEqual("/.git".utf8) {
        inner.append("\(inside.dropLast(5)): a repository of its own")
      }
      // One without a working tree.
      let place = FileSystem.folder(of: entry.path)
      if entry.kind == .directory, entry.path == "objects" || entry.path.utf8.suffix(8).elementsEqual("/objects".utf8),
        folders.contains(ExactText(place == "." ? "refs" : "\(place)/refs")),
        place != ".git", !place.utf8.suffix(5).elementsEqual("/.git".utf8),
        FileSystem.kind(of: "\(worktree)/\(folder)/\(place)/HEAD") == .regular
      {
        inner.append("\(place == "." ? folder : "\(folder)/\(place)"): a repository of its own")
      }
      if entry.kind == .directory || disposable.covers(inside) { continue }
      if entry.error == nil, try await isCopy(inside, git, copies, view) { continue }
      ignored.append(inside)
    }
  }

  /// Whether a file holds what it was given by `worktree.copy`, or what the main checkout's has.
  private func isCopy(
    _ path: String, _ git: GitRunner, _ copies: [ExactText: String], _ view: RepoView
  ) async throws -> Bool {
    guard FileSystem.kind(of: "\(git.folder)/\(path)") == .regular else { return false }
    if let noted = copies[ExactText(path)], try await git.id(ofFile: path) == noted { return true }
    let limit = 64 << 20
    guard !view.isBare, let original = try? FileSystem.read("\(view.folder)/\(path)", limit: limit) else {
      return false
    }
    return (try? FileSystem.read("\(git.folder)/\(path)", limit: limit)) == original
  }

  /// The same questions inside of submodules: their commits and files live in this worktree alone.
  ///
  /// - Parameter known: gets the git directories that were looked into.
  private static func innerRepositories(
    of git: GitRunner, in worktree: String, _ known: inout Set<ExactText>
  ) async throws -> [String] {
    var found: [String] = []
    let links = try await git.run(["ls-files", "--stage", "-z"]).pieces.filter { $0.hasPrefix("160000 ") }
    for link in links {
      guard let tab = link.utf8.firstIndex(of: UInt8(ascii: "\t")) else { continue }
      let path = String(decoding: link.utf8[link.utf8.index(after: tab)...], as: UTF8.self)
      let folder = "\(worktree)/\(path)"
      guard FileSystem.kind(of: "\(folder)/.git") != nil else { continue }
      let inner = git.at(folder)
      if let own = try await inner.checkout()?.gitDirectory { known.insert(ExactText(own)) }
      let state = try await inner.workingState(ignored: true)
      for entry in state.entries { found.append("\(path)/\(entry.path)") }
      for file in try await hiddenFiles(inner) { found.append("\(path)/\(file)") }
      found += try await ownCommits(of: inner).map { "\(path): commit \($0)" }
      found += try await innerRepositories(of: inner, in: folder, &known).map { "\(path)/\($0)" }
    }
    return found
  }

  /// The commits of a submodule's repository that no remote has: its branches and tags are as much in this worktree
  /// alone as its HEAD.
  private static func ownCommits(of inner: GitRunner) async throws -> [String] {
    let tips = try await inner.references(below: [GitReference.heads, GitReference.tags, "refs/stash"]).all
    let head = try await inner.commit(named: "HEAD")
    let heads = tips.map(\.commit) + [head].compactMap(\.self) + (try await inner.headLog())
    return try await inner.subjects(of: try await inner.commits(from: heads.distinct(), notIn: ["--remotes"]))
  }

  /// Repositories of submodules that the worktree has no longer: they are still in its git directory, and go with it.
  private static func formerSubmodules(
    in gitDirectory: String, except known: Set<ExactText>, _ git: GitRunner
  ) async throws -> [String] {
    let modules = "\(gitDirectory)/modules"
    guard FileSystem.kind(of: modules) == .directory else { return [] }
    var found: [String] = []
    let heads = try FileSystem.list(modules).filter { $0.path.utf8.suffix(5).elementsEqual("/HEAD".utf8) }
    for entry in heads where entry.kind == .regular {
      let own = "\(modules)/\(entry.path.dropLast(5))"
      guard FileSystem.kind(of: "\(own)/objects") == .directory, !known.contains(ExactText(own)) else { continue }
      var inner = git.at(own)
      // Its configuration names a working tree that is not there.
      inner.environment["GIT_DIR"] = own
      inner.environment["GIT_WORK_TREE"] = own
      found += try await ownCommits(of: inner).map { "\(entry.path.dropLast(5)), a submodule before: commit \($0)" }
    }
    return found
  }
}
