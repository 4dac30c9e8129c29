import Quantities

// Amounts are grouped by narrow spaces that do not break, with a point before the decimals (ISO 80000-1): nobody,
// whatever the country, reads 13 053.16 as another number.

extension Money {
  /// `13 053.16 EUR`.
  package var spoken: String { "\(grouped) \(currency)" }
  /// `13 053.16`.
  package var grouped: String { inThrees(description) }
}

extension ExactDecimal {
  package var spoken: String { inThrees(description) }
}

/// A decimal with its whole part in groups of three, and a minus sign for a hyphen.
private func inThrees(_ decimal: String) -> String {
  let unsigned = decimal.hasPrefix("-") ? decimal.dropFirst() : decimal[...]
  let whole = Array(unsigned.utf8.prefix { $0 != UInt8(ascii: ".") })
  var text = decimal.hasPrefix("-") ? "\u{2212}" : ""
  for (index, digit) in whole.enumerated() {
    if index > 0, (whole.count - index).isMultiple(of: 3) { text += "\u{202F}" }
    text.unicodeScalars.append(UnicodeScalar(digit))
  }
  return text + unsigned.dropFirst(whole.count)
}
