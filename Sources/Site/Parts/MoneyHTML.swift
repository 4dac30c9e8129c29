import Bytes
import Quantities
import Situation

// `<data>` carries the exact decimal beside the amount that people read.

extension Money {
  /// `<data value="13053.16">13 053.16</data>`.
  var html: HTML { HTML("<data value=\"\(self)\">\(grouped.escapedForHTML)</data>") }

  /// The same, with the currency behind it.
  var htmlWithCurrency: HTML { HTML("\(html.text)\u{A0}\(currency)") }
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
