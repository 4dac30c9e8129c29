import Bytes
import Content
import Evidence
import Files
import Git
import Quantities
import Situation

/// Every worktree of every repo, and what is known of the work in it.
package struct ListWorkers: Verb {
  /// Only this repo.
  package var repo: String?

  package init() {}

  package struct Outcome: Sendable {
    /// By repo, then by path.
    package let worktrees: [Row]
    /// Repos that git could not be asked about, and why, in words.
    package let unread: [(repo: String, reason: String)]
    /// Whether git failed somewhere: then there may be more worktrees.
    package let isIncomplete: Bool
    package let situation: BoardSituation
  }

  /// One worktree.
  package struct Row: Sendable {
    package let repo: String
    package let path: String
    package let branch: String?
    /// Whose it is: by its marker, else by its branch.
    package let task: TrackedTask?
    /// Whether it is a worker's: made or taken over by orchsite.
    package let isOurs: Bool
    /// What a worktree of a release or a hotfix is for.
    package let topic: Topic?
    /// To the base; nil where the base is not there, or HEAD is detached.
    package let distance: Distance?
    /// nil for one whose folder is gone, or that could not be read.
    package let uncommittedFiles: Int?
    package let lastCommit: Instant?
    package let merge: TaskEvidence.Merge
    package let isGone: Bool
    package let lock: String?
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let workspace = try await home.workspace(asOf: stage.now)
    if let repo { _ = try workspace.existingRepo(repo) }
    let result = try await home.evidence(for: workspace, only: repo)
    var rows: [Row] = []
    for view in result.views {
      let facts = result.facts.repos[view.repo.slug]
      for worktree in view.worktrees.dropFirst(view.isBare ? 0 : 1) where !worktree.isBare {
        rows.append(try await row(worktree, view, facts, workspace, result.facts))
      }
    }
    let unread = result.problems.compactMap(\.words)
    return Outcome(
      worktrees: rows, unread: unread,
      isIncomplete: result.problems.contains(where: \.isFailure),
      situation: BoardSituation(of: workspace, git: result.facts, sessions: home.sessions))
  }

  private func row(
    _ worktree: ListedWorktree, _ view: RepoView, _ repo: RepoFacts?, _ workspace: Workspace, _ facts: GitFacts
  ) async throws(Refusal) -> Row {
    let marked = view.place(of: worktree)
    let task =
      marked?.task.flatMap(workspace.task(_:))
      ?? workspace.tasks.first { task in
        task.id.repo == view.repo.slug && worktree.branch == view.rules.branch(of: task.task)
      }
    let topic = worktree.branch.flatMap { Topic(ofBranch: $0, view.rules) }
    let branch = worktree.branch.flatMap { name in repo?.branches.first { $0.name == name } }
    var merge = task.flatMap { facts.tasks[$0.id]?.merge }
    if merge == nil, let name = worktree.branch, let head = worktree.head {
      let base = task.map { view.rules.base(of: $0.task) } ?? view.rules.base
      merge = try await refusing { try await RepoReading(view).merge(of: task, name, head, into: base) }
    }
    return Row(
      repo: view.repo.slug, path: worktree.path, branch: worktree.branch, task: task,
      isOurs: marked != nil || topic != nil, topic: topic,
      distance: branch?.distance,
      uncommittedFiles: repo?.worktrees.first { $0.path == worktree.path }?.uncommittedFiles,
      lastCommit: (branch?.distance?.ahead ?? 0) > 0 ? branch?.lastCommit : nil, merge: merge ?? .notMerged,
      isGone: worktree.isGone, lock: worktree.lock)
  }
}
