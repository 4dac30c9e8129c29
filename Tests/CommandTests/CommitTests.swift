import Foundation
import TestSupport
import Testing

/// Which commits verbs make, and what they say when one cannot be made.
@Suite struct CommitTests {
  private static let at = "2026-01-08T10:00:00Z"
  private static let update = "content/updates/backend/search/20260108T100000000Z-board.md"

  @discardableResult
  private func move(_ board: Board, to status: String = "review", environment: [String: String] = [:]) -> Outcome {
    board.start(
      ["task", "move", "backend/search", status, "--at", Self.at], environment: environment
    ).outcome()
  }

  private func expectWritten(_ outcome: Outcome, but reason: String, _ location: SourceLocation = #_sourceLocation) {
    #expect(outcome.code == 0, sourceLocation: location)
    #expect(outcome.out == "backend/search: todo → review\n", sourceLocation: location)
    #expect(
      outcome.err.hasPrefix("orchsite: warning: written, but not committed: \(reason)"), "\(outcome.err)",
      sourceLocation: location)
    #expect(
      outcome.err.hasSuffix("\n  help: the next verb that writes commits it too\n"), "\(outcome.err)",
      sourceLocation: location)
  }

  // MARK: What is committed

  @Test func updatesAreCommittedAndEditsAreLeft() {
    let board = Board()
    #expect(move(board).err == "")
    #expect(board.log == "chore(content): move backend/search to review\nA content/updates/backend/search/AT-board.md")
    #expect(board.status == " M content/tasks/backend/search.md")
    board.run("task", "new", "web", "New")
    board.run("task", "set", "web/basket", "priority=low")
    board.run("decision", "new", "Why", "--date", "2026-01-08")
    #expect(
      board.log == """
        chore(content): decision: Why
        A content/decisions/2026-01-08-why.md
        chore(content): move backend/search to review
        A content/updates/backend/search/AT-board.md
        """)
    #expect(
      board.status == """
         M content/tasks/backend/search.md
         M content/tasks/web/basket.md
        ?? content/tasks/web/new.md
        """)
  }

  @Test func allIsCommitted() {
    let board = Board(Board.autoCommit("all"))
    move(board)
    board.run("task", "unblock", "backend/refund-api", "Both.")
    board.run("task", "new", "web", "New")
    board.run("task", "set", "web/basket", "priority=low", "labels+=x")
    board.run("client", "new", "acme", "--name", "Acme", "--country", "AT")
    board.run("sprint", "new", "sprint-3", "--start", "2026-02-02", "--end", "2026-02-13")
    #expect(
      board.log == """
        chore(content): new sprint: sprint-3
        A content/sprints/sprint-3.md
        chore(content): new client: acme
        A content/clients/acme.md
        chore(content): set priority, labels of web/basket
        M content/tasks/web/basket.md
        chore(content): new task: New
        A content/tasks/web/new.md
        chore(content): answer what blocks backend/refund-api
        A content/updates/backend/refund-api/AT-board.md
        chore(content): move backend/search to review
        M content/tasks/backend/search.md
        A content/updates/backend/search/AT-board.md
        """)
    #expect(board.status == "")
  }

  @Test func noneIsCommitted() {
    let board = Board(Board.autoCommit("none"))
    #expect(move(board).err == "")
    #expect(board.run("decision", "new", "Why", "--date", "2026-01-08").err == "")
    #expect(board.commitCount == 1)
    #expect(board.status.split(separator: "\n").count == 3)
  }

  @Test func whatTheUserStagedStaysStaged() {
    let board = Board(Board.autoCommit("all"))
    board.folder.put("print(1)\n", at: "main.py")
    board.folder.put("---\ntitle: Web!\norder: 2\n---\n", at: "content/repos/web.md")
    board.git("add", "main.py", "content/repos/web.md")
    board.folder.put("print(2)\n", at: "main.py")
    move(board)
    #expect(board.status == "M  content/repos/web.md\nAM main.py")
    #expect(board.git("show", ":main.py") == "print(1)")
    #expect(board.git("show", "--name-only", "--format=", "HEAD").split(separator: "\n").count == 2)
  }

  @Test func nothingToDoCommitsNothing() {
    let board = Board(Board.autoCommit("all"))
    board.run("task", "move", "backend/search", "todo")
    board.run("task", "set", "backend/search", "sprint=sprint-1")
    board.run("task", "set", "backend/search", "sprint=nowhere")
    board.run("task", "accept", "backend/search")
    #expect(board.commitCount == 1)
    #expect(board.status == "")
  }

  @Test func subjectsAreOneLineAndPlain() {
    let board = Board()
    #expect(board.run("decision", "new", "-m \"x\" $(y) `z` 日本", "--date", "2026-01-08").code == 64)
    #expect(board.run("decision", "new", "--date", "2026-01-08", "--", "-m \"x\" $(y) `z` 日本").code == 0)
    #expect(board.git("log", "-1", "--format=%B") == "chore(content): decision: -m \"x\" $(y) `z` 日本\n")
  }

  @Test func aWorkspaceBelowTheTopOfItsRepository() {
    let board = Board(isRepository: false)
    let outer = TemporaryFolder()
    outer.makeFolder("team")
    _ = board.shell(
      "cp -r content \(outer.path)/team/ && cd \(outer.path) && git init -q && git add . && git commit -qm start")
    let moved = board.run("task", "move", "backend/search", "done", "--home", outer("team"))
    #expect(moved.err == "")
    let names = board.shell("cd \(outer.path) && git show --format=%s --name-only HEAD").out
    #expect(names.hasPrefix("chore(content): move backend/search to done\n\nteam/content/updates/backend/search/"))
  }

  @Test func anUnbornBranchIsABranch() {
    let board = Board(isRepository: false)
    board.git("init", "--quiet")
    #expect(move(board).err == "")
    #expect(board.git("log", "--format=%s") == "chore(content): move backend/search to review")
  }

  // MARK: What cannot be committed

  /// The next verb commits what waited, and names it.
  private func expectMadeGood(_ board: Board, _ location: SourceLocation = #_sourceLocation) {
    let next = board.run("decision", "new", "Next", "--date", "2026-01-09")
    #expect(next.err == "", sourceLocation: location)
    #expect(
      board.git("show", "--format=%B", "--name-status", "--no-renames", "HEAD").replacing("\t", with: " ") == """
        chore(content): decision: Next

        Also, left over from earlier:
        - \(Self.update)


        A content/decisions/2026-01-09-next.md
        A \(Self.update)
        """, sourceLocation: location)
    #expect(board.status == " M content/tasks/backend/search.md", sourceLocation: location)
    #expect(board.run("task", "set", "web/basket", "priority=low").err == "", sourceLocation: location)
    #expect(board.commitCount == 2, sourceLocation: location)
  }

  @Test func aDetachedHead() {
    let board = Board()
    board.git("checkout", "--quiet", "--detach")
    expectWritten(move(board), but: "HEAD is detached; check out a branch first\n")
    board.git("checkout", "--quiet", "main")
    expectMadeGood(board)
  }

  @Test func aMergeInProgress() {
    let board = Board()
    board.git("checkout", "--quiet", "-b", "other")
    board.git("commit", "--quiet", "--allow-empty", "-m", "other")
    board.git("checkout", "--quiet", "main")
    board.git("merge", "--quiet", "--no-ff", "--no-commit", "other")
    expectWritten(move(board), but: "a merge is in progress; finish or abort it first\n")
    board.git("merge", "--abort")
    expectMadeGood(board)
  }

  @Test func nobodysName() {
    let board = Board()
    let nobody = [
      "GIT_AUTHOR_NAME": "", "GIT_AUTHOR_EMAIL": "", "GIT_COMMITTER_NAME": "", "GIT_COMMITTER_EMAIL": "", "EMAIL": "",
      "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "user.useConfigOnly", "GIT_CONFIG_VALUE_0": "true",
    ]
    expectWritten(
      move(board, environment: nobody), but: "git does not know who you are; set user.name and user.email\n")
    expectMadeGood(board)
  }

  @Test func aHookThatRefuses() {
    let board = Board()
    board.folder.put("#!/bin/sh\necho 'no \u{1B}[31mcommits\u{1B}[0m today' >&2\nexit 1\n", at: ".git/hooks/pre-commit")
    _ = board.shell("chmod +x .git/hooks/pre-commit")
    let moved = move(board)
    expectWritten(moved, but: "a hook refused it: no ")
    #expect(!moved.err.contains("\u{1B}"))
    // What was not staged before is not staged now.
    #expect(board.status == " M content/tasks/backend/search.md\n?? content/updates/backend/search/AT-board.md")
    board.folder.remove(".git/hooks/pre-commit")
    expectMadeGood(board)
  }

  @Test func gitsOwnLockHeldByAnother() {
    let board = Board()
    board.folder.put("", at: ".git/index.lock")
    expectWritten(move(board), but: "another git process holds the lock")
    #expect(board["content/tasks/backend/search.md"]?.contains("review") == true)
    board.folder.remove(".git/index.lock")
    expectMadeGood(board)
  }

  @Test func noRepository() {
    let board = Board(isRepository: false)
    let text = """
      orchsite: warning: written, but not committed: not in a git repository
        help: git init makes one; auto_commit: none in content/index.md keeps this quiet

      """
    #expect(move(board) == Outcome(code: 0, out: "backend/search: todo → review\n", err: text))
    #expect(board.run("task", "set", "web/basket", "priority=low").err == text)
    board.git("init", "--quiet")
    board.run("decision", "new", "Next", "--date", "2026-01-09")
    #expect(board.git("ls-files") == "content/decisions/2026-01-09-next.md\n\(Self.update)")
  }

  @Test func contentThatGitIgnores() {
    let board = Board()
    board.folder.put("content/updates/\n", at: ".git/info/exclude")
    let moved = move(board)
    #expect(moved.code == 0)
    #expect(
      moved.err == """
        orchsite: warning: written, but not committed: \(Self.update) is ignored by git
          help: mend .gitignore, or write auto_commit: none into content/index.md

        """)
  }

  @Test func settingsThatCannotBeRead() {
    let board = Board(Board.autoCommit("none"))
    board.folder.put("---\nproject: Juniper Shop\nauto_commit: none\n<<<<<<< HEAD\n---\n", at: "content/index.md")
    let moved = move(board)
    #expect(moved.code == 0)
    #expect(
      moved.err == """
        orchsite: warning: written, but not committed: content/index.md cannot be read
          help: orchsite check says why; the next verb that writes commits it too

        """)
    board.git("checkout", "--quiet", "content/index.md")
    #expect(board.run("decision", "new", "Next").err == "")
    #expect(board.commitCount == 1)
  }

  @Test func withoutTheJournalNothingIsLost() {
    let board = Board()
    board.git("checkout", "--quiet", "--detach")
    move(board)
    board.git("checkout", "--quiet", "main")
    board.folder.remove(".orchsite")
    #expect(board.run("check", "--as-of", "2026-01-09").code == 0)
    #expect(board.run("decision", "new", "Next", "--date", "2026-01-09").err == "")
    #expect(board.log == "chore(content): decision: Next\nA content/decisions/2026-01-09-next.md")
    #expect(board.status == " M content/tasks/backend/search.md\n?? content/updates/backend/search/AT-board.md")
  }

  @Test func theFolderOfTheLockIgnoresItself() {
    let board = Board([".gitignore": "site/\n.home/\n"])
    move(board)
    #expect(!board.status.contains(".orchsite"))
  }

  // MARK: Git itself

  @Test func noGit() {
    let board = Board()
    expectWritten(
      move(board, environment: ["PATH": board.folder(".home")]), but: "git is not installed, or not in PATH\n")
    #expect(board.run("task", "list", environment: ["PATH": board.folder(".home")]).code == 0)
    #expect(board.run("build", environment: ["PATH": board.folder(".home")]).code == 0)
    expectMadeGood(board)
  }

  @Test func anOldGit() {
    let board = Board()
    // Before 2.31, rev-parse repeats an option that it does not know.
    board.folder.put(
      """
      #!/bin/sh
      case "$*" in
        *--path-format*) echo --path-format=absolute; echo "$PWD"; echo "$PWD/.git"; echo .git ;;
        *) PATH=/usr/bin:/bin:/usr/local/bin git "$@" ;;
      esac
      """, at: ".home/git")
    _ = board.shell("chmod +x .home/git")
    expectWritten(
      move(board, environment: ["PATH": "\(board.folder(".home")):/usr/bin:/bin"]),
      but: "this git is too old: 2.31 or newer is needed\n")
    expectMadeGood(board)
  }

  @Test func variablesOfAnotherRepositoryDoNotMislead() {
    let board = Board()
    let other = Board()
    let outcome = move(
      board,
      environment: [
        "GIT_DIR": other.folder(".git"), "GIT_WORK_TREE": other.folder.path,
        "GIT_INDEX_FILE": other.folder(".git/index"),
      ])
    #expect(outcome.err == "")
    #expect(board.commitCount == 2)
    #expect(other.commitCount == 1)
    #expect(other.status == "")
  }
}
