import Content
import Quantities

/// Why figures cannot be worked out.
package enum SumProblem: Error, Sendable, Equatable {
  /// An amount has more digits than can be added safely.
  case tooLarge
  case discountAboveLines(Money)
  /// A discount is shared out in proportion, which a group that is less than nothing has none of.
  case discountOnNegativeGroup(tax: String)
  case prepaidAboveTotal(Money)
  /// A step that is no amount of the currency.
  case cashStep(ExactDecimal)
  /// A decimal with more digits than the currency has.
  case fraction(ExactDecimal, Currency)
}

/// What lines come to, as EN 16931 has it: every figure is worked out exactly and rounded once.
package struct InvoiceSums: Sendable, Equatable {
  package let discount: IssuedDocument.Discount?
  package let taxes: [IssuedDocument.Tax]
  package let totals: IssuedDocument.Totals

  /// What is taxed by one rule.
  package struct Line: Sendable {
    /// Net (BT-131).
    package let amount: Money
    package let tax: TaxRule

    package init(amount: Money, tax: TaxRule) {
      self.amount = amount
      self.tax = tax
    }
  }

  /// - Parameters:
  ///   - withholding: percent of the net amount that the client keeps back.
  ///   - cashStep: what the payable amount is rounded to.
  package init(
    _ lines: [Line], discount: Draft.Discount?, prepaid: ExactDecimal?, withholding: ExactDecimal?,
    cashStep: ExactDecimal?, in currency: Currency
  ) throws(SumProblem) {
    let zero = Money.zero(currency)
    let sum = lines.reduce(zero) { $0 + $1.amount }  // BR-CO-10
    let groups = Self.groups(lines, currency)
    let taken = try Self.amount(of: discount, on: sum)
    let bases = try Self.bases(of: groups, less: taken)
    var taxes: [IssuedDocument.Tax] = []
    for (group, base) in zip(groups, bases) {
      // BR-CO-17: once a group, never a line.
      guard let tax = base.percent(group.rule.rate) else { throw .tooLarge }
      taxes.append(IssuedDocument.Tax(group.rule, base: base, tax: tax))
    }
    self.discount = discount.map { discount in
      var percent: ExactDecimal?
      if case .percent(let value) = discount { percent = value }
      return IssuedDocument.Discount(text: nil, percent: percent, amount: taken)
    }
    self.taxes = taxes

    let net = sum - taken
    let tax = taxes.reduce(zero) { $0 + $1.tax }
    let total = net + tax  // BR-CO-15
    let prepaid = try prepaid.map { prepaid throws(SumProblem) in try Self.money(prepaid, currency) } ?? zero
    if prepaid > max(total, zero) { throw .prepaidAboveTotal(total) }
    var withheld = zero
    if let withholding {
      guard let amount = net.percent(withholding) else { throw .tooLarge }
      withheld = amount
    }
    let due = total - prepaid - withheld
    var rounding = zero
    if let cashStep {
      guard let rounded = due.rounded(toStep: cashStep) else { throw .cashStep(cashStep) }
      rounding = rounded - due
    }
    totals = IssuedDocument.Totals(
      lines: sum, discount: taken, net: net, tax: tax, total: total, prepaid: prepaid, withheld: withheld,
      rounding: rounding, payable: due + rounding)  // BR-CO-16
  }

  static func money(_ decimal: ExactDecimal, _ currency: Currency) throws(SumProblem) -> Money {
    guard let money = Money(decimal, currency) else { throw .fraction(decimal, currency) }
    return money
  }

  /// One group a category and rate, in the order in which they come (BG-23). Two keys of one category and rate are one
  /// group, which is called by the first.
  private static func groups(_ lines: [Line], _ currency: Currency) -> [(rule: TaxRule, sum: Money)] {
    var groups: [(rule: TaxRule, sum: Money)] = []
    for line in lines {
      if let index = groups.firstIndex(where: { $0.rule.isTaxed(as: line.tax) }) {
        groups[index].sum += line.amount
      } else {
        groups.append((line.tax, line.amount))
      }
    }
    return groups
  }

  private static func amount(of discount: Draft.Discount?, on sum: Money) throws(SumProblem) -> Money {
    let amount: Money
    switch discount {
    case nil: return .zero(sum.currency)
    case .percent(let percent):
      guard let part = sum.percent(percent) else { throw .tooLarge }
      amount = part
    case .amount(let decimal): amount = try money(decimal, sum.currency)
    }
    if amount > max(sum, .zero(sum.currency)) { throw .discountAboveLines(sum) }
    return amount
  }

  /// What of each group is taxed: a discount is split by largest remainder, so that its parts add up to it.
  private static func bases(
    of groups: [(rule: TaxRule, sum: Money)], less discount: Money
  ) throws(SumProblem) -> [Money] {
    if discount.isZero { return groups.map(\.sum) }
    guard let parts = discount.split(over: groups.map(\.sum)) else {
      guard let negative = groups.first(where: \.sum.isNegative) else { throw .tooLarge }
      throw .discountOnNegativeGroup(tax: negative.rule.key)
    }
    return zip(groups, parts).map { $0.sum - $1 }
  }
}

extension TaxRule {
  /// Whether amounts of both belong to one group. Rates are compared as numbers: 20 and 20.0 are one.
  package func isTaxed(as other: TaxRule) -> Bool { category == other.category && rate.equals(other.rate) }
}

extension IssuedDocument.Tax {
  init(_ rule: TaxRule, base: Money, tax: Money) {
    self.init(
      key: rule.key, category: rule.category.rawValue, rate: rule.rate, base: base, tax: tax, note: rule.note,
      code: rule.code)
  }
}
