import Content
import Quantities

/// What of an invoice is taken back.
package enum CreditRequest: Sendable, Equatable {
  /// All that was not taken back yet.
  case everything
  /// Net, before tax; shared out over the tax groups.
  case amount(Money)
  /// A line, from 1: all that is left of it, some time of it, or a net amount.
  case line(Int, CreditedPart)

  package enum CreditedPart: Sendable, Equatable {
    case everything
    case minutes(Minutes)
    case amount(Money)
  }
}

/// Why a credit note cannot be made.
package enum CreditProblem: Error, Sendable, Equatable {
  case nothingLeft
  /// More than is left of the invoice, or of a tax group of it.
  case aboveInvoice(left: Money)
  case aboveLine(Int, left: Money)
  case noSuchLine(Int, count: Int)
  /// Hours of a line that is no time.
  case noTime(Int)
  case notPositive
  case tooLarge
  /// An invoice that is less than nothing is a credit already.
  case negativeInvoice
}

/// A credit note for an invoice, worked out from both: what closes a tax group takes all the tax that is left of it, so
/// that nothing stays open when everything is taken back.
package struct CreditCalculation: Sendable {
  private let invoice: IssuedDocument
  private let earlier: [IssuedDocument]
  private let zero: Money

  /// - Parameter credits: the credit notes that correct the invoice already.
  package init(_ invoice: IssuedDocument, less credits: [IssuedDocument]) {
    self.invoice = invoice
    earlier = credits
    zero = .zero(invoice.currency)
  }

  /// What a part of the totals still has, less what was taken back of it.
  package func left(_ part: (IssuedDocument.Totals) -> Money) -> Money {
    earlier.reduce(part(invoice.totals)) { $0 - part($1.totals) }
  }

  private func left(of tax: IssuedDocument.Tax) -> (base: Money, tax: Money) {
    earlier.flatMap(\.taxes).filter { $0.key == tax.key }.reduce((tax.base, tax.tax)) {
      ($0.0 - $1.base, $0.1 - $1.tax)
    }
  }

  /// What is left of a line, from 1.
  private func left(ofLine number: Int) -> Money {
    earlier.flatMap(\.lines).filter { $0.corrects == number }.reduce(invoice.lines[number - 1].amount) {
      $0 - $1.amount
    }
  }

  /// - Parameters:
  ///   - number: the credit note's own.
  ///   - correction: what it says of the invoice.
  package func document(
    _ request: CreditRequest, number: String, issued: Day, correction: IssuedDocument.Correction
  ) throws(CreditProblem) -> IssuedDocument {
    guard !invoice.totals.net.isNegative else { throw .negativeInvoice }
    let lines: [IssuedDocument.Line]
    var discount: IssuedDocument.Discount?
    switch request {
    case .everything where earlier.isEmpty:
      lines = invoice.lines.enumerated().map { $1.takenBack(line: $0 + 1) }
      discount = invoice.discount
    case .everything:
      lines = try remainder(or: correction.effect == .void ? nothing : nil)
    case .amount(let amount):
      lines = try share(amount, correction)
    case .line(let number, let part):
      let line = try line(number, part)
      lines = [line]
      discount = try discountShare(of: line.amount)
    }
    let taken = discount?.amount ?? zero
    let sum = lines.reduce(zero) { $0 + $1.amount }
    let taxes = try taxes(lines, less: taken)
    let isClosing = invoice.taxes.allSatisfy { tax in
      left(of: tax).base == (taxes.first { $0.key == tax.key }?.base ?? zero)
    }
    let net = sum - taken
    let tax = taxes.reduce(zero) { $0 + $1.tax }
    let total = net + tax
    let totals = try totals(lines: sum, discount: taken, net: net, tax: tax, total: total, isClosing: isClosing)
    return IssuedDocument(
      kind: .creditNote, number: number, issued: issued, due: nil, period: invoice.period, currency: invoice.currency,
      seller: invoice.seller, buyer: invoice.buyer, rules: invoice.rules, lines: lines, discount: discount,
      taxes: taxes, totals: totals, notes: [], corrects: correction, payments: [], provenance: nil)
  }

  // MARK: Lines

  /// What voids an invoice that was credited in full: its work is freed, and no money moves.
  private var nothing: IssuedDocument.Line {
    IssuedDocument.Line(text: "\(invoice.number) was credited before", tax: invoice.taxes.first?.key, amount: zero)
  }

  /// One line a tax group, of all that is left.
  private func remainder(or nothing: IssuedDocument.Line?) throws(CreditProblem) -> [IssuedDocument.Line] {
    let lines = invoice.taxes.compactMap { tax -> IssuedDocument.Line? in
      let left = self.left(of: tax).base
      return left.isZero
        ? nil : IssuedDocument.Line(text: "What is left of \(invoice.number)", tax: tax.key, amount: left)
    }
    guard lines.isEmpty else { return lines }
    guard let nothing else { throw .nothingLeft }
    return [nothing]
  }

  /// One line a tax group, in proportion to what is left of each.
  private func share(
    _ amount: Money, _ correction: IssuedDocument.Correction
  ) throws(CreditProblem) -> [IssuedDocument.Line] {
    guard amount > zero else { throw .notPositive }
    let left = invoice.taxes.map { self.left(of: $0).base }
    let sum = left.reduce(zero, +)
    guard sum > zero else { throw .nothingLeft }
    guard amount <= sum else { throw .aboveInvoice(left: sum) }
    guard let parts = amount.split(over: left.map { max($0, zero) }) else { throw .tooLarge }
    return zip(invoice.taxes, parts).compactMap { tax, part in
      part.isZero ? nil : IssuedDocument.Line(text: correction.reason ?? "Credit", tax: tax.key, amount: part)
    }
  }

  private func line(
    _ number: Int, _ part: CreditRequest.CreditedPart
  ) throws(CreditProblem) -> IssuedDocument.Line {
    guard invoice.lines.indices.contains(number - 1) else {
      throw .noSuchLine(number, count: invoice.lines.count)
    }
    var line = invoice.lines[number - 1].takenBack(line: number)
    let left = self.left(ofLine: number)
    guard left > zero else { throw .aboveLine(number, left: left) }
    switch part {
    case .everything:
      guard left != line.amount else { break }
      line = IssuedDocument.Line(
        text: line.text, task: line.task, repo: line.repo, tax: line.tax, amount: left, corrects: number)
    case .minutes(let minutes):
      guard let rate = line.rate, line.minutes != nil else { throw .noTime(number) }
      guard minutes > .zero else { throw .notPositive }
      guard let amount = Money(minutes, atHourly: rate, invoice.currency) else { throw .tooLarge }
      line = IssuedDocument.Line(
        text: line.text, task: line.task, repo: line.repo, minutes: minutes, unit: line.unit, rate: rate,
        tax: line.tax, amount: amount, corrects: number)
    case .amount(let amount):
      guard amount > zero else { throw .notPositive }
      line = IssuedDocument.Line(
        text: line.text, task: line.task, repo: line.repo, tax: line.tax, amount: amount, corrects: number)
    }
    guard line.amount > zero else { throw .notPositive }
    guard line.amount <= left else { throw .aboveLine(number, left: left) }
    return line
  }

  /// What of the invoice's discount was taken off an amount of its lines.
  private func discountShare(of amount: Money) throws(CreditProblem) -> IssuedDocument.Discount? {
    guard let discount = invoice.discount, !discount.amount.isZero else { return nil }
    let share: Money?
    if let percent = discount.percent {
      share = amount.percent(percent)
    } else {
      // The rest of the lines takes the rest of it.
      share = discount.amount.split(over: [amount, invoice.totals.lines - amount])?[0]
    }
    guard let share else { throw .tooLarge }
    // No more than is left: the last credit takes what rounding left over.
    let left = self.left(\.discount)
    return IssuedDocument.Discount(text: discount.text, percent: discount.percent, amount: min(share, left))
  }

  // MARK: Sums

  private func taxes(_ lines: [IssuedDocument.Line], less discount: Money) throws(CreditProblem) -> [IssuedDocument.Tax]
  {
    if earlier.isEmpty, lines.count == invoice.lines.count, lines.map(\.amount) == invoice.lines.map(\.amount),
      discount == invoice.totals.discount
    {
      return invoice.taxes
    }
    let used = invoice.taxes.filter { tax in lines.contains { $0.tax == tax.key } }
    let sums = used.map { tax in lines.filter { $0.tax == tax.key }.reduce(zero) { $0 + $1.amount } }
    guard let parts = discount.isZero ? sums.map({ _ in zero }) : discount.split(over: sums) else { throw .tooLarge }
    var taxes: [IssuedDocument.Tax] = []
    for (index, tax) in used.enumerated() {
      let base = sums[index] - parts[index]
      let left = self.left(of: tax)
      guard base <= left.base else { throw .aboveInvoice(left: max(left.base, zero)) }
      guard let amount = base.percent(tax.rate ?? .zero) else { throw .tooLarge }
      taxes.append(
        IssuedDocument.Tax(
          key: tax.key, category: tax.category, rate: tax.rate, base: base,
          tax: base == left.base ? left.tax : min(amount, left.tax), note: tax.note, code: tax.code))
    }
    return taxes
  }

  private func totals(
    lines: Money, discount: Money, net: Money, tax: Money, total: Money, isClosing: Bool
  ) throws(CreditProblem) -> IssuedDocument.Totals {
    var withheld = left(\.withheld)
    var rounding = left(\.rounding)
    if !isClosing {
      withheld =
        try invoice.rules.withholding.map { percent throws(CreditProblem) in
          guard let part = net.percent(percent) else { throw .tooLarge }
          return min(part, withheld)
        } ?? zero
      rounding = zero
      if let step = invoice.rules.cashStep {
        guard let rounded = (total - withheld).rounded(toStep: step) else { throw .tooLarge }
        rounding = rounded - (total - withheld)
      }
    }
    return IssuedDocument.Totals(
      lines: lines, discount: discount, net: net, tax: tax, total: total, prepaid: zero, withheld: withheld,
      rounding: rounding, payable: total - withheld + rounding)
  }
}

extension IssuedDocument.Line {
  /// The same as a line of a credit note, which claims no work.
  fileprivate func takenBack(line number: Int) -> IssuedDocument.Line {
    IssuedDocument.Line(
      text: text, task: task, repo: repo, minutes: minutes, quantity: quantity, unit: unit, rate: rate,
      allowances: allowances, tax: tax, amount: amount, corrects: number)
  }
}

extension CreditProblem {
  package var words: (message: String, help: String) {
    switch self {
    case .nothingLeft: ("nothing of it is left to credit", "it is credited in full already")
    case .aboveInvoice(let left): ("that is more than is left of it", "at most \(left) \(left.currency), before tax")
    case .aboveLine(let line, let left):
      ("that is more than is left of line \(line)", "at most \(left) \(left.currency), before tax")
    case .noSuchLine(let line, let count): ("it has no line \(line)", "its lines are 1 to \(count)")
    case .noTime(let line): ("line \(line) is no time", "say how much: --amount, before tax")
    case .notPositive: ("there is nothing to credit", "an amount of a credit note is more than nothing")
    case .tooLarge: ("an amount is too large", "credit it in parts")
    case .negativeInvoice: ("it is less than nothing already", "bill the work again instead")
    }
  }
}
