import Diagnostics
import FrontMatter
import Quantities

extension IssuedDocument {
  /// Whether the figures that are printed below each other add up, as EN 16931 has it. A document that does not is
  /// shown all the same: what was issued was issued.
  func checkSums(in file: FrontMatterDocument) -> [Diagnostic] {
    let zero = Money.zero(currency)
    var problems: [Diagnostic] = []
    func expect(_ key: String, _ given: Money, _ expected: Money, _ rule: String) {
      guard given != expected else { return }
      problems.append(
        Diagnostic(
          .error, "sum", "\"totals.\(key)\" is \(given), and should be \(expected)", help: rule, in: file.file,
          at: file.range(of: "document", "totals", key)))
    }
    expect(
      "lines", totals.lines, lines.reduce(zero) { $0 + $1.amount }, "it is the sum of the lines (EN 16931 BR-CO-10)")
    if let discount { expect("discount", totals.discount, discount.amount, "it is the amount of the discount") }
    expect(
      "net", totals.net, totals.lines - totals.discount, "net = lines - discount (EN 16931 BR-CO-13)")
    expect("tax", totals.tax, taxes.reduce(zero) { $0 + $1.tax }, "it is the sum of the taxes (EN 16931 BR-CO-14)")
    expect("total", totals.total, totals.net + totals.tax, "total = net + tax (EN 16931 BR-CO-15)")
    expect(
      "payable", totals.payable, totals.total - totals.prepaid - totals.withheld + totals.rounding,
      "payable = total - prepaid - withheld + rounding (EN 16931 BR-CO-16)")

    let bases = taxes.reduce(zero) { $0 + $1.base }
    if !taxes.isEmpty, bases != totals.net {
      problems.append(
        Diagnostic(
          .error, "sum", "the bases of the taxes are \(bases), the net amount is \(totals.net)",
          help: "each part of the net amount is taxed once", in: file.file, at: file.range(of: "document", "taxes")))
    }
    for key in Set(lines.compactMap(\.tax)).sorted() where !taxes.contains(where: { $0.key == key }) {
      problems.append(
        Diagnostic(
          .error, "tax", "no entry of \"taxes\" has the key \"\(key)\" of a line", help: "add it to taxes:",
          in: file.file, at: file.range(of: "document", "lines")))
    }
    return problems
  }
}
