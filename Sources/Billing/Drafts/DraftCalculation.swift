import Bytes
import Content
import Diagnostics
import Quantities

/// What a draft comes to, worked out from the work itself: the document as it would be issued, and everything that
/// stands in its way.
package struct DraftCalculation: Sendable {
  package let draft: Draft
  /// With the draft's name for a number; nil where a figure of it cannot be worked out.
  package let document: IssuedDocument?
  /// What has to be mended before it can be issued. Nothing of it is left out.
  package let problems: [Diagnostic]

  /// - Parameter issued: the day on which it is, or would be, issued.
  package init(_ draft: Draft, in ledger: WorkLedger, issued: Day) {
    var working = DraftWorking(draft, ledger, issued)
    self.draft = draft
    document = working.document()
    problems = working.problems
  }
}

extension DraftCalculation {
  /// The days of the work, as far as they are known.
  package var period: IssuedDocument.Period? {
    document?.period ?? draft.through.map { IssuedDocument.Period(from: min(draft.from ?? $0, $0), to: $0) }
  }
}

/// The steps of it, each of which says what is wrong and goes on.
private struct DraftWorking {
  let draft: Draft
  let ledger: WorkLedger
  let issued: Day
  var problems: [Diagnostic] = []
  /// The first claim of each piece of work in this draft.
  private var claimed: Set<ExactText> = []

  private var workspace: Workspace { ledger.workspace }
  private var settings: ProjectSettings { workspace.settings }

  init(_ draft: Draft, _ ledger: WorkLedger, _ issued: Day) {
    self.draft = draft
    self.ledger = ledger
    self.issued = issued
  }

  private mutating func report(_ code: String, _ message: String, help: String, at range: Range<Int>) {
    problems.append(Diagnostic(.error, code, message, help: help, in: draft.source.file, at: range))
  }

  private mutating func report(
    _ code: String, _ message: String, help: String, in source: RecordSource?, key: String? = nil
  ) {
    guard let source else { return }
    problems.append(source.diagnostic(.error, code, message, help: help, key: key))
  }

  // MARK: The whole

  mutating func document() -> IssuedDocument? {
    guard let client = workspace.client(draft.client) else {
      report(
        "client", "unknown client \"\(draft.client)\"",
        help: RecordPath.adviceToWrite("content/clients/\(draft.client).md") ?? "name another",
        at: draft.document.range(of: "client"))
      return nil
    }
    guard let currency = workspace.currency(of: client) else {
      report(
        "currency", "\(client.slug) has no currency", help: "add currency: EUR to it, or to billing: of index.md",
        in: client.source)
      return nil
    }
    if draft.lines.isEmpty {
      report(
        "missing", "the draft has no lines", help: "add a line, or delete the draft",
        at: draft.document.range(of: "lines"))
    }
    var lines: [(line: IssuedDocument.Line, tax: TaxRule)] = []
    for index in draft.lines.indices {
      if let line = line(index, client, currency) { lines.append(line) }
    }
    guard lines.count == draft.lines.count, !lines.isEmpty else { return nil }
    let sums: InvoiceSums
    do throws(SumProblem) {
      sums = try InvoiceSums(
        lines.map { InvoiceSums.Line(amount: $0.line.amount, tax: $0.tax) }, discount: draft.discount,
        prepaid: draft.prepaid, withholding: client.withholding,
        cashStep: client.cashStep ?? settings.cashStep(in: currency), in: currency)
    } catch {
      report("sum", error.words, help: error.help, at: place(of: error))
      return nil
    }
    if sums.totals.total.isNegative || sums.totals.payable.isNegative {
      report(
        "sum", "the invoice comes to \(min(sums.totals.total, sums.totals.payable)) \(currency)",
        help:
          "an invoice is not less than nothing: bill it along with other work, or credit the invoice that was too much",
        at: draft.document.range(of: "lines"))
    }
    // A line is called by its group, of which there is one for each category and rate.
    let named = lines.map { line, tax in
      var line = line
      line.tax = sums.taxes.first { $0.category == tax.category.rawValue && $0.rate?.equals(tax.rate) == true }?.key
      return line
    }
    checkParties(client, Set(lines.map(\.tax.category)))
    return IssuedDocument(
      kind: .invoice, number: draft.name, issued: issued, due: due(client), period: period(), currency: currency,
      seller: IssuedDocument.Party(settings.seller), buyer: IssuedDocument.Party(client, reference: draft.reference),
      rules: IssuedDocument.Rules(
        rounding: client.rounding, withholding: client.withholding,
        cashStep: client.cashStep ?? settings.cashStep(in: currency)),
      lines: named, discount: sums.discount, taxes: sums.taxes, totals: sums.totals, notes: draft.notes,
      corrects: nil, payments: [], provenance: nil)
  }

