import Billing
import Content
import Diagnostics
import FrontMatter
import Quantities
import TestSupport
import Testing

@testable import Actions

/// From time to a document, and everything that must not happen on the way.
@Suite struct InvoiceTests {
  static let files = [
    "content/index.md": """
    ---
    project: P
    people: [eva]
    seller: {name: Me, address: [Street 1], country: AT, vat_id: ATU1}
    billing: {currency: EUR, rate: "95.00", terms_days: 30, tax: V}
    taxes: {V: {category: S, rate: "20"}}
    ---

    """,
    "content/clients/acme.md": "---\nname: Acme\ncountry: AT\naddress: [Road 2]\n---\n",
    "content/repos/web.md": "---\ntitle: Web\nclient: acme\npath: none\n---\n",
    "content/tasks/web/basket.md": "---\ntitle: Basket\nstatus: in-progress\n---\n",
    "content/updates/web/basket/20260105T090000000Z-bot.md":
      "---\nat: 2026-01-05T09:00:00Z\nworker: bot\nstatus: in-progress\nminutes: 60\n---\n",
    "content/updates/web/basket/20260106T090000000Z-eva.md":
      "---\nat: 2026-01-06T09:00:00Z\nworker: eva\nstatus: in-progress\nminutes: 30\n---\n",
  ]

  private func board(_ more: [String: String] = [:], isRepository: Bool = false) -> Board {
    let board = Board(Self.files.merging(more) { $1 }, isRepository: isRepository)
    if !isRepository, let index = board["content/index.md"] {
      board.folder.put(index.replacing("project: P\n", with: "project: P\nauto_commit: none\n"), at: "content/index.md")
    }
    return board
  }

  private static func deciding(_ decision: TimeDecision = .asMeasured) -> DecideTime {
    DecideTime(["20260105T090000000Z-bot"], decision)
  }

  /// A board with one issued invoice, over an hour and a half.
  private func issued(isRepository: Bool = false) async throws -> Board {
    let board = board(isRepository: isRepository)
    try await board.call(Self.deciding())
    try await board.call(DraftInvoice("acme", through: day("2026-01-08")))
    let outcome = try await board.call(IssueInvoice("acme-2026-01"))
    #expect(outcome.document.number == "INV-2026-0001" && !outcome.wasIssued)
    return board
  }

  private func errors(_ board: Board, git: Bool = false) async throws -> [String] {
    var check = CheckInvoices()
    check.readsGit = git
    return try await board.call(check).problems.map { "\($0.severity.rawValue) \($0.file.path): \($0.message)" }
  }

