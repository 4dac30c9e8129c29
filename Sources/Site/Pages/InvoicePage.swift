import Billing
import Bytes
import Content
import Diagnostics
import Quantities
import Situation

/// `invoices/<number>.html`: a document as it was issued, for a screen and for paper.
struct InvoicePage: Sendable {
  static let template = PageTemplate(
    "invoice",
    values: """
      @layout kind kind_text number paper
      to_issue{ name client summary problems{ position message help } command } has_figures
      void{ text by{ title target } } state{ slug text } seller{ @party } buyer{ @party } facts{ @fact }
      currency lines{ position text task{ @link } logged quantity rate tax_rate allowances{ reason off } amount }
      totals{ label sum strong } payable_label payable tax_notes{ text } notes{ text } has_notes
      pay_to{ @fact } has_pay_to payment_code payments{ date method note sum } has_payments
      credits{ title href date sum } has_credits balance
      record{ source frozen draft hash has_works works{ line_text rate_source refs{ title target } has_refs } }
      """)

  let context: SiteContext
  let frame: PageFrame

  /// - Parameter invoice: what came of it; `nil` for a credit note.
  func render(_ document: IssuedDocument, _ invoice: Invoice?) -> [UInt8] {
    let path = SitePath.invoice(document.number)
    let credits = invoice?.creditNotes ?? []
    var values = page(
      document.kind.rawValue, document.kind == .invoice ? "INVOICE" : "CREDIT NOTE", document.number,
      facts(document, root: SitePath.root(of: path)))
    fillFigures(&values, document)
    values.values("void", voiding(invoice))
    values.values("state", invoice.map(state(_:)))
    // Nobody should pay what was taken back.
    let payTo = document.kind == .invoice && invoice?.status != .void ? payTo(document) : []
    values.list("pay_to", payTo)
    values.flag("has_pay_to", !payTo.isEmpty)
    values.html("payment_code", invoice.flatMap(paymentCode(_:)))
    values.list("payments", document.payments.map(payment(_:)))
    values.flag("has_payments", !document.payments.isEmpty)
    values.list("credits", credits.map { credit(context.invoices?.creditNote($0)?.document, $0) })
    values.flag("has_credits", !credits.isEmpty)
    values.html("balance", balance(document, invoice))
    values.values(
      "record",
      document.provenance.map { provenance in
        record(document) {
          $0.text("source", provenance.path)
          $0.flag("frozen", true)
          $0.text("draft", provenance.draft)
          $0.text("hash", provenance.hash)
        }
      })
    let title = "\(document.kind == .invoice ? "Invoice" : "Credit note") \(document.number)"
    return frame.page(
      path, template: Self.template, title: title,
      about: .description("\(title), \(context.times.day(document.issued))"),
      current: SitePath.invoices, values)
  }

  /// A draft, as it would be issued: without a number, a day or where to pay, which it has yet to get.
  func render(_ calculation: DraftCalculation, _ path: String) -> [UInt8] {
    let draft = calculation.draft
    let reference = calculation.document?.buyer.reference ?? draft.reference
    var values = page(
      "draft", "INVOICE", "DRAFT",
      [
        fact("period", "Period", calculation.period.map(period(_:))),
        fact("reference", "Your reference", reference.map(HTML.text(_:))),
      ].compactMap(\.self))
    values.values("to_issue", toIssue(calculation))
    if let document = calculation.document {
      fillFigures(&values, document)
      values.values(
        "record",
        record(document) {
          $0.text("source", draft.path)
          $0.flag("frozen", false)
        })
    } else {
      values.flag("has_figures", false)
    }
    return frame.page(
      path, template: Self.template, title: "Draft \(draft.name)", about: .description("A draft of an invoice"),
      current: SitePath.invoices, values)
  }

  private func page(_ kind: String, _ kindText: String, _ number: String, _ facts: [Values]) -> Values {
    Values(reserving: 40) {
      $0.text("kind", kind)
      $0.text("kind_text", kindText)
      $0.text("number", number)
      $0.text("paper", context.paper.rawValue.lowercased())
      $0.list("facts", facts)
    }
  }

  private func fillFigures(_ values: inout Values, _ document: IssuedDocument) {
    values.flag("has_figures", true)
    values.values("seller", party(document.seller))
    values.values("buyer", party(document.buyer))
    values.text("currency", document.currency.code)
    values.list("lines", lines(document))
    values.list("totals", totals(document))
    values.text("payable_label", document.kind == .invoice ? "To pay" : "Credited")
    values.html("payable", document.totals.payable.htmlWithCurrency)
    values.texts("tax_notes", Self.unique(document.taxes.compactMap(\.note)))
    values.texts("notes", flag: "has_notes", document.notes)
  }

