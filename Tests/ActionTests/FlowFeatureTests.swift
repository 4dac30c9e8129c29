import Content
import Evidence
import TestSupport
import Testing

@testable import Actions

@Suite struct FlowFeatureTests {
  private func isDone(_ flow: FlowBoard) {
    #expect(flow.branches == "develop\nmain")
    #expect(flow.worktreeCount == 1)
    #expect(flow.taskStatus == "status: done")
    #expect(flow.status == "")
    #expect(flow.git("show", "develop:fix.txt") == "fix 0")
  }

  // MARK: Where the base is

  @Test func theMergeHappensInTheCheckoutThatHasTheBase() async throws {
    let flow = FlowBoard()
    try await flow.start()
    let outcome = try await flow.finish()
    #expect(outcome.merge == .merged(commit: flow.git("rev-parse", "develop"), in: flow.checkout))
    #expect(outcome.moved == FinishFeature.Move(from: .inProgress, to: .done))
    #expect(outcome.worktree == flow.worktree() && outcome.branchFate == .deleted)
    #expect(outcome.failures == [] && outcome.warnings == [])
    isDone(flow)
    #expect(flow.log("develop") == "Merge branch 'feature/fix' into develop\nstart")
    #expect(flow.board["web/fix.txt"] == "fix 0\n")
    let again = try await flow.finish()
    #expect(again.merge == .none && again.moved == nil && again.worktree == nil)
    isDone(flow)
  }

  @Test func aBaseThatIsNowhereIsMergedInATemporaryWorktree() async throws {
    let flow = FlowBoard()
    try await flow.start()
    flow.git("switch", "--quiet", "main")
    flow.put("mine\n", at: "readme.txt")
    let outcome = try await flow.finish()
    #expect(outcome.merge == .merged(commit: flow.git("rev-parse", "develop"), in: nil))
    #expect(flow.status == " M readme.txt")
    #expect(flow.git("rev-parse", "--abbrev-ref", "HEAD") == "main")
    flow.git("restore", "readme.txt")
    isDone(flow)
    #expect(flow.git("reflog", "-1", "--format=%gs", "develop") == "orchsite: merge feature/fix")
  }

  @Test func theBaseInAnotherWorktreeIsMergedThere() async throws {
    let flow = FlowBoard(repo: "wêb früh")
    try await flow.start()
    flow.git("switch", "--quiet", "main")
    let other = flow.board.folder("Büro 2")
    flow.git("worktree", "add", "--quiet", other, "develop")
    let outcome = try await flow.finish()
    #expect(outcome.merge == .merged(commit: flow.git("rev-parse", "develop"), in: other))
    #expect(flow.board["Büro 2/fix.txt"] == "fix 0\n")
    #expect(flow.board.git("status", "--porcelain", in: "Büro 2") == "")
  }

  @Test func aBareRepositoryWithWorktreesHasItsBaseMergedToo() async throws {
    let flow = FlowBoard(files: ["content/repos/web.md": "---\ntitle: Web\npath: bare.git\n---\n"])
    flow.board.folder.makeFolder("bare.git")
    flow.board.git("clone", "--quiet", "--bare", "web", "bare.git")
    for (key, value) in [("user.name", "Ada"), ("user.email", "ada@example.org")] {
      flow.board.git("config", key, value, in: "bare.git")
    }
    flow.board.git("remote", "remove", "origin", in: "bare.git")
    try await flow.start()
    let outcome = try await flow.finish()
    #expect(outcome.merge == .merged(commit: flow.board.git("rev-parse", "develop", in: "bare.git"), in: nil))
    #expect(flow.board.git("show", "develop:fix.txt", in: "bare.git") == "fix 0")
    #expect(outcome.branchFate == .deleted && flow.taskStatus == "status: done")
  }

  // MARK: Refusals, after which nothing has changed

  private func isUntouched(_ flow: FlowBoard, develop: String) {
    #expect(flow.git("rev-parse", "develop") == develop)
    #expect(flow.branches == "develop\nfeature/fix\nmain")
    #expect(flow.worktreeCount == 2)
    #expect(flow.taskStatus == "status: in-progress")
  }

