import Testing

@testable import Quantities

@Suite struct MoneyTests {
  private static func money(_ text: String, _ code: String = "EUR") -> Money? {
    guard let decimal = ExactDecimal(text), let currency = Currency(code) else { return nil }
    return Money(decimal, currency)
  }

  @Test(arguments: [("EUR", 2), ("CHF", 2), ("JPY", 0), ("ISK", 0), ("KWD", 3), ("BHD", 3), ("XCG", 2)])
  func currenciesKnowTheirDecimals(_ code: String, _ digits: Int) {
    #expect(Currency(code)?.fractionDigits == digits)
  }

  @Test(arguments: ["", "eur", "EURO", "EU", "XXX", "€", "E R", "ABC", "XAU"])
  func othersAreNone(_ code: String) {
    #expect(Currency(code) == nil)
  }

  @Test(arguments: [
    ("10.5", "EUR", 1050, "10.50"), ("10", "EUR", 1000, "10.00"), ("-0.05", "EUR", -5, "-0.05"),
    ("64581", "JPY", 64_581, "64581"), ("1.234", "KWD", 1234, "1.234"), ("0", "EUR", 0, "0.00"),
    ("-7", "JPY", -7, "-7"),
  ])
  func readsAndPrints(_ text: String, _ code: String, _ minorUnits: Int, _ printed: String) {
    let money = Self.money(text, code)
    #expect(money?.minorUnits == Int128(minorUnits))
    #expect(money?.description == printed)
  }

  @Test(arguments: [("10.505", "EUR"), ("10.500", "EUR"), ("1.0", "JPY"), ("0.0001", "KWD")])
  func tooManyDecimalsAreNoAmount(_ text: String, _ code: String) {
    #expect(Self.money(text, code) == nil)
  }

  @Test func theLargestAmountsAddUp() throws {
    let largest = try #require(Self.money("999999999999999.999", "KWD"))
    let sum = Array(repeating: largest, count: 100_000).sums()
    #expect(sum.map(\.description) == ["99999999999999999900.000"])
    #expect((largest - largest).isZero)
    #expect((-largest).isNegative)
    #expect(-largest < largest)
  }

  @Test func sumsAreOneACurrencyByCode() {
    let amounts = [Self.money("1.10"), Self.money("5", "CHF"), Self.money("2.20"), Self.money("-1", "CHF")]
    #expect(amounts.compactMap(\.self).sums().map { "\($0) \($0.currency)" } == ["4.00 CHF", "3.30 EUR"])
    #expect([Money]().sums().isEmpty)
  }

  @Test func aDocumentSaysItsDaysInFull() {
    #expect(Day("2026-01-06")?.long == "6 January 2026")
    #expect(Day("0999-12-31")?.long == "31 December 999")
  }
}
