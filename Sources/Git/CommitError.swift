/// Why a commit was not made. The files are as they were, and so is what the user had staged.
package enum CommitError: Error, Equatable, Sendable {
  /// The folder is in no repository with a working tree.
  case notARepository
  /// A path is ignored by git; relative to the top of the repository.
  case ignored(String)
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
    case .ignored(let path): "\(visible(path)) is ignored by git"
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
package enum CommitResult: Equatable, Sendable {
  /// The id of the new commit, in full.
  case committed(String)
  /// The paths are as they are in HEAD.
  case nothingToCommit
}
