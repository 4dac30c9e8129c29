import Bytes
import Content
import Evidence
import Files
import Git

/// Ends a release or a hotfix: merged into main, tagged, merged back, its worktree and branch removed. Each step looks at
/// what is there, so that a run that was ended between two of them is finished by the next.
package struct FinishRelease: Verb {
  package let topic: Topic
  package let repo: String
  /// nil: the one that is open.
  package var version: String?
  package var isPushing = false
  /// Whether commits that only the remote has may be left out.
  package var anyway = false

  package init(_ topic: Topic, of repo: String) {
    self.topic = topic
    self.repo = repo
  }

  package struct Outcome: Warned {
    package let topic: Topic
    package let version: String
    package let branch: String
    package let tag: String
    package let main: String
    package let base: String
    package var intoMain = Merge.there
    package var intoBase = Merge.there
    /// The commit that the tag is at; nil where it would be made.
    package var tagged: String?
    package var isTagNew = false
    package var worktree: String?
    package var isBranchDeleted = false
    package var pushed: [String] = []
    package var remote: String?
    package let isDryRun: Bool
    package var failures: [Refusal] = []
    package var warnings: [Warning] = []
  }

  package enum Merge: Sendable, Equatable {
    /// It has it already.
    case there
    case made(commit: String?, in: String?)
  }

  package func validate() throws(Refusal) {
    if let version { _ = try StartRelease.parse(version) }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    let lock = try await RepoLock(self.repo, in: home, verb: "\(topic) finish", stage)
    defer { _ = lock }
    let workspace = try await home.workspace(asOf: stage.now)
    let repo = try workspace.existingRepo(self.repo)
    var view = try await home.view(of: repo)
    var warnings: [Warning] = []
    if !stage.isDryRun {
      await TemporaryWorktree.sweep(view)
      _ = await view.fetch(for: view.rules.main, withTags: true, otherwise: "what is here counts", &warnings)
      view = try await home.view(of: repo)
    }
    let look = try await TopicLook(view, workspace.settings, home: home)
    let branch = TopicBranch(topic, try await find(in: look), look)
    var work = ReleaseWork(request: self, home: home, stage: stage, repo: repo, look: look, branch: branch)
    var outcome = try await work.run()
    outcome.warnings = warnings
    return outcome
  }

  /// The version that is meant.
  private func find(in look: TopicLook) async throws(Refusal) -> SemanticVersion {
    if let version { return try StartRelease.parse(version) }
    let open = look.open(topic)
    // A run that was ended before its push left nothing else to do.
    if open.isEmpty, isPushing,
      let newest = try await look.newestTag(in: try look.view.commit(of: look.view.rules.main))
    {
      return newest
    }
    guard let only = open.first, open.count == 1 else {
      throw .answer(
        open.isEmpty
          ? "no \(topic) of \(repo) is open" : "more than one \(topic) is open: \(open.joined(separator: ", "))",
        help: open.isEmpty
          ? "orchsite \(topic) start \(repo) --bump patch begins one"
          : "name it: orchsite \(topic) finish \(repo) \(open[0])")
    }
    guard let version = SemanticVersion(only) else {
      throw .answer(
        "\(topic.prefix(look.view.rules))\(only) is not named after a version like 1.3.0",
        help: "rename the branch, or finish it with git")
    }
    return version
  }
}

private struct ReleaseWork {
  let request: FinishRelease
  let home: Home
  let stage: Stage
  let repo: Repo
  var look: TopicLook
  let branch: TopicBranch

  private var view: RepoView { look.view }
  private var main: String { view.rules.main }
  private var base: String { view.rules.base }
  private var topic: Topic { request.topic }

  mutating func run() async throws(Refusal) -> FinishRelease.Outcome {
    var outcome = FinishRelease.Outcome(
      topic: topic, version: branch.version.description, branch: branch.branch, tag: branch.tag, main: main,
      base: base, isDryRun: stage.isDryRun)
    guard let head = view.references.local(branch.branch)?.commit else { return try await finishGone(outcome) }
    let worktree = try look.worktree(of: branch)
    try await refuse(head, worktree)
    let plans = try await plan(head)
    outcome.intoMain = plans.main.map { .made(commit: nil, in: $0.checkout) } ?? .there
    outcome.intoBase = plans.base.map { .made(commit: nil, in: $0.checkout) } ?? .there
    outcome.tagged = look.commit(of: branch.tag)
    outcome.isTagNew = outcome.tagged == nil
    if stage.isDryRun {
      outcome.worktree = worktree?.path
      outcome.isBranchDeleted = true
      return try await push(outcome)
    }
    do throws(Refusal) {
      try await merge(head, plans, &outcome)
    } catch {
      throw outcome.isBegun
        ? .after([Warning("\(branch.branch) is finished in part", help: "run it again to go on")], error) : error
    }
    do throws(Refusal) { try await clean(head, worktree, &outcome) } catch { outcome.failures.append(error) }
    return try await push(outcome)
  }

