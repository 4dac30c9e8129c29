import Actions
import Content
import Files
import FrontMatter
import TestSupport
import Testing

/// Which commits verbs make, and what they say when one cannot be made.
@Suite struct ActionCommitTests {
  private static let at = "2026-01-08T10:00:00Z"
  private static let update = "content/updates/backend/search/20260108T100000000Z-board.md"

  @discardableResult
  private func move(_ board: Board, environment: [String: String] = [:]) async throws -> MoveTask.Outcome {
    try await board.call(MoveTask(id("backend/search"), to: .review), at: Self.at, environment: environment)
  }

  private func decide(_ board: Board, _ title: String = "Next", _ date: String = "2026-01-09") async throws -> [Warning]
  {
    var new = NewDecision(title)
    new.date = day(date)
    return try await board.call(new).warnings
  }

  private func expectWritten(
    _ outcome: MoveTask.Outcome, but reason: String, _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(outcome.moves[0].from == .todo && outcome.moves[0].isWritten, sourceLocation: location)
    #expect(outcome.warnings.count == 1, sourceLocation: location)
    let warning = outcome.warnings.first
    #expect(
      warning?.message.hasPrefix("written, but not committed: \(reason)") == true, "\(outcome.warnings)",
      sourceLocation: location)
    #expect(warning?.help == "the next verb that writes commits it too", sourceLocation: location)
  }

  // MARK: What is committed

  @Test func updatesAreCommittedAndEditsAreLeft() async throws {
    let board = Board()
    #expect(try await move(board).warnings == [])
    #expect(board.log == "chore(content): move backend/search to review\nA content/updates/backend/search/AT-board.md")
    #expect(board.status == " M content/tasks/backend/search.md")
    try await board.call(NewTask("web", title: "New"))
    _ = try await board.set("web/basket", "priority=low")
    _ = try await decide(board, "Why", "2026-01-08")
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

  @Test func allIsCommitted() async throws {
    let board = Board(Board.autoCommit("all"))
    try await move(board)
    try await board.call(UnblockTask(id("backend/refund-api"), answer: "Both."))
    try await board.call(NewTask("web", title: "New"))
    _ = try await board.set("web/basket", "priority=low", "labels+=x")
    try await board.call(NewClient("acme", name: "Acme", country: "AT"))
    try await board.call(NewSprint("sprint-3", from: day("2026-02-02"), to: day("2026-02-13")))
    try await board.call(CloseSprint("sprint-1"))
    #expect(
      board.log == """
        chore(content): close sprint-1
        M content/tasks/backend/refund-api.md
        M content/tasks/backend/search.md
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

  @Test func noneIsCommitted() async throws {
    let board = Board(Board.autoCommit("none"))
    #expect(try await move(board).warnings == [])
    #expect(try await decide(board) == [])
    #expect(board.commitCount == 1)
    #expect(board.status.split(separator: "\n").count == 3)
  }

  @Test func whatTheUserStagedStaysStaged() async throws {
    let board = Board(Board.autoCommit("all"))
    board.folder.put("print(1)\n", at: "main.py")
    board.folder.put("---\ntitle: Web!\norder: 2\n---\n", at: "content/repos/web.md")
    board.git("add", "main.py", "content/repos/web.md")
    board.folder.put("print(2)\n", at: "main.py")
    try await move(board)
    #expect(board.status == "M  content/repos/web.md\nAM main.py")
    #expect(board.git("show", ":main.py") == "print(1)")
    #expect(board.git("show", "--name-only", "--format=", "HEAD").split(separator: "\n").count == 2)
  }

  @Test func nothingToDoCommitsNothing() async throws {
    let board = Board(Board.autoCommit("all"))
    try await board.call(MoveTask(id("backend/search"), to: .todo))
    _ = try await board.set("backend/search", "sprint=sprint-1")
    #expect(await board.refusalOfSet("backend/search", "sprint=nowhere") != nil)
    #expect(await board.refusal(of: AcceptReport(id("backend/search"))) != nil)
    #expect(board.commitCount == 1)
    #expect(board.status == "")
  }

  @Test func aWorkspaceBelowTheTopOfItsRepository() async throws {
    let board = Board(isRepository: false)
    let outer = TemporaryFolder()
    outer.makeFolder("team")
    _ = board.shell(
      "cp -r content \(outer.path)/team/ && cd \(outer.path) && git init -q && git add . && git commit -qm start")
    let home = Home(path: outer("team"), git: board.git(with: [:], at: outer("team")))
    #expect(try await board.call(MoveTask(id("backend/search"), to: .done), in: home).warnings == [])
    let names = board.shell("cd \(outer.path) && git show --format=%s --name-only HEAD").out
    #expect(names.hasPrefix("chore(content): move backend/search to done\n\nteam/content/updates/backend/search/"))
  }

  @Test func anUnbornBranchIsABranch() async throws {
    let board = Board(isRepository: false)
    board.git("init", "--quiet")
    #expect(try await move(board).warnings == [])
    #expect(board.git("log", "--format=%s") == "chore(content): move backend/search to review")
  }

  // MARK: Files with work of the person's in them

  private static let task = "content/tasks/backend/search.md"

  private func expectLeft(_ outcome: MoveTask.Outcome, _ location: SourceLocation = #_sourceLocation) {
    #expect(outcome.moves[0].isWritten, sourceLocation: location)
    #expect(
      outcome.warnings == [
        Warning(
          "written, but not committed: \(Self.task) was not as in HEAD before",
          help: "commit them together yourself: \(Self.task), \(Self.update)")
      ], sourceLocation: location)
  }

  @Test(arguments: ["edited", "staged", "staged and back", "untracked", "staged deletion", "skip-worktree"])
  func halfOfAMoveIsNotCommitted(_ how: String) async throws {
    let board = Board(Board.autoCommit("all"))
    let text = board[Self.task] ?? ""
    switch how {
    case "untracked":
      board.git("rm", "--quiet", "--cached", Self.task)
      board.git("commit", "--quiet", "--message=untracked")
    case "staged deletion": board.git("rm", "--quiet", "--cached", Self.task)
    default:
      board.folder.put(text + "half a thought", at: Self.task)
      if how.hasPrefix("staged") { board.git("add", Self.task) }
      if how == "staged and back" { board.folder.put(text, at: Self.task) }
      if how == "skip-worktree" { board.git("update-index", "--skip-worktree", Self.task) }
    }
    let commits = board.commitCount
    let staged = board.git("ls-files", "--stage", "content/tasks", "content/updates")
    expectLeft(try await move(board))
    // It waits for the person, whatever else is committed, and leaves when HEAD holds it.
    #expect(try await decide(board) == [])
    #expect(board.commitCount == commits + 1)
    #expect(board.git("show", "--name-only", "--format=", "HEAD") == "content/decisions/2026-01-09-next.md")
    #expect(board.git("ls-files", "--stage", "content/tasks", "content/updates") == staged)
    board.git("update-index", "--no-skip-worktree", Self.task)
    board.commitAll("mine")
    #expect(try await decide(board, "Later") == [])
    #expect(board[".orchsite/uncommitted"] == nil)
    #expect(board.status == "")
  }

  @Test func ownChangesThatWaitAreNoWorkOfThePersons() async throws {
    let board = Board(Board.autoCommit("all"))
    board.git("checkout", "--quiet", "--detach")
    try await move(board)
    try await board.call(MoveTask(id("backend/search"), to: .done), at: "2026-01-08T11:00:00Z")
    board.git("checkout", "--quiet", "main")
    #expect(try await board.set("backend/search", "priority=low").warnings == [])
    #expect(board.status == "" && board.commitCount == 2)
  }

  @Test func whatThePersonEditedWhileItWaitedIsTheirs() async throws {
    let board = Board(Board.autoCommit("all"))
    board.git("checkout", "--quiet", "--detach")
    try await move(board)
    board.git("checkout", "--quiet", "main")
    board.folder.put((board[Self.task] ?? "") + "half a thought", at: Self.task)
    #expect(
      try await decide(board) == [
        Warning("not committed: \(Self.task) has been changed since it was written", help: "commit it yourself")
      ])
    #expect(board.status == " M \(Self.task)")
    #expect(try await decide(board, "Later") == [])
    #expect(board.status == " M \(Self.task)")
  }

  @Test func whatWasNeverWrittenOrWasPutBackIsForgottenInSilence() async throws {
    let board = Board(Board.autoCommit("all"))
    let paths = [Self.update, Self.task, "content/tasks/web/new.md"]
    board.folder.put(paths.map { "other 1f \($0)\n" }.joined(), at: ".orchsite/uncommitted")
    #expect(try await decide(board) == [])
    #expect(board[".orchsite/uncommitted"] == nil)
    #expect(board.log == "chore(content): decision: Next\nA content/decisions/2026-01-09-next.md")
    #expect(board.status == "")
  }

  @Test func aCommitOfWhatIsLeftOverNamesNothingElse() async throws {
    let board = Board(Board.autoCommit("all"))
    board.git("checkout", "--quiet", "--detach")
    try await move(board)
    board.git("checkout", "--quiet", "main")
    _ = try await board.set("backend/search", "sprint=sprint-1")
    #expect(
      board.git("log", "-1", "--format=%B") == """
        chore(content): left over from earlier: 2 files

        - \(Self.task)
        - \(Self.update)

        """)
    board.git("checkout", "--quiet", "--detach")
    _ = try await decide(board)
    board.git("checkout", "--quiet", "main")
    #expect(await board.refusal(of: AcceptReport(id("backend/search"))) != nil)
    #expect(
      board.git("log", "-1", "--format=%B")
        == "chore(content): left over from earlier: content/decisions/2026-01-09-next.md\n")
  }

  @Test func aHugeMessageIsCut() async throws {
    let board = Board(Board.autoCommit("all"))
    board.git("checkout", "--quiet", "--detach")
    for number in 0..<60 { _ = try await decide(board, "Late \(number)") }
    board.git("checkout", "--quiet", "main")
    let title = String(repeating: "é", count: 1_000)
    var new = NewTask("web/long", title: title)
    new.body = "x"
    #expect(try await board.call(new).warnings == [])
    let lines = board.git("log", "-1", "--format=%B").split(separator: "\n")
    #expect(lines[0].utf8.count <= 500 && lines[0].hasSuffix("é…"))
    #expect(lines.count == 1 + 1 + 50 + 1 && lines.last == "and 10 more")
    #expect(board.status == "")
  }

  @Test func whatAHookFormatsIsNotTakenOutAgain() async throws {
    let board = Board(Board.autoCommit("all").merging(["list.txt": "0\n"]) { $1 })
    let format = "for f in $(git diff --cached --name-only); do echo >> $f; git add $f; done"
    let list = "echo 1 > list.txt; git add list.txt"
    board.folder.put("#!/bin/sh\n\(format)\n\(list)\n", at: ".git/hooks/pre-commit")
    _ = board.shell("chmod +x .git/hooks/pre-commit && echo mine > mine.txt && git add mine.txt")
    #expect(try await move(board).warnings == [])
    #expect(board.status == "A  mine.txt")
    #expect(board[".orchsite/uncommitted"] == nil)
    #expect(board[Self.task]?.hasSuffix("---\n\n") == true)
    board.git("commit", "--quiet", "--no-verify", "--message=mine")
    #expect(board.git("show", "--name-only", "--format=", "HEAD") == "mine.txt")
  }

  @Test(arguments: ["link", "file"])
  func theFolderOfTheLockIsAFolder(_ how: String) async throws {
    let board = Board()
    let outside = TemporaryFolder()
    board.folder.put("x", at: ".orchsite")
    if how == "link" {
      board.folder.remove(".orchsite")
      board.folder.link(".orchsite", to: outside.path)
    }
    let refused = await board.refusal(of: MoveTask(id("backend/search"), to: .review))
    let kind: FileKind = how == "link" ? .symlink : .regular
    guard case .file(let error) = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    #expect(error == FileError(.makeFolder, "\(board.home.path)/.orchsite", .notRegular(kind)))
    #expect(outside.picture().isEmpty)
    #expect(board.git("status", "--short", "content") == "")
  }

  // MARK: What cannot be committed

  /// The next verb commits what waited, and names it.
  private func expectMadeGood(_ board: Board, _ location: SourceLocation = #_sourceLocation) async throws {
    #expect(try await decide(board) == [], sourceLocation: location)
    #expect(
      board.git("show", "--format=%B", "--name-status", "--no-renames", "HEAD").replacing("\t", with: " ") == """
        chore(content): decision: Next

        Also, left over from earlier:
        - \(Self.update)


        A content/decisions/2026-01-09-next.md
        A \(Self.update)
        """, sourceLocation: location)
    #expect(board.status == " M content/tasks/backend/search.md", sourceLocation: location)
    #expect(try await board.set("web/basket", "priority=low").warnings == [], sourceLocation: location)
    #expect(board.commitCount == 2, sourceLocation: location)
  }

  @Test func aDetachedHead() async throws {
    let board = Board()
    board.git("checkout", "--quiet", "--detach")
    expectWritten(try await move(board), but: "HEAD is detached; check out a branch first")
    board.git("checkout", "--quiet", "main")
    try await expectMadeGood(board)
  }

  @Test func aMergeInProgress() async throws {
    let board = Board()
    board.git("checkout", "--quiet", "-b", "other")
    board.git("commit", "--quiet", "--allow-empty", "-m", "other")
    board.git("checkout", "--quiet", "main")
    board.git("merge", "--quiet", "--no-ff", "--no-commit", "other")
    expectWritten(try await move(board), but: "a merge is in progress; finish or abort it first")
    board.git("merge", "--abort")
    try await expectMadeGood(board)
  }

  @Test func nobodysName() async throws {
    let board = Board()
    let nobody = [
      "GIT_AUTHOR_NAME": "", "GIT_AUTHOR_EMAIL": "", "GIT_COMMITTER_NAME": "", "GIT_COMMITTER_EMAIL": "", "EMAIL": "",
      "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "user.useConfigOnly", "GIT_CONFIG_VALUE_0": "true",
    ]
    expectWritten(
      try await move(board, environment: nobody), but: "git does not know who you are; set user.name and user.email")
    try await expectMadeGood(board)
  }

  @Test func gitsOwnLockHeldByAnother() async throws {
    let board = Board()
    board.folder.put("", at: ".git/index.lock")
    expectWritten(try await move(board), but: "another git process holds the lock")
    #expect(board["content/tasks/backend/search.md"]?.contains("review") == true)
    board.folder.remove(".git/index.lock")
    try await expectMadeGood(board)
  }

  @Test func noRepository() async throws {
    let board = Board(isRepository: false)
    let warning = Warning(
      "written, but not committed: not in a git repository",
      help: "git init makes one; auto_commit: none in content/index.md keeps this quiet")
    #expect(try await move(board).warnings == [warning])
    #expect(try await board.set("web/basket", "priority=low").warnings == [warning])
    board.git("init", "--quiet")
    #expect(try await decide(board) == [])
    #expect(board.git("ls-files") == "content/decisions/2026-01-09-next.md\n\(Self.update)")
  }

  @Test func contentThatGitIgnores() async throws {
    let board = Board()
    board.folder.put("content/updates/\n", at: ".git/info/exclude")
    let warning = Warning(
      "written, but not committed: \(Self.update) is ignored by git",
      help: "mend .gitignore, or write auto_commit: none into content/index.md")
    #expect(try await move(board).warnings == [warning])
  }

  @Test(arguments: ["ignored", "hidden"])
  func theFilesOfAChangeStayTogether(_ how: String) async throws {
    let board = Board(Board.autoCommit("all"))
    if how == "ignored" { board.folder.put("content/updates/\n", at: ".git/info/exclude") }
    if how == "hidden" { board.git("update-index", "--skip-worktree", Self.task) }
    let (cause, other) = how == "ignored" ? (Self.update, Self.task) : (Self.task, Self.update)
    let why = how == "ignored" ? "ignored by git" : "marked skip-worktree or assume-unchanged"
    let staged = board.git("ls-files", "--stage")
    let messages = try await move(board).warnings.map(\.message)
    #expect(
      messages == [
        "written, but not committed: \(cause) is \(why)",
        "written, but not committed: \(other) waits with another file of the same change",
      ])
    #expect(board.commitCount == 1 && board.git("ls-files", "--stage") == staged)
    #expect(try await decide(board).count == 2)
    #expect(board.git("show", "--name-only", "--format=", "HEAD") == "content/decisions/2026-01-09-next.md")
    board.folder.put("", at: ".git/info/exclude")
    board.git("update-index", "--no-skip-worktree", Self.task)
    #expect(try await decide(board, "Later") == [])
    #expect(board.status == "")
  }

  @Test func settingsThatCannotBeRead() async throws {
    let board = Board(Board.autoCommit("none"))
    board.folder.put("---\nproject: Juniper Shop\nauto_commit: none\n<<<<<<< HEAD\n---\n", at: "content/index.md")
    let warning = Warning(
      "written, but not committed: content/index.md cannot be read",
      help: "orchsite check says why; the next verb that writes commits it too")
    #expect(try await move(board).warnings == [warning])
    board.git("checkout", "--quiet", "content/index.md")
    #expect(try await decide(board) == [])
    #expect(board.commitCount == 1)
  }

  @Test func withoutTheJournalNothingIsLost() async throws {
    let board = Board()
    board.git("checkout", "--quiet", "--detach")
    try await move(board)
    board.git("checkout", "--quiet", "main")
    board.folder.remove(".orchsite")
    #expect(await board.problems() == "")
    #expect(try await decide(board) == [])
    // An update that HEAD lacks is known without it; whose the change of a task is, nobody can tell.
    #expect(board.log.hasPrefix("chore(content): decision: Next\n"))
    #expect(board.log.hasSuffix("A content/decisions/2026-01-09-next.md\nA content/updates/backend/search/AT-board.md"))
    #expect(board.status == " M content/tasks/backend/search.md")
  }

  @Test func theFolderOfTheLockIgnoresItself() async throws {
    let board = Board([".gitignore": "site/\n.home/\n"])
    try await move(board)
    #expect(!board.status.contains(".orchsite"))
  }

  // MARK: Several commits of one change

  private static let draft = "content/invoices/drafts/acme.md"
  private static let invoice = "content/invoices/I-1.md"
  private static let text = "---\nclient: acme\n---\n"

  /// What issuing an invoice is made of: a new file, its commit, and only then the draft goes.
  private struct IssueInvoice: Verb {
    struct Outcome: Warned {
      let isCommitted: Bool
      var warnings: [Warning] = []
    }

    /// Runs between the two steps.
    var between: @Sendable () -> Void = {}
    var expected = ActionCommitTests.text

    func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
      try await Change.run(in: home, stage, verb: "invoice issue", message: "remove the draft of I-1") {
        change throws(Refusal) in
        var record = RecordText()
        record.add(
          "document",
          .map([.init("number", .scalar("I-1")), .init("lines", .list([.map([.init("text", .scalar("API: work"))])]))]))
        try change.write { editor throws(EditError) in try editor.create(ActionCommitTests.invoice, record) }
        let isCommitted = try await change.commit("issue I-1")
        between()
        try change.write { editor throws(EditError) in
          try editor.delete(ActionCommitTests.draft, holding: Array(expected.utf8))
        }
        return Outcome(isCommitted: isCommitted)
      }
    }
  }

  private func issuing() -> Board { Board(Board.autoCommit("all").merging([Self.draft: Self.text]) { $1 }) }

  @Test func aNewFileIsCommittedBeforeTheOldOneGoes() async throws {
    let board = issuing()
    let outcome = try await board.call(IssueInvoice())
    #expect(outcome.isCommitted && outcome.warnings == [])
    #expect(
      board.log == """
        chore(content): remove the draft of I-1
        D \(Self.draft)
        chore(content): issue I-1
        A \(Self.invoice)
        """)
    #expect(
      board[Self.invoice] == "---\ndocument:\n  number: I-1\n  lines:\n    - text: \"API: work\"\n---\n")
    #expect(board.status == "")
    #expect(board[".orchsite/uncommitted"] == nil)
  }

  @Test func aDraftThatChangedMeanwhileStays() async throws {
    let board = issuing()
    var issue = IssueInvoice()
    issue.expected = "---\nclient: other\n---\n"
    let refused = await board.refusal(of: issue)
    #expect(refused?.problems.contains("not deleted: it has changed meanwhile") == true)
    #expect(board[Self.draft] == Self.text)
    // What was written before it is committed, once.
    #expect(board.log == "chore(content): issue I-1\nA \(Self.invoice)")
    #expect(board.status == "")
  }

  @Test func aFirstStepThatCannotBeCommittedIsTakenAlongByTheSecond() async throws {
    let board = issuing()
    board.folder.put("", at: ".git/index.lock")
    var issue = IssueInvoice()
    let lock = board.folder(".git/index.lock")
    issue.between = { unlinkFile(lock) }
    let outcome = try await board.call(issue)
    #expect(!outcome.isCommitted && outcome.warnings.count == 1)
    #expect(
      board.git("show", "--format=%B", "--name-status", "--no-renames", "HEAD").replacing("\t", with: " ") == """
        chore(content): remove the draft of I-1

        Also, left over from earlier:
        - \(Self.invoice)


        A \(Self.invoice)
        D \(Self.draft)
        """)
    #expect(board.status == "")
  }

  @Test func withoutAutoCommitTheDeletionIsThePersonsToCommit() async throws {
    let board = Board(Board.autoCommit("none").merging([Self.draft: Self.text]) { $1 })
    #expect(try await board.call(IssueInvoice()).warnings == [])
    #expect(board.status == " D \(Self.draft)\n?? \(Self.invoice)")
  }
}
