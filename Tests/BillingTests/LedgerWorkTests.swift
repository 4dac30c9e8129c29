import Content
import Quantities
import TestSupport
import Testing

@testable import Billing

/// What is billable, what it costs, and where every minute is.
@Suite struct WorkLedgerTests {
  private typealias Fixture = BillingFixture

  private func states(_ more: String, _ fixture: Fixture = Fixture()) async throws -> [String] {
    try await fixture.ledger(more).entries.map { entry in
      "\(entry.person) \(entry.logged.count) \(entry.billable.map { String($0.count) } ?? "?") \(entry.state.word)"
    }
  }

  @Test func `a person's time is billed as logged, an agent's is to be decided`() async throws {
    #expect(
      try await states(Fixture.update(day: 1, 30) + Fixture.update(day: 2, 40, worker: "bot"))
        == ["eva 30 30 unbilled", "bot 40 ? to-decide"])
  }

  @Test func `agents' time is billed as logged where the workspace says so`() async throws {
    var fixture = Fixture()
    fixture.billing = #"billing: {currency: EUR, rate: "100.00", agent_time: as-logged}"#
    #expect(try await states(Fixture.update(day: 1, 40, worker: "bot"), fixture) == ["bot 40 40 unbilled"])
  }

  @Test func `a figure in the update counts, whoever wrote it`() async throws {
    #expect(
      try await states(
        Fixture.update(day: 1, 40, worker: "bot", more: "billable_minutes: 25")
          + Fixture.update(day: 2, 40, worker: "bot", more: "billable_minutes: 0"))
        == ["bot 40 25 unbilled", "bot 40 0 not-billable"])
  }

  @Test func `the newest decision counts, and one without a figure opens it again`() async throws {
    let work = Fixture.update(day: 1, 40, worker: "bot")
    func decision(_ day: Int, _ figure: String) -> String {
      let ref = Fixture.ref(day: 1, worker: "bot").split(separator: "/").last.map(String.init) ?? ""
      return Fixture.update(day: day, 0, worker: "board", more: "decides: \(ref)\n\(figure)")
        .replacing("minutes: 0\n", with: "", maxReplacements: 1)
    }
    #expect(try await states(work + decision(2, "billable_minutes: 20")) == ["bot 40 20 unbilled"])
    #expect(
      try await states(work + decision(2, "billable_minutes: 20") + decision(3, "billable_minutes: 0"))
        == ["bot 40 0 not-billable"])
    #expect(
      try await states(work + decision(2, "billable_minutes: 20") + decision(3, "")) == ["bot 40 ? to-decide"])
  }

  @Test(arguments: ["task", "repo", "client"])
  func `all of task, repo and client have to be billable`(_ part: String) async throws {
    var fixture = Fixture()
    switch part {
    case "task": fixture.task = "billable: false"
    case "repo": fixture.repo = "billable: false"
    default: fixture.client += "\nbillable: false"
    }
    #expect(
      try await states(Fixture.update(day: 1, 30) + Fixture.update(day: 2, 30, more: "billable_minutes: 10"), fixture)
        == ["eva 30 0 not-billable", "eva 30 10 unbilled"])
  }

  @Test func `corrections take back what was logged`() async throws {
    let name = Fixture.ref(day: 1).split(separator: "/").last.map(String.init) ?? ""
    #expect(
      try await states(Fixture.update(day: 1, 30) + Fixture.update(day: 2, -10, more: "corrects: \(name)"))
        == ["eva 30 30 unbilled", "eva -10 -10 unbilled"])
  }

  @Test func `work without a client is nobody's`() async throws {
    let text =
      Fixture.update(day: 1, 30, task: "lone/x") + "-- content/tasks/lone/x.md --\n---\ntitle: X\nstatus: todo\n---\n"
    let ledger = try await Fixture().ledger(text)
    #expect(ledger.entries.map(\.client) == [nil])
    #expect(ledger.unbilled().isEmpty)
    #expect(ledger.undecided.isEmpty)
  }

  @Test func `the first rate that is found wins, even nothing`() async throws {
    let dated = "\nrates: [{from: 2026-01-02, rate: \"60.00\"}, {from: 2026-01-03, rate: \"70.00\"}]"
    func rates(_ fixture: Fixture, _ more: String = "") async throws -> [String] {
      try await fixture.ledger(Fixture.time([60, 60, 60], more: more)).unbilled().map { piece in
        (try? piece.rate.get()).map { "\($0.rate) \($0.source)" } ?? "none"
      }
    }
    var fixture = Fixture()
    #expect(try await rates(fixture) == Array(repeating: "100.00 content/index.md", count: 3))
    fixture.client += "\nrate: \"50.00\"" + dated
    #expect(
      try await rates(fixture)
        == ["50.00 content/clients/acme.md", "60.00 content/clients/acme.md", "70.00 content/clients/acme.md"])
    fixture.repo = "rate: \"40.00\""
    #expect(try await rates(fixture) == Array(repeating: "40.00 content/repos/web.md", count: 3))
    fixture.task = "rate: \"0\""
    #expect(try await rates(fixture) == Array(repeating: "0 content/tasks/web/a.md", count: 3))
    #expect(
      try await rates(fixture, "rate: \"30.00\"")
        == (1...3).map { "30.00 content/\(Fixture.ref(day: $0)).md" })
  }

  @Test func `a rate in another currency is none`() async throws {
    var fixture = Fixture()
    fixture.client += "\ncurrency: CHF"
    let ledger = try await fixture.ledger(Fixture.update(day: 1, 60))
    #expect(ledger.unbilled().map(\.amount) == [nil])
    #expect(
      try await fixture.report(Fixture.update(day: 1, 60)) == """
        content/clients/acme.md:6:11: error[rate]: acme is billed in CHF, and billing.rate is in EUR
          6 | currency: CHF
            |           ^^^
          help: add rate: in CHF to it; there is no conversion
        """)
  }

  /// Every entry is in exactly one place, whatever claims it.
  @Test func `minutes add up for every client`() async throws {
    let text =
      Fixture.time([10, 20, 30, 40]) + Fixture.time([5, 6], worker: "bot") + Fixture.time([50], task: "web/b")
      + Fixture.time([60], task: "web/b", worker: "bot", more: "billable_minutes: 45")
      + Fixture.draft(Fixture.line([Fixture.ref(day: 1), Fixture.ref(day: 2)]))
        + """
        -- content/write-offs/20260110T090000000Z.md --
        ---
        at: 2026-01-10T09:00:00Z
        refs: [\(Fixture.ref(day: 3)), \(Fixture.ref(day: 1, worker: "bot"))]
        reason: Goodwill
        ---
        -- content/time/borg/20260110T090000000Z-eva.md --
        ---
        at: 2026-01-10T09:00:00Z
        person: eva
        minutes: 15
        text: Call
        billable: false
        ---

        """
    let sums = try await Fixture().ledger(text).entries.sums()
    #expect(sums.map(\.client) == ["acme", "borg"])
    for (_, sums) in sums {
      #expect(
        sums.logged
          == sums.billed + sums.unbilled + sums.toDecide + sums.notBillable + sums.writtenOff)
    }
    var expected = WorkSums()
    (expected.logged, expected.billed, expected.drafted) = (Minutes(221), Minutes(30), Minutes(30))
    (expected.unbilled, expected.toDecide) = (Minutes(135), Minutes(6))
    (expected.notBillable, expected.writtenOff) = (Minutes(15), Minutes(35))
    #expect(sums[0].sums == expected)
    #expect(sums[1].sums.notBillable == Minutes(15))
  }

  @Test func `a fixed price is claimed once, when it is done`() async throws {
    let task = """
      -- content/tasks/web/f.md --
      ---
      title: Fixed
      status: STATUS
      billing: fixed
      fixed_price: "500.00"
      ---

      """
    let open = try await Fixture().ledger(
      task.replacing("STATUS", with: "in-progress") + Fixture.time([60], task: "web/f"))
    #expect(open.unbilled().isEmpty)
    let done = task.replacing("STATUS", with: "done")
    let ledger = try await Fixture().ledger(done)
    #expect(ledger.unbilled().map { "\($0.ref) \($0.amount?.description ?? "")" } == ["tasks/web/f 500.00"])
    let document = try await Fixture().document(done + Fixture.draft(Fixture.line(["tasks/web/f"]), "from: 2026-01-01"))
    #expect(
      document.lines.map { "\($0.quantity?.description ?? "") × \($0.rate?.description ?? "")" } == ["1 × 500.00"])
    #expect(try await Fixture().ledger(done + Fixture.draft(Fixture.line(["tasks/web/f"]))).unbilled().isEmpty)
  }

  /// Whatever the order in which files come, the same work is unbilled.
  @Test func `billing over any partition bills each minute once`() async throws {
    let minutes = [7, 11, 13, 17]
    let work = Fixture.time(minutes)
    // Each piece of work goes to one of three drafts, or to none.
    for code in 0..<256 {
      let places = (0..<4).map { code >> (2 * $0) & 3 }
      var drafts = ""
      for draft in 1...3 {
        let refs = places.enumerated().filter { $1 == draft }.map { Fixture.ref(day: $0.offset + 1) }
        if !refs.isEmpty { drafts += Fixture.draft(Fixture.line(refs), name: "d\(draft)") }
      }
      let ledger = try await Fixture().ledger(work + drafts)
      let calculated = ledger.book.drafts.map { DraftCalculation($0, in: ledger, issued: day("2026-02-01")) }
      #expect(calculated.allSatisfy { $0.problems.isEmpty })
      let billed = calculated.flatMap { $0.document?.lines ?? [] }.reduce(0) { $0 + ($1.minutes?.count ?? 0) }
      let unbilled = ledger.unbilled().reduce(0) { $0 + ($1.minutes?.count ?? 0) }
      #expect(billed + unbilled == minutes.reduce(0, +))
      #expect(ledger.diagnostics.isEmpty)
    }
  }
}