  /// The branch is gone: everything was done, but maybe the push.
  private func finishGone(_ outcome: FinishRelease.Outcome) async throws(Refusal) -> FinishRelease.Outcome {
    var outcome = outcome
    guard let tagged = look.commit(of: branch.tag) else {
      let far = view.references.remote(branch.branch).map { GitReference.shortName($0.name) }
      throw .answer(
        far.map { "\(branch.branch) is not here, only \($0)" } ?? "there is no branch \(branch.branch)",
        help: far.map {
          "git -C \(SuggestedWord(view.folder)) branch --track \(SuggestedWord(branch.branch)) \(SuggestedWord($0))"
        }
          ?? "orchsite \(topic) start \(repo.slug) \(branch.version) begins it")
    }
    for target in [main, base] {
      let commit = try view.commit(of: target)
      guard try await refusing({ try await view.git.isAncestor(tagged, of: commit) }) else {
        throw .answer(
          "there is no branch \(branch.branch), and \(target) does not have the tag \(branch.tag)",
          help: "look at it: git -C \(SuggestedWord(view.folder)) log -1 \(SuggestedWord(branch.tag))")
      }
    }
    outcome.tagged = tagged
    return try await push(outcome)
  }

  // MARK: Looking

  private func refuse(_ head: String, _ worktree: ListedWorktree?) async throws(Refusal) {
    if let worktree { try await refuseLosses(worktree) }
    if !request.anyway { try await view.refuseUnmergedRemote(of: branch.branch) }
    for target in [main, base].distinct() {
      _ = try view.commit(of: target)
      try await view.refuseBehind(target)
    }
    let file = try await refusing { try await VersionFile.find(in: head, view.git) }
    if let file, file.text != branch.version.description, !request.anyway {
      throw .answer(
        "\(file.path) of \(branch.branch) says \(file.text)",
        help:
          "orchsite \(topic) start \(repo.slug) \(branch.version) writes the version; --anyway finishes it as it is")
    }
    guard let tagged = look.commit(of: branch.tag) else { return }
    let mainCommit = try view.commit(of: main)
    let isOurs = try await refusing {
      let isMerged = try await view.git.isAncestor(head, of: tagged)
      return try await view.git.isAncestor(tagged, of: mainCommit) ? isMerged : false
    }
    guard isOurs else {
      throw .answer(
        "the tag \(branch.tag) is there already, at \(tagged.prefix(7)), which is another commit",
        help: "it is not moved: release another version, or delete the tag if it was a mistake")
    }
  }

  private func refuseLosses(_ worktree: ListedWorktree) async throws(Refusal) {
    let contents = try await WorktreeContents.read(worktree, in: view, copies: [:])
    if let lock = contents.lock {
      throw .answer(
        "\(worktree.path) is locked by somebody else\(lock.isEmpty ? "" : ": \(lock)")",
        help: "it may be in use; git worktree unlock is theirs to run")
    }
    if let process = contents.processes.first {
      throw .answer(
        "a process works in \(worktree.path): \(process.name) (\(process.process))",
        help: "end it, or leave that folder")
    }
    guard contents.isEmpty else {
      throw .answer(
        (["\(branch.branch) is not finished: \(worktree.path)"] + contents.words).joined(separator: "\n"),
        help: "commit it, or move it away, and run it again")
    }
  }

  struct Plans {
    /// nil where main has it already.
    var main: BranchMerge.Plan?
    /// nil where there is no other base, or it has it already.
    var base: BranchMerge.Plan?
  }

  private func merge(intoMain head: String) -> BranchMerge {
    BranchMerge(
      view: view, source: branch.branch, commit: head, target: main,
      message: "Merge branch '\(branch.branch)' into \(main)")
  }

  private func merge(intoBase commit: String) -> BranchMerge {
    BranchMerge(
      view: view, source: branch.tag, commit: commit, target: base,
      message: "Merge tag '\(branch.tag)' into \(base)",
      // The other way round, everything that is not released yet would come into main.
      advice:
        "merge \(branch.branch) into \(base) yourself, mend these files and commit; then run it again: nothing is merged yet"
    )
  }

  /// Both merges, before the first is made: the second one with what the first one would bring.
  private func plan(_ head: String) async throws(Refusal) -> Plans {
    let scratch = try refusing { try ScratchObjects(besides: view.commonDirectory) }
    let old = try view.commit(of: main)
    var plans = Plans()
    var ending: String
    if try await refusing({ try await view.git.isAncestor(head, of: old) }) {
      ending = try await commitToTag(head, in: old)
    } else {
      let plan = try await merge(intoMain: head).plan(scratch)
      plans.main = plan
      ending = try await refusing {
        try await scratch.runner(view.git).commitTree(
          plan.tree, parents: [old, head], message: "simulated\n", at: stage.now)
      }
    }
    guard view.rules.hasDevelop else { return plans }
    let there = try view.commit(of: base)
    let git = scratch.runner(view.git)
    if try await refusing({ try await git.isAncestor(ending, of: there) }) { return plans }
    plans.base = try await merge(intoBase: ending).plan(merging: ending, scratch)
    return plans
  }

