import Actions
import Content
import Evidence
import Foundation
import TestSupport
import Testing

/// What `worker clean` removes, what it refuses, and that nothing is ever lost.
@Suite struct CleanTests {
  /// A started task with one commit of its own.
  private static func begun(_ repo: String = "") async throws -> Crew {
    let crew = Crew(repo)
    try await crew.start()
    crew.commit()
    return crew
  }

  // MARK: Refusals

  struct Kept: Sendable, CustomTestStringConvertible {
    let name: String
    /// Run in the worktree.
    let script: String
    let reasons: [String]

    var testDescription: String { name }
  }

  @Test(arguments: [
    Kept(name: "changed", script: "echo x >> a.txt", reasons: ["not committed: a.txt"]),
    Kept(
      name: "staged",
      script:
        "echo x >> a.txt; git add a.txt; git checkout -q HEAD a.txt; echo y > a.txt; git add a.txt; git show HEAD:a.txt > a.txt",
      reasons: ["not committed: a.txt"]),
    Kept(name: "untracked", script: "echo x > new.txt", reasons: ["not committed: new.txt"]),
    Kept(name: "untracked in a folder", script: "mkdir d; echo x > d/new.txt", reasons: ["not committed: d/new.txt"]),
    Kept(name: "deleted", script: "rm a.txt", reasons: ["not committed: a.txt"]),
    Kept(
      name: "ignored", script: "echo x > .env", reasons: ["ignored by git, and neither a copy nor disposable: .env"]),
    Kept(
      name: "ignored folder",
      script: "mkdir secrets; echo 'secrets/' >> .gitignore; git commit -qam i; echo x > secrets/key",
      reasons: ["ignored by git, and neither a copy nor disposable: secrets/key"]),
    Kept(
      name: "assume unchanged", script: "git update-index --assume-unchanged a.txt; echo x > a.txt",
      reasons: ["changed, and hidden from git: a.txt"]),
    Kept(
      name: "skip worktree", script: "git update-index --skip-worktree a.txt; echo x > a.txt",
      reasons: ["changed, and hidden from git: a.txt"]),
    Kept(
      name: "mid-merge",
      script:
        "git branch -q other; echo 1 > a.txt; git commit -qam 1; git switch -q other; echo 2 > a.txt; git commit -qam 2; git switch -q feature/login; git merge -q other >/dev/null",
      reasons: ["a merge is in progress", "not committed: a.txt"]),
    Kept(
      name: "mid-rebase",
      script:
        "git branch -q other; echo 1 > a.txt; git commit -qam 1; git switch -q other; echo 2 > a.txt; git commit -qam 2; git rebase feature/login >/dev/null 2>&1",
      reasons: ["a rebase is in progress", "not committed: a.txt"]),
    Kept(
      name: "bisecting", script: "git bisect start -q >/dev/null 2>&1; git bisect bad",
      reasons: ["a bisect is in progress"]),
    Kept(
      name: "repository in a folder of dependencies",
      script: "mkdir -p node_modules/x; git init -q node_modules/x; git -C node_modules/x commit -q --allow-empty -m x",
      reasons: ["inside: node_modules/x: a repository of its own"]),
  ])
  func whatIsNowhereElseStays(_ kept: Kept) async throws {
    let crew = try await Self.begun()
    _ = crew.board.shell(kept.script, in: crew.worktree())
    let before = crew.picture
    let text = await crew.refusalOfClean()
    #expect(
      text
        == (["not removed: HOME/.worktrees/web/login"] + kept.reasons).joined(separator: "\n")
        + "\nhelp: commit it, or move it away; orchsite worker clean web login --discard shows the loss")
    #expect(crew.changes(since: before) == [])

