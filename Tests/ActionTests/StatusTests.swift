import Actions
import Content
import Evidence
import Situation
import TestSupport
import Testing

/// How things stand, what to start, and what a text means.
@Suite struct StatusTests {
  // MARK: status

  @Test func whatIsNewIsNewOnce() async throws {
    let crew = Crew()
    try await crew.start()
    crew.commit()
    var report = WriteReport(nil, in: crew.board.folder(crew.worktree()))
    report.done = ["the form"]
    try await crew.board.call(report, at: "2026-01-08T11:00:00Z")
    func look(_ moment: String) async throws -> ShowStatus.Outcome {
      try await ShowStatus().run(in: crew.board.home, Stage(now: instant(moment)))
    }
    let first = try await look("2026-01-08T12:00:00Z")
    #expect(first.lastLook == nil && first.reports.map(\.update.done) == [["the form"]])
    let web = try #require(first.repos.first { $0.repo.slug == "web" })
    #expect(web.facts?.currentBranch == "main" && web.problem == nil)
    #expect(
      first.work.map { "\($0.task.id) \($0.worker?.name ?? "–")" } == ["backend/refund-api ada", "web/login login"])
    #expect(first.counts.first { $0.status == .inProgress }?.tasks == 1)
    let second = try await look("2026-01-08T13:00:00Z")
    #expect(second.lastLook == instant("2026-01-08T12:00:00Z") && second.reports.isEmpty)

