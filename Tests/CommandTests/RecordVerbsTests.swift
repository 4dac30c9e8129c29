import TestSupport
import Testing

@Suite struct SprintTests {
  private let board = Board()

  @Test func newSprint() {
    let created = board.run(
      "sprint", "new", "sprint-3", "--start", "2026-02-02", "--end", "2026-02-13", "--goal", "Pay: anywhere",
      "--capacity", "60h")
    #expect(created == Outcome(code: 0, out: "created content/sprints/sprint-3.md\n", err: ""))
    #expect(
      board["content/sprints/sprint-3.md"] == """
        ---
        title: Sprint 3
        start: 2026-02-02
        end: 2026-02-13
        goal: "Pay: anywhere"
        capacity: 60h
        ---

        """)
    #expect(
      board.run("sprint", "new", "sprint-3", "--start", "2026-02-02", "--end", "2026-02-13").err
        == """
        orchsite: error: content/sprints/sprint-3.md is there already
          help: choose another name, or edit that file

        """)
  }

  @Test func closeRollsOpenWorkOver() {
    let closed = board.run("sprint", "close", "sprint-1")
    #expect(
      closed
        == Outcome(
          code: 0,
          out: """
            backend/refund-api (in-progress) → sprint-2
            backend/search (todo) → sprint-2

            """, err: ""))
    #expect(board.status == " M content/tasks/backend/refund-api.md\n M content/tasks/backend/search.md")
    #expect(board["content/tasks/web/basket.md"]?.contains("sprint: sprint-1") == true)
    #expect(board.git("diff", "--shortstat") == " 2 files changed, 2 insertions(+), 2 deletions(-)")
    #expect(board.run("sprint", "close", "sprint-1").out == "sprint-1 has no unfinished tasks\n")
    #expect(
      board.run("sprint", "close", "sprint-2")
        == Outcome(
          code: 1, out: "",
          err: """
            orchsite: error: no sprint comes after sprint-2
              help: write one with orchsite sprint new, or say --into backlog

            """))
    #expect(board.run("sprint", "close", "sprint-2", "--into", "backlog").out.contains("search (todo) → backlog\n"))
    #expect(board["content/tasks/backend/search.md"] == "---\ntitle: Search\nstatus: todo\n---\n")
  }
}

@Suite struct RecordTests {
  private let board = Board()

  @Test func decision() {
    let made = board.run(
      "decision", "new", "We don't: store cards", "--task", "backend/refund-api", "--worker", "ada", "--tag", "money",
      "--tag", "a, b", "--date", "2026-01-06", "--body-file", "-", input: .text("\nToo risky.\n"))
    let path = "content/decisions/2026-01-06-we-dont-store-cards.md"
    #expect(made == Outcome(code: 0, out: "created \(path)\n", err: ""))
    #expect(
      board[path] == """
        ---
        title: "We don't: store cards"
        date: 2026-01-06
        repo: backend
        task: backend/refund-api
        worker: ada
        tags: [money, "a, b"]
        ---

        Too risky.

        """)
    #expect(board.log == "chore(content): decision: We don't: store cards\nA \(path)")
    #expect(board.run("decision", "new", "We don't: store cards", "--date", "2026-01-06").code == 1)
    #expect(board.run("check").code == 0)
  }

  @Test func aDecisionAboutNothingIsRefused() {
    let outcome = board.run("decision", "new", "X", "--task", "backend/serch")
    #expect(outcome.code == 1)
    #expect(outcome.err.contains("there is no task backend/serch"))
    #expect(board.run("decision", "new", "X", "--repo", "zzz").code == 1)
    let missing = board.run("decision", "new", "X", "--body-file", "nowhere.md")
    #expect(missing.code == 2)
    #expect(missing.err == "orchsite: error: cannot read nowhere.md: no such file or directory\n")
    #expect(board.status == "")
  }

  @Test func client() {
    let made = board.run(
      "client", "new", "nord", "--name", "Nord: AS", "--country", "NO", "--currency", "NOK", "--email", "a@nord.example"
    )
    #expect(made == Outcome(code: 0, out: "created content/clients/nord.md\n", err: ""))
    #expect(
      board["content/clients/nord.md"]
        == "---\nname: \"Nord: AS\"\ncountry: \"NO\"\ncurrency: NOK\nemail: a@nord.example\n---\n")
    #expect(board.run("check", "--strict", "--as-of", "2026-01-07").code == 0)
    let wrong = board.run("client", "new", "sud", "--name", "Sud", "--country", "Austria")
    #expect(wrong.code == 1)
    #expect(wrong.err.contains("content/clients/sud.md:3:10: error"))
    #expect(board["content/clients/sud.md"] == nil)
  }
}
