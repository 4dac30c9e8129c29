import Content
import TestSupport
import Testing

@testable import Actions

@Suite struct FlowReleaseTests {
  private func start(
    _ flow: FlowBoard, _ topic: Topic = .release, _ version: String? = nil, bump: SemanticVersion.Part? = nil,
    _ change: (inout StartRelease) -> Void = { _ in }
  ) -> StartRelease {
    var request = StartRelease(topic, of: "web")
    request.version = version
    request.bump = bump
    change(&request)
    return request
  }

  private func finish(_ topic: Topic = .release, _ change: (inout FinishRelease) -> Void = { _ in }) -> FinishRelease {
    var request = FinishRelease(topic, of: "web")
    change(&request)
    return request
  }

  private static let package = """
    {
      "name": "web",
      "engines": {"version": "9.9.9"},
      "version" : "1.2.3",
      "x": ["version", "1.2.3"]
    }

    """
  private static let cargo = """
    [workspace.package]
    version = "9.9.9"

    [package]
    name = "web"
    description = \"\"\"
    version = "0.0.0"
    \"\"\"
    version = '1.2.3' # says who
    [dependencies]
    x = { version = "1.2.3" }

    """
  private static let python = """
    [build-system]
    version = "9.9.9"
    [tool.poetry]
    version="1.2.3"

    """

  @Test(arguments: [
    ("VERSION", "v1.2.3\r\n", "v1.3.0\r\n"),
    ("package.json", package, package.replacing("\"version\" : \"1.2.3\"", with: "\"version\" : \"1.3.0\"")),
    ("Cargo.toml", cargo, cargo.replacing("'1.2.3'", with: "'1.3.0'")),
    ("pyproject.toml", python, python.replacing("1.2.3", with: "1.3.0")),
  ])
  func aReleaseChangesTheVersionAndNothingElse(_ file: String, _ before: String, _ after: String) async throws {
    let flow = FlowBoard()
    flow.commit(before, at: file)
    let outcome = try await flow.board.call(start(flow, bump: .minor))
    #expect(outcome.version == "1.3.0" && outcome.branch == "release/1.3.0" && outcome.start == "develop")
    #expect(outcome.file == file && outcome.before == "1.2.3" && outcome.isWorktreeNew)
    #expect(outcome.worktree == flow.worktree("release-1.3.0"))
    #expect(flow.board[".worktrees/web/release-1.3.0/\(file)"] == after)
    #expect(flow.git(in: "release-1.3.0", "status", "--porcelain") == "")
    #expect(flow.git("log", "--format=%s", "develop..release/1.3.0") == "chore(release): 1.3.0")
    #expect(flow.git("rev-parse", "--abbrev-ref", "HEAD") == "develop" && flow.status == "")
    #expect(flow.board[".worktrees/.gitignore"] == "*\n")
    let again = try await flow.board.call(start(flow, bump: .minor))
    #expect(again.start == nil && !again.isWorktreeNew && again.before == nil)
  }

