import Bytes
import Files
import Quantities

/// Commits made once more on top of another one: with their authors, dates and messages. All of it happens in memory:
/// no working tree, index or reference changes, no hook or filter runs, and whatever ends it leaves nothing behind but
/// objects that nobody refers to.
package struct Replay: Sendable {
  /// Of a file that was made on both sides, by path and what is in it, the next name that it could have; nil for one
  /// that has to keep its name.
  package var otherName: @Sendable (_ path: String, _ bytes: [UInt8], _ number: Int) -> String? = { _, _, _ in nil }
  let git: GitRunner

  package init(_ git: GitRunner) { self.git = git }

  package enum Outcome: Sendable, Equatable {
    /// The last commit of the new line.
    case made(String)
    /// The commit that does not fit, and the files that a person would have to look at.
    case conflict(commit: String, files: [String])
  }

  /// - Parameters:
  ///   - commits: full ids, oldest first, each the only parent of the next.
  ///   - base: the commit that they go on top of.
  /// - Throws: what git says; a commit that cannot be signed, for one.
  package func run(_ commits: [String], onto base: String) async throws(GitError) -> Outcome {
    let details = try await details(of: commits)
    let signs = try await git.run(["config", "--type=bool", "--get", "commit.gpgSign"], accepting: [0, 1]).line
    var last = base
    var lastTree = try await git.tree(of: base)
    var before: Detail?
    for detail in details {
      let parentTree: String
      if let before, before.id == detail.parent {
        parentTree = before.tree
      } else {
        parentTree = try await git.tree(of: detail.parent)
      }
      before = detail
      // It stands where it should already.
      if detail.parent == last {
        (last, lastTree) = (detail.id, detail.tree)
        continue
      }
      var tree = detail.tree
      if lastTree != parentTree {
        switch try await merge(detail, into: lastTree) {
        case .clean(let merged): tree = merged
        case .conflicts(let conflicts): return .conflict(commit: detail.id, files: conflicts.map(\.path))
        case .unrelated, .failed: return .conflict(commit: detail.id, files: [])
        }
      }
      // What it changes is there already.
      if tree == lastTree, detail.tree != parentTree { continue }
      last = try await commit(detail, tree: tree, parent: last, isSigned: signs == "true")
      lastTree = tree
    }
    return .made(last)
  }

  private struct Detail {
    let id: String
    let tree: String
    let parent: String
    let author: (name: String, mail: String, date: String)
    let message: [UInt8]
  }

  private func details(of commits: [String]) async throws(GitError) -> [Detail] {
    guard !commits.isEmpty else { return [] }
    let output = try await git.run(
      [
        "log", "--no-walk=unsorted", "--stdin", "-z", "--encoding=UTF-8", "--no-show-signature", "--no-notes",
        "--date=raw", "--format=%H%n%T%n%P%n%an%n%ae%n%ad%n%B",
      ], input: Array(commits.joined(separator: "\n").utf8) + [10])
    return output.bytes.split(separator: 0).compactMap { record in
      let fields = record.split(separator: 10, maxSplits: 6, omittingEmptySubsequences: false)
      guard fields.count == 7 else { return nil }
      let texts = fields.dropLast().map { String(decoding: $0, as: UTF8.self) }
      return Detail(
        id: texts[0], tree: texts[1], parent: texts[2], author: (texts[3], texts[4], texts[5]),
        message: Array(fields[6]))
    }
  }

  /// A merge whose common ancestor is the commit's parent brings what the commit changed, and nothing else.
  private func merge(_ detail: Detail, into tree: String) async throws(GitError) -> MergeSimulation {
    let ours = try await bare(tree, parent: detail.parent)
    let result = try await git.simulateMerge(of: detail.id, into: ours)
    guard case .conflicts(let conflicts) = result,
      let names = try await otherNames(for: conflicts.map(\.path), detail, tree)
    else {
      return result
    }
    let renamed = try await renaming(names, in: detail.tree)
    return try await git.simulateMerge(of: try await bare(renamed, parent: detail.parent), into: ours)
  }

  /// A commit that nobody sees.
  private func bare(_ tree: String, parent: String) async throws(GitError) -> String {
    try await git.commitTree(tree, parents: [parent], message: "", at: Instant(milliseconds: 0))
  }

  /// Names that solve a conflict: all of its files are new on both sides, may have another name, and are referred to by
  /// nobody. nil where that is not so.
  private func otherNames(
    for files: [String], _ detail: Detail, _ tree: String
  ) async throws(GitError) -> [(path: String, other: String)]? {
    guard !files.isEmpty, try await git.entries(of: detail.parent, files).isEmpty else { return nil }
    let own = try await git.entries(of: detail.id, files)
    var names: [(path: String, other: String)] = []
    for path in files {
      guard let entry = own[ExactText(path)] else { return nil }
      let bytes = try await git.run(["cat-file", "blob", entry.id]).bytes
      let word =
        path.split(separator: "/").last.map { $0.hasSuffix(".md") ? String($0.dropLast(3)) : String($0) } ?? path
      let mentions = try await git.run(["grep", "-l", "-z", "-F", "-e", word, detail.id], accepting: [0, 1])
      guard mentions.status == 1 else { return nil }
      var other: String?
      for number in 2..<1_000 {
        guard let name = otherName(path, bytes, number) else { return nil }
        let theirs = try await git.entries(of: tree, [name])
        let ours = try await git.entries(of: detail.id, [name])
        if theirs.isEmpty, ours.isEmpty {
          other = name
          break
        }
      }
      guard let other else { return nil }
      names.append((path, other))
    }
    return names
  }

  private func renaming(_ names: [(path: String, other: String)], in tree: String) async throws(GitError) -> String {
    let entries = try await git.entries(of: tree, names.map(\.path))
    var lines: [UInt8] = []
    for name in names {
      guard let entry = entries[ExactText(name.path)] else { continue }
      lines += GitRunner.indexLine(name.path, nil, idLength: entry.id.utf8.count)
      lines += GitRunner.indexLine(name.other, entry, idLength: entry.id.utf8.count)
    }
    return try await git.withIndexOfItsOwn { (git, _) async throws(GitError) in
      try await git.run(["read-tree", tree])
      try await git.run(["update-index", "-z", "--index-info"], input: lines)
      return try await git.run(["write-tree"]).line
    }
  }

  private func commit(
    _ detail: Detail, tree: String, parent: String, isSigned: Bool
  ) async throws(GitError) -> String {
    var git = git
    git.environment["GIT_AUTHOR_NAME"] = detail.author.name
    git.environment["GIT_AUTHOR_EMAIL"] = detail.author.mail
    git.environment["GIT_AUTHOR_DATE"] = "@\(detail.author.date)"
    return try await git.run(
      ["-c", "i18n.commitEncoding=UTF-8", "commit-tree"] + (isSigned ? ["-S"] : []) + ["-p", parent, "-F", "-", tree],
      input: detail.message
    ).line
  }
}

extension GitRunner {
  /// Runs something with an index that is there for it alone, and empty.
  ///
  /// - Parameter body: given git with that index, and the folder that it is in.
  func withIndexOfItsOwn<Value: Sendable>(
    _ body: (GitRunner, String) async throws(GitError) -> Value
  ) async throws(GitError) -> Value {
    let folder: String
    do throws(FileError) {
      folder = try FileSystem.makeTemporaryFolder()
    } catch {
      throw .notStarted(command: "read-tree", reason: "\(error)")
    }
    defer { try? FileSystem.removeTree(folder) }
    var git = self
    git.environment["GIT_INDEX_FILE"] = "\(folder)/index"
    return try await body(git, folder)
  }
}
