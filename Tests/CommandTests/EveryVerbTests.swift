import Actions
import Billing
import Content
import Foundation
import Git
import Quantities
import Site
import TestSupport
import Testing

/// Every verb twice, on two boards alike: through the binary, and as a function in this process. Both make the same of
/// `content/`, and the function writes not one byte to standard output.
@Suite struct EveryVerbTests {
  /// A verb, as words and as a call.
  struct Case: Sendable, CustomTestStringConvertible {
    let words: [String]
    /// A script that makes both boards ready, in which `orchsite` is the binary.
    private(set) var preparation = ""
    /// With which code the binary ends.
    private(set) var code: Int32 = 0
    let call: @Sendable (Home, Stage) async throws -> Void

    init(_ words: String..., call: @escaping @Sendable (Home, Stage) async throws -> Void) {
      self.words = words
      self.call = call
    }

    init(_ words: String..., verb: some Verb) {
      self.words = words
      call = { home, stage in _ = try await verb.run(in: home, stage) }
    }

    func after(_ script: String) -> Case {
      var prepared = self
      prepared.preparation = script
      return prepared
    }

    func ending(with code: Int32) -> Case {
      var ended = self
      ended.code = code
      return ended
    }

    var testDescription: String { words.joined(separator: " ") }
  }

  private static func id(_ text: String) -> TaskID { TaskID(text) ?? TaskID(repo: "", task: "") }
  private static func day(_ text: String) -> Day { Day(text) ?? Day(ordinal: 0) }

  private static let newTask: NewTask = {
    var new = NewTask("web", title: "New: one")
    new.labels = ["a"]
    return new
  }()

  private static let none = Approvals(stateFolder: nil)

  private static let resuming: StartWorker = {
    var resume = StartWorker(id("web/started"), approvals: none)
    resume.isResuming = true
    return resume
  }()

  private static let release: StartRelease = {
    var release = StartRelease(.release, of: "web")
    release.version = "1.0.0"
    return release
  }()

  private static let hotfix: StartRelease = {
    var hotfix = StartRelease(.hotfix, of: "web")
    hotfix.version = "1.0.1"
    return hotfix
  }()

  private static func report(
    _ kind: WriteReport.Kind, done: [String] = [], blockers: [String] = []
  ) -> WriteReport {
    var report = WriteReport(id("web/started"), in: "/")
    report.kind = kind
    report.done = done
    report.blockers = blockers
    return report
  }

  /// A repo, with the same commits wherever it is.
  private static let web = """
    export GIT_AUTHOR_DATE='2026-01-01T00:00:00Z' GIT_COMMITTER_DATE='2026-01-01T00:00:00Z'
    git init -q web; (cd web; echo a > a; git add a; git commit -qm a; git branch develop)
    git -C web config user.name Ada; git -C web config user.email ada@example.org

    """
  private static let started = web + "orchsite worker start web started --at 2026-01-08T09:00:00Z >/dev/null\n"
  private static let committed =
    started + "(cd .worktrees/web/started; echo b > b; git add b; git commit -qm b)\n"
  private static let released = web + "orchsite release start web 1.0.0 >/dev/null\n"
  private static let hotfixed = web + "orchsite hotfix start web 1.0.1 >/dev/null\n"
  private static let shared = """
    git init -q . && git add content && git commit -qm start && git init -q --bare .home/origin.git
    git remote add origin .home/origin.git && git push -q --set-upstream origin main

    """
  private static let discarded =
    committed
    + "orchsite worker clean web started --discard --confirm started --at 2026-01-08T09:30:00Z >/dev/null\n"

  /// A client, a person, and an hour of an agent's.
  private static let billing = #"""
    sed -i '1a people: [eva]\nseller: {name: Me, address: [Street 1], country: AT, vat_id: ATU1}\nbilling: {currency: EUR, rate: "95.00", terms_days: 30, tax: V}\ntaxes: {V: {category: S, rate: "20"}}' content/index.md
    mkdir -p content/clients content/updates/web/basket
    printf -- '---\nname: Acme\ncountry: AT\naddress: [Road 2]\n---\n' > content/clients/acme.md
    sed -i '1a client: acme' content/tasks/web/basket.md
    printf -- '---\nat: 2026-01-05T10:00:00Z\nworker: bot\nstatus: todo\nminutes: 60\n---\n' > content/updates/web/basket/20260105T100000000Z-bot.md

    """#
  private static let drafted =
    billing + """
      orchsite time decide --all --as-measured --at 2026-01-08T09:00:00Z >/dev/null
      orchsite invoice draft acme --through 2026-01-08 --at 2026-01-08T09:00:00Z >/dev/null

