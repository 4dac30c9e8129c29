import Quantities

extension FieldType where Value == Currency {
  /// A code of ISO 4217.
  package static var currency: FieldType {
    FieldType(text: "a currency of ISO 4217", named: "currency", example: "EUR") { Currency($0) }
  }
}

extension FieldType where Value == Money {
  /// A **quoted** number with at most as many decimals as the currency has.
  package static func money(_ currency: Currency) -> FieldType {
    FieldType("a quoted amount", named: "amount", form: .quoted, example: "\"10.50\"") { value in
      guard case .scalar(let scalar) = value, let decimal = ExactDecimal(scalar.text) else { return .mismatch }
      if scalar.style == .plain {
        return .invalid(
          code: "decimal", message: "an amount must be quoted", help: "write \"\(scalar.text)\", not \(scalar.text)",
          at: value)
      }
      if let money = Money(decimal, currency) { return .value(money) }
      let (count, most) = (decimal.fractionDigits, currency.fractionDigits)
      return .invalid(
        code: "money", message: "\"\(scalar.text)\" has \(count) decimal\(count == 1 ? "" : "s")",
        help: "\(currency.code) has \(most == 0 ? "none" : "at most \(most)")", at: value)
    }
  }
}
