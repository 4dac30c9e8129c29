/// An amount of one currency, exact to its smallest unit.
///
/// 128 bits: the largest amount that is read has 24 digits in smallest units, and no sum of what fits into a file
/// comes near the end.
package struct Money: Hashable, Sendable {
  /// In the currency's smallest unit: 107740 for CHF 1077.40.
  package let minorUnits: Int128
  package let currency: Currency

  package init(minorUnits: Int128, _ currency: Currency) {
    self.minorUnits = minorUnits
    self.currency = currency
  }

  /// `nil` when the decimal has more digits behind the point than the currency: nothing is rounded silently.
  package init?(_ decimal: ExactDecimal, _ currency: Currency) {
    guard decimal.fractionDigits <= currency.fractionDigits else { return nil }
    var minorUnits = Int128(decimal.significand)
    for _ in decimal.fractionDigits..<currency.fractionDigits { minorUnits *= 10 }
    self.init(minorUnits: minorUnits, currency)
  }

  package static func zero(_ currency: Currency) -> Money { Money(minorUnits: 0, currency) }

  package var isZero: Bool { minorUnits == 0 }
  package var isNegative: Bool { minorUnits < 0 }

  /// Without its sign.
  package var magnitude: Money { isNegative ? -self : self }

  /// There is no conversion: adding and comparing amounts of two currencies is a mistake of the caller's.
  package static func + (left: Money, right: Money) -> Money {
    precondition(left.currency == right.currency, "amounts of two currencies")
    return Money(minorUnits: left.minorUnits + right.minorUnits, left.currency)
  }

  package static prefix func - (money: Money) -> Money { Money(minorUnits: -money.minorUnits, money.currency) }
  package static func - (left: Money, right: Money) -> Money { left + -right }
  package static func += (left: inout Money, right: Money) { left = left + right }
}

extension Money: Comparable {
  package static func < (left: Money, right: Money) -> Bool { (left - right).isNegative }
}

extension Money: CustomStringConvertible {
  /// `1077.40`, without the currency: what a quoted decimal reads again.
  package var description: String {
    let digits = String(minorUnits.magnitude)
    let width = currency.fractionDigits
    let padded = String(repeating: "0", count: max(width + 1 - digits.utf8.count, 0)) + digits
    let sign = minorUnits < 0 ? "-" : ""
    guard width > 0 else { return sign + padded }
    return "\(sign)\(padded.dropLast(width)).\(padded.suffix(width))"
  }
}

extension Sequence<Money> {
  /// One sum a currency, by the currency's code.
  package func sums() -> [Money] {
    var sums: [Currency: Money] = [:]
    for money in self { sums[money.currency, default: .zero(money.currency)] += money }
    return sums.values.sorted { $0.currency.code < $1.currency.code }
  }
}
