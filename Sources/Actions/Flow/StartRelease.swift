import Bytes
import Content
import Evidence
import Files
import Git

/// Begins a release or a hotfix: its branch, in a worktree of its own, and the commit that changes the version there.
/// What is there already stays, so that running it again finishes what was begun.
package struct StartRelease: Verb {
  package let topic: Topic
  package let repo: String
  package var version: String?
  package var bump: SemanticVersion.Part?
  /// Whether a version may be lower than the one before.
  package var anyway = false

  package init(_ topic: Topic, of repo: String) {
    self.topic = topic
    self.repo = repo
  }

  package struct Outcome: Warned {
    package let topic: Topic
    package let repo: String
    package let version: String
    package let branch: String
    package let worktree: String
    /// What the branch began at, by name; nil for one that was there.
    package var start: String?
    package var isWorktreeNew = false
    /// The file that says the version; nil where there is none.
    package var file: String?
    /// What it said before; nil where nothing was to be changed.
    package var before: String?
    package let isDryRun: Bool
    package var warnings: [Warning] = []
  }

  package func validate() throws(Refusal) {
    guard (version == nil) != (bump == nil) else {
      throw .usage(
        version == nil
          ? "Which version? Name it, or say --bump major, minor or patch." : "Name the version or say --bump, not both."
      )
    }
    if let version { _ = try Self.parse(version) }
  }

  static func parse(_ text: String) throws(Refusal) -> SemanticVersion {
    if let version = SemanticVersion(text) { return version }
    throw .usage("\"\(text)\" is not a version like 1.3.0 or 2.0.0-rc.1", help: "the tag's prefix is not part of it")
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    let lock = try await RepoLock(self.repo, in: home, verb: "\(topic) start", stage)
    defer { _ = lock }
    let workspace = try await home.workspace(asOf: stage.now)
    let repo = try workspace.existingRepo(self.repo)
    let first = try await home.view(of: repo)
    let base = topic.start(first.rules)
    var warnings: [Warning] = []
    if !stage.isDryRun {
      _ = await first.fetch(for: base, withTags: true, otherwise: "the \(topic) begins at what is here", &warnings)
    }
    let start = try await StartPoint.find(base, in: first, isFetching: false)
    let look = try await TopicLook(try await home.view(of: repo), workspace.settings, home: home)
    let file = try await refusing { try await VersionFile.find(in: start.commit, look.view.git) }
    let version = try await next(file, look, start)
    let branch = TopicBranch(topic, version, look)
    try await refuse(branch, file, look)
    let worktree = try look.worktree(of: branch)
    var outcome = Outcome(
      topic: topic, repo: self.repo, version: version.description, branch: branch.branch, worktree: branch.worktree,
      file: file?.path, isDryRun: stage.isDryRun, warnings: warnings + start.warnings)
    if look.view.references.local(branch.branch) == nil { outcome.start = start.name }
    if stage.isDryRun {
      outcome.isWorktreeNew = worktree == nil
      outcome.before = file.flatMap { $0.text == version.description ? nil : $0.text }
      return outcome
    }
    outcome.isWorktreeNew = try await make(branch, at: start.commit, worktree, look.view)
    if let file { outcome.before = try await commit(version, file, branch, look.view) }
    return outcome
  }

  /// The version that is asked for, or the one that follows.
  private func next(
    _ file: VersionFile?, _ look: TopicLook, _ start: StartPoint
  ) async throws(Refusal) -> SemanticVersion {
    let current: SemanticVersion?
    if let file { current = SemanticVersion(file.text) } else { current = try await look.newestTag(in: start.commit) }
    if let version {
      let asked = try Self.parse(version)
      if let current, asked < current, !anyway {
        throw .answer(
          "\(asked) is lower than \(current), which \(file.map { "\($0.path) says" } ?? "is tagged")",
          help: "name a higher one; --anyway takes it as it is")
      }
      return asked
    }
    guard let current, let bump else {
      throw .answer(
        file.map { "\($0.path) of \(start.name) says \($0.text), which is no version like 1.3.0" }
          ?? "nothing says which version \(repo) is: no version file, no tag",
        help: "name the next one: orchsite \(topic) start \(repo) 1.0.0")
    }
    return current.bumped(bump)
  }

  private func refuse(_ branch: TopicBranch, _ file: VersionFile?, _ look: TopicLook) async throws(Refusal) {
    if let commit = look.commit(of: branch.tag) {
      throw .answer(
        "the tag \(branch.tag) is there already, at \(commit.prefix(7))",
        help: look.open(topic).containsExactly(branch.version.description)
          ? "orchsite \(topic) finish \(repo) \(branch.version) finishes it" : "name another version")
    }
    let others = look.open(topic).filter { ExactText($0) != ExactText(branch.version.description) }
    if let other = others.first {
      throw .answer(
        "a \(topic) is open already: \(topic.prefix(look.view.rules))\(other)",
        help: "orchsite \(topic) finish \(repo) \(other) finishes it")
    }
    if try look.worktree(of: branch) == nil, FileSystem.kind(of: branch.worktree) != nil,
      try refusing({ try !FileSystem.list(branch.worktree).isEmpty })
    {
      throw .answer("\(branch.worktree) is there and is no worktree of \(repo)", help: "move it away")
    }
  }

  // MARK: Steps

  /// Makes branch and worktree, as far as they are not there.
  private func make(
    _ branch: TopicBranch, at commit: String, _ worktree: ListedWorktree?, _ view: RepoView
  ) async throws(Refusal) -> Bool {
    if let worktree, !worktree.isGone, !worktree.isHalfMade { return false }
    var git = view.git
    // A checkout with large files and filters takes its time.
    git.timeLimit = .seconds(1_800)
    git.ownTimeLimit = .seconds(1_800)
    if let worktree {
      if worktree.isHalfMade, let own = try await refusing({ try await view.git.at(worktree.path).checkout() }),
        FileSystem.kind(of: "\(own.gitDirectory)/index.lock") != nil
      {
        throw .answer(
          "git is making \(worktree.path), or was ended while it did",
          help:
            "wait for it; if no git runs there any more: git -C \(SuggestedWord(view.folder)) worktree remove --force --force \(SuggestedWord(worktree.path))"
        )
      }
      // What it was made of so far is only a checkout.
      try await refusing { _ = try await git.run(["worktree", "remove", "--force", "--force", "--", worktree.path]) }
    }
    try ProjectSettings.makeFolder(forWorktree: branch.worktree)
    let isThere = view.references.local(branch.branch) != nil
    let arguments =
      isThere ? [branch.worktree, branch.branch] : ["--no-track", "-b", branch.branch, branch.worktree, commit]
    do throws(GitError) {
      try await git.run(["worktree", "add", "--quiet"] + arguments)
    } catch {
      // A hook that fails does so when all is there.
      let state = try? await view.git.at(branch.worktree).workingState()
      guard let state, state.branch == branch.branch, state.entries.isEmpty else { throw .git(error) }
    }
    return true
  }

  /// Changes the version and commits that.
  ///
  /// - Returns: what the file said before; nil where all was done.
  private func commit(
    _ version: SemanticVersion, _ start: VersionFile, _ branch: TopicBranch, _ view: RepoView
  ) async throws(Refusal) -> String? {
    var git = view.git.at(branch.worktree)
    git.timeLimit = .seconds(1_800)
    let committed = try await refusing { [git] in try await git.run(["cat-file", "blob", "HEAD:\(start.path)"]).bytes }
    let before = VersionFile(start.kind, committed)
    if before?.text == version.description { return nil }
    _ = try VersionFile.write(version.description, start.kind, in: branch.worktree)
    do throws(GitError) {
      try await git.run([
        "commit", "--quiet", "--only", "-m", "chore(\(topic)): \(version)", "--", start.path,
      ])
    } catch {
      let words: String
      if case .failed(let failure) = error { words = failure.summary } else { words = "\(error)" }
      throw .answer(
        "\(branch.branch) is begun, but the version is not committed: \(words)",
        help: "mend that, and run it again: orchsite \(topic) start \(repo) \(version)")
    }
    return before?.text ?? ""
  }
}