      """
  private static let issued = drafted + "orchsite invoice issue acme-2026-01 --at 2026-01-08T09:30:00Z >/dev/null\n"

  private static func credit(_ effect: IssuedDocument.Correction.Effect) -> CreditInvoice {
    CreditInvoice("INV-2026-0001", reason: "So", effect: effect)
  }

  private static let logging: LogTime = {
    var log = LogTime("acme", Minutes(45), text: "Call")
    log.person = "eva"
    return log
  }()

  private static let deciding: DecideTime = {
    var decide = DecideTime([], .asMeasured)
    decide.isAll = true
    return decide
  }()

  private static let initial: InitWorkspace = {
    var request = InitWorkspace()
    request.isAgreed = true
    return request
  }()

  static let cases = [
    Case("init", "--yes") { home, stage in
      _ = try await initial.run(in: home, stage)
      var build = BuildSite(version: "0.1.0")
      build.git = home.git
      _ = try await build.run(home: home.path, asOf: stage.now)
    },
    Case("task", "list", verb: ListTasks()),
    Case("task", "show", "backend/search", verb: ShowTask(id("backend/search"))),
    Case("task", "new", "web", "New: one", "--label", "a", verb: newTask),
    Case(
      "task", "move", "backend/search", "done", "-m", "why",
      verb: MoveTask(id("backend/search"), to: .done, message: "why")),
    Case(
      "task", "set", "web/basket", "priority=low",
      verb: SetTaskKeys(id("web/basket"), [Assignment("priority=low")].compactMap(\.self))),
    Case("task", "check", "web/basket", verb: TickBoxes(id("web/basket"), [], as: true))
      .after("printf '\\n- [ ] a\\n' >> content/tasks/web/basket.md"),
    Case("task", "uncheck", "web/basket", "1", verb: TickBoxes(id("web/basket"), [1], as: false))
      .after("printf '\\n- [x] a\\n' >> content/tasks/web/basket.md"),
    Case("task", "accept", "backend/search", verb: AcceptReport(id("backend/search"))),
    Case("task", "unblock", "backend/refund-api", "So.", verb: UnblockTask(id("backend/refund-api"), answer: "So.")),
    Case(
      "sprint", "new", "sprint-3", "--start", "2026-02-02", "--end", "2026-02-13",
      verb: NewSprint("sprint-3", from: day("2026-02-02"), to: day("2026-02-13"))),
    Case("status", verb: ShowStatus()),
    Case("next", verb: ShowNext()),
    Case("wait", "--timeout", "0s", verb: WaitForNews(limit: .zero)).ending(with: 124),
    // The other repo is not there.
    Case("doctor", verb: ExamineWorkspace()).after(web).ending(with: 1),
    Case("sprint", "list", verb: ListSprints()),
    Case("decision", "list", verb: ListDecisions()),
    Case("client", "list", verb: ListClients()),
    Case("repo", "list", verb: ListRepos()),
    Case("repo", "new", "api", verb: NewRepo("api")),
    Case("sprint", "close", "sprint-1", verb: CloseSprint("sprint-1")),
    Case("decision", "new", "Why", verb: NewDecision("Why")),
    Case(
      "client", "new", "acme", "--name", "Acme", "--country", "AT",
      verb: NewClient("acme", name: "Acme", country: "AT")),
    Case("import", "backlog", "--repo", "web") { home, stage in
      var request = ImportFiles("backlog", at: "\(home.path)/backlog")
      request.repo = "web"
      _ = try await request.run(in: home, stage)
    },
    Case("inbox", verb: ShowInbox()).after(committed),
    // Nothing on standard input: it says so, and ends well.
    Case("mark") { _, _ in },
    // There is no event to read, and a workspace to guard.
    Case("guard") { _, _ in }.ending(with: 2),
    // It ends with its input. What its tools do is what the verbs do: Tests/MCP compares them.
    Case("mcp") { _, _ in },
    Case("role", "worker") { _, _ in },
    Case("orchestrator", verb: StartOrchestrator(approvals: none)),
    Case("conflicts", verb: ShowConflicts()).after(committed),
    Case("diff", "web", "started", verb: ShowDiff(id("web/started"))).after(committed),
    Case("worker", "start", "web", "new-one", verb: StartWorker(id("web/new-one"), approvals: none)).after(web),
    Case("worker", "resume", "web", "started", verb: resuming).after(started),
    Case("worker", "adopt", "web", "basket", "by-hand") { home, stage in
      _ = try await AdoptWorktree(id("web/basket"), path: "\(home.path)/by-hand").run(in: home, stage)
    }.after(web + "git -C web worktree add -q -b feature/by-hand ../by-hand develop"),
    Case("worker", "list", verb: ListWorkers()).after(started),
    Case("worker", "clean", "web", "started", verb: CleanWorktree(id("web/started"))).after(started),
    Case("report", "web/started", "-d", "x", verb: report(.progress, done: ["x"])).after(committed),
    Case("blocked", "why?", "--task", "web/started", verb: report(.blocked, blockers: ["why?"])).after(committed),
    Case("done", "web/started", verb: report(.done)).after(committed),
    Case("brief", "web/started", verb: BriefWorker(id("web/started"), in: "/")).after(committed),
    Case("feature", "finish", "web", "started", verb: FinishFeature(id("web/started"))).after(committed),
    Case("release", "start", "web", "1.0.0", verb: release).after(web),
    Case("release", "finish", "web", verb: FinishRelease(.release, of: "web")).after(released),
    Case("hotfix", "start", "web", "1.0.1", verb: hotfix).after(web),
    Case("hotfix", "finish", "web", verb: FinishRelease(.hotfix, of: "web")).after(hotfixed),
    Case("flow", "init", "web", verb: InitFlow(["web"])).after(web),
    Case("rescue", "list", verb: ListRescues()).after(discarded),
    Case("rescue", "restore", "web/started", verb: RestoreRescue("web/started")).after(discarded),
    Case("rescue", "forget", verb: ForgetRescues()).after(discarded),
    Case("sync", verb: SyncWorkspace()).after(shared),
    Case("time", "log", "acme", "45m", "Call", "--as", "eva", verb: logging).after(billing),
    Case("time", "review", verb: ListUndecided()).after(billing).ending(with: 1),
    Case("time", "decide", "--all", "--as-measured", verb: deciding).after(billing),
    Case("time", "list", verb: ListTime()).after(billing),
    Case("invoice", "unbilled", verb: ShowUnbilled()).after(billing),
    Case(
      "invoice", "draft", "acme", "--through", "2026-01-08", verb: DraftInvoice("acme", through: day("2026-01-08"))
    ).after(billing + "orchsite time decide --all --as-measured --at 2026-01-08T09:00:00Z >/dev/null\n"),
    Case("invoice", "list", verb: ListInvoices()).after(issued),
    Case("invoice", "show", "INV-2026-0001", verb: ShowInvoice("INV-2026-0001")).after(issued),
    Case("invoice", "issue", "acme-2026-01", verb: IssueInvoice("acme-2026-01")).after(drafted),
    Case(
      "invoice", "pay", "INV-2026-0001", "--date", "2026-01-08",
      verb: PayInvoice("INV-2026-0001", on: day("2026-01-08"))
    ).after(issued),
    Case("invoice", "credit", "INV-2026-0001", "--reason", "So", verb: credit(.credit)).after(issued),
    Case("invoice", "void", "INV-2026-0001", "--reason", "So", verb: credit(.void)).after(issued),
    Case(
      "invoice", "write-off", "20260105T100000000Z-bot", "--reason", "So",
      verb: WriteOffWork(["20260105T100000000Z-bot"], reason: "So")
    ).after(billing),
    Case("invoice", "check", verb: CheckInvoices()).after(issued),
    // Nothing makes PDFs here.
    Case("invoice", "pdf", "INV-2026-0001") { home, stage in
      let print = PrintInvoice("INV-2026-0001", to: "\(home.path)/x.pdf", approvals: none) { _, _ in nil }
      await #expect(throws: Refusal.self) { try await print.run(in: home, stage) }
    }.after(issued).ending(with: 1),
    Case(
      "invoice", "export", "--format", "json", "INV-1", verb: ExportInvoices(["INV-1"], as: .json)
    ).after(
      """
      mkdir -p content/invoices && cat > content/invoices/INV-1.md <<'END'
      ---
      document:
        {kind: invoice, number: INV-1, issued: 2026-01-02, due: 2026-01-30, currency: EUR, seller: {name: Me},
         buyer: {name: Acme}, lines: [], totals: {lines: "0.00", net: "0.00", tax: "0.00", total: "0.00", payable: "0.00"}}
      ---
      END
      """),
    Case("run", "test", "web", verb: RunCommand("test", approvals: none))
      .after(web + "printf 'test:\\n\\ttrue\\n' > web/Makefile"),
    Case("trust", verb: Trust(none)),
    Case("check", verb: CheckContent()),
    Case("build") { home, stage in
      _ = try await BuildSite(version: "0.1.0").run(home: home.path, asOf: stage.now)
    },
    // It does not end by itself: ServeTests has the rest.
    Case("serve", "--port", "65536") { _, _ in }.ending(with: 64),
    Case("templates", "eject") { home, _ in _ = try await EjectTemplates().run(home: home.path) },
  ]

  private static let at = "2026-01-08T10:00:00Z"

  private static func board() -> Board {
    let backlog = ["backlog/tasks/task-1 - A.md": "---\nid: task-1\ntitle: A\nstatus: Done\n---\n"]
    return Board(
      Board.autoCommit("none").merging(Board.report) { $1 }.merging(backlog) { $1 }, isRepository: false)
  }

  @Test(arguments: cases)
  func aVerbAndItsFunctionDoTheSame(_ verb: Case) async throws {
    let (board, other) = (Self.board(), Self.board())
    if !verb.preparation.isEmpty {
      for each in [board, other] { #expect(each.shell(verb.preparation).err == "") }
    }
    let moment =
      switch verb.words {
      case ["templates", "eject"], ["run", "test", "web"], ["trust"], ["mark"], ["guard"], ["mcp"], ["role", "worker"],
        ["serve", "--port", "65536"]:
        [String]()
      case ["task", "list"], ["task", "show", "backend/search"], ["check"], ["build"], ["worker", "list"],
        ["brief", "web/started"], ["rescue", "list"], ["status"], ["next"], ["conflicts"], ["inbox"],
        ["diff", "web", "started"],
        ["wait", "--timeout", "0s"], ["doctor"],
        ["sprint", "list"], ["decision", "list"],
        ["client", "list"], ["repo", "list"], ["time", "list"], ["invoice", "unbilled"], ["invoice", "list"],
        ["invoice", "show", "INV-2026-0001"], ["invoice", "check"], ["invoice", "pdf", "INV-2026-0001"],
        ["invoice", "export", "--format", "json", "INV-1"]:
        ["--as-of", Self.at]
      default: ["--at", Self.at]
      }
    if moment.first == "--at" {
      let before = board.contents
      let dry = board.start(verb.words + moment + ["--dry-run", "--json"]).outcome()
      try #require(dry.code == 0, "\(dry.err)")
      let object = try #require(try JSONSerialization.jsonObject(with: Data(dry.out.utf8)) as? [String: Any])
      #expect(object["dry_run"] as? Bool == true && object["kind"] is String)
      let after = board.contents
      let touched = Set(after.keys).union(before.keys).filter { after[$0] != before[$0] }.sorted()
      #expect(touched == [])
    }
    let outcome = board.start(verb.words + moment).outcome()
    #expect(outcome.code == verb.code, "\(outcome.err)")

    _ = StandardOutput.text
    let now = try #require(Instant(Self.at))
    // All tests share two threads: how long git takes is no measure here.
    let git = GitRunner(folder: other.folder.path, timeLimit: .seconds(1_800), ownTimeLimit: .seconds(1_800))
    try await verb.call(Home(path: other.folder.path, git: git), Stage(now: now, isNamed: true))
    #expect(StandardOutput.text == "")
    for folder in ["content", "site", "site-templates"] {
      #expect(board.texts(in: folder) == other.texts(in: folder))
    }
  }

  /// So that no verb is forgotten here.
  @Test func allVerbsAreInTheList() {
    let board = Board(isRepository: false)
    func verbs(_ words: [String]) -> [[String]] {
      let help = board.start(words + ["--help"]).outcome().out
      guard let list = help.components(separatedBy: "SUBCOMMANDS:\n").dropFirst().first else { return [words] }
      return list.split(separator: "\n").prefix { !$0.hasPrefix("  See ") }
        .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
        .compactMap { $0.split(separator: " ").first.map(String.init) }.flatMap { verbs(words + [$0]) }
    }
    let all = withExtendedLifetime(board) { verbs([]) }
    let tested = Self.cases.map(\.words)
    #expect(all.count == Self.cases.count)
    for verb in all { #expect(tested.contains { $0.starts(with: verb) }, "\(verb)") }
  }
}

extension Board {
  /// Everything in the folder, without the time of the last change: git renews that of objects that it finds again.
  fileprivate var contents: [String: [Substring]] {
    folder.picture().mapValues { picture in
      let parts = picture.split(separator: " ")
      return [parts.first, parts.last].compactMap(\.self)
    }
  }

  fileprivate func texts(in folder: String) -> [String: String] {
    var texts: [String: String] = [:]
    for path in self.folder.picture(of: folder).keys { texts[path] = self.folder.text("\(folder)/\(path)") }
    return texts
  }
}
