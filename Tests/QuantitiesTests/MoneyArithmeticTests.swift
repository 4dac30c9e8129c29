import Testing

@testable import Quantities

@Suite struct MoneyArithmeticTests {
  private static func decimal(_ text: String) throws -> ExactDecimal { try #require(ExactDecimal(text)) }
  private static func currency(_ code: String) throws -> Currency { try #require(Currency(code)) }
  private static func money(_ text: String, _ code: String = "EUR") throws -> Money {
    try #require(Money(try decimal(text), try currency(code)))
  }

  // MARK: Products

  @Test(arguments: [
    ("73.25", "148.50", "EUR", "10877.63"), ("0.5", "148.50", "EUR", "74.25"), ("0.25", "45.30", "EUR", "11.33"),
    ("4.35", "100.00", "EUR", "435.00"), ("7.75", "8333", "JPY", "64581"), ("1", "0.005", "EUR", "0.01"),
    ("1", "0.0049", "EUR", "0.00"), ("-1", "0.005", "EUR", "-0.01"), ("1", "-0.005", "EUR", "-0.01"),
    ("-1", "-0.005", "EUR", "0.01"), ("0", "-5", "EUR", "0.00"), ("2", "1.0005", "KWD", "2.001"),
    ("0.000000001", "0.000000001", "EUR", "0.00"),
  ])
  func aQuantityTimesARate(_ quantity: String, _ rate: String, _ code: String, _ expected: String) throws {
    let money = Money(try Self.decimal(quantity), times: try Self.decimal(rate), try Self.currency(code))
    #expect(money?.description == expected)
  }

  @Test(arguments: [
    (73 * 60 + 15, "148.50", "EUR", "10877.63"), (37 * 60 + 45, "95.00", "EUR", "3586.25"),
    (7 * 60 + 45, "8333", "JPY", "64581"), (15, "45.30", "EUR", "11.33"), (261, "100.00", "EUR", "435.00"),
    (1, "100", "EUR", "1.67"), (-1, "100", "EUR", "-1.67"), (1, "0.30", "EUR", "0.01"), (1, "0.29", "EUR", "0.00"),
    (0, "95", "EUR", "0.00"), (20, "0.01", "KWD", "0.003"),
  ])
  func minutesAtAnHourlyRate(_ minutes: Int, _ rate: String, _ code: String, _ expected: String) throws {
    let money = Money(Minutes(minutes), atHourly: try Self.decimal(rate), try Self.currency(code))
    #expect(money?.description == expected)
  }

  @Test(arguments: [
    ("10877.63", "20", "EUR", "2175.53"), ("30.09", "21", "EUR", "6.32"), ("10.03", "21", "EUR", "2.11"),
    ("666.66", "10", "EUR", "66.67"), ("299.99", "20", "EUR", "60.00"), ("300.00", "10", "EUR", "30.00"),
    ("64581", "10", "JPY", "6458"), ("996.69", "8.1", "CHF", "80.73"), ("446.33", "20", "EUR", "89.27"),
    ("74.25", "20", "EUR", "14.85"), ("33.33", "19", "EUR", "6.33"), ("-33.33", "19", "EUR", "-6.33"),
    ("100.00", "0", "EUR", "0.00"), ("0.50", "1", "EUR", "0.01"), ("-0.50", "1", "EUR", "-0.01"),
    ("1.00", "0.000000001", "EUR", "0.00"),
  ])
  func percentOfAnAmount(_ amount: String, _ percent: String, _ code: String, _ expected: String) throws {
    #expect(try Self.money(amount, code).percent(try Self.decimal(percent))?.description == expected)
  }

  @Test(arguments: [
    ("9.50", "1.10", "10.4500"), ("0.000000001", "10", "0.000000010"), ("0.00001", "0.00010", "0.000000001"),
    ("-2", "3", "-6"),
  ])
  func decimalsMultiplyExactly(_ left: String, _ right: String, _ expected: String) throws {
    #expect(try Self.decimal(left).multiplied(by: try Self.decimal(right))?.description == expected)
  }

  @Test(arguments: [("0.00001", "0.00001"), ("999999999999999", "10"), ("1.000000001", "1.000000001")])
  func aProductWithTooManyDigitsIsNone(_ left: String, _ right: String) throws {
    #expect(try Self.decimal(left).multiplied(by: try Self.decimal(right)) == nil)
  }

  // MARK: Documents of specs, in whole

  @Test func theTaxIsOneOfTheGroupAndNotOfTheLines() throws {
    let lines = try [Self.money("10.03"), Self.money("10.03"), Self.money("10.03")]
    let net = lines.reduce(.zero(lines[0].currency), +)
    let tax = try #require(net.percent(try Self.decimal("21")))
    #expect("\(net) \(tax) \(net + tax)" == "30.09 6.32 36.41")
  }

  @Test func aDiscountIsSplitOverTheGroups() throws {
    let groups = try [Self.money("333.33"), Self.money("333.33")]
    let discount = try #require((groups[0] + groups[1]).percent(try Self.decimal("10")))
    let parts = try #require(discount.split(over: groups))
    #expect(parts.map(\.description) == ["33.34", "33.33"])
    let taxes = try [(groups[0] - parts[0], "20"), (groups[1] - parts[1], "10")].map { base, rate in
      try #require(base.percent(try Self.decimal(rate)))
    }
    #expect(taxes.map(\.description) == ["60.00", "30.00"])
    #expect((groups[0] + groups[1] - discount + taxes[0] + taxes[1]).description == "689.99")
  }

  @Test func aCashStep() throws {
    let net = try Self.money("996.69", "CHF")
    let total = net + (try #require(net.percent(try Self.decimal("8.1"))))
    let due = try #require(total.rounded(toStep: try Self.decimal("0.05")))
    #expect("\(total) \(due - total) \(due)" == "1077.42 -0.02 1077.40")
  }

  @Test func theLastCreditGetsTheRemainingTax() throws {
    let rate = try Self.decimal("19")
    let tax = try #require(try Self.money("100.00").percent(rate))
    let first = try #require(try Self.money("33.33").percent(rate))
    #expect("\(first) \(tax - first - first)" == "6.33 6.34")
  }

  // MARK: Steps

  @Test(arguments: [
    ("1.02", "0.05", "1.00"), ("1.03", "0.05", "1.05"), ("-1.03", "0.05", "-1.05"), ("0.50", "1", "1.00"),
    ("-0.50", "1", "-1.00"), ("0.00", "0.05", "0.00"), ("1.23", "0.01", "1.23"),
  ])
  func roundsToASteps(_ amount: String, _ step: String, _ expected: String) throws {
    #expect(try Self.money(amount).rounded(toStep: try Self.decimal(step))?.description == expected)
  }

  @Test(arguments: ["0", "-0.05", "0.005"])
  func noStep(_ step: String) throws {
    #expect(try Self.money("1.00").rounded(toStep: try Self.decimal(step)) == nil)
  }

  // MARK: Splits

  @Test(arguments: [
    ("10.00", ["1", "1", "1"], ["3.34", "3.33", "3.33"]), ("0.02", ["1", "1", "1"], ["0.01", "0.01", "0.00"]),
    ("-10.00", ["1", "1", "1"], ["-3.34", "-3.33", "-3.33"]), ("1.00", ["1", "2"], ["0.33", "0.67"]),
    ("0.00", ["1", "2"], ["0.00", "0.00"]), ("5.00", ["0", "7", "0"], ["0.00", "5.00", "0.00"]),
    ("0.01", ["0", "0.01", "0.01"], ["0.00", "0.01", "0.00"]), ("1.00", ["1"], ["1.00"]),
  ])
  func splits(_ amount: String, _ weights: [String], _ expected: [String]) throws {
    let parts = try Self.money(amount).split(over: try weights.map { try Self.money($0) })
    #expect(parts?.map(\.description) == expected)
  }

  @Test func thePartsOfAnySplitAddUp() throws {
    var seed: UInt64 = 7
    func next(_ limit: UInt64) -> Int128 {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int128((seed >> 33) % limit)
    }
    let currency = try Self.currency("EUR")
    for _ in 0..<500 {
      let others = (0...Int(next(8))).map { _ in Money(minorUnits: next(100_000), currency) }
      let weights = others + [try Self.money("0.01")]
      let amount = Money(minorUnits: next(1_000_000) - 500_000, currency)
      let parts = try #require(amount.split(over: weights))
      #expect(parts.reduce(.zero(currency), +) == amount)
      let sum = weights.reduce(.zero(currency), +).minorUnits
      for (part, weight) in zip(parts, weights) {
        // No part is a whole unit away from its share.
        #expect((part.minorUnits * sum - amount.minorUnits * weight.minorUnits).magnitude < sum.magnitude)
      }
    }
  }

  @Test func noSplit() throws {
    let amount = try Self.money("1.00")
    #expect(amount.split(over: []) == nil)
    #expect(amount.split(over: [.zero(amount.currency)]) == nil)
    #expect(amount.split(over: [amount, -amount]) == nil)
  }

  // MARK: Limits

  @Test func theLargestFiguresDoNotTrap() throws {
    let most = try Self.decimal("999999999999999.999")
    for code in ["JPY", "EUR", "KWD"] {
      let currency = try Self.currency(code)
      let product = try #require(Money(most, times: most, currency))
      // So many of them can be added.
      #expect((0..<1_000).reduce(Money.zero(currency)) { sum, _ in sum + product }.isNegative == false)
      #expect(Money(Minutes(999_999), atHourly: most, currency) != nil)
      #expect(Money(Minutes(-999_999), atHourly: most, currency)?.isNegative == true)
      #expect((Money(Minutes(.min), atHourly: most, currency) == nil) == (currency.fractionDigits > 0))
    }
    let largest = try #require(Money(most, times: most, try Self.currency("KWD")))
    #expect(largest.percent(most) == nil)
    #expect(largest.percent(try Self.decimal("100")) == largest)
    #expect(largest.split(over: [largest, largest]) != nil)
    let huge = Money(minorUnits: .min, largest.currency)
    #expect(huge.percent(try Self.decimal("100")) == nil)
    #expect(huge.rounded(toStep: try Self.decimal("0.005")) == nil)
    #expect(largest.split(over: [-huge.half]) == nil)
  }
}

extension Money {
  fileprivate var half: Money { Money(minorUnits: minorUnits / 2, currency) }
}

@Suite struct IncrementTests {
  private static func sum(_ mode: Minutes.IncrementRounding, _ minutes: [Int]) -> Int {
    minutes.reduce(0) { $0 + Minutes($1).rounded(mode, to: Minutes(15)).count }
  }

  @Test func quartersOfAnHour() {
    let entries = [7, 8, 22]
    #expect(Self.sum(.up, entries) == 60 && Self.sum(.up, [37]) == 45)
    #expect(Self.sum(.nearest, entries) == 30 && Self.sum(.nearest, [37]) == 30)
    #expect(Self.sum(.down, entries) == 15 && Self.sum(.down, [37]) == 30)
    #expect(Self.sum(.none, entries) == 37 && Self.sum(.none, [37]) == 37)
  }

  @Test func whatIsTakenBackIsRoundedAsItWasLogged() {
    for mode in Minutes.IncrementRounding.allCases {
      for count in 0...60 { #expect(Self.sum(mode, [count]) == -Self.sum(mode, [-count])) }
    }
  }

  @Test func halfAnIncrementIsRoundedAway() {
    #expect(Minutes(5).rounded(.nearest, to: Minutes(10)) == Minutes(10))
    #expect(Minutes(4).rounded(.nearest, to: Minutes(10)) == .zero)
    #expect(Minutes(7).rounded(.up, to: .zero) == Minutes(7))
    #expect(Minutes(999_999).rounded(.up, to: Minutes(1_440)).count == 1_000_800)
  }
}
