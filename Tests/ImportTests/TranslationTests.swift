import Content
import Testing

@Suite struct TranslationTests {
  @Test func aWholeTask() async throws {
    let backlog = Backlog(
      [
        "tasks/back-230 - Add---plain.md": """
        ---
        id: BACK-230
        title: 'Agents: add --plain'
        status: Done
        assignee:
          - '@codex'
        created_date: '2025-08-12 17:10'
        updated_date: '2025-08-12 19:13'
        labels:
          - cli
          - plain-output
        dependencies: [task-12]
        priority: high
        parent_task_id: task-4
        ordinal: 1000
        references:
          - 'https://example.org/a'   # why
        ---

        ## Acceptance Criteria
        <!-- AC:BEGIN -->
        - [x] #1 one
        - [ ] #2 two
        <!-- AC:END -->

        """,
        "completed/back-12 - Old.md": "---\nid: BACK-12\ntitle: Old\nstatus: Done\n---\n",
      ], config: "project_name: \"Juniper: Shop\"\nstatuses: [\"To Do\", \"Done\"]\n")
    let outcome = try await backlog.imported()
    #expect(
      outcome.text("content/tasks/shop/back-230-agents-add-plain.md") == """
        ---
        title: "Agents: add --plain"
        status: done
        x-backlog-id: BACK-230
        x-backlog-file: tasks/back-230 - Add---plain.md
        depends_on: [back-12-old]
        assignee: codex
        created: 2025-08-12
        priority: high
        created_date: '2025-08-12 17:10'
        updated_date: '2025-08-12 19:13'
        labels:
          - cli
          - plain-output
        parent_task_id: task-4
        ordinal: 1000
        references:
          - 'https://example.org/a'   # why
        ---

        ## Acceptance Criteria
        <!-- AC:BEGIN -->
        - [x] #1 one
        - [ ] #2 two
        <!-- AC:END -->

        """)
    #expect(
      outcome.text("content/index.md") == """
        ---
        project: "Juniper: Shop"
        custom_fields: [created_date, ordinal, parent_task_id, references, updated_date]
        ---

        """)
    #expect(outcome.text("content/repos/shop.md") == "---\ntitle: \"Juniper: Shop\"\npath: none\n---\n")
    #expect(try await outcome.problems == [])
    let task = try await outcome.workspace.task(TaskID(repo: "shop", task: "back-230-agents-add-plain"))
    #expect(task?.task.source.bodyFacts.boxes == Progress(done: 1, total: 2))
  }

  @Test(arguments: [
    ("To Do", "todo", false), ("To do", "todo", true), ("In Progress", "in-progress", false), ("Done", "done", false),
    ("✔ Done", "done", true), ("◯ To Do", "todo", true), ("🚧 In-Progress", "in-progress", true),
    ("Blocked", "todo", true), ("In Review", "review", true), ("Backlog", "todo", true),
    ("Won't Do", "cancelled", true),
    ("Won’t Fix", "cancelled", true), ("Erledigt", "done", true), ("In Bearbeitung", "in-progress", true),
    ("En cours", "in-progress", true), ("À faire", "todo", true), ("进行中", "in-progress", true), ("完了", "done", true),
    ("В работе", "in-progress", true), ("3. Done", "done", true), ("Zogg", "todo", true), ("Icebox", "todo", true),
    ("First", "todo", true), ("Middle", "in-progress", true), ("Last", "done", true), ("🎉", "todo", true),
    ("blocked by legal", "todo", true), ("DONE", "done", true), ("in_progress", "in-progress", true),
  ])
  func statuses(_ written: String, _ status: String, _ isKept: Bool) async throws {
    let outcome = try await Backlog(
      task: "id: task-1\ntitle: A\nstatus: \"\(written)\"", config: "statuses: [First, Middle, Last]\n"
    ).imported()
    #expect(outcome.task.contains("\nstatus: \(status)\n"))
    #expect(outcome.task.contains("x-backlog-status: ") == isKept)
    #expect(outcome.plan.items.last?.originalStatus == (isKept ? written : nil))
    #expect(try await outcome.problems == [])
  }

  @Test func whatIsBlockedIsNotNext() async throws {
    let outcome = try await Backlog(task: "title: A\nstatus: On Hold").imported()
    #expect(outcome.task.contains("\nwaits_for: On Hold\n"))
    #expect(try await !outcome.workspace.tasks.contains(where: \.canStart))
  }

  @Test(arguments: [
    ("tasks/a.md", "To Do", "todo"), ("completed/a.md", "To Do", "done"), ("completed/a.md", "Zogg", "done"),
    ("completed/a.md", "Won't Do", "cancelled"), ("archive/tasks/a.md", "In Progress", "cancelled"),
    ("archive/tasks/a.md", "Done", "done"), ("drafts/a.md", "Draft", "todo"),
    ("archive/drafts/a.md", "Draft", "cancelled"),
    ("tasks/deep/er/a.md", "Done", "done"), ("Tasks/a.MD", "Done", "done"),
  ])
  func folders(_ path: String, _ written: String, _ status: String) async throws {
    let outcome = try await Backlog(task: "title: A\nstatus: \(written)", path: path).imported()
    #expect(outcome.task.contains("\nstatus: \(status)\n"))
    #expect(outcome.task.contains("labels: [draft]") == path.contains("drafts"))
    #expect(try await outcome.problems == [])
  }

  @Test func draftsKeepTheirLabels() async throws {
    let outcome = try await Backlog(task: "title: A\nstatus: Draft\nlabels: [ui, api]", path: "drafts/a.md").imported()
    #expect(outcome.task.contains("\nlabels: [ui, api, draft]\n"))
  }

  @Test(arguments: [
    ("yyyy-mm-dd hh:mm", "'2025-08-12 17:10'", "2025-08-12"), ("yyyy-mm-dd", "2025-08-12", "2025-08-12"),
    ("dd/mm/yyyy hh:mm", "03/08/2025 17:10", "2025-08-03"), ("mm/dd/yyyy", "03/08/2025", "2025-03-08"),
    ("dd.mm.yyyy", "3.8.2025", "2025-08-03"), ("yyyy-mm-dd", "2025-08-12T17:10:00.000Z", "2025-08-12"),
    ("yyyy-mm-dd", "31/12/2025", "2025-12-31"), ("yyyy-mm-dd", "2025/8/2", "2025-08-02"),
  ])
  func dates(_ format: String, _ written: String, _ day: String) async throws {
    let outcome = try await Backlog(
      task: "title: A\nstatus: Done\ncreated_date: \(written)\ndue: \(written)", config: "date_format: \(format)\n"
    ).imported()
    #expect(outcome.task.contains("\ncreated: \(day)\n"))
    #expect(outcome.task.contains("\ndue: \(day)\n"))
    #expect(outcome.task.contains("\ncreated_date: \(written)\n") == (written != day))
    #expect(try await outcome.problems == [])
  }

  @Test(arguments: ["03/08/2025", "yesterday", "2025-02-30", "[2025]", "2025-08-12 noonish"])
  func datesThatAreNone(_ written: String) async throws {
    let outcome = try await Backlog(task: "title: A\nstatus: Done\ncreated_date: \(written)\ndue: \(written)")
      .imported()
    #expect(!outcome.task.contains("\ncreated: "))
    #expect(outcome.task.contains("\ncreated_date: \(written)\n"))
    #expect(outcome.task.contains("\nx-backlog-due: \(written)\n"))
    #expect(outcome.notes.count { $0.contains("is not a day that can be told") } == 2)
    #expect(try await outcome.problems == [])
  }

  @Test(arguments: [
    ("High", "high", nil), ("critical", "urgent", "critical"), ("P0", "urgent", "P0"), ("normal", "medium", "normal"),
    ("whatever", nil, "whatever"), ("", nil, nil),
  ])
  func priorities(_ written: String, _ priority: String?, _ kept: String?) async throws {
    let task = try await Backlog(task: "title: A\nstatus: Done\npriority: \(written)").imported().task
    #expect(task.contains("\npriority: ") == (priority != nil))
    if let priority { #expect(task.contains("\npriority: \(priority)\n")) }
    #expect(task.contains("\nx-backlog-priority: ") == (kept != nil))
    if let kept { #expect(task.contains("\nx-backlog-priority: \(kept)\n")) }
  }

  @Test(arguments: [
    ("['@codex']", "codex", nil), ("codex", "codex", nil), ("[ada, bo]", "ada", "[ada, bo]"),
    ("Ada Lovelace", "ada-lovelace", "[Ada Lovelace]"), ("[]", nil, nil), ("['@李']", nil, "[\"@李\"]"),
  ])
  func assignees(_ written: String, _ name: String?, _ kept: String?) async throws {
    let task = try await Backlog(task: "title: A\nstatus: Done\nassignee: \(written)").imported().task
    #expect(task.contains("\nassignee: ") == (name != nil))
    if let name { #expect(task.contains("\nassignee: \(name)\n")) }
    #expect(task.contains("\nx-backlog-assignees: ") == (kept != nil))
    if let kept { #expect(task.contains("\nx-backlog-assignees: \(kept)\n")) }
  }

  /// Keys of ours: taken where they are right, moved aside where they mean something else.
  @Test(arguments: [
    ("estimate: 3", "x-backlog-estimate: 3"), ("estimate: 3h", "estimate: 3h"),
    ("branch: feature/a", "branch: feature/a"),
    ("branch: -rf", "x-backlog-branch: -rf"), ("touches: [a, b]", "touches: [a, b]"),
    ("touches: {a: b}", "x-backlog-touches: {a: b}"),
    ("rate: 95", "x-backlog-rate: 95"), ("rate: \"95.00\"", "rate: \"95.00\""),
    ("client: acme", "x-backlog-client: acme"),
    ("sprint: s1", "x-backlog-sprint: s1"), ("billable: yes", "x-backlog-billable: yes"),
    ("billable: true", "billable: true"),
    ("pr: 12", "pr: 12"), ("labels: a, b", "labels: [a, b]"), ("labels: {a: b}", "x-backlog-labels: {a: b}"),
    ("\"branch\": -rf", "x-backlog-branch: -rf"), ("milestone: m-1", "milestone: m-1"), ("x-own: 1", "x-own: 1"),
    ("<<: 1", "# x-backlog-key-"), ("\"\": 1", "# x-backlog-key-"), ("Estimate (h): 3", "Estimate (h): 3"),
    ("note(s): x", "note(s): x"), ("$cost: 4", "$cost: 4"), ("🔥hot: yes", "🔥hot: yes"),
    ("blocked-by?: task-9", "blocked-by?: task-9"), ("\"a: b\": 1", "\"a: b\": 1"), ("a, [b]: 1", "a, [b]: 1"),
    ("assignee: ~", "---\n"), ("due: null", "---\n"),
    ("naïve key: 1", "naïve key: 1"),
    ("status2: a", "status2: a"), ("titel: a", "titel: a"), ("depends_on: {a: b}", "x-backlog-depends_on: {a: b}"),
  ])
  func keys(_ written: String, _ result: String) async throws {
    let outcome = try await Backlog(task: "title: A\nstatus: Done\n\(written)").imported()
    #expect(outcome.task.contains("\n\(result)"))
    #expect(try await outcome.problems == [])
  }

  /// What no key can be called is called something else, and the record and the report say how it was called.
  @Test func aKeyThatIsRenamedIsNamed() async throws {
    let key = String(repeating: "long ", count: 17) + "key"
    let outcome = try await Backlog(task: "title: A\nstatus: Done\n\(key): 1").imported()
    #expect(
      outcome.task.hasSuffix(
        "\n# x-backlog-key-ee3a4a20 was \"\(key)\"\nx-backlog-key-ee3a4a20: 1\n---\n"), "\(outcome.task)")
    #expect(
      outcome.plan.items.flatMap(\.notes).map(\.message)
        == ["\"\(key)\" cannot be the name of a key here: now x-backlog-key-ee3a4a20"])
  }

  @Test(arguments: [
    ("# Task 7: Move the cache\n\n**Status**: Completed\n\n- [x] done\n", "done"),
    ("# T\n**Status:** ✅ Done (2025-03-01)\n", "done"), ("Status: In Progress - half of it\n", "in-progress"),
    ("# T\n- __Status__: Withdrawn\n", "cancelled"), ("# T\n| Status | Finished |\n", "done"),
    ("# T\n> status: `Scrapped`\n", "cancelled"), ("# T\n\n## Notes\n**Status**: Done\n", nil),
    ("# T\n```\nStatus: Done\n```\n", nil), ("# T\nStatus quo: Done\n", nil), ("# T\nStatus:\nDone\n", nil),
    ("# T\nStatus: who knows\n", "todo"),
  ])
  func aStatusInTheBody(_ body: String, _ status: String?) async throws {
    let outcome = try await Backlog(["tasks/task-7-a.md": body]).imported()
    #expect(outcome.task.contains("\nstatus: \(status ?? "todo")\n"), "\(outcome.task)")
    #expect(outcome.plan.items.map(\.hasNoStatus) == [status == nil])
    #expect(outcome.task.contains("x-backlog-status: ") == (status != nil))
    #expect(try await outcome.problems == [])
  }

  @Test(arguments: [
    "scrapped", "Withdrawn", "wontfix", "won't-fix", "Obsolete", "duplicate", "Duplicate of task-3", "superseded by #4",
    "Cancelled (not needed)",
  ])
  func cancelledWords(_ word: String) async throws {
    let task = "---\ntitle: A\nstatus: '\(word.replacing("'", with: "''"))'\n---\n"
    for folder in ["tasks", "completed"] {
      let outcome = try await Backlog(["\(folder)/a.md": task]).imported()
      #expect(outcome.task.contains("\nstatus: cancelled\n"), "\(outcome.task)")
    }
  }

  @Test func commentsAndOrderStay() async throws {
    let outcome = try await Backlog(
      task: """
        # by hand
        zeta: 1 # one
        status: Done # at last

        # people
        assignee: ada
        title: "Fix #12"
        alpha: >-
          # not a comment

          text
        """
    ).imported()
    #expect(
      outcome.task == """
        ---
        title: "Fix #12"
        status: done
        x-backlog-id: task-1
        x-backlog-file: tasks/task-1 - A.md
        assignee: ada
        # by hand
        zeta: 1 # one
        # status: Done # at last
        # people
        alpha: >-
          # not a comment

          text
        ---

        """)
    #expect(try await outcome.problems == [])
  }

  @Test func decisions() async throws {
    let outcome = try await Backlog([
      "decisions/decision-1 - Use-CSS.md":
        "---\nid: decision-1\ntitle: Use CSS\ndate: '2025-06-22'\nstatus: proposed\n---\n## Context\n",
      "decisions/decision-2 - Use-CSS.md": "---\nid: decision-2\ntitle: Use CSS\ndate: '2025-06-22 10:00'\n---\n",
      "decisions/decision-3 - None.md": "---\ntitle: None\n---\n",
      "decisions/2026-01-02-adr.md": "# Use ADRs\n", "decisions/readme.md": "x\n",
    ]).imported()
    #expect(
      outcome.text("content/decisions/2025-06-22-use-css.md") == """
        ---
        title: Use CSS
        date: 2025-06-22
        repo: shop
        x-backlog-id: decision-1
        x-backlog-file: decisions/decision-1 - Use-CSS.md
        x-backlog-status: proposed
        ---
        ## Context

        """)
    #expect(
      outcome.text("content/decisions/2025-06-22-use-css-2.md")?.contains("x-backlog-date: '2025-06-22 10:00'") == true)
    #expect(outcome.plan.fate(of: "decisions/decision-3 - None.md") == "a decision without a date")
    #expect(outcome.text("content/decisions/2026-01-02-use-adrs.md")?.hasSuffix("\n---\n# Use ADRs\n") == true)
    #expect(outcome.plan.fate(of: "decisions/readme.md") == "a readme, not a task")
    #expect(try await outcome.problems == [])
  }
}
