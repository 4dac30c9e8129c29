import TestSupport
import Testing

/// What the verbs that change tasks say, and how they end; what they write, ActionTests assert.
@Suite struct TaskChangingTests {
  private static let at = "2026-01-08T10:00:00+01:00"

  @Test func moveSaysFromWhereToWhere() {
    let board = Board()
    let moved = board.run("task", "move", "backend/search", "in-progress", "--at", Self.at, "-m", "Kim is free")
    #expect(moved == Outcome(code: 0, out: "backend/search: todo → in-progress\n", err: ""))
    #expect(board.newestUpdate(of: "backend/search")?.hasSuffix("\nKim is free\n") == true)
    let again = board.run("task", "move", "backend/search", "in-progress", "--at", Self.at)
    #expect(again == Outcome(code: 0, out: "backend/search is in-progress already\n", err: ""))
    let written = board.run("task", "move", "web/basket", "done", "--at", Self.at)
    #expect(written.out == "web/basket is done already; its history says so now\n")
    #expect(board.git("status", "--porcelain", "content/updates") == "")
  }

  @Test func anEarlierTimeIsSaid() {
    let board = Board()
    let moved = board.run("task", "move", "backend/refund-api", "review", "--at", "2026-01-01T00:00:00Z")
    #expect(moved.code == 0)
    #expect(moved.out == "backend/refund-api: in-progress → review\n")
    #expect(
      moved.err == """
        orchsite: warning: --at is earlier than the newest update, of 2026-01-06T09:00:00Z
          help: nothing to do: it was recorded just behind that one

        """)
  }

  @Test func acceptSaysWhoseReportItWas() {
    let board = Board(Board.report)
    #expect(
      board.run("task", "accept", "backend/search", "--at", Self.at)
        == Outcome(code: 0, out: "backend/search: todo → review, as bo reported\n", err: ""))
    #expect(
      board.run("task", "accept", "backend/search")
        == Outcome(
          code: 1, out: "",
          err: """
            orchsite: error: nothing to accept: the board and the newest report agree on review
              help: orchsite task move backend/search STATUS moves it all the same

            """))
  }

  @Test func unblockSaysWhatIsResolved() {
    let board = Board()
    let one = board.run(
      "task", "unblock", "backend/refund-api", "Euros.", "--blocker", "which currency?", "--at", Self.at)
    #expect(one == Outcome(code: 0, out: "backend/refund-api: resolved \"which currency?\"\n", err: ""))
    #expect(board.newestUpdate(of: "backend/refund-api")?.hasSuffix("\nEuros.\n") == true)
    let wrong = board.run("task", "unblock", "backend/refund-api", "x", "--blocker", "which currency?")
    #expect(
      wrong
        == Outcome(
          code: 1, out: "",
          err: """
            orchsite: error: nothing blocks backend/refund-api with the text "which currency?"
              help: one of "no database"

            """))
    #expect(board.run("task", "unblock", "backend/refund-api", "Use the old one.").code == 0)
    let none = board.run("task", "unblock", "backend/refund-api", "x")
    #expect(none.code == 1)
    #expect(
      none.err == """
        orchsite: error: nothing blocks backend/refund-api
          help: orchsite task show backend/refund-api

        """)
  }

  @Test func everyOptionOfNewReachesTheFile() {
    let board = Board()
    let created = board.run(
      "task", "new", "backend", "Größe: \"XL\" #1", "--sprint", "current", "--priority", "high", "--assignee", "kim",
      "--label", "api, v2", "--label", "no", "--estimate", "90m", "--depends-on", "search", "--due", "2026-02-01",
      "--body-file", "-", "--at", Self.at, input: .text("One line.\n\n- [ ] box\n\n\n"))
    #expect(created == Outcome(code: 0, out: "created content/tasks/backend/groesse-xl-1.md\n", err: ""))
    #expect(
      board["content/tasks/backend/groesse-xl-1.md"] == """
        ---
        title: "Größe: \\"XL\\" #1"
        status: todo
        sprint: sprint-1
        priority: high
        assignee: kim
        labels: ["api, v2", "no"]
        estimate: 1h30m
        depends_on: [search]
        due: 2026-02-01
        created: 2026-01-08
        ---

        One line.

        - [ ] box

        """)
    let again = board.run("task", "new", "backend", "Größe: XL 1")
    #expect(
      again
        == Outcome(
          code: 1, out: "",
          err: """
            orchsite: error: content/tasks/backend/groesse-xl-1.md is there already
              help: choose another name, or edit that file

            """))
  }

  @Test func newRefusesWhatWouldBeWrong() {
    let board = Board()
    let dangling = board.run("task", "new", "web/x", "X", "--depends-on", "serch", "--sprint", "sprint-9")
    #expect(dangling.code == 1)
    #expect(dangling.out == "")
    #expect(
      dangling.err == """
        content/tasks/web/x.md:4:9: error[sprint]: unknown sprint "sprint-9"
          4 | sprint: sprint-9
            |         ^^^^^^^^
          help: did you mean sprint-1?
        content/tasks/web/x.md:5:14: error[depends_on]: there is no task web/serch
          5 | depends_on: [serch]
            |              ^^^^^
          help: write it, or remove it
        orchsite: error: nothing written: it would cause the problems above

        """)
    #expect(board.status == "")
  }

  @Test func aTitleIsOneLine() {
    let board = Board()
    let title = "two\nlines"
    for verb in [
      ["task", "new", "web/x", title], ["decision", "new", title], ["task", "set", "web/basket", "title=\(title)"],
      ["client", "new", "acme", "--name", title, "--country", "AT"],
      ["sprint", "new", "sprint-3", "--start", "2026-02-02", "--end", "2026-02-13", "--title", title],
    ] {
      let outcome = board.start(verb).outcome()
      #expect(outcome.code == 64, "\(verb)")
    }
    #expect(board.status == "")
  }

  @Test func wordsThatLookLikeOptions() {
    let board = Board()
    #expect(board.run("task", "new", "web/dash", "--", "--force").code == 0)
    #expect(board["content/tasks/web/dash.md"]?.hasPrefix("---\ntitle: \"--force\"\n") == true)
    #expect(board.run("task", "move", "web/dash", "review", "--message=-x").code == 0)
    #expect(board.newestUpdate(of: "web/dash")?.hasSuffix("\n-x\n") == true)
    #expect(board.run("task", "unblock", "backend/refund-api", "--", "-1").code == 0)
  }
}
