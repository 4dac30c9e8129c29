import TestSupport
import Testing

/// What is recorded in the future comes before all that is recorded later, for everybody.
@Suite struct FutureTests {
  @Test(arguments: [
    ["task", "move", "backend/search", "done"], ["task", "new", "web", "T"],
    ["task", "unblock", "backend/refund-api", "x"],
    ["decision", "new", "D"], ["task", "set", "backend/search", "priority=high"],
  ])
  func aMomentToComeIsRefused(_ verb: [String]) {
    let board = Board()
    let outcome = board.start(verb + ["--at", "2999-01-01T10:00:00Z"]).outcome()
    #expect(outcome.code == 64)
    #expect(
      outcome.err == """
        orchsite: error: --at is in the future: 2999-01-01T10:00:00Z
          help: with --anyway it is recorded all the same

        """)
    #expect(board.status == "")
  }

  @Test func anywayRecordsItAndCheckSaysSo() {
    let board = Board()
    #expect(board.run("task", "move", "backend/search", "done", "--at", "2999-01-01T10:00:00Z", "--anyway").code == 0)
    #expect(
      board.run("check", "--as-of", "2026-01-08").out.contains(
        "warning[at]: an update from the future: 2999-01-01T10:00:00Z\n"))
  }
}
