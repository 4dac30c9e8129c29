import Testing

@testable import Content

/// What follows from a task and its updates.
@Suite struct TrackedTaskTests {
  /// A task and its updates: each "day hh:mm worker status" and further keys.
  private func track(
    _ status: String, _ updates: [(String, String)], body: String = "", keys: String = "x-none: 1",
    asOf: String = noon
  ) async throws -> TrackedTask {
    var text = "-- content/tasks/web/a.md --\n---\ntitle: A\nstatus: \(status)\n\(keys)\n---\n\(body)"
    for (line, more) in updates {
      let words = line.split(separator: " ").map(String.init)
      let stamp = "202601\(words[0])T\(words[1].replacing(":", with: ""))00000Z-\(words[2])"
      text += """

        -- content/updates/web/a/\(stamp).md --
        ---
        at: 2026-01-\(words[0])T\(words[1]):00Z
        worker: \(words[2])
        status: \(words[3])
        \(more.isEmpty ? "x-none: 1" : more)
        ---
        """
    }
    let workspace = try await load(text, asOf: asOf)
    #expect(workspace.unreadable.isEmpty)
    return try #require(workspace.task(TaskID(repo: "web", task: "a")))
  }

  private func blockers(_ updates: [(String, String)]) async throws -> [String] {
    try await track("in-progress", updates).openBlockers.map { "\($0.worker): \($0.text)" }
  }

  // MARK: Progress

  @Test func progressIsTickedOfAllBoxes() async throws {
    let body = "- [x] a\n- [ ] b\n  - [X] c\n1. [ ] d\n\n`- [x] e`\n\n```\n- [x] f\n```\n[x] g\n"
    #expect(try await track("todo", [], body: body).progress == Progress(done: 2, total: 4))
  }

  @Test func aBodyWithoutBoxesHasNoProgress() async throws {
    #expect(try await track("todo", [], body: "Text with [a link](#x).").progress == nil)
    #expect(try await track("done", []).progress == nil)
  }

  // MARK: Blockers

