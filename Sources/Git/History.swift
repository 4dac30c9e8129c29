import Bytes

/// What two commits have that the other one has not.
package struct Divergence: Sendable, Equatable {
  package let left: Int
  package let right: Int
}

/// Paths that differ between two trees.
package struct PathChanges: Sendable, Equatable {
  package var paths: [String] = []
  /// Whether some are new.
  package var adds = false
  /// Whether some are gone.
  package var removes = false

  package init() {}
}

// All names here are full commit ids, which are neither options nor patterns.

extension GitRunner {
  /// How many commits only the one and only the other has.
  ///
  /// - Throws: what `run` throws.
  package func divergence(of left: String, and right: String) async throws(GitError) -> Divergence {
    let text = try await run(["rev-list", "--left-right", "--count", "\(left)...\(right)"]).line
    let numbers = text.split(separator: "\t").compactMap { Int($0) }
    return Divergence(left: numbers.first ?? 0, right: numbers.last ?? 0)
  }

  /// The newest commit that both have; nil for histories that have nothing in common.
  ///
  /// - Throws: what `run` throws.
  package func mergeBase(of left: String, and right: String) async throws(GitError) -> String? {
    let output = try await run(["merge-base", left, right], accepting: [0, 1])
    return output.status == 0 ? output.line : nil
  }

  /// Whether a commit can be reached from another one.
  ///
  /// - Throws: what `run` throws.
  package func isAncestor(_ commit: String, of other: String) async throws(GitError) -> Bool {
    try await run(["merge-base", "--is-ancestor", commit, other], accepting: [0, 1]).status == 0
  }

  /// How many commits a commit has that another one has not.
  ///
  /// - Throws: what `run` throws.
  package func count(from other: String, to commit: String) async throws(GitError) -> Int {
    Int(try await run(["rev-list", "--count", "\(other)..\(commit)"]).line) ?? 0
  }

  /// The tree of a commit.
  ///
  /// - Throws: what `run` throws.
  package func tree(of commit: String) async throws(GitError) -> String {
    try await run(["rev-parse", "--verify", "--end-of-options", "\(commit)^{tree}"]).line
  }

  /// The paths that differ between two commits or trees, in the order of their bytes; a renamed file is two.
  ///
  /// - Throws: what `run` throws.
  package func changedPaths(from old: String, to new: String) async throws(GitError) -> [String] {
    try await run(["diff-tree", "-r", "-z", "--name-only", "--no-renames", old, new]).pieces
  }

  /// The same, and whether there are files among them that only one of the two has.
  ///
  /// - Throws: what `run` throws.
  package func changes(from old: String, to new: String) async throws(GitError) -> PathChanges {
    // A letter, then the path it is about.
    let pieces = try await run(["diff-tree", "-r", "-z", "--name-status", "--no-renames", old, new]).pieces
    var changes = PathChanges()
    for (letter, path) in zip(pieces, pieces.dropFirst()).enumerated().filter({ $0.offset % 2 == 0 }).map(\.element) {
      changes.paths.append(path)
      if letter == "A" { changes.adds = true }
      if letter == "D" { changes.removes = true }
    }
    return changes
  }

  /// Commits that can be reached from these and from no other place, newest first.
  ///
  /// - Parameter kept: what is reachable otherwise, as revision arguments: `--branches`, `--remotes`, full ids.
  /// - Throws: what `run` throws.
  package func commits(from commits: [String], notIn kept: [String]) async throws(GitError) -> [String] {
    guard !commits.isEmpty else { return [] }
    let output = try await run(["rev-list"] + commits + ["--not"] + kept)
    return output.text.split(separator: "\n").map(String.init)
  }

  /// All commits that HEAD of this working tree ever was at, and that are still there, newest first.
  ///
  /// - Throws: what `run` throws.
  package func headLog() async throws(GitError) -> [String] {
    // Without a log, or a commit, there is nothing to tell.
    let output = try await run(["reflog", "show", "--format=%H", "HEAD", "--"], accepting: [0, 128])
    guard output.status == 0 else { return [] }
    return output.text.split(separator: "\n").map(String.init)
  }

  /// What the log of a branch says was done, newest first: `commit: …`, `branch: Created from …`.
  ///
  /// - Throws: what `run` throws.
  package func log(ofBranch branch: String) async throws(GitError) -> [(commit: String, action: String)] {
    let output = try await run(
      ["reflog", "show", "--format=%H %gs", GitReference.heads + branch, "--"], accepting: [0, 128])
    guard output.status == 0 else { return [] }
    return output.text.split(separator: "\n").map { line in
      let parts = line.split(separator: " ", maxSplits: 1)
      return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }
  }

  /// `abc1234 Subject` of some commits, for people; at most so many.
  ///
  /// - Throws: what `run` throws.
  package func subjects(of commits: [String], atMost limit: Int = 20) async throws(GitError) -> [String] {
    guard !commits.isEmpty else { return [] }
    let output = try await run(
      ["log", "--no-walk=unsorted", "--format=%h %s", "--stdin"],
      input: Array(commits.prefix(limit).joined(separator: "\n").utf8) + [10])
    return output.text.split(separator: "\n").map { visible($0) }
  }

  /// Ids of patches, which are equal for equal changes, wherever they stand: of the change between two commits as a
  /// whole, or of each commit between them.
  ///
  /// - Throws: what `run` throws.
  package func patchID(from old: String, to new: String) async throws(GitError) -> String? {
    let patch = try await run(["diff-tree", "-p", "--no-ext-diff", "--no-textconv", "--full-index", old, new]).bytes
    return try await patchIDs(patch).first
  }

  package func patchIDs(
    ofCommitsFrom old: String, to new: String, touching paths: [String], atMost limit: Int
  ) async throws(GitError) -> [String] {
    let patches = try await run(
      [
        "log", "-p", "--no-merges", "--no-ext-diff", "--no-textconv", "--full-index", "--max-count=\(limit)",
        "--format=commit %H", "\(old)..\(new)", "--",
      ]
        + paths
    ).bytes
    return try await patchIDs(patches)
  }

  private func patchIDs(_ patches: [UInt8]) async throws(GitError) -> [String] {
    guard !patches.isEmpty else { return [] }
    let output = try await run(["patch-id", "--stable"], input: patches)
    return output.text.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
  }
}
