import Bytes
import Content
import Evidence
import Files
import Git
import Quantities
import Sessions

/// The removal of one worktree and its branch, with proof that nothing is lost, or with everything kept.
struct WorktreeRemoval {
  let view: RepoView
  let task: TaskID
  let worktree: ListedWorktree?
  let place: WorkerPlace?
  let branch: String
  /// Where the branch is; nil for one that is gone.
  let head: String?
  let merge: TaskEvidence.Merge
  let contents: WorktreeContents
  /// Where the branch is to come home to.
  let base: String
  /// Whether the task is yet to be called done.
  var isOpen: Bool
  let home: Home
  let at: Instant

  /// Looks at everything, and changes nothing.
  static func look(
    at task: TaskID, _ known: TrackedTask?, in view: RepoView, _ settings: ProjectSettings, home: Home, at: Instant
  ) async throws(Refusal) -> WorktreeRemoval {
    let expected = settings.worktreePath(of: task, home: home.path)
    // The task's own, whatever is checked out in its worktree: that may be anybody's, and stays.
    let branch = known.map { view.rules.branch(of: $0.task) } ?? view.rules.featurePrefix + task.task
    let worktree = view.worktree(of: task, branch: branch, expectedAt: expected)
    let place = worktree.flatMap(view.place(of:))
    let head = view.references.local(branch)?.commit
    return try await refusing {
      let merge: TaskEvidence.Merge
      let base = known.map { view.rules.base(of: $0.task) } ?? view.rules.base
      if let head {
        merge = try await RepoReading(view).merge(of: known, branch, head, into: base)
      } else {
        merge = .notMerged
      }
      var contents = WorktreeContents()
      if let worktree {
        let copies = place.map { WorktreeCopies.read($0.gitDirectory) } ?? [:]
        contents = try await WorktreeContents.read(worktree, in: view, copies: copies)
      }
      return WorktreeRemoval(
        view: view, task: task, worktree: worktree, place: place, branch: branch, head: head, merge: merge,
        contents: contents, base: base, isOpen: known.map { !$0.task.status.isClosed } ?? false, home: home, at: at)
    }
  }

  /// Whether a branch without commits of its own can go: the base has where it stands.
  private func isInBase(_ head: String) async throws(GitError) -> Bool {
    guard let base = view.references.local(self.base) ?? view.references.remote(self.base) else {
      return false
    }
    return try await view.git.isAncestor(head, of: base.commit)
  }

  /// Refuses what nobody but a person can decide.
  func refuseForeign() throws(Refusal) {
    guard let worktree else { return }
    guard place != nil || worktree.isHalfMade else {
      throw .answer(
        "\(worktree.path) was not made by orchsite",
        help: "orchsite worker adopt \(task.repo) \(task.task) \(worktree.path) takes it over; then it can be cleaned")
    }
    try place?.refuseForeign(to: home)
    if FileSystem.kind(of: worktree.path) == .symlink {
      throw .answer(
        "\(worktree.path) is a symbolic link, which git does not follow when it removes a worktree",
        help: "put the worktree itself there: git -C \(SuggestedWord(view.folder)) worktree move")
    }
    if let lock = contents.lock {
      throw .answer(
        "\(worktree.path) is locked by somebody else\(lock.isEmpty ? "" : ": \(lock)")",
        help: "it may be in use; git worktree unlock is theirs to run")
    }
    if let process = contents.processes.first {
      let more = contents.processes.count - 1
      throw .answer(
        "a process works in \(worktree.path): \(process.name) (\(process.process))\(more > 0 ? " and \(more) more" : "")",
        help: "end it, or leave that folder")
    }
  }

  /// Removes the worktree, for which there is proof, and the branch where the base has it.
  ///
  /// - Returns: what became of the branch, and under which name commits are kept that only logs knew.
  func remove() async throws(Refusal) -> (fate: CleanWorktree.BranchFate, strays: String?) {
    try await refusing {
      var strays: [String] = []
      if let worktree {
        if !worktree.isGone { strays = try await Rescue.strays(of: view.git.at(worktree.path), branch: branch) }
        let isSquashed = merge == .merged(.sameTree) || merge == .merged(.pullRequest)
        if !strays.isEmpty || isSquashed {
          try await rescue(worktree: nil).keep(strays + [head].compactMap(\.self), tree: nil, in: view.git)
        }
        if worktree.lock == WorkerMarker.lockReason {
          try await view.git.run(["worktree", "unlock", "--", worktree.path])
        }
        do {
          // Git looks once more by itself; it cannot do so where there are submodules.
          let hasInner =
            FileSystem.kind(of: "\(worktree.path)/.gitmodules") != nil
            || place.map { FileSystem.kind(of: "\($0.gitDirectory)/modules") != nil } ?? false
          var git = view.git
          // Thousands of files take their time.
          git.timeLimit = .seconds(1_800)
          try await git.run(
            ["worktree", "remove"] + (hasInner || worktree.isGone ? ["--force"] : []) + ["--", worktree.path])
        } catch {
          if worktree.lock == WorkerMarker.lockReason {
            _ = try? await view.git.run(
              ["worktree", "lock", "--reason", WorkerMarker.lockReason, "--", worktree.path])
          }
          throw error
        }
        _ = try? FileSystem.removeEmptyDirectory(FileSystem.folder(of: worktree.path))
      }
      return (try await endBranch(), strays.isEmpty ? nil : rescue(worktree: nil).name)
    }
  }

