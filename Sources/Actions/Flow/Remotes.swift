import Bytes
import Evidence
import Git

// What concerns remotes: fetching before something is decided, being behind, pushing when asked to.

extension RepoView {
  /// How long a remote may take to answer.
  private static let fetchLimit: Duration = .seconds(60)
  /// A push runs the person's hooks, which may run tests.
  static let pushLimit: Duration = .seconds(1_800)

  /// The remote of a branch: as its configuration says, else `origin`, else the first; nil without any.
  func remote(of branch: String) async throws(GitError) -> String? {
    let named = try await git.run(["config", "--get", "branch.\(branch).remote"], accepting: [0, 1]).line
    let remotes = try await git.run(["remote"]).text.split(separator: "\n").map(String.init)
    return remotes.first { $0 == named } ?? remotes.first { $0 == "origin" } ?? remotes.first
  }

  /// Fetches the remote of a branch. One that does not answer is a warning.
  ///
  /// - Parameter withTags: whether tags of what is fetched come along.
  /// - Returns: the remote that was asked; nil where the branch has none, or it could not be reached.
  func fetch(
    for branch: String, withTags: Bool = false, otherwise help: String, _ warnings: inout [Warning]
  ) async -> String? {
    var git = git
    git.timeLimit = Self.fetchLimit
    do {
      guard let remote = try await remote(of: branch) else { return nil }
      try await git.run(["fetch", "--quiet"] + (withTags ? [] : ["--no-tags"]) + ["--", remote])
      return remote
    } catch {
      warnings.append(Warning("could not fetch \(branch): \(error)", help: help))
      return nil
    }
  }

  /// Refuses while the remote branch has commits that the local one has not.
  func refuseBehind(_ branch: String) async throws(Refusal) {
    guard let behind = try await behind(branch) else { return }
    throw .answer(behind.message, help: behind.help.map { "\($0), then run it again" })
  }

  /// What is to be said where the remote branch has commits that the local one has not, and what mends it.
  func behind(_ branch: String) async throws(Refusal) -> Warning? {
    guard let local = references.local(branch), let far = upstream(of: local) else { return nil }
    let distance = try await refusing { try await git.divergence(of: local.commit, and: far.commit) }
    guard distance.right > 0 else { return nil }
    let name = GitReference.shortName(far.name)
    let commits = "\(distance.right) commit\(distance.right == 1 ? "" : "s")"
    if distance.left > 0 {
      return Warning(
        "\(branch) and \(name) have parted: \(name) has \(commits) that \(branch) has not",
        help: "bring them together")
    }
    let place = worktree(on: branch).map { $0.path }
    let parts = name.split(separator: "/", maxSplits: 1)
    let command =
      place.map { "git -C \(SuggestedWord($0)) merge --ff-only \(SuggestedWord(name))" }
      ?? "git -C \(SuggestedWord(folder)) fetch \(SuggestedWord(String(parts[0]))) \(SuggestedWord(branch)):\(SuggestedWord(branch))"
    return Warning("\(branch) is \(commits) behind \(name)", help: command)
  }

  /// Refuses while the remote branch of a branch that is about to be merged has commits that would be left out.
  func refuseUnmergedRemote(of branch: String) async throws(Refusal) {
    guard let local = references.local(branch), let far = references.remote(branch) else { return }
    let count = try await refusing { try await git.count(from: local.commit, to: far.commit) }
    guard count > 0 else { return }
    let name = GitReference.shortName(far.name)
    throw .answer(
      "\(name) has \(count) commit\(count == 1 ? "" : "s") that \(branch) has not: they would be left out",
      help: "merge \(name) into \(branch) first; --anyway goes on without them")
  }

  /// Makes a local branch for one that only a remote has. Nobody's checkout changes.
  ///
  /// - Returns: whether it was missing.
  @discardableResult
  func makeLocal(_ branch: String) async throws(Refusal) -> Bool {
    guard references.local(branch) == nil else { return false }
    guard let far = references.remote(branch) else { throw missing(branch) }
    try await refusing {
      _ = try await git.run(["branch", "--quiet", "--track", "--", branch, GitReference.shortName(far.name)])
    }
    return true
  }

  func missing(_ branch: String) -> Refusal {
    let known = references.branches.map { GitReference.shortName($0.name) }
    guard !known.isEmpty else {
      return .answer(
        "\(repo.slug) has no commit yet: nothing can begin there",
        help: "make its first commit: git -C \(SuggestedWord(folder)) commit --allow-empty -m first")
    }
    return .answer(
      "\(repo.slug) has no branch \(branch)",
      help:
        "name its branches in content/repos/\(repo.slug).md (branches: {main: …, develop: …}); there are \(known.prefix(5).joined(separator: ", "))"
    )
  }

  /// Where a branch or what it would be made of stands.
  func commit(of branch: String) throws(Refusal) -> String {
    guard let reference = references.local(branch) ?? references.remote(branch) else { throw missing(branch) }
    return reference.commit
  }
}

/// What a push is to bring where.
struct Push: Sendable {
  let view: RepoView
  /// Full names: `refs/heads/develop`, `refs/tags/1.3.0`.
  let references: [String]
  /// Whose remote it is.
  let branch: String
  var setsUpstream = false

  /// Pushes, to the same names.
  ///
  /// - Returns: the remote.
  /// - Throws: why it failed, with the command to repeat.
  func run() async throws(Refusal) -> String {
    let remote = try await refusing { try await view.remote(of: branch) }
    let names = references.map(GitReference.shortName)
    let (folder, words) = (SuggestedWord(view.folder), names.map { SuggestedWord($0).description })
    guard let remote else {
      throw .outside(
        "not pushed: \(view.repo.slug) has no remote",
        help:
          "git -C \(folder) remote add origin URL, then git -C \(folder) push origin \(words.joined(separator: " "))")
    }
    var git = view.git
    git.timeLimit = RepoView.pushLimit
    do throws(GitError) {
      try await git.run(
        ["push", "--quiet", "--no-follow-tags"] + (setsUpstream ? ["--set-upstream"] : []) + ["--", remote]
          + references.map { "\($0):\($0)" })
    } catch {
      // The same once more would be refused once more.
      let isBehind = ["non-fast-forward", "fetch first"].contains { "\(error)".contains($0) }
      throw .outside(
        "not pushed: \(names.joined(separator: ", ")): \(error)",
        help: isBehind
          ? "\(remote) has commits that are not here: git -C \(folder) fetch \(SuggestedWord(remote)), merge what came, and push again"
          : "git -C \(folder) push \(SuggestedWord(remote)) \(words.joined(separator: " "))")
    }
    return remote
  }
}
