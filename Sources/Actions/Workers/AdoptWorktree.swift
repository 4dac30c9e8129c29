import Bytes
import Content
import Evidence
import Files
import FrontMatter
import Git
import Sessions

/// Takes over a worktree that somebody made by hand or with another tool. Its branch, its files and a lock of somebody
/// else stay as they are.
package struct AdoptWorktree: Verb {
  package var task: TaskID
  /// The worktree, absolute or from where the user is.
  package var path: String
  package var worker: String?

  package init(_ task: TaskID, path: String) {
    self.task = task
    self.path = path
  }

  package struct Outcome: Warned {
    package let task: TaskID
    package let worktree: String
    package let branch: String
    /// The branch that git-flow's rules would give it.
    package let usualBranch: String
    /// What it is based on, as far as its history tells: the nearest of base and main.
    package let base: String?
    /// Where it will be merged.
    package let home: String
    package let commits: Int
    package let foreignLock: String?
    package let isDryRun: Bool
    package var warnings: [Warning] = []
  }

  package func validate() throws(Refusal) { try OneLine.check(worker, of: "worker") }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    let lock = try await RepoLock(task.repo, in: home, verb: "worker adopt", stage)
    defer { _ = lock }
    let workspace = try await home.workspace(asOf: stage.now)
    let repo = try workspace.existingRepo(task.repo)
    let known = try workspace.existingTask(task)
    let path = try refusing { try FileSystem.resolve(self.path) }
    let view = try await home.view(of: repo)
    guard let worktree = view.worktrees.first(where: { $0.path == path && !$0.isBare }) else {
      throw .answer(
        "\(path) is no worktree of \(repo.slug)", help: "git -C \(SuggestedWord(view.folder)) worktree list")
    }
    guard path != view.folder else {
      throw .answer("\(path) is the main checkout of \(repo.slug)", help: "a worker has a worktree of its own")
    }
    guard let branch = worktree.branch else {
      throw .answer("\(path) is on no branch", help: "give it one first: git -C \(SuggestedWord(path)) switch -c NAME")
    }
    try view.refuseShared(
      branch, help: "give the worktree a branch of its own: git -C \(SuggestedWord(path)) switch -c NAME")
    let other = view.worktrees.first { $0.path != path && WorkerPlace.at($0.path)?.task == task }
    if let other {
      throw .answer("\(task) has a worktree: \(other.path)", help: "orchsite worker clean \(task.repo) \(task.task)")
    }
    try WorkerPlace.at(path)?.refuseForeign(to: home)
    if let marked = WorkerPlace.at(path), let owner = marked.task, owner != task, workspace.task(owner) != nil {
      throw .answer("\(path) is the worktree of \(owner)", help: "orchsite worker list shows all")
    }
    let (base, fork, commits) = try await origin(of: branch, worktree.head, in: view, known)
    let usual = known.task.branch ?? view.rules.featurePrefix + task.task
    let isForeign = worktree.lock.map { $0 != WorkerMarker.lockReason } ?? false
    let outcome = Outcome(
      task: task, worktree: path, branch: branch, usualBranch: usual, base: base,
      home: view.rules.base(of: known.task), commits: commits,
      foreignLock: isForeign ? worktree.lock : nil, isDryRun: stage.isDryRun)
    if stage.isDryRun { return outcome }
    let gitDirectory = try await refusing { try await view.git.at(path).checkout()?.gitDirectory }
    guard let gitDirectory else { throw .outside("\(path) is not a working tree any more") }
    var marker =
      WorkerMarker.read(in: gitDirectory)
      ?? WorkerMarker(home: home.path, repo: task.repo, task: task.task, worker: task.task, origin: .adopted)
    marker.home = home.path
    marker.repo = task.repo
    marker.task = task.task
    marker.worker = worker ?? known.task.assignee.flatMap { Slug.suggestion(for: $0) } ?? marker.worker
    marker.fork = fork
    try refusing { try marker.write(in: gitDirectory) }
    if worktree.lock == nil {
      try await refusing {
        _ = try await view.git.run(["worktree", "lock", "--reason", WorkerMarker.lockReason, "--", path])
      }
    }
    marker.isLockedByUs = !isForeign
    try refusing { try marker.write(in: gitDirectory) }
    return try await record(outcome, fork: fork, usual: usual, home, stage)
  }

  private func origin(
    of branch: String, _ head: String?, in view: RepoView, _ task: TrackedTask
  ) async throws(Refusal) -> (base: String?, fork: String?, commits: Int) {
    guard let head else { return (nil, nil, 0) }
    return try await refusing {
      var best: (base: String, fork: String, commits: Int)?
      for name in [view.rules.base(of: task.task), view.rules.main].distinct() {
        guard let base = view.references.local(name) ?? view.references.remote(name),
          let fork = try await view.git.mergeBase(of: base.commit, and: head)
        else { continue }
        let commits = try await view.git.count(from: fork, to: head)
        if best.map({ commits < $0.commits }) ?? true { best = (name, fork, commits) }
      }
      return (best?.base, best?.fork, best?.commits ?? 0)
    }
  }

  /// The branch goes into the task's file where it is another than the usual one, and the task is in progress.
  private func record(
    _ outcome: Outcome, fork: String?, usual: String, _ home: Home, _ stage: Stage
  ) async throws(Refusal) -> Outcome {
    try await Change.run(in: home, stage, verb: "worker adopt", message: "adopt the worktree of \(task)") {
      change throws(Refusal) in
      let tracked = try change.task(task)
      if outcome.branch != usual {
        try await change.edit(tracked.task.source.path, [.set(key: "branch", to: outcome.branch)])
      }
      let status: BoardTask.Status = tracked.task.status.isActive ? tracked.task.status : .inProgress
      let at = change.at
      if tracked.task.status != status || tracked.startCommit != fork {
        try change.write { editor throws(EditError) in
          try editor.start(tracked, as: status, head: fork, at: at)
        }
      }
      return outcome
    }
  }
}
