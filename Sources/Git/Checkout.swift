import Bytes
import Files

/// The working tree that a folder is in.
package struct Checkout: Equatable, Sendable {
  /// The top folder of this working tree, absolute.
  package var topLevel: String
  /// The git directory of this working tree: where its HEAD, index and operation marks are.
  package var gitDirectory: String
  /// The git directory that all worktrees of the repository share.
  package var commonDirectory: String
  /// The folder's own path from the top, with a slash behind it; empty at the top.
  package var prefix: String

  package init(topLevel: String, gitDirectory: String, commonDirectory: String, prefix: String = "") {
    self.topLevel = topLevel
    self.gitDirectory = gitDirectory
    self.commonDirectory = commonDirectory
    self.prefix = prefix
  }

  /// Whether this is a linked worktree, made by `git worktree add`.
  package var isLinked: Bool { gitDirectory != commonDirectory }

  /// What was begun in this working tree and is not ended: "merge", "rebase". Nil for nothing.
  package var operation: String? {
    let marks = [
      ("MERGE_HEAD", "merge"), ("rebase-merge", "rebase"), ("rebase-apply", "rebase"),
      ("CHERRY_PICK_HEAD", "cherry-pick"), ("REVERT_HEAD", "revert"), ("BISECT_LOG", "bisect"),
      ("sequencer", "cherry-pick"),
    ]
    return marks.first { FileSystem.kind(of: "\(gitDirectory)/\($0.0)") != nil }?.1
  }
}

extension GitRunner {
  /// The working tree that the folder is in; nil when it is in none (no repository, a bare one, or inside a
  /// git directory).
  ///
  /// - Throws: what `run` throws; a repository that git refuses to read (another owner) is a failure.
  package func checkout() async throws(GitError) -> Checkout? {
    let output: GitOutput
    do {
      output = try await run([
        "rev-parse", "--path-format=absolute", "--show-toplevel", "--absolute-git-dir", "--git-common-dir",
        "--show-prefix",
      ])
    } catch .failed(let failure)
      where failure.message.contains("not a git repository")
      || failure.message.contains("must be run in a work tree")
    {
      return nil
    }
    var lines = output.text.split(separator: "\n").map(String.init)
    // What git does with an option that it does not know yet.
    if lines.first == "--path-format=absolute" { throw .tooOld(found: "this git", needed: GitVersion(2, 31)) }
    if lines.count != 3, lines.count != 4 {
      // A line break in a path: nothing here could tell the paths apart.
      lines = []
      for option in ["--show-toplevel", "--absolute-git-dir", "--git-common-dir", "--show-prefix"] {
        lines.append(try await run(["rev-parse", "--path-format=absolute", option]).line)
      }
    }
    return Checkout(
      topLevel: lines[0], gitDirectory: lines[1], commonDirectory: lines[2], prefix: lines.count == 4 ? lines[3] : "")
  }

  /// Whether a linked worktree is on a branch that comes and goes: neither a trunk by its name, nor one with a history of
  /// its own, which has nothing in common with what the main checkout (or the bare repository) is on.
  ///
  /// - Throws: what `run` throws.
  package func isOnSideBranch() async throws(GitError) -> Bool {
    guard let checkout = try await checkout(), checkout.isLinked else { return false }
    let branch = try await run(["symbolic-ref", "--quiet", "HEAD"], accepting: [0, 1]).line
    let remote = try await run(["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"], accepting: [0, 1]).line
    let trunks =
      ["main", "master", "develop", "trunk"].map { "refs/heads/\($0)" }
      + [remote.replacing("refs/remotes/origin/", with: "refs/heads/")]
    if !branch.isEmpty, trunks.contains(branch) { return false }
    var common = self
    common.folder = checkout.commonDirectory
    let other = try await common.run(["rev-parse", "--verify", "--quiet", "HEAD"], accepting: [0, 1])
    guard other.status == 0 else { return true }
    return try await run(["merge-base", "HEAD", other.line], accepting: [0, 1, 128]).status != 1
  }

  /// The top folder of the main checkout of the repository: this working tree's own unless it is a linked
  /// one. For a linked worktree of a bare repository, the one that has the branch which HEAD of the bare repository
  /// names. Nil outside of any, and where there is none.
  ///
  /// - Throws: what `run` throws.
  package func mainCheckout() async throws(GitError) -> String? {
    guard let checkout = try await checkout() else { return nil }
    guard checkout.isLinked else { return checkout.topLevel }
    // Git lists the main working tree first.
    let records = try await run(["worktree", "list", "--porcelain"]).text.split(separator: "\n\n")
    let lines = records.first?.split(separator: "\n") ?? []
    guard let first = lines.first, first.hasPrefix("worktree ") else { return nil }
    if lines.contains("bare") {
      var bare = self
      bare.folder = checkout.commonDirectory
      let head = try await bare.run(["symbolic-ref", "--quiet", "HEAD"], accepting: [0, 1]).line
      let main = records.first { $0.split(separator: "\n").contains("branch \(head)") }
      return main?.split(separator: "\n").first.map { String($0.dropFirst("worktree ".count)) }
    }
    var main = self
    main.folder = String(first.dropFirst("worktree ".count))
    // Where the git directory lies apart (a submodule, `--separate-git-dir`), git names it here, and it is no working
    // tree; where that is, `core.worktree` may say.
    if ExactText(main.folder) == ExactText(checkout.commonDirectory) {
      let named = try await run(["config", "--type=path", "core.worktree"], accepting: [0, 1]).line
      guard !named.isEmpty else { return nil }
      main.folder = named.utf8.first == UInt8(ascii: "/") ? named : "\(checkout.commonDirectory)/\(named)"
      guard FileSystem.kind(of: main.folder) == .directory else { return nil }
    }
    guard let found = try await main.checkout(), found.gitDirectory == checkout.commonDirectory else {
      return nil
    }
    return found.topLevel
  }
}
