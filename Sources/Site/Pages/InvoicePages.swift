import Billing
import Bytes
import Content
import Quantities
import Situation

/// `invoices.html`, and a page for every document; none of them where there is nothing to show.
struct InvoicePages {
  let context: SiteContext
  let frame: PageFrame

  static func isShown(_ context: SiteContext) -> Bool {
    guard let book = context.invoices else { return false }
    return !book.isEmpty || context.money.map { !$0.unbilled.isEmpty } ?? false
  }

  var pages: [Page] {
    guard let book = context.invoices, Self.isShown(context) else { return [] }
    let list = Page(SitePath.invoices) { InvoicesPage(context: context, frame: frame, book: book).render() }
    let page = InvoicePage(context: context, frame: frame)
    let invoices = book.invoices.map { invoice in
      Page(SitePath.invoice(invoice.document.number)) { page.render(invoice.document, invoice) }
    }
    let credits = book.creditNotes.map { credit in
      Page(SitePath.invoice(credit.document.number)) { page.render(credit.document, nil) }
    }
    return [list] + invoices + credits
  }
}

/// `invoices.html`: what is not billed, what is not paid, what is.
struct InvoicesPage {
  let context: SiteContext
  let frame: PageFrame
  let book: InvoiceBook

  func render() -> [UInt8] {
    // Stable sorts, so that equals stay in the order of the book.
    let pending = book.invoices.filter(\.status.isPending).sorted { $0.dueOrder < $1.dueOrder }
    let paid = book.invoices.filter { $0.status == .paid }.reversed()
      .sorted { ($0.paidOn ?? $0.document.issued) > ($1.paidOn ?? $1.document.issued) }
    let undone = book.invoices.filter { $0.status == .void || $0.status == .credited }.reversed()
    let values = Values { values in
      values.html("unreadable", Board(context: context).unreadable(book.unreadable))
      values.list("outstanding", amounts(pending.map(\.open)))
      values.list("overdue", amounts(pending.filter { $0.status == .overdue }.map(\.open)))
      values.values("unbilled", context.money.map(unbilled(_:)))
      values.list("pending", pending.map(row(_:)))
      values.flag("has_pending", !pending.isEmpty)
      values.list("pending_sums", sums(of: pending))
      values.list("paid", paid.map(row(_:)))
      values.flag("has_paid", !paid.isEmpty)
      values.list("paid_sums", columnSums(paid.map(\.document.totals.payable)))
      values.list("undone", undone.map(row(_:)))
      values.flag("has_undone", !undone.isEmpty)
      values.list("credit_notes", book.creditNotes.reversed().map(row(_:)))
      values.flag("has_credit_notes", !book.creditNotes.isEmpty)
      values.list("credit_sums", columnSums(book.creditNotes.map(\.document.totals.payable)))
      values.text("drafts", book.drafts.map(\.name).joined(separator: ", "))
      values.number("drafts_count", book.drafts.isEmpty ? nil : book.drafts.count)
    }
    return frame.page(
      SitePath.invoices, template: "invoices", title: "Invoices", current: SitePath.invoices, values)
  }

  private func unbilled(_ money: MoneyFacts) -> Values {
    Values {
      $0.list(
        "amounts",
        money.unbilled.map { amount in
          Values { $0.html("sum", amount.htmlWithCurrency) }
        })
      $0.flag("has_amounts", !money.unbilled.isEmpty)
      $0.text("to_decide", money.toDecide == .zero ? nil : money.toDecide.spoken)
    }
  }

  private func row(_ invoice: Invoice) -> Values {
    let document = invoice.document
    return Values {
      fill(&$0, document)
      $0.html("due", document.due.map(context.times.dayHTML(_:)))
      $0.html("open", invoice.open.html)
      $0.text("state", invoice.status.rawValue)
      $0.text("state_text", context.situation.state(of: invoice))
      $0.html("paid_on", invoice.paidOn.map(context.times.dayHTML(_:)))
    }
  }

  private func row(_ credit: CreditNote) -> Values {
    Values {
      fill(&$0, credit.document)
      $0.values("corrects", credit.document.corrects.map { InvoicePage.link(to: $0.number, in: book) })
    }
  }

  private func fill(_ values: inout Values, _ document: IssuedDocument) {
    values.text("number", document.number)
    values.text("href", SitePath.invoice(document.number))
    values.text("client", document.buyer.name)
    values.html("issued", context.times.dayHTML(document.issued))
    values.html("amount", document.totals.payable.html)
    values.text("currency", document.currency.code)
  }

  private func amounts(_ amounts: [Money]) -> [Values] {
    amounts.sums().map { sum in Values { $0.html("sum", sum.htmlWithCurrency) } }
  }

  private func columnSums(_ amounts: [Money]) -> [Values] {
    amounts.sums().map { sum in
      Values {
        $0.html("sum", sum.html)
        $0.text("sum_currency", sum.currency.code)
      }
    }
  }

  /// Amount and balance, a row a currency.
  private func sums(of invoices: [Invoice]) -> [Values] {
    zip(invoices.map(\.document.totals.payable).sums(), invoices.map(\.open).sums()).map { amount, open in
      Values {
        $0.html("sum", amount.html)
        $0.html("sum_open", open.html)
        $0.text("sum_currency", amount.currency.code)
      }
    }
  }
}

extension JSONWriter {
  /// `invoices` of `board.json`; amounts are exact decimals in text.
  ///
  /// - Parameter namesClients: whether the slugs of clients are told; else they are `null`.
  mutating func invoices(_ book: InvoiceBook, namesClients: Bool = true) {
    array("invoices") { writer in
      for invoice in book.invoices {
        writer.object { writer in
          writer.document(invoice.document, client: namesClients ? invoice.client : nil)
          writer.field("open", "\(invoice.open)")
          writer.field("status", invoice.status.rawValue)
          writer.field("paid_on", invoice.paidOn?.description)
        }
      }
      for credit in book.creditNotes {
        writer.object { writer in
          writer.document(credit.document, client: namesClients ? credit.client : nil)
          writer.field("corrects", credit.document.corrects?.number)
        }
      }
    }
  }

  private mutating func document(_ document: IssuedDocument, client: String?) {
    field("number", document.number)
    field("kind", document.kind.rawValue)
    field("client", client)
    field("issued", document.issued.description)
    field("due", document.due?.description)
    field("currency", document.currency.code)
    field("net", "\(document.totals.net)")
    field("tax", "\(document.totals.tax)")
    field("total", "\(document.totals.total)")
    field("payable", "\(document.totals.payable)")
  }
}