  @Test func decisionsAreUpdatesAndTheNewestCounts() async throws {
    let board = board()
    func billable() async throws -> Minutes?? { try await board.call(ListTime()).entries.first.map(\.billable) }
    #expect(try await billable() == .some(nil))
    #expect(try await board.call(Self.deciding(.minutes(Minutes(20)))).decided.map(\.billable) == [Minutes(20)])
    #expect(try await billable() == Minutes(20))
    try await board.call(Self.deciding(.nothing))
    #expect(try await billable() == Minutes.zero)
    try await board.call(Self.deciding(.open))
    #expect(try await billable() == .some(nil))
    // The board and its history are as they were.
    let task = try await board.home.workspace(asOf: instant("2026-01-08T10:00:00Z")).task(id("web/basket"))
    #expect(task?.newestReport?.worker == "eva" && task?.reported == nil && task?.logged == Minutes(90))
    #expect(
      await board.refusal(of: DecideTime(["nope"], .nothing))
        == .answer("there is no work \"nope\"", help: "orchsite time list shows all"))
  }

  @Test func timeIsLoggedByPersonsOnly() async throws {
    let board = board()
    let logged = try await board.call(LogTime("web/basket", Minutes(45), text: "Review: two findings"))
    #expect(logged.path == "content/time/acme/20260108T100000000Z-eva.md")
    #expect(
      board[logged.path] == """
        ---
        at: 2026-01-08T10:00:00Z
        person: eva
        minutes: 45
        text: "Review: two findings"
        repo: web
        task: web/basket
        ---

        """)
    #expect(try await board.call(LogTime("acme", Minutes(5), text: "Call")).path.hasSuffix("Z-eva-2.md"))
    var other = LogTime("acme", Minutes(5), text: "Call")
    other.person = "Bot"
    #expect(
      await board.refusal(of: other)
        == .answer(
          "bot is not one of people: in index.md",
          help: "add bot there, if that is a person; an agent's time is reported"))
    #expect(
      await board.refusal(of: LogTime("nobody", Minutes(5), text: "x"))
        == .answer("there is no client nobody", help: "one of acme"))
    #expect(await board.refusal(of: LogTime("acme", Minutes(-5), text: "x")) != nil)
  }

  @Test func whatAPersonWroteOnADraftStays() async throws {
    let board = board()
    try await board.call(DraftInvoice("acme", through: day("2026-01-08")))
    let path = "content/invoices/drafts/acme-2026-01.md"
    let own = board[path]?.replacing("text: Basket", with: "text: Our basket # as agreed")
      .replacing("through: 2026-01-08\n", with: "through: 2026-01-08\nnotes: [Thanks]\n")
    board.folder.put(try #require(own), at: path)
    try await board.call(Self.deciding())
    let again = try await board.call(DraftInvoice("acme", through: day("2026-01-09")))
    #expect(!again.isNew && again.added == 1)
    #expect(
      board[path] == """
        ---
        client: acme
        through: 2026-01-09
        notes: [Thanks]
        lines:
          - text: Our basket # as agreed
            refs:
              - updates/web/basket/20260106T090000000Z-eva
          - text: Basket
            refs:
              - updates/web/basket/20260105T090000000Z-bot
        ---

        """)
    #expect(again.calculation.document?.totals.net.description == "142.50")
    #expect(
      await board.refusal(of: DraftInvoice("acme", through: day("2026-01-09")))
        == .answer("nothing of acme is unbilled through 2026-01-09", help: "orchsite invoice unbilled shows what is"))
  }

  @Test func anIssuedDraftIsGoneAndItsWorkIsBilled() async throws {
    let board = try await issued()
    #expect(board["content/invoices/drafts/acme-2026-01.md"] == nil)
    #expect(try await board.call(ShowUnbilled()).clients.flatMap(\.work).isEmpty)
    #expect(try await errors(board) == [])
    #expect(
      await board.refusal(of: IssueInvoice("acme-2026-01"))
        == .answer(
          "acme-2026-01 was issued as INV-2026-0001 on 2026-01-08, and nothing was done now",
          help: "orchsite invoice draft makes another"))
    // Another draft of the same name is nobody's to throw away.
    let path = "content/invoices/drafts/acme-2026-01.md"
    board.folder.put("---\nclient: acme\nlines: [{text: New work, rate: \"500.00\"}]\n---\n", at: path)
    #expect(
      await board.refusal(of: IssueInvoice("acme-2026-01"))
        == .answer(
          "\(path) is not the draft that was issued as INV-2026-0001",
          help: "give it another name; each name is used once"))
    try await board.call(LogTime("acme", Minutes(5), text: "Call"))
    try await board.call(DraftInvoice("acme", through: day("2026-01-08")))
    let other = try await board.call(IssueInvoice("acme-2026-01-2"))
    #expect(board[path] != nil && !other.wasIssued)
    #expect(
      other.warnings.map(\.message) == [
        "\(path) has the name of a draft that was issued as INV-2026-0001, and is another one"
      ])
  }

  /// As a process leaves it that was killed between the document and the end of its draft.
  @Test func aDraftThatWasIssuedBillsNothingAndIsTakenAway() async throws {
    let board = board(isRepository: true)
    board.folder.put(Self.files["content/index.md"] ?? "", at: "content/index.md")
    try await board.call(DraftInvoice("acme", through: day("2026-01-08")))
    let path = "content/invoices/drafts/acme-2026-01.md"
    let draft = try #require(board[path])
    try await board.call(IssueInvoice("acme-2026-01"))
    board.folder.put(draft, at: path)
    #expect(
      try await errors(board) == [
        "warning \(path): was issued as INV-2026-0001, and is still here"
      ])
    board.commitAll("put back")
    #expect(try await board.call(IssueInvoice("acme-2026-01")).wasIssued)
    #expect(board[path] == nil)
    // What a person added since is not thrown away.
    board.folder.put(draft + "\nA remark of mine.\n", at: path)
    let kept = try await board.call(IssueInvoice("acme-2026-01"))
    #expect(kept.wasIssued && board[path] != nil)
    #expect(kept.warnings.map(\.message) == ["\(path) is issued, and stays: git does not have it as it is"])
  }

  @Test func whatIsWrongIsNotIssued() async throws {
    let board = board()
    try await board.call(DraftInvoice("acme", through: day("2026-01-08")))
    board.folder.put("---\nname: Acme\ncountry: AT\n---\n", at: "content/clients/acme.md")
    guard case .content(let problems) = await board.refusal(of: IssueInvoice("acme-2026-01")) else {
      Issue.record("it was issued")
      return
    }
    #expect(
      problems.map { "\($0.file.path) \($0.message): \($0.help ?? "")" } == [
        "content/clients/acme.md acme has no address: add address: to content/clients/acme.md"
      ])
    #expect(
      board["content/invoices/INV-2026-0001.md"] == nil && board["content/invoices/drafts/acme-2026-01.md"] != nil)
    // A file that nobody can read may say anything.
    board.folder.put(Self.files["content/clients/acme.md"] ?? "", at: "content/clients/acme.md")
    board.folder.put("---\nat: [\n---\n", at: "content/updates/web/basket/20260107T090000000Z-bot.md")
    guard case .content = await board.refusal(of: IssueInvoice("acme-2026-01")) else {
      Issue.record("it was issued beside a file that cannot be read")
      return
    }
  }

  @Test func paymentsAreAppendedAndNeverTooMuch() async throws {
    let board = try await issued()
    var pay = PayInvoice("INV-2026-0001", on: day("2026-01-08"))
    pay.amount = ExactDecimal("100.00")
    #expect(try await board.call(pay).open.description == "71.00")
    pay.amount = ExactDecimal("71.01")
    #expect(
      await board.refusal(of: pay)
        == .answer(
          "71.01 EUR is more than is open of INV-2026-0001: 71.00 EUR",
          help: "record what is open; what came in too much is to be paid back, or belongs to another invoice"))
    pay.amount = nil
    let last = try await board.call(pay)
    #expect(last.payment.id == "p2" && last.open.isZero)
    #expect(await board.refusal(of: pay) != nil)
    #expect(try await errors(board) == [])
  }

  @Test func voidThenDraftGivesTheSameLines() async throws {
    let board = try await issued()
    let path = "content/invoices/INV-2026-0001.md"
    let before = try #require(board[path])
    let lines = try await board.call(ListInvoices()).invoices[0].document.lines
    let void = try await board.call(CreditInvoice("INV-2026-0001", reason: "Wrong", effect: .void))
    #expect(void.document.number == "CN-2026-0001" && void.invoice.status == .void)
    #expect(board[path] == before)
    let again = try await board.call(DraftInvoice("acme", through: day("2026-01-08")))
    #expect(again.path == "content/invoices/drafts/acme-2026-01-2.md")
    #expect(again.calculation.document?.lines == lines)
    #expect(
      await board.refusal(of: CreditInvoice("INV-2026-0001", reason: "x", effect: .void))
        == .answer("INV-2026-0001 is void already, by CN-2026-0001"))
    #expect(try await board.call(IssueInvoice("acme-2026-01-2")).document.number == "INV-2026-0002")
    #expect(try await errors(board) == [])
  }

  @Test func aCreditFreesNoWork() async throws {
    let board = try await issued()
    var credit = CreditInvoice("INV-2026-0001", reason: "Half")
    credit.line = 1
    credit.time = Minutes(30)
    #expect(try await board.call(credit).document.totals.total.description == "57.00")
    #expect(try await board.call(ShowUnbilled()).clients.flatMap(\.work).isEmpty)
    #expect(try await board.call(CreditInvoice("INV-2026-0001", reason: "Rest")).invoice.status == .credited)
    #expect(try await board.call(ShowUnbilled()).clients.flatMap(\.work).isEmpty)
  }

  @Test func workThatIsGivenUpIsNotBilled() async throws {
    let board = board()
    let off = try await board.call(WriteOffWork(["20260105T090000000Z-bot"], reason: "Goodwill"))
    #expect(off.minutes == Minutes(60))
    #expect(try await board.call(ListTime()).entries.map(\.state.word) == ["written-off", "unbilled"])
    #expect(
      await board.refusal(of: WriteOffWork(["20260105T090000000Z-bot"], reason: "x"))
        == .answer("updates/web/basket/20260105T090000000Z-bot is written off already"))
    try await board.call(DraftInvoice("acme", through: day("2026-01-08")))
    #expect(
      await board.refusal(of: WriteOffWork(["20260106T090000000Z-eva"], reason: "x"))
        == .answer(
          "updates/web/basket/20260106T090000000Z-eva is on the draft acme-2026-01", help: "take it out there first"))
  }

  /// Whatever is done to an issued file by hand, git tells.
  @Test func tamperingIsFound() async throws {
    let board = try await issued(isRepository: true)
    board.commitAll("all")
    let path = "content/invoices/INV-2026-0001.md"
    let text = try #require(board[path])
    #expect(try await errors(board, git: true) == [])
    func tamper(_ change: () throws -> Void) async throws -> [String] {
      try change()
      let found = try await errors(board, git: true)
      board.folder.put(text, at: path)
      for other in ["INV-2026-0002", "INV-2026-0007"] { board.folder.remove("content/invoices/\(other).md") }
      return found
    }
    #expect(
      try await tamper { board.folder.remove(path) } == ["error \(path): this issued document is gone"])
    let changed = text.replacing("name: Acme", with: "name: Acne")
    let wrong = try await tamper { board.folder.put(changed, at: path) }
    #expect(wrong.contains("error \(path): the document is not as it was issued: its hash does not match"))
    #expect(wrong.contains { $0.hasPrefix("error \(path): the file is not as it was issued, in commit") })
    // Sealed anew: only git knows.
    let hash = try #require(text.split(separator: "\n").first { $0.hasPrefix("hash:") })
    let sealed = changed.replacing(hash, with: "hash: \(Self.hash(of: changed))")
    let resealed = try await tamper { board.folder.put(sealed, at: path) }
    #expect(resealed.count == 1 && resealed[0].contains("is not as it was issued, in commit"))
    for edit in ["draft: other", "draft: acme-2026-01\nx-a: 1", "# note\ndraft: acme-2026-01"] {
      let found = try await tamper { board.folder.put(text.replacing("draft: acme-2026-01", with: edit), at: path) }
      #expect(found.count == 1, "\(found)")
    }
    #expect(try await tamper { board.folder.put(text + "\nA remark.\n", at: path) }.count == 1)
    let copy = text.replacing("INV-2026-0001", with: "INV-2026-0002")
    let twice = try await tamper { board.folder.put(copy, at: "content/invoices/INV-2026-0002.md") }
    #expect(twice.contains { $0.contains("is billed by INV-2026-0002 too") })
    let renumbered = try await tamper {
      board.folder.remove(path)
      board.folder.put(text.replacing("INV-2026-0001", with: "INV-2026-0007"), at: "content/invoices/INV-2026-0007.md")
    }
    #expect(renumbered.contains("error \(path): this issued document is gone"))
    // Payments are appended: taking one away is found, even when that is committed.
    try await board.call(PayInvoice("INV-2026-0001", on: day("2026-01-08")))
    board.commitAll("paid")
    #expect(try await errors(board, git: true) == [])
    board.folder.put(text, at: path)
    board.commitAll("unpaid")
    #expect(
      try await errors(board, git: true) == ["error \(path): a payment that was recorded is gone or another one"])
    // With books like these nothing is issued.
    try await board.call(LogTime("acme", Minutes(5), text: "Call"))
    try await board.call(DraftInvoice("acme", through: day("2026-01-08")))
    #expect(await board.refusal(of: IssueInvoice("acme-2026-01-2")) != nil)
  }

  private static func hash(of text: String) -> String {
    (try? FrontMatterDocument(SourceFile(path: "a.md", text: text))).flatMap { CanonicalDocument.hash(of: $0) } ?? ""
  }

  @Test func anotherMachineMayHaveGivenTheNumber() async throws {
    let board = board(["content/index.md": Self.files["content/index.md"] ?? ""], isRepository: true)
    try await board.call(DraftInvoice("acme", through: day("2026-01-08")))
    board.git("clone", "--quiet", "--bare", ".", ".home/origin.git")
    board.git("remote", "add", "origin", ".home/origin.git")
    board.git("fetch", "--quiet", "origin")
    board.git("branch", "--quiet", "--set-upstream-to", "origin/main")
    board.git("clone", "--quiet", ".home/origin.git", ".home/other")
    _ = board.shell("cd .home/other && git commit -q --allow-empty -m elsewhere && git push -q")
    #expect(
      await board.refusal(of: IssueInvoice("acme-2026-01"))
        == .answer(
          "main is 1 commit behind origin/main: another machine may have given the next number",
          help: "orchsite sync brings them in; then run it again"))
    board.folder.remove(".home/origin.git")
    guard case .answer(let message, let help) = await board.refusal(of: IssueInvoice("acme-2026-01")) else {
      Issue.record("it was issued without asking")
      return
    }
    #expect(message.hasPrefix("origin could not be asked") && help?.contains("--offline") == true)
    var offline = IssueInvoice("acme-2026-01")
    offline.isOffline = true
    #expect(try await board.call(offline).document.number == "INV-2026-0001")
  }

  @Test func aPDFIsWhatTheApprovedCommandMakes() async throws {
    let index = (Self.files["content/index.md"] ?? "").replacing(
      "project: P\n",
      with: "project: P\npdf: \"printf '%%PDF-' > $ORCHSITE_PDF; cat $ORCHSITE_PAGE >> $ORCHSITE_PDF\"\n")
    let board = board(["content/index.md": index])
    try await board.call(DraftInvoice("acme", through: day("2026-01-08")))
    try await board.call(IssueInvoice("acme-2026-01"))
    func print(_ approvals: Approvals) -> PrintInvoice {
      PrintInvoice("INV-2026-0001", to: "\(board.folder.path)/out.pdf", approvals: approvals) { _, _ in
        [("invoices/a.html", Array("page".utf8)), ("style.css", [])]
      }
    }
    guard case .answer(let message, _) = await board.refusal(of: print(Approvals(stateFolder: nil))) else {
      Issue.record("it ran")
      return
    }
    #expect(message.hasPrefix("not run, because nobody on this machine has approved it"))
    let approved = Approvals(stateFolder: board.folder(".home")) { _ in true }
    #expect(try await board.call(print(approved)).size == 9)
    #expect(board["out.pdf"] == "%PDF-page")
    #expect(
      await board.refusal(of: print(approved))
        == .answer(
          "\(board.folder.path)/out.pdf is there already",
          help: "name another with --output, or replace it with --force"))
  }
}
