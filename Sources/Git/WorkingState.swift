/// What is in a working tree and not in its HEAD.
package struct WorkingState: Sendable, Equatable {
  /// A full commit id; nil before the first commit.
  package let head: String?
  /// nil for a detached HEAD.
  package let branch: String?
  package let entries: [Entry]

  package struct Entry: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
      /// Against HEAD, in the index or in the file.
      case changed
      /// A merge left it open.
      case unmerged
      case untracked
      case ignored
    }

    /// From the top of the working tree. A folder, untracked or ignored as a whole, ends in a slash.
    package let path: String
    package let kind: Kind
    package let isSubmodule: Bool
    /// Whether the index differs from HEAD.
    package let isStaged: Bool
    /// Whether its file is gone, and nothing else has happened to it.
    package let isMissing: Bool

    package init(
      _ path: String, _ kind: Kind, isSubmodule: Bool = false, isStaged: Bool = false, isMissing: Bool = false
    ) {
      self.path = path
      self.kind = kind
      self.isSubmodule = isSubmodule
      self.isStaged = isStaged
      self.isMissing = isMissing
    }
  }

  /// Changed, unmerged and untracked ones: what a commit of everything would take along.
  package var uncommitted: [Entry] { entries.filter { $0.kind != .ignored } }
  package var ignored: [Entry] { entries.filter { $0.kind == .ignored } }
  /// Changed files that git knows.
  package var tracked: [Entry] { entries.filter { $0.kind == .changed || $0.kind == .unmerged } }
}

extension GitRunner {
  /// Looks at the working tree that the folder is in; nothing is written, the index included.
  ///
  /// - Parameter ignored: whether ignored files are listed too; a folder that is ignored by name is one entry.
  /// - Throws: what `run` throws.
  package func workingState(ignored: Bool = false) async throws(GitError) -> WorkingState {
    let output = try await run(
      [
        "status", "--porcelain=v2", "-z", "--branch", "--no-renames", "--untracked-files=all",
        "--ignore-submodules=none", "--ignored=\(ignored ? "matching" : "no")",
      ])
    var head: String?
    var branch: String?
    var entries: [WorkingState.Entry] = []
    for piece in output.pieces {
      let bytes = Array(piece.utf8)
      /// What stands behind so many spaces.
      func rest(after spaces: Int) -> String {
        String(decoding: bytes.split(separator: UInt8(ascii: " "), maxSplits: spaces).last ?? [], as: UTF8.self)
      }
      switch bytes.first {
      case UInt8(ascii: "#"):
        if piece.hasPrefix("# branch.oid ") { head = piece.hasSuffix(" (initial)") ? nil : rest(after: 2) }
        if piece.hasPrefix("# branch.head ") { branch = rest(after: 2) == "(detached)" ? nil : rest(after: 2) }
      case UInt8(ascii: "1") where bytes.count > 8:
        entries.append(
          WorkingState.Entry(
            rest(after: 8), .changed, isSubmodule: bytes[5] == UInt8(ascii: "S"),
            isStaged: bytes[2] != UInt8(ascii: "."), isMissing: bytes[2...3].elementsEqual(".D".utf8)))
      case UInt8(ascii: "u") where bytes.count > 8:
        entries.append(WorkingState.Entry(rest(after: 10), .unmerged, isStaged: true))
      case UInt8(ascii: "?"): entries.append(WorkingState.Entry(rest(after: 1), .untracked))
      case UInt8(ascii: "!"): entries.append(WorkingState.Entry(rest(after: 1), .ignored))
      default: break
      }
    }
    return WorkingState(head: head, branch: branch, entries: entries)
  }

  /// Whether HEAD has a file; relative to where git runs.
  ///
  /// - Throws: what `run` throws.
  package func holds(_ path: String) async throws(GitError) -> Bool {
    try await run(["cat-file", "-e", "HEAD:./\(path)"], accepting: [0, 1, 128]).status == 0
  }

  /// Files below a folder that git neither has nor ignores; relative to where git runs.
  ///
  /// - Throws: what `run` throws.
  package func untracked(below folder: String) async throws(GitError) -> [String] {
    try await run(["ls-files", "--others", "--exclude-standard", "-z", "--", folder]).pieces
  }

  /// Tracked files that git was told not to look at (skip-worktree, assume-unchanged): their changes show nowhere.
  ///
  /// - Throws: what `run` throws.
  package func unwatchedFiles() async throws(GitError) -> [String] {
    try await run(["ls-files", "-v", "-z"]).pieces.compactMap { piece in
      guard let tag = piece.utf8.first, tag != UInt8(ascii: "H"), tag != UInt8(ascii: "M") else { return nil }
      return String(decoding: piece.utf8.dropFirst(2), as: UTF8.self)
    }
  }
}
