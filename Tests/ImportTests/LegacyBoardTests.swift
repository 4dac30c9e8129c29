import Content
import TestSupport
import Testing

@testable import Import

@Suite struct LegacyBoardTests {
  // MARK: The two layouts

  @Test func aBoardWithReposAndIds() async throws {
    let outcome = try await Legacy.a.imported()
    #expect(
      outcome.written == [
        "index.md", "repos/backend.md", "repos/web.md", "repos/admin.md", "repos/infra.md", "sprints/sprint-12.md",
        "tasks/backend/fix-stock-count-goes-negative.md", "tasks/web/reorder-button-last-basket.md",
        "tasks/backend/user-auth.md", "updates/backend/user-auth/20260106T000000000Z-board.md",
        "tasks/admin/dashboard.md", "updates/admin/dashboard/20260107T000000000Z-board.md", "tasks/infra/gitflow.md",
        "updates/infra/gitflow/20260105T235959000Z-board.md",
        "decisions/2026-01-05-sprint-board-juniper-shop-what-else-it-said.md",
        "decisions/2026-01-05-invoice-tracking-juniper-shop-before-this-workspace.md",
      ])
    #expect(outcome.text("index.md") == "---\nproject: Juniper Shop\n---\n")
    #expect(
      outcome.text("sprints/sprint-12.md") == """
        ---
        title: Sprint 12
        start: 2026-01-05
        end: 2026-01-18
        goal: Customers can sign in and reorder
        x-board-file: SPRINT_BOARD.md
        x-board-sprint: Sprint 12
        ---

        SPRINT_BOARD.md does not say when it ends. Two weeks are assumed.

        """)
    #expect(
      outcome.text("tasks/web/reorder-button-last-basket.md") == """
        ---
        title: Reorder button | last basket
        status: todo
        sprint: sprint-12
        priority: medium
        assignee: ada
        x-board-file: SPRINT_BOARD.md
        x-board-id: "9"
        ---

        """)
    #expect(
      outcome.text("tasks/backend/user-auth.md") == """
        ---
        title: User auth (JWT)
        status: in-progress
        sprint: sprint-12
        assignee: w1
        branch: feature/user-auth
        x-board-file: SPRINT_BOARD.md
        x-board-id: "3"
        ---

        """)
    #expect(
      outcome.text("updates/infra/gitflow/20260105T235959000Z-board.md") == """
        ---
        at: 2026-01-05T23:59:59Z
        worker: board
        status: done
        x-board-file: SPRINT_BOARD.md
        ---

        Completed on 2026-01-05, says SPRINT_BOARD.md.

        """)
    #expect(
      outcome.text("decisions/2026-01-05-sprint-board-juniper-shop-what-else-it-said.md")?.hasSuffix(
        """
        ---

        # Sprint Board - Juniper Shop

        ## Pending Changes
        <!-- Changes here will be pushed to external system on command -->
        - moved 4 to In Progress

        """) == true)
    #expect(try await outcome.errors == [])
    let workspace = try await outcome.workspace
    let done = workspace.task(TaskID(repo: "infra", task: "gitflow"))
    #expect(done?.finished?.day.description == "2026-01-05")
    #expect(workspace.task(TaskID(repo: "admin", task: "dashboard"))?.started?.day.description == "2026-01-07")
  }

  @Test func aBoardWithoutThem() async throws {
    let outcome = try await Legacy.b.imported()
    #expect(
      outcome.text("tasks/shop/search-filters.md") == """
        ---
        title: Search filters
        status: review
        assignee: ada
        branch: feature/search-filters
        pr: "#41"
        x-board-file: SPRINT_BOARD.md
        x-board-task: Search filters
        x-board-ready: "yes"
        ---

        """)
    #expect(
      outcome.text("updates/shop/checkout-v2/20260107T000000000Z-board.md") == """
        ---
        at: 2026-01-07T00:00:00Z
        worker: board
        status: in-progress
        blockers:
          - Waiting for payment keys
        x-board-file: SPRINT_BOARD.md
        ---

        Started on 2026-01-07, says SPRINT_BOARD.md.

        """)
    #expect(outcome.text("tasks/shop/i18n.md")?.contains("\nx-board-status: Done (This Sprint)\n") == true)
    let text = outcome.text("decisions/2026-01-08-sprint-board-what-else-it-said.md") ?? ""
    for line in ["Last synced to Notion: 2026-01-08", "- 2026-01-08 11:40: Checkout v2 blocked"] {
      #expect(text.contains("\n\(line)\n"))
    }
    #expect(try await outcome.errors == [])
    #expect(try await outcome.workspace.task(TaskID(repo: "shop", task: "checkout-v2"))?.isBlocked == true)
  }

  @Test func aRepoMustBeNamed() async throws {
    var b = Legacy.b
    b.repo = nil
    #expect(
      try await b.missing()
        == .init(
          message:
            "SPRINT_BOARD.md:8: 4 tasks have no repo: \"Price rounding\", \"Checkout v2\", \"Search filters\" …",
          help: "say which repo they are for: --repo NAME"))
    let one = Legacy.table("| Task | Repo |", "|-|-|", "| A | web |", "| B | - |", repo: nil)
    #expect(try await one.missing()?.message == "SPRINT_BOARD.md:7: a task has no repo: \"B\"")
  }

  // MARK: Cells

  /// A column with a cell, and the lines that they become.
  @Test(arguments: [
    ("Priority", "**High**", "priority: high\nx-board-priority: \"**High**\""),
    ("Prio", "🔴 Urgent", "priority: urgent\nx-board-priority: 🔴 Urgent"),
    ("Priority", "P9", "x-board-priority: P9"), ("Priority", "-", ""), ("Priority", "—", ""), ("Priority", "", ""),
    ("Assignee", "@ada", "assignee: ada\nx-board-assignee: \"@ada\""),
    ("Owner", "Ada Löv", "assignee: ada-loev\nx-board-assignee: Ada Löv"),
    ("Assignee", "ada, bo", "assignee: ada\nx-board-assignee: ada, bo"),
    ("Assignee", "unassigned", "x-board-assignee: unassigned"),
    ("Branch", "`feature/x`", "branch: feature/x"), ("Branch", "not a branch", "x-board-branch: not a branch"),
    ("PR", "[#41](https://git.example/41)", "pr: \"#41\"\nx-board-pr: \"[#41](https://git.example/41)\""),
    ("Due", "2026-02-01", "due: 2026-02-01"), ("Due", "soon", "x-board-due: soon"),
    ("Due", "2026-02-01 10:00", "due: 2026-02-01\nx-board-due: \"2026-02-01 10:00\""),
    ("Estimate", "1h30m", "estimate: 1h30m"), ("Estimate", "2 days", "x-board-estimate: 2 days"),
    ("Labels", "api, money", "labels: [api, money]"), ("Time", "3 hours", "x-board-time: 3 hours"),
    ("Story points", "5", "x-board-story-points: \"5\""), ("File", "a.swift", "x-board-file-2: a.swift"),
    ("", "x", "x-board-column-3: x"), ("Started", "2026-01-06", "x-board-started: \"2026-01-06\""),
    ("Blockers", "None", "x-board-blockers: None"), ("Notes", "See *there*", "\nSee *there*"),
  ])
  func aCell(_ header: String, _ cell: String, _ lines: String) async throws {
    let outcome = try await Legacy.table("| ID | Task | \(header) |", "|---|---|---|", "| 1 | A | \(cell) |").imported()
    #expect(try await outcome.errors == [])
    let head = "---\ntitle: A\nstatus: todo\n"
    let tail = "x-board-file: SPRINT_BOARD.md\nx-board-id: \"1\"\n"
    let task = outcome.task
    #expect(task.hasPrefix(head) && task.contains(tail), "\(task)")
    let rest = task.replacing(head, with: "").replacing(tail, with: "").replacing("---\n", with: "")
    #expect(rest.split(separator: "\n").sorted() == lines.split(separator: "\n").sorted(), "\(task)")
    // What is not a key is kept, and what every column is can be read in the report.
    #expect(outcome.plan.items[0].columns.map(\.header).contains(header))
  }

  @Test(arguments: [
    ("## ✅ Done", "done", "x-board-status: ✅ Done"), ("## To Do", "todo", ""),
    ("### In Progress (2)", "in-progress", "x-board-status: In Progress (2)"),
    ("## **Review**", "review", ""), ("## Blocked", "todo", "waits_for: Blocked"),
    ("## 3. Testing", "review", "x-board-status: 3. Testing"),
    ("# Done", "done", ""), ("## Abandoned", "cancelled", "x-board-status: Abandoned"), ("## Whatever", "todo", ""),
  ])
  func aHeading(_ heading: String, _ status: String, _ line: String) async throws {
    let outcome = try await Legacy.table("| Task |", "|------|", "| A |", below: heading).imported()
    #expect(outcome.task.hasPrefix("---\ntitle: A\nstatus: \(status)\n"), "\(outcome.task)")
    #expect(line.isEmpty || outcome.task.contains("\n\(line)\n"), "\(outcome.task)")
    #expect(outcome.plan.items[0].entries[0].hasNoStatus == (heading == "## Whatever"))
  }

  @Test func aColumnOfStatuses() async throws {
    let outcome = try await Legacy.table(
      "| Task | Status |", "|---|---|", "| A | 🚧 In Progress |", "| B | Sideways |", "| C | |", below: "## Done"
    ).imported()
    #expect(
      outcome.fates == ["6 A: shop/a in-progress", "7 B: shop/b done", "8 C: shop/c done"])
    #expect(outcome.text("tasks/shop/b.md")?.contains("x-board-status: Sideways\n") == true)
    #expect(outcome.plan.items[0].entries.map(\.originalStatus) == ["🚧 In Progress", "Sideways", nil])
  }

  @Test func raggedRows() async throws {
    let outcome = try await Legacy.table(
      "Task | Priority", "--|--", "A", "| B", "C | low | more | and \\| more", "| | high |", "| [D](d.md) | **low** |",
      "not a row"
    ).imported()
    // A line without a pipe is no row.
    #expect(outcome.written.contains { $0.hasSuffix("/a.md") } == false)
    #expect(outcome.text("decisions/2026-01-05-sprint-board-what-else-it-said.md")?.contains("\nA\n") == true)
  }

  @Test func rowsWithMoreAndWithLess() async throws {
    let outcome = try await Legacy.table(
      "Task | Priority", "--|--", "| B", "C | low | more | and \\| more", "| | high |", "| [D](d.md) | **low** |",
      "not a row"
    ).imported()
    #expect(outcome.text("tasks/shop/b.md")?.contains("priority") == false)
    #expect(outcome.text("tasks/shop/c.md")?.contains("x-board-column-3: more\nx-board-column-4: and | more\n") == true)
    #expect(outcome.text("tasks/shop/d.md")?.contains("x-board-task: \"[D](d.md)\"\n") == true)
    #expect(outcome.notes.contains("SPRINT_BOARD.md:8 a row without a title: kept as text"))
    let text = outcome.text("decisions/2026-01-05-sprint-board-what-else-it-said.md") ?? ""
    #expect(
      text.hasSuffix("# Sprint Board\n\n## To Do\n\nTask | Priority\n--|--\n| | high |\n\nnot a row\n"), "\(text)")
  }

  @Test func equalTitlesAndOddOnes() async throws {
    let titles = [
      "Same", "Same", "same!", "---", "../../etc/passwd", "# not a heading", "\u{202E}evil", "{a: b}", "null", "🎉",
      "Ünïcödé", "a\u{7}b", "`code`", "key: value", "<script>", String(repeating: "long ", count: 200), "2026-01-06",
      "[ ]",
    ]
    let rows = titles.map { "| \($0) |" }
    let outcome = try await Legacy(board: (["# Board", "## Done", "| Task |", "|--|"] + rows).joined(separator: "\n"))
      .imported()
    #expect(try await outcome.errors == [])
    let paths = outcome.written.filter { $0.hasPrefix("tasks/") }
    // Only dashes say nothing.
    #expect(paths.count == titles.count - 1)
    #expect(Set(paths).count == paths.count)
    #expect(paths.prefix(3) == ["tasks/shop/same.md", "tasks/shop/same-2.md", "tasks/shop/same-3.md"])
    for title in titles where title != "---" && title != "`code`" {
      let words = title.split { !$0.isLetter && !$0.isNumber }
      for word in words { #expect(outcome.everything.contains(word), "\(word)") }
    }
  }

  // MARK: Sprints

  @Test(arguments: [
    ("**Sprint:** 3\n**Started:** 2026-01-05\n**Ends:** 2026-01-09", "2026-01-05 2026-01-09"),
    ("- Sprint: Sprint 3\n- Dates: 2026-01-05 to 2026-01-09", "2026-01-05 2026-01-09"),
    ("## Sprint 3: Sign in\nStart: 2026-01-05\nGoal: x", "2026-01-05 2026-01-18"),
    ("Sprint: 3\nStarted: 2026-01-05\nEnd: 2025-01-01", "2026-01-05 2026-01-18"), ("Sprint: 3\nGoal: no day", ""),
  ])
  func aSprint(_ text: String, _ days: String) async throws {
    let outcome = try await Legacy(board: "# Sprint Board\n\n\(text)\n\n## To Do\n| Task |\n|--|\n| A |\n").imported()
    #expect(try await outcome.errors == [])
    let sprint = try await outcome.workspace.sprints.first
    #expect(sprint.map { "\($0.start) \($0.end)" } ?? "" == days)
    #expect(
      outcome.task.contains(days.isEmpty ? "x-board-sprint: Sprint 3\n" : "sprint: sprint-3\n"), "\(outcome.task)")
    for word in text.split(whereSeparator: { !$0.isLetter })
    where !["Start", "Started", "Ends", "Dates", "End", "to"].contains(word) {
      #expect(outcome.everything.lowercased().contains(word.lowercased()), "\(word)")
    }
  }

  @Test func severalSprintsAndABacklog() async throws {
    let outcome = try await Legacy(
      board: """
        # Sprint Board
        ## Sprint 1
        Started: 2026-01-05
        ### Done
        | Task |
        |--|
        | A |
        ## Sprint 2
        Started: 2026-01-19
        ### To Do
        | Task |
        |--|
        | B |
        ## Backlog
        | Task |
        |--|
        | C |

        """
    ).imported()
    #expect(outcome.text("tasks/shop/a.md")?.contains("\nsprint: sprint-1\n") == true)
    #expect(outcome.text("tasks/shop/b.md")?.contains("\nsprint: sprint-2\n") == true)
    #expect(outcome.text("tasks/shop/c.md")?.contains("sprint") == false)
  }

  // MARK: Beside what is there

  @Test func whatIsThereIsUsed() async throws {
    let before = [
      "content/index.md": "---\nproject: P\n---\n", "content/repos/api.md": "---\ntitle: backend\npath: none\n---\n",
      "content/sprints/sprint-12.md": "---\ntitle: S\nstart: 2026-01-05\nend: 2026-01-09\n---\n",
      "content/tasks/api/user-auth.md": "---\ntitle: Mine\nstatus: in-progress\n---\n",
    ].mapValues { Array($0.utf8) }
    let outcome = try await Legacy.a.imported(into: before)
    #expect(try await outcome.errors == [])
    #expect(!outcome.written.contains("index.md") && !outcome.written.contains("sprints/sprint-12.md"))
    #expect(!outcome.written.contains("repos/backend.md"))
    #expect(outcome.text("tasks/api/user-auth.md") == "---\ntitle: Mine\nstatus: in-progress\n---\n")
    // Two active tasks cannot have one branch: the one that comes in says it otherwise.
    let text = outcome.text("tasks/api/user-auth-2.md") ?? ""
    #expect(text.contains("\nx-board-branch: feature/user-auth\n") && !text.contains("\nbranch:"), "\(text)")
    #expect(outcome.notes.contains { $0.contains("\"branch\" cannot be \"feature/user-auth\" here") })
  }

  @Test func linksLeadOnOrNowhere() async throws {
    var legacy = Legacy(board: "# Sprint Board\nSee [the plan](docs/plan.md#a) and [b](https://b.example).\n")
    let elsewhere = try await legacy.imported()
    let path = "decisions/2026-01-05-sprint-board-what-else-it-said.md"
    #expect(elsewhere.text(path)?.contains("[the plan](board:docs/plan.md#a) and [b](https://b.example)") == true)
    #expect(try await elsewhere.errors == [])
    #expect(try await legacy.plan(into: elsewhere.content).isEmpty)
    legacy.sourceFolder = ["old"]
    let here = try await legacy.imported()
    #expect(here.text(path)?.contains("[the plan](../../old/docs/plan.md#a)") == true)
    #expect(try await legacy.plan(into: here.content).isEmpty)
  }
}
