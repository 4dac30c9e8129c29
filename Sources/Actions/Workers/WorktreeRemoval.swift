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
  let home: Home
  let at: Instant

  /// Looks at everything, and changes nothing.
  static func look(
    at task: TaskID, _ known: TrackedTask?, in view: RepoView, _ settings: ProjectSettings, home: Home, at: Instant
  ) async throws(Refusal) -> WorktreeRemoval {
    let expected = settings.worktreePath(of: task, home: home.path)
    var branch = known.map { view.rules.branch(of: $0.task) } ?? view.rules.featurePrefix + task.task
    let worktree = view.worktree(of: task, branch: branch, expectedAt: expected)
    let place = worktree.flatMap(view.place(of:))
    // An adopted worktree keeps the branch that it came with.
    if let own = worktree?.branch { branch = own }
    let head = view.references.local(branch)?.commit
    return try await refusing {
      let merge: TaskEvidence.Merge
      if let head {
        let base = known.map { view.rules.base(of: $0.task) } ?? view.rules.base
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
        contents: contents, home: home, at: at)
    }
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
  func remove() async throws(Refusal) -> CleanWorktree.BranchFate {
    try await refusing {
      var strays: [String] = []
      if let worktree {
        if !worktree.isGone { strays = try await Rescue.strays(of: view.git.at(worktree.path), branch: branch) }
        let isSquashed = merge == .merged(.sameTree) || merge == .merged(.pullRequest)
        if !strays.isEmpty || isSquashed, let head {
          try await rescue(worktree: nil).keep(strays + [head], tree: nil, in: view.git)
        }
        if worktree.lock == WorkerMarker.lockReason {
          try await view.git.run(["worktree", "unlock", "--", worktree.path])
        }
        do {
          // Git looks once more by itself; it cannot do so where there are submodules.
          let hasInner = FileSystem.kind(of: "\(worktree.path)/.gitmodules") != nil
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
      return try await endBranch()
    }
  }

  /// Deletes the branch where that loses nothing.
  private func endBranch() async throws -> CleanWorktree.BranchFate {
    guard let head else { return .wasGone }
    // Not from under whoever has it checked out.
    guard !view.worktrees.contains(where: { $0.path != worktree?.path && $0.branch == branch }) else { return .stays }
    switch merge {
    case .merged(.reachable):
      try await delete(head)
      return .deleted
    case .merged:
      let rescue = rescue(worktree: nil)
      try await rescue.keep([head], tree: nil, in: view.git)
      try await delete(head)
      return .kept(as: rescue.name)
    case .notBegun where view.references.local(view.rules.base).map { $0.commit == head } ?? false:
      // Nothing but its name would go.
      try await delete(head)
      return .deleted
    case .notBegun, .notMerged, .notConfirmed: return .stays
    }
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

  private func rescue(worktree: String?) -> Rescue {
    Rescue(
      repo: task.repo, task: task.task, stamp: at.stamp, branch: branch, head: head ?? self.worktree?.head,
      worktree: worktree,
      gitDirectory: worktree.flatMap { WorkerMarker.worktree(of: $0)?.gitDirectory }, at: at)
  }
}
