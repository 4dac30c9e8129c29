import Testing

@testable import Billing

/// What `check` says of claims, logs, series, payments and drafts: the whole text.
@Suite struct WorkCheckTests {
  private typealias Fixture = BillingFixture

  private func sealed(_ number: String, _ document: IssuedDocument, draft: String = "d") throws -> String {
    "-- content/invoices/\(number).md --\n\(try document.numbered(number).record(draft: draft).text)"
  }

  @Test func everyClaimOfTheSameWorkIsNamed() async throws {
    let work = Fixture.time([30])
    let line = Fixture.line([Fixture.ref(day: 1)])
    #expect(
      try await Fixture().report(
        work + Fixture.draft(line, name: "a", "from: 2026-01-01") + Fixture.draft(line, name: "b", "from: 2026-01-01"))
          == """
          content/invoices/drafts/a.md:7:12: error[claimed]: updates/web/a/20260101T090000000Z-eva is billed by the draft b too
            7 |     refs: [updates/web/a/20260101T090000000Z-eva]
              |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            help: take it out of one of the two places
          content/invoices/drafts/b.md:7:12: error[claimed]: updates/web/a/20260101T090000000Z-eva is billed by the draft a too
            7 |     refs: [updates/web/a/20260101T090000000Z-eva]
              |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
            help: take it out of one of the two places
          """)
  }

  @Test func billedWorkThatChangesIsNamed() async throws {
    let line = Fixture.draft(Fixture.line([Fixture.ref(day: 1)]))
    let document = try await Fixture().document(Fixture.time([30]) + line)
    let issued = try sealed("INV-2026-0001", document)
    #expect(try await Fixture().report(Fixture.time([30]) + issued) == "")
    let found = try await Fixture().report(Fixture.time([31]) + issued)
    #expect(
      found.contains(
        "error[log]: updates/web/a/20260101T090000000Z-eva was billed as 2026-01-01 30m, and says 2026-01-01 31m now"))
    #expect(
      found.contains(
        "help: git log -p -- content/updates/web/a/20260101T090000000Z-eva.md shows who changed it; mend it there, or credit the difference"
      ))
    let gone = try await Fixture().report(issued)
    #expect(gone.contains("error[claimed]: there is no work updates/web/a/20260101T090000000Z-eva"))
  }

  @Test func gapsRepeatsAndDaysThatGoBackAreNamed() async throws {
    func report(_ documents: String) async throws -> [String] {
      try await Fixture().ledger(documents).diagnostics.filter { $0.code == "series" }.map {
        "\($0.file.path): \($0.message)"
      }
    }
    #expect(
      try await report(invoice("INV-2026-0001") + invoice("INV-2026-0003")) == [
        "content/invoices/INV-2026-0003.md: INV-2026-0002, the number before it, is missing"
      ])
    #expect(
      try await report(invoice("INV-2026-0001", issued: "2026-01-05") + invoice("INV-2026-0002", issued: "2026-01-04"))
        == [
          "content/invoices/INV-2026-0002.md: issued on 2026-01-04, and INV-2026-0001 before it on 2026-01-05"
        ])
    #expect(
      try await report(invoice("INV-2026-0001") + invoice("INV-2026-00001")) == [
        "content/invoices/INV-2026-0001.md: INV-2026-0001 and INV-2026-00001 are the same number"
      ])
    // A series may begin anywhere, and anew each year.
    #expect(try await report(invoice("INV-2025-0011", issued: "2025-12-01") + invoice("INV-2026-0001")) == [])
  }

  @Test func paymentsAndCreditsAboveTheDocumentAreNamed() async throws {
    func report(_ documents: String) async throws -> [String] {
      try await Fixture().ledger(documents).diagnostics.filter { ["payment", "credit"].contains($0.code) }.map(
        \.message)
    }
    func payments(_ list: String) -> String { "payments: [\(list)]" }
    #expect(
      try await report(invoice("I-1", behind: payments("{id: p1, date: 2026-01-03, amount: \"120.01\"}")))
        == ["120.01 EUR is paid, and only 120.00 was due"])
    #expect(
      try await report(
        invoice(
          "I-1",
          behind: payments(
            "{id: p1, date: 2026-01-03, amount: \"20.00\"}, {id: p1, date: 2026-01-03, amount: \"20.00\"}")))
        == ["two payments have the id p1"])
    #expect(
      try await report(invoice("I-1", behind: payments("{id: p1, date: 2026-01-03, amount: \"-0.01\"}")))
        == ["more went back than came in: -0.01 EUR"])
    #expect(
      try await report(invoice("I-1") + credit("C-1", of: "I-1") + credit("C-2", of: "I-1"))
        == ["120.00 EUR more is credited than I-1 was about"])
  }

  @Test func whatADraftMayNotBillIsAnErrorAndWhatItLacksAWarning() async throws {
    var fixture = Fixture()
    fixture.client = "name: Acme GmbH\ncountry: AT"
    let text =
      Fixture.update(day: 1, 30, worker: "bot") + Fixture.update(day: 2, 30)
      + Fixture.draft(Fixture.line([Fixture.ref(day: 1, worker: "bot")]) + Fixture.goods("1", at: "10.00", tax: "Q"))
    let found = try await fixture.ledger(text).diagnostics
    #expect(
      found.map { "\($0.severity.rawValue) \($0.code): \($0.message)" } == [
        "error refs: nobody has decided what of updates/web/a/20260101T090000000Z-bot is billed",
        "warning tax: no entry of \"taxes\" in index.md has the key \"Q\"",
      ])
  }
}
