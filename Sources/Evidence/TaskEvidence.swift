import Content
import Git
import Quantities

/// Git's side of one task.
package struct TaskEvidence: Sendable, Equatable {
  /// Commits of the branch that its base does not have.
  package let commits: Int
  /// Commits of the base that the branch does not have.
  package let behind: Int
  /// Changed and untracked files of the worktree.
  package let uncommittedFiles: Int
  /// Files that the branch changes, since it parted from its base; `nil` where the base is not there.
  package let changedFiles: Int?
  /// Those files, and those that are not committed yet.
  package let changedPaths: [String]
  /// Whether some of them are new, or gone, for all that is known.
  var addsFiles = true
  var removesFiles = true
  package let lastCommit: Instant?
  /// A full commit id; `nil` where the branch is gone.
  package let head: String?
  /// Where the branch began: a full commit id.
  package let forkPoint: String?
  /// To the branch's own remote branch; `nil` for one that was never pushed.
  package let upstream: Distance?
  package let merge: Merge
  /// Where the branch is checked out.
  package let worktree: String?
  /// Whose that worktree is, as its mark says.
  package let worker: String?
  /// What git could not put together: with other tasks' branches, and with the branch that it is to come home to.
  package internal(set) var collisions: [Collision]
  /// Files that other tasks' branches change too, and that need nobody's decision.
  package internal(set) var overlaps: [Overlap]

  package init(
    commits: Int, behind: Int = 0, uncommittedFiles: Int = 0, changedFiles: Int? = nil, changedPaths: [String] = [],
    lastCommit: Instant? = nil, head: String? = nil,
    forkPoint: String? = nil, upstream: Distance? = nil, merge: Merge? = nil, worktree: String? = nil,
    worker: String? = nil,
    collisions: [Collision] = [], overlaps: [Overlap] = []
  ) {
    self.commits = commits
    self.behind = behind
    self.uncommittedFiles = uncommittedFiles
    self.changedFiles = changedFiles
    self.changedPaths = changedPaths
    self.lastCommit = lastCommit
    self.head = head
    self.forkPoint = forkPoint
    self.upstream = upstream
    self.merge = merge ?? (commits == 0 ? .notBegun : .notMerged)
    self.worktree = worktree
    self.worker = worker
    self.collisions = collisions
    self.overlaps = overlaps
  }

  /// Whether the remote branch has all that the branch has.
  package var isPushed: Bool { upstream?.ahead == 0 }
  package var isMerged: Bool { merge.isMerged }
}

extension TaskEvidence {
  /// Whether the base has what the branch brought.
  package enum Merge: Sendable, Equatable {
    /// No commit of its own yet.
    case notBegun
    case notMerged
    case merged(Proof)
    /// It may be in the base, but the base has changed the same lines since, and nothing proves it.
    case notConfirmed

    package var isMerged: Bool { if case .merged = self { true } else { false } }

    package enum Proof: String, Sendable {
      /// The base can reach the branch's head.
      case reachable
      /// Merging it would change nothing: it was squashed or rebased.
      case sameTree = "same-tree"
      case pullRequest = "pull-request"
    }
  }

  /// What happens when this branch is merged, and another one too.
  package struct Collision: Sendable, Equatable {
    package let other: Other
    /// By path. It can be empty: git may refuse for a reason that is no file's.
    package let files: [File]
    /// The histories have nothing in common.
    package let isUnrelated: Bool

    package enum Other: Sendable, Hashable {
      case task(TaskID)
      /// The branch that it is to come home to, as it is now.
      case base(String)

      package var task: TaskID? { if case .task(let task) = self { task } else { nil } }
    }

    package struct File: Sendable, Equatable {
      package let path: String
      package let kind: MergeConflict.Kind
      /// The lines that both change, counted from 1 in the common ancestor; empty where lines mean nothing.
      package let lines: [ClosedRange<Int>]

      package init(_ path: String, _ kind: MergeConflict.Kind = .content, lines: [ClosedRange<Int>] = []) {
        self.path = path
        self.kind = kind
        self.lines = lines
      }
    }

    package init(with other: Other, files: [File], isUnrelated: Bool = false) {
      self.other = other
      self.files = files
      self.isUnrelated = isUnrelated
    }

    package init(task: TaskID, files: [File]) { self.init(with: .task(task), files: files) }

    package var task: TaskID? { other.task }
  }

  /// What another task's branch changes too.
  package struct Overlap: Sendable, Equatable {
    package let other: Collision.Other
    /// Git merges them.
    package let paths: [String]
    /// Git does not merge them, and nobody should: they are made anew.
    package let regenerate: [String]

    package init(with other: Collision.Other, paths: [String], regenerate: [String] = []) {
      self.other = other
      self.paths = paths
      self.regenerate = regenerate
    }
  }
}
