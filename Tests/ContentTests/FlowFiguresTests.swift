import Quantities
import TestSupport
import Testing

@testable import Content

/// How long tasks take, and how many are where on which day.
@Suite struct FlowFiguresTests {
  private static let board = "-- content/index.md --\n---\nproject: P\n---"

  private func task(_ id: String, _ status: String, _ more: String...) -> String {
    let lines = (["title: T", "status: \(status)"] + more).joined(separator: "\n")
    return "\n-- content/tasks/\(id).md --\n---\n\(lines)\n---"
  }

  /// `time` is a day and an hour of January 2026: `12-08`.
  private func update(_ id: String, _ time: String, _ status: String, worker: String = "ada", _ more: String...)
    -> String
  {
    let (day, hour) = (time.prefix(2), time.suffix(2))
    let lines = (["at: 2026-01-\(day)T\(hour):00:00Z", "worker: \(worker)", "status: \(status)"] + more)
      .joined(separator: "\n")
    return "\n-- content/updates/\(id)/202601\(day)T\(hour)0000000Z-\(worker).md --\n---\n\(lines)\n---"
  }

  private func figures(_ parts: String..., asOf: String = noon) async throws -> FlowFigures {
    let workspace = try await load(Self.board + parts.joined(), asOf: asOf)
    #expect(workspace.unreadable.isEmpty)
    return workspace.flowFigures()
  }

  private func words(_ flow: CumulativeFlow) -> [String] {
    flow.days.map { "\($0.todo) \($0.inProgress) \($0.review) \($0.done)" }
  }

  // MARK: How long

  @Test func fromTheFirstReportOfWorkToDone() async throws {
    let figures = try await figures(
      task("web/a", "done", "created: 2026-01-08"), update("web/a", "10-08", "todo"),
      update("web/a", "11-08", "in-progress"), update("web/a", "12-08", "review"), update("web/a", "13-10", "done"))
    #expect(figures.cycle.minutes == [2 * 1_440 + 120] && figures.cycle.unknown == 0)
    #expect(figures.lead.minutes == [5 * 1_440] && figures.lead.unknown == 0)
    #expect(figures.unknownEnds == 0)
  }

  @Test func whatIsNotKnownIsCounted() async throws {
    let figures = try await figures(
      task("web/hand", "done", "created: 2026-01-08"),
      // The report that says done is the first of all.
      task("web/sudden", "done"), update("web/sudden", "12-08", "done"),
      task("web/late", "done", "created: 2026-01-14"), update("web/late", "11-08", "review"),
      update("web/late", "12-08", "done"), task("web/open", "review"), update("web/open", "12-08", "review"))
    #expect(figures.cycle.minutes == [1_440] && figures.cycle.unknown == 1)
    // One has no day of creation, one was created after it was done.
    #expect(figures.lead.minutes == [] && figures.lead.unknown == 2)
    #expect(figures.unknownEnds == 1)
    #expect(figures.cycle.percentile(50) == 1_440 && figures.lead.percentile(50) == nil)
  }

  @Test func onlyWhatWasFinishedLately() async throws {
    let parts = task("web/a", "done") + update("web/a", "02-08", "in-progress") + update("web/a", "03-08", "done")
    // The 3rd of January and 89 days.
    #expect(try await figures(parts, asOf: "2026-04-02T12:00:00Z").cycle.minutes == [1_440])
    #expect(try await figures(parts, asOf: "2026-04-03T12:00:00Z").cycle.minutes == [])
    #expect(try await figures(parts, asOf: "2026-01-02T12:00:00Z").cycle.minutes == [], "it lies ahead")
  }

  @Test func nearestRank() async throws {
    var parts = ""
    for number in 1...7 {
      parts += task("web/t\(number)", "done") + update("web/t\(number)", "01-00", "in-progress")
      parts += update("web/t\(number)", "01-0\(number)", "done")
    }
    let cycle = try await figures(parts).cycle
    #expect(cycle.minutes == (1...7).map { $0 * 60 })
    #expect([1, 50, 85, 100].map { cycle.percentile($0) } == [60, 240, 360, 420])
  }

  // MARK: How many where

  @Test func theEndOfEachDay() async throws {
    let flow = try await figures(
      task("web/a", "done", "created: 2026-01-10"), update("web/a", "11-08", "in-progress"),
      update("web/a", "13-08", "review"), update("web/a", "13-10", "done"),
      task("web/b", "todo", "created: 2026-01-12"), task("web/c", "in-progress"),
      update("web/c", "14-08", "in-progress")
    ).cumulative
    #expect(flow.firstDay == Day("2026-01-10"))
    #expect(words(flow) == ["1 0 0 0", "0 1 0 0", "1 1 0 0", "1 0 0 1", "1 1 0 1", "1 1 0 1"])
    #expect(flow.unknown == 0)
  }

