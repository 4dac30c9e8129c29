// Every figure is worked out exactly and rounded once: half away from zero, to the currency's smallest unit. What would
// be too large for sums of it to be safe is nil.

extension Money {
  /// `quantity × rate`, rounded: 73.25 × 148.50 is 10877.63.
  package init?(_ quantity: ExactDecimal, times rate: ExactDecimal, _ currency: Currency) {
    guard
      let minorUnits = scaled(
        Int128(quantity.significand), by: Int128(rate.significand) * powerOfTen(currency.fractionDigits),
        over: powerOfTen(quantity.fractionDigits + rate.fractionDigits))
    else { return nil }
    self.init(minorUnits: minorUnits, currency)
  }

  /// `minutes × rate / 60`, rounded.
  package init?(_ minutes: Minutes, atHourly rate: ExactDecimal, _ currency: Currency) {
    guard
      let minorUnits = scaled(
        Int128(minutes.count), by: Int128(rate.significand) * powerOfTen(currency.fractionDigits),
        over: 60 * powerOfTen(rate.fractionDigits))
    else { return nil }
    self.init(minorUnits: minorUnits, currency)
  }

  /// So many percent of it, rounded.
  package func percent(_ percent: ExactDecimal) -> Money? {
    scaled(minorUnits, by: Int128(percent.significand), over: 100 * powerOfTen(percent.fractionDigits))
      .map { Money(minorUnits: $0, currency) }
  }

  /// The nearest multiple of a step: 1077.42 by 0.05 is 1077.40. `nil` for a step that is no amount of the currency or
  /// not more than nothing.
  package func rounded(toStep step: ExactDecimal) -> Money? {
    guard let step = Money(step, currency), step.minorUnits > 0,
      let count = scaled(minorUnits, by: 1, over: step.minorUnits)
    else { return nil }
    let (rounded, overflow) = count.multipliedReportingOverflow(by: step.minorUnits)
    return overflow || rounded.magnitude > Money.largest ? nil : Money(minorUnits: rounded, currency)
  }

  /// Splits it in proportion to weights, so that the parts add up to it exactly: what rounding down leaves goes, a
  /// smallest unit each, to the parts that lost most; between equal ones to the first.
  ///
  /// `nil` where a weight is negative or all are nothing.
  package func split(over weights: [Money]) -> [Money]? {
    var sum: UInt128 = 0
    for weight in weights {
      guard weight.minorUnits >= 0, weight.minorUnits.magnitude <= Money.largest else { return nil }
      let (next, overflow) = sum.addingReportingOverflow(weight.minorUnits.magnitude)
      guard !overflow else { return nil }
      sum = next
    }
    guard sum > 0 else { return nil }
    let total = minorUnits.magnitude
    var parts = weights.map { weight in
      // A weight is at most the sum, so the quotient fits.
      sum.dividingFullWidth(total.multipliedFullWidth(by: weight.minorUnits.magnitude))
    }
    let left = total - parts.reduce(0) { $0 + $1.quotient }
    let neediest = parts.indices.sorted { (parts[$1].remainder, $0) < (parts[$0].remainder, $1) }
    for index in neediest.prefix(Int(left)) { parts[index].quotient += 1 }
    return parts.map { part in
      let magnitude = Int128(part.quotient)
      return Money(minorUnits: isNegative ? -magnitude : magnitude, currency)
    }
  }

  /// A hundred thousand of these can still be added.
  fileprivate static let largest: UInt128 = 1_000_000_000_000_000_000_000_000_000_000_000
}

extension ExactDecimal {
  /// The exact product; `nil` where it has more digits than a decimal may have.
  package func multiplied(by other: ExactDecimal) -> ExactDecimal? {
    var product = Int128(significand) * Int128(other.significand)
    var digits = fractionDigits + other.fractionDigits
    while digits > 9, product.isMultiple(of: 10) { (product, digits) = (product / 10, digits - 1) }
    guard digits <= 9, product.magnitude < powerOfTen(min(15 + digits, 18)).magnitude else { return nil }
    return ExactDecimal(significand: Int(product), fractionDigits: digits)
  }
}

/// `value × factor / divisor`, rounded half away from zero. The product may be as long as it likes.
private func scaled(_ value: Int128, by factor: Int128, over divisor: Int128) -> Int128? {
  let product = value.magnitude.multipliedFullWidth(by: factor.magnitude)
  guard divisor > 0, product.high < divisor.magnitude else { return nil }
  var (quotient, remainder) = divisor.magnitude.dividingFullWidth(product)
  if remainder >= divisor.magnitude - remainder { quotient += 1 }
  guard quotient <= Money.largest else { return nil }
  return (value < 0) == (factor < 0) ? Int128(quotient) : -Int128(quotient)
}

private func powerOfTen(_ exponent: Int) -> Int128 {
  (0..<exponent).reduce(1) { power, _ in power * 10 }
}
