import Foundation
import TestSupport
import Testing

/// What status, next and the lists print.
@Suite struct StatusCommandTests {
  private let board = Board(Board.autoCommit("none").merging(Board.report) { $1 }, isRepository: false)

  @Test func statusSaysItInTheWordsOfTheBoard() {
    let outcome = board.run("status", "--as-of", "2026-01-08T12:00:00Z")
    #expect(outcome.code == 0 && outcome.err == "")
    #expect(
      outcome.out.replacing(board.folder.path, with: "HOME") == """
        Juniper Shop · Sprint 1, 8 days left · 8 Jan, 12:00

        REPO     ON  OPEN  VERSION
        backend  –   –     –        not checked out at HOME/backend
        web      –   –     –        not checked out at HOME/web

        TASK                WORKER  STATUS       GIT SAYS  STATE
        backend/refund-api  ada     In progress  –         blocked 2 days

        No new report of the last day.

        Needs you:
        Asks you        backend/refund-api “which currency?” · 2 days
            orchsite task unblock backend/refund-api --blocker='which currency?'
        Blocked         backend/refund-api “no database” · 2 days
            orchsite task unblock backend/refund-api --blocker='no database'
        Reported        backend/search as review · 1 day
            orchsite task accept backend/search

        Board: To do 1 · In progress 1 · Review 0 · Done 1

        """)
  }

  @Test func homeMayStandInFrontOfTheVerb() {
    for words in [["--home", board.folder.path, "task", "list"], ["--home=\(board.folder.path)", "task", "list"]] {
      let outcome = Command([Command.binary] + words, in: "/", environment: board.environment).outcome()
      #expect(outcome.code == 0 && outcome.out.contains("backend/search"))
    }
  }

  @Test func whoHasNoWorkspaceIsToldHowToBegin() {
    let empty = TemporaryFolder()
    let outcome = Command([Command.binary, "status"], in: empty.path, environment: board.environment).outcome()
    #expect(outcome.code == 2)
    #expect(
      outcome.err.hasSuffix("help: orchsite init makes a workspace here; or go to yours, or name it with --home DIR\n"))
  }

  @Test func nothingIsCutInAPipe() {
    let title = String(repeating: "long ", count: 40) + "end"
    board.folder.put(
      "---\ntitle: \(title)\nstatus: todo\n---\n", at: "content/tasks/web/\(String(repeating: "x", count: 60)).md")
    let outcome = board.run("task", "list", "--repo", "web")
    #expect(outcome.out.contains("web/\(String(repeating: "x", count: 60))") && outcome.out.contains("long end\n"))
  }

  @Test func theHistoryOfATaskIsShownWhole() throws {
    let shown = board.run("task", "show", "backend/search")
    #expect(
      shown.out == """
        Search

        task        backend/search
        status      todo (bo reported review)
        worker      bo
        sprint      sprint-1
        branch      feature/search
        needed by   backend/refund-api
        file        content/tasks/backend/search.md

        2026-01-07T10:00:00Z  bo  review

        """)
    let outcome = board.run("task", "show", "backend/search", "--json")
    let object = try #require(try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any])
    let history = try #require(object["history"] as? [[String: Any]])
    #expect(history.map { $0["worker"] as? String } == ["bo"])
  }
}