  @Test func aCheckoutWithChangesIsRefused() async throws {
    let flow = FlowBoard()
    try await flow.start()
    let develop = flow.git("rev-parse", "develop")
    flow.put("mine\n", at: "readme.txt")
    let refused = Refusal.answer(
      "\(flow.checkout), where develop is checked out, has changes: readme.txt",
      help: "commit them there, or put them away (git stash), and run it again")
    #expect(await flow.refusal() == refused)
    flow.git("add", "readme.txt")
    #expect(await flow.refusal() == refused)
    isUntouched(flow, develop: develop)
    flow.git("reset", "--quiet", "--hard")
    // A file that git does not know is in nobody's way.
    flow.put("mine\n", at: "notes.txt")
    _ = try await flow.finish()
    #expect(flow.board["web/notes.txt"] == "mine\n")
  }

  @Test func aFileThatGitIgnoresIsNotOverwritten() async throws {
    let flow = FlowBoard()
    try await flow.start()
    let develop = flow.git("rev-parse", "develop")
    flow.put("fix.txt\n", at: ".git/info/exclude")
    flow.put("mine\n", at: "fix.txt")
    #expect(
      await flow.refusal()
        == .answer(
          "merging feature/fix would overwrite files in \(flow.checkout) that git does not know: fix.txt",
          help: "move them away, and run it again"))
    #expect(flow.board["web/fix.txt"] == "mine\n")
    isUntouched(flow, develop: develop)
  }

  @Test func aConflictChangesNothing() async throws {
    let flow = FlowBoard()
    try await flow.start()
    flow.commitInWorktree("theirs\n", at: "readme.txt")
    flow.commit("ours\n", at: "readme.txt")
    flow.commit("ours\n", at: "fix.txt")
    let develop = flow.git("rev-parse", "develop")
    #expect(
      await flow.refusal()
        == .answer(
          "feature/fix and develop conflict:\n  fix.txt\n  readme.txt",
          help: "merge develop into feature/fix, mend these files and commit; then run it again"))
    #expect(flow.status == "")
    isUntouched(flow, develop: develop)
  }

  @Test func whatIsNotBegunIsNotFinished() async throws {
    let flow = FlowBoard()
    try await flow.start(commits: 0)
    let develop = flow.git("rev-parse", "develop")
    #expect(
      await flow.refusal()
        == .answer(
          "web/fix is not begun: feature/fix has no commit that develop has not",
          help: "commit the work there; orchsite task move web/fix done calls it done without any"))
    isUntouched(flow, develop: develop)
  }

  @Test func whatIsNotCommittedIsNotFinished() async throws {
    let flow = FlowBoard()
    try await flow.start()
    let develop = flow.git("rev-parse", "develop")
    flow.board.folder.put("new\n", at: ".worktrees/web/fix/new.txt")
    #expect(
      await flow.refusal()
        == .answer(
          "web/fix is not finished: \(flow.worktree())\nnot committed: new.txt",
          help: "commit it, or move it away, and run it again"))
    isUntouched(flow, develop: develop)
  }

  @Test func aBlockerIsAnsweredFirst() async throws {
    let flow = FlowBoard()
    try await flow.start()
    flow.board.folder.put(
      "---\nat: 2026-01-07T11:00:00Z\nworker: ada\nstatus: in-progress\nblockers: [\"which colour?\"]\n---\n",
      at: "content/updates/web/fix/20260107T110000000Z-ada.md")
    #expect(
      await flow.refusal()
        == .answer(
          "web/fix is blocked: which colour?",
          help: "orchsite task unblock web/fix answers it; --anyway finishes it all the same"))
    _ = try await flow.finish { $0.anyway = true }
    isDone(flow)
  }

  @Test func aHookThatRefusesLeavesNothingBehind() async throws {
    let flow = FlowBoard()
    try await flow.start()
    let develop = flow.git("rev-parse", "develop")
    flow.hook("pre-merge-commit", "echo 'tests fail'; exit 1")
    let refused = Refusal.answer(
      "feature/fix was not merged into develop: tests fail",
      help: "nothing has changed; mend that, and run it again")
    #expect(await flow.refusal() == refused)
    #expect(flow.status == "")
    isUntouched(flow, develop: develop)
    flow.git("switch", "--quiet", "main")
    #expect(await flow.refusal() == refused)
    isUntouched(flow, develop: develop)
    flow.board.folder.remove("web/.git/hooks/pre-merge-commit")
    flow.git("config", "commit.gpgsign", "true")
    flow.git("config", "gpg.program", "/bin/false")
    flow.git("switch", "--quiet", "develop")
    #expect(
      await flow.refusal()
        == .answer(
          "feature/fix was not merged into develop: error: gpg failed to sign the data\nfatal: failed to write commit object",
          help: "nothing has changed; mend that, and run it again"))
    #expect(flow.status == "")
    isUntouched(flow, develop: develop)
  }

  @Test func aBranchOfTheMainCheckoutIsRefused() async throws {
    let flow = FlowBoard()
    try await flow.start()
    flow.git(in: "fix", "switch", "--quiet", "--detach")
    flow.git("switch", "--quiet", "feature/fix")
    #expect(
      await flow.refusal()
        == .answer(
          "feature/fix is checked out in \(flow.checkout), the main checkout",
          help: "switch that to another branch first: git -C \(flow.checkout) switch develop"))
  }

  @Test func aRebaseOfTheBaseIsNotPulledAway() async throws {
    let flow = FlowBoard()
    try await flow.start()
    flow.git("switch", "--quiet", "main")
    flow.commit("main\n", at: "readme.txt")
    flow.git("switch", "--quiet", "develop")
    flow.commit("develop\n", at: "readme.txt")
    flow.git("rebase", "main")
    let develop = flow.git("rev-parse", "develop")
    #expect(
      await flow.refusal()
        == .answer("a rebase of develop is in progress in \(flow.checkout)", help: "finish it there, or give it up"))
    isUntouched(flow, develop: develop)
  }

  // MARK: Going on

  @Test func aMergeByHandIsTakenOver() async throws {
    let flow = FlowBoard()
    try await flow.start()
    flow.git("merge", "--quiet", "--no-ff", "feature/fix")
    let outcome = try await flow.finish()
    #expect(outcome.merge == .wasMerged(.reachable) && outcome.worktree == flow.worktree())
    isDone(flow)
  }

  @Test func aRunThatWasEndedBetweenStepsIsFinished() async throws {
    // Merged, and the board told; worktree and branch are there.
    let flow = FlowBoard()
    try await flow.start()
    flow.git("merge", "--quiet", "--no-ff", "feature/fix")
    try await flow.board.call(MoveTask(id("web/fix"), to: .done))
    #expect(try await flow.finish().moved == nil)
    isDone(flow)
    // The worktree gone too.
    let other = FlowBoard()
    try await other.start()
    other.git("merge", "--quiet", "--no-ff", "feature/fix")
    other.git("worktree", "remove", "--force", "--force", other.worktree())
    let outcome = try await other.finish()
    #expect(outcome.worktree == nil && outcome.branchFate == .deleted)
    isDone(other)
  }

  @Test func aTemporaryWorktreeThatWasLeftBehindIsSweptAway() async throws {
    let flow = FlowBoard()
    try await flow.start()
    let left = flow.board.folder(".orchsite-tmp-abc123/merge")
    flow.git("worktree", "add", "--quiet", "--detach", left, "develop")
    flow.git("switch", "--quiet", "main")
    _ = try await flow.finish()
    #expect(flow.worktreeCount == 1)
    #expect(!flow.board.folder.names.contains(".orchsite-tmp-abc123"))
  }

  @Test func aDryRunChangesNothing() async throws {
    let flow = FlowBoard()
    try await flow.start()
    let develop = flow.git("rev-parse", "develop")
    let outcome = try await flow.finish(isDryRun: true)
    #expect(outcome.merge == .merged(commit: nil, in: flow.checkout))
    #expect(outcome.moved == FinishFeature.Move(from: .inProgress, to: .done))
    #expect(outcome.worktree == flow.worktree() && outcome.branchFate == .deleted)
    isUntouched(flow, develop: develop)
  }

  @Test func aWorktreeThatIsMissingIsNoHindrance() async throws {
    let flow = FlowBoard()
    try await flow.start()
    flow.git("worktree", "remove", "--force", "--force", flow.worktree())
    let outcome = try await flow.finish()
    #expect(outcome.worktree == nil && outcome.branchFate == .deleted)
    isDone(flow)
  }

  // MARK: Remotes

  @Test func aBaseBehindItsUpstreamIsRefused() async throws {
    let flow = FlowBoard()
    flow.addRemote()
    try await flow.start()
    flow.elsewhere(on: "develop", "echo x > x.txt && git add . && git commit --quiet -m x")
    #expect(
      await flow.refusal()
        == .answer(
          "develop is 1 commit behind origin/develop",
          help: "git -C \(flow.checkout) merge --ff-only origin/develop, then run it again"))
    flow.git("switch", "--quiet", "main")
    #expect(
      await flow.refusal()
        == .answer(
          "develop is 1 commit behind origin/develop",
          help: "git -C \(flow.checkout) fetch origin develop:develop, then run it again"))
    flow.git("fetch", "--quiet", "origin", "develop:develop")
    let outcome = try await flow.finish { $0.isPushing = true }
    #expect(outcome.pushed == "origin" && outcome.failures == [])
    #expect(flow.git("rev-parse", "origin/develop") == flow.git("rev-parse", "develop"))
    isDone(flow)
  }

  @Test func aBaseThatHasPartedFromItsUpstreamIsRefused() async throws {
    let flow = FlowBoard()
    flow.addRemote()
    try await flow.start()
    flow.elsewhere(on: "develop", "echo x > x.txt && git add . && git commit --quiet -m x")
    flow.commit("mine\n", at: "mine.txt")
    let before = flow.log("develop")
    #expect(
      await flow.refusal()
        == .answer(
          "develop and origin/develop have parted: origin/develop has 1 commit that develop has not",
          help: "bring them together, then run it again"))
    #expect(flow.log("develop") == before && flow.taskStatus == "status: in-progress")
  }

  @Test func aRemoteThatIsAwayIsAWarningAndAFailedPush() async throws {
    let flow = FlowBoard()
    flow.addRemote()
    try await flow.start()
    flow.board.folder.remove("origin.git")
    let outcome = try await flow.finish { $0.isPushing = true }
    #expect(outcome.warnings.map(\.help) == ["what is here counts"])
    guard case .outside(let message, let help) = outcome.failures.first else {
      Issue.record("no failure")
      return
    }
    #expect(message.hasPrefix("not pushed: develop: git push failed with status 128: "))
    #expect(help == "git -C \(flow.checkout) push origin develop")
    isDone(flow)
  }

  @Test func aSquashUpstreamIsAMerge() async throws {
    let flow = FlowBoard()
    flow.addRemote()
    try await flow.start()
    flow.commitInWorktree("two\n", at: "two.txt")
    let requested = try await flow.finish { $0.pullRequest = .at("https://example.org/web/pulls/7") }
    #expect(requested.merge == .requested(remote: "origin", .at("https://example.org/web/pulls/7")))
    #expect(requested.moved == FinishFeature.Move(from: .inProgress, to: .review))
    #expect(
      flow.board["content/tasks/web/fix.md"]
        == "---\ntitle: Fix\nstatus: review\nsprint: sprint-1\ncreated: 2026-01-07\npr: https://example.org/web/pulls/7\n---\n"
    )
    #expect(flow.git("rev-parse", "origin/feature/fix") == flow.git("rev-parse", "feature/fix"))
    #expect(
      await flow.refusal()
        == .answer(
          "feature/fix is not merged yet: it waits for https://example.org/web/pulls/7",
          help: "merge it there, and run it again; --anyway merges it here"))
    flow.elsewhere(on: "develop", "git merge --quiet --squash origin/feature/fix && git commit --quiet -m squashed")
    let outcome = try await flow.finish()
    #expect(outcome.merge == .wasMerged(.sameTree) && outcome.worktree == flow.worktree())
    guard case .kept = outcome.branchFate else {
      Issue.record("\(String(describing: outcome.branchFate))")
      return
    }
    #expect(flow.taskStatus == "status: done" && flow.branches == "develop\nmain")
  }

  @Test func aMergeUpstreamIsAMerge() async throws {
    let flow = FlowBoard()
    flow.addRemote()
    try await flow.start()
    _ = try await flow.finish { $0.pullRequest = .unknown }
    flow.elsewhere(on: "develop", "git merge --quiet --no-ff --no-edit origin/feature/fix")
    let develop = flow.git("rev-parse", "develop")
    let outcome = try await flow.finish()
    #expect(outcome.merge == .wasMerged(.reachable) && outcome.branchFate == .deleted)
    #expect(flow.taskStatus == "status: done" && flow.branches == "develop\nmain")
    #expect(flow.git("rev-parse", "develop") == develop)
    #expect(
      outcome.warnings == [
        Warning(
          "develop is 2 commits behind origin/develop",
          help: "git -C \(flow.checkout) merge --ff-only origin/develop")
      ])
  }

  @Test func aBranchThatIsMergedAndGoneIsDone() async throws {
    let flow = FlowBoard()
    try await flow.start()
    flow.git("worktree", "remove", "--force", "--force", flow.worktree())
    let head = flow.git("rev-parse", "feature/fix")
    flow.git("branch", "--quiet", "-D", "feature/fix")
    let refused = await flow.refusal()
    #expect(
      refused
        == .answer(
          "not confirmed: there is no branch feature/fix any more, and nothing proves that develop has what it brought",
          help: "if it has, --anyway calls the task done"))
    flow.board.folder.put(
      "---\nat: 2026-01-07T11:00:00Z\nworker: ada\nstatus: review\ncommits: 1\nhead: \"\(head)\"\n---\n",
      at: "content/updates/web/fix/20260107T110000000Z-ada.md")
    #expect(await flow.refusal() == refused)
    flow.git("merge", "--quiet", "--no-ff", head)
    #expect(try await flow.finish().merge == .wasMerged(.reachable))
    #expect(flow.taskStatus == "status: done")
  }

  @Test func aPullRequestThatIsYetToBeOpenedIsNamed() async throws {
    let flow = FlowBoard()
    flow.addRemote()
    try await flow.start()
    let outcome = try await flow.finish { $0.pullRequest = .unknown }
    #expect(outcome.merge == .requested(remote: "origin", .toOpen("a pull request of feature/fix into develop")))
    let again = try await flow.finish { $0.pullRequest = .unknown }
    #expect(again.moved == nil)
    var bad = FinishFeature(id("web/fix"))
    bad.pullRequest = .at("web")
    #expect(
      await flow.board.refusal(of: bad)
        == .usage(
          "\"web\" is not the address of a pull request", help: "write --pr=https://…, or --pr behind all else"))
  }

  @Test func whatOnlyTheRemoteHasIsNotLeftOut() async throws {
    let flow = FlowBoard()
    flow.addRemote()
    try await flow.start()
    flow.git("push", "--quiet", "origin", "feature/fix")
    flow.elsewhere(on: "feature/fix", "echo x > x.txt && git add . && git commit --quiet -m x")
    #expect(
      await flow.refusal()
        == .answer(
          "origin/feature/fix has 1 commit that feature/fix has not: they would be left out",
          help: "merge origin/feature/fix into feature/fix first; --anyway goes on without them"))
  }

  @Test func aBranchThatOnlyTheRemoteHasIsMerged() async throws {
    let flow = FlowBoard()
    flow.addRemote()
    try await flow.start()
    flow.git("push", "--quiet", "origin", "feature/fix")
    flow.git("worktree", "remove", "--force", "--force", flow.worktree())
    flow.git("branch", "--quiet", "-D", "feature/fix")
    let outcome = try await flow.finish()
    #expect(outcome.merge == .merged(commit: flow.git("rev-parse", "develop"), in: flow.checkout))
    #expect(flow.log("develop") == "Merge remote-tracking branch 'origin/feature/fix' into develop\nstart")
    isDone(flow)
  }

  @Test(arguments: [
    ("https://ada:secret@github.com/o/web.git", "https://github.com/o/web/compare/develop...feature/fix?expand=1"),
    ("git@github.com:o/web.git", "https://github.com/o/web/compare/develop...feature/fix?expand=1"),
    (
      "ssh://git@gitlab.example.org:22/o/web",
      "https://gitlab.example.org/o/web/-/merge_requests/new?merge_request%5Bsource_branch%5D=feature/fix&merge_request%5Btarget_branch%5D=develop"
    ),
    ("https://example.org/o/web", "a pull request of feature/fix into develop at https://example.org/o/web"),
    ("/srv/git/web.git", "a pull request of feature/fix into develop"),
  ])
  func whereAPullRequestIsOpened(_ remote: String, _ page: String) {
    #expect(PullRequestPage(remote: remote, branch: "feature/fix", base: "develop").text == page)
  }
}