  @Test func aBlockerStandsUntilALaterUpdateResolvesIt() async throws {
    #expect(try await blockers([("10 08:00 ada todo", "blockers: [x, y]")]) == ["ada: x", "ada: y"])
    #expect(
      try await blockers([("10 08:00 ada todo", "blockers: [x, y]"), ("10 09:00 ada todo", "resolves: [x]")])
        == ["ada: y"])
  }

  @Test func anotherWorkerMayResolveIt() async throws {
    #expect(
      try await blockers([("10 08:00 ada todo", "blockers: x"), ("10 09:00 bo todo", "resolves: x")]) == [])
  }

  @Test func onlyTheExactTextResolves() async throws {
    for text in ["X", "x.", "xy", "x?"] {
      let found = try await blockers([
        ("10 08:00 ada todo", "blockers: [x]"), ("10 09:00 ada todo", "resolves: [\"\(text)\"]"),
      ])
      #expect(found == ["ada: x"], "\(text)")
    }
  }

  @Test func allResolvesEveryWorkersBlockers() async throws {
    #expect(
      try await blockers([
        ("10 08:00 ada todo", "blockers: [x]"), ("10 09:00 bo todo", "blockers: [y]"),
        ("10 10:00 board todo", "resolves: all"),
      ]) == [])
  }

  @Test func anUpdatesOwnBlockersComeAfterWhatItResolves() async throws {
    #expect(
      try await blockers([
        ("10 08:00 ada todo", "blockers: [x]"), ("10 09:00 bo todo", "resolves: all\nblockers: [x]"),
      ])
        == ["bo: x"])
    #expect(try await blockers([("10 08:00 ada todo", "resolves: [x]\nblockers: [x]")]) == ["ada: x"])
  }

  @Test func aRepeatedBlockerKeepsWhoSaidItFirstAndWhen() async throws {
    let task = try await track(
      "todo",
      [
        ("10 08:00 ada todo", "blockers: [x]"), ("10 09:00 bo todo", "blockers: [x]"),
        ("10 10:00 bo todo", ""),
      ])
    #expect(
      task.openBlockers == [OpenBlocker(text: "x", worker: "ada", since: try instant("2026-01-10T08:00:00Z"))]
    )
    #expect(task.isBlocked)
  }

  @Test func aClosedTaskIsNotBlocked() async throws {
    for status in ["done", "cancelled"] {
      #expect(try await track(status, [("10 08:00 ada todo", "blockers: [x]")]).isBlocked == false)
    }
  }

  @Test func aQuestionIsABlockerThatEndsInAQuestionMark() async throws {
    let task = try await track("todo", [("10 08:00 ada todo", "blockers: [Which key?, No key]")])
    #expect(task.openBlockers.map(\.isQuestion) == [true, false])
  }

  // MARK: Order and status

  @Test func updatesAreOrderedByTimeThenName() async throws {
    let workspace = try await load(
      """
      -- content/tasks/web/a.md --
      ---
      title: A
      status: todo
      ---
      -- content/updates/web/a/20260110T080000000Z-bo.md --
      ---
      at: 2026-01-10T09:00:00+01:00
      worker: bo
      status: todo
      ---
      -- content/updates/web/a/20260110T080000000Z-ada-2.md --
      ---
      at: 2026-01-10T08:00:00Z
      worker: ada
      status: todo
      ---
      -- content/updates/web/a/20260110T080000000Z-ada.md --
      ---
      at: 2026-01-10T08:00:00.000Z
      worker: ada
      status: todo
      ---
      -- content/updates/web/a/20260110T075959999Z-zoe.md --
      ---
      at: 2026-01-10T23:29:59.999+15:30
      worker: zoe
      status: todo
      ---
      """)
    #expect(
      workspace.tasks[0].updates.map(\.name) == [
        "20260110T075959999Z-zoe", "20260110T080000000Z-ada", "20260110T080000000Z-ada-2",
        "20260110T080000000Z-bo",
      ])
  }

  @Test func theNewestReportThatDiffersIsReported() async throws {
    let task = try await track("in-progress", [("10 08:00 ada in-progress", ""), ("11 08:00 bo review", "")])
    #expect(task.reported?.worker == "bo")
    #expect(
      try await track("review", [("10 08:00 ada in-progress", ""), ("11 08:00 bo review", "")]).reported
        == nil)
    #expect(try await track("todo", []).reported == nil)
  }

  @Test func aMoveOnTheBoardSettlesWhatWasReportedBefore() async throws {
    let task = try await track(
      "in-progress", [("10 08:00 ada review", ""), ("11 08:00 board in-progress", "")])
    #expect(task.reported == nil)
    #expect(task.newestReport?.worker == "ada")
  }

  @Test func statusSinceIsTheBeginningOfTheLastRun() async throws {
    let updates = [
      ("10 08:00 ada review", ""), ("11 08:00 ada in-progress", ""), ("12 08:00 ada review", ""),
      ("13 08:00 bo review", ""),
    ]
    #expect(try await track("review", updates).statusSince == instant("2026-01-12T08:00:00Z"))
    #expect(try await track("in-progress", updates).statusSince == nil)
    #expect(try await track("review", []).statusSince == nil)
  }

  // MARK: Time

  @Test func timeIsTheSumOfAllUpdatesAndCorrections() async throws {
    let task = try await track(
      "todo",
      [
        ("10 08:00 ada todo", "minutes: 90"), ("10 09:00 bo todo", "minutes: 30"),
        ("10 10:00 board todo", ""),
        ("11 08:00 ada todo", "minutes: -60\ncorrects: 20260110T080000000Z-ada"),
      ])
    #expect(task.logged.count == 60)
  }

  @Test func startedIsTheFirstUpdateThatIsNoPlan() async throws {
    let task = try await track(
      "done", [("09 08:00 ada todo", ""), ("10 08:00 ada in-progress", ""), ("11 08:00 ada done", "")])
    #expect(try task.started == instant("2026-01-10T08:00:00Z"))
    #expect(
      try await track("todo", [("09 08:00 ada todo", ""), ("10 08:00 ada cancelled", "")]).started == nil)
  }

  @Test func finishedIsWhenItWasReportedDoneForGood() async throws {
    let reopened = [
      ("10 08:00 ada done", ""), ("11 08:00 ada in-progress", ""), ("12 08:00 ada done", ""),
      ("13 08:00 board done", ""),
    ]
    #expect(try await track("done", reopened).finished == instant("2026-01-12T08:00:00Z"))
    #expect(try await track("in-progress", reopened).finished == nil)
  }

  @Test func whenAHandEditedDoneWasFinishedIsUnknown() async throws {
    #expect(try await track("done", []).finished == nil)
    #expect(try await track("done", [("10 08:00 ada review", "")]).finished == nil)
  }

  // MARK: Stale

  @Test(arguments: [("2026-01-13T07:59:59Z", false), ("2026-01-13T08:00:00Z", true)])
  func staleBeginsThreeDaysAfterTheNewestUpdate(_ asOf: String, isStale: Bool) async throws {
    #expect(try await track("in-progress", [("10 08:00 ada in-progress", "")], asOf: asOf).isStale == isStale)
  }

  @Test func onlyWorkInProgressIsStale() async throws {
    for status in ["todo", "review", "done", "cancelled"] {
      #expect(try await track(status, [("01 08:00 ada todo", "")]).isStale == false)
    }
  }

  @Test(arguments: [("2026-01-12", true), ("2026-01-13", false)])
  func workWithoutUpdatesIsStaleByItsCreation(_ created: String, isStale: Bool) async throws {
    #expect(try await track("in-progress", [], keys: "created: \(created)").isStale == isStale)
    #expect(try await track("in-progress", []).isStale == false)
  }

  @Test func aBoardsMoveCountsAsAnUpdate() async throws {
    let updates = [("01 08:00 ada in-progress", ""), ("14 08:00 board in-progress", "")]
    #expect(try await track("in-progress", updates).isStale == false)
  }

  // MARK: Worker

  @Test func theWorkerIsTheAssigneeElseWhoReportedLast() async throws {
    let updates = [("10 08:00 ada todo", ""), ("11 08:00 bo todo", ""), ("12 08:00 board todo", "")]
    #expect(try await track("todo", updates).worker == "bo")
    #expect(try await track("todo", updates, keys: "assignee: zoe").worker == "zoe")
    #expect(try await track("todo", [("12 08:00 board todo", "")]).worker == nil)
  }

  @Test func readyNeedsReviewAndNoBlocker() async throws {
    let ready = [("10 08:00 ada review", "ready_for_merge: true")]
    #expect(try await track("review", ready).isReadyToMerge)
    // Whatever column it is in, and no drift: until somebody sends it back.
    let early = try await track("in-progress", ready)
    #expect(early.isReadyToMerge)
    #expect(early.reported == nil)
    let sentBack = try await track("in-progress", ready + [("11 08:00 board in-progress", "")])
    #expect(sentBack.isReadyToMerge == false)
    #expect(
      try await track("review", ready + [("11 08:00 bo review", "blockers: [x]")]).isReadyToMerge == false)
    #expect(try await track("review", ready + [("11 08:00 board review", "")]).isReadyToMerge)
  }
}
