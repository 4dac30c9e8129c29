import Billing
import Bytes
import Content
import Quantities

/// What can be billed today, and what has yet to be decided.
package struct ShowUnbilled: Verb {
  package var client: String?
  package var through: Day?

  package init() {}

  package struct Outcome: Sendable {
    package let clients: [ClientPart]
    package let ledger: WorkLedger
  }

  package struct ClientPart: Sendable {
    package let client: Client
    package let work: [UnbilledWork]
    package let total: [Money]
    package let toDecide: Minutes
    /// Those that are not issued yet.
    package let drafts: [Draft]
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let workspace = try await home.workspace(asOf: stage.now)
    if let client { _ = try workspace.existingClient(client) }
    let ledger = WorkLedger(workspace)
    let work = Dictionary(grouping: ledger.unbilled(of: client, through: through)) { $0.client }
    let undecided = Dictionary(grouping: ledger.undecided.filter { entry in through.map { entry.day <= $0 } ?? true }) {
      $0.client
    }
    let parts = workspace.clients.filter { client == nil || $0.slug == client }.map { client in
      let own = work[client.slug] ?? []
      return ClientPart(
        client: client, work: own, total: own.compactMap(\.amount).sums(),
        toDecide: (undecided[client.slug] ?? []).reduce(.zero) { $0 + $1.logged },
        drafts: ledger.book.liveDrafts.filter { $0.client == client.slug })
    }
    return Outcome(clients: parts, ledger: ledger)
  }
}

/// Every document and draft, the newest first.
package struct ListInvoices: Verb {
  package var client: String?
  /// One of the words of `Invoice.Status`, or `draft`.
  package var status: String?

  package init() {}

  package struct Outcome: Sendable {
    package let drafts: [DraftCalculation]
    package let invoices: [Invoice]
    package let creditNotes: [CreditNote]
    package let ledger: WorkLedger
  }

  package static let statuses = ["draft"] + Invoice.Status.allCases.map(\.rawValue)

  package func validate() throws(Refusal) {
    if let status, !Self.statuses.contains(status) {
      throw .usage("The status is one of \(Self.statuses.joined(separator: ", ")).")
    }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    let workspace = try await home.workspace(asOf: stage.now)
    if let client { _ = try workspace.existingClient(client) }
    let ledger = WorkLedger(workspace)
    let book = ledger.book
    return Outcome(
      drafts: book.liveDrafts.filter { (client == nil || $0.client == client) && (status ?? "draft") == "draft" }
        .map { DraftCalculation($0, in: ledger, issued: stage.now.day) },
      invoices: book.invoices.reversed().filter { invoice in
        (client == nil || invoice.client == client) && (status == nil || invoice.status.rawValue == status)
      },
      creditNotes: status == nil
        ? book.creditNotes.reversed().filter { client == nil || $0.client == client } : [], ledger: ledger)
  }
}

/// One document, or a draft with what it comes to.
package struct ShowInvoice: Verb {
  package var name: String

  package init(_ name: String) { self.name = name }

  package enum Outcome: Sendable {
    case invoice(Invoice, InvoiceBook)
    case creditNote(CreditNote)
    case draft(DraftCalculation)
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let workspace = try await home.workspace(asOf: stage.now)
    let ledger = WorkLedger(workspace)
    let book = ledger.book
    if let draft = book.draft(name) {
      guard let number = book.issuedDrafts[ExactText(name)], let invoice = book.invoice(number) else {
        return .draft(DraftCalculation(draft, in: ledger, issued: stage.now.day))
      }
      return .invoice(invoice, book)
    }
    if let credit = book.creditNote(name) { return .creditNote(credit) }
    return .invoice(try book.existingInvoice(name), book)
  }
}