  @Test func aReleaseIsMergedTaggedAndMergedBack() async throws {
    let flow = FlowBoard()
    flow.commit("1.2.3\n", at: "VERSION")
    try await flow.board.call(start(flow, .release, "1.3.0"))
    flow.commit("more\n", at: "more.txt")
    let dry = try await flow.board.call(finish(), isDryRun: true)
    #expect(dry.intoMain == .made(commit: nil, in: nil) && dry.intoBase == .made(commit: nil, in: flow.checkout))
    #expect(dry.isTagNew && dry.tagged == nil && dry.worktree == flow.worktree("release-1.3.0"))
    #expect(flow.git("tag") == "" && flow.branches == "develop\nmain\nrelease/1.3.0")
    let outcome = try await flow.board.call(finish())
    let (main, develop) = (flow.git("rev-parse", "main"), flow.git("rev-parse", "develop"))
    #expect(outcome.intoMain == .made(commit: main, in: nil))
    #expect(outcome.intoBase == .made(commit: develop, in: flow.checkout))
    #expect(outcome.tagged == main && outcome.isTagNew && outcome.isBranchDeleted && outcome.failures == [])
    #expect(outcome.worktree == flow.worktree("release-1.3.0"))
    #expect(flow.log("main") == "Merge branch 'release/1.3.0' into main\nstart")
    #expect(flow.log("develop") == "Merge tag '1.3.0' into develop\nmore.txt\nVERSION\nstart")
    #expect(flow.git("cat-file", "-t", "1.3.0") == "tag" && flow.git("rev-parse", "1.3.0^{}") == main)
    #expect(flow.branches == "develop\nmain" && flow.worktreeCount == 1 && flow.status == "")
    #expect(flow.git("show", "main:VERSION") == "1.3.0")
    let again = try await flow.board.call(finish { $0.version = "1.3.0" })
    #expect(again.intoMain == .there && again.intoBase == .there && !again.isTagNew && !again.isBranchDeleted)
    #expect(
      await flow.board.refusal(of: finish())
        == .answer("no release of web is open", help: "orchsite release start web --bump patch begins one"))
  }

  /// Ended behind each of the steps, done here by hand.
  @Test(arguments: 1...4)
  func aReleaseThatWasEndedBetweenStepsIsFinished(_ steps: Int) async throws {
    let flow = FlowBoard()
    flow.commit("1.2.3\n", at: "VERSION")
    try await flow.board.call(start(flow, .release, "1.3.0"))
    flow.git("switch", "--quiet", "main")
    flow.git("merge", "--quiet", "--no-ff", "release/1.3.0")
    let merged = flow.git("rev-parse", "main")
    if steps > 1 { flow.git("tag", "-a", "-m", "Release 1.3.0", "1.3.0") } else { flow.commit("x\n", at: "x.txt") }
    flow.git("switch", "--quiet", "develop")
    if steps > 2 { flow.git("merge", "--quiet", "--no-ff", "1.3.0") }
    if steps > 3 { flow.git("worktree", "remove", flow.worktree("release-1.3.0")) }
    let outcome = try await flow.board.call(finish())
    #expect(outcome.intoMain == .there && outcome.tagged == merged && outcome.isTagNew == (steps == 1))
    #expect((outcome.intoBase == .there) == (steps > 2))
    #expect(flow.git("rev-parse", "1.3.0^{}") == merged)
    #expect(flow.git("merge-base", "--is-ancestor", "1.3.0", "develop") == "")
    #expect(flow.branches == "develop\nmain" && flow.worktreeCount == 1)
  }

  @Test func aStartThatWasEndedIsFinished() async throws {
    let flow = FlowBoard()
    flow.commit("1.2.3\n", at: "VERSION")
    flow.git("branch", "release/1.3.0")
    let outcome = try await flow.board.call(start(flow, .release, "1.3.0"))
    #expect(outcome.start == nil && outcome.isWorktreeNew && outcome.before == "1.2.3")
    // Written, and not committed.
    flow.git(in: "release-1.3.0", "reset", "--quiet", "--soft", "develop")
    #expect(
      await flow.board.refusal(of: finish())
        == .answer(
          "release/1.3.0 is not finished: \(flow.worktree("release-1.3.0"))\nnot committed: VERSION",
          help: "commit it, or move it away, and run it again"))
    #expect(try await flow.board.call(start(flow, .release, "1.3.0")).before == "1.2.3")
    #expect(flow.git(in: "release-1.3.0", "status", "--porcelain") == "")
  }

  @Test func aHookThatRefusesTheVersionIsSaid() async throws {
    let flow = FlowBoard()
    flow.commit("1.2.3\n", at: "VERSION")
    flow.hook("pre-commit", "echo 'no changelog'; exit 1")
    #expect(
      await flow.board.refusal(of: start(flow, .release, "1.3.0"))
        == .answer(
          "release/1.3.0 is begun, but the version is not committed: no changelog",
          help: "mend that, and run it again: orchsite release start web 1.3.0"))
    flow.board.folder.remove("web/.git/hooks/pre-commit")
    #expect(try await flow.board.call(start(flow, .release, "1.3.0")).before == "1.2.3")
    #expect(flow.git("show", "release/1.3.0:VERSION") == "1.3.0")
  }

  @Test func aTagThatOnlyTheRemoteHasCounts() async throws {
    let flow = FlowBoard()
    flow.addRemote()
    flow.elsewhere(
      on: "main", "echo x > x && git add x && git commit --quiet -m x && git tag 1.0.0 && git push --quiet origin 1.0.0"
    )
    #expect(
      await flow.board.refusal(of: start(flow, .release, "1.0.0"))
        == .answer(
          "the tag 1.0.0 is there already, at \(flow.git("rev-parse", "--short=7", "origin/main"))",
          help: "name another version"))
    #expect(
      await flow.board.refusal(of: start(flow, .release, "1.0.1"))
        == nil)
    flow.commitInWorktree("b\n", at: "b.txt", of: "release-1.0.1")
    #expect(
      await flow.board.refusal(of: finish())
        == .answer(
          "main is 1 commit behind origin/main",
          help: "git -C \(flow.checkout) fetch origin main:main, then run it again"))
  }

  @Test func aHotfixBeginsAtMain() async throws {
    let flow = FlowBoard()
    flow.git("config", "gitflow.prefix.versiontag", "v")
    flow.git("tag", "v1.9.0", "main")
    flow.git("tag", "v1.10.0", "main")
    flow.git("tag", "v2.0.0-rc.1", "develop")
    flow.commit("new\n", at: "new.txt")
    let outcome = try await flow.board.call(start(flow, .hotfix, bump: .patch))
    // The release candidate is on the commit of main too.
    #expect(outcome.version == "2.0.0" && outcome.start == "main" && outcome.file == nil)
    flow.commitInWorktree("mended\n", at: "readme.txt", of: "hotfix-2.0.0")
    try await flow.board.call(finish(.hotfix))
    #expect(flow.log("main") == "Merge branch 'hotfix/2.0.0' into main\nstart")
    #expect(flow.log("develop") == "Merge tag 'v2.0.0' into develop\nnew.txt\nstart")
    #expect(flow.git("tag", "--points-at", "main") == "v2.0.0")
  }

  @Test func oneBranchIsEnough() async throws {
    let flow = FlowBoard(["trunk"])
    flow.git("tag", "v1.0.0")
    let outcome = try await flow.board.call(start(flow, .release, bump: .major))
    #expect(outcome.version == "2.0.0" && outcome.start == "trunk")
    flow.commitInWorktree("notes\n", at: "notes.txt", of: "release-2.0.0")
    let finished = try await flow.board.call(finish())
    #expect(finished.intoMain == .made(commit: flow.git("rev-parse", "trunk"), in: flow.checkout))
    #expect(finished.intoBase == .there && finished.tag == "v2.0.0")
    #expect(flow.log("trunk") == "Merge branch 'release/2.0.0' into trunk\nstart" && flow.branches == "trunk")
  }

  @Test func pushesBothBranchesAndTheTag() async throws {
    let flow = FlowBoard()
    flow.addRemote()
    try await flow.board.call(start(flow, .release, "1.0.0"))
    flow.commitInWorktree("notes\n", at: "notes.txt", of: "release-1.0.0")
    let outcome = try await flow.board.call(finish { $0.isPushing = true })
    #expect(outcome.pushed == ["main", "develop", "1.0.0"] && outcome.remote == "origin" && outcome.failures == [])
    #expect(flow.git("ls-remote", "origin").split(separator: "\n").count == 5)
  }

  /// Ended between the last step and the push, it knows what was left.
  @Test func aPushThatIsLeftIsMade() async throws {
    let flow = FlowBoard()
    flow.addRemote()
    try await flow.board.call(start(flow, .release, "1.0.0"))
    flow.commitInWorktree("notes\n", at: "notes.txt", of: "release-1.0.0")
    try await flow.board.call(finish())
    let outcome = try await flow.board.call(finish { $0.isPushing = true })
    #expect(outcome.version == "1.0.0" && outcome.pushed == ["main", "develop", "1.0.0"])
    #expect(flow.git("ls-remote", "--tags", "origin").contains("refs/tags/1.0.0"))
  }

  // MARK: Refusals

  @Test func whatCannotBeReleasedIsSaid() async throws {
    let flow = FlowBoard()
    flow.commit("1.2.3\n", at: "VERSION")
    flow.git("tag", "1.3.0", "main")
    let commit = flow.git("rev-parse", "--short=7", "main")
    #expect(
      await flow.board.refusal(of: start(flow, bump: .minor))
        == .answer("the tag 1.3.0 is there already, at \(commit)", help: "name another version"))
    #expect(
      await flow.board.refusal(of: start(flow, .release, "1.2.2"))
        == .answer(
          "1.2.2 is lower than 1.2.3, which VERSION says", help: "name a higher one; --anyway takes it as it is"))
    #expect(
      await flow.board.refusal(of: start(flow))
        == .usage("Which version? Name it, or say --bump major, minor or patch."))
    #expect(
      await flow.board.refusal(of: start(flow, .release, "v2"))
        == .usage("\"v2\" is not a version like 1.3.0 or 2.0.0-rc.1", help: "the tag's prefix is not part of it"))
    try await flow.board.call(start(flow, .release, "1.4.0"))
    #expect(
      await flow.board.refusal(of: start(flow, .release, "1.5.0"))
        == .answer(
          "a release is open already: release/1.4.0", help: "orchsite release finish web 1.4.0 finishes it"))
    flow.git("tag", "1.4.0", "main")
    #expect(
      await flow.board.refusal(of: finish())
        == .answer(
          "the tag 1.4.0 is there already, at \(commit), which is another commit",
          help: "it is not moved: release another version, or delete the tag if it was a mistake"))
    flow.git("tag", "--delete", "1.4.0")
    flow.git("switch", "--quiet", "main")
    flow.commit("2.0.0\n", at: "VERSION")
    let (main, develop) = (flow.git("rev-parse", "main"), flow.git("rev-parse", "develop"))
    #expect(
      await flow.board.refusal(of: finish())
        == .answer(
          "release/1.4.0 and main conflict:\n  VERSION",
          help: "merge main into release/1.4.0, mend these files and commit; then run it again"))
    #expect(flow.git("rev-parse", "main") == main && flow.git("rev-parse", "develop") == develop)
    #expect(flow.git("tag") == "1.3.0" && flow.branches == "develop\nmain\nrelease/1.4.0")
  }

  /// A conflict of the second merge is found before the first one is made.
  @Test func aConflictWhenMergingBackChangesNothing() async throws {
    let flow = FlowBoard()
    try await flow.board.call(start(flow, .release, "1.0.0"))
    flow.commitInWorktree("release\n", at: "notes.txt", of: "release-1.0.0")
    flow.commit("develop\n", at: "notes.txt")
    let main = flow.git("rev-parse", "main")
    #expect(
      await flow.board.refusal(of: finish())
        == .answer(
          "1.0.0 and develop conflict:\n  notes.txt",
          help:
            "merge release/1.0.0 into develop yourself, mend these files and commit; then run it again: nothing is merged yet"
        ))
    #expect(flow.git("rev-parse", "main") == main && flow.git("tag") == "")
    // As it says.
    flow.git("merge", "release/1.0.0")
    flow.commit("both\n", at: "notes.txt")
    let outcome = try await flow.board.call(finish())
    #expect(outcome.failures == [] && flow.git("tag") == "1.0.0")
    #expect(flow.git("show", "main:notes.txt") == "release" && flow.git("show", "develop:notes.txt") == "both")
  }

  @Test(arguments: [
    ("1.2.3", "2.0.0", "1.3.0", "1.2.4"), ("1.3.0-rc.1", "2.0.0", "1.3.0", "1.3.0"),
    ("2.0.0-beta+7", "2.0.0", "2.0.0", "2.0.0"),
  ])
  func bumps(_ version: String, _ major: String, _ minor: String, _ patch: String) throws {
    let version = try #require(SemanticVersion(version))
    #expect(SemanticVersion.Part.allCases.map { version.bumped($0).description } == [major, minor, patch])
  }

  @Test func versionsAreOrdered() {
    let texts = [
      "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0", "1.0.10",
    ]
    #expect(texts.reversed().compactMap { SemanticVersion($0) }.sorted().map(\.description) == texts)
    for text in ["1.0", "01.0.0", "1.0.0-", "1.0.0-01", "v1.0.0", "1.0.0+", "1.0.0 ", "-1.0.0"] {
      #expect(SemanticVersion(text) == nil, "\(text)")
    }
  }
}