  /// The commit of main that brought the branch: where the tag is, or belongs.
  private func commitToTag(_ head: String, in main: String) async throws(Refusal) -> String {
    if let tagged = look.commit(of: branch.tag) { return tagged }
    return try await refusing {
      let after = try await view.git.run(["rev-list", "--ancestry-path", "\(head)..\(main)"]).text
      let having = Set(after.split(separator: "\n") + [Substring(head)])
      let trunk = try await view.git.run(["rev-list", "--first-parent", "--max-count=20000", main]).text
      // The first of main's own line that has it.
      return trunk.split(separator: "\n").last(where: having.contains).map(String.init) ?? main
    }
  }

  // MARK: Doing

  private mutating func merge(
    _ head: String, _ plans: Plans, _ outcome: inout FinishRelease.Outcome
  ) async throws(Refusal) {
    if let plan = plans.main {
      outcome.intoMain = .made(commit: try await merge(intoMain: head).run(plan), in: plan.checkout)
      try await refresh()
    }
    let tagged: String
    if let there = look.commit(of: branch.tag) {
      tagged = there
    } else {
      tagged = try await commitToTag(head, in: try view.commit(of: main))
      var git = view.git
      // Signing may ask an agent.
      git.timeLimit = .seconds(600)
      do throws(GitError) {
        try await git.run([
          "tag", "--annotate", "-m", "\(topic == .release ? "Release" : "Hotfix") \(branch.version)", "--", branch.tag,
          tagged,
        ])
      } catch {
        throw .git(error)
      }
    }
    outcome.tagged = tagged
    if let plan = plans.base {
      // A merge of the same trees: what was planned with a simulated commit holds for the real one.
      outcome.intoBase = .made(commit: try await merge(intoBase: tagged).run(plan), in: plan.checkout)
    }
    try await refresh()
  }

  private mutating func refresh() async throws(Refusal) {
    let workspace = try await home.workspace(asOf: stage.now)
    look = try await TopicLook(try await home.view(of: repo), workspace.settings, home: home)
  }

  /// Takes worktree and branch away, for which there is proof.
  private func clean(
    _ head: String, _ worktree: ListedWorktree?, _ outcome: inout FinishRelease.Outcome
  ) async throws(Refusal) {
    let rescue = Rescue(
      repo: repo.slug, task: "\(topic)-\(branch.version)", stamp: stage.now.stamp, branch: branch.branch, head: head,
      worktree: nil, gitDirectory: nil, at: stage.now)
    let mainCommit = try view.commit(of: main)
    if let worktree {
      try await refuseLosses(worktree)
      try await refusing {
        if !worktree.isGone {
          let strays = try await Rescue.strays(of: view.git.at(worktree.path), branch: branch.branch)
          if !strays.isEmpty { try await rescue.keep(strays + [head], tree: nil, in: view.git) }
        }
        let isForced = worktree.isGone || FileSystem.kind(of: "\(worktree.path)/.gitmodules") != nil
        _ = try await view.git.run(["worktree", "remove"] + (isForced ? ["--force"] : []) + ["--", worktree.path])
        _ = try? FileSystem.removeEmptyDirectory(FileSystem.folder(of: worktree.path))
      }
      outcome.worktree = worktree.path
    }
    try await refusing {
      guard try await view.git.isAncestor(head, of: mainCommit) else { return }
      try await view.git.update(
        GitReference.heads + branch.branch, from: head, to: nil, reason: "orchsite: \(branch.version) is finished")
      // What git knows of its remote; there may be nothing.
      try await view.git.run(["config", "--remove-section", "branch.\(branch.branch)"], accepting: [0, 128])
    }
    outcome.isBranchDeleted = true
  }

  private func push(_ outcome: FinishRelease.Outcome) async throws(Refusal) -> FinishRelease.Outcome {
    guard request.isPushing else { return outcome }
    var outcome = outcome
    let branches = view.rules.hasDevelop ? [main, base] : [main]
    outcome.pushed = branches + [branch.tag]
    if stage.isDryRun {
      outcome.remote = try await refusing { try await view.remote(of: main) }
      return outcome
    }
    let push = Push(
      view: view, references: branches.map { GitReference.heads + $0 } + [GitReference.tags + branch.tag], branch: main)
    do throws(Refusal) { outcome.remote = try await push.run() } catch { outcome.failures.append(error) }
    return outcome
  }
}

extension BranchMerge.Plan {
  /// The checkout that the merge is made in; nil for a temporary one.
  var checkout: String? { if case .checkout(let path) = place { path } else { nil } }
}

extension FinishRelease.Outcome {
  /// Whether anything was done.
  fileprivate var isBegun: Bool {
    if case .made(let commit?, _) = intoMain, !commit.isEmpty { return true }
    if case .made(let commit?, _) = intoBase, !commit.isEmpty { return true }
    return isTagNew && tagged != nil
  }
}
