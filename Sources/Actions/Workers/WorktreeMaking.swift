import Bytes
import Content
import Evidence
import Files
import Git
import Sessions
import Situation

/// The git side of `worker start`: each step looks at what is there before it does anything, so a run that was ended
/// in the middle is finished by the next one.
struct WorktreeMaking {
  let view: RepoView
  let task: TaskID
  let branch: String
  /// Where a new worktree is made.
  private(set) var path: String
  let base: String
  let isDryRun: Bool
  private(set) var steps: [StartWorker.Step] = []
  private(set) var warnings: [Warning] = []
  /// Where the branch was begun, if it was begun now.
  private(set) var start: StartPoint?
  private(set) var gitDirectory: String?
  /// What is checked out there, where that was found and not made.
  private(set) var current: String?

  init(view: RepoView, task: TaskID, branch: String, path: String, base: String, isDryRun: Bool) {
    self.view = view
    self.task = task
    self.branch = branch
    self.path = path
    self.base = base
    self.isDryRun = isDryRun
  }

  /// Finds the worktree, or makes it.
  ///
  /// - Returns: the worktree where it is marked as a worker's already.
  mutating func make() async throws(Refusal) -> WorkerPlace? {
    if let found = view.worktree(of: task, branch: branch, expectedAt: path) {
      try await take(found)
    } else {
      try await refuseElsewhere()
      try await add()
    }
    if isDryRun, gitDirectory == nil { return nil }
    gitDirectory = try await refusing { try await view.git.at(path).checkout()?.gitDirectory }
    return WorkerPlace.at(path)
  }

  /// Uses a worktree that is there.
  private mutating func take(_ found: ListedWorktree) async throws(Refusal) {
    let isWhereExpected = found.path == path
    path = found.path
    guard !found.isGone else {
      throw .answer(
        "the worktree of \(task) is gone: \(found.path) was removed by somebody else",
        help:
          view.place(of: found) == nil
          ? "git -C \(SuggestedWord(view.folder)) worktree prune forgets it; the branch stays"
          : "if it was moved: git -C \(SuggestedWord(view.folder)) worktree repair, with its new place; if it is gone for good: orchsite worker clean \(task.repo) \(task.task) --discard"
      )
    }
    guard WorkerPlace.at(found.path).map({ $0.task == task }) ?? true else {
      throw .answer("\(found.path) is the worktree of another task", help: "orchsite worker list shows all")
    }
    if found.isHalfMade { try await finish(found) }
    guard found.branch == branch || WorkerPlace.at(found.path) != nil else {
      throw .answer(
        "\(found.path) is there, on \(found.branch ?? "no branch")",
        help: "orchsite worker adopt \(task.repo) \(task.task) \(found.path) takes it over as it is")
    }
    guard WorkerPlace.at(found.path) != nil || isWhereExpected else {
      throw .answer(
        "\(branch) is checked out in \(found.path)",
        help: "orchsite worker adopt \(task.repo) \(task.task) \(found.path) takes that worktree over")
    }
    gitDirectory = ""
    current = found.branch ?? "no branch"
    if found.branch != branch {
      warnings.append(
        Warning(
          "\(path) is on \(found.branch ?? "no branch"), not on \(branch)",
          help:
            "git -C \(SuggestedWord(path)) switch \(view.references.local(branch) == nil ? "-c " : "")\(SuggestedWord(branch))"
        ))
    }
  }

  private func refuseElsewhere() async throws(Refusal) {
    // To git, branches are files in folders.
    let clash = view.references.branches.filter { $0.name.utf8.starts(with: GitReference.heads.utf8) }
      .map { GitReference.shortName($0.name) }
      .first { other in
        other.utf8.starts(with: "\(branch)/".utf8) || branch.utf8.starts(with: "\(other)/".utf8)
      }
    if view.references.local(branch) == nil, let clash {
      throw .answer(
        "git cannot have a branch \(branch) beside \(clash)",
        help: "write another into content/tasks/\(task).md (branch: …), or give the task another name")
    }
    if let main = view.worktrees.first, !main.isBare, main.branch == branch {
      throw .answer(
        "\(branch) is checked out in the main checkout, \(view.folder)",
        help: "switch that to \(base) first; a branch is checked out once")
    }
    if FileSystem.kind(of: path) != nil, try refusing({ try !FileSystem.list(path).isEmpty }) {
      throw .answer("\(path) is there and is no worktree of \(view.repo.slug)", help: "move it away")
    }
  }

