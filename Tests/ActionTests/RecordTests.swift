import Content
import TestSupport
import Testing

@testable import Actions

@Suite struct SprintTests {
  private let board = Board.quiet()

  @Test func newSprint() async throws {
    var new = NewSprint("sprint-3", from: day("2026-02-02"), to: day("2026-02-13"))
    new.goal = "Pay: anywhere"
    new.capacity = .init(3_600)
    #expect(try await board.call(new) == CreatedRecord(path: "content/sprints/sprint-3.md"))
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
      await board.refusal(of: new)
        == .answer("content/sprints/sprint-3.md is there already", help: "choose another name, or edit that file"))
  }

  @Test func closeRollsOpenWorkOver() async throws {
    let closed = try await board.call(CloseSprint("sprint-1"))
    #expect(
      closed
        == CloseSprint.Outcome(
          sprint: "sprint-1", target: "sprint-2",
          moved: [
            .init(task: id("backend/refund-api"), status: .inProgress),
            .init(task: id("backend/search"), status: .todo),
          ]))
    #expect(board["content/tasks/web/basket.md"]?.contains("sprint: sprint-1") == true)
    #expect(
      board["content/tasks/backend/refund-api.md"]
        == Board.small["content/tasks/backend/refund-api.md"]?.replacing("sprint: sprint-1", with: "sprint: sprint-2"))
    #expect(try await board.call(CloseSprint("sprint-1")).moved == [])
    #expect(
      await board.refusal(of: CloseSprint("sprint-2"))
        == .answer(
          "no sprint comes after sprint-2", help: "write one with orchsite sprint new, or say --into backlog"))
    #expect(try await board.call(CloseSprint("sprint-2", into: "backlog")).target == nil)
    #expect(board["content/tasks/backend/search.md"] == "---\ntitle: Search\nstatus: todo\n---\n")
  }

  @Test func closeRefusesWhatIsNotThere() async {
    let before = board.folder.picture(of: "content")
    #expect(
      await board.refusal(of: CloseSprint("sprint-4"))
        == .answer("there is no sprint sprint-4", help: "did you mean sprint-1?"))
    #expect(
      await board.refusal(of: CloseSprint("sprint-1", into: "winter"))
        == .answer("there is no sprint winter", help: "orchsite sprint new winter writes it"))
    #expect(
      await board.refusal(of: CloseSprint("sprint-1", into: "sprint-1"))
        == .usage("a sprint cannot be closed into itself"))
    #expect(board.folder.picture(of: "content") == before)
  }

  @Test func closeIsAllOrNothing() async {
    // The last of the tasks has a sprint that cannot be replaced safely.
    board.folder.put(
      "---\ntitle: Z\nstatus: todo\nsprint: !!str sprint-1\n---\n", at: "content/tasks/web/zoom.md")
    let before = board.folder.picture(of: "content")
    let refused = await board.refusal(of: CloseSprint("sprint-1"))
    #expect(refused?.problems.hasPrefix("content/tasks/web/zoom.md:4:") == true)
    #expect(board.folder.picture(of: "content") == before)
  }

  @Test func closeMentionsFilesThatCannotBeRead() async throws {
    board.folder.put("---\nsprint: sprint-1\n---\n", at: "content/tasks/web/lost.md")
    let warning = Warning(
      "1 file could not be read, and may be part of the sprint",
      help: "orchsite check says why; closing the sprint again takes them along")
    #expect(try await board.call(CloseSprint("sprint-1")).warnings == [warning])
  }
}

@Suite struct RecordTests {
  private let board = Board.quiet()

  @Test func decision() async throws {
    var new = NewDecision("We don't: store cards")
    new.task = id("backend/refund-api")
    new.worker = "ada"
    new.tags = ["money", "a, b"]
    new.date = day("2026-01-06")
    new.body = "\nToo risky.\n"
    let path = "content/decisions/2026-01-06-we-dont-store-cards.md"
    #expect(try await board.call(new) == CreatedRecord(path: path))
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
    #expect(await board.refusal(of: new) != nil)
    #expect(await board.problems() == "")
  }

  @Test func aDecisionBelongsToTheDayOfItsMoment() async throws {
    let late = try await board.call(NewDecision("Late"), at: "2026-01-07T00:30:00+01:00")
    #expect(late.path == "content/decisions/2026-01-07-late.md")
  }

  @Test func aDecisionAboutNothingIsRefused() async {
    let before = board.folder.picture(of: "content")
    var new = NewDecision("X")
    new.task = id("backend/serch")
    #expect(await board.refusal(of: new)?.problems.contains("there is no task backend/serch") == true)
    new.task = nil
    new.repo = "zzz"
    #expect(await board.refusal(of: new)?.isWorse == true)
    #expect(board.folder.picture(of: "content") == before)
  }

  @Test func client() async throws {
    var new = NewClient("nord", name: "Nord: AS", country: "NO")
    new.currency = "NOK"
    new.email = "a@nord.example"
    #expect(try await board.call(new).path == "content/clients/nord.md")
    #expect(
      board["content/clients/nord.md"]
        == "---\nname: \"Nord: AS\"\ncountry: \"NO\"\ncurrency: NOK\nemail: a@nord.example\n---\n")
    #expect(await board.problems() == "")
    let wrong = await board.refusal(of: NewClient("sud", name: "Sud", country: "Austria"))
    #expect(wrong?.problems.contains("content/clients/sud.md:3:10: error") == true)
    #expect(board["content/clients/sud.md"] == nil)
  }
}
