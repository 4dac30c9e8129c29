import Content
import Diagnostics
import FrontMatter
import Quantities

/// Why a document cannot be written as UBL: what EN 16931 asks for and the document does not say, or says in a way that
/// no invoice of EN 16931 can.
package enum UBLObstacle: Sendable, Equatable {
  package enum Role: String, Sendable {
    case seller
    case buyer
  }

  case decimals(Currency)
  case unknownCurrency(Currency)
  case noName(Role)
  case noCountry(Role)
  case unknownCountry(Role, String)
  case unknownSeller
  case noVATID(Role, TaxRule.Category)
  case noLines
  case untaxed(line: Int)
  case unknownTax(line: Int, key: String)
  case uncategorized(tax: Int, key: String, String?)
  case noRate(tax: Int, key: String, TaxRule.Category)
  case wrongRate(tax: Int, key: String, TaxRule.Category, ExactDecimal)
  case tinyRate(tax: Int, key: String, ExactDecimal)
  case noReason(tax: Int, key: String)
  case mixed(tax: Int, key: String, others: [String])
  case noPeriod(TaxRule.Category)
  case periodOrder
  case lineAmount(line: Int, Money, expected: Money)
  case taxAmount(tax: Int, key: String, Money, expected: Money)
  case base(tax: Int, key: String, Money, lines: Money)
  case sum(String, Money, expected: Money)
}

/// All that stands in the way of one document.
package struct UBLObstacles: Error, Sendable, Equatable {
  package let obstacles: [UBLObstacle]
  /// The slug of the client that the document is for.
  let client: String?
}

extension UBLObstacles {
  /// These as problems of the file that the document is in, each at its place.
  package func diagnostics(in record: BillingRecord) -> [Diagnostic] {
    obstacles.map { obstacle in
      Diagnostic(
        .error, "ubl", obstacle.message, help: obstacle.help(client: client), in: record.source.file,
        at: obstacle.place(in: record.document))
    }
  }
}

extension UBLObstacle {
  /// What is wrong, with the rule of EN 16931 that says so.
  package var message: String {
    switch self {
    case .decimals(let currency):
      "\(currency) has \(currency.fractionDigits) decimals, and amounts in UBL at most 2 (EN 16931 UBL-DT-01)"
    case .unknownCurrency(let currency): "EN 16931 does not know the currency \(currency) (BR-CL-04)"
    case .noName(let role): "the \(role.rawValue) has no name (EN 16931 \(role == .seller ? "BR-06" : "BR-07"))"
    case .noCountry(let role): "the \(role.rawValue) has no country (EN 16931 \(role == .seller ? "BR-09" : "BR-11"))"
    case .unknownCountry(let role, let country):
      "\"\(country)\", the \(role.rawValue)'s country, is none of ISO 3166-1 (EN 16931 BR-CL-14)"
    case .unknownSeller: "the seller has no VAT id or tax number (EN 16931 BR-CO-26)"
    case .noVATID(let role, let category):
      "category \(category.rawValue) needs the \(role.rawValue)'s VAT id, with the country in front "
        + "(EN 16931 \(category.rules)-02)"
    case .noLines: "there is no line (EN 16931 BR-16)"
    case .untaxed(let line): "line \(line) has no tax (EN 16931 BR-CO-04)"
    case .unknownTax(let line, let key): "line \(line) has the tax \"\(key)\", which is not among the document's taxes"
    case .uncategorized(_, let key, nil): "tax \"\(key)\" has no category (EN 16931 BR-47)"
    case .uncategorized(_, let key, let category?):
      "tax \"\(key)\" has the category \"\(category)\", which is none of \(Self.categories) (EN 16931 BR-CL-17)"
    case .noRate(_, let key, _): "tax \"\(key)\" has no rate (EN 16931 BR-48)"
    case .wrongRate(_, let key, let category, let rate):
      "tax \"\(key)\" has the rate \(rate), and category \(category.rawValue) one "
        + "\(category.rate == .aboveZero ? "above 0" : "of 0") (EN 16931 \(category.rules)-05)"
    case .tinyRate(_, let key, let rate):
      "tax \"\(key)\" has the rate \(rate): below 0.5 the rules expect no tax (EN 16931 BR-CO-17)"
    case .noReason(_, let key): "tax \"\(key)\" does not say why no VAT is due (EN 16931 BR-E-10)"
    case .mixed(_, let key, let others):
      "tax \"\(key)\" is of category O, which stands alone, and there is \(others.joined(separator: ", ")) "
        + "(EN 16931 BR-O-11)"
    case .noPeriod: "category K needs the period of the work (EN 16931 BR-IC-11)"
    case .periodOrder: "the period ends before it begins (EN 16931 BR-29)"
    case .lineAmount(let line, let amount, let expected):
      "line \(line) is \(amount), and quantity, rate and allowances make \(expected)"
    case .taxAmount(_, let key, let amount, let expected):
      "the tax of \"\(key)\" is \(amount), and base and rate make \(expected) (EN 16931 BR-CO-17)"
    case .base(_, let key, let base, let lines):
      "the base of \"\(key)\" is \(base), its lines are \(lines), and there is no discount"
    case .sum(let key, let amount, let expected): "\"totals.\(key)\" is \(amount), and should be \(expected)"
    }
  }

