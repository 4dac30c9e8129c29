import Content
import Testing

/// How records find each other.
@Suite struct WorkspaceTests {
  private func sprints(_ dates: [(String, String, String)], pin: String? = nil, asOf: String = noon)
    async throws -> String?
  {
    var text = "-- content/index.md --\n---\nproject: P\n\(pin.map { "sprint: \($0)" } ?? "x-none: 1")\n---"
    for (slug, start, end) in dates {
      text +=
        "\n-- content/sprints/\(slug).md --\n---\ntitle: S\nstart: 2026-01-\(start)\nend: 2026-01-\(end)\n---"
    }
    return try await load(text, asOf: asOf).currentSprint?.slug
  }

  @Test func theCurrentSprintIsTheLatestThatHasStarted() async throws {
    #expect(
      try await sprints([("a", "01", "07"), ("b", "08", "14"), ("c", "15", "21"), ("d", "16", "28")]) == "c")
  }

  @Test func aSprintThatIsOverStaysCurrentUntilTheNextStarts() async throws {
    #expect(try await sprints([("a", "01", "07"), ("d", "16", "28")]) == "a")
  }

  @Test func theSlugBreaksTies() async throws {
    #expect(try await sprints([("b", "08", "14"), ("a", "08", "28"), ("c", "01", "14")]) == "b")
  }

  @Test func withoutAStartedSprintThereIsNone() async throws {
    #expect(try await sprints([("a", "16", "20")]) == nil)
    #expect(try await sprints([]) == nil)
  }

  @Test func thePinWins() async throws {
    #expect(try await sprints([("a", "01", "07"), ("d", "16", "28")], pin: "d") == "d")
    #expect(try await sprints([("a", "01", "07"), ("d", "16", "28")], pin: "nowhere") == "a")
  }

  @Test func theDayIsTheReadersOwn() async throws {
    let days = [("a", "01", "07"), ("b", "16", "28")]
    #expect(try await sprints(days, asOf: "2026-01-16T00:30:00+01:00") == "b")
    #expect(try await sprints(days, asOf: "2026-01-15T23:30:00Z") == "a")
  }

  @Test func recordsAreInTheirOrders() async throws {
    let workspace = try await load(
      """
      -- content/repos/web.md --
      ---
      title: Web
      order: 2
      ---
      -- content/repos/api.md --
      ---
      title: API
      order: 10
      ---
      -- content/repos/aaa.md --
      ---
      title: Unordered
      ---
      -- content/tasks/api/b.md --
      ---
      title: B
      status: todo
      ---
      -- content/tasks/api/a.md --
      ---
      title: A
      status: todo
      ---
      -- content/tasks/web/z.md --
      ---
      title: Z
      status: todo
      ---
      -- content/tasks/new/c.md --
      ---
      title: C
      status: todo
      ---
      -- content/decisions/2026-01-02-a.md --
      ---
      title: A
      date: 2026-01-02
      ---
      -- content/decisions/2026-01-02-b.md --
      ---
      title: B
      date: 2026-01-02
      ---
      -- content/decisions/2026-01-03-a.md --
      ---
      title: C
      date: 2026-01-03
      ---
      """)
    #expect(workspace.repos.map(\.slug) == ["web", "api", "aaa", "new"])
    #expect(workspace.repo("new")?.source == nil)
    #expect(workspace.tasks.map(\.id.description) == ["web/z", "api/a", "api/b", "new/c"])
    #expect(workspace.decisions.map(\.name) == ["2026-01-03-a", "2026-01-02-b", "2026-01-02-a"])
  }

  @Test func dependenciesAreMetOnlyByDoneTasks() async throws {
    var text = ""
    for status in ["todo", "in-progress", "review", "done", "cancelled"] {
      text += "-- content/tasks/web/\(status).md --\n---\ntitle: A\nstatus: \(status)\n---\n"
    }
    text += """
      -- content/tasks/web/last.md --
      ---
      title: Last
      status: todo
      depends_on: [todo, in-progress, review, done, cancelled, missing, web/done]
      ---
      """
    let workspace = try await load(text)
    let last = try #require(workspace.task(TaskID(repo: "web", task: "last")))
    #expect(
      last.unmetDependencies.map(\.description)
        == ["web/todo", "web/in-progress", "web/review", "web/cancelled", "web/missing"])
    #expect(last.isWaiting)
    #expect(workspace.task(TaskID(repo: "web", task: "done"))?.dependents.map(\.description) == ["web/last"])
  }

  @Test func aClosedTaskWaitsForNothing() async throws {
    let text = "-- content/tasks/web/a.md --\n---\ntitle: A\nstatus: done\ndepends_on: b\n---"
    #expect(try await load(text).tasks[0].isWaiting == false)
  }

  @Test func aTaskOfAnUnknownSprintIsOnTheBoardOfThoseWithout() async throws {
    let text = "-- content/tasks/web/a.md --\n---\ntitle: A\nstatus: todo\nsprint: gone\n---"
    #expect(try await load(text).boardTasks.count == 1)
  }
}
