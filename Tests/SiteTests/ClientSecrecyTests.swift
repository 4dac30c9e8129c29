import Billing
import Content
import Diagnostics
import Evidence
import Files
import Foundation
import FrontMatter
import Quantities
import Sessions
import Situation
import TestSupport
import Testing

@testable import Site

/// A client's view says nothing but what it is allowed to: a secret is planted in everything else that `content/` can
/// hold, and none of them is in any file of the view, name or bytes.
@Suite struct ClientSecrecyTests {
  private static func view() async throws -> Published {
    try await publish(
      .inMemory(Secrets.content), git: Secrets.git, billsWork: true, sessions: Secrets.sessions,
      client: "zq-client-slug")
  }

  @Test func noFileHoldsASecret() async throws {
    let view = try await Self.view()
    for (path, text) in view.files.sorted(by: { $0.key < $1.key }) where !Secrets.isAsset(path) {
      let haystack = (path + "\n" + text).lowercased()
      for secret in Secrets.planted where haystack.contains(secret) {
        Issue.record("\(path) tells \(secret)")
      }
    }
    #expect(view.files.count > 8)
    #expect(view.refused.isEmpty)
  }

  @Test func whatMayBeToldIsTold() async throws {
    let view = try await Self.view()
    let all = view.files.filter { !Secrets.isAsset($0.key) }.values.joined()
    for allowed in [
      "ok-project", "ok-client-name", "ok-task-title", "ok-note", "ok-sprint-title", "ok-sprint-goal", "ok-asked",
      "ok-done", "1 h 01 billed", "OK-NUMBER", "ok-line", "73.20", "https://ok-address.example/", "2026-01-22",
    ] {
      #expect(all.contains(allowed), "\(allowed)")
    }
  }

