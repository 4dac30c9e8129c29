import Billing
import Bytes
import Content
import Quantities
import Situation

/// A page for every document.
struct InvoicePages {
  let context: SiteContext
  let frame: PageFrame

  var pages: [Page] {
    guard let book = context.invoices, InvoicesPage.isShown(in: context) else { return [] }
    let page = InvoicePage(context: context, frame: frame)
    let invoices = book.invoices.map { invoice in
      Page(SitePath.invoice(invoice.document.number)) { page.render(invoice.document, invoice) }
    }
    let credits = book.creditNotes.map { credit in
      Page(SitePath.invoice(credit.document.number)) { page.render(credit.document, nil) }
    }
    let drafts = (context.money?.drafts ?? []).compactMap { draft in
      SitePath.draft(draft.draft.name).map { path in Page(path) { page.render(draft, path) } }
    }
    return invoices + credits + drafts
  }
}

/// `invoices.html`: what is not billed, what is not paid, what is.
struct InvoicesPage: TeamPage {
  static let path = SitePath.invoices
  static let item = "Invoices"
  static let template = PageTemplate(
    "invoices",
    values: """
      @layout unreadable outstanding{ sum } overdue{ sum }
      unbilled{ amounts{ sum } has_amounts to_decide decide_command
        groups{ client_name group_hours group_sums{ sum sum_currency } works{ date task{ @link } about hours rate amount unit note } }
        has_groups unbilled_sums{ sum sum_currency } }
      draft_rows{ name href client period amount currency ready state_text } has_draft_rows
      pending{ @invoice-row } has_pending pending_sums{ sum sum_open sum_currency } paid{ @invoice-row }
      has_paid paid_sums{ sum sum_currency } undone{ @invoice-row } has_undone
      credit_notes{ @document-row corrects{ title target } } has_credit_notes credit_sums{ sum sum_currency }
      drafts drafts_count
      """)

  let context: SiteContext
  let frame: PageFrame
  private let book: InvoiceBook

  init(context: SiteContext, frame: PageFrame) {
    self.context = context
    self.frame = frame
    book = context.invoices ?? InvoiceBook(context.workspace)
  }

  static func isShown(in context: SiteContext) -> Bool {
    guard let book = context.invoices else { return false }
    guard book.isEmpty, let money = context.money else { return !book.isEmpty }
    return !money.work.isEmpty || !money.unbilled.isEmpty || money.toDecide != .zero
  }

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
      let names = book.liveDrafts.map(\.name)
      values.text("drafts", names.joined(separator: ", "))
      values.number("drafts_count", names.isEmpty ? nil : names.count)
      let drafts = context.money?.drafts ?? []
      values.list("draft_rows", drafts.map(row(_:)))
      values.flag("has_draft_rows", !drafts.isEmpty)
    }
    return page(about: .description("Invoices of \(context.workspace.settings.projectTitle)"), values)
  }

  private func unbilled(_ money: MoneyFacts) -> Values {
    Values {
      $0.list(
        "amounts",
        money.unbilled.map { amount in
          Values { $0.html("sum", amount.htmlWithCurrency) }
        })
      $0.flag("has_amounts", !money.unbilled.isEmpty)
      $0.list("groups", groups(of: money.work))
      $0.flag("has_groups", !money.work.isEmpty)
      $0.list("unbilled_sums", columnSums(money.work.compactMap(\.amount)))
      if money.toDecide != .zero {
        $0.text("to_decide", money.toDecide.spoken)
        $0.text("decide_command", SuggestedCommand.reviewTime)
      }
    }
  }

  /// A group a client; work is in the order of clients.
  private func groups(of work: [UnbilledWork]) -> [Values] {
    var groups: [ArraySlice<UnbilledWork>] = []
    for index in work.indices {
      if let last = groups.last, last[last.startIndex].client == work[index].client {
        groups[groups.count - 1] = work[last.startIndex...index]
      } else {
        groups.append(work[index...index])
      }
    }
    return groups.map { work in
      let client = work[work.startIndex].client
      return Values { values in
        values.text("client_name", context.workspace.client(client)?.name ?? client)
        let minutes = work.reduce(Minutes.zero) { $0 + ($1.minutes ?? .zero) }
        values.text("group_hours", minutes == .zero ? nil : minutes.spoken)
        values.list("group_sums", columnSums(work.compactMap(\.amount)))
        values.list("works", work.map(row(_:)))
      }
    }
  }

  private func row(_ work: UnbilledWork) -> Values {
    let task = work.task.flatMap(context.workspace.task(_:))
    return Values {
      $0.html("date", work.day.map(context.times.dayHTML(_:)))
      if let task { $0.values("task", context.taskLink(task.id)) }
      // The title of the task is on the link already.
      $0.text("about", work.text == task?.task.title ? nil : work.text)
      $0.text("hours", work.minutes?.spoken)
      if work.minutes != nil { $0.text("rate", (try? work.rate.get())?.rate.spoken) }
      $0.html("amount", work.amount?.html)
      $0.text("unit", work.amount?.currency.code)
      $0.text("note", work.note)
    }
  }

  private func row(_ calculation: DraftCalculation) -> Values {
    let (draft, document) = (calculation.draft, calculation.document)
    return Values {
      $0.text("name", draft.name)
      $0.text("href", SitePath.draft(draft.name))
      $0.text("client", context.workspace.client(draft.client)?.name ?? draft.client)
      $0.text("period", calculation.period.map { context.times.span($0.from, $0.to) })
      $0.html("amount", document?.totals.payable.html)
      $0.text("currency", document?.currency.code)
      $0.flag("ready", calculation.problems.isEmpty)
      $0.text("state_text", calculation.state)
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
  /// `unbilled`, `to_decide_minutes` and `drafts` of `board.json`.
  mutating func work(_ money: MoneyFacts) {
    array("unbilled") { writer in money.work.forEach { writer.unbilled($0) } }
    field("to_decide_minutes", money.toDecide.count)
    array("drafts") { writer in money.drafts.forEach { writer.draft($0) } }
  }

  /// A piece of work that could be billed today.
  package mutating func unbilled(_ work: UnbilledWork) {
    let rate = try? work.rate.get()
    object { writer in
      writer.field("ref", work.ref)
      writer.field("client", work.client)
      writer.field("repo", work.repo)
      writer.field("task", work.task?.description)
      writer.field("date", work.day?.description)
      writer.field("person", work.person)
      writer.field("text", work.text)
      writer.field("minutes", work.minutes?.count)
      writer.field("rate", rate?.rate.description)
      writer.field("rate_source", rate?.source)
      writer.field("amount", work.amount?.description)
      writer.field("currency", work.amount?.currency.code)
      writer.field("note", work.note)
    }
  }

  /// A draft as it would be issued today, without its lines.
  package mutating func draft(_ calculation: DraftCalculation) {
    let (draft, totals) = (calculation.draft, calculation.document?.totals)
    object { writer in
      writer.field("draft", draft.name)
      writer.field("client", draft.client)
      writer.field("from", calculation.period?.from.description)
      writer.field("through", calculation.period?.to.description)
      writer.field("currency", calculation.document?.currency.code)
      writer.field("net", totals?.net.description)
      writer.field("tax", totals?.tax.description)
      writer.field("total", totals?.total.description)
      writer.field("payable", totals?.payable.description)
      writer.array("problems") { writer in
        for problem in calculation.problems {
          writer.object { writer in
            writer.field("path", problem.file.path)
            writer.field("line", problem.position.line)
            writer.field("message", problem.message)
            writer.field("help", problem.help)
          }
        }
      }
    }
  }

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
