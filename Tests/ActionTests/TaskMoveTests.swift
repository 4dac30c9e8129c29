import Content
import TestSupport
import Testing

@testable import Actions

@Suite struct TaskMoveTests {
  private static let at = "2026-01-08T10:00:00+01:00"

  @Test func moveEditsOneLineAndWritesTheBoardsUpdate() async throws {
    let board = Board.quiet()
    let move = MoveTask(id("backend/search"), to: .inProgress, message: "Kim is free")
    let moved = try await board.call(move, at: Self.at)
    #expect(
      moved.moves == [MoveTask.Move(task: id("backend/search"), from: .todo, to: .inProgress, isWritten: true)])
    #expect(
      board["content/tasks/backend/search.md"]
        == "---\ntitle: Search\nstatus: in-progress\nsprint: sprint-1\n---\n")
    #expect(board.updates(of: "backend/search") == ["content/updates/backend/search/20260108T090000000Z-board.md"])
    #expect(
      board.newestUpdate(of: "backend/search") == """
        ---
        at: 2026-01-08T10:00:00+01:00
        worker: board
        status: in-progress
        ---

        Kim is free

        """)
    let again = try await board.call(MoveTask(id("backend/search"), to: .inProgress), at: Self.at)
    #expect(again.moves[0].from == .inProgress && !again.moves[0].isWritten && again.warnings == [])
    #expect(board.updates(of: "backend/search").count == 1)
  }

  @Test func aHandEditGetsItsHistoryFromAMove() async throws {
    let board = Board.quiet(["content/tasks/web/basket.md": "---\ntitle: Basket\nstatus: done\n---\n"])
    let moved = try await board.call(MoveTask(id("web/basket"), to: .done), at: Self.at)
    #expect(moved.moves[0].from == .done && moved.moves[0].isWritten)
    #expect(board.updates(of: "web/basket").count == 1)
  }

  @Test func anEarlierTimeIsRecordedBehindTheNewestUpdateAndSaid() async throws {
    let board = Board.quiet()
    let moved = try await board.call(MoveTask(id("backend/refund-api"), to: .review), at: "2026-01-01T00:00:00Z")
    #expect(moved.moves[0].from == .inProgress && moved.moves[0].to == .review)
    let warning = Warning(
      "--at is earlier than the newest update, of 2026-01-06T09:00:00Z",
      help: "nothing to do: it was recorded just behind that one")
    #expect(moved.warnings == [warning])
    #expect(
      board.updates(of: "backend/refund-api").last
        == "content/updates/backend/refund-api/20260106T090000001Z-board.md")
    #expect(await board.problems() == "")
  }

  @Test func aSlowClockIsNotTheUsersDoing() async throws {
    let board = Board.quiet([
      "content/updates/backend/search/20270101T000000000Z-bo.md":
        "---\nat: 2027-01-01T00:00:00Z\nworker: bo\nstatus: todo\n---\n"
    ])
    #expect(try await board.call(MoveTask(id("backend/search"), to: .review)).warnings == [])
  }

  @Test func acceptTakesTheReportOver() async throws {
    let board = Board.quiet(Board.report)
    #expect(
      try await board.call(AcceptReport(id("backend/search")), at: Self.at)
        == AcceptReport.Outcome(task: id("backend/search"), from: .todo, to: .review, worker: "bo"))
    #expect(board["content/tasks/backend/search.md"]?.contains("\nstatus: review\n") == true)
    #expect(
      board.newestUpdate(of: "backend/search")
        == "---\nat: 2026-01-08T10:00:00+01:00\nworker: board\nstatus: review\n---\n")
    #expect(
      await board.refusal(of: AcceptReport(id("backend/search")))
        == .answer(
          "nothing to accept: the board and the newest report agree on review",
          help: "orchsite task move backend/search STATUS moves it all the same"))
  }

  @Test func unblockRecordsTheAnswer() async throws {
    let board = Board.quiet()
    let task = id("backend/refund-api")
    let one = UnblockTask(task, answer: "Euros.", blockers: ["which currency?"])
    #expect(
      try await board.call(one, at: Self.at) == UnblockTask.Outcome(task: task, resolved: ["which currency?"]))
    #expect(
      board.newestUpdate(of: "backend/refund-api") == """
        ---
        at: 2026-01-08T10:00:00+01:00
        worker: board
        status: in-progress
        resolves:
          - which currency?
        ---

        Euros.

        """)
    #expect(
      await board.refusal(of: UnblockTask(task, answer: "x", blockers: ["which currency?"]))
        == .answer(
          "nothing blocks backend/refund-api with the text \"which currency?\"", help: "one of \"no database\""))
    #expect(try await board.call(UnblockTask(task, answer: "Use the old one.")).resolved == ["no database"])
    #expect(
      await board.refusal(of: UnblockTask(task, answer: "x"))
        == .answer("nothing blocks backend/refund-api", help: "orchsite task show backend/refund-api"))
    #expect(await board.problems() == "")
  }

  @Test func whatIsNotThereIsSaid() async {
    let board = Board.quiet()
    #expect(
      await board.refusal(of: MoveTask(id("backend/serch"), to: .done))
        == .answer("there is no task backend/serch", help: "did you mean backend/search?"))
    #expect(
      await board.refusal(of: ShowTask(id("web/refund-api")))
        == .answer("there is no task web/refund-api", help: "did you mean backend/refund-api?"))
    #expect(
      await board.refusal(of: ShowTask(id("web/zzz")))
        == .answer("there is no task web/zzz", help: "orchsite task list --all shows all"))
    board.folder.put("no frontmatter", at: "content/tasks/web/lost.md")
    let lost = await board.refusal(of: ShowTask(id("web/lost")))
    #expect(lost?.problems.hasPrefix("content/tasks/web/lost.md:1:1: error[") == true)
  }

  /// Optionals and lists, one at a time and together.
  @Test func conditionsNarrowAList() async throws {
    let board = Board.quiet(Board.report)
    func list(_ change: (inout ListTasks) -> Void = { _ in }) async throws -> [String] {
      var request = ListTasks()
      change(&request)
      return try await board.call(request, at: "2026-01-07T23:59:59Z").tasks.map(\.name)
    }
    #expect(try await list() == ["backend/refund-api", "backend/search"])
    #expect(try await list { $0.includesClosed = true }.count == 3)
    #expect(try await list { $0.repo = "web" } == [])
    #expect(
      try await list {
        $0.repo = "web"
        $0.includesClosed = true
      } == ["web/basket"])
    #expect(try await list { $0.statuses = [.done] } == ["web/basket"])
    #expect(try await list { $0.statuses = [.todo, .done] } == ["backend/search", "web/basket"])
    #expect(try await list { $0.sprint = "current" }.count == 2)
    #expect(try await list { $0.sprint = "none" } == [])
    #expect(try await list { $0.worker = "bo" } == ["backend/search"])
    #expect(try await list { $0.label = "money" } == ["backend/refund-api"])
    #expect(try await list { $0.isBlocked = true } == ["backend/refund-api"])
    var request = ListTasks()
    request.repo = "bakend"
    #expect(
      await board.refusal(of: request) == .answer("there is no repo bakend", help: "one of backend, web"))
    request = ListTasks()
    request.sprint = "sprint-9"
    #expect(
      await board.refusal(of: request) == .answer("there is no sprint sprint-9", help: "one of sprint-1, sprint-2"))
  }
}
