import Content
import Quantities

/// What git confirms of what `content/` claims, as plain values. Whoever reads git makes them; pages, checks and answers
/// only show them, and do without where git was not read.
package struct GitFacts: Sendable, Equatable {
  package let readAt: Instant
  /// By slug; a repo that is not checked out here is missing.
  package let repos: [String: RepoFacts]
  package let tasks: [TaskID: TaskEvidence]

  package init(readAt: Instant, repos: [String: RepoFacts] = [:], tasks: [TaskID: TaskEvidence]) {
    self.readAt = readAt
    self.repos = repos
    self.tasks = tasks
  }
}

/// How far a branch is from another one, in commits.
package struct Distance: Sendable, Equatable {
  /// Those that only the branch has.
  package let ahead: Int
  /// Those that only the other one has.
  package let behind: Int

  package init(ahead: Int, behind: Int) {
    self.ahead = ahead
    self.behind = behind
  }
}

/// Git's side of one repo.
package struct RepoFacts: Sendable, Equatable {
  /// What the main checkout is on; `nil` for a detached HEAD.
  package let currentBranch: String?
  /// The branch that work starts from and comes home to.
  package let base: String
  /// Of the base to its remote branch; `nil` without one.
  package let upstream: Distance?
  /// Changed and untracked files of the main checkout.
  package let uncommittedFiles: Int
  /// What the version file or the newest tag says.
  package let version: String?
  /// By name.
  package let branches: [Branch]
  /// By path.
  package let worktrees: [Worktree]
  /// What is to be said of all branches together.
  package internal(set) var radar = RadarFacts()

  package struct Branch: Sendable, Equatable {
    package enum Kind: String, Sendable {
      case base
      case feature
      case release
      case hotfix
      case other
    }

    package let name: String
    package let kind: Kind
    /// A full commit id.
    package let head: String
    package let lastCommit: Instant?
    /// To the base.
    package let distance: Distance?

    package init(name: String, kind: Kind, head: String, lastCommit: Instant? = nil, distance: Distance? = nil) {
      self.name = name
      self.kind = kind
      self.head = head
      self.lastCommit = lastCommit
      self.distance = distance
    }
  }

  package struct Worktree: Sendable, Equatable {
    package let path: String
    /// `nil` for a detached HEAD.
    package let branch: String?
    /// `nil` where its folder is gone, or could not be read.
    package let uncommittedFiles: Int?
    package let isLocked: Bool

    package init(path: String, branch: String?, uncommittedFiles: Int? = 0, isLocked: Bool = false) {
      self.path = path
      self.branch = branch
      self.uncommittedFiles = uncommittedFiles
      self.isLocked = isLocked
    }
  }

  package init(
    currentBranch: String?, base: String, upstream: Distance? = nil, uncommittedFiles: Int = 0, version: String? = nil,
    branches: [Branch] = [], worktrees: [Worktree] = [], radar: RadarFacts = RadarFacts()
  ) {
    self.currentBranch = currentBranch
    self.base = base
    self.upstream = upstream
    self.uncommittedFiles = uncommittedFiles
    self.version = version
    self.branches = branches
    self.worktrees = worktrees
    self.radar = radar
  }
}

/// What merging all pairs of a repo's branches in memory gave, besides what each task's evidence says.
package struct RadarFacts: Sendable, Equatable {
  /// How many branches of tasks have something to bring home.
  package let branches: Int
  /// In which order tasks come home with the least to mend; empty where none collide.
  package let mergeOrder: [MergeStep]
  /// Files of worktrees that were not looked into.
  package let leftOut: [LeftOut]

  package struct LeftOut: Sendable, Equatable {
    package let task: TaskID
    package let path: String
  }

  package init(branches: Int = 0, mergeOrder: [MergeStep] = [], leftOut: [LeftOut] = []) {
    self.branches = branches
    self.mergeOrder = mergeOrder
    self.leftOut = leftOut
  }
}

/// A task in the order of merging.
package struct MergeStep: Sendable, Equatable {
  package let task: TaskID
  /// What it has to be brought in line with first: tasks that come before it, or its base.
  package let adaptsTo: [TaskEvidence.Collision.Other]

  package init(_ task: TaskID, adaptsTo: [TaskEvidence.Collision.Other] = []) {
    self.task = task
    self.adaptsTo = adaptsTo
  }
}
