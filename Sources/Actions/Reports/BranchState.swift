import Bytes
import Content
import Evidence
import Files
import Git
import Quantities
import Sessions

/// What git says of a task's branch when its worker reports.
struct BranchState: Sendable {
  /// Of the branch, since it began; nil where the repo is not here.
  var commits: Int?
  /// A full commit id.
  var head: String?
  /// What stands in the way of "done".
  var obstacles: [String] = []

  /// - Parameters:
  ///   - place: the task's worktree, where the report comes from there.
  ///   - isStrict: whether the obstacles are looked for.
  static func read(
    _ task: TrackedTask, _ place: WorkerPlace?, _ workspace: Workspace, _ home: Home, isStrict: Bool
  ) async throws(Refusal) -> BranchState {
    let repo = try workspace.existingRepo(task.id.repo)
    if !isStrict, let place { return try await quick(task, home.git.at(place.path), place.marker) }
    let view: RepoView
    do throws(RepoProblem) {
      view = try await RepoView.read(repo, home: home.path, home.git)
    } catch {
      guard isStrict else { return BranchState() }
      throw Refusal(error)
    }
    let branch = view.rules.branch(of: task.task)
    let expected = workspace.settings.worktreePath(of: task.id, home: home.path)
    let worktree = view.worktree(of: task.id, branch: branch, expectedAt: expected)
    let head = worktree?.head ?? view.references.local(branch)?.commit
    let fork = worktree.flatMap { WorkerPlace.at($0.path)?.marker.fork } ?? task.startCommit
    return try await refusing {
      var state = BranchState()
      state.head = head
      let base = view.rules.base(of: task.task)
      let trunk = view.references.local(base) ?? view.references.remote(base)
      state.commits = try await count(to: head, from: fork, or: trunk?.commit, view.git)
      if isStrict {
        try await state.findObstacles(worktree, branch: branch, base: (base, trunk?.commit), view)
      }
      return state
    }
  }

  /// Where only figures are wanted, the worktree has them all.
  private static func quick(_ task: TrackedTask, _ git: GitRunner, _ marker: WorkerMarker) async throws(Refusal)
    -> BranchState
  {
    try await refusing {
      let head = try await git.commit(named: "HEAD")
      let fork = marker.fork ?? task.startCommit
      return BranchState(commits: try await count(to: head, from: fork, or: nil, git), head: head)
    }
  }

  private static func count(
    to head: String?, from fork: String?, or base: String?, _ git: GitRunner
  ) async throws(GitError) -> Int? {
    guard let head else { return nil }
    if let fork, try await git.commit(named: fork) != nil { return try await git.count(from: fork, to: head) }
    guard let base else { return nil }
    return try await git.count(from: base, to: head)
  }

  private mutating func findObstacles(
    _ worktree: ListedWorktree?, branch: String, base: (name: String, commit: String?), _ view: RepoView
  ) async throws {
    guard let head else {
      obstacles.append("there is no branch \(branch)")
      return
    }
    if let worktree, worktree.isGone {
      obstacles.append("its worktree is gone: \(worktree.path)")
    } else if let worktree {
      let git = view.git.at(worktree.path)
      if let operation = try await git.checkout()?.operation { obstacles.append("a \(operation) is in progress") }
      let state = try await git.workingState()
      if worktree.branch != branch {
        obstacles.append("the worktree is on \(worktree.branch ?? "no branch"), not on \(branch)")
      }
      if !state.uncommitted.isEmpty {
        let names = state.uncommitted.prefix(5).map(\.path).joined(separator: ", ")
        let more = state.uncommitted.count - 5
        obstacles.append("not committed: \(names)\(more > 0 ? " and \(more) more" : "")")
      }
      let hidden = try await WorktreeContents.hiddenFiles(git)
      if !hidden.isEmpty { obstacles.append("changed, and hidden from git: \(hidden.joined(separator: ", "))") }
    }
    guard let commit = base.commit else {
      obstacles.append("there is no branch \(base.name) to come home to")
      return
    }
    if try await view.git.count(from: commit, to: head) == 0 {
      obstacles.append("no commit of its own: \(branch) has nothing that \(base.name) has not")
      return
    }
    let scratch = try ScratchObjects(besides: view.commonDirectory)
    switch try await scratch.runner(view.git).simulateMerge(of: head, into: commit) {
    case .clean: break
    case .conflicts(let files):
      let names = files.prefix(5).map(\.path).joined(separator: ", ")
      obstacles.append("\(base.name) has moved on, and merging conflicts in \(names)")
    case .unrelated: obstacles.append("\(branch) and \(base.name) have no history in common")
    case .failed(let failure): throw GitError.failed(failure)
    }
  }

  func refuseUnfinished(_ task: TaskID) throws(Refusal) {
    guard !obstacles.isEmpty else { return }
    throw .answer(
      (["\(task) is not done:"] + obstacles).joined(separator: "\n"),
      help: "mend it and say done again; orchsite report tells how far it is")
  }
}
