import Billing
import Content
import Diagnostics
import Evidence
import Files
import Foundation
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
      .inMemory(Secrets.content), git: Secrets.git, money: Secrets.money, sessions: Secrets.sessions,
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

  /// The search would find them: the team's own site holds most of them, and what it does not show was read.
  @Test func theSecretsAreThere() async throws {
    let team = try await publish(.inMemory(Secrets.content))
    let all = team.files.map { $0.key + $0.value }.joined().lowercased()
    let shown = Secrets.planted.filter(all.contains)
    #expect(shown.count > Secrets.planted.count / 2, "\(Secrets.planted.filter { !all.contains($0) })")
    let problems = team.workspace.check().filter { $0.severity == .error && !$0.file.path.contains("zq-unreadable") }
    #expect(problems.map { "\($0.file.path): \($0.message)" } == [])
  }

  /// A field added to a record is planted here before this passes again.
  @Test func everyFieldOfEveryRecordIsPlanted() async throws {
    let workspace = try await publish(.inMemory(Secrets.content)).workspace
    func fields(_ record: Any?) -> [String] {
      record.map { Mirror(reflecting: $0).children.compactMap(\.label).sorted() } ?? []
    }
    let task = try #require(workspace.task(TaskID(repo: "zq-repo-slug", task: "first")))
    #expect(
      fields(task.task) == [
        "assignee", "base", "billable", "billing", "branch", "client", "clientNote", "created", "dependsOn", "due",
        "estimate", "fixedPrice", "id", "labels", "priority", "pullRequest", "rate", "source", "sprint", "status",
        "title", "touches", "waitsFor",
      ])
    #expect(
      fields(task.updates.first) == [
        "at", "billableMinutes", "blockers", "commits", "corrects", "decides", "done", "head", "minutes", "name",
        "next", "rate", "readyForMerge", "resolves", "source", "status", "task", "worker",
      ])
    #expect(
      fields(workspace.repo("zq-repo-slug")) == [
        "billable", "branches", "client", "commands", "disposable", "order", "path", "rate", "slug", "source", "title",
        "url", "worktree",
      ])
    #expect(fields(workspace.sprints.first) == ["capacity", "end", "goal", "slug", "source", "start", "title"])
    #expect(
      fields(workspace.decisions.first) == ["date", "name", "repo", "source", "tags", "task", "title", "worker"])
    #expect(
      fields(workspace.client("zq-client-slug")) == [
        "baseURL", "billable", "country", "name", "slug", "source", "vatID",
      ])
    #expect(
      fields(workspace.settings) == [
        "agent", "agentsMay", "autoCommit", "customFields", "language", "pdf", "project", "radarQuiet", "site",
        "source", "sprint", "staleAfterDays", "wip", "workspace", "worktrees",
      ])
    #expect(fields(workspace.settings.site) == ["baseURL", "invoices", "title"])
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
  static func isAsset(_ path: String) -> Bool { path == "style.css" || path == "board.js" }

  static let planted: [String] = {
    var texts = content.flatMap { [$0.key, $0.value] }.joined(separator: "\n")
    dump(git, to: &texts)
    dump(sessions, to: &texts)
    let words = texts.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "-") }.map(String.init)
    let secrets = Set(words.filter { $0.contains("zq-") }.map(\.trimmed))
    // What is no word: figures, days and choices, as pages and data write them.
    return secrets.sorted() + days
      + ["83.47", "1234.56", "1234,56", "7919", "131 h 59", "47 min", "2822", "47 h 02", "hourly", "urgent"]
      + [
        "20260108t091700000z", "09:17", "2031-07-23", "23 jul", "content/", "feature/", "abcdef0123456789",
        "777 commits",
      ]
  }()

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
  static let money = MoneyFacts(
    toDecide: Minutes(7919),
    unbilled: [ExactDecimal("1234.56")].compactMap { $0 }.map { .init(currency: "EUR", value: $0) })
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
      seller: {name: zq-settings-seller}
      billing: {currency: EUR, rate: "83.47"}
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
        rules: {note: zq-invoice-rules}
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
      "content/invoices/drafts/zq-draft.md": "---\nclient: zq-client-slug\nnotes: zq-draft-notes\n---\n",
      "content/time/zq-client-slug/20260108t091700000z-zq-person.md": "---\ntext: zq-time-text\n---\n",
      "content/write-offs/20260108t091700000z.md": "---\nreason: zq-write-off\n---\n",
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