  /// Deletes the branch where that loses nothing.
  private func endBranch() async throws -> CleanWorktree.BranchFate {
    guard let head else { return .wasGone }
    guard view.rules.canBelongToTask(branch) else { return .stays(.shared) }
    // Not from under whoever has it checked out.
    if let other = view.worktrees(on: branch).first(where: { $0.path != worktree?.path }) {
      return .stays(.checkedOut(other.path))
    }
    switch merge {
    case .merged(.reachable):
      try await keepProof(head)
      try await delete(head)
      return .deleted
    case .merged:
      try await keepProof(head)
      let rescue = rescue(worktree: nil)
      try await rescue.keep([head], tree: nil, in: view.git)
      try await delete(head)
      return .kept(as: rescue.name)
    case .notBegun where try await isInBase(head):
      // Nothing but its name would go.
      try await delete(head)
      return .unused
    case .notBegun, .notMerged: return .stays(.notMerged)
    case .notConfirmed: return .stays(.notConfirmed)
    }
  }

  /// Notes that the base has what the branch brought, while the branch can still tell.
  private func keepProof(_ head: String) async throws {
    guard isOpen, let base = view.references.local(self.base) ?? view.references.remote(self.base) else { return }
    let bases = [base, view.upstream(of: base)].compactMap { $0?.commit }.distinct()
    let commit = try await view.git.commitTree(
      try await view.git.tree(of: head), parents: [head] + bases.filter { $0 != head },
      message: "orchsite: \(branch) is merged into \(self.base)\n", at: at)
    try await view.git.run(["update-ref", "-m", "orchsite: merged", RepoReading.proof(of: task), commit])
  }

  private func delete(_ head: String) async throws {
    try await view.git.update(GitReference.heads + branch, from: head, to: nil, reason: "orchsite: \(task) is done")
    // What git knows of its remote; there may be nothing.
    try await view.git.run(["config", "--remove-section", "branch.\(branch)"], accepting: [0, 128])
  }

  // MARK: Giving up

  /// Keeps everything and takes the worktree and its branch away. Each step looks at what is there, so that one that
  /// was ended in the middle is finished by the next.
  func giveUp() async throws(Refusal) -> Rescue {
    guard let worktree else { throw .answer("\(task) has no worktree", help: nil) }
    return try await refusing {
      let git = view.git.at(worktree.path)
      let rescue = rescue(worktree: worktree.path)
      var commits = [head, worktree.head].compactMap(\.self)
      var tree: String?
      if !worktree.isHalfMade {
        commits += try await Rescue.strays(of: git, branch: branch)
        if let staged = try? await Rescue.staged(git, at: at) { commits.append(staged) }
        tree = try? await Rescue.snapshot(try await git.workingState(), git)
      }
      try await rescue.keep(commits, tree: tree, in: view.git)
      let root = Rescue.root(home.path)
      let folder = rescue.folder(home: home.path)
      try FileSystem.makeDirectories(folder)
      try FileSystem.makePrivate(root)
      try FileSystem.moveTree(worktree.path, to: "\(folder)/worktree")
      if let gitDirectory = rescue.gitDirectory { try FileSystem.moveTree(gitDirectory, to: "\(folder)/git") }
      _ = try? FileSystem.removeEmptyDirectory(FileSystem.folder(of: worktree.path))
      if let head { try await delete(head) }
      return rescue
    }
  }

  /// Forgets a worktree whose folder is gone. What git still has of it is kept, the branch as in `remove`.
  func forgetGone() async throws(Refusal) -> (fate: CleanWorktree.BranchFate, strays: String?) {
    guard let worktree else { return (.wasGone, nil) }
    return try await refusing {
      var commits: [String] = []
      if let own = place?.gitDirectory {
        var git = view.git.at(own)
        git.environment["GIT_DIR"] = own
        git.environment["GIT_WORK_TREE"] = own
        commits = try await Rescue.strays(of: git, branch: branch)
        if let staged = try? await Rescue.staged(git, at: at) { commits.append(staged) }
      }
      if !commits.isEmpty {
        try await rescue(worktree: nil).keep(commits + [head].compactMap(\.self), tree: nil, in: view.git)
      }
      if worktree.lock == WorkerMarker.lockReason {
        try await view.git.run(["worktree", "unlock", "--", worktree.path])
      }
      try await view.git.run(["worktree", "remove", "--force", "--", worktree.path])
      return (try await endBranch(), commits.isEmpty ? nil : rescue(worktree: nil).name)
    }
  }

  private func rescue(worktree: String?) -> Rescue {
    Rescue(
      repo: task.repo, task: task.task, stamp: at.stamp, branch: head == nil ? nil : branch,
      head: head ?? self.worktree?.head,
      worktree: worktree,
      gitDirectory: worktree.flatMap { WorkerMarker.worktree(of: $0)?.gitDirectory }, at: at)
  }
}
