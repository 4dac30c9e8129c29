import Actions
import Content
import Evidence
import Foundation
import Git
import Situation
import TestSupport
import Testing

/// Rare places where work or a proof can lie, and what is done with them.
@Suite struct NothingLostTests {
  private static func begun(_ repo: String = "") async throws -> Crew {
    let crew = Crew(repo)
    try await crew.start()
    crew.commit()
    return crew
  }

  private static func mergedIntoDevelop(_ crew: Crew) {
    crew.web("switch", "--quiet", "develop")
    crew.web("merge", "--quiet", "--no-ff", "--no-edit", "feature/login")
    crew.web("switch", "--quiet", "main")
  }

  // MARK: Branches that are not the task's

  @Test(arguments: ["develop", "main"])
  func aBaseThatIsCheckedOutInAWorktreeStays(_ base: String) async throws {
    let crew = Crew()
    crew.web("switch", "--quiet", "--detach")
    try await crew.start()
    crew.inWorktree("login", "switch", "--quiet", base)
    let refusal = await crew.refusalOfFinish()
    #expect(
      refusal
        == "HOME/.worktrees/web/login is on \(base), not on feature/login\nhelp: git -C \(crew.home)/.worktrees/web/login switch feature/login; or name the other in content/tasks/web/login.md (branch: …)"
        .replacing(crew.home, with: "HOME"))
    let outcome = try await crew.clean()
    #expect(outcome.branch == "feature/login" && outcome.branchFate == .unused)
    #expect(crew.web("branch", "--format=%(refname:short)").split(separator: "\n").contains(Substring(base)))
  }

  @Test func aBranchThatSomebodyMadeInAWorktreeStays() async throws {
    let crew = try await Self.begun()
    crew.inWorktree("login", "switch", "--quiet", "-c", "try")
    crew.commit("c.txt")
    let outcome = try await crew.clean()
    #expect(outcome.branchFate == .stays(.notMerged) && outcome.otherBranch == "try")
    #expect(crew.web("log", "-1", "--format=%s", "try") == "change c.txt")
  }

  @Test func aBaseIsNoTasksBranch() async throws {
    let crew = Crew(files: ["content/tasks/web/login.md": "---\ntitle: Login\nstatus: todo\nbranch: develop\n---\n"])
    #expect(
      await crew.refusalOfStart()
        == "develop is no branch of a task in web: others come home to it\nhelp: write another into content/tasks/web/login.md (branch: …), or leave branch out"
    )
    crew.web("worktree", "add", "--quiet", "../by-hand", "develop")
    let adopt = AdoptWorktree(id("web/login"), path: "\(crew.home)/by-hand")
    #expect(
      crew.text(await crew.board.refusal(of: adopt))
        == "develop is no branch of a task in web: others come home to it\nhelp: give the worktree a branch of its own: git -C HOME/by-hand switch -c NAME"
    )
    #expect(try await crew.evidence() == nil)
  }

  // MARK: Commits

  @Test func commitsOfASubmoduleThatIsGoneAreFound() async throws {
    let crew = Crew()
    let lib = crew.board.folder("lib")
    let made = crew.board.shell(
      "git init -q --initial-branch=main lib && cd lib && git commit -q --allow-empty -m first")
    #expect(made.code == 0, "\(made.err)")
    try await crew.start()
    let script = """
      set -e
      git -c protocol.file.allow=always submodule --quiet add "\(lib)" lib; git commit -qm lib
      git -C lib commit -q --allow-empty -m own; git rm -q -f lib; git commit -qm gone
      """
    let left = crew.board.shell(script, in: crew.worktree())
    #expect(left.code == 0, "\(left.err)")
    let text = await crew.refusalOfClean()
    #expect(text.contains("inside: lib, a submodule before: commit "))
    #expect(text.contains(" own\nhelp: "))
  }

  @Test(arguments: [
    "git update-ref refs/worktree/mine HEAD~0; git reset -q --hard HEAD~1; git reflog expire --expire=all --all",
    "git reset -q --hard HEAD~1; git reflog expire --expire=all --all",
    "git reset -q --hard HEAD~1; git update-ref -d ORIG_HEAD",
  ])
  func commitsThatOnlyAWorktreeNamesAreKeptAndNamed(_ script: String) async throws {
    let crew = try await Self.begun()
    Self.mergedIntoDevelop(crew)
    crew.commit("only-here.txt")
    let lost = crew.inWorktree("login", "rev-parse", "HEAD")
    #expect(crew.board.shell(script, in: crew.worktree()).code == 0)
    let outcome = try await crew.clean()
    let rescue = try #require(outcome.strays)
    #expect(outcome.branchFate == .deleted)
    crew.web("gc", "--quiet", "--prune=now")
    let back = try await crew.board.call(RestoreRescue(rescue))
    #expect(back.worktree == nil && back.others == ["\(lost.prefix(7)) change only-here.txt"])
    #expect(crew.web("cat-file", "-t", lost) == "commit")
  }

  // MARK: Proofs

  @Test func aMergedBranchThatWasCleanedCanStillBeFinished() async throws {
    let crew = try await Self.begun()
    Self.mergedIntoDevelop(crew)
    #expect(try await crew.clean().branchFate == .deleted)
    #expect(try await crew.evidence()?.merge == .merged(.reachable))
    let outcome = try await crew.board.call(FinishFeature(id("web/login")))
    #expect(outcome.merge == .wasMerged(.reachable))
    #expect(crew.board["content/tasks/web/login.md"]?.contains("status: done") == true)
    #expect(crew.web("for-each-ref", "refs/orchsite/") == "")
  }

  @Test func anUnusedBranchGoesOnceItsBaseHasMovedOn() async throws {
    let crew = Crew()
    try await crew.start()
    crew.web("switch", "--quiet", "develop")
    crew.web("commit", "--quiet", "--allow-empty", "--message", "on")
    #expect(try await crew.clean().branchFate == .unused)
    #expect(crew.web("branch", "--list", "feature/login") == "")
  }

  @Test func aCleanThatWasEndedBeforeTheBranchWentIsFinished() async throws {
    let crew = Crew()
    try await crew.start()
    crew.web("worktree", "unlock", crew.board.folder(crew.worktree()))
    crew.web("worktree", "remove", crew.board.folder(crew.worktree()))
    #expect(try await crew.clean().branchFate == .unused)
  }

  // MARK: Ended in the middle

  @Test func aDiscardThatWasEndedBeforeTheBranchWentIsFinished() async throws {
    let crew = try await Self.begun()
    crew.board.folder.put("x", at: "\(crew.worktree())/new.txt")
    let head = crew.web("rev-parse", "feature/login")
    let given = try await crew.clean {
      $0.discard = true
      $0.confirmation = "login"
    }
    crew.web("branch", "feature/login", head)
    let again = try await crew.clean()
    #expect(again.state == .removed && again.rescue == given.rescue)
    #expect(crew.web("branch", "--list", "feature/login") == "")
  }

  @Test func aRestoreThatWasEndedBeforeItsReferenceWentIsFinished() async throws {
    let crew = try await Self.begun()
    crew.board.folder.put("x", at: "\(crew.worktree())/new.txt")
    let given = try await crew.clean {
      $0.discard = true
      $0.confirmation = "login"
    }
    let name = try #require(given.rescue)
    let stamp = try #require(name.split(separator: "/").last)
    let kept = crew.web("rev-parse", "refs/orchsite/rescue/login/\(stamp)")
    _ = try await crew.board.call(RestoreRescue(name))
    crew.web("update-ref", "refs/orchsite/rescue/login/\(stamp)", kept)
    let again = try await crew.board.call(RestoreRescue(name))
    #expect(again.worktree == "\(crew.home)/.worktrees/web/login")
    #expect(crew.web("for-each-ref", "refs/orchsite/") == "")
    #expect(crew.board["\(crew.worktree())/new.txt"] == "x")
  }

  // MARK: Worktrees that are not as they were

  @Test func aWorktreeBehindASymbolicLinkStays() async throws {
    let crew = try await Self.begun()
    let moved = crew.board.shell("mv .worktrees/web/login moved && ln -s ../../moved .worktrees/web/login")
    #expect(moved.code == 0)
    #expect(await crew.refusalOfClean().hasPrefix("HOME/.worktrees/web/login is a symbolic link"))
    #expect(crew.board["moved/b.txt"] == "b\n")
  }

  @Test func whatIsCheckedOutInAWorktreeIsSaid() async throws {
    let crew = try await Self.begun()
    crew.inWorktree("login", "switch", "--quiet", "--detach")
    crew.web("branch", "-D", "feature/login")
    let outcome = try await crew.start()
    #expect(outcome.branch == "no branch")
    #expect(
      outcome.warnings == [
        Warning(
          "\(crew.home)/.worktrees/web/login is on no branch, not on feature/login",
          help: "git -C \(crew.home)/.worktrees/web/login switch -c feature/login")
      ])
  }

  @Test func aWorktreeWhoseFolderIsGoneIsForgottenByClean() async throws {
    let crew = try await Self.begun()
    #expect(crew.board.shell("rm -r .worktrees/web/login").code == 0)
    #expect(
      await crew.refusalOfStart()
        == "the worktree of web/login is gone: HOME/.worktrees/web/login was removed by somebody else\nhelp: if it was moved: git -C HOME/web worktree repair, with its new place; if it is gone for good: orchsite worker clean web login --discard"
    )
    var done = WriteReport(id("web/login"), in: crew.home)
    done.kind = .done
    #expect(crew.text(await crew.board.refusal(of: done)).contains("its worktree is gone: HOME/.worktrees/web/login"))
    #expect(await crew.refusalOfClean().contains("its folder is gone, and with it what was in there"))
    #expect(await crew.refusalOfFinish().contains("its folder is gone, and with it what was in there"))
    _ = try await crew.clean {
      $0.discard = true
      $0.confirmation = "login"
    }
    #expect(try await crew.start().branch == "feature/login")
    #expect(crew.board["\(crew.worktree())/b.txt"] == "b\n")
  }

  @Test func whatOnlyAGoneWorktreeKnewIsKept() async throws {
    let crew = try await Self.begun()
    crew.inWorktree("login", "switch", "--quiet", "--detach")
    crew.commit("only-here.txt")
    let lost = crew.inWorktree("login", "rev-parse", "HEAD")
    #expect(crew.board.shell("rm -r .worktrees/web/login").code == 0)
    #expect(await crew.refusalOfClean().contains("its folder is gone"))
    let gone = try await crew.clean {
      $0.discard = true
      $0.confirmation = "login"
    }
    #expect(gone.strays != nil)
    crew.web("gc", "--quiet", "--prune=now")
    #expect(crew.web("cat-file", "-t", lost) == "commit")
  }

  @Test func whatWasStagedIsKeptToo() async throws {
    let crew = try await Self.begun()
    crew.board.folder.put("staged\n", at: "\(crew.worktree())/a.txt")
    crew.inWorktree("login", "add", "a.txt")
    crew.board.folder.put("and changed\n", at: "\(crew.worktree())/a.txt")
    _ = try await crew.clean {
      $0.discard = true
      $0.confirmation = "login"
    }
    crew.web("gc", "--quiet", "--prune=now")
    _ = try await crew.board.call(RestoreRescue("web/login"))
    #expect(crew.inWorktree("login", "show", ":a.txt") == "staged")
    #expect(crew.board["\(crew.worktree())/a.txt"] == "and changed\n")
  }

  @Test(arguments: ["HEAD~1", "develop"])
  func workThatWasTakenBackIsNotMerged(_ target: String) async throws {
    let crew = try await Self.begun()
    crew.web("switch", "--quiet", "develop")
    crew.web("commit", "--quiet", "--allow-empty", "--message", "on")
    crew.inWorktree("login", "reset", "--quiet", "--hard", target)
    let merge = try await crew.evidence()?.merge
    #expect(merge == (target == "develop" ? .notConfirmed : .notBegun))
    #expect(try await crew.board.call(CleanMerged(), isDryRun: true).cleaned == [])
    #expect(await crew.refusalOfFinish().contains(target == "develop" ? "not confirmed" : "is not begun"))
  }

  @Test func aRepositoryThatClaimsToBeBareIsNotMergedInto() async throws {
    let crew = try await Self.begun()
    crew.web("config", "core.bare", "true")
    let before = crew.web("rev-parse", "develop")
    #expect(
      await crew.refusalOfFinish()
        == "HOME/web says that it is bare, and has a working tree, where a merge would go unseen\nhelp: git -C HOME/web config core.bare false, if that was not meant"
    )
    #expect(crew.web("rev-parse", "develop") == before)
  }

  @Test func aReportIsTheLastWordWhateverItsClock() async throws {
    let crew = Crew()
    try await crew.board.call(
      StartWorker(id("web/login"), approvals: crew.approvals), at: "2026-01-08T12:00:00Z")
    crew.commit()
    var done = WriteReport(id("web/login"), in: crew.home)
    done.kind = .done
    try await crew.board.call(done)
    let workspace = try await crew.board.home.workspace(asOf: instant("2026-01-08T13:00:00Z"))
    #expect(workspace.task(id("web/login"))?.isReadyToMerge == true)
  }

  @Test func oneWorktreeThatCannotBeReadHidesNoOther() async throws {
    let crew = try await Self.begun()
    try await crew.start("new-thing")
    crew.board.folder.put("gitdir: /nowhere\n", at: "\(crew.worktree("new-thing"))/.git")
    let listed = try await crew.board.call(ListWorkers())
    #expect(listed.isIncomplete && listed.worktrees.map { $0.path.hasSuffix("login") }.contains(true))
    let unread = listed.unread.filter { $0.repo == "web" }.map(\.reason)
    #expect(unread.count == 1 && unread[0].hasPrefix("\(crew.home)/.worktrees/web/new-thing cannot be read: "))
  }

  @Test func doneSeesWhatIsHiddenFromGit() async throws {
    let crew = try await Self.begun()
    crew.inWorktree("login", "update-index", "--skip-worktree", "a.txt")
    crew.board.folder.put("other", at: "\(crew.worktree())/a.txt")
    var done = WriteReport(id("web/login"), in: crew.home)
    done.kind = .done
    #expect(crew.text(await crew.board.refusal(of: done)).contains("changed, and hidden from git: a.txt"))
  }

  // MARK: Remotes, and others

  @Test func aBranchThatOnlyTheRemoteKnowsIsTaken() async throws {
    let crew = Crew()
    let script = """
      set -e
      git clone -q --bare web origin.git; git -C web remote add origin ../origin.git
      git clone -q -b develop origin.git other; cd other; git switch -q -c feature/login
      git commit -q --allow-empty -m theirs; git push -q origin feature/login
      """
    let made = crew.board.shell(script)
    #expect(made.code == 0, "\(made.err)")
    try await crew.start()
    #expect(crew.inWorktree("login", "log", "-1", "--format=%s") == "theirs")
  }

  @Test func twoWhoFinishAtOnceBothSucceed() async throws {
    let crew = try await Self.begun()
    let board = crew.board
    async let first = board.call(FinishFeature(id("web/login")))
    async let second = board.call(FinishFeature(id("web/login")))
    let merges = try await [first.merge, second.merge]
    #expect(merges.count { $0 == .none } == 1)
    #expect(crew.board["content/tasks/web/login.md"]?.contains("status: done") == true)
  }

  @Test func aBaseThatIsCheckedOutTwiceIsNotMoved() async throws {
    let crew = try await Self.begun()
    crew.web("switch", "--quiet", "develop")
    crew.web("worktree", "add", "--quiet", "--force", "../second", "develop")
    let before = crew.web("rev-parse", "develop")
    #expect(
      await crew.refusalOfFinish()
        == "develop is checked out more than once: HOME/web, HOME/second\nhelp: a merge in one would move it under the others: leave it checked out in one of them"
    )
    #expect(crew.web("rev-parse", "develop") == before)
  }

  @Test func aCheckoutThatGitIsAtWorkInIsLeftAlone() async throws {
    let crew = try await Self.begun()
    crew.web("switch", "--quiet", "develop")
    crew.board.folder.put("", at: "web/.git/index.lock")
    #expect(
      await crew.refusalOfFinish()
        == "git is at work in HOME/web, where develop is checked out, or was ended there: HOME/web/.git/index.lock\nhelp: wait for it; if no git runs there any more, remove that file"
    )
    #expect(crew.board["web/.git/MERGE_HEAD"] == nil)
  }

  @Test func aBranchThatGitCannotHaveIsSaid() async throws {
    let crew = Crew()
    crew.web("branch", "feature/login/one")
    #expect(
      await crew.refusalOfStart()
        == "git cannot have a branch feature/login beside feature/login/one\nhelp: write another into content/tasks/web/login.md (branch: …), or give the task another name"
    )
  }

  @Test func prefixesThatNobodyCouldMeanAreNotTaken() async throws {
    let crew = Crew()
    crew.web("config", "gitflow.prefix.feature", "--upload-pack=x/")
    #expect(try await crew.start().branch == "feature/login")
  }

  @Test func anAgentThatNobodyApprovedIsNotOffered() async throws {
    let crew = Crew(files: ["content/index.md": "---\nproject: P\nauto_commit: all\nagent: claude\n---\n"])
    #expect(try await crew.start().launch?.isApproved == false)
    try crew.approvals.approve(["claude"], in: crew.home)
    #expect(try await crew.start().launch?.isApproved == true)
  }

  @Test func aSquashThatWasCleanedCanStillBeFinished() async throws {
    let crew = try await Self.begun()
    crew.web("switch", "--quiet", "develop")
    crew.web("merge", "--quiet", "--squash", "feature/login")
    crew.web("commit", "--quiet", "--message", "squashed")
    #expect(try await crew.clean().state == .removed)
    // The lines are edited since: without what was noted, nothing would prove it.
    crew.board.folder.put("other\n", at: "web/b.txt")
    crew.web("commit", "--quiet", "--all", "--message", "edited")
    #expect(try await crew.evidence()?.merge == .merged(.sameTree))
    #expect(try await crew.board.call(FinishFeature(id("web/login"))).merge == .wasMerged(.sameTree))
  }

  @Test func aFileWithTheNameOfADisposableFolderStays() async throws {
    let crew = Crew()
    crew.board.folder.put("out\ntarget\nbuild/\n", at: "web/.gitignore")
    crew.web("commit", "--quiet", "--all", "--message", "ignore")
    crew.web("branch", "--force", "develop")
    try await crew.start()
    crew.board.folder.put("mine", at: "\(crew.worktree())/out")
    crew.board.folder.put("x", at: "\(crew.worktree())/build/a.o")
    #expect(await crew.refusalOfClean().contains("disposable: out\n"))
    #expect(
      crew.board.shell("rm .worktrees/web/login/out; git init -q --bare .worktrees/web/login/build/x.git").code == 0)
    #expect(await crew.refusalOfClean().contains("inside: build/x.git: a repository of its own\n"))
  }

  @Test func whatIsRestoredGoesWhereTheRepositoryIsNow() async throws {
    let crew = try await Self.begun()
    crew.board.folder.put("x", at: "\(crew.worktree())/new.txt")
    _ = try await crew.clean {
      $0.discard = true
      $0.confirmation = "login"
    }
    let moved = crew.board.shell("mv web elsewhere && sed -i 's/path: .*/path: elsewhere/' content/repos/web.md")
    #expect(moved.code == 0, "\(moved.err)")
    let back = try await crew.board.call(RestoreRescue("web/login"))
    #expect(back.worktree == "\(crew.home)/.worktrees/web/login")
    #expect(crew.inWorktree("login", "status", "--porcelain") == "?? new.txt")
  }

  @Test func workThatWasGivenUpIsMentioned() async throws {
    let crew = try await Self.begun()
    _ = try await crew.clean {
      $0.discard = true
      $0.confirmation = "login"
    }
    let again = try await crew.start()
    #expect(again.warnings.map(\.message) == ["work on web/login was given up before, and is kept"])
  }

  @Test func theBoardsNameIsNoWorkers() async throws {
    let crew = try await Self.begun()
    var report = WriteReport(id("web/login"), in: crew.home)
    report.worker = "Board"
    report.done = ["x"]
    #expect(
      await crew.board.refusal(of: report)
        == .usage("\"Board\" is the board's own name", help: "name the worker otherwise: --as NAME"))
  }

  @Test func aBranchThatIsConfiguredToIgnoreMergesGetsThem() async throws {
    let crew = try await Self.begun()
    crew.web("config", "branch.develop.mergeOptions", "-s ours")
    crew.web("switch", "--quiet", "develop")
    _ = try await crew.board.call(FinishFeature(id("web/login")))
    #expect(crew.board["web/b.txt"] == "b\n")
  }

  // MARK: Git's edge

  /// Large files are kept elsewhere: the index holds a pointer, the working tree the file.
  @Test func filtersAreNotTakenForChanges() async throws {
    let crew = Crew()
    let store = crew.board.folder("store")
    crew.board.folder.makeFolder("store")
    let clean = "sh -c 'f=$(mktemp); cat > $f; h=$(git hash-object $f); cp $f \(store)/$h; echo pointer $h'"
    crew.web("config", "filter.large.clean", clean)
    crew.web("config", "filter.large.smudge", "sh -c 'read _ h; cat \(store)/$h'")
    crew.web("config", "filter.large.required", "true")
    crew.board.folder.put("*.bin filter=large\n", at: "web/.gitattributes")
    crew.board.folder.put("large\n", at: "web/a.bin")
    crew.web("add", "--all")
    crew.web("commit", "--quiet", "--message", "large")
    crew.web("branch", "--force", "develop")
    try await crew.start()
    #expect(crew.board["\(crew.worktree())/a.bin"] == "large\n")
    crew.board.folder.put("larger\n", at: "\(crew.worktree())/a.bin")
    #expect(await crew.refusalOfClean().contains("not committed: a.bin"))
    _ = try await crew.clean {
      $0.discard = true
      $0.confirmation = "login"
    }
    _ = try await crew.board.call(RestoreRescue("web/login"))
    #expect(crew.board["\(crew.worktree())/a.bin"] == "larger\n")
    crew.inWorktree("login", "commit", "--quiet", "--all", "--message", "larger")
    crew.web("switch", "--quiet", "develop")
    #expect(try await crew.board.call(FinishFeature(id("web/login"))).failures.isEmpty)
    #expect(crew.board["web/a.bin"] == "larger\n")
  }

  @Test func signingWithoutAKeyChangesNothing() async throws {
    let crew = try await Self.begun()
    crew.web("config", "commit.gpgSign", "true")
    crew.web("config", "gpg.program", "/bin/false")
    let before = crew.web("rev-parse", "develop")
    let refusal = await crew.refusalOfFinish()
    #expect(refusal.hasPrefix("feature/login was not merged into develop: "), "\(refusal)")
    #expect(refusal.hasSuffix("\nhelp: nothing has changed; mend that, and run it again"))
    #expect(crew.web("rev-parse", "develop") == before && crew.web("worktree", "list").contains("login"))
    crew.web("config", "commit.gpgSign", "false")
    #expect(try await crew.board.call(FinishFeature(id("web/login"))).failures.isEmpty)
  }

  @Test func anOldGitIsNamedWhereverItIsAsked() async throws {
    let crew = try await Self.begun()
    crew.board.folder.put(
      "#!/bin/sh\ncase \" $* \" in *\" version \"*) echo git version 2.30.2 ;; *) exec \(Self.git) \"$@\" ;; esac\n",
      at: ".home/git")
    #expect(crew.board.shell("chmod +x .home/git").code == 0)
    let environment = ["PATH": "\(crew.board.folder(".home")):/usr/bin:/bin"]
    let old = Refusal.git(.tooOld(found: "git version 2.30.2", needed: GitVersion(2, 39)))
    var check = CheckContent()
    check.readsGit = true
    func refusal(_ verb: some Verb) async -> Refusal? {
      do throws(Refusal) {
        try await crew.board.call(verb, environment: environment)
        return nil
      } catch {
        return error
      }
    }
    #expect(await refusal(ListWorkers()) == old)
    #expect(await refusal(check) == old)
    #expect(await refusal(ShowStatus()) == old)
    #expect(await refusal(FinishFeature(id("web/login"))) == old)
    #expect(await refusal(CleanWorktree(id("web/login"))) == old)
  }

  private static let git =
    FileManager.default.isExecutableFile(atPath: "/usr/bin/git") ? "/usr/bin/git" : "/usr/local/bin/git"
}
