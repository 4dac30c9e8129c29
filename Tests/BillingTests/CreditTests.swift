import Content
import Quantities
import Testing

@testable import Billing

/// Credit notes: what is taken back, to the cent, until nothing is left.
@Suite struct CreditTests {
  private typealias Fixture = BillingFixture

  private func invoice(_ lines: String, _ more: String = "", _ fixture: Fixture = Fixture()) async throws
    -> IssuedDocument
  {
    try await fixture.document(Fixture.draft(lines, more)).numbered("I-1")
  }

  private func credit(
    _ request: CreditRequest, of invoice: IssuedDocument, less credits: [IssuedDocument] = []
  ) throws(CreditProblem) -> IssuedDocument {
    try CreditCalculation(invoice, less: credits).document(
      request, number: "C-\(credits.count + 1)", issued: day("2026-02-02"),
      correction: .init(number: "I-1", issued: invoice.issued, reason: "So", effect: .credit))
  }

  private func money(_ text: String) -> Money {
    Money(ExactDecimal(text) ?? .zero, Currency("EUR") ?? .unknown) ?? .zero(.unknown)
  }

  @Test func `hours of a line`() async throws {
    var fixture = Fixture()
    fixture.billing = #"billing: {currency: EUR, rate: "148.50", terms_days: 30, tax: V}"#
    let work = Fixture.time([120])
    let invoice = try await fixture.document(work + Fixture.draft(Fixture.line([Fixture.ref(day: 1)])))
    let note = try credit(.line(1, .minutes(Minutes(30))), of: invoice)
    #expect(note.sums == "74.25 · 14.85 · 89.10 · 89.10")
    #expect(note.lines.map(\.corrects) == [1])
    #expect(note.lines.allSatisfy { $0.refs.isEmpty })
  }

  @Test func `what closes a group takes the tax that is left`() async throws {
    let invoice = try await invoice(Fixture.goods("1", at: "100.00", tax: "D"))
    var notes: [IssuedDocument] = []
    for amount in ["33.33", "33.33", "33.34"] {
      notes.append(try credit(.amount(money(amount)), of: invoice, less: notes))
    }
    #expect(notes.map(\.totals.tax.description) == ["6.33", "6.33", "6.34"])
    #expect(CreditCalculation(invoice, less: notes).left(\.total).isZero)
    #expect(throws: CreditProblem.nothingLeft) { try credit(.amount(money("0.01")), of: invoice, less: notes) }
    #expect(throws: CreditProblem.nothingLeft) { try credit(.everything, of: invoice, less: notes) }
  }

  @Test func `everything is the same document again`() async throws {
    var fixture = Fixture()
    fixture.client += "\nwithholding: \"15\"\ncash_step: \"0.05\""
    let invoice = try await invoice(
      Fixture.goods("3", at: "33.33", tax: "V") + Fixture.goods("1", at: "10.01", tax: "W"), "discount: 7%", fixture)
    let note = try credit(.everything, of: invoice)
    #expect(note.totals == invoice.totals)
    #expect(note.taxes == invoice.taxes)
    #expect(note.lines.map(\.amount) == invoice.lines.map(\.amount))
  }

  @Test func `a line, and no more than is left of it`() async throws {
    let invoice = try await invoice(Fixture.goods("1", at: "60.00") + Fixture.goods("1", at: "40.00"))
    let first = try credit(.line(2, .amount(money("15.00"))), of: invoice)
    #expect(first.sums == "15.00 · 3.00 · 18.00 · 18.00")
    #expect(throws: CreditProblem.aboveLine(2, left: money("25.00"))) {
      try credit(.line(2, .amount(money("25.01"))), of: invoice, less: [first])
    }
    let second = try credit(.line(2, .everything), of: invoice, less: [first])
    #expect(second.sums == "25.00 · 5.00 · 30.00 · 30.00")
    #expect(throws: CreditProblem.noSuchLine(3, count: 2)) { try credit(.line(3, .everything), of: invoice) }
    #expect(throws: CreditProblem.noTime(1)) { try credit(.line(1, .minutes(Minutes(5))), of: invoice) }
  }

  @Test func `of a line, its share of the discount goes back too`() async throws {
    let invoice = try await invoice(Fixture.goods("1", at: "60.00") + Fixture.goods("1", at: "40.00"), "discount: 10%")
    #expect(try credit(.line(1, .everything), of: invoice).sums == "54.00 · 10.80 · 64.80 · 64.80")
  }

  /// However an invoice is taken back, nothing is left at the end, and never more than it was about.
  @Test func `credits in any steps come out even`() async throws {
    var fixture = Fixture()
    fixture.client += "\nwithholding: \"15\"\ncash_step: \"0.05\""
    let lines = Fixture.goods("1", at: "0.07", tax: "V") + Fixture.goods("1", at: "0.05", tax: "W")
    for discount in ["0%", "10%", "33%"] {
      let invoice = try await invoice(lines, "discount: \(discount)", fixture)
      let net = Int(invoice.totals.net.minorUnits)
      for first in 1..<net {
        for second in 1...(net - first) {
          var notes: [IssuedDocument] = []
          for cents in [first, second, net - first - second] where cents > 0 {
            let amount = Money(minorUnits: Int128(cents), invoice.currency)
            notes.append(try credit(.amount(amount), of: invoice, less: notes))
          }
          let left = CreditCalculation(invoice, less: notes)
          #expect(left.left(\.net).isZero && left.left(\.tax).isZero && left.left(\.total).isZero)
          #expect(left.left(\.withheld).isZero && left.left(\.rounding).isZero && left.left(\.payable).isZero)
          for note in notes { #expect(!note.totals.total.isNegative && !note.totals.tax.isNegative) }
        }
      }
    }
  }
}
