import Billing
import Bytes
import Quantities

// Amounts are grouped by narrow spaces that do not break, with a point before the decimals (ISO 80000-1): nobody,
// whatever the country, reads 13 053.16 as another number. `<data>` carries the exact decimal beside it.

extension Money {
  /// `13 053.16 EUR`.
  var spoken: String { "\(grouped(description)) \(currency)" }

  /// `<data value="13053.16">13 053.16</data>`.
  var html: HTML { HTML("<data value=\"\(self)\">\(grouped(description).escapedForHTML)</data>") }

  /// The same, with the currency behind it.
  var htmlWithCurrency: HTML { HTML("\(html.text)\u{A0}\(currency)") }
}

extension ExactDecimal {
  var spoken: String { grouped(description) }
}

/// A decimal with its whole part in groups of three, and a minus sign for a hyphen.
private func grouped(_ decimal: String) -> String {
  let unsigned = decimal.hasPrefix("-") ? decimal.dropFirst() : decimal[...]
  let whole = Array(unsigned.utf8.prefix { $0 != UInt8(ascii: ".") })
  var text = decimal.hasPrefix("-") ? "\u{2212}" : ""
  for (index, digit) in whole.enumerated() {
    if index > 0, (whole.count - index).isMultiple(of: 3) { text += "\u{202F}" }
    text.unicodeScalars.append(UnicodeScalar(digit))
  }
  return text + unsigned.dropFirst(whole.count)
}

extension Minutes {
  /// `37.75` hours; `nil` where two decimals would not be exact.
  var decimalHours: String? {
    guard count.isMultiple(of: 3) else { return nil }
    let hundredths = count.magnitude * 100 / 60
    let fraction = String(hundredths % 100)
    return "\(count < 0 ? "\u{2212}" : "")\(hundredths / 100).\(fraction.utf8.count == 1 ? "0" : "")\(fraction)"
  }
}
