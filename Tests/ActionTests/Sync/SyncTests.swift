import Content
import Files
import Git
import TestSupport
import Testing

@testable import Actions

@Suite struct SyncTests {
  @Test func twoMachinesMeet() async throws {
    let meeting = Meeting()
    try await meeting.move("backend/search", .review, on: "anna")
    try await meeting.move("web/basket", .review, on: "bertha")
    let out = try await meeting.sync("bertha")
    #expect(out.commitsOut == 1 && out.commitsIn == 0 && out.upstream == "origin/main")
    let both = try await meeting.sync()
    #expect(both.commitsIn == 1 && both.commitsOut == 1 && both.warnings == [] && both.shared == [])
    #expect(
      both.incoming == [
        "content/tasks/web/basket.md", "content/updates/web/basket/20260108T100000000Z-board.md",
      ])
    try await meeting.sync("bertha")
    #expect(meeting.areEqual)
    #expect(meeting.shell("git log --merges --oneline") == "")
    #expect(
      meeting.board["content/updates/backend/search/20260108T100000000Z-board.md"]?.contains("machine: anna") == true)
    let again = try await meeting.sync()
    #expect(again.commitsIn == 0 && again.commitsOut == 0)
  }

  @Test func authorsDatesAndMessagesStay() async throws {
    let meeting = Meeting()
    meeting.shell(
      """
      echo x >> content/tasks/web/basket.md; git add .
      GIT_AUTHOR_NAME='Zoë <x' GIT_AUTHOR_EMAIL=zoe@example.org GIT_AUTHOR_DATE='2020-02-03T04:05:06+0545' \
        git commit --quiet --cleanup=verbatim -m 'Subject: ü' -m '  indented

      # no comment'
      """)
    let format = "git log -1 --format='%an|%ae|%aI|%B'"
    let before = meeting.shell(format)
    try await meeting.move("backend/search", .review, on: "bertha")
    try await meeting.sync("bertha")
    let head = meeting.head()
    try await meeting.sync()
    #expect(meeting.head() != head)
    #expect(meeting.shell(format) == before)
  }

  @Test func whatIsNotCommittedStaysAsItIs() async throws {
    let meeting = Meeting()
    meeting.shell(
      """
      echo mine >> code.txt; echo s > staged; git add staged; echo s2 >> staged; echo u > untracked
      echo more >> content/tasks/backend/search.md; git add content; echo again >> content/tasks/backend/search.md
      """)
    let look =
      "git status --porcelain; git show :staged :content/tasks/backend/search.md; cat staged untracked code.txt content/tasks/backend/search.md"
    let before = meeting.shell(look)
    try await meeting.move("web/basket", .review, on: "anna")
    try await meeting.call(NewTask("web", title: "New"), on: "bertha")
    meeting.shell("git rm --quiet content/sprints/sprint-2.md; git commit --quiet -m rolled", on: "bertha")
    try await meeting.sync("bertha")
    try await meeting.sync()
    #expect(meeting.shell(look) == before)
    #expect(meeting.board["content/tasks/web/new.md"] != nil)
    #expect(meeting.board["content/sprints/sprint-2.md"] == nil)
    #expect(meeting.shell("git worktree list | wc -l; ls .orchsite/sync") == "1")
  }

  @Test(arguments: ["edit", "stage", "remove", "untracked", "folder", "link"])
  func whatIsInTheWayIsNamed(_ kind: String) async throws {
    let meeting = Meeting()
    try await meeting.move("web/basket", .review, on: "bertha")
    meeting.shell("mkdir -p d; echo new > d/e; git add .; git commit --quiet -m new; git push --quiet", on: "bertha")
    let script =
      switch kind {
      case "edit": "echo more >> content/tasks/web/basket.md"
      case "stage":
        "cp content/tasks/web/basket.md b; echo more >> content/tasks/web/basket.md; git add content; mv b content/tasks/web/basket.md"
      case "remove": "rm content/tasks/web/basket.md"
      case "untracked": "mkdir d; echo other > d/e"
      case "folder": "mkdir -p d/e; echo other > d/e/f"
      default: "mkdir away; ln -s away d"
      }
    meeting.shell(script)
    let look = "git status --porcelain; git rev-parse HEAD; ls -R"
    let before = meeting.shell(look)
    let names = ["untracked": "d/e", "folder": "d/e/f", "link": "d"]
    let name = names[kind] ?? "content/tasks/web/basket.md"
    #expect(
      await meeting.refusal() == """
        origin/main changes what is changed here and not committed: \(name)
        help: nothing has moved; commit it, or put it away (git stash), then orchsite sync
        """)
    #expect(meeting.shell(look) == before)
  }

  @Test func whatIsThereAlreadyIsNotInTheWay() async throws {
    let meeting = Meeting()
    meeting.shell(
      "echo new > e; echo x >> code.txt; git add .; git commit --quiet -m new; git push --quiet", on: "bertha")
    meeting.shell("echo new > e; echo x >> code.txt")
    try await meeting.sync()
    #expect(meeting.shell("git status --porcelain; cat e") == "new")
    #expect(meeting.areEqual)
  }

  @Test func foldersAndFilesChangePlaces() async throws {
    let meeting = Meeting()
    meeting.shell(
      "mkdir f; echo 1 > f/g; echo 2 > h; ln -s code.txt l; git add .; git commit --quiet -m a; git push --quiet")
    meeting.shell("git pull --quiet", on: "bertha")
    meeting.shell(
      """
      git rm -rq f h l; echo 3 > f; mkdir h; echo 4 > h/i; ln -s h l; echo x > run; chmod +x run
      chmod +x code.txt; git add .; git commit --quiet -m b; git push --quiet
      """, on: "bertha")
    try await meeting.sync()
    #expect(
      meeting.shell("git status --porcelain; cat f h/i; readlink l; test -x run; echo $?; test -x code.txt; echo $?")
        == "3\n4\nh\n0\n0")
  }

  // MARK: Refusals

  @Test(arguments: ["code", "merge", "both", "settings"])
  func whatIsNotOfContentAloneDoesNotGoOut(_ kind: String) async throws {
    let meeting = Meeting()
    let script =
      switch kind {
      case "code": "echo x >> code.txt; git commit --quiet -am 'code'"
      case "both": "echo x >> code.txt; echo x >> content/tasks/web/basket.md; git commit --quiet -am both"
      case "settings": "mkdir contents; echo x > contents/x; git add .; git commit --quiet -m contents"
      default:
        "git switch --quiet -c side; git commit --quiet --allow-empty -m s; git switch --quiet main; git merge --quiet --no-ff -m merged side"
      }
    meeting.shell(script)
    try await meeting.move("backend/search", .review, on: "anna")
    if kind != "code" {
      try await meeting.move("web/basket", .review, on: "bertha")
      try await meeting.sync("bertha")
    }
    let head = meeting.head()
    let line = ["code": "code", "both": "both", "settings": "contents"][kind] ?? "merged (a merge)"
    let way = kind == "code" ? "git -C HOME push" : "git -C HOME pull and push as you do with code"
    #expect(
      await meeting.refusal()
        == """
        home has commits that are not of content/ alone, and that only this machine has:
          ID \(line)
        help: nothing has moved; look at it, then \(way); orchsite sync goes on from there
        """.replacing("\n  ID", with: "\nID"))
    #expect(meeting.head() == head)
    #expect(meeting.git(["rev-parse", "main"], in: meeting.remote) != head)
  }

  @Test func aConflictNamesBothSides() async throws {
    let meeting = Meeting()
    try await meeting.move("backend/search", .review, on: "anna")
    try await meeting.move("backend/search", .inProgress, on: "bertha", at: "2026-01-08T09:00:00Z")
    try await meeting.sync("bertha")
    let (head, picture) = (meeting.head(), meeting.shell("git status --porcelain"))
    #expect(
      await meeting.refusal() == """
        content/tasks/backend/search.md was changed here and on origin/main:
        here: ID chore(content): move backend/search to review
        origin/main: ID chore(content): move backend/search to in-progress
        help: nothing has moved. git -C HOME rebase origin/main stops there: mend the file, git add it, git rebase --continue; then orchsite sync
        """)
    #expect(meeting.head() == head && meeting.shell("git status --porcelain") == picture)
    meeting.shell("git rebase --quiet -X theirs origin/main")
    try await meeting.sync()
    try await meeting.sync("bertha")
    #expect(meeting.areEqual)
  }

  @Test func updatesOfOneNameAreBothKept() async throws {
    let meeting = Meeting(at: "the home")
    for (machine, word) in [("anna", "a"), ("bertha", "b")] {
      var report = WriteReport(id("web/basket"), in: "/")
      report.done = [word]
      report.worker = "w-2"
      try await meeting.call(report, on: machine)
      report.done = ["\(word) again"]
      try await meeting.call(report, on: machine, at: "2026-01-08T11:00:00Z")
    }
    try await meeting.sync("bertha")
    try await meeting.sync()
    try await meeting.sync("bertha")
    #expect(meeting.areEqual)
    let content = meeting.content("anna")
    let names = content.keys.filter { $0.hasPrefix("updates/web/basket/") }.sorted()
    #expect(
      names.map { String($0.dropFirst("updates/web/basket/".count)) } == [
        "20260108T100000000Z-w-2-2.md", "20260108T100000000Z-w-2.md", "20260108T110000000Z-w-2-2.md",
        "20260108T110000000Z-w-2.md",
      ])
    #expect(names.filter { content[$0]?.contains("machine: anna") == true }.allSatisfy { $0.hasSuffix("-2-2.md") })
  }

  @Test(arguments: [
    (
      "git checkout --quiet --detach", "home is on no branch: HOME has a detached HEAD\nhelp: git -C HOME switch BRANCH"
    ),
    (
      "git remote remove origin",
      "home has no remote: there is nowhere to sync with\nhelp: git -C HOME remote add origin URL"
    ),
    (
      "rm -rf .git",
      "home is in no git repository: HOME\nhelp: git -C HOME init, commit it, and git -C HOME remote add origin URL"
    ),
    (
      "git branch --unset-upstream; git remote rename origin one; git remote add two x",
      "main has no upstream, and there are several remotes: one, two\nhelp: git -C HOME push --set-upstream REMOTE main"
    ),
    (
      "git branch --quiet other; git branch --quiet --set-upstream-to=other",
      "main goes by other, a branch of the same repository\nhelp: git -C HOME branch --set-upstream-to REMOTE/main"
    ),
    (
      "git commit --quiet --allow-empty -m x; git rev-parse HEAD > .git/MERGE_HEAD",
      "a merge is in progress in HOME\nhelp: finish it, or give it up: git -C HOME merge --abort"
    ),
    (
      "git switch --quiet -c feature/x",
      "nothing written: HOME is on feature/x, and what is written there leaves the board with it\nhelp: switch it to its main branch; --anyway writes all the same"
    ),
    (
      "git push --quiet origin main:other; git -C \"$(git remote get-url origin)\" symbolic-ref HEAD refs/heads/other; git push --quiet origin :main",
      "main is not on origin any more\nhelp: git -C HOME push origin HEAD:refs/heads/main puts it there again"
    ),
    (
      "git remote set-url origin /nowhere",
      "origin of home could not be reached: '/nowhere' does not appear to be a git repository; Could not read from remote repository.\nhelp: what is here stays as it is; orchsite sync goes on when it can be reached"
    ),
  ])
  func whereHomeCannotBeSynced(_ script: String, _ expected: String) async throws {
    let meeting = Meeting()
    meeting.shell(script)
    let head = meeting.head()
    #expect(await meeting.refusal() == expected)
    #expect(meeting.head() == head)
  }

  @Test func anUpstreamThatWasRewrittenIsNotBroughtBack() async throws {
    let meeting = Meeting()
    try await meeting.move("web/basket", .review, on: "bertha")
    try await meeting.sync("bertha")
    try await meeting.sync()
    try await meeting.move("backend/search", .review, on: "anna")
    meeting.shell("git reset --quiet --hard HEAD~1; git push --quiet --force", on: "bertha")
    let fork = meeting.shell("git rev-parse --short=12 HEAD~1")
    #expect(
      await meeting.refusal() == """
        origin/main was rewritten: 1 commit that it had is not there any more:
        ID chore(content): move web/basket to review
        help: git -C HOME rebase --onto origin/main ID goes without them; orchsite sync --anyway brings them back
        """)
    meeting.shell("git rebase --quiet --onto origin/main \(fork)")
    let outcome = try await meeting.sync()
    #expect(outcome.commitsOut == 1)
    #expect(meeting.board["content/tasks/web/basket.md"]?.contains("status: done") == true)
  }

  @Test func theFirstPush() async throws {
    let meeting = Meeting(hasRemote: false)
    meeting.git(["init", "--quiet", "--bare", meeting.remote], in: meeting.anna)
    meeting.shell("git remote add -- -x \(meeting.remote)")
    let dry = try await meeting.sync(isDryRun: true)
    #expect(dry.commitsOut == 2 && meeting.shell("git for-each-ref refs/remotes") == "")
    let first = try await meeting.sync()
    #expect(first.commitsOut == 2 && first.upstream == "-x/main")
    #expect(meeting.shell("git rev-parse --abbrev-ref '@{upstream}'") == "-x/main")
    try await meeting.move("web/basket", .review, on: "anna")
    #expect(try await meeting.sync().commitsOut == 1)
    // Pushed, and ended before git noted it.
    meeting.shell("git branch --unset-upstream")
    try await meeting.move("backend/search", .review, on: "anna")
    try await meeting.sync()
    #expect(meeting.git(["rev-parse", "main"], in: meeting.remote) == meeting.head())
  }

  @Test func theFirstPushIntoWhatWasClonedEmpty() async throws {
    let meeting = Meeting(hasRemote: false)
    meeting.git(["init", "--quiet", "--bare", meeting.remote], in: meeting.anna)
    meeting.shell(
      "git remote add origin \(meeting.remote); git config branch.main.remote origin; git config branch.main.merge refs/heads/main"
    )
    #expect(try await meeting.sync(isDryRun: true).commitsOut == 2)
    #expect(try await meeting.sync().commitsOut == 2)
    #expect(try await meeting.sync().commitsOut == 0)
    #expect(meeting.git(["rev-parse", "main"], in: meeting.remote) == meeting.head())
  }

  @Test func aFirstPushPublishesNoCode() async throws {
    let meeting = Meeting()
    meeting.shell("git switch --quiet -c try; echo x > new.txt; git add .; git commit --quiet -m code")
    #expect(
      await meeting.refusal().hasPrefix(
        "home has commits that are not of content/ alone, and that only this machine has:\nID code\n"))
    #expect(meeting.git(["branch", "--format=%(refname:short)"], in: meeting.remote) == "main")
  }

  @Test func hooksAndSigning() async throws {
    let meeting = Meeting()
    try await meeting.move("web/basket", .review, on: "bertha")
    try await meeting.sync("bertha")
    meeting.shell(
      """
      mkdir -p .git/hooks; for hook in pre-commit post-checkout pre-rebase commit-msg post-rewrite; do
      printf '#!/bin/sh\\nexit 1\\n' > .git/hooks/$hook; chmod +x .git/hooks/$hook; done
      echo x >> content/tasks/backend/search.md; git commit --quiet --no-verify -am content
      git config commit.gpgSign true; git config gpg.program false
      """)
    let head = meeting.head()
    #expect(await meeting.refusal().hasPrefix("git commit-tree failed with status 1: "))
    #expect(meeting.head() == head)
    meeting.shell(
      "git config commit.gpgSign false; printf '#!/bin/sh\\necho not today >&2; exit 1\\n' > .git/hooks/pre-push; chmod +x .git/hooks/pre-push"
    )
    #expect(
      await meeting.refusal() == """
        not pushed to origin: not today; failed to push some refs to 'REMOTE'
        help: what came in is here, and what is to go out waits: orchsite sync tries again
        """)
    #expect(meeting.shell("git status --porcelain --branch") == "## main...origin/main [ahead 1]")
    meeting.shell("rm .git/hooks/pre-push")
    #expect(try await meeting.sync().commitsOut == 1)
  }

  // MARK: Ended in the middle

  @Test(arguments: ["note", "files", "index", "verb", "edited", "committed"])
  func whatWasEndedIsFinished(_ step: String) async throws {
    let meeting = Meeting()
    try await meeting.move("web/basket", .review, on: "bertha")
    meeting.shell(
      "git rm --quiet code.txt; echo n > new.txt; git add .; git commit --quiet -m code; git push --quiet", on: "bertha"
    )
    meeting.shell("git fetch --quiet; mkdir -p .orchsite/sync/0; echo x > .orchsite/sync/0/x")
    let note = "\(meeting.head()) \(meeting.shell("git rev-parse origin/main")) main"
    meeting.board.folder.put("\(note)\n", at: ".orchsite/moving")
    switch step {
    case "note": break
    case "index": meeting.shell("git read-tree -m -u HEAD origin/main")
    default:
      meeting.shell("git show origin/main:content/tasks/web/basket.md > content/tasks/web/basket.md; rm code.txt")
    }
    switch step {
    case "edited": meeting.shell("echo mine >> code.txt")
    case "committed": meeting.shell("git commit --quiet --allow-empty -m mine")
    default: break
    }
    if step == "verb" {
      let outcome = try await meeting.call(MoveTask([id("backend/search")], to: .review), on: "anna")
      #expect(outcome.warnings == [])
    } else if step == "edited" {
      #expect(await meeting.refusal().hasPrefix("origin/main changes what is changed here and not committed: code.txt"))
      #expect(meeting.board["code.txt"] == "mine\n")
      meeting.shell("git restore code.txt")
    }
    if step == "committed" { meeting.shell("git reset --quiet --soft HEAD~1") }
    try await meeting.sync()
    try await meeting.sync("bertha")
    #expect(meeting.areEqual)
    #expect(
      meeting.shell("git status --porcelain; ls -A .orchsite | grep -v -e ignore -e lock; ls .orchsite/sync") == "sync")
  }

  @Test func aNoteThatMeansNothingIsThrownAway() async throws {
    let meeting = Meeting()
    for note in ["", "x\n", "\(String(repeating: "0", count: 40)) \(meeting.head()) main\n"] {
      meeting.board.folder.put(note, at: ".orchsite/moving")
      try await meeting.move("backend/search", note.isEmpty ? .review : .todo, on: "anna")
      #expect(meeting.board[".orchsite/moving"] == nil)
    }
  }

  // MARK: Held by another machine

  @Test func bothAreTold() async throws {
    let meeting = Meeting()
    for machine in ["anna", "bertha"] {
      meeting.shell(
        "git init --quiet backend; git -C backend commit --quiet --allow-empty -m first; echo /backend/ >> .git/info/exclude; echo /.worktrees/ >> .git/info/exclude",
        on: machine)
      try await meeting.call(StartWorker(id("backend/search"), approvals: Approvals(stateFolder: nil)), on: machine)
    }
    try await meeting.sync("bertha")
    let anna = try await meeting.sync()
    let bertha = try await meeting.sync("bertha")
    let since = instant("2026-01-08T10:00:00Z")
    #expect(anna.shared == [.init(task: id("backend/search"), machine: "bertha", since: since)])
    #expect(bertha.shared == [.init(task: id("backend/search"), machine: "anna", since: since)])
    #expect(meeting.areEqual)
    #expect(try await meeting.sync("bertha").shared == [])
  }

  @Test func aTaskThatIsHeldElsewhere() async throws {
    let crew = Crew()
    func start(_ machine: String?, _ change: (inout StartWorker) -> Void = { _ in }) async -> String {
      var request = StartWorker(id("web/login"), approvals: crew.approvals)
      change(&request)
      do throws(Refusal) {
        try await crew.board.call(request, machine: machine)
        return "started"
      } catch {
        return crew.text(error)
      }
    }
    #expect(await start("anna") == "started")
    #expect(await start("anna") == "started")
    #expect(
      await start("bertha") == """
        web/login is held by another machine: it was started on anna at 2026-01-08T10:00:00Z
        help: go on there; or give it back, orchsite task move web/login todo; --anyway starts it here too
        """)
    #expect(await start("bertha") { $0.isResuming = true } == "started")
    #expect(await start("bertha") { $0.anyway = true } == "started")
    var report = WriteReport(id("web/login"), in: "/")
    report.done = ["x"]
    try await crew.board.call(report, at: "2026-01-08T11:00:00Z", machine: "anna")
    #expect(await start("bertha").hasPrefix("web/login is held by another machine: login reported on anna at "))
    // A person's answer and a move on the board hold nothing.
    try await crew.board.call(MoveTask([id("web/login")], to: .review), at: "2026-01-08T12:00:00Z", machine: "carla")
    #expect(await start("bertha").contains("anna"))
    try await crew.board.call(MoveTask([id("web/login")], to: .todo), at: "2026-01-08T13:00:00Z", machine: "carla")
    #expect(await start("bertha") == "started")
    try await crew.board.call(report, at: "2026-01-08T14:00:00Z", machine: nil)
    #expect(await start("anna") == "started")
  }

  // MARK: Repos

  @Test func reposAreFetched() async throws {
    let meeting = Meeting()
    for repo in ["backend", "web"] {
      meeting.shell(
        "git init --quiet \(repo); git -C \(repo) commit --quiet --allow-empty -m first; git clone --quiet --bare \(repo) .home/\(repo).git; git -C \(repo) remote add origin ../.home/\(repo).git; git -C \(repo) fetch --quiet; git -C \(repo) push --quiet origin main:feature/basket; echo /\(repo)/ >> .git/info/exclude"
      )
    }
    meeting.shell(
      "git -C backend update-ref -d refs/remotes/origin/feature/basket; git -C web remote set-url origin /nowhere")
    meeting.shell("git -C backend remote add --mirror=fetch copy ../.home/backend.git")
    let before = meeting.shell("git -C backend for-each-ref refs/heads; git -C backend status --porcelain")
    let outcome = try await meeting.sync()
    #expect(
      outcome.repos == [
        FetchedRepo(
          repo: "backend", remotes: ["origin"],
          problems: ["backend: copy is not fetched: that would write refs/*, by its configuration"]),
        FetchedRepo(
          repo: "web",
          problems: [
            "web: origin could not be fetched: '/nowhere' does not appear to be a git repository; Could not read from remote repository."
          ]),
      ])
    #expect(!outcome.isComplete && outcome.warnings.count == 2)
    #expect(
      meeting.shell("git -C backend for-each-ref --format='%(refname)' refs/remotes")
        == "refs/remotes/origin/feature/basket\nrefs/remotes/origin/main")
    #expect(meeting.shell("git -C backend for-each-ref refs/heads; git -C backend status --porcelain") == before)
  }

  @Test func aBranchThatOnlyTheRemoteHasIsSeen() async throws {
    let crew = Crew()
    crew.web("clone", "--quiet", "--bare", ".", crew.board.folder("origin.git"))
    crew.web("remote", "add", "origin", crew.board.folder("origin.git"))
    try await crew.start()
    crew.commit()
    crew.web("push", "--quiet", "origin", "feature/login")
    crew.web("worktree", "remove", "--force", "--force", crew.board.folder(crew.worktree()))
    crew.web("branch", "--quiet", "-D", "feature/login")
    crew.web("update-ref", "-d", "refs/remotes/origin/feature/login")
    let before = try await crew.evidence()
    crew.board.git("init", "--quiet", "--bare", ".home/home.git")
    crew.board.git("remote", "add", "origin", ".home/home.git")
    #expect(try await crew.board.call(SyncWorkspace()).repos == [FetchedRepo(repo: "web", remotes: ["origin"])])
    let evidence = try #require(try await crew.evidence())
    #expect(before?.commits != 1 && evidence.commits == 1 && evidence.changedFiles == 1)
    #expect(evidence.merge == .notMerged)
  }

  @Test func aDryRunChangesNothing() async throws {
    let meeting = Meeting()
    try await meeting.move("web/basket", .review, on: "bertha")
    try await meeting.sync("bertha")
    try await meeting.move("backend/search", .review, on: "anna")
    let before = meeting.board.folder.picture()
    let known = try await meeting.sync(isDryRun: true)
    #expect(known.commitsOut == 1 && known.commitsIn == 0)
    #expect(meeting.board.folder.picture() == before)
  }

  @Test func aLocalCommitThatIsThereAlreadyGoesAway() async throws {
    let meeting = Meeting()
    for machine in ["anna", "bertha"] {
      meeting.shell("echo same >> content/tasks/web/basket.md; git commit --quiet -am same-\(machine)", on: machine)
    }
    try await meeting.sync("bertha")
    let outcome = try await meeting.sync()
    #expect(outcome.commitsOut == 0 && meeting.areEqual)
  }
}
