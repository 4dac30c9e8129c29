import Content
import Quantities
import Testing

/// How a sprint goes.
@Suite struct SprintFiguresTests {
  private static let board = """
    -- content/index.md --
    ---
    project: P
    ---
    -- content/repos/web.md --
    ---
    title: Web
    order: 2
    ---
    -- content/repos/api.md --
    ---
    title: API
    order: 1
    ---
    -- content/sprints/s1.md --
    ---
    title: S
    start: 2026-01-12
    end: 2026-01-18
    ---
    """

  private func task(_ id: String, _ status: String, _ more: String...) -> String {
    "\n-- content/tasks/\(id).md --\n---\ntitle: T\nstatus: \(status)\nsprint: s1\n\(more.map { $0 + "\n" }.joined())---"
  }

  private func update(_ id: String, _ time: String, _ worker: String, _ status: String, _ more: String...)
    -> String
  {
    let (day, hour) = (time.prefix(2), time.suffix(2))
    return """

      -- content/updates/\(id)/202601\(day)T\(hour)0000000Z-\(worker).md --
      ---
      at: 2026-01-\(day)T\(hour):00:00Z
      worker: \(worker)
      status: \(status)
      \(more.map { $0 + "\n" }.joined())---
      """
  }

  private func workspace(_ parts: String..., asOf: String = noon) async throws -> Workspace {
    let workspace = try await load(Self.board + parts.joined(), asOf: asOf)
    #expect(workspace.unreadable.filter { !$0.path.contains("broken") }.isEmpty)
    return workspace
  }

  @Test func figuresLeaveOutWhatWasCancelled() async throws {
    let workspace = try await workspace(
      task("web/a", "done", "estimate: 2h"), update("web/a", "12-08", "ada", "done", "minutes: 60"),
      task("web/b", "done", "estimate: 1h"), update("web/b", "14-08", "ada", "done", "minutes: 30"),
      task("web/hand", "done"), task("web/open", "review", "estimate: 90m"),
      task("web/cancelled", "cancelled", "estimate: 8h"),
      update("web/cancelled", "13-08", "ada", "todo", "minutes: 15"))
    let sprint = try #require(workspace.currentSprint)
    let figures = workspace.figures(of: sprint)
    #expect(figures.total == 4)
    #expect(figures.done == 3)
    #expect(figures.spent.count == 105)
    #expect(figures.estimated.count == 270)
    // The 11th to the 15th: one was done before anybody knows when.
    #expect(figures.remaining == [3, 2, 2, 1, 1])
  }

  @Test func theBurndownEndsWithTheSprint() async throws {
    let parts = task("web/a", "done") + update("web/a", "18-20", "ada", "done")
    for asOf in ["2026-01-18T23:00:00Z", "2026-03-01T00:00:00Z"] {
      let workspace = try await workspace(parts, asOf: asOf)
      let sprint = try #require(workspace.sprint("s1"))
      #expect(workspace.figures(of: sprint).remaining == [1, 1, 1, 1, 1, 1, 1, 0])
    }
  }

  @Test func aSprintThatHasNotStartedHasNoBurndown() async throws {
    let workspace = try await workspace(task("web/a", "todo"), asOf: "2026-01-11T12:00:00Z")
    let sprint = try #require(workspace.sprint("s1"))
    #expect(workspace.figures(of: sprint).remaining == [])
    #expect(workspace.figures(of: sprint).total == 1)
  }

  @Test(
    arguments: [
      (1, "2026-01-11", nil), (0, "2026-01-15", nil), (7, "2026-01-15", .behind(4)),
      (7, "2026-01-12", .behind(1)), (1, "2026-01-12", .onTheLine), (2, "2026-01-18", .behind(2)),
      (2, "2026-02-18", .behind(2)),
    ] as [(Int, String, SprintPace?)])
  func theStraightLine(_ tasks: Int, _ day: String, _ pace: SprintPace?) async throws {
    let parts = (0..<tasks).map { task("web/t\($0)", "todo") }.joined()
    let workspace = try await workspace(parts, asOf: "\(day)T12:00:00Z")
    let sprint = try #require(workspace.sprint("s1"))
    #expect(workspace.figures(of: sprint).pace == pace)
    #expect(workspace.figures(of: sprint).days == 7)
  }

  @Test func aheadOfTheLine() async throws {
    let workspace = try await workspace(
      task("web/a", "done"), update("web/a", "12-08", "ada", "done"), task("web/b", "done"),
      update("web/b", "12-09", "ada", "done"), task("web/c", "todo"), task("web/d", "todo"),
      asOf: "2026-01-13T12:00:00Z")
    let figures = workspace.figures(of: try #require(workspace.currentSprint))
    // Of four tasks, three, rounded, are due to be left after two of seven days.
    #expect(figures.pace == .ahead(1))
    #expect(figures.elapsedDays == 2)
  }
}
