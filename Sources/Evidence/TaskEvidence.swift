import Content
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
  /// Tasks whose branches change the same lines.
  package let collisions: [Collision]

  package init(
    commits: Int, behind: Int = 0, uncommittedFiles: Int = 0, changedFiles: Int? = nil, changedPaths: [String] = [],
    lastCommit: Instant? = nil, head: String? = nil,
    forkPoint: String? = nil, upstream: Distance? = nil, merge: Merge? = nil, worktree: String? = nil,
    worker: String? = nil,
    collisions: [Collision] = []
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

  /// What happens when this branch and that of another task are both merged.
  package struct Collision: Sendable, Equatable {
    package let task: TaskID
    package let files: [File]

    package struct File: Sendable, Equatable {
      package let path: String
      package let kind: Kind
      /// The lines that both change, counted from 1 in the common ancestor; empty where lines mean nothing.
      package let lines: [ClosedRange<Int>]

      package init(_ path: String, _ kind: Kind = .content, lines: [ClosedRange<Int>] = []) {
        self.path = path
        self.kind = kind
        self.lines = lines
      }
    }

    package enum Kind: String, Sendable {
      case content
      case bothAdded = "add/add"
      case modifiedAndDeleted = "modify/delete"
      case renamed = "rename"
      case mode
      case binary
      case submodule
    }

    package init(task: TaskID, files: [File]) {
      self.task = task
      self.files = files
    }
  }
}
