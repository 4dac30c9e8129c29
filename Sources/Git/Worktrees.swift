import Bytes
import Files

/// One working tree of a repository, as git lists it.
package struct ListedWorktree: Sendable, Equatable {
  package let path: String
  /// A full commit id; nil on a branch without a commit, and for a bare repository.
  package let head: String?
  /// Without `refs/heads/`; nil for a detached HEAD.
  package let branch: String?
  /// The repository itself, which has no working tree.
  package let isBare: Bool
  /// Why it is locked; empty without a reason, nil where it is not locked.
  package let lock: String?
  /// Its folder is gone.
  package let isGone: Bool

  /// Whether git was ended while it made this one: it locks what it makes, with this reason.
  package var isHalfMade: Bool { lock == "initializing" }
}

extension GitRunner {
  /// The working trees of the repository, the main one (or the bare repository) first.
  ///
  /// - Throws: what `run` throws.
  package func worktrees() async throws(GitError) -> [ListedWorktree] {
    let output = try await run(["worktree", "list", "--porcelain", "-z"])
    var worktrees: [ListedWorktree] = []
    var fields: [String: String] = [:]
    func end() {
      guard let path = fields["worktree"] else { return }
      worktrees.append(
        ListedWorktree(
          path: path, head: fields["HEAD"].flatMap { $0.utf8.allSatisfy { $0 == UInt8(ascii: "0") } ? nil : $0 },
          branch: fields["branch"].map(GitReference.shortName), isBare: fields["bare"] != nil, lock: fields["locked"],
          // Git says so only of those that are not locked.
          isGone: fields["prunable"] != nil || (fields["bare"] == nil && FileSystem.kind(of: path) == nil)))
      fields = [:]
    }
    // A field a piece, an empty piece behind each working tree.
    for piece in output.bytes.split(separator: 0, omittingEmptySubsequences: false) {
      if piece.isEmpty {
        end()
        continue
      }
      let parts = piece.split(separator: UInt8(ascii: " "), maxSplits: 1)
      fields[String(decoding: parts[0], as: UTF8.self)] =
        parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : ""
    }
    end()
    return worktrees
  }
}
