import Content
import TestSupport
import Testing

/// What `check` must not complain about, and what it says only in time.
@Suite struct QuietTests {
  private func task(_ status: String, _ more: String = "") -> String {
    """
    -- content/tasks/web/a.md --
    ---
    title: A
    status: \(status)
    \(more)
    ---
    """
  }

  private func update(_ second: Int, _ worker: String, _ status: String, _ more: String = "x-none: 1")
    -> String
  {
    """
    -- content/updates/web/a/2026011\(second)T080000000Z-\(worker).md --
    ---
    at: 2026-01-1\(second)T08:00:00Z
    worker: \(worker)
    status: \(status)
    \(more)
    ---
    """
  }

  private func codes(_ parts: String..., asOf: String = noon) async throws -> [String] {
    try await load(Sound.with(parts.joined(separator: "\n")), asOf: asOf).check().map(\.code)
  }

  @Test func theSoundWorkspaceHasNoProblem() async throws {
    #expect(try await report(Sound.text) == "")
  }

  @Test func theDemoHasNoError() async throws {
    let workspace = try await Workspace.load(.onDisk(home: DemoWorkspace.home), .bodyFacts, asOf: instant(noon))
    #expect(workspace.check().filter { $0.severity == .error } == [])
    #expect(workspace.unreadable.isEmpty)
  }

  @Test func customFieldsAndExtensionsAreSilent() async throws {
    #expect(try await codes(task("todo", "ticket: JS-1\nx-anything: [1, {a: b}]\nX-big: 1")) == ["key"])
  }

  @Test func aDifferentReportIsDrift() async throws {
    #expect(try await codes(task("in-progress"), update(0, "ada", "review")) == ["drift"])
    #expect(try await codes(task("todo"), update(0, "ada", "done")) == ["drift"])
  }

  @Test(arguments: ["done", "cancelled"])
  func aClosedTaskIsNeverDrift(_ status: String) async throws {
    #expect(try await codes(task(status), update(0, "ada", "in-progress")) == [])
  }

  @Test func whatTheBoardWroteIsNeverDrift() async throws {
    #expect(
      try await codes(task("todo"), update(0, "ada", "review"), update(1, "board", "in-progress")) == ["history"])
  }

  @Test func onlyTheNewestReportCanBeDrift() async throws {
    #expect(try await codes(task("review"), update(0, "ada", "todo"), update(1, "bo", "review")) == [])
  }

  @Test func readyIsDoubtedOnlyWhileABlockerStands() async throws {
    let ready = "ready_for_merge: true"
    #expect(
      try await codes(
        task("review"), update(0, "ada", "review", "blockers: [x]"), update(1, "bo", "review", ready)) == [
          "ready"
        ])
    #expect(
      try await codes(
        task("review"), update(0, "ada", "review", "blockers: [x]"),
        update(1, "bo", "review", "\(ready)\nresolves: [x]"))
        == [])
    #expect(try await codes(task("done"), update(0, "ada", "done", "\(ready)\nblockers: [x]")) == [])
  }

  @Test func aSprintThatEndsTodayIsNotOver() async throws {
    let more = task("in-progress", "sprint: s1")
    #expect(try await codes(more, asOf: "2026-01-18T23:59:59Z") == [])
    #expect(try await codes(more, asOf: "2026-01-19T00:00:00Z") == ["sprint"])
    // The day is the reader's own.
    #expect(try await codes(more, asOf: "2026-01-19T00:30:00+01:00") == ["sprint"])
  }

  @Test func aDayHasTwentyFourHoursForEachWorker() async throws {
    let full = "minutes: 1440"
    #expect(
      try await codes(task("todo"), update(0, "ada", "todo", full), update(0, "bo", "todo", full)) == [])
    #expect(
      try await codes(task("todo"), update(0, "ada", "todo", full), update(1, "ada", "todo", full)) == [])
    #expect(try await codes(task("todo"), update(0, "ada", "todo", "minutes: 1441")) == ["minutes"])
  }

  @Test func aCorrectionOnAnotherDayTakesTheDoubtBack() async throws {
    let wrong = update(0, "ada", "todo", "minutes: 2000")
    let fix = update(1, "ada", "todo", "minutes: -1000\ncorrects: 20260110T080000000Z-ada")
    #expect(try await codes(task("todo"), wrong, fix) == [])
    let little = update(1, "ada", "todo", "minutes: -10\ncorrects: 20260110T080000000Z-ada")
    #expect(try await codes(task("todo"), wrong, little) == ["minutes"])
  }

  @Test func resolvesAllNeedsNoBlocker() async throws {
    #expect(try await codes(task("todo"), update(0, "ada", "todo", "resolves: all")) == [])
  }

  @Test func sprintsThatTouchDoNotOverlap() async throws {
    let next = "-- content/sprints/s2.md --\n---\ntitle: S2\nstart: 2026-01-19\nend: 2026-01-20\n---"
    #expect(try await codes(next) == [])
  }

  @Test func severalProblemsOfOneKeyAreOne() async throws {
    #expect(
      try await codes("-- content/tasks/web/b.md --\n---\nstatu: todo\ntitel: B\n---") == ["key", "key"])
  }
}