  private func place(of problem: SumProblem) -> Range<Int> {
    switch problem {
    case .discountAboveLines, .discountOnNegativeGroup: draft.document.range(of: "discount")
    case .prepaidAboveTotal, .fraction: draft.document.range(of: draft.prepaid == nil ? "discount" : "prepaid")
    case .tooLarge, .cashStep: draft.document.range(of: "lines")
    }
  }

  private mutating func due(_ client: Client) -> Day? {
    if let terms = client.termsDays ?? settings.billing.termsDays { return issued.adding(terms) }
    report(
      "due", "nobody says until when it is to be paid", help: "add terms_days: 30 to it, or to billing: of index.md",
      in: client.source)
    return nil
  }

  private mutating func period() -> IssuedDocument.Period? {
    let days = draft.lines.flatMap { $0.refs.compactMap { ledger.day(of: $0) } }
    // Goods alone were worked for on the one day that there is.
    guard let from = draft.from ?? days.min() ?? draft.through, let through = draft.through ?? days.max() ?? draft.from
    else {
      report(
        "period", "no line says when the work was done", help: "add from: and through:, for example through: \(issued)",
        at: draft.document.range(of: "lines"))
      return nil
    }
    return IssuedDocument.Period(from: min(from, through), to: through)
  }

  // MARK: A line

  private mutating func line(
    _ index: Int, _ client: Client, _ currency: Currency
  ) -> (line: IssuedDocument.Line, tax: TaxRule)? {
    let line = draft.lines[index]
    let tax = tax(index, client)
    guard var made = line.refs.isEmpty ? goods(index, currency) : work(index, client, currency), let tax else {
      return nil
    }
    var allowances: [IssuedDocument.Allowance] = []
    for allowance in line.allowances {
      guard let amount = Money(allowance.amount, currency) else {
        report(
          "money", "\"\(allowance.amount)\" has too many decimals for \(currency)", help: "round it",
          at: draft.range(ofLine: index, "allowances"))
        return nil
      }
      allowances.append(IssuedDocument.Allowance(text: allowance.text, amount: amount))
    }
    made.allowances = allowances
    made.amount = allowances.reduce(made.amount) { $0 - $1.amount }
    return (made, tax)
  }

  private mutating func tax(_ index: Int, _ client: Client) -> TaxRule? {
    guard let key = draft.lines[index].tax ?? client.tax ?? settings.billing.tax else {
      report(
        "tax", "nobody says how this line is taxed",
        help: "add tax: to the line, to \(client.source.path), or to billing: of index.md",
        at: draft.range(ofLine: index))
      return nil
    }
    if let rule = settings.taxes.first(where: { $0.key == key }) { return rule }
    // Of a client or of the settings, their own check says so.
    report(
      "tax", "no entry of \"taxes\" in index.md has the key \"\(key)\"", help: "add it to taxes:",
      at: draft.range(ofLine: index, "tax"))
    return nil
  }

  private mutating func goods(_ index: Int, _ currency: Currency) -> IssuedDocument.Line? {
    let line = draft.lines[index]
    guard let rate = line.rate else {
      report(
        "missing", "the line has neither refs nor a rate", help: "add quantity: and rate:, or the refs of the work",
        at: draft.range(ofLine: index))
      return nil
    }
    if rate.significand < 0 {
      report(
        "value", "a rate is not negative", help: "make the quantity negative", at: draft.range(ofLine: index, "rate"))
      return nil
    }
    let quantity = line.quantity ?? .one
    guard let amount = Money(quantity, times: rate, currency) else {
      report("sum", "the amount is too large", help: "split the line", at: draft.range(ofLine: index))
      return nil
    }
    return IssuedDocument.Line(
      text: line.text, quantity: quantity, unit: line.unit, rate: rate, amount: amount, refs: [], log: [])
  }

