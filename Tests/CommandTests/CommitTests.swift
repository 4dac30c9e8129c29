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

  @Test func subjectsAreOneLineAndPlain() {
    let board = Board()
    #expect(board.run("decision", "new", "-m \"x\" $(y) `z` 日本", "--date", "2026-01-08").code == 64)
    #expect(board.run("decision", "new", "--date", "2026-01-08", "--", "-m \"x\" $(y) `z` 日本").code == 0)
    #expect(board.git("log", "-1", "--format=%B") == "chore(content): decision: -m \"x\" $(y) `z` 日本\n")
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
      but: "this git is too old: git 2.31 or newer is needed\n")
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