  /// What stands in the way of a number, and how it is had.
  private func toIssue(_ calculation: DraftCalculation) -> Values {
    Values {
      $0.text("name", calculation.draft.name)
      $0.text("client", context.workspace.client(calculation.draft.client)?.name ?? calculation.draft.client)
      $0.text("summary", calculation.summary)
      $0.list(
        "problems",
        calculation.problems.map { problem in
          Values {
            $0.text("position", "\(problem.file.path.printable):\(problem.position.line)")
            $0.text("message", problem.message.printable)
            $0.text("help", problem.help?.printable)
          }
        })
      $0.text("command", SuggestedCommand.issue(draft: calculation.draft.name))
    }
  }

  /// A link to a document, or only its number where it has no page.
  static func link(to number: String, in book: InvoiceBook?) -> Values {
    let exists = book?.invoice(number) != nil || book?.creditNote(number) != nil
    return Values {
      $0.text("title", number)
      $0.text("target", exists ? SitePath.invoice(number) : nil)
    }
  }

  private static func unique(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }

  // MARK: Head

  private func state(_ invoice: Invoice) -> Values {
    Values {
      $0.text("slug", invoice.status.rawValue)
      $0.text("text", invoice.status.words)
    }
  }

  private func voiding(_ invoice: Invoice?) -> Values? {
    guard let invoice, invoice.status == .void else { return nil }
    return Values {
      $0.text("text", "VOID")
      $0.values("by", invoice.voidedBy.map { Self.link(to: $0, in: context.invoices) })
    }
  }

  private func party(_ party: IssuedDocument.Party) -> Values {
    Values { values in
      values.text("name", party.name)
      values.texts("address", party.address)
      values.text("country", party.country)
      values.text("vat_id", party.vatID)
      values.text("email", party.email)
    }
  }

  private func fact(_ id: String, _ name: String, _ html: HTML?) -> Values? {
    html.map { html in
      Values {
        $0.text("id", id)
        $0.text("name", name)
        $0.html("value", html)
      }
    }
  }

  private func facts(_ document: IssuedDocument, root: String) -> [Values] {
    let period = document.period.map(period(_:))
    let corrects = document.corrects.map { corrects in
      let exists = context.invoices?.invoice(corrects.number) != nil
      let number =
        exists ? HTML.link(corrects.number, to: root + SitePath.invoice(corrects.number)) : .text(corrects.number)
      return corrects.issued.map { HTML("\(number.text) of \(day($0).text)") } ?? number
    }
    return [
      fact("issued", "Issued", day(document.issued)),
      fact("due", "Due", document.due.map(day(_:))),
      fact("period", "Period", period),
      fact("reference", "Your reference", document.buyer.reference.map(HTML.text(_:))),
      fact("corrects", "Corrects invoice", corrects),
      fact("reason", "Reason", document.corrects?.reason.map(HTML.text(_:))),
    ].compactMap(\.self)
  }

  private func period(_ period: IssuedDocument.Period) -> HTML {
    period.from == period.to ? day(period.to) : HTML("\(day(period.from).text) – \(day(period.to).text)")
  }

  private func day(_ day: Day) -> HTML { .time(day, day.long) }

  // MARK: Lines

  private func lines(_ document: IssuedDocument) -> [Values] {
    // Hours in decimals only where all of them can be: a column of two notations adds up badly.
    let isDecimal = document.lines.allSatisfy { $0.minutes.map { $0.decimalHours != nil } ?? true }
    return document.lines.enumerated().map { index, line in
      Values { values in
        values.number("position", index + 1)
        values.text("text", line.text)
        if let task = line.task, context.workspace.task(task) != nil {
          values.values("task", context.taskLink(task))
        }
        if let logged = line.logged, let billed = line.minutes, logged != billed {
          values.text("logged", "\(logged.spoken) logged, \(billed.spoken) billed")
        }
        values.text("quantity", quantity(line, isDecimal: isDecimal))
        values.text("rate", line.rate?.spoken)
        values.text("tax_rate", taxRate(line, document))
        values.list("allowances", line.allowances.map(allowance(_:)))
        values.html("amount", line.amount.html)
      }
    }
  }

  private func quantity(_ line: IssuedDocument.Line, isDecimal: Bool) -> String? {
    if let minutes = line.minutes {
      let hours = isDecimal ? minutes.decimalHours : nil
      return hours.map { "\($0)\u{A0}h" } ?? minutes.spoken
    }
    return line.quantity.map { quantity in line.unit.map { "\(quantity.spoken)\u{A0}\($0)" } ?? quantity.spoken }
  }

  private func taxRate(_ line: IssuedDocument.Line, _ document: IssuedDocument) -> String? {
    guard let key = line.tax else { return nil }
    guard let rate = document.taxes.first(where: { $0.key == key })?.rate else { return key }
    return "\(rate)\u{A0}%"
  }

