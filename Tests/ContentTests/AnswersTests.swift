import Content
import Quantities
import Testing

/// Who needs me, what comes next, who does what, how the sprint goes.
@Suite struct AnswersTests {
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

  // MARK: Needs

  @Test func needsAreOrderedByKindThenAge() async throws {
    let workspace = try await workspace(
      task("web/stale", "in-progress"), update("web/stale", "10-08", "zoe", "in-progress"),
      task("web/drift", "in-progress"), update("web/drift", "15-08", "ada", "done"),
      task("web/review", "review"), update("web/review", "13-08", "ada", "review"),
      task("web/fresh", "review"), update("web/fresh", "15-08", "ada", "review"),
      task("web/ready", "review"), update("web/ready", "15-08", "ada", "review", "ready_for_merge: true"),
      task("web/blocked", "in-progress"),
      update("web/blocked", "15-07", "bo", "in-progress", "blockers: [No key, Why?]"),
      task("api/blocked", "todo"), update("api/blocked", "14-07", "bo", "todo", "blockers: [Later]"),
      task("web/asks", "in-progress"),
      update("web/asks", "14-09", "ada", "in-progress", "blockers: [Which?]"),
      task("web/closed", "done"), update("web/closed", "14-09", "ada", "done", "blockers: [Old?]"),
      "\n-- content/tasks/web/broken.md --\nnothing")
    let list = workspace.needs().map { need in
      "\(need.kind) \(need.tasks.map(\.description).joined()) \(need.worker ?? "-") \(need.detail ?? "-")"
    }
    #expect(
      list == [
        "question web/asks ada Which?", "question web/blocked bo Why?", "blocked api/blocked bo Later",
        "blocked web/blocked bo No key", "ready web/ready ada -", "review web/review ada -",
        "drift web/drift ada done", "stale web/stale zoe -",
        "unreadable  - no frontmatter: the first line is not ---",
      ])
  }

  @Test func gitAddsCollisionsAndUnprovenClaims() async throws {
    let workspace = try await workspace(
      task("web/a", "in-progress"), update("web/a", "15-08", "ada", "in-progress"),
      task("web/b", "review"), update("web/b", "15-08", "bo", "review", "ready_for_merge: true"),
      task("web/c", "in-progress"), update("web/c", "01-08", "zoe", "in-progress"))
    let (a, b, c) = (
      TaskID(repo: "web", task: "a"), TaskID(repo: "web", task: "b"), TaskID(repo: "web", task: "c")
    )
    let git = GitFacts(
      readAt: workspace.asOf,
      tasks: [
        a: TaskEvidence(commits: 1, collisions: [.init(task: b, files: ["x.swift", "y.swift"])]),
        b: TaskEvidence(
          commits: 0, uncommittedFiles: 1, collisions: [.init(task: a, files: ["x.swift", "y.swift"])]),
        c: TaskEvidence(commits: 3, lastCommit: try instant("2026-01-15T08:00:00Z")),
      ])
    let list = workspace.needs(git: git).map {
      "\($0.kind) \($0.tasks.map(\.description)) \($0.detail ?? "-")"
    }
    #expect(
      list == [
        "collision [\"web/a\", \"web/b\"] x.swift, y.swift", "unproven [\"web/b\"] review, 0 commits",
        "ready [\"web/b\"] -",
      ])
  }

  // MARK: Next

  @Test func nextIsByPriorityRepoDueAndName() async throws {
    let workspace = try await workspace(
      task("web/b-due", "todo", "due: 2026-01-20"), task("web/a-later", "todo", "due: 2026-01-21"),
      task("web/no-due", "todo"), task("web/medium", "todo", "priority: medium"), task("api/plain", "todo"),
      task("web/urgent", "todo", "priority: urgent"), task("api/low", "todo", "priority: low"),
      task("api/started", "in-progress"), task("api/waiting", "todo", "depends_on: plain"),
      task("api/client", "todo", "waits_for: client"), task("api/blocked", "todo"),
      update("api/blocked", "14-08", "ada", "todo", "blockers: [x]"),
      "\n-- content/tasks/api/other.md --\n---\ntitle: Other sprint\nstatus: todo\n---")
    #expect(
      workspace.nextTasks.map(\.id.description)
        == ["web/urgent", "api/plain", "web/b-due", "web/a-later", "web/medium", "web/no-due", "api/low"])
  }

  // MARK: Crew

  @Test func crewIsListedByStateThenName() async throws {
    let workspace = try await workspace(
      task("web/a", "in-progress", "assignee: ada"), update("web/a", "15-08", "ada", "in-progress"),
      task("web/b", "in-progress", "assignee: bo"),
      update("web/b", "15-08", "bo", "in-progress", "blockers: [x]"),
      task("web/q", "todo", "assignee: quin"),
      update("web/q", "14-08", "quin", "todo", "blockers: [Why?, x]"),
      task("web/s", "in-progress", "assignee: sam"), update("web/s", "10-08", "sam", "in-progress"),
      task("web/i", "todo", "assignee: ida"), task("web/r", "review", "assignee: rob"),
      task("web/d", "done", "assignee: gone"), task("web/e", "done"), update("web/e", "14-08", "eve", "done"),
      update("web/e", "15-08", "board", "done"))
    let list = workspace.crew().map { "\($0.name) \($0.state) \($0.tasks.map(\.id.task))" }
    #expect(
      list == [
        "quin question [\"q\"]", "bo blocked [\"b\"]", "sam stale [\"s\"]", "ada working [\"a\"]",
        "eve idle []",
        "ida idle []", "rob idle [\"r\"]",
      ])
    #expect(try workspace.crew().first?.blockedSince == instant("2026-01-14T08:00:00Z"))
  }

  // MARK: Sprint

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
}
