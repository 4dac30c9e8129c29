import Content
import Diagnostics
import Quantities

// What stands in the way of a draft, in words.

extension SumProblem {
  var words: String {
    switch self {
    case .tooLarge: "an amount is too large"
    case .discountAboveLines(let sum): "the discount is more than the lines, \(sum) \(sum.currency)"
    case .discountOnNegativeGroup(let tax): "a discount cannot be shared: the lines with \(tax) are less than nothing"
    case .prepaidAboveTotal(let total): "more is paid in advance than the total of \(total) \(total.currency)"
    case .cashStep(let step): "\"\(step)\" is no step of the currency"
    case .fraction(let decimal, let currency): "\"\(decimal)\" has too many decimals for \(currency)"
    }
  }

  var help: String {
    switch self {
    case .tooLarge: "split the invoice"
    case .discountAboveLines: "lower it"
    case .discountOnNegativeGroup: "take off the lines one by one, with allowances:"
    case .prepaidAboveTotal: "lower prepaid:; what is too much belongs to another invoice"
    case .cashStep: "mend cash_step: of the client or of billing: in index.md"
    case .fraction(_, let currency):
      "\(currency) has \(currency.fractionDigits == 0 ? "none" : "at most \(currency.fractionDigits)")"
    }
  }
}

extension RateProblem {
  func diagnostic(_ client: Client, _ workspace: Workspace) -> Diagnostic {
    switch self {
    case .none:
      client.source.diagnostic(
        .error, "rate", "no rate for work of \(client.slug)",
        help: "add rate: \"95.00\" to it, to its repos or tasks, or to billing: of index.md")
    case .noCurrency:
      client.source.diagnostic(
        .error, "currency", "\(client.slug) has no currency",
        help: "add currency: EUR to it, or to billing: of index.md")
    case .otherCurrency(let own, let standard):
      client.source.diagnostic(
        .error, "rate", "\(client.slug) is billed in \(own), and billing.rate is in \(standard)",
        help: "add rate: in \(own) to it; there is no conversion", key: "currency")
    }
  }
}

extension TaxRule {
  /// What is wrong with rules that are used together in one document (EN 16931 BR-O, BR-AE, BR-Z, …).
  static func problems(of rules: [TaxRule], _ used: Set<Category>) -> [(message: String, help: String, isOfLines: Bool)]
  {
    var problems: [(String, String, Bool)] = []
    if used.contains(.outside), used.count > 1 {
      problems.append(("category O is mixed with others", "bill what is outside of VAT on an invoice of its own", true))
    }
    for rule in rules {
      switch rule.category {
      case .standard where rule.rate.significand == 0:
        problems.append(("\(rule.key) has category S and a rate of 0", "category Z is for a rate of zero", false))
      case .zero, .exempt, .reverseCharge, .intraCommunity, .export, .outside:
        if rule.rate.significand != 0 {
          problems.append(("\(rule.key) has category \(rule.category.rawValue) and a rate", "write rate: \"0\"", false))
        }
        if rule.category != .zero, rule.note == nil, rule.code == nil {
          problems.append(
            ("\(rule.key) does not say why there is no tax", "add note: to it, for example \"Reverse charge\"", false))
        }
      default: break
      }
    }
    return problems
  }
}
