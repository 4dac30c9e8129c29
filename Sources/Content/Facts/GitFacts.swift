import Quantities

/// What git confirms of what `content/` claims, as plain figures. Whoever reads git makes them; pages, checks and
/// answers only show them, and do without where there are none.
package struct GitFacts: Sendable {
  package let readAt: Instant
  package let tasks: [TaskID: TaskEvidence]

  package init(readAt: Instant, tasks: [TaskID: TaskEvidence]) {
    self.readAt = readAt
    self.tasks = tasks
  }
}

/// Git's side of one task.
package struct TaskEvidence: Sendable, Equatable {
  /// Commits of the branch that its base does not have.
  package let commits: Int
  /// Changed and untracked files of the worktree.
  package let uncommittedFiles: Int
  package let lastCommit: Instant?
  package let isMerged: Bool
  /// Tasks whose branches change the same lines.
  package let collisions: [Collision]

  package struct Collision: Sendable, Equatable {
    package let task: TaskID
    package let files: [String]

    package init(task: TaskID, files: [String]) {
      self.task = task
      self.files = files
    }
  }

  package init(
    commits: Int, uncommittedFiles: Int = 0, lastCommit: Instant? = nil, isMerged: Bool = false,
    collisions: [Collision] = []
  ) {
    self.commits = commits
    self.uncommittedFiles = uncommittedFiles
    self.lastCommit = lastCommit
    self.isMerged = isMerged
    self.collisions = collisions
  }
}
