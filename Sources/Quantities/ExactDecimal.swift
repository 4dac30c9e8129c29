/// A decimal number as it was written: exact, and never a binary floating point number on the way.
package struct ExactDecimal: Hashable, Sendable {
  /// The number without its point: 9500 for `95.00`.
  package let significand: Int
  /// How many digits stand behind the point: 2 for `95.00`.
  package let fractionDigits: Int

  init(significand: Int, fractionDigits: Int) {
    self.significand = significand
    self.fractionDigits = fractionDigits
  }

  /// Reads `95`, `95.00` and `-0.5`: at most 15 digits before and 9 behind the point, 18 in all.
  package init?(_ text: some StringProtocol) {
    var digits = Digits(text)
    let negative = digits.skip("-")
    guard let (whole, wholeWidth) = digits.digits(upTo: 15) else { return nil }
    var significand = whole
    var width = 0
    if digits.skip(".") {
      guard let (fraction, fractionWidth) = digits.digits(upTo: 9), wholeWidth + fractionWidth <= 18 else {
        return nil
      }
      for _ in 0..<fractionWidth { significand *= 10 }
      significand += fraction
      width = fractionWidth
    }
    guard digits.isAtEnd else { return nil }
    self.significand = negative ? -significand : significand
    fractionDigits = width
  }
}

extension ExactDecimal {
  package var isNegative: Bool { significand < 0 }
  package var isZero: Bool { significand == 0 }

  /// Without its sign.
  package var magnitude: ExactDecimal { ExactDecimal(significand: abs(significand), fractionDigits: fractionDigits) }

  /// The same number without zeros at its end: `20` for `20.00`.
  package var shortest: ExactDecimal {
    var (significand, digits) = (significand, fractionDigits)
    while digits > 0, significand.isMultiple(of: 10) { (significand, digits) = (significand / 10, digits - 1) }
    return ExactDecimal(significand: significand, fractionDigits: digits)
  }
}

extension ExactDecimal: CustomStringConvertible {
  package var description: String {
    let digits = zeroPadded(abs(significand), fractionDigits + 1)
    let sign = significand < 0 ? "-" : ""
    guard fractionDigits > 0 else { return sign + digits }
    return "\(sign)\(digits.dropLast(fractionDigits)).\(digits.suffix(fractionDigits))"
  }
}

extension ExactDecimal {
  package static let zero = ExactDecimal(significand: 0, fractionDigits: 0)
  package static let one = ExactDecimal(significand: 1, fractionDigits: 0)

  /// Whether both are the same number, however many digits they are written with.
  package func equals(_ other: ExactDecimal) -> Bool {
    func scaled(_ decimal: ExactDecimal, by digits: Int) -> Int128 {
      (0..<digits).reduce(Int128(decimal.significand)) { value, _ in value * 10 }
    }
    return scaled(self, by: other.fractionDigits) == scaled(other, by: fractionDigits)
  }
}