  @Test func theFileSaysHowItStands() async throws {
    let flow = try await figures(
      // Nobody accepted what was reported.
      task("web/reported", "todo"), update("web/reported", "13-08", "review"),
      task("web/sent-back", "in-progress"), update("web/sent-back", "13-08", "in-progress"),
      update("web/sent-back", "14-08", "review"),
      // Set by hand: since when, is unknown.
      task("web/hand", "review", "created: 2026-01-13"), task("web/hand-done", "done"),
      update("web/hand-done", "13-08", "done"), update("web/hand-done", "14-08", "review"),
      task("web/unknown", "todo"), task("web/cancelled", "cancelled", "created: 2026-01-13")
    ).cumulative
    #expect(words(flow) == ["1 1 0 0", "1 1 0 0", "1 1 0 0"])
    #expect(flow.unknown == 3)
  }

  @Test func anAnswerMovesNothing() async throws {
    let flow = try await figures(
      task("web/a", "in-progress"), update("web/a", "13-08", "in-progress", "blockers: [\"Why?\"]"),
      update("web/a", "14-08", "todo", worker: "board", "resolves: all")
    ).cumulative
    #expect(words(flow) == ["0 1 0 0", "0 1 0 0", "0 1 0 0"])
  }

  @Test func twelveWeeksAtMost() async throws {
    let flow = try await figures(task("web/a", "todo", "created: 2020-02-29")).cumulative
    #expect(flow.days.count == 84 && flow.firstDay == Day("2025-10-24"))
    #expect(words(flow).allSatisfy { $0 == "1 0 0 0" })
    #expect(try await figures(task("web/a", "todo", "created: 2026-01-16")).cumulative.days.isEmpty)
  }

  /// Made-up histories: each day's columns are all tasks that were known by then.
  @Test(arguments: 0..<20)
  func columnsAddUp(_ seed: Int) async throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let statuses = ["todo", "in-progress", "review", "done", "cancelled"]
    var text = Self.board
    for number in 0..<30 {
      let created = random.below(3) > 0 ? ["created: 2026-01-\(10 + random.below(6))"] : []
      text += "\n-- content/tasks/web/t\(number).md --\n---\n"
      text += (["title: T", "status: \(random.pick(statuses))"] + created).joined(separator: "\n") + "\n---"
      var hours: Set<Int> = []
      for _ in 0..<random.below(6) { hours.insert(random.below(140)) }
      for hour in hours {
        let day = 10 + hour / 24
        let time = "\(day)-\(hour % 24 < 10 ? "0" : "")\(hour % 24)"
        text += update("web/t\(number)", time, random.pick(statuses), worker: random.pick(["ada", "board"]))
      }
    }
    let workspace = try await load(text)
    let flow = workspace.flowFigures().cumulative
    let known = workspace.tasks.filter { task in
      let accepted = task.updates.contains { $0.status == task.task.status }
      return switch task.task.status {
      case .cancelled: false
      case .todo: task.task.created != nil || !task.updates.isEmpty
      case .done: task.finished != nil
      case .inProgress, .review: accepted
      }
    }
    for (offset, counts) in flow.days.enumerated() {
      let day = flow.firstDay.adding(offset)
      let expected = known.count { task in
        min(task.task.created ?? day.adding(1), task.updates.first?.at.day ?? day.adding(1)) <= day
      }
      #expect(counts.total == expected, "\(day)")
      #expect(min(counts.todo, counts.inProgress, counts.review, counts.done) >= 0, "\(day)")
    }
    // Today is what the files say.
    let today = known.filter {
      min($0.task.created ?? workspace.asOf.day.adding(1), $0.updates.first?.at.day ?? workspace.asOf.day.adding(1))
        <= workspace.asOf.day
    }
    let updatesAreOver = workspace.tasks.allSatisfy { $0.updates.allSatisfy { $0.at.day <= workspace.asOf.day } }
    if updatesAreOver, let last = flow.days.last {
      for status: BoardTask.Status in [.todo, .inProgress, .review, .done] {
        #expect(last[status] == today.count { $0.task.status == status }, "\(status)")
      }
    }
    let left = workspace.tasks.count { $0.task.status != .cancelled } - known.count
    #expect(flow.unknown == left)
  }

  @Test func twiceTheTasksAreTwiceTheWork() async throws {
    func effort(_ count: Int) async throws -> Int {
      var parts = ""
      for number in 0..<count {
        parts += task("web/t\(number)", "done") + update("web/t\(number)", "02-08", "in-progress")
        parts += update("web/t\(number)", "1\(number % 5)-08", "done")
      }
      return try await figures(parts).effort
    }
    let (small, large) = (try await effort(100), try await effort(200))
    #expect(small > 200 && large <= small * 2)
  }
}
