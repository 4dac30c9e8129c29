import Foundation
import Quantities
import TestSupport
import Testing

@testable import Billing
@testable import Content

/// The figures of drafts, to the cent.
@Suite struct ArithmeticTests {
  private typealias Fixture = BillingFixture

  @Test func `hours at a rate and one tax`() async throws {
    var fixture = Fixture()
    fixture.billing = #"billing: {currency: EUR, rate: "148.50", terms_days: 30, tax: V}"#
    // 73.25 h
    let refs = (1...5).map { Fixture.ref(day: $0) }
    let document = try await fixture.document(
      Fixture.time([879, 879, 879, 879, 879]) + Fixture.draft(Fixture.line(refs)))
    #expect(document.lines.map(\.minutes) == [Minutes(4_395)])
    #expect(document.sums == "10877.63 · 2175.53 · 13053.16 · 13053.16")
  }

  @Test func `a tax is rounded once a group`() async throws {
    let line = Fixture.goods("1", at: "10.03", tax: "N")
    #expect(
      try await Fixture().document(Fixture.draft(line + line + line)).sums == "30.09 · 6.32 · 36.41 · 36.41")
  }

  @Test func `a discount is split over the groups by largest remainder`() async throws {
    let lines = Fixture.goods("1", at: "333.33", tax: "V") + Fixture.goods("1", at: "333.33", tax: "W")
    let document = try await Fixture().document(Fixture.draft(lines, "discount: 10%"))
    #expect(document.totals.discount.description == "66.67")
    #expect(document.taxes.map { "\($0.key) \($0.base) \($0.tax)" } == ["V 299.99 60.00", "W 300.00 30.00"])
    #expect(document.sums == "599.99 · 90.00 · 689.99 · 689.99")
  }

  @Test func `a currency without decimals`() async throws {
    var fixture = Fixture()
    fixture.client += "\ncurrency: JPY\nrate: \"8333\"\ntax: W"
    let document = try await fixture.document(
      Fixture.time([465]) + Fixture.draft(Fixture.line([Fixture.ref(day: 1)])))
    #expect(document.sums == "64581 · 6458 · 71039 · 71039")
  }

  @Test func `a currency with three decimals`() async throws {
    var fixture = Fixture()
    fixture.client += "\ncurrency: KWD\nrate: \"33.3333\"\ntax: W"
    let document = try await fixture.document(
      Fixture.time([61]) + Fixture.draft(Fixture.line([Fixture.ref(day: 1)])))
    // 61 × 33.3333 / 60 = 33.888855
    #expect(document.sums == "33.889 · 3.389 · 37.278 · 37.278")
  }

  @Test func `reverse charge`() async throws {
    var fixture = Fixture()
    fixture.billing = #"billing: {currency: EUR, rate: "95.00", terms_days: 30, tax: R}"#
    let refs = (1...3).map { Fixture.ref(day: $0) }
    let document = try await fixture.document(Fixture.time([755, 755, 755]) + Fixture.draft(Fixture.line(refs)))
    #expect(document.sums == "3586.25 · 0.00 · 3586.25 · 3586.25")
  }

  @Test func `a step for cash`() async throws {
    var fixture = Fixture()
    fixture.billing = #"billing: {currency: CHF, cash_step: "0.05", terms_days: 30, tax: C}"#
    let document = try await fixture.document(Fixture.draft(Fixture.goods("1", at: "996.69")))
    #expect(document.sums == "996.69 · 80.73 · 1077.42 · 1077.40")
    #expect(document.totals.rounding.description == "-0.02")
  }

  @Test func `a deposit`() async throws {
    let lines = Fixture.goods("1", at: "1000.00", tax: "D")
    let document = try await Fixture().document(Fixture.draft(lines, "prepaid: \"500.00\""))
    #expect(document.sums == "1000.00 · 190.00 · 1190.00 · 690.00")
  }

  @Test func `tax that the client keeps back is of the net amount`() async throws {
    var fixture = Fixture()
    fixture.client += "\nwithholding: \"15\""
    let document = try await fixture.document(Fixture.draft(Fixture.goods("1", at: "1000.00", tax: "N")))
    #expect(document.totals.withheld.description == "150.00")
    #expect(document.sums == "1000.00 · 210.00 · 1210.00 · 1060.00")
  }

  @Test func `two lines at two rates`() async throws {
    let lines = Fixture.goods("0.25", at: "45.30") + Fixture.goods("4.35", at: "100.00")
    let document = try await Fixture().document(Fixture.draft(lines))
    #expect(document.lines.map(\.amount.description) == ["11.33", "435.00"])
    #expect(document.sums == "446.33 · 89.27 · 535.60 · 535.60")
  }

  @Test(arguments: [
    ("up", "entry", 60), ("up", "line", 45), ("up", "task-day", 60), ("nearest", "entry", 30), ("nearest", "line", 30),
    ("down", "entry", 15), ("down", "line", 30), ("none", "entry", 37), ("none", "line", 37),
  ])
  func `increments change what is billed and never the log`(_ mode: String, _ scope: String, _ billed: Int) async throws
  {
    var fixture = Fixture()
    fixture.client += "\nrounding: {minutes: 15, mode: \(mode), per: \(scope)}"
    let refs = (1...3).map { Fixture.ref(day: $0) }
    let document = try await fixture.document(Fixture.time([7, 8, 22]) + Fixture.draft(Fixture.line(refs)))
    #expect(document.lines.map(\.logged) == [Minutes(37)])
    #expect(document.lines.map(\.minutes) == [Minutes(billed)])
  }

  @Test func `increments of a day and task take its entries together`() async throws {
    var fixture = Fixture()
    fixture.client += "\nrounding: {minutes: 15, mode: up, per: task-day}"
    let text =
      Fixture.update(day: 1, 7) + Fixture.update(day: 1, 8, worker: "board")
      + Fixture.update(day: 1, 3, task: "web/b") + Fixture.update(day: 2, 1)
    let refs = [
      Fixture.ref(day: 1), Fixture.ref(day: 1, worker: "board"), Fixture.ref(day: 1, task: "web/b"),
      Fixture.ref(day: 2),
    ]
    // 15 + 15 + 15: what is alike is one day of one task.
    #expect(try await fixture.document(text + Fixture.draft(Fixture.line(refs))).lines[0].minutes == Minutes(45))
  }

  @Test func `allowances are taken off a line, each rounded by itself`() async throws {
    let line =
      "  - text: Goods\n    quantity: \"3\"\n    rate: \"49.90\"\n    allowances: [{text: New, amount: \"14.70\"}]\n"
    let document = try await Fixture().document(Fixture.draft(line))
    #expect(document.lines[0].amount.description == "135.00")
    #expect(document.sums == "135.00 · 27.00 · 162.00 · 162.00")
  }

  @Test func `two keys of one category and rate are one group, called by the first`() async throws {
    var fixture = Fixture()
    fixture.taxes += "\n  X: {category: S, rate: \"20.0\"}"
    let lines = Fixture.goods("1", at: "10.03", tax: "X") + Fixture.goods("1", at: "10.03", tax: "V")
    let document = try await fixture.document(Fixture.draft(lines))
    #expect(document.taxes.map(\.key) == ["X"])
    #expect(document.lines.map(\.tax) == ["X", "X"])
    #expect(document.sums == "20.06 · 4.01 · 24.07 · 24.07")
  }

  @Test func `what is taken back is rounded away from zero too`() async throws {
    let document = try await Fixture().document(
      Fixture.draft(Fixture.goods("-0.25", at: "45.30") + Fixture.goods("1", at: "100.00")))
    #expect(document.lines.map(\.amount.description) == ["-11.33", "100.00"])
    #expect(document.sums == "88.67 · 17.73 · 106.40 · 106.40")
  }

  /// Every small amount at every small rate, against whole numbers alone.
  @Test func `time is worked out exactly before it is rounded`() {
    for minutes in 0...130 {
      for cents in stride(from: 1, through: 12_000, by: 379) {
        let rate = ExactDecimal("\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)") ?? .zero
        let amount = Money(Minutes(minutes), atHourly: rate, Currency("EUR") ?? .unknown)
        #expect(amount?.minorUnits == Int128((2 * minutes * cents + 60) / 120))
      }
    }
  }

  /// Discounts from nothing to everything, over groups of all small shapes.
  @Test func `parts of a discount add up, whatever the groups`() throws {
    let euro = try #require(Currency("EUR"))
    let rules = ["20", "10", "0"].map { rate in
      TaxRule(
        key: rate, category: rate == "0" ? .zero : .standard, rate: ExactDecimal(rate) ?? .zero, note: nil, code: nil)
    }
    for first in 0...7 {
      for second in 0...7 {
        for third in [0, 1, 333] where first + second + third > 0 {
          for cents in 0...(first + second + third) {
            let lines = zip([first, second, third], rules).map { amount, rule in
              InvoiceSums.Line(amount: Money(minorUnits: Int128(amount), euro), tax: rule)
            }
            let discount = Money(minorUnits: Int128(cents), euro).description
            let sums = try InvoiceSums(
              lines, discount: .amount(ExactDecimal(discount) ?? .zero), prepaid: nil, withholding: nil, cashStep: nil,
              in: euro)
            #expect(sums.taxes.reduce(Money.zero(euro)) { $0 + $1.base } == sums.totals.net)
            #expect(sums.taxes.allSatisfy { !$0.base.isNegative })
            #expect(sums.totals.net.minorUnits == Int128(first + second + third - cents))
          }
        }
      }
    }
  }

  @Test func `figures that make no sense are refused`() throws {
    let euro = try #require(Currency("EUR"))
    let rule = TaxRule(key: "V", category: .standard, rate: ExactDecimal("20") ?? .zero, note: nil, code: nil)
    func problem(
      _ cents: [Int128], discount: String? = nil, prepaid: String? = nil, step: String? = nil
    ) -> SumProblem? {
      do throws(SumProblem) {
        _ = try InvoiceSums(
          cents.map { InvoiceSums.Line(amount: Money(minorUnits: $0, euro), tax: rule) },
          discount: discount.flatMap { Draft.Discount($0) }, prepaid: prepaid.flatMap { ExactDecimal($0) },
          withholding: nil, cashStep: step.flatMap { ExactDecimal($0) }, in: euro)
        return nil
      } catch {
        return error
      }
    }
    #expect(problem([100], discount: "1.01") == .discountAboveLines(Money(minorUnits: 100, euro)))
    #expect(problem([100], discount: "101%") == .discountAboveLines(Money(minorUnits: 100, euro)))
    #expect(problem([-100], discount: "0.01") == .discountAboveLines(Money(minorUnits: -100, euro)))
    #expect(problem([100], prepaid: "1.21") == .prepaidAboveTotal(Money(minorUnits: 120, euro)))
    #expect(problem([100], prepaid: "0.001") == .fraction(ExactDecimal("0.001") ?? .zero, euro))
    #expect(problem([100], step: "0.001") == .cashStep(ExactDecimal("0.001") ?? .zero))
    #expect(problem([100], discount: "1.00", prepaid: "0.00", step: "0.05") == nil)
  }

  /// Nothing on the way from minutes to cents is a floating-point number.
  @Test func `no room of money knows floating point`() throws {
    var looked = 0
    for room in ["Billing", "Quantities"] {
      let folder = URL(fileURLWithPath: DemoWorkspace.home).appendingPathComponent("Sources/\(room)")
      let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL }
      for file in files ?? [] where file.pathExtension == "swift" {
        looked += 1
        let words = try String(contentsOf: file, encoding: .utf8).split { !$0.isLetter && !$0.isNumber }
        #expect(
          words.filter { ["Double", "Float", "Float16", "CGFloat", "Decimal", "NSNumber"].contains($0) } == [],
          "\(file)")
      }
    }
    #expect(looked > 20)
  }
}