  private mutating func work(_ index: Int, _ client: Client, _ currency: Currency) -> IssuedDocument.Line? {
    let line = draft.lines[index]
    if line.quantity != nil || line.rate != nil || line.unit != nil {
      report(
        "value", "the line has refs and a quantity, unit or rate of its own",
        help: "leave these to the work, or take the refs away", at: draft.range(ofLine: index))
      return nil
    }
    var entries: [WorkEntry] = []
    var fixed: [FixedPrice] = []
    var isWhole = true
    for (item, ref) in line.refs.enumerated() {
      switch piece(ref, index, item, client) {
      case .entry(let entry): entries.append(entry)
      case .fixed(let price): fixed.append(price)
      case nil: isWhole = false
      }
    }
    guard isWhole else { return nil }
    if let price = fixed.first {
      guard fixed.count == 1, entries.isEmpty else {
        report(
          "refs", "a fixed price is a line of its own", help: "move \(price.ref) to another line",
          at: draft.range(ofLine: index, "refs"))
        return nil
      }
      guard let amount = Money(price.price, currency) else {
        report(
          "money", "the fixed price \"\(price.price)\" has too many decimals for \(currency)", help: "round it",
          in: price.source, key: "fixed_price")
        return nil
      }
      return IssuedDocument.Line(
        text: line.text, task: price.task, repo: price.task.repo, quantity: .one, unit: nil, rate: price.price,
        rateSource: price.source.path, amount: amount, refs: line.refs, log: [])
    }
    guard let rate = rate(of: entries, index, client) else { return nil }
    let logged = entries.reduce(Minutes.zero) { $0 + ($1.billable ?? .zero) }
    let billed = client.rounding.map { $0.billed(entries) } ?? logged
    guard let amount = Money(billed, atHourly: rate.rate, currency) else {
      report("sum", "the amount is too large", help: "split the line", at: draft.range(ofLine: index))
      return nil
    }
    return IssuedDocument.Line(
      text: line.text, task: entries.map(\.task).common ?? nil, repo: entries.map(\.repo).common ?? nil, logged: logged,
      minutes: billed, unit: "h", rate: rate.rate, rateSource: rate.source, amount: amount, refs: line.refs,
      log: entries.map { IssuedDocument.Logged(day: $0.day, minutes: $0.billable ?? .zero) })
  }

  private mutating func rate(of entries: [WorkEntry], _ index: Int, _ client: Client) -> HourlyRate? {
    var found: HourlyRate?
    for entry in entries {
      switch workspace.rate(of: entry, for: client) {
      case .failure(let problem):
        problems.append(problem.diagnostic(client, workspace))
        return nil
      case .success(let rate):
        if rate.rate.significand < 0 {
          report(
            "value", "the rate of \(entry.ref) is negative", help: "mend \(rate.source)", at: draft.range(ofLine: index)
          )
          return nil
        }
        if let found, !found.rate.equals(rate.rate) {
          report(
            "rate", "the line has two rates, \(found.rate) and \(rate.rate)",
            help: "one line a rate: move \(entry.ref) to another line", at: draft.range(ofLine: index, "refs"))
          return nil
        }
        found = found ?? rate
      }
    }
    return found
  }

  private enum Piece {
    case entry(WorkEntry)
    case fixed(FixedPrice)
  }

  /// The work that a ref names, if this draft may bill it.
  private mutating func piece(_ ref: String, _ index: Int, _ item: Int, _ client: Client) -> Piece? {
    let place = draft.range(ofRef: item, line: index)
    guard claimed.insert(ExactText(ref)).inserted else {
      report("claimed", "\(ref) is billed twice in this draft", help: "keep it once", at: place)
      return nil
    }
    let entry = ledger.entry(ref)
    let fixed = ledger.fixedPrice(ref)
    guard let owner = entry?.client ?? fixed?.client else {
      report(
        ledger.isKnown(ref) ? "refs" : "claimed",
        ledger.isKnown(ref) ? "\(ref) is for no client" : "there is no work \(ref)",
        help: ledger.isKnown(ref) ? "say whose it is: client: in its task or repo" : ledger.similarWork(ref),
        at: place)
      return nil
    }
    guard owner == client.slug else {
      report("claimed", "\(ref) is for \(owner), not for \(client.slug)", help: "take it out of this draft", at: place)
      return nil
    }
    let day = entry?.day ?? fixed?.day
    if let day, draft.from.map({ day < $0 }) ?? false || draft.through.map({ day > $0 }) ?? false {
      report(
        "refs", "\(ref) is of \(day), outside of the draft's days", help: "mend from: or through:, or take it out",
        at: place)
      return nil
    }
    if let other = ledger.otherClaim(of: ref, besides: draft) {
      report("claimed", "\(ref) is on \(other) already", help: "take it out of one of them", at: place)
      return nil
    }
    if let writeOff = ledger.writeOffs[ExactText(ref)] {
      report(
        "claimed", "\(ref) is written off by \(writeOff.source.path)", help: "take it out of the draft, or there",
        at: place)
      return nil
    }
    if let fixed {
      guard fixed.isDone else {
        report(
          "refs", "\(fixed.task) has a fixed price and is not done", help: "bill it when it is done, or take it out",
          at: place)
        return nil
      }
      return .fixed(fixed)
    }
    guard let entry, let billable = entry.billable else {
      report(
        "refs", "nobody has decided what of \(ref) is billed", help: "orchsite time review asks you", at: place)
      return nil
    }
    guard billable != .zero else {
      report("refs", "none of \(ref) is billed", help: "take it out of the draft", at: place)
      return nil
    }
    return .entry(entry)
  }