  private func allowance(_ allowance: IssuedDocument.Allowance) -> Values {
    Values {
      $0.text("reason", allowance.text ?? "Allowance")
      $0.html("off", (-allowance.amount).html)
    }
  }

  // MARK: Totals

  private func totals(_ document: IssuedDocument) -> [Values] {
    let totals = document.totals
    var rows: [Values] = []
    func add(_ label: String, _ money: Money, isStrong: Bool = false) {
      rows.append(
        Values {
          $0.text("label", label)
          $0.html("sum", money.html)
          $0.flag("strong", isStrong)
        })
    }
    if !totals.discount.isZero {
      add("Sum of lines", totals.lines)
      let percent = document.discount?.percent.map { " \($0)\u{A0}%" } ?? ""
      add((document.discount?.text ?? "Discount") + percent, -totals.discount)
    }
    add("Net", totals.net)
    for tax in document.taxes {
      let rate = tax.rate.map { "Tax \($0)\u{A0}%" } ?? "Tax"
      add("\(rate) of \(tax.base.spoken)", tax.tax)
    }
    add("Total", totals.total, isStrong: true)
    if !totals.prepaid.isZero { add("Paid in advance", -totals.prepaid) }
    if !totals.withheld.isZero { add("Tax withheld", -totals.withheld) }
    if !totals.rounding.isZero { add("Rounding", totals.rounding) }
    return rows
  }

  // MARK: Payments

  private func payTo(_ document: IssuedDocument) -> [Values] {
    let seller = document.seller
    guard seller.iban != nil else { return [] }
    return [
      fact("account", "Account", .text(seller.name)),
      fact("iban", "IBAN", seller.iban.map { HTML.text(Self.inFours($0)) }),
      fact("bic", "BIC", seller.bic.map(HTML.text(_:))),
      fact("remittance", "Reference", .text(document.number)),
    ].compactMap(\.self)
  }

  /// A picture that a banking app reads the transfer from, while there is something to pay.
  private func paymentCode(_ invoice: Invoice) -> HTML? {
    guard invoice.status != .void, let payment = PaymentCode(invoice.document, open: invoice.open),
      let code = QRCode(Array(payment.payload.utf8))
    else { return nil }
    let title =
      "Payment code: \(payment.amount.spoken) to \(invoice.document.seller.name), \(Self.inFours(payment.iban.text)), "
      + "for \(invoice.document.number)"
    return QRDrawing(code: code, id: "payment-code", title: title).html()
  }

  /// An IBAN as people write it on paper (ISO 13616): in groups of four.
  private static func inFours(_ iban: String) -> String {
    var text = ""
    for (index, scalar) in iban.unicodeScalars.filter({ $0 != " " }).enumerated() {
      if index > 0, index.isMultiple(of: 4) { text += "\u{A0}" }
      text.unicodeScalars.append(scalar)
    }
    return text
  }

  private func payment(_ payment: IssuedDocument.Payment) -> Values {
    Values {
      $0.html("date", day(payment.date))
      $0.text("method", payment.method)
      $0.text("note", payment.reference)
      $0.html("sum", payment.amount.html)
    }
  }

  private func credit(_ document: IssuedDocument?, _ number: String) -> Values {
    Values {
      $0.text("title", number)
      $0.text("href", SitePath.invoice(number))
      $0.html("date", document.map { day($0.issued) })
      $0.html("sum", document.map { (-$0.totals.payable).html })
    }
  }

  /// What stays open, once something happened to it.
  private func balance(_ document: IssuedDocument, _ invoice: Invoice?) -> HTML? {
    guard let invoice, !document.payments.isEmpty || !invoice.creditNotes.isEmpty else { return nil }
    return invoice.status == .void ? nil : invoice.open.htmlWithCurrency
  }

  // MARK: Record

  /// Where the figures come from; for whoever sent the document, and never on paper.
  ///
  /// - Parameter fill: what is known of the file itself.
  private func record(_ document: IssuedDocument, _ fill: (inout Values) -> Void) -> Values {
    Values { values in
      fill(&values)
      let works = document.lines.filter { !$0.refs.isEmpty || $0.rateSource != nil }
      values.flag("has_works", !works.isEmpty)
      values.list(
        "works",
        works.map { line in
          Values { values in
            values.text("line_text", line.text)
            values.text("rate_source", line.rateSource)
            values.list("refs", line.refs.map(reference(_:)))
            values.flag("has_refs", !line.refs.isEmpty)
          }
        })
    }
  }

  private func reference(_ ref: String) -> Values {
    let path = "content/\(ref).md"
    let page = context.recordsWithPages.contains(ExactText(path)) ? SitePath.page(of: RecordPath(path)) : nil
    return Values {
      $0.text("title", ref)
      $0.text("target", page)
    }
  }
}
