import Bytes
import Content
import Quantities

/// One (category, rate) group as EN 16931 has it (BG-23): all of the document's taxes of that category and rate.
struct UBLGroup {
  let category: TaxRule.Category
  /// `nil` for category O.
  let rate: ExactDecimal?
  private(set) var keys: [String] = []
  private(set) var base: Money
  private(set) var tax: Money
  private(set) var notes: [String] = []
  private var codes: [String] = []
  /// The net amounts of its lines.
  private(set) var lines: Money

  /// What the document takes off it (BG-20); negative where it adds to it (BG-21).
  var allowance: Money { lines - base }

  /// The one code that says why no VAT is due (BT-121).
  var reasonCode: String? {
    guard category.hasReason else { return nil }
    let known = Set(codes.compactMap(UBLCodes.exemption))
    return known.count == 1 ? known.first : category.reasonCode
  }

  /// The same in words (BT-120); codes that no list has are words.
  var reason: String? {
    guard category.hasReason else { return nil }
    let words = notes.isEmpty ? codes.filter { UBLCodes.exemption($0) == nil }.distinct() : notes
    return words.isEmpty ? nil : words.joined(separator: "; ")
  }

  fileprivate init(_ category: TaxRule.Category, _ rate: ExactDecimal?, _ currency: Currency) {
    self.category = category
    self.rate = rate
    (base, tax, lines) = (.zero(currency), .zero(currency), .zero(currency))
  }

  fileprivate mutating func add(_ entry: IssuedDocument.Tax, lines: Money) {
    keys.append(entry.key)
    base += entry.base
    tax += entry.tax
    self.lines += lines
    if let note = entry.note, !note.isBlankInXML, !notes.containsExactly(note) { notes.append(note) }
    if let code = entry.code, !code.isBlankInXML { codes.append(code) }
  }

  /// The groups of a document in the order of its taxes, and what is wrong with these.
  static func all(of document: IssuedDocument) -> (groups: [UBLGroup], obstacles: [UBLObstacle]) {
    var groups: [UBLGroup] = []
    var obstacles: [UBLObstacle] = []
    for (index, entry) in document.taxes.enumerated() {
      guard let category = entry.category.flatMap(TaxRule.Category.init) else {
        obstacles.append(.uncategorized(tax: index, key: entry.key, entry.category))
        continue
      }
      obstacles += rateObstacles(entry, category, at: index, in: document)
      let rate: ExactDecimal? =
        switch category.rate {
        case .none: nil
        case .zero: ExactDecimal("0")
        case .aboveZero, .any: entry.rate?.shortest
        }
      // Not one line has it, and nothing is taxed: then it is no group of EN 16931.
      let own = document.lines.filter { $0.tax == entry.key }
      if own.isEmpty, entry.base.isZero, entry.tax.isZero { continue }
      if document.totals.discount.isZero, case let sum = own.sum(document.currency), sum != entry.base {
        obstacles.append(.base(tax: index, key: entry.key, entry.base, lines: sum))
      }
      if category.hasReason, category.reasonCode == nil, (entry.note ?? "").isBlankInXML,
        (entry.code ?? "").isBlankInXML
      {
        obstacles.append(.noReason(tax: index, key: entry.key))
      }
      let place = groups.firstIndex { $0.category == category && $0.rate == rate }
      if place == nil { groups.append(UBLGroup(category, rate, document.currency)) }
      groups[place ?? groups.count - 1].add(entry, lines: own.sum(document.currency))
    }
    // Each of several keys was rounded by itself, and the rules look at their sum.
    for group in groups where group.keys.count > 1 {
      guard let rate = group.rate, let expected = group.base.percent(rate),
        (group.tax - expected).magnitude.minorUnits >= document.currency.unit,
        let index = document.taxes.firstIndex(where: { $0.key == group.keys.first })
      else { continue }
      obstacles.append(
        .taxAmount(tax: index, key: group.keys.joined(separator: "\" and \""), group.tax, expected: expected))
    }
    if let index = document.taxes.firstIndex(where: { $0.category == TaxRule.Category.outside.rawValue }),
      groups.count > 1, groups.contains(where: { $0.category == .outside })
    {
      let others = groups.filter { $0.category != .outside }.map(\.category.rawValue).distinct()
      obstacles.append(.mixed(tax: index, key: document.taxes[index].key, others: others))
    }
    return (groups, obstacles)
  }

  private static func rateObstacles(
    _ entry: IssuedDocument.Tax, _ category: TaxRule.Category, at index: Int, in document: IssuedDocument
  ) -> [UBLObstacle] {
    guard let rate = entry.rate ?? (category.rate == .zero || category.rate == .none ? ExactDecimal("0") : nil) else {
      return [.noRate(tax: index, key: entry.key, category)]
    }
    let isWrong =
      switch category.rate {
      case .aboveZero: rate.isZero || rate.isNegative
      case .zero, .none: !rate.isZero
      case .any: rate.isNegative
      }
    if isWrong { return [.wrongRate(tax: index, key: entry.key, category, rate)] }
    guard let expected = entry.base.percent(rate) else { return [] }
    // What is credited last takes what is left of the invoice's tax: a few of the smallest units more or less. The
    // rules leave that room too.
    let difference = (entry.tax - expected).magnitude
    if document.kind == .invoice ? !difference.isZero : difference.minorUnits >= document.currency.unit {
      return [.taxAmount(tax: index, key: entry.key, entry.tax, expected: expected)]
    }
    if rate.roundsToZero, entry.tax.magnitude.minorUnits * 2 >= document.currency.unit {
      return [.tinyRate(tax: index, key: entry.key, rate)]
    }
    return []
  }
}

extension Sequence<IssuedDocument.Line> {
  fileprivate func sum(_ currency: Currency) -> Money { reduce(.zero(currency)) { $0 + $1.amount } }
}

extension Currency {
  /// One of it, in smallest units.
  fileprivate var unit: Int128 { (0..<fractionDigits).reduce(1) { unit, _ in unit * 10 } }
}

extension ExactDecimal {
  fileprivate var roundsToZero: Bool {
    significand.magnitude * 2 < (0..<fractionDigits).reduce(1 as UInt) { power, _ in power * 10 }
  }
}