  /// Where it can be mended, for documents that are yet to be issued.
  package func help(client: String?) -> String {
    let file = client.map { "content/clients/\($0).md" } ?? "the client's file in content/clients/"
    func frozen(_ place: String) -> String {
      "\(place) is where new documents have it from; this one is frozen: void it and issue it again"
    }
    func key(_ role: Role, _ key: String) -> String {
      frozen(role == .seller ? "content/index.md: seller.\(key)" : "\(file): \(key)")
    }
    func tax(_ name: String, _ key: String) -> String { frozen("content/index.md: taxes.\(name).\(key)") }
    return switch self {
    case .decimals, .unknownCurrency: "send the page or its PDF; --format csv and --format json have the exact amounts"
    case .noName(let role): key(role, "name")
    case .noCountry(let role), .unknownCountry(let role, _): key(role, "country")
    case .unknownSeller: key(.seller, "vat_id")
    case .noVATID(let role, _): key(role, "vat_id")
    case .noLines: "there is nothing to send"
    case .untaxed: frozen("content/index.md: billing.tax, or \(file): tax,")
    case .unknownTax: "orchsite check shows where"
    case .uncategorized(_, let name, _): tax(name, "category")
    case .noRate(_, let name, _), .wrongRate(_, let name, _, _), .tinyRate(_, let name, _): tax(name, "rate")
    case .noReason(_, let name): frozen("content/index.md: taxes.\(name).note or code")
    case .mixed: "bill what is not subject to VAT in a document of its own"
    case .noPeriod: "send the page or its PDF; a document that is issued with a period can be exported"
    case .periodOrder, .lineAmount, .taxAmount, .base, .sum:
      "the file is not as a document is issued: git log -p shows what was changed"
    }
  }

  private static let categories = ["S", "Z", "E", "AE", "K", "G", "O", "L", "M"].joined(separator: ", ")

  /// The bytes in the file that it is about.
  fileprivate func place(in document: FrontMatterDocument) -> Range<Int> {
    switch self {
    case .decimals, .unknownCurrency: document.range(of: "document", "currency")
    case .noName(let role): document.range(of: "document", role.rawValue, "name")
    case .noCountry(let role), .unknownCountry(let role, _): document.range(of: "document", role.rawValue, "country")
    case .unknownSeller: document.range(of: "document", "seller", "vat_id")
    case .noVATID(let role, _): document.range(of: "document", role.rawValue, "vat_id")
    case .noLines: document.range(of: "document", "lines")
    case .untaxed(let line): document.range(ofItem: line - 1, of: "lines")
    case .unknownTax(let line, _): document.range(ofItem: line - 1, of: "lines", "tax")
    case .lineAmount(let line, _, _): document.range(ofItem: line - 1, of: "lines", "amount")
    case .uncategorized(let tax, _, _): document.range(ofItem: tax, of: "taxes", "category")
    case .noRate(let tax, _, _), .wrongRate(let tax, _, _, _), .tinyRate(let tax, _, _):
      document.range(ofItem: tax, of: "taxes", "rate")
    case .noReason(let tax, _), .mixed(let tax, _, _): document.range(ofItem: tax, of: "taxes")
    case .taxAmount(let tax, _, _, _): document.range(ofItem: tax, of: "taxes", "tax")
    case .base(let tax, _, _, _): document.range(ofItem: tax, of: "taxes", "base")
    case .noPeriod, .periodOrder: document.range(of: "document", "period")
    case .sum(let key, _, _): document.range(of: "document", "totals", key)
    }
  }
}

extension FrontMatterDocument {
  /// The place of an item of a list of the document, or of a key in it.
  fileprivate func range(ofItem index: Int, of list: String, _ key: String? = nil) -> Range<Int> {
    guard case .list(let items, _) = value(at: "document", list), items.indices.contains(index) else {
      return range(of: "document", list)
    }
    if case .map(let entries, _) = items[index], let entry = entries.first(where: { $0.key == key }) {
      return range(of: entry.value)
    }
    return range(of: items[index])
  }
}