  // MARK: Parties

  /// What the law wants to see on an invoice, as far as EN 16931 asks for it.
  private mutating func checkParties(_ client: Client, _ categories: Set<TaxRule.Category>) {
    let seller = settings.seller
    let index = settings.source
    func need(_ isThere: Bool, _ what: String, _ key: String, of source: RecordSource?, _ who: String) {
      guard !isThere else { return }
      report("missing", "\(who) has no \(what)", help: "add \(key) to \(source?.path ?? Scan.indexPath)", in: source)
    }
    let (isSeller, isBuyer) = ("the seller", client.slug)
    need(seller?.name != nil, "name", "seller: name:", of: index, isSeller)
    need(seller?.address.isEmpty == false, "address", "seller: address:", of: index, isSeller)
    need(seller?.country != nil, "country", "seller: country:", of: index, isSeller)
    need(!client.address.isEmpty, "address", "address:", of: client.source, isBuyer)
    if categories != [.outside] {
      need(seller?.vatID != nil, "VAT id", "seller: vat_id:", of: index, isSeller)
    }
    if !categories.isDisjoint(with: [.reverseCharge, .intraCommunity]) {
      need(client.vatID != nil, "VAT id, which this tax needs", "vat_id:", of: client.source, isBuyer)
    }
    for problem in TaxRule.problems(of: settings.taxes.filter { categories.contains($0.category) }, categories) {
      guard problem.isOfLines else {
        report("tax", problem.message, help: problem.help, in: index, key: "taxes")
        continue
      }
      report("tax", problem.message, help: problem.help, at: draft.document.range(of: "lines"))
    }
  }
}

// MARK: - Parts

extension IssuedDocument.Party {
  /// What is missing is empty: a draft can be looked at before it can be issued.
  init(_ seller: Seller?) {
    self.init(
      name: seller?.name ?? "", address: seller?.address ?? [], country: seller?.country, vatID: seller?.vatID,
      email: seller?.email, iban: seller?.iban, bic: seller?.bic, reference: nil,
      peppol: seller?.peppol.map { IssuedDocument.Peppol(scheme: $0.scheme, id: $0.id) }, client: nil)
  }

  init(_ client: Client, reference: String?) {
    self.init(
      name: client.name, address: client.address, country: client.country, vatID: client.vatID, email: client.email,
      iban: nil, bic: nil, reference: reference ?? client.reference,
      peppol: client.peppol.map { IssuedDocument.Peppol(scheme: $0.scheme, id: $0.id) }, client: client.slug)
  }
}

extension ProjectSettings {
  /// The step for cash is one of `billing.currency`.
  fileprivate func cashStep(in currency: Currency) -> ExactDecimal? {
    billing.currency == currency ? billing.cashStep : nil
  }
}

extension Client.Rounding {
  /// The billed minutes of the work on one line. The log stays as it is.
  func billed(_ entries: [WorkEntry]) -> Minutes {
    func rounded(_ minutes: Minutes) -> Minutes { minutes.rounded(mode, to: increment) }
    switch per {
    case .entry: return entries.reduce(.zero) { $0 + rounded($1.billable ?? .zero) }
    case .line: return rounded(entries.reduce(.zero) { $0 + ($1.billable ?? .zero) })
    case .taskDay:
      struct TaskDay: Hashable {
        let task: TaskID?
        let day: Day
      }
      let days = Dictionary(grouping: entries) { TaskDay(task: $0.task, day: $0.day) }
      return days.values.reduce(.zero) { sum, entries in
        sum + rounded(entries.reduce(.zero) { $0 + ($1.billable ?? .zero) })
      }
    }
  }
}

extension Draft {
  /// The place of an item of a line's `refs`.
  func range(ofRef item: Int, line: Int) -> Range<Int> {
    guard case .list(let lines, _) = document.value(of: "lines"), lines.indices.contains(line),
      case .map(let entries, _) = lines[line], let refs = entries.first(where: { $0.isNamed("refs") }),
      case .list(let items, _) = refs.value, items.indices.contains(item)
    else { return range(ofLine: line) }
    return document.range(of: items[item])
  }
}

extension Collection where Element: Equatable {
  /// What all have, if they have the same.
  fileprivate var common: Element? {
    guard let first, allSatisfy({ $0 == first }) else { return nil }
    return first
  }
}
