import Quantities

/// What a line says of quantity and price, so that `quantity × price / base quantity`, rounded, less its allowances is
/// exactly its amount, as it is in the document. A price is never negative (BR-27): what is taken back has a negative
/// quantity.
struct UBLLine {
  let quantity: String
  /// UN/ECE Recommendation 20.
  let unit: String
  /// For so many units as `baseQuantity` says; for one where that is nil.
  let price: String
  var baseQuantity: String?
  /// What quantity and unit cannot say.
  var description: String?
}

extension UBLLine {
  init(_ line: IssuedDocument.Line, currency: Currency) {
    let one = UBLLine(one: line.gross, description: line.quantityInWords(currency))
    // Hours at a rate are seldom whole yen: whoever multiplies again would find another amount.
    let isExact =
      currency.fractionDigits > 0 || line.minutes == nil && line.quantity?.isWhole == true && line.rate?.isWhole == true
    guard isExact, let rate = line.rate else {
      self = one
      return
    }
    let price = rate.magnitude.description
    if let minutes = line.minutes {
      let sign = minutes.count != 0 && (minutes < .zero) != rate.isNegative ? "-" : ""
      // A sixtieth has no end as a decimal.
      self =
        minutes.count.isMultiple(of: 3)
        ? UBLLine(quantity: sign + hours(minutes), unit: "HUR", price: price)
        : UBLLine(quantity: "\(sign)\(minutes.count.magnitude)", unit: "MIN", price: price, baseQuantity: "60")
    } else if let count = line.quantity {
      let sign = !count.isZero && count.isNegative != rate.isNegative ? "-" : ""
      let word = line.unit ?? "unit"
      let unit = UBLCodes.unit(word)
      self = UBLLine(
        quantity: sign + count.magnitude.description, unit: unit ?? "C62", price: price,
        description: unit == nil ? "\(count) \(word)" : nil)
    } else {
      self = one
    }
  }

  /// One, at a price.
  private init(one price: Money, description: String?) {
    self.init(
      quantity: price.isNegative ? "-1" : "1", unit: "C62", price: price.magnitude.description, description: description
    )
  }
}

/// Minutes that are hours with two decimals at most, without their sign.
private func hours(_ minutes: Minutes) -> String {
  let hundredths = minutes.count.magnitude * 5 / 3
  let decimals = String(hundredths % 100)
  let text = "\(hundredths / 100)." + (decimals.utf8.count < 2 ? "0" : "") + decimals
  return ExactDecimal(text)?.shortest.description ?? text
}

extension IssuedDocument.Line {
  /// Before its allowances.
  var gross: Money { allowances.reduce(amount) { $0 + $1.amount } }

  /// What quantity and rate make; `nil` where it does not say both.
  var expectedGross: Money? {
    guard let rate else { return nil }
    if let minutes { return Money(minutes, atHourly: rate, amount.currency) }
    return quantity.flatMap { Money($0, times: rate, amount.currency) }
  }

  /// `7 h 45 at 8333 JPY an hour`, `2.5 pcs at 333 JPY each`; `nil` for one of nothing in particular.
  fileprivate func quantityInWords(_ currency: Currency) -> String? {
    if let minutes {
      return minutes.spoken + (rate.map { " at \($0) \(currency) an hour" } ?? "")
    }
    guard let quantity else { return nil }
    if rate == nil, unit == nil, quantity == ExactDecimal("1") { return nil }
    return "\(quantity)\(unit.map { " \($0)" } ?? "")" + (rate.map { " at \($0) \(currency) each" } ?? "")
  }
}

extension ExactDecimal {
  fileprivate var isWhole: Bool { shortest.fractionDigits == 0 }
}