  /// The index of the search holds words in pieces, where no whole secret would be found: so each of its words must
  /// stand on a page.
  @Test func theIndexHasNoWordThatNoPageHas() async throws {
    let view = try await Self.view()
    let index = try SearchReader(view.files)
    var shown: Set<String> = []
    for page in view.pages { shown.formUnion(SearchReader.words(in: view.page(page).text)) }
    #expect(index.words.filter { !shown.contains($0.word) }.map(\.word) == [])
    #expect(index.words.contains { $0.word == "note" } && !index.words.contains { $0.word == "zq" })
    #expect(
      index.documents.count
        == view.workspace.restricted(to: try #require(view.workspace.client("zq-client-slug"))).tasks.count)
  }

  /// The search would find them: the team's own site holds most of them, and what it does not show was read.
  @Test func theSecretsAreThere() async throws {
    let team = try await publish(.inMemory(Secrets.content), billsWork: true)
    let all = team.files.map { $0.key + $0.value }.joined().lowercased()
    let shown = Secrets.planted.filter(all.contains)
    #expect(shown.count > Secrets.planted.count / 2, "\(Secrets.planted.filter { !all.contains($0) })")
    let problems = team.workspace.check().filter { $0.severity == .error && !$0.file.path.contains("zq-unreadable") }
    #expect(problems.map { "\($0.file.path): \($0.message)" } == [])
  }

  /// The money that a view is made from knows of drafts, unbilled work, rates and sums, all of which are planted.
  @Test func theMoneyIsThere() async throws {
    let money = try #require(try await publish(.inMemory(Secrets.content), billsWork: true).situation.money)
    var text = ""
    dump(money, to: &text)
    for secret in Secrets.money { #expect(text.contains(secret), "\(secret)") }
    #expect(money.drafts.map(\.draft.name) == ["zq-draft-other", "zq-draft"])
    #expect(money.drafts.last?.document?.totals.lines.description == "120.20")
    #expect(money.work.map(\.amount?.description) == ["73.73", "1.39"])
    #expect(money.tasks.values.contains { $0.sums.notBillable != .zero })
  }

  /// A build without money says none of it either, to the team or to the client.
  @Test(arguments: [nil, "zq-client-slug"]) func noInvoicesLeavesAllOfItOut(_ client: String?) async throws {
    let site = try await publish(
      .inMemory(Secrets.content), billsWork: true, client: client, withoutMoney: true)
    let figures = ["83.47", "29.17", "120.20", "73.73", "1234.56", "53 min", "73.20", "OK-NUMBER", "ok-line"]
    #expect(!site.files.keys.contains { $0.hasPrefix("invoices") })
    for (path, text) in site.files.sorted(by: { $0.key < $1.key }) where !Secrets.isAsset(path) {
      for secret in Secrets.money + figures where (path + text).contains(secret) {
        Issue.record("\(path) tells \(secret)")
      }
      #expect(!text.contains("orchsite time") && !text.contains("orchsite invoice"), "\(path)")
    }
  }

  /// A key added to a record is planted here before this passes again.
  @Test func everyKeyOfEveryRecordIsPlanted() throws {
    func expect<Record: KeyedRecord>(_ record: Record.Type, in path: String) throws {
      let text = try #require(Secrets.content[path])
      let document = try FrontMatterDocument(SourceFile(path: path, bytes: Array(text.utf8)))
      let planted = Set(document.entries.map(\.key))
      #expect(Record.keys.filter { !planted.contains($0) } == [], "\(path)")
    }
    try expect(ProjectSettings.self, in: "content/index.md")
    try expect(Repo.self, in: "content/repos/zq-repo-slug.md")
    try expect(Sprint.self, in: "content/sprints/zq-sprint-slug.md")
    try expect(BoardTask.self, in: "content/tasks/zq-repo-slug/first.md")
    try expect(
      WorkerUpdate.self, in: "content/updates/zq-repo-slug/first/20260108T091700000Z-zq-update-worker.md")
    try expect(Decision.self, in: "content/decisions/2026-01-08-zq-decision-name.md")
    try expect(Client.self, in: "content/clients/zq-client-slug.md")
    try expect(TimeEntry.self, in: "content/time/zq-client-slug/20260108T091700000Z-zq-person.md")
    try expect(WriteOff.self, in: "content/write-offs/20260108T091700000Z.md")
  }

  /// What a client is told, in full: whoever adds to this list means it.
  @Test func theseKeysAreTold() {
    func told<Record: KeyedRecord>(_ record: Record.Type) -> [String] {
      Record.declaredKeys.filter { !$0.isHiddenFromClients }.map(\.name)
    }
    #expect(told(BoardTask.self) == ["title", "status", "sprint", "due", "waits_for", "client_note"])
    #expect(told(WorkerUpdate.self) == ["at", "worker", "status"])
    #expect(told(Sprint.self) == ["title", "start", "end", "goal"])
    #expect(told(Client.self) == ["name", "country", "base_url"])
    #expect(told(ProjectSettings.self) == ["project", "workspace", "language", "sprint", "site"])
    #expect(told(Repo.self) + told(Decision.self) + told(TimeEntry.self) + told(WriteOff.self) == [])
  }

  /// The restricted situation itself knows nothing: whatever is emitted from it one day cannot tell.
  @Test func theRestrictedSituationHoldsNoSecret() async throws {
    let situation = try await Self.view().situation
    let whole = situation.restricted(to: try #require(situation.workspace.client("zq-client-slug")))
    let restricted = whole.workspace
    var text = ""
    dump(whole, to: &text)
    // Starts and ends put sprints in order, and the slug says whose view it is; pages show neither.
    let kept = Set(["zq-client-slug"] + Secrets.days)
    for secret in Secrets.planted where !kept.contains(secret) && text.lowercased().contains(secret) {
      Issue.record("the situation tells \(secret)")
    }
    #expect(text.contains("ok-task-title"))
    // `dump` writes bytes as numbers.
    let sources = restricted.tasks.flatMap { [$0.task.source] + $0.updates.map(\.source) } + restricted.bodies
    #expect(sources.allSatisfy { $0.file.bytes.isEmpty && $0.path.isEmpty && $0.bodyFacts == BodyFacts() })
    #expect(restricted.repos.map(\.slug) == ["(shared)"])
    #expect(restricted.scanDiagnostics.isEmpty && restricted.unreadable.isEmpty && restricted.attachments.isEmpty)
  }
}

/// Every text holds a word of letters and hyphens, which is the same in HTML, XML, JSON and addresses, among
/// characters that are escaped in each of them.
private enum Secrets {
  static func isAsset(_ path: String) -> Bool {
    [
      "board.js", "document.css", "pages.css", "palette.css", "palette.js", "search.js", "style.css",
    ].contains(path)
  }

  static let planted: [String] = {
    var texts = content.flatMap { [$0.key, $0.value] }.joined(separator: "\n")
    dump(git, to: &texts)
    dump(sessions, to: &texts)
    let words = texts.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "-") }.map(String.init)
    let secrets = Set(words.filter { $0.contains("zq-") }.map(\.trimmed))
    // What is no word: figures, days and choices, as pages and data write them.
    return secrets.sorted() + days
      + ["83.47", "1234.56", "1234,56", "7919", "131 h 59", "47 min", "2822", "47 h 02", "hourly", "urgent"]
      + ["29.17", "87.51", "120.20", "73.73", "53 min"]
      + [
        "20260108t091700000z", "09:17", "2031-07-23", "23 jul", "content/", "feature/", "abcdef0123456789",
        "777 commits",
      ]
  }()

  /// Of drafts and work that is not billed.
  static let money = [
    "zq-draft-reference", "zq-draft-notes", "zq-draft-line", "zq-draft-allowance", "zq-draft-goods", "zq-draft-unit",
    "zq-draft-other-line", "zq-time-open",
  ]

  private static let task = TaskID(repo: "zq-repo-slug", task: "first")

  /// What is known beside `content/`.
  static let git = GitFacts(
    readAt: instant(noon),
    repos: [
      task.repo: RepoFacts(
        currentBranch: "zq-git-current", base: "zq-git-base", version: "zq-git-version",
        branches: [.init(name: "zq-git-branch", kind: .feature, head: "zq-git-branch-head")],
        worktrees: [.init(path: "zq-git-worktree", branch: nil)])
    ],
    tasks: [
      task: TaskEvidence(
        commits: 777, uncommittedFiles: 7919, head: "zq-git-head", forkPoint: "zq-git-fork",
        worktree: "zq-git-task-worktree",
        collisions: [.init(task: TaskID(repo: "zq-git-repo", task: "zq-git-task"), files: [.init("zq-git-file")])])
    ])
  static let sessions = [
    SessionMark(
      worker: "zq-session-worker", task: task.description, state: .needsYou, since: instant(noon),
      detail: "zq-session-detail")
  ]

  /// Of the sprint.
  static let days = ["2026-01-03", "3 jan", "2026-01-27", "27 jan"]

  static let content: [String: String] = {
    var content = [
      "content/index.md": """
      ---
      project: zq-settings-project
      workspace: zq-settings-workspace
      language: en
      sprint: zq-sprint-slug
      worktrees: zq-settings-worktrees
      agent: zq-settings-agent
      stale_after_days: 1
      wip: {in-progress: 77}
      custom_fields: [zq-custom-key]
      agents_may: [zq-settings-may]
      radar_quiet: [zq-settings-quiet]
      site: {title: ok-project, base_url: "https://zq-settings-address.example/", invoices: true}
      pdf: zq-settings-pdf
      auto_commit: updates
      people: [zq-settings-person]
      sync: manual
      seller:
        name: zq-settings-seller
        address: [zq-seller-address]
        country: AT
        vat_id: zq-seller-vat
        email: zq-seller-mail
        iban: zq-seller-iban
        bic: zq-seller-bic
        peppol: {scheme: zq-seller-scheme, id: zq-seller-peppol}
      billing:
        currency: EUR
        rate: "83.47"
        terms_days: 7919
        tax: AT20
        agent_time: as-logged
        cash_step: "83.47"
        series: {invoice: zq-series-invoice, credit_note: zq-series-credit}
        paper: Letter
      taxes: {AT20: {category: S, rate: "20", note: zq-settings-tax}}
      x-mine: zq-settings-extra
      # zq-settings-comment
      ---
      zq-settings-body [link](https://zq-settings-link.example) ![zq-settings-alt](pictures/zq-picture-name.png)
      """,
      "content/clients/zq-client-slug.md": """
      ---
      name: ok-client-name & Co
      country: AT
      base_url: https://ok-address.example
      address: zq-client-address
      vat_id: zq-client-vat
      currency: EUR
      rate: "83.47"
      billable: true
      rates: [{from: 2031-07-23, rate: "83.47"}]
      tax: AT20
      terms_days: 7919
      rounding: {minutes: 47, mode: nearest, per: line}
      withholding: "83.47"
      cash_step: "83.47"
      peppol: {scheme: zq-client-scheme, id: zq-client-peppol}
      language: de-zq-tongue
      email: zq-client-mail@example.org
      reference: zq-client-reference
      x-mine: zq-client-extra
      ---
      zq-client-body
      """,
      "content/clients/zq-other-slug.md": """
      ---
      name: zq-other-name
      country: DE
      base_url: https://zq-other-address.example/
      ---
      zq-other-body
      """,
      "content/repos/zq-repo-slug.md": """
      ---
      title: zq-repo-title
      path: zq-repo-path
      order: 1
      client: zq-client-slug
      rate: "83.47"
      billable: true
      branches: {main: zq-repo-main, develop: zq-repo-develop}
      commands: {zq-repo-command: zq-repo-line}
      worktree: {copy: [zq-repo-copy], setup: zq-repo-setup}
      disposable: [zq-repo-disposable]
      url: https://zq-repo-url.example
      x-mine: zq-repo-extra
      ---
      zq-repo-body ![zq-repo-alt](../pictures/zq-picture-name.png)
      """,
      "content/repos/zq-foreign-slug.md": "---\ntitle: zq-foreign-title\nclient: zq-other-slug\n---\nzq-foreign-body",
      "content/sprints/zq-sprint-slug.md": """
      ---
      title: ok-sprint-title
      start: 2026-01-03
      end: 2026-01-27
      goal: ok-sprint-goal
      capacity: 2822m
      x-mine: zq-sprint-extra
      ---
      zq-sprint-body
      """,
      "content/sprints/zq-away-slug.md": """
      ---
      title: zq-away-title
      start: 2026-02-03
      end: 2026-02-14
      goal: zq-away-goal
      ---
      zq-away-body
      """,
      "content/tasks/zq-repo-slug/first.md": """
      ---
      title: "ok-task-title <&> \\"x\\""
      status: in-progress
      sprint: zq-sprint-slug
      priority: urgent
      assignee: "zq-task-assignee <&>"
      labels: ["zq-task-label <&>"]
      estimate: 7919m
      depends_on: [zq-foreign-slug/zq-foreign-task, zq-foreign-slug/zq-foreign-done]
      branch: feature/zq-task-branch
      base: zq-task-base
      touches: ["zq-task-touches/**"]
      due: 2026-01-22
      created: 2031-07-23
      pr: https://zq-task-pr.example/?a=1&b=2
      client: zq-client-slug
      client_note: "ok-note <&>"
      waits_for: "zq-task-waits <&>"
      billable: true
      rate: "83.47"
      billing: hourly
      fixed_price: "1234.56"
      zq-custom-key: zq-task-custom
      zq-task-unknown-key: zq-task-unknown
      x-mine: zq-task-extra
      # zq-task-comment
      ---
      # zq-task-heading

      zq-task-body [zq-task-link](../../papers/zq-paper-name.pdf) ![zq-task-alt](../../pictures/zq-picture-name.png)

      - [ ] zq-task-box
      <b>zq-task-html</b>
      """,
      "content/tasks/zq-repo-slug/asked.md": """
      ---
      title: ok-asked
      status: todo
      waits_for: client
      client_note: "Say ![x](../../pictures/zq-picture-name.png)"
      ---
      """.replacing("zq-picture-name", with: "in-a-note"),
      "content/tasks/zq-repo-slug/ended.md": "---\ntitle: ok-done\nstatus: done\n---\nzq-ended-body",
      "content/tasks/zq-repo-slug/zq-taken-slug.md":
        "---\ntitle: zq-taken-title\nstatus: todo\nclient: zq-other-slug\nsprint: zq-away-slug\n---\nzq-taken-body",
      "content/tasks/zq-foreign-slug/zq-foreign-task.md": """
      ---
      title: zq-foreign-task-title
      status: todo
      client_note: zq-foreign-note
      ---
      zq-foreign-task-body
      """,
      "content/tasks/zq-foreign-slug/zq-foreign-done.md": "---\ntitle: zq-foreign-done-title\nstatus: done\n---",
      "content/decisions/2026-01-08-zq-decision-name.md": """
      ---
      title: zq-decision-title
      date: 2026-01-08
      repo: zq-repo-slug
      task: first
      worker: zq-decision-worker
      tags: [zq-decision-tag]
      ---
      zq-decision-body
      """,
      "content/tasks/zq-repo-slug/zq-unreadable.md":
        "---\ntitle: zq-unreadable-title\nstatus: zq-unreadable-status\n---",
      "content/pictures/zq-picture-name.png": "zq-picture-bytes",
      "content/papers/zq-paper-name.pdf": "zq-paper-bytes",
      "content/tasks/README.md": "zq-readme",
      "content/invoices/OK-NUMBER.md": """
      ---
      document:
        kind: invoice
        number: OK-NUMBER
        issued: 2026-01-02
        due: 2026-02-01
        currency: EUR
        seller: {name: ok-seller, iban: ok-iban}
        buyer: {name: ok-client-name & Co, client: zq-client-slug}
        rules:
          note: zq-invoice-rules
          rounding: {minutes: 47, mode: up, per: line}
          withholding: "83.47"
          cash_step: "83.47"
        lines:
          - text: ok-line
            task: zq-repo-slug/zq-line-task
            repo: zq-line-repo
            logged: 61
            minutes: 61
            rate: "60.00"
            rate_source: zq-rate-source
            tax: V
            amount: "61.00"
            refs: [updates/zq-repo-slug/first/zq-line-ref]
            log: [2031-07-23 1h1m]
        taxes: [{key: V, category: S, rate: "20", base: "61.00", tax: "12.20"}]
        totals: {lines: "61.00", net: "61.00", tax: "12.20", total: "73.20", payable: "73.20"}
        notes: [ok-invoice-note]
      hash: sha256:zq-invoice-hash
      draft: zq-invoice-draft
      payments:
        - {id: zq-payment-id, date: 2026-01-05, amount: "3.20", method: ok-method, ref: zq-payment-ref}
      ---
      zq-invoice-body
      """,
      "content/invoices/ZQ-OTHER-1.md": """
      ---
      document:
        kind: invoice
        number: ZQ-OTHER-1
        issued: 2026-01-02
        currency: EUR
        seller: {name: zq-foreign-seller}
        buyer: {name: zq-other-name, client: zq-other-slug, address: [zq-foreign-address]}
        lines: [{text: zq-foreign-line, minutes: 61, amount: "61.00"}]
        taxes: []
        totals: {lines: "61.00", net: "61.00", tax: "0.00", total: "61.00", payable: "61.00"}
      ---
      """,
      "content/invoices/zq-invoice-broken.md": "---\ndocument: {kind: invoice, buyer: {name: zq-invoice-buyer}}\n---\n",
      "content/invoices/drafts/zq-draft.md": """
      ---
      client: zq-client-slug
      from: 2026-01-01
      through: 2026-01-31
      reference: zq-draft-reference
      discount: "1.07"
      prepaid: "0.83"
      notes: [zq-draft-notes]
      lines:
        - text: zq-draft-line
          refs: [updates/zq-repo-slug/ended/20260109T091700000Z-zq-update-worker]
          tax: AT20
          allowances: [{text: zq-draft-allowance, amount: "32.69"}]
        - {text: zq-draft-goods, quantity: "3", unit: zq-draft-unit, rate: "29.17"}
      ---
      zq-draft-body
      """,
      "content/invoices/drafts/zq-draft-other.md":
        "---\nclient: zq-other-slug\nlines: [{text: zq-draft-other-line, rate: \"29.17\"}]\n---\n",
      "content/invoices/drafts/zq-draft-broken.md": "---\nclient: zq-client-slug\nnotes: zq-draft-broken-notes\n---\n",
      "content/time/zq-client-slug/20260108T091500000Z-zq-person.md":
        "---\nat: 2026-01-08T09:15:00Z\nperson: zq-person\nminutes: 53\ntext: zq-time-open\nrepo: zq-repo-slug\n---\n",
      "content/time/zq-client-slug/20260108T091600000Z-zq-person.md":
        "---\nat: 2026-01-08T09:16:00Z\nperson: zq-person\nminutes: 1\n---\n",
      "content/time/zq-client-slug/20260108T091700000Z-zq-person.md": """
      ---
      at: 2026-01-08T09:17:00Z
      person: zq-person
      minutes: 2822
      text: zq-time-text
      repo: zq-repo-slug
      task: first
      billable: true
      rate: "83.47"
      corrects: 20260108T091600000Z-zq-person
      ---
      zq-time-body
      """,
      "content/write-offs/20260108T091700000Z.md": """
      ---
      at: 2026-01-08T09:17:00Z
      refs: [time/zq-client-slug/20260108T091700000Z-zq-person]
      reason: zq-write-off
      person: zq-write-off-person
      ---
      """,
    ]
    let updates = [
      ("first", "20260108T091700000Z", "2026-01-08T09:17:00Z", "in-progress"),
      ("ended", "20260109T091700000Z", "2026-01-09T09:17:00Z", "done"),
    ]
    for (task, stamp, at, status) in updates {
      content["content/updates/zq-repo-slug/\(task)/\(stamp)-zq-update-worker.md"] = """
        ---
        at: \(at)
        worker: zq-update-worker
        status: \(status)
        minutes: 2822
        billable_minutes: 47
        commits: 777
        head: abcdef0123456789
        done: ["zq-update-done <&>"]
        next: ["zq-update-next <&>"]
        blockers: ["zq-update-blocker <&>"]
        resolves: \(task == "first" ? "[zq-early-blocker]" : "[]")
        \(task == "first" ? "corrects: 20260107T091700000Z-zq-early-worker" : "")
        \(task == "first" ? "decides: 20260107T091700000Z-zq-early-worker" : "")
        ready_for_merge: false
        rate: "83.47"
        machine: zq-update-machine
        x-mine: zq-update-extra
        ---
        zq-update-body ![zq-update-alt](../../../pictures/zq-picture-name.png)
        """
    }
    content["content/updates/zq-repo-slug/first/20260107T091700000Z-zq-early-worker.md"] =
      "---\nat: 2026-01-07T09:17:00Z\nworker: zq-early-worker\nstatus: todo\nblockers: [zq-early-blocker]\n---\n"
    return content
  }()
}

extension String {
  /// Without what stands around a word: `zq-` itself begins it.
  fileprivate var trimmed: String {
    var word = self[(range(of: "zq-")?.lowerBound ?? startIndex)...]
    while word.hasSuffix("-") { word.removeLast() }
    return String(word)
  }
}