@Suite struct FlowInitTests {
  private func setUp(_ flow: FlowBoard, _ repos: [String] = ["web"]) async throws -> InitFlow.SetUp? {
    let outcome = try await flow.board.call(InitFlow(repos))
    return try outcome.rows.first { $0.repo == "web" }?.result.get()
  }

  private func config(_ flow: FlowBoard) -> String { flow.git("config", "--get-regexp", "^gitflow") }

  @Test func aRepoWithoutConfigurationIsSetUp() async throws {
    let flow = FlowBoard(["trunk"])
    flow.git("tag", "v1.0.0")
    let result = try #require(try await setUp(flow))
    #expect(result.found == .nothing && result.main == "trunk" && result.develop == "develop" && result.set.count == 8)
    #expect(result.made == [InitFlow.Made(branch: "develop", start: "trunk")])
    #expect(
      config(flow) == """
        gitflow.branch.master trunk
        gitflow.branch.develop develop
        gitflow.prefix.feature feature/
        gitflow.prefix.bugfix bugfix/
        gitflow.prefix.release release/
        gitflow.prefix.hotfix hotfix/
        gitflow.prefix.support support/
        gitflow.prefix.versiontag v
        """)
    #expect(flow.git("rev-parse", "develop") == flow.git("rev-parse", "trunk"))
    #expect(flow.git("rev-parse", "--abbrev-ref", "HEAD") == "trunk")
    let again = try #require(try await setUp(flow))
    #expect(again.found == .classic && again.set == [] && again.made == [])
  }

  @Test func whatIsConfiguredStays() async throws {
    let flow = FlowBoard(["main", "dev"])
    flow.git("config", "gitflow.branch.develop", "dev")
    flow.git("config", "gitflow.prefix.feature", "feat/")
    let result = try #require(try await setUp(flow))
    #expect(result.found == .classic && result.develop == "dev" && result.made == [])
    #expect(!result.set.contains("gitflow.branch.develop") && result.set.count == 6)
    #expect(flow.git("config", "gitflow.prefix.feature") == "feat/")
    #expect(flow.branches == "dev\nmain")
  }

  @Test func gitFlowNextIsLeftAlone() async throws {
    let flow = FlowBoard(["main"])
    for (key, value) in [
      ("gitflow.version", "1.0"), ("gitflow.branch.main.type", "base"), ("gitflow.branch.work.type", "base"),
      ("gitflow.branch.work.parent", "main"), ("gitflow.branch.feature.type", "topic"),
      ("gitflow.branch.feature.parent", "work"), ("gitflow.branch.feature.prefix", "f/"),
    ] {
      flow.git("config", key, value)
    }
    let before = config(flow)
    let result = try #require(try await setUp(flow))
    #expect(
      result
        == InitFlow.SetUp(
          found: .next, main: "main", develop: "work", made: [InitFlow.Made(branch: "work", start: "main")]))
    #expect(config(flow) == before)
  }

  @Test func aRepoThatIsNotHereIsSaidAndTheOthersAreDone() async throws {
    let flow = FlowBoard(["main"])
    let outcome = try await flow.board.call(InitFlow())
    #expect(outcome.rows.map(\.repo) == ["backend", "web"])
    guard case .failure(let refusal) = outcome.rows.first?.result else {
      Issue.record("set up")
      return
    }
    #expect(
      refusal
        == .answer(
          "backend is not checked out: there is no \(flow.board.folder("backend"))",
          help: "clone it there, or say where it is: path: in content/repos/backend.md"))
    #expect(flow.branches == "develop\nmain")
  }

  @Test func theDevelopBranchOfTheRemoteIsTaken() async throws {
    let flow = FlowBoard()
    flow.commit("x\n", at: "x.txt")
    flow.addRemote()
    flow.git("switch", "--quiet", "main")
    flow.git("branch", "--quiet", "-D", "develop")
    let result = try #require(try await setUp(flow))
    #expect(result.made == [InitFlow.Made(branch: "develop", start: "origin/develop")])
    #expect(flow.git("rev-parse", "develop") == flow.git("rev-parse", "origin/develop"))
  }
}
