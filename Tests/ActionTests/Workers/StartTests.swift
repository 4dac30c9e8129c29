import Actions
import Content
import Evidence
import Foundation
import Git
import TestSupport
import Testing

@Suite struct StartTests {
  @Test func aTaskBegins() async throws {
    let crew = Crew()
    let outcome = try await crew.start()
    let fork = crew.web("rev-parse", "develop")
    #expect(outcome.branch == "feature/login")
    #expect(outcome.base == "develop")
    #expect(outcome.worktree == "\(crew.home)/.worktrees/web/login")
    #expect(
      outcome.steps == [.branch("feature/login", from: "develop"), .worktree(outcome.worktree), .moved(from: .todo)])
    #expect(outcome.warnings == [])
    #expect(crew.inWorktree("login", "status", "--porcelain", "--branch") == "## feature/login")
    #expect(crew.board["content/tasks/web/login.md"]?.contains("status: in-progress") == true)
    #expect(crew.board.newestUpdate(of: "web/login")?.contains("head: \"\(fork)\"") == true)
    // The main checkout is where it was, home is committed, and nothing of ours is in the worktree.
    #expect(crew.web("status", "--porcelain", "--branch") == "## main")
    #expect(crew.board.status == "")
    #expect(crew.board.log.contains("chore(content): start web/login"))
    #expect(crew.board.folder.picture(of: crew.worktree()).keys.sorted() == [".git", ".gitignore", "a.txt"])
    #expect(crew.web("worktree", "list", "--porcelain").contains("locked orchsite"))
  }

  @Test func startingAgainFinishesAndAddsNothing() async throws {
    let crew = Crew()
    try await crew.start()
    let updates = crew.board.updates(of: "web/login")
    let again = try await crew.start()
    #expect(again.steps == [])
    #expect(crew.board.updates(of: "web/login") == updates)
  }

  @Test(arguments: ["worktree", "marker", "content"])
  func whatWasEndedInTheMiddleIsFinished(_ step: String) async throws {
    let crew = Crew()
    if step == "content" {
      try await crew.start()
      crew.board.git("reset", "--quiet", "--hard", "HEAD~1")
    } else {
      crew.web("worktree", "add", "--quiet", "-b", "feature/login", crew.board.folder(crew.worktree()), "develop")
      if step == "marker" { try await crew.start() }
    }
    let outcome = try await crew.start()
    #expect(outcome.worktree == "\(crew.home)/.worktrees/web/login")
    #expect(crew.board["content/tasks/web/login.md"]?.contains("status: in-progress") == true)
    #expect(WorkerPlace.find(from: outcome.worktree)?.task == id("web/login"))
    #expect(crew.board.updates(of: "web/login").count == 1)
  }

  @Test func aWorktreeThatGitHalfMadeIsFinishedWithoutOverwriting() async throws {
    let crew = Crew()
    try await crew.start()
    let git = crew.web("rev-parse", "--absolute-git-dir") + "/worktrees/login"
    crew.board.folder.put("mine", at: "\(crew.worktree())/a.txt")
    crew.board.folder.remove("\(crew.worktree())/.gitignore")
    for name in ["index", "orchsite-worker"] { try FileManager.default.removeItem(atPath: "\(git)/\(name)") }
    try "initializing".write(toFile: "\(git)/locked", atomically: false, encoding: .utf8)
    let outcome = try await crew.start()
    #expect(crew.board["\(crew.worktree())/a.txt"] == "mine")
    #expect(crew.board["\(crew.worktree())/.gitignore"] != nil)
    #expect(outcome.steps.contains(.finishedWorktree(outcome.worktree)))
    #expect(outcome.warnings.map(\.message) == ["a.txt may have been cut off when git was ended"])
  }

  @Test func whatAnEarlierRunDidNotCommitIsCommitted() async throws {
    let crew = Crew()
    crew.board.folder.put("#!/bin/sh\nexit 1\n", at: ".git/hooks/pre-commit")
    _ = crew.board.shell("chmod +x .git/hooks/pre-commit")
    try await crew.start()
    #expect(crew.board.status != "")
    crew.board.folder.remove(".git/hooks/pre-commit")
    try await crew.start()
    #expect(crew.board.status == "")
    #expect(crew.board.updates(of: "web/login").count == 1)
  }

  @Test func resumingDoesNotOpenAClosedTask() async throws {
    let crew = Crew()
    try await crew.start()
    try await crew.board.call(MoveTask(id("web/login"), to: .done))
    try await crew.start { $0.isResuming = true }
    #expect(crew.board["content/tasks/web/login.md"]?.contains("status: done") == true)
  }

  @Test func homeIsNotIgnoredWhereWorktreesLieInIt() async throws {
    let crew = Crew(files: ["content/index.md": "---\nproject: Shop\nworktrees: .\n---\n", ".gitignore": ""])
    _ = await crew.refusalOfStart()
    #expect(crew.board[".gitignore"] == nil)
  }

  @Test func aMissingTaskIsWritten() async throws {
    let crew = Crew()
    let outcome = try await crew.start("new-thing") { $0.title = "A new thing" }
    #expect(outcome.steps.contains(.task(path: "content/tasks/web/new-thing.md")))
    #expect(
      crew.board["content/tasks/web/new-thing.md"]?.hasPrefix("---\ntitle: A new thing\nstatus: in-progress\n") == true)
    #expect(crew.board.status == "")
  }

  @Test func whatShouldNotBegin() async throws {
    let crew = Crew()
    #expect(
      await crew.refusalOfStart("cart")
        == "web/cart depends on web/login, not done yet\nhelp: finish what it depends on; --anyway starts it all the same"
    )
    #expect(
      await crew.refusalOfStart("readme") == "\"readme\" is a reserved name\nhelp: give the task another one")
    try await crew.board.call(MoveTask(id("web/login"), to: .done))
    #expect(
      await crew.refusalOfStart()
        == "web/login is done\nhelp: orchsite task move web/login todo opens it again; --anyway starts it as it is")
    try await crew.start("cart")
    #expect(
      await crew.refusalOfStart { $0.isResuming = true }
        == "web/login has no worktree\nhelp: orchsite worker start web login makes one")
  }

  @Test func placesWhereNothingCanBegin() async throws {
    let crew = Crew()
    crew.web("switch", "--quiet", "-c", "feature/login")
    #expect(
      await crew.refusalOfStart()
        == "feature/login is checked out in the main checkout, HOME/web\nhelp: switch that to develop first; a branch is checked out once"
    )
    crew.web("switch", "--quiet", "main")
    crew.board.folder.put("x", at: "\(crew.worktree())/x")
    #expect(
      await crew.refusalOfStart() == "HOME/.worktrees/web/login is there and is no worktree of web\nhelp: move it away")
    crew.board.folder.remove(crew.worktree())
    crew.web("worktree", "add", "--quiet", crew.board.folder("other"), "feature/login")
    #expect(
      await crew.refusalOfStart()
        == "feature/login is checked out in HOME/other\nhelp: orchsite worker adopt web login HOME/other takes that worktree over"
    )
    let none = Crew(path: "elsewhere")
    none.board.folder.remove("elsewhere")
    #expect(
      await none.refusalOfStart()
        == "web is not checked out: there is no HOME/elsewhere\nhelp: clone it there, or say where it is: path: in content/repos/web.md"
    )
    none.board.folder.makeFolder("elsewhere")
    #expect(
      await none.refusalOfStart()
        == "HOME/elsewhere is not a git repository of its own\nhelp: git init makes one; path: in content/repos/web.md says where web is"
    )
  }

  @Test func dryRunWritesNothing() async throws {
    let crew = Crew()
    let before = (crew.picture, crew.board.folder.picture(of: "content"))
    let outcome = try await crew.start(isDryRun: true)
    #expect(outcome.steps.count == 3)
    #expect((crew.picture, crew.board.folder.picture(of: "content")) == before)
  }

  // MARK: Branches

  @Test func anExistingBranchIsTaken() async throws {
    let crew = Crew()
    crew.web("branch", "feature/login", "develop")
    #expect(try await crew.start().steps.first == .worktree("\(crew.home)/.worktrees/web/login"))
  }

  @Test func aRemoteBranchIsTracked() async throws {
    let crew = Crew()
    crew.web("clone", "--quiet", "--bare", ".", crew.board.folder("origin.git"))
    crew.web("remote", "add", "origin", crew.board.folder("origin.git"))
    crew.web("push", "--quiet", "origin", "develop:feature/login")
    crew.web("fetch", "--quiet")
    let outcome = try await crew.start()
    #expect(outcome.steps.first == .remoteBranch("feature/login", of: "origin/feature/login"))
    #expect(crew.web("rev-parse", "--abbrev-ref", "feature/login@{upstream}") == "origin/feature/login")
  }

  @Test func theNewerBaseIsTakenAndOfflineIsSaid() async throws {
    let crew = Crew()
    crew.web("clone", "--quiet", "--bare", ".", crew.board.folder("origin.git"))
    crew.web("remote", "add", "origin", crew.board.folder("origin.git"))
    crew.web("clone", "--quiet", crew.board.folder("origin.git"), crew.board.folder("other"))
    crew.board.git("switch", "--quiet", "develop", in: "other")
    crew.board.git("commit", "--quiet", "--allow-empty", "--message", "newer", in: "other")
    crew.board.git("push", "--quiet", in: "other")
    let outcome = try await crew.start()
    #expect(outcome.base == "origin/develop")
    #expect(outcome.fork == crew.board.git("rev-parse", "develop", in: "other"))
    crew.board.folder.remove("origin.git")
    let offline = try await crew.start("new-thing")
    #expect(offline.warnings.count == 1)
    #expect(
      offline.warnings.first?.message.hasPrefix("could not fetch develop: git fetch failed with status 128: ") == true)
  }

  @Test(arguments: [
    ("", ["develop"], "main", "develop"), ("", [], "main", "main"), ("", [], "trunk", "trunk"),
    ("branches: {main: trunk, develop: next}\n", ["next"], "trunk", "next"),
  ])
  func theBase(_ keys: String, _ branches: [String], _ main: String, _ base: String) async throws {
    let crew = Crew(keys, branches: branches, main: main)
    #expect(try await crew.start().base == base)
  }

  @Test(arguments: [
    [("gitflow.branch.master", "main"), ("gitflow.branch.develop", "dev"), ("gitflow.prefix.feature", "topic/")],
    [
      ("gitflow.version", "1.0"), ("gitflow.branch.main.type", "base"), ("gitflow.branch.dev.type", "base"),
      ("gitflow.branch.dev.parent", "main"), ("gitflow.branch.feature.type", "topic"),
      ("gitflow.branch.feature.parent", "dev"), ("gitflow.branch.feature.prefix", "topic/"),
    ],
  ])
  func gitFlowsConfigurationIsRespected(_ settings: [(String, String)]) async throws {
    let crew = Crew(branches: ["dev", "develop"])
    for (name, value) in settings { crew.web("config", name, value) }
    let outcome = try await crew.start()
    #expect(outcome.branch == "topic/login")
    #expect(outcome.base == "dev")
  }

  @Test func noBaseIsSaid() async throws {
    let crew = Crew("branches: {develop: next}\n", branches: [])
    #expect(
      await crew.refusalOfStart()
        == "web has no branch next\nhelp: name its branches in content/repos/web.md (branches: {main: …, develop: …}); there are main"
    )
  }

  @Test(arguments: ["größe und mehr", "sha256"])
  func oddRepositories(_ kind: String) async throws {
    let crew = kind == "sha256" ? Crew(format: "sha256") : Crew(path: kind)
    let outcome = try await crew.start()
    crew.commit()
    #expect(outcome.fork?.count == (kind == "sha256" ? 64 : 40))
    #expect(try await crew.evidence()?.commits == 1)
  }

  @Test func aBareRepositoryWithWorktrees() async throws {
    let crew = Crew()
    let bare = "other/.bare"
    crew.web("clone", "--quiet", "--bare", ".", crew.board.folder(bare))
    crew.board.folder.put("gitdir: ./.bare\n", at: "other/.git")
    crew.board.folder.put("---\ntitle: Web\npath: other\n---\n", at: "content/repos/web.md")
    crew.board.commitAll("bare")
    let outcome = try await crew.start()
    #expect(outcome.base == "develop")
    #expect(crew.inWorktree("login", "status", "--porcelain", "--branch") == "## feature/login")
  }

  @Test func aFailingHookIsSaid() async throws {
    let crew = Crew()
    crew.board.folder.put("#!/bin/sh\necho no >&2\nexit 1\n", at: "web/.git/hooks/post-checkout")
    _ = crew.board.shell("chmod +x web/.git/hooks/post-checkout")
    let outcome = try await crew.start()
    #expect(outcome.warnings.map(\.message) == ["a hook of web failed: no"])
    #expect(crew.inWorktree("login", "status", "--porcelain", "--branch") == "## feature/login")
  }

  // MARK: Copies and set-up

  @Test func ignoredFilesAreCopied() async throws {
    let crew = Crew("worktree: {copy: [.env, a.txt]}\n")
    crew.board.folder.put("SECRET=1\n", at: "web/.env")
    crew.board.folder.put("SECRET=2\n", at: "web/config/.env")
    crew.board.folder.put("SECRET=3\n", at: "web/node_modules/x/.env")
    let outcome = try await crew.start()
    #expect(outcome.copied == [".env", "config/.env"])
    #expect(crew.board["\(crew.worktree())/config/.env"] == "SECRET=2\n")
    #expect(crew.inWorktree("login", "status", "--porcelain") == "")
    // What a worker changed stays.
    crew.board.folder.put("MINE\n", at: "\(crew.worktree())/.env")
    #expect(try await crew.start().copied == [])
    #expect(crew.board["\(crew.worktree())/.env"] == "MINE\n")
  }

  @Test func nothingIsCopiedWhereGitWouldCommitIt() async throws {
    let crew = Crew("worktree: {copy: [.env]}\n")
    crew.web("switch", "--quiet", "develop")
    crew.board.folder.put("*.log\n", at: "web/.gitignore")
    crew.web("commit", "--quiet", "--all", "--message", "ignore less")
    crew.web("switch", "--quiet", "main")
    crew.board.folder.put("SECRET=1\n", at: "web/.env")
    let outcome = try await crew.start()
    #expect(outcome.copied == [])
    #expect(outcome.warnings.map(\.message) == ["not copied: .env"])
  }

  @Test func setUpRunsOnceAndOnlyIfApproved() async throws {
    let crew = Crew("worktree: {setup: \"echo ran >> set-up.log\"}\n")
    #expect(try await crew.start().setup == .notApproved("echo ran >> set-up.log"))
    #expect(crew.board["\(crew.worktree())/set-up.log"] == nil)
    try crew.approvals.approve(["echo ran >> set-up.log"], in: crew.home)
    #expect(try await crew.start().setup == .done("echo ran >> set-up.log"))
    #expect(try await crew.start { $0.isResuming = true }.setup == .doneBefore("echo ran >> set-up.log"))
    #expect(crew.board["\(crew.worktree())/set-up.log"] == "ran\n")
    // For another workspace it is another matter.
    #expect(!crew.approvals.covers("echo ran >> set-up.log", in: "/elsewhere"))
  }

  @Test func aSetUpThatFailsIsRunAgain() async throws {
    let crew = Crew("worktree: {setup: \"test -f ok.log\"}\n")
    try crew.approvals.approve(["test -f ok.log"], in: crew.home)
    #expect(try await crew.start().setup == .failed("test -f ok.log", status: 1))
    crew.board.folder.put("", at: "\(crew.worktree())/ok.log")
    #expect(try await crew.start { $0.isResuming = true }.setup == .done("test -f ok.log"))
  }

  // MARK: Home

  @Test func aWorktreeLeadsHome() async throws {
    let crew = Crew()
    let outcome = try await crew.start()
    let home = try await Home.find(from: outcome.worktree, named: nil)
    #expect(home.path == crew.home)
    #expect(try await Home.find(from: outcome.worktree, named: nil, standard: crew.home).path == crew.home)
    var refusal: Refusal?
    do { _ = try await Home.find(from: outcome.worktree, named: nil, standard: "/tmp") } catch {
      refusal = error
    }
    #expect(
      crew.text(refusal)
        == "this worktree belongs to HOME, and ORCHSITE_HOME is /tmp\nhelp: unset ORCHSITE_HOME here, or name the workspace with --home DIR"
    )
    crew.board.folder.remove("content/index.md")
    do { _ = try await Home.find(from: outcome.worktree, named: nil) } catch { refusal = error }
    #expect(crew.text(refusal).hasPrefix("this worktree belongs to HOME, where no content/index.md is"))
  }

  @Test func nothingIsWrittenWhileHomeIsOnAFeatureBranch() async throws {
    let crew = Crew()
    crew.board.git("switch", "--quiet", "-c", "feature/x")
    #expect(
      crew.text(await crew.board.refusal(of: MoveTask(id("web/login"), to: .done)))
        == "nothing written: HOME is on feature/x, and what is written there leaves the board with it\nhelp: switch it to its main branch; --anyway writes all the same"
    )
  }
}
