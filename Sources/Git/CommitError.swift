/// Why a commit was not made. The files are as they were, and so is what the user had staged.
package enum CommitError: Error, Equatable, Sendable {
  /// The folder is in no repository with a working tree.
  case notARepository
  /// HEAD is on no branch: the commit would be lost at the next checkout.
  case detachedHead
  /// A merge or the like waits for its end: "merge", "rebase", "cherry-pick", "revert".
  case operationInProgress(String)
  /// Another process kept git's lock; the lock file, where git named it.
  case locked(String?)
  /// Git does not know whose commit it would be.
  case noIdentity
  /// A hook said no; what it said.
  case refusedByHook(String)
  /// Anything else that git says.
  case git(GitError)
}

extension CommitError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notARepository: "not in a git repository"
    case .detachedHead: "HEAD is detached; check out a branch first"
    case .operationInProgress(let name): "a \(name) is in progress; finish or abort it first"
    case .locked(let file):
      "another git process holds the lock" + (file.map { " (if none runs, remove \(visible($0)))" } ?? "")
    case .noIdentity: "git does not know who you are; set user.name and user.email"
    case .refusedByHook(let message): "a hook refused it" + (message.isEmpty ? "" : ": \(message)")
    case .git(let error): String(describing: error)
    }
  }
}

/// What a commit came to.
package struct CommitResult: Equatable, Sendable {
  /// Whether a commit was made. Without one, HEAD may hold the paths all the same.
  package var isCommitted = false
  /// The paths whose files HEAD holds now, byte for byte, or that are gone from both. As they were given.
  package var held: [String] = []
  /// The paths that were left out.
  package var waiting: [WaitingPath] = []

  package init() {}
}

/// A path that a commit left out.
package struct WaitingPath: Equatable, Sendable {
  /// As it was given.
  package var path: String
  package var reason: Reason

  package init(_ path: String, _ reason: Reason) {
    self.path = path
    self.reason = reason
  }

  package enum Reason: Equatable, Sendable {
    case ignored
    /// Git was told not to look at the file.
    case hidden
    case unmerged
    /// Somebody has staged other bytes of it, or its removal.
    case staged
    /// A hook or a filter kept it out of the commit.
    case committedOtherwise
    /// Another path that it goes together with waits.
    case together
    /// Anything else; git's words.
    case refused(String)
  }
}

extension WaitingPath: CustomStringConvertible {
  package var description: String {
    let words =
      switch reason {
      case .ignored: "is ignored by git"
      case .hidden: "is marked skip-worktree or assume-unchanged"
      case .unmerged: "is unmerged"
      case .staged: "has something else staged"
      case .committedOtherwise: "was kept out of the commit by a hook or a filter"
      case .together: "waits with another file of the same change"
      case .refused(let words): words.isEmpty ? "is refused by git" : "is refused by git: \(words)"
      }
    return "\(visible(path)) \(words)"
  }
}
