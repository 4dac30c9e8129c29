import Content
import Testing

/// What is doubtful rather than wrong, as `check` reports it, word for word.
@Suite struct WarningReportTests {
  @Test func everyDoubtIsSaidOnce() async throws {
    #expect(
      try await report(Self.doubts) == """
        content/index.md:4:16: warning[wip]: 2 tasks are in-progress, the limit is 1
          4 |   in-progress: 1
            |                ^
          help: finish something before you start something
        content/sprints/s2.md:3:8: warning[sprint]: overlaps s1, which ends on 2026-01-04
          3 | start: 2026-01-04
            |        ^^^^^^^^^^
          help: start it on 2026-01-05 or later
        content/sprints/s3.md:3:8: warning[sprint]: overlaps s2, which ends on 2026-01-18
          3 | start: 2026-01-06
            |        ^^^^^^^^^^
          help: start it on 2026-01-19 or later
        content/sprints/s4.md:3:8: warning[sprint]: overlaps s2, which ends on 2026-01-18
          3 | start: 2026-01-18
            |        ^^^^^^^^^^
          help: start it on 2026-01-19 or later
        content/tasks/web/a.md:3:9: warning[drift]: the board says in-progress, bo reported review
          3 | status: in-progress
            |         ^^^^^^^^^^^
          help: take it over: orchsite task accept web/a
        content/tasks/web/a.md:4:9: warning[sprint]: in-progress, but s3 ended on 2026-01-07
          4 | sprint: s3
            |         ^^
          help: finish it, or roll it over: orchsite sprint close s3
        content/tasks/web/b.md:4:9: warning[sprint]: in-progress, but s3 ended on 2026-01-07
          4 | sprint: s3
            |         ^^
          help: finish it, or roll it over: orchsite sprint close s3
        content/tasks/web/late.md:4:9: warning[sprint]: review, but s1 ended on 2026-01-04
          4 | sprint: s1
            |         ^^
          help: finish it, or roll it over: orchsite sprint close s1
        content/updates/web/a/20260106T090000000Z-ada.md:5:10: warning[minutes]: ada has logged 24 h 01 on 2026-01-06
          5 | minutes: 1
            |          ^
          help: minutes: counts from the previous update, never a running total
        content/updates/web/a/20260107T090000000Z-bo.md:5:18: warning[ready]: ready to merge, but "Which key?" still blocks it
          5 | ready_for_merge: true
            |                  ^^^^
          help: resolve it: orchsite task unblock web/a
        content/updates/web/a/20260107T090000000Z-bo.md:6:12: warning[resolves]: no earlier update has the blocker "Which key"
          6 | resolves: [Which key, No access, Nothing of the kind at all]
            |            ^^^^^^^^^
          help: did you mean "Which key?"?
        content/updates/web/a/20260107T090000000Z-bo.md:6:34: warning[resolves]: no earlier update has the blocker "Nothing of the kind at all"
          6 | resolves: [Which key, No access, Nothing of the kind at all]
            |                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^
          help: repeat the blocker's exact text, or write all
        """)
  }

  @Test func aMoveOfWhichHalfArrived() async throws {
    func told(_ status: String, _ updates: String...) async throws -> String {
      var text = "-- content/repos/web.md --\n---\ntitle: Web\n---\n"
      text += "-- content/tasks/web/a.md --\n---\ntitle: A\nstatus: \(status)\n---\n"
      for (number, update) in updates.enumerated() {
        let words = update.split(separator: " ", maxSplits: 2)
        text += """
          -- content/updates/web/a/2026010\(number + 1)T090000000Z-\(words[0]).md --
          ---
          at: 2026-01-0\(number + 1)T09:00:00Z
          worker: \(words[0])
          status: \(words[1])
          \(words.count > 2 ? String(words[2]) : "x-none: 1")
          ---

          """
      }
      return try await report(text, asOf: "2026-01-03T12:00:00Z").split(separator: "\n")
        .filter { !$0.contains("index.md") }.joined(separator: "\n")
    }
    #expect(
      try await told("todo", "board review") == """
        content/tasks/web/a.md:3:9: warning[history]: the task says todo, but it was moved to review last
          3 | status: todo
            |         ^^^^
          help: say which is right: orchsite task move web/a review, or todo
        """)
    // An answer says nothing about the status; a report that the task follows explains it.
    #expect(try await told("review", "ada todo blockers: [x]", "board todo resolves: [x]").contains("history") == false)
    #expect(try await told("review", "board todo", "ada review") == "")
    #expect(try await told("review", "board todo", "board review") == "")
  }

  static let doubts = """
    -- content/index.md --
    ---
    project: Doubts
    wip:
      in-progress: 1
      review: 5
    ---
    -- content/repos/web.md --
    ---
    title: Web
    ---
    -- content/sprints/s1.md --
    ---
    title: Sprint 1
    start: 2025-12-22
    end: 2026-01-04
    ---
    -- content/sprints/s2.md --
    ---
    title: Sprint 2
    start: 2026-01-04
    end: 2026-01-18
    ---
    -- content/sprints/s3.md --
    ---
    title: Sprint 3
    start: 2026-01-06
    end: 2026-01-07
    ---
    -- content/sprints/s4.md --
    ---
    title: Sprint 4
    start: 2026-01-18
    end: 2026-01-31
    ---
    -- content/tasks/web/a.md --
    ---
    title: A
    status: in-progress
    sprint: s3
    ---
    -- content/tasks/web/b.md --
    ---
    title: B
    status: in-progress
    sprint: s3
    ---
    -- content/tasks/web/late.md --
    ---
    title: Late
    status: review
    sprint: s1
    ---
    -- content/tasks/web/done.md --
    ---
    title: Done
    status: done
    sprint: s1
    ---
    -- content/updates/web/a/20260106T080000000Z-ada.md --
    ---
    at: 2026-01-06T09:00:00+01:00
    worker: ada
    status: in-progress
    minutes: 1440
    ---
    -- content/updates/web/a/20260106T090000000Z-ada.md --
    ---
    at: 2026-01-06T10:00:00+01:00
    worker: ada
    status: in-progress
    minutes: 1
    blockers: [Which key?, No access]
    ---
    -- content/updates/web/a/20260107T090000000Z-bo.md --
    ---
    at: 2026-01-07T10:00:00+01:00
    worker: bo
    status: review
    ready_for_merge: true
    resolves: [Which key, No access, Nothing of the kind at all]
    ---
    """
}
