import Billing
import Content
import Evidence
import Quantities
import Sessions

/// A workspace in which every state and every optional value appears at least once.
enum Rich {
  static let text = """
    -- content/index.md --
    ---
    project: Juniper <Shop> & "Söhne" 🌲
    language: de-AT
    sprint: s2
    stale_after_days: 2
    wip: {in-progress: 2, review: 5}
    custom_fields: [ticket]
    site: {base_url: "https://board.example/b"}
    ---
    Welcome. See [the API](tasks/api/refunds.md#end-points) and [this](#welcome).

    ## Welcome
    -- content/clients/acme.md --
    ---
    name: Acme & Co
    country: AT
    base_url: https://acme.example/
    ---
    -- content/pictures/flow.png --
    PNG
    -- content/pictures/a b%#?.svg --
    <svg xmlns="http://www.w3.org/2000/svg"/>
    -- content/papers/terms.PDF --
    PDF
    """
    + repo(
      "api", "order: 1", "client: acme", "path: code/api", "branches: {main: main, develop: dev}",
      "url: https://git.example/api", "rate: \"95.00\"", "commands: {test: swift test, lint: \"a < b\"}",
      body: "# About\n![](../pictures/flow.png)")
    + repo("web", "order: 2", "path: none", "billable: false", "url: javascript:alert(1)")
    + sprint("s1", "2026-01-01", "2026-01-04", "goal: Begin")
    + sprint("s2", "2026-01-05", "2026-01-18", "goal: Refunds & more", "capacity: 5h", body: "Text of s2")
    + sprint("s3", "2026-01-19", "2026-02-01") + sprint("s4", "2026-02-02", "2026-02-15") + repo("idle")
    + task(
      "api/refunds", "in-progress", "sprint: s2", "priority: urgent", "assignee: ada", "labels: [api, \"a\\\"b\"]",
      "estimate: 6h", "depends_on: [base, web/shop]", "due: 2026-01-10", "created: 2026-01-02",
      "branch: feature/x", "base: release/2", "touches: [\"Sources/**\", b]", "pr: https://git.example/1",
      "client: acme", "waits_for: client", "fixed_price: \"10.00\"", title: "'Refund <API> \"now\"\u{301}'",
      body: """
        ## End points

        - [x] one
        - [ ] two

        [web](../web/shop.md), [gone](gone.md), [update](../../updates/api/refunds/20260113T090000000Z-ada.md#notes),
        [decision](../../decisions/2026-01-14-why.md#because), [home](../../index.md#welcome), [code](../../../x.swift),
        [client](../../clients/acme.md), [terms](../../papers/terms.PDF), ![flow](../../pictures/flow.png "T"),
        ![svg](../../pictures/a%20b%25%23%3F.svg), [here](#end-points), <https://example.com>, ![](https://e.com/x.png)
        <b>raw</b>
        """)
    + update(
      "api/refunds", "12-09", "ada", "in-progress", "minutes: 90", "billable_minutes: 60", "commits: 2",
      "head: ce0e623e0d1", "done: [one]", "next: [two]", "blockers: [\"Which key?\", old]")
    + update("api/refunds", "13-09", "ada", "review", "resolves: [old]", "blockers: [stone]", body: "## Notes\nx")
    + update(
      "api/refunds", "14-09", "ada", "review", "minutes: -30", "corrects: 20260112T090000000Z-ada",
      "ready_for_merge: true")
    + task("api/base", "todo", "sprint: s2", "priority: high", "assignee: Bo B.", "rate: \"1.00\"")
    + task(
      "api/free", "todo", "sprint: s2", "billing: hourly", "labels: [x, l2, l3, l4]", "due: 2026-01-16", "ticket: T-1")
    + task("api/clash", "in-progress", "sprint: s2", "assignee: cy", "waits_for: \"the moon\"")
    + update("api/clash", "15-08", "cy", "in-progress", "minutes: 20", "ready_for_merge: true", "next: [more]")
    + task("api/stale", "in-progress", "sprint: s2", "assignee: dora", "priority: low")
    + update("api/stale", "08-08", "dora", "in-progress")
    + task("web/ready", "review", "sprint: s2", "assignee: eve")
    + update("web/ready", "14-10", "eve", "review", "ready_for_merge: true", "minutes: 200")
    + task("web/review", "review", "sprint: s2")
    + update("web/review", "10-10", "eve", "review")
    + task("web/shop", "todo", "sprint: s2", "billable: false")
    + task("web/done", "done", "sprint: s2", "due: 2026-01-30", title: "مهمة")
    + update("web/done", "09-10", "finn", "done", "minutes: 10")
    + update("web/done", "15-07", "board", "done")
    + task("web/dropped", "cancelled", "sprint: s2")
    + task("later/one", "todo", title: "'{{title}} </script>'")
    + task("later/two", "done")
    + task("later/three", "todo", "sprint: s3")
    + task("api/past", "done", "sprint: s1")
    + update("api/past", "02-10", "ada", "done", "minutes: 60")
    + decision(
      "2026-01-14-why", "repo: api", "task: refunds", "worker: ada", "tags: [t1, t2]",
      body: "# Because\n[task](../tasks/api/refunds.md)")
    + decision("2026-01-03-plain", "repo: web", "worker: eve", "tags: [t3]")
    + "\n-- content/tasks/api/broken.md --\n---\ntitle: B\nstatus: doing\nsprint: [\n---\n"
    + "\n-- content/tasks/api/broken2.md --\nnothing"

