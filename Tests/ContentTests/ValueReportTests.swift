import Content
import Testing

/// Keys and values that the records do not have, as `check` reports them, word for word.
@Suite struct ValueReportTests {
  @Test func everyWrongValueIsNamedWhereItIs() async throws {
    #expect(
      try await report(Sound.with(Self.values)) == """
        content/clients/bad.md:3:10: error[value]: "country" is "Austria", not a country code of two capital letters
          3 | country: Austria
            |          ^^^^^^^
          help: for example country: AT
        content/decisions/2026-01-02-late.md:3:7: error[name]: the name begins with "2026-01-02", the file says 2026-01-03
          3 | date: 2026-01-03
            |       ^^^^^^^^^^
          help: rename the file to 2026-01-03-….md, or mend date:
        content/repos/bad.md:3:8: error[value]: "order" is "first", not a whole number from 0 to 999999
          3 | order: first
            |        ^^^^^
          help: for example order: 3
        content/repos/bad.md:4:11: error[type]: "branches" is a list, not a map
          4 | branches: [main]
            |           ^
          help: write key: value below it
        content/repos/bad.md:6:9: error[type]: "commands.test" is a list, not text
          6 |   test: [swift, test]
            |         ^
          help: put text behind the colon
        content/sprints/backwards.md:4:6: error[sprint]: the sprint ends on 2026-03-01, before it starts on 2026-03-10
          4 | end: 2026-03-01
            |      ^^^^^^^^^^
          help: mend start: or end:
        content/sprints/backwards.md:5:11: error[value]: "capacity" is "lots", not a duration like 90m, 1h30m or 1.5h
          5 | capacity: lots
            |           ^^^^
          help: for example capacity: 90m
        content/tasks/web/empty-title.md:2:1: error[missing]: "title" has no value
          2 | title: ""
            | ^^^^^
          help: put text behind the colon
        content/tasks/web/empty-title.md:3:1: error[missing]: "status" has no value
          3 | status:
            | ^^^^^^
          help: put one of todo, in-progress, review, done, cancelled behind the colon
        content/tasks/web/non-ascii.md:4:23: error[value]: an entry is a map, not text
          4 | labels: [größe, "👋🏽", {a: b}]
            |                         ^
          help: quote the entry: "a: b"
        content/tasks/web/non-ascii.md:5:13: error[priority]: unknown priority "größer"
          5 | "priority": 'größer'
            |             ^^^^^^^^
          help: one of low, medium, high, urgent
        content/tasks/web/values.md:2:8: error[type]: "title" is a list, not text
          2 | title: [a, list]
            |        ^
          help: put text behind the colon
        content/tasks/web/values.md:3:9: error[status]: unknown status "doing"
          3 | status: doing
            |         ^^^^^
          help: one of todo, in-progress, review, done, cancelled
        content/tasks/web/values.md:4:9: error[value]: "Sprint 1" is not a slug
          4 | sprint: Sprint 1
            |         ^^^^^^^^
          help: use lowercase letters, digits and -, at most 60; for example sprint-1
        content/tasks/web/values.md:5:11: error[priority]: unknown priority "hoch"
          5 | priority: hoch
            |           ^^^^
          help: one of low, medium, high, urgent
        content/tasks/web/values.md:6:11: error[value]: "estimate" is "90", not a duration like 90m, 1h30m or 1.5h
          6 | estimate: 90
            |           ^^
          help: for example estimate: 90m
        content/tasks/web/values.md:7:6: error[date]: there is no day 2026-02-30
          7 | due: 2026-02-30
            |      ^^^^^^^^^^
          help: 2026-02 has 28 days
        content/tasks/web/values.md:8:10: error[value]: "created" is "6.1.2026", not a date like 2026-01-06
          8 | created: 6.1.2026
            |          ^^^^^^^^
          help: for example created: 2026-01-06
        content/tasks/web/values.md:9:7: error[decimal]: a decimal must be quoted
          9 | rate: 95.00
            |       ^^^^^
          help: write "95.00", not 95.00
        content/tasks/web/values.md:10:14: error[value]: "fixed_price" is "95,00", not a quoted decimal number
          10 | fixed_price: 95,00
             |              ^^^^^
          help: for example fixed_price: "95.00"
        content/tasks/web/values.md:11:11: error[value]: "billable" is "yes", not true or false
          11 | billable: yes
             |           ^^^
          help: for example billable: true
        content/tasks/web/values.md:12:10: error[billing]: unknown billing "daily"
          12 | billing: daily
             |          ^^^^^
          help: one of hourly, fixed
        content/tasks/web/values.md:13:9: error[value]: "branch" is "-rf", not a branch name
          13 | branch: -rf
             |         ^^^
          help: for example branch: feature/api-v2
        content/tasks/web/values.md:14:9: error[type]: "labels" is a map, not a list
          14 | labels: {a: b}
             |         ^
          help: put a list behind the colon
        content/tasks/web/values.md:17:5: error[value]: an entry is a map, not text
          17 |   - fix: the glob
             |     ^
          help: quote the entry: "fix: the glob"
        content/tasks/web/values.md:19:14: error[value]: "Web Task" is not a task like api-v2 or backend/api-v2
          19 | depends_on: [Web Task, web/good]
             |              ^^^^^^^^
          help: for example backend/api-v2
        content/tasks/web/values.md:21:3: error[type]: "assignee" is a map, not text
          21 |   name: ada
             |   ^
          help: put text behind the colon
        """)
  }

  @Test func everyWrongKeyIsNamedWhereItIs() async throws {
    #expect(
      try await report(Sound.with(Self.keys)) == """
        content/repos/api.md:4:3: warning[key]: unknown key "branches.man"
          4 |   man: main
            |   ^^^
          help: did you mean main?
        content/repos/api.md:7:3: warning[key]: unknown key "worktree.copies"
          7 |   copies: [.env]
            |   ^^^^^^
          help: name it in custom_fields of index.md, begin it with x-, or delete it
        content/tasks/web/missing.md:1:1: error[missing]: the key "status" is missing
          1 | ---
            | ^^^
          help: add a line status: …
        content/tasks/web/missing.md:1:1: error[missing]: the key "title" is missing
          1 | ---
            | ^^^
          help: add a line title: …
        content/tasks/web/nothing.md:1:1: error[missing]: the key "status" is missing
          1 | ---
            | ^^^
          help: add a line status: …
        content/tasks/web/nothing.md:1:1: error[missing]: the key "title" is missing
          1 | ---
            | ^^^
          help: add a line title: …
        content/tasks/web/optional.md:4:1: warning[key]: unknown key "prioriti"
          4 | prioriti: high
            | ^^^^^^^^
          help: did you mean priority?
        content/tasks/web/optional.md:5:1: warning[key]: unknown key "Assignee"
          5 | Assignee: ada
            | ^^^^^^^^
          help: did you mean assignee?
        content/tasks/web/optional.md:8:1: warning[key]: unknown key "reviewer"
          8 | reviewer: bo
            | ^^^^^^^^
          help: name it in custom_fields of index.md, begin it with x-, or delete it
        content/tasks/web/required.md:2:1: error[key]: unknown key "titel", and "title" is missing
          2 | titel: A
            | ^^^^^
          help: write title:
        """)
  }

  @Test func everyWrongUpdateIsNamedWhereItIs() async throws {
    #expect(
      try await report(Sound.with(Self.updates)) == """
        content/tasks/web/good.md:3:9: warning[drift]: the board says todo, ada reported in-progress
          3 | status: todo
            |         ^^^^
          help: take it over: orchsite task accept web/good
        content/updates/web/god/20260111T081530000Z-ada.md:1:1: error[task]: an update for web/god, which does not exist
          help: did you mean web/good?
        content/updates/web/good/20260106T081530000Z-ada.md:5:10: error[minutes]: negative minutes without corrects:
          5 | minutes: -30
            |          ^^^
          help: name the update that this one corrects: corrects: <its file name without .md>
        content/updates/web/good/20260106T081530000Z-ada.md:7:5: error[value]: an entry is a map, not text
          7 |   - fix: the bug
            |     ^
          help: quote the entry: "fix: the bug"
        content/updates/web/good/20260106T091530000Z-ada.md:2:5: error[name]: the name says "20260106T091530000Z-ada", the file says "20260106T081530000Z-ada"
          2 | at: 2026-01-06T09:15:30+01:00
            |     ^^^^^^^^^^^^^^^^^^^^^^^^^
          help: rename the file to 20260106T081530000Z-ada.md, or mend at: and worker:
        content/updates/web/good/20260107T081530000Z-ada-2.md:5:10: error[value]: "minutes" is "-9223372036854775808", not a whole number of minutes
          5 | minutes: -9223372036854775808
            |          ^^^^^^^^^^^^^^^^^^^^
          help: for example minutes: 90
        content/updates/web/good/20260107T081530000Z-ada-2.md:6:10: error[value]: "commits" is "1.5", not a whole number from 0 to 999999
          6 | commits: 1.5
            |          ^^^
          help: for example commits: 3
        content/updates/web/good/20260107T081530000Z-ada-2.md:7:7: error[value]: "head" is "HEAD", not a commit of 7 to 64 hexadecimal digits
          7 | head: HEAD
            |       ^^^^
          help: for example head: ce0e623e0d
        content/updates/web/good/20260107T081530000Z-ada-2.md:8:18: error[value]: "ready_for_merge" is "ja", not true or false
          8 | ready_for_merge: ja
            |                  ^^
          help: for example ready_for_merge: true
        content/updates/web/good/20260108T081530000Z-ada.md:2:5: error[value]: "at" is "2026-01-08 09:15", not a time with an offset
          2 | at: 2026-01-08 09:15
            |     ^^^^^^^^^^^^^^^^
          help: for example at: 2026-01-06T09:15:00+01:00
        content/updates/web/good/20260108T081530000Z-ada.md:3:9: error[value]: "Ada L." is not a slug
          3 | worker: Ada L.
            |         ^^^^^^
          help: use lowercase letters, digits and -, at most 60; for example ada-l
        content/updates/web/good/20260108T081530000Z-ada.md:4:9: error[status]: unknown status "doing"
          4 | status: doing
            |         ^^^^^
          help: one of todo, in-progress, review, done, cancelled
        content/updates/web/good/20260110T081530000Z-ada.md:5:11: error[corrects]: web/good has no update 20260106T081530001Z-ada
          5 | corrects: 20260106T081530001Z-ada
            |           ^^^^^^^^^^^^^^^^^^^^^^^
          help: did you mean 20260106T081530000Z-ada?
        content/updates/web/good/20260110T081530000Z-ada.md:6:10: error[decides]: 20260111T081530000Z-ada is not earlier than this update
          6 | decides: 20260111T081530000Z-ada
            |          ^^^^^^^^^^^^^^^^^^^^^^^
          help: name an earlier update of the same task, without .md
        """)
  }

  static let values = """
    -- content/tasks/web/values.md --
    ---
    title: [a, list]
    status: doing
    sprint: Sprint 1
    priority: hoch
    estimate: 90
    due: 2026-02-30
    created: 6.1.2026
    rate: 95.00
    fixed_price: 95,00
    billable: yes
    billing: daily
    branch: -rf
    labels: {a: b}
    touches:
      - src/**
      - fix: the glob
      -
    depends_on: [Web Task, web/good]
    assignee:
      name: ada
    client_note: ""
    ---
    -- content/tasks/web/empty-title.md --
    ---
    title: ""
    status:
    ---
    -- content/tasks/web/non-ascii.md --
    ---
    title: Größe 👋
    status: todo
    labels: [größe, "👋🏽", {a: b}]
    "priority": 'größer'
    ---
    -- content/sprints/backwards.md --
    ---
    title: Backwards
    start: 2026-03-10
    end: 2026-03-01
    capacity: lots
    ---
    -- content/clients/bad.md --
    ---
    name: Bad
    country: Austria
    ---
    -- content/repos/bad.md --
    ---
    title: Bad
    order: first
    branches: [main]
    commands:
      test: [swift, test]
      lint: make lint
    ---
    -- content/decisions/2026-01-02-late.md --
    ---
    title: Late
    date: 2026-01-03
    ---
    """

  static let keys = """
    -- content/tasks/web/optional.md --
    ---
    title: A
    status: todo
    prioriti: high
    Assignee: ada
    ticket: JS-1
    x-mine: anything
    reviewer: bo
    ---
    -- content/tasks/web/required.md --
    ---
    titel: A
    status: todo
    ---
    -- content/tasks/web/missing.md --
    ---
    sprint: s1
    ---
    -- content/tasks/web/nothing.md --
    ---
    ---
    -- content/repos/api.md --
    ---
    title: API
    branches:
      man: main
    worktree:
      setup: make
      copies: [.env]
    ---
    """

  static let updates = """
    -- content/updates/web/good/20260106T081530000Z-ada.md --
    ---
    at: 2026-01-06T09:15:30+01:00
    worker: ada
    status: in-progress
    minutes: -30
    done:
      - fix: the bug
    ---
    -- content/updates/web/good/20260106T091530000Z-ada.md --
    ---
    at: 2026-01-06T09:15:30+01:00
    worker: ada
    status: in-progress
    ---
    -- content/updates/web/good/20260107T081530000Z-ada-2.md --
    ---
    at: 2026-01-07T09:15:30+01:00
    worker: ada
    status: in-progress
    minutes: -9223372036854775808
    commits: 1.5
    head: HEAD
    ready_for_merge: ja
    ---
    -- content/updates/web/good/20260108T081530000Z-ada.md --
    ---
    at: 2026-01-08 09:15
    worker: Ada L.
    status: doing
    ---
    -- content/updates/web/good/20260109T081530000Z-ada.md --
    ---
    at: 2026-01-09T09:15:30+01:00
    worker: ada
    status: in-progress
    corrects: 20260106T081530000Z-ada
    minutes: -30
    ---
    -- content/updates/web/good/20260110T081530000Z-ada.md --
    ---
    at: 2026-01-10T09:15:30+01:00
    worker: ada
    status: in-progress
    corrects: 20260106T081530001Z-ada
    decides: 20260111T081530000Z-ada
    ---
    -- content/updates/web/good/20260111T081530000Z-ada.md --
    ---
    at: 2026-01-11T09:15:30+01:00
    worker: ada
    status: in-progress
    ---
    -- content/updates/web/god/20260111T081530000Z-ada.md --
    ---
    at: 2026-01-11T09:15:30+01:00
    worker: ada
    status: in-progress
    ---
    """

  @Test func aSprintOfCenturiesIsASlip() async throws {
    let text = try await report(
      Sound.with(
        """
        -- content/sprints/long.md --
        ---
        title: Long
        start: 0206-01-05
        end: 2026-01-18
        ---
        """))
    #expect(
      text == """
        content/sprints/long.md:4:6: error[sprint]: the sprint lasts 664756 days; at most 400
          4 | end: 2026-01-18
            |      ^^^^^^^^^^
          help: mend start: or end:
        """)
  }
}