  private mutating func add() async throws(Refusal) {
    var references = view.references
    var fetched: StartPoint?
    if references.local(branch) == nil, references.remote(branch) == nil {
      let found = try await StartPoint.find(base, in: view, isFetching: !isDryRun)
      fetched = found
      warnings += found.warnings
      // Somebody else may have begun it, and only their remote knew.
      references = try await refusing { try await view.git.references() }
    }
    var arguments = ["worktree", "add", "--quiet"]
    if references.local(branch) != nil {
      steps.append(.worktree(path))
      arguments += [path, branch]
    } else if let remote = references.remote(branch) {
      let name = GitReference.shortName(remote.name)
      steps += [.remoteBranch(branch, of: name), .worktree(path)]
      arguments += ["--track", "-b", branch, path, name]
    } else if let start = fetched {
      self.start = start
      steps += [.branch(branch, from: start.name), .worktree(path)]
      arguments += ["--no-track", "-b", branch, path, start.commit]
    }
    if isDryRun { return }
    try ProjectSettings.makeFolder(forWorktree: path)
    var git = view.git
    // A checkout with large files and filters takes its time.
    git.timeLimit = .seconds(1_800)
    do throws(GitError) {
      try await git.run(arguments)
    } catch {
      // A hook that fails does so when all is there.
      let listed = try await refusing { try await view.git.worktrees() }
      guard case .failed(let failure) = error,
        let made = listed.first(where: { $0.path == path && $0.branch == branch && !$0.isHalfMade }), !made.isGone
      else { throw .git(error) }
      warnings.append(Warning("a hook of \(view.repo.slug) failed: \(failure.summary)", help: "the worktree is whole"))
    }
  }

  /// Finishes a worktree whose making was ended in the middle. What is in it stays: files are written only where none
  /// is.
  private mutating func finish(_ found: ListedWorktree) async throws(Refusal) {
    let git = view.git.at(found.path)
    let own = try await refusing { try await git.checkout() }
    guard let own, FileSystem.kind(of: "\(own.gitDirectory)/index.lock") == nil else {
      throw .answer(
        "git is making \(found.path), or was ended while it did",
        help:
          "wait for it; if no git runs there any more: orchsite worker clean \(task.repo) \(task.task) --discard")
    }
    if isDryRun {
      steps.append(.finishedWorktree(found.path))
      return
    }
    try await refusing {
      try await git.run(["read-tree", "HEAD"])
      try await git.run(["checkout-index", "--all", "--quiet", "--index"], accepting: [0, 1, 128])
      _ = try await view.git.run(["worktree", "unlock", "--", found.path])
    }
    steps.append(.finishedWorktree(found.path))
    let changed = try await refusing { try await git.workingState().uncommitted }
    if let first = changed.first {
      warnings.append(
        Warning(
          "\(first.path)\(changed.count > 1 ? " and \(changed.count - 1) more" : "") may have been cut off when git was ended",
          help: "git -C \(SuggestedWord(found.path)) diff shows it"))
    }
  }
}

// MARK: - Marking

extension WorktreeMaking {
  /// The marker of a new worktree.
  func marker(home: String, worker: String) -> WorkerMarker? {
    WorkerMarker(home: home, repo: task.repo, task: task.task, worker: worker, origin: .started)
  }

  /// Makes the worktree a worker's: marked, and locked where nobody else has locked it.
  mutating func claim(_ marker: inout WorkerMarker) async throws(Refusal) {
    guard let gitDirectory else { return }
    if marker.fork == nil {
      marker.fork = try await refusing {
        if let start { return start.commit }
        let references = try await view.git.references()
        guard let head = references.local(branch)?.commit, let base = references.local(base) ?? references.remote(base)
        else { return nil }
        return try await view.git.mergeBase(of: base.commit, and: head)
      }
    }
    try refusing { try marker.write(in: gitDirectory) }
    let listed = try await refusing { try await view.git.worktrees() }
    if let lock = listed.first(where: { $0.path == path })?.lock {
      marker.isLockedByUs = lock == WorkerMarker.lockReason
    } else {
      try await refusing {
        _ = try await view.git.run(["worktree", "lock", "--reason", WorkerMarker.lockReason, "--", path])
      }
      marker.isLockedByUs = true
    }
    try refusing { try marker.write(in: gitDirectory) }
  }
}

/// A word of a command that is offered to paste.
struct SuggestedWord: CustomStringConvertible {
  private let word: String

  init(_ word: String) { self.word = word }

  var description: String { SuggestedCommand.quoted(word) }
}