  /// More than fits: of done tasks, of events, over the limit, over capacity.
  static let many: String = {
    var text =
      "-- content/index.md --\n---\nproject: P\nwip: {todo: 1}\n---"
      + sprint("s", "2026-01-14", "2026-01-20", "capacity: 1h")
    for number in 0..<51 {
      text +=
        task("web/t\(number)", "done", "sprint: s") + update("web/t\(number)", "15-09", "ada", "done", "minutes: 10")
    }
    for number in 0..<4 { text += task("web/o\(number)", "todo", "sprint: s") }
    return text
  }()

  /// A task whose beginning and end are known.
  static let finished =
    index + task("web/a", "done", "created: 2026-01-02") + update("web/a", "10-09", "ada", "in-progress")
    + update("web/a", "12-09", "ada", "done")

  /// For the views of two clients, one of which has nothing yet.
  static let forClients: String = {
    var text =
      "\n-- content/clients/idle.md --\n---\nname: Idle\ncountry: AT\n---\n"
      + task(
        "web/asked", "todo", "sprint: s3", "client: acme", "waits_for: client", "due: 2026-01-02", "client_note: Say")
      + task("api/gone", "cancelled", "sprint: s1", "client: acme")
    for number in 0..<13 { text += task("api/n\(number)", "todo", "due: 2026-02-\(number + 10)") }
    return text
  }()

  static let sessions = [
    SessionMark(
      worker: "cy", task: "api/clash", state: .working, since: Instant(milliseconds: 0), active: Minutes(75))
  ]

  static let money = MoneyFacts(
    toDecide: Minutes(150),
    unbilled: [Money(minorUnits: 125_000, Currency("EUR") ?? .unknown)])

  static let git = GitFacts(
    readAt: instant("2026-01-15T11:00:00Z"),
    repos: [
      "api": RepoFacts(currentBranch: nil, base: "main"),
      "web": RepoFacts(
        currentBranch: "develop", base: "develop", upstream: Distance(ahead: 1, behind: 2), uncommittedFiles: 1,
        version: "1.2.0",
        branches: [
          .init(name: "develop", kind: .base, head: "aa"),
          .init(
            name: "feature/ready", kind: .feature, head: "bb", lastCommit: instant("2026-01-15T10:00:00Z"),
            distance: Distance(ahead: 2, behind: 1)),
          .init(name: "old", kind: .other, head: "cc"),
        ], worktrees: [.init(path: "/w", branch: "feature/ready", uncommittedFiles: 3)],
        radar: RadarFacts(
          branches: 2, mergeOrder: [MergeStep(TaskID(repo: "web", task: "ready"), adaptsTo: [.base("develop")])])),
    ],
    tasks: [
      TaskID(repo: "api", task: "clash"): TaskEvidence(
        commits: 1, uncommittedFiles: 3, lastCommit: instant("2026-01-15T11:30:00Z"),
        collisions: [.init(task: TaskID(repo: "web", task: "ready"), files: [.init("a"), .init("b")])]),
      TaskID(repo: "web", task: "ready"): TaskEvidence(
        commits: 2, behind: 1, changedFiles: 4, head: "bb", upstream: Distance(ahead: 1, behind: 0), worktree: "/w",
        collisions: [
          .init(task: TaskID(repo: "api", task: "clash"), files: [.init("a"), .init("b")]),
          .init(with: .base("develop"), files: [.init("c", .bothAdded)]),
        ],
        overlaps: [
          .init(with: .task(TaskID(repo: "api", task: "clash")), paths: ["d"], regenerate: ["x.lock"]),
          .init(with: .base("develop"), paths: [], regenerate: ["y.lock"]),
        ]),
    ])
}
