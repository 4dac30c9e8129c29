import Actions
import Content
import Foundation
import Quantities
import Sessions
import Situation
import Synchronization
import TestSupport
import Testing

/// The wait itself is what tests wait with: one that is never woken waits until the test's time is up.
@Suite(.timeLimit(.minutes(10))) struct WaitTests {
  private static let moment = "2026-01-08T10:00:00Z"

  /// Waits on a board, and does something once it waits.
  private func news(
    on board: Board, _ request: WaitForNews = WaitForNews(), _ act: @escaping @Sendable () async throws -> Void
  ) async throws -> WaitForNews.Outcome {
    let (begun, told) = AsyncStream.makeStream(of: Void.self)
    let home = board.home
    let waiting = Task {
      try await request.run(
        in: home,
        Stage(now: instant(Self.moment)) { event in
          if case .watching = event { told.yield() }
        })
    }
    for await _ in begun { break }
    try await act()
    return try await waiting.value
  }

  private func report(_ task: String, _ keys: String, second: Int = 0) -> (path: String, text: String) {
    (
      "content/updates/\(task)/20260108T1000\(second < 10 ? "0" : "")\(second)000Z-kim.md",
      "---\nat: 2026-01-08T10:00:\(second < 10 ? "0" : "")\(second)Z\nworker: kim\n\(keys)\n---\n"
    )
  }

  private func words(_ outcome: WaitForNews.Outcome) -> String {
    guard let news = outcome.news else { return "nothing" }
    return "\(outcome.situation.sentence(of: news)) → \(outcome.situation.command(for: news) ?? "–")"
  }

  @Test(arguments: [
    (
      "status: in-progress\ndone: [a form]",
      "backend/search: kim reports in progress: a form → orchsite task accept backend/search"
    ),
    (
      "status: in-progress\nblockers: [\"Which one?\"]",
      "backend/search: kim asks “Which one?” → orchsite task unblock backend/search"
    ),
    (
      "status: in-progress\nblockers: [no key]",
      "backend/search: kim is blocked: “no key” → orchsite task unblock backend/search"
    ),
    (
      "status: review\nready_for_merge: true",
      "backend/search: kim is done, ready to merge → orchsite task move backend/search done"
    ),
    ("status: done", "backend/search: kim is done, done → orchsite task accept backend/search"),
  ])
  func aReportWakes(_ keys: String, _ expected: String) async throws {
    let board = Board.quiet()
    let file = report("backend/search", keys)
    // The first report of a task makes its folder.
    let outcome = try await news(on: board) { board.folder.put(file.text, at: file.path) }
    #expect(words(outcome) == expected)
    #expect(outcome.others == 0 && outcome.situation.asOf >= instant(Self.moment))
  }

  @Test(arguments: [false, true]) func aSessionThatWantsSomethingWakes(isFirst: Bool) async throws {
    let board = Board.quiet()
    let folder = SessionFolder(home: board.folder.path)
    @Sendable func mark(_ session: String, _ signal: SessionSignal) throws {
      try folder.change(session) { record in
        var record =
          record
          ?? SessionRecord(
            id: session, agent: "claude", task: "backend/search", worker: "kim", at: instant(Self.moment))
        record.take(signal, at: instant(Self.moment))
        return record
      }
    }
    // What waited before is no news, and work is none either.
    if !isFirst { try mark("s-0", .asks("Bash: old")) }
    let outcome = try await news(on: board) {
      try mark("s-1", .active)
      try mark("s-1", .asks("Bash: npm install"))
    }
    #expect(
      words(outcome) == "backend/search: kim needs you: Bash: npm install → orchsite task show backend/search")
    #expect(outcome.news?.kind == .session)
  }

  @Test func aVerbThatReportsWakes() async throws {
    let board = Board.quiet()
    let outcome = try await news(on: board) {
      var report = WriteReport(id("backend/refund-api"), in: "/")
      report.kind = .blocked
      report.blockers = ["Which key?"]
      try await board.call(report, at: "2026-01-08T10:05:00Z")
    }
    // Others are open there too, so it says which.
    #expect(
      words(outcome)
        == "backend/refund-api: refund-api asks “Which key?” → orchsite task unblock backend/refund-api --blocker='Which key?'"
    )
  }

  @Test func whatWasThereIsNoNewsAndTheBoardIsNobody() async throws {
    let board = Board.quiet(Board.report)
    let outcome = try await news(on: board) {
      try await board.call(MoveTask(id("backend/search"), to: .inProgress))
      let file = report("web/basket", "status: done")
      board.folder.put(file.text, at: file.path)
    }
    #expect(outcome.news?.tasks == [id("web/basket")])
  }

  @Test(arguments: [
    "git commit --quiet --all --message other", "true", "mkdir new; mv a.txt new/a.txt; cp new/a.txt a.txt",
  ])
  func aCollisionWakes(_ script: String) async throws {
    let crew = Crew(files: ["content/tasks/web/cart.md": "---\ntitle: Cart\nstatus: todo\n---\n"])
    try await crew.start("login")
    try await crew.start("cart")
    crew.commit("a.txt", "one\nlogin\nthree\n", in: "login")
    let outcome = try await news(on: crew.board) {
      crew.board.folder.put("never looked at", at: "\(crew.worktree("cart"))/node_modules/a.txt")
      crew.board.folder.put("one\ncart\nthree\n", at: "\(crew.worktree("cart"))/a.txt")
      #expect(crew.board.shell(script, in: crew.worktree("cart")).err == "")
    }
    #expect(words(outcome) == "web/cart and web/login: both change a.txt:2 → orchsite diff web cart web login")
  }

  @Test func aBaseThatMovesWakesAndAFolderThatIsNewIsWatched() async throws {
    let crew = Crew()
    try await crew.start()
    let outcome = try await news(on: crew.board) {
      crew.board.folder.put("mine\n", at: "\(crew.worktree())/new/deep/b.txt")
      crew.board.folder.put("theirs\n", at: "web/new/deep/b.txt")
      crew.web("checkout", "--quiet", "develop")
      crew.web("add", "--all")
      crew.web("commit", "--quiet", "--message", "another")
    }
    #expect(outcome.news?.kind == .collision && outcome.news?.tasks == [id("web/login")])
  }

  @Test func whatCollidedBeforeIsNoNews() async throws {
    let crew = Crew(files: ["content/tasks/web/cart.md": "---\ntitle: Cart\nstatus: todo\n---\n"])
    try await crew.start("login")
    try await crew.start("cart")
    crew.commit("a.txt", "login\n", in: "login")
    crew.commit("a.txt", "cart\n", in: "cart")
    let outcome = try await news(on: crew.board) {
      crew.commit("other.txt", in: "cart")
      let file = report("web/login", "status: in-progress")
      crew.board.folder.put(file.text, at: file.path)
    }
    #expect(outcome.news?.kind == .report)
  }

  @Test func onlyTheNamedOnesCount() async throws {
    let board = Board.quiet()
    let outcome = try await news(on: board, WaitForNews([id("backend/refund-api")])) {
      for (task, second) in [("backend/search", 1), ("backend/refund-api", 2)] {
        let file = report(task, "status: in-progress", second: second)
        board.folder.put(file.text, at: file.path)
      }
    }
    #expect(outcome.news?.tasks == [id("backend/refund-api")] && outcome.others == 0)
    #expect(
      await board.refusal(of: WaitForNews([id("backend/serach")]))
        == .answer("there is no task backend/serach", help: "did you mean backend/search?"))
  }

  @Test func aFileThatIsHalfWrittenIsReadAgain() async throws {
    let board = Board.quiet(["content/tasks/web/broken.md": "---\ntitle: [\n---\n"])
    let file = report("backend/search", "status: in-progress")
    let outcome = try await news(on: board) {
      board.folder.put(String(file.text.prefix(20)), at: file.path)
      board.folder.put(file.text, at: file.path)
    }
    #expect(outcome.news?.tasks == [id("backend/search")])
  }

  @Test func theTimeIsUp() async throws {
    let board = Board.quiet()
    let outcome = try await board.call(WaitForNews(limit: .zero))
    #expect(outcome.news == nil && outcome.limit == .zero)
    #expect(await board.refusal(of: WaitForNews(limit: .seconds(-1)))?.isUsage == true)
  }

  @Test func aHomeThatGoesIsRefused() async throws {
    let board = Board.quiet()
    await #expect(throws: Refusal.noHome(board.folder.path, isNamed: true)) {
      _ = try await news(on: board) { board.folder.remove("content") }
    }
  }

  @Test func waitingWritesNothing() async throws {
    let crew = Crew()
    try await crew.start()
    crew.commit()
    let before = (crew.picture, crew.board.folder.picture(of: ".orchsite"))
    try await crew.board.call(WaitForNews(limit: .zero))
    #expect(crew.changes(since: before.0) == [])
    #expect(crew.board.folder.picture(of: ".orchsite") == before.1)
  }
}
