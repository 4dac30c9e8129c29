import Quantities

/// What can be billed and what is owed, as plain figures. Whoever does the arithmetic makes them; pages only show
/// them, and do without where there are none.
package struct MoneyFacts: Sendable {
  /// Time that a person has yet to call billable or not.
  package let toDecide: Minutes
  /// Finished amounts, ready to print: one a currency.
  package let unbilled: [Amount]

  package struct Amount: Sendable, Equatable {
    package let currency: String
    package let value: ExactDecimal

    package init(currency: String, value: ExactDecimal) {
      self.currency = currency
      self.value = value
    }
  }

  package init(toDecide: Minutes, unbilled: [Amount]) {
    self.toDecide = toDecide
    self.unbilled = unbilled
  }
}