    // Written before the last look, on another machine, and here only now.
    crew.board.folder.put(
      "---\nat: 2026-01-08T11:30:00Z\nworker: kim\nstatus: in-progress\n---\n",
      at: "content/updates/web/cart/20260108T113000000Z-kim.md")
    #expect(try await look("2026-01-08T14:00:00Z").reports.map(\.update.worker) == ["kim"])
    #expect(try await look("2026-01-08T15:00:00Z").reports.isEmpty)
  }

  @Test func whoHasNotReportedYetIsAtWorkToo() async throws {
    let crew = Crew()
    try await crew.start { $0.worker = "kim" }
    let status = try await crew.board.call(ShowStatus(), at: "2026-01-08T12:00:00Z")
    #expect(
      status.work.map { "\($0.task.id) \($0.worker?.name ?? "–")" } == ["backend/refund-api ada", "web/login kim"])
    #expect(status.situation.crew.map(\.name).contains("kim"))
  }

  @Test func aLookAtAnotherMomentOrAtOneRepoIsNone() async throws {
    let board = Board.quiet(Board.report)
    var one = ShowStatus()
    one.repo = "backend"
    _ = try await one.run(in: board.home, Stage(now: instant("2026-01-08T12:00:00Z")))
    _ = try await board.call(ShowStatus(), at: "2026-01-08T12:00:00Z")
    #expect(board.folder.picture(of: ".orchsite")["looked"] == nil)
    one.repo = "nope"
    #expect(await board.refusal(of: one) != nil)
  }

  // MARK: next

  @Test func whatWouldCollideIsNotNext() async throws {
    let crew = Crew(files: [
      "content/tasks/web/login.md": "---\ntitle: Login\nstatus: todo\nsprint: sprint-1\n---\n",
      "content/tasks/web/cart.md": "---\ntitle: Cart\nstatus: todo\nsprint: sprint-1\ntouches: [\"b.*\"]\n---\n",
      "content/tasks/web/menu.md": "---\ntitle: Menu\nstatus: todo\nsprint: sprint-1\ntouches: [src/menu]\n---\n",
      "content/tasks/web/later.md": "---\ntitle: Later\nstatus: todo\nsprint: sprint-1\ndepends_on: [login]\n---\n",
      "content/tasks/web/paid.md": "---\ntitle: Paid\nstatus: todo\nsprint: sprint-1\nwaits_for: client\n---\n",
    ])
    func situation() async throws -> BoardSituation {
      try await crew.board.call(ShowNext(), at: "2026-01-08T12:00:00Z")
    }
    func next() async throws -> [String] { try await situation().next.filter { $0.id.repo == "web" }.map(\.id.task) }
    #expect(try await next() == ["cart", "login", "menu"])
    try await crew.start()
    #expect(try await next() == ["cart", "menu"])
    // Not committed yet, and foreseen all the same.
    crew.board.folder.put("b", at: "\(crew.worktree())/b.txt")
    #expect(try await next() == ["menu"])
    #expect(
      try await situation().waiting.filter { $0.task.id.repo == "web" }.map { "\($0.task.id.task) \($0.reason)" } == [
        "cart would collide with web/login, which changes b.txt", "later waits for web/login (in progress)",
        "paid waits for the client",
      ])
  }

  // MARK: Names

  @Test(arguments: [
    ("backend/search", "backend/search"), ("content/tasks/backend/search.md", "backend/search"),
    ("./content/tasks/backend/search.md", "backend/search"), ("backend/search.md", "backend/search"),
    ("SEARCH", "backend/search"), ("ref", "backend/refund-api"), ("backend/ref", "backend/refund-api"),
    ("back-230", "web/basket"), ("BACK-230", "web/basket"), ("backend/new-one", "backend/new-one"),
  ])
  func aTaskIsFoundByWhateverNamesItAlone(_ word: String, _ task: String) async throws {
    let board = Board.quiet([
      "content/tasks/web/basket.md": "---\ntitle: Basket\nstatus: todo\nx-backlog-id: BACK-230\n---\n"
    ])
    #expect(try await board.home.task(named: word, asOf: instant("2026-01-08T10:00:00Z")) == id(task))
  }

  @Test func whatMayMeanSeveralIsNotTaken() async throws {
    let board = Board.quiet([
      "content/tasks/web/search.md": "---\ntitle: Search\nstatus: todo\n---\n",
      "content/tasks/web/sea-view.md": "---\ntitle: View\nstatus: todo\n---\n",
    ])
    func refusal(_ word: String) async -> Refusal? {
      do throws(Refusal) {
        _ = try await board.home.task(named: word, asOf: instant("2026-01-08T10:00:00Z"))
        return nil
      } catch {
        return error
      }
    }
    #expect(
      await refusal("search")
        == .answer("\"search\" may be any of 2 tasks", help: "say which: backend/search, web/search"))
    #expect(
      await refusal("sea")
        == .answer("\"sea\" may be any of 3 tasks", help: "say which: backend/search, web/sea-view, web/search"))
    #expect(
      await refusal("serach")
        == .answer("there is no task \"serach\"", help: "orchsite task list --all shows all"))
    #expect(await refusal("") != nil)
  }

  // MARK: Several at once

  @Test func severalAreMovedOrNone() async throws {
    let board = Board.quiet()
    let refusal = await board.refusal(of: MoveTask([id("backend/search"), id("web/nope")], to: .done))
    #expect(refusal != nil && board["content/tasks/backend/search.md"]?.contains("status: todo") == true)
    let tasks = [id("backend/search"), id("web/basket"), id("backend/search")]
    let moved = try await board.call(MoveTask(tasks, to: .review))
    #expect(moved.moves.map(\.task) == [id("backend/search"), id("web/basket")])
    #expect(board["content/tasks/web/basket.md"]?.contains("status: review") == true)
  }

  @Test func whatSeveralWouldMakeWrongTogetherIsRefused() async throws {
    let board = Board.quiet([
      "content/tasks/web/a.md": "---\ntitle: A\nstatus: todo\n---\n",
      "content/tasks/web/b.md": "---\ntitle: B\nstatus: todo\ndepends_on: [c]\n---\n",
      "content/tasks/web/c.md": "---\ntitle: C\nstatus: todo\n---\n",
    ])
    let both = SetTaskKeys([id("web/a"), id("web/c")], [Assignment("depends_on=b")].compactMap(\.self))
    guard case .worse(let problems) = await board.refusal(of: both) else {
      Issue.record("not refused")
      return
    }
    #expect(problems.count == 1)
    #expect(board["content/tasks/web/a.md"] == "---\ntitle: A\nstatus: todo\n---\n")
    let fine = SetTaskKeys([id("web/a"), id("web/c")], [Assignment("priority=high")].compactMap(\.self))
    #expect(try await board.call(fine).files.map(\.set.count) == [1, 1])
    #expect(board["content/tasks/web/c.md"] == "---\ntitle: C\nstatus: todo\npriority: high\n---\n")
  }

  // MARK: Boxes

  private static let boxed =
    "---\ntitle: Basket\nstatus: todo\n---\n\n- [ ] one\r\n- [x] two\n  - [ ] three\n\n    - [ ] code\n"

  @Test func aBoxIsOneByte() async throws {
    let board = Board.quiet(["content/tasks/web/basket.md": Self.boxed])
    let listed = try await board.call(TickBoxes(id("web/basket"), [], as: true))
    #expect(
      listed.boxes.map { "\($0.number) \($0.isTicked) \($0.text)" }.prefix(3) == [
        "1 false one", "2 true two", "3 false three",
      ])
    let ticked = try await board.call(TickBoxes(id("web/basket"), [3, 2], as: true))
    #expect(ticked.boxes.map(\.number) == [2, 3] && ticked.progress.done == 2)
    #expect(board["content/tasks/web/basket.md"] == Self.boxed.replacing("[ ] three", with: "[x] three"))
    try await board.call(TickBoxes(id("web/basket"), [2], as: false))
    #expect(
      board["content/tasks/web/basket.md"]
        == Self.boxed.replacing("[ ] three", with: "[x] three").replacing("[x] two", with: "[ ] two"))
  }

  @Test func aBoxThatIsNotThereIsRefused() async throws {
    let board = Board.quiet(["content/tasks/web/basket.md": Self.boxed])
    let total = try await board.call(TickBoxes(id("web/basket"), [], as: true)).boxes.count
    #expect(
      await board.refusal(of: TickBoxes(id("web/basket"), [1, 9], as: true))
        == .answer("web/basket has no box 9: it has \(total)", help: "orchsite task check web/basket lists them"))
    #expect(
      await board.refusal(of: TickBoxes(id("backend/search"), [1], as: true))
        == .answer(
          "backend/search has no boxes",
          help: "write lines like - [ ] what is to be done, into content/tasks/backend/search.md"))
    #expect(board["content/tasks/web/basket.md"] == Self.boxed)
  }
}