    // Whoever gives it up is shown the loss, and gets every byte back.
    let shown = try await crew.clean { $0.discard = true }
    #expect(shown.state == .unconfirmed)
    #expect(shown.contents.words == kept.reasons)
    let files = crew.board.folder.contents(of: crew.worktree())
    let refs = crew.web("rev-parse", "feature/login")
    let gone = try await crew.clean {
      $0.discard = true
      $0.confirmation = "login"
    }
    #expect(gone.state == .removed)
    #expect(crew.board.folder.picture(of: crew.worktree()).isEmpty)
    #expect(crew.web("for-each-ref", "refs/heads/feature/login") == "")
    #expect(!crew.web("worktree", "list").contains("login"))
    crew.web("gc", "--quiet", "--prune=now")
    let back = try await crew.board.call(RestoreRescue("web/login"))
    #expect(back.worktree == "\(crew.home)/.worktrees/web/login")
    #expect(crew.board.folder.contents(of: crew.worktree()) == files)
    #expect(crew.web("rev-parse", "feature/login") == refs)
    #expect(await crew.refusalOfClean() == text)
    #expect(crew.web("for-each-ref", "refs/orchsite/") == "")
  }

  @Test func aDetachedHeadWithCommitsStays() async throws {
    let crew = try await Self.begun()
    crew.inWorktree("login", "switch", "--quiet", "--detach")
    #expect(try await crew.clean(isDryRun: true).state == .removable)
    crew.commit("c.txt")
    let id = crew.inWorktree("login", "rev-parse", "--short", "HEAD")
    #expect(await crew.refusalOfClean().contains("commits that are nowhere else: \(id) change c.txt"))
  }

  @Test func aProcessInItKeepsIt() async throws {
    let crew = try await Self.begun()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sleep")
    process.arguments = ["60"]
    process.currentDirectoryURL = URL(fileURLWithPath: crew.board.folder(crew.worktree()))
    try process.run()
    // It blocks every other signal, as the thread does that it was started on. Left alone, it would hold the output of
    // whoever runs the tests.
    defer { kill(process.processIdentifier, SIGKILL) }
    #expect(
      await crew.refusalOfClean()
        == "a process works in HOME/.worktrees/web/login: sleep (\(process.processIdentifier))\nhelp: end it, or leave that folder"
    )
  }

  @Test func aForeignLockIsNeverForced() async throws {
    let crew = try await Self.begun()
    crew.web("worktree", "unlock", crew.board.folder(crew.worktree()))
    crew.web("worktree", "lock", "--reason", "agent 12", crew.board.folder(crew.worktree()))
    var request = CleanWorktree(id("web/login"))
    request.discard = true
    request.confirmation = "login"
    #expect(
      crew.text(await crew.board.refusal(of: request))
        == "HOME/.worktrees/web/login is locked by somebody else: agent 12\nhelp: it may be in use; git worktree unlock is theirs to run"
    )
  }

  @Test func whatOthersMadeStays() async throws {
    let crew = Crew()
    crew.web("worktree", "add", "--quiet", "-b", "feature/login", crew.board.folder("other"))
    #expect(
      await crew.refusalOfClean()
        == "HOME/other was not made by orchsite\nhelp: orchsite worker adopt web login HOME/other takes it over; then it can be cleaned"
    )
    #expect(
      await crew.refusalOfClean("cart")
        == "web/cart has no worktree, and no branch feature/cart\nhelp: orchsite worker list shows all")
  }

  @Test func submodulesAreLookedInto() async throws {
    let crew = Crew()
    crew.board.folder.makeFolder("other")
    crew.board.git("init", "--quiet", in: "other")
    crew.board.git("commit", "--quiet", "--allow-empty", "--message", "s", in: "other")
    try await crew.start()
    crew.inWorktree(
      "login", "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", crew.board.folder("other"), "sub")
    crew.inWorktree("login", "commit", "--quiet", "--all", "--message", "sub")
    #expect(try await crew.clean(isDryRun: true).state == .removable)
    crew.board.folder.put("x", at: "\(crew.worktree())/sub/x")
    #expect(await crew.refusalOfClean().contains("inside: sub/x"))
    crew.board.git("add", "x", in: "\(crew.worktree())/sub")
    crew.board.git("commit", "--quiet", "--message", "only here", in: "\(crew.worktree())/sub")
    let id = crew.board.git("rev-parse", "--short", "HEAD", in: "\(crew.worktree())/sub")
    #expect(await crew.refusalOfClean().contains("inside: sub: commit \(id) only here"))
    let files = crew.board.folder.contents(of: crew.worktree())
    _ = try await crew.clean {
      $0.discard = true
      $0.confirmation = "web/login"
    }
    _ = try await crew.board.call(RestoreRescue("web/login"))
    #expect(crew.board.folder.contents(of: crew.worktree()) == files)
    #expect(crew.board.git("rev-parse", "--short", "HEAD", in: "\(crew.worktree())/sub") == id)
  }

  // MARK: Proof

  @Test func copiesAndDisposableFilesGo() async throws {
    let crew = Crew("worktree: {copy: [.env]}\n")
    crew.board.folder.put("SECRET=1\n", at: "web/.env")
    try await crew.start()
    crew.board.folder.put("x", at: "\(crew.worktree())/node_modules/x/index.js")
    crew.board.folder.put("SECRET=2\n", at: "web/.env")
    let outcome = try await crew.clean()
    #expect(outcome.state == .removed)
    #expect(crew.board["\(crew.worktree())/a.txt"] == nil)
  }

  @Test func aChangedCopyStays() async throws {
    let crew = Crew("worktree: {copy: [.env]}\n")
    crew.board.folder.put("SECRET=1\n", at: "web/.env")
    try await crew.start()
    crew.board.folder.put("SECRET=MINE\n", at: "\(crew.worktree())/.env")
    #expect(await crew.refusalOfClean().contains("neither a copy nor disposable: .env"))
  }

  @Test func theReposOwnListOfDisposableFiles() async throws {
    let crew = Crew("disposable: [\"*.log\"]\n")
    try await crew.start()
    crew.board.folder.put("x", at: "\(crew.worktree())/a.log")
    #expect(try await crew.clean(isDryRun: true).state == .removable)
    crew.board.folder.put("x", at: "\(crew.worktree())/build/a.o")
    #expect(await crew.refusalOfClean().contains("disposable: build/a.o"))
  }

  @Test func theBranchGoesOnlyWhenItIsMerged() async throws {
    let crew = try await Self.begun()
    #expect(try await crew.clean().branchFate == .stays(.notMerged))
    let head = crew.web("rev-parse", "feature/login")
    crew.web("switch", "--quiet", "develop")
    crew.web("merge", "--quiet", "--no-ff", "--no-edit", "feature/login")
    let again = try await crew.clean()
    #expect(again.branchFate == .deleted)
    #expect(crew.web("branch", "--list", "feature/login") == "")
    #expect(crew.web("merge-base", "--is-ancestor", head, "develop") == "")
  }

  @Test func aBranchThatIsCheckedOutElsewhereStays() async throws {
    let crew = try await Self.begun()
    _ = try await crew.clean()
    crew.web("switch", "--quiet", "develop")
    crew.web("merge", "--quiet", "--no-ff", "--no-edit", "feature/login")
    crew.web("switch", "--quiet", "feature/login")
    #expect(try await crew.clean().branchFate == .stays(.checkedOut("\(crew.home)/web")))
    #expect(crew.web("status", "--porcelain", "--branch") == "## feature/login")
  }

  @Test func theWorktreeOfAnotherWorkspaceStays() async throws {
    let crew = try await Self.begun()
    let other = Board(
      Board.autoCommit("all").merging([
        "content/repos/web.md": "---\ntitle: Web\npath: \(crew.board.folder("web"))\n---\n"
      ]) { $1 })
    other.folder.put("---\ntitle: Login\nstatus: todo\n---\n", at: "content/tasks/web/login.md")
    var refusals = [crew.text(await other.refusal(of: CleanWorktree(id("web/login"))))]
    refusals.append(crew.text(await other.refusal(of: StartWorker(id("web/login"), approvals: crew.approvals))))
    for refusal in refusals {
      #expect(
        refusal
          == "HOME/.worktrees/web/login belongs to another workspace: HOME\nhelp: run it there, or give the task another name here"
      )
    }
  }

  @Test func aSquashIsAProofAndItsCommitsAreKept() async throws {
    let crew = try await Self.begun()
    let head = crew.web("rev-parse", "feature/login")
    crew.web("switch", "--quiet", "develop")
    crew.web("merge", "--quiet", "--squash", "feature/login")
    crew.web("commit", "--quiet", "--message", "squashed")
    let outcome = try await crew.clean()
    guard case .kept(let name) = outcome.branchFate else {
      Issue.record("\(outcome.branchFate)")
      return
    }
    crew.web("reflog", "expire", "--expire=now", "--all")
    crew.web("gc", "--quiet", "--prune=now")
    #expect(crew.web("cat-file", "-t", head) == "commit")
    let back = try await crew.board.call(RestoreRescue(name))
    #expect(back.worktree == nil)
    #expect(crew.web("rev-parse", "feature/login") == head)
  }

  @Test func commitsThatOnlyTheLogKnowsAreKept() async throws {
    let crew = try await Self.begun()
    let before = crew.inWorktree("login", "rev-parse", "HEAD")
    crew.inWorktree("login", "commit", "--quiet", "--amend", "--message", "better")
    _ = try await crew.clean()
    crew.web("reflog", "expire", "--expire=now", "--all")
    crew.web("gc", "--quiet", "--prune=now")
    #expect(crew.web("cat-file", "-t", before) == "commit")
    #expect(try await crew.board.call(ListRescues()).rescues.count == 1)
  }

  @Test func cleaningWhatSomebodyElseRemoved() async throws {
    let crew = try await Self.begun()
    crew.board.folder.remove(crew.worktree())
    // It may have been moved.
    #expect(await crew.refusalOfClean().contains("its folder is gone"))
    let outcome = try await crew.clean {
      $0.discard = true
      $0.confirmation = "login"
    }
    #expect(outcome.state == .removed && outcome.branchFate == .stays(.notMerged) && outcome.strays == nil)
    #expect(crew.web("branch", "--list", "feature/login").contains("feature/login"))
    #expect(!crew.web("worktree", "list").contains("login"))
  }

  @Test(arguments: 0...2)
  func aDiscardThatWasEndedGoesOn(_ step: Int) async throws {
    let crew = try await Self.begun()
    crew.board.folder.put("x", at: "\(crew.worktree())/new.txt")
    let admin = crew.web("rev-parse", "--absolute-git-dir") + "/worktrees/login"
    let copy = crew.board.folder("state/copy")
    try FileManager.default.createDirectory(atPath: crew.board.folder("state"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: admin, toPath: copy)
    let head = crew.web("rev-parse", "feature/login")
    _ = try await crew.clean {
      $0.discard = true
      $0.confirmation = "login"
    }
    let rescue = try #require(try await crew.board.call(ListRescues()).rescues.first?.rescue)
    let folder = crew.board.folder(".orchsite/rescue/\(rescue.name)")
    // Ended before the branch went; before the git directory did; before the worktree did.
    crew.web("update-ref", "refs/heads/feature/login", head)
    if step >= 1 { try FileManager.default.moveItem(atPath: "\(folder)/git", toPath: admin) }
    if step >= 2 {
      crew.board.folder.makeFolder(".worktrees/web")
      try FileManager.default.moveItem(atPath: "\(folder)/worktree", toPath: crew.board.folder(crew.worktree()))
    }
    if step > 0 {
      let again = try await crew.clean {
        $0.discard = true
        $0.confirmation = "login"
      }
      #expect(again.state == .removed)
      #expect(crew.web("branch", "--list", "feature/login") == "")
    }
    _ = try await crew.board.call(RestoreRescue("web/login"))
    #expect(crew.board["\(crew.worktree())/new.txt"] == "x")
    #expect(crew.web("rev-parse", "feature/login") == head)
  }

  @Test func onlyTheOwnerLooksIntoTheRescue() async throws {
    let crew = try await Self.begun()
    crew.board.folder.put("SECRET", at: "\(crew.worktree())/.env")
    _ = try await crew.clean {
      $0.discard = true
      $0.confirmation = "login"
    }
    let mode = try FileManager.default.attributesOfItem(atPath: crew.board.folder(".orchsite/rescue"))[
      .posixPermissions]
    #expect(mode as? Int == 0o700)
    let reference = crew.web("for-each-ref", "--format=%(refname)", "refs/orchsite/rescue/")
    #expect(crew.web("ls-tree", "-r", "--name-only", reference) == ".gitignore\na.txt\nb.txt")
  }

  @Test func rescuesAreForgottenAfterThirtyDays() async throws {
    let crew = try await Self.begun()
    crew.board.folder.put("x", at: "\(crew.worktree())/new.txt")
    _ = try await crew.clean {
      $0.discard = true
      $0.confirmation = "login"
    }
    let early = try await crew.board.call(ForgetRescues(), at: "2026-02-06T10:00:00Z")
    #expect(early.forgotten.isEmpty)
    #expect(try await crew.board.call(ForgetRescues(), at: "2026-02-07T10:00:00Z").forgotten.count == 1)
    #expect(crew.web("for-each-ref", "refs/orchsite/") == "")
    #expect(crew.board.folder.picture(of: ".orchsite/rescue/web/login").isEmpty)
  }

  @Test func allThatAreMerged() async throws {
    let crew = try await Self.begun()
    crew.web("switch", "--quiet", "develop")
    crew.web("merge", "--quiet", "--no-ff", "--no-edit", "feature/login")
    try await crew.start("new-thing")
    let proposed = try await crew.board.call(CleanMerged(), isDryRun: true)
    #expect(proposed.cleaned == [id("web/login")])
    #expect(crew.board["\(crew.worktree())/a.txt"] != nil)
    #expect(try await crew.board.call(CleanMerged()).cleaned == [id("web/login")])
    #expect(crew.board["\(crew.worktree())/a.txt"] == nil)
    #expect(crew.board["\(crew.worktree("new-thing"))/a.txt"] != nil)
  }

  // MARK: Adopting

  @Test func aWorktreeOfAnotherToolIsTakenOver() async throws {
    let crew = Crew()
    crew.web("worktree", "add", "--quiet", "-b", "worktree-x", crew.board.folder("other"), "main")
    crew.web("worktree", "lock", "--reason", "claude agent", crew.board.folder("other"))
    let outcome = try await crew.board.call(AdoptWorktree(id("web/login"), path: crew.board.folder("other")))
    #expect(outcome.branch == "worktree-x")
    #expect(outcome.usualBranch == "feature/login")
    #expect(outcome.foreignLock == "claude agent")
    #expect(crew.board["content/tasks/web/login.md"]?.contains("branch: worktree-x") == true)
    #expect(crew.web("worktree", "list", "--porcelain").contains("locked claude agent"))
    #expect(await crew.refusalOfClean().hasPrefix("HOME/other is locked by somebody else: claude agent"))
    crew.web("worktree", "unlock", crew.board.folder("other"))
    #expect(try await crew.clean().state == .removed)
    #expect(crew.board.status == "")
  }
}

extension TemporaryFolder {
  /// What is in every file below a folder, git's own directory of the worktree aside.
  func contents(of name: String) -> [String: String] {
    var contents: [String: String] = [:]
    for (path, text) in picture(of: name) {
      let fields = text.split(separator: " ", omittingEmptySubsequences: false)
      contents[path] = "\(fields[0]) \(fields.last ?? "")"
    }
    return contents
  }
}
