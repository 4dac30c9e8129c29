import Bytes
import Content
import Diagnostics
import Files
import FrontMatter
import Quantities

/// Everything that was issued, and what follows from it at the as-of date. Immutable, and read once.
package struct InvoiceBook: Sendable {
  /// By day of issue, then number.
  package let invoices: [Invoice]
  package let creditNotes: [CreditNote]
  /// By name; those that were issued are still here while their file is.
  package let drafts: [Draft]
  /// The draft that each issued document was made from, with the document's number.
  package let issuedDrafts: [ExactText: String]
  /// The files of the documents, by path.
  private let records: [ExactText: BillingRecord]
  private let places: [ExactText: Place]
  /// Every file of `content/invoices/` that could not be read.
  package let unreadable: [UnreadableFile]
  /// Those of them that are well-formed, so that only this book knows of them.
  package let undecoded: [UnreadableFile]
  /// What is wrong with the documents and between them; what the scan found is not repeated.
  package let diagnostics: [Diagnostic]
  /// The moment that it is seen from.
  package let asOf: Instant

  /// Whether there is nothing to show at all.
  package var isEmpty: Bool { invoices.isEmpty && creditNotes.isEmpty && drafts.isEmpty && unreadable.isEmpty }

  private enum Place: Sendable {
    case invoice(Int)
    case creditNote(Int)
  }

  package func invoice(_ number: String) -> Invoice? {
    if case .invoice(let index) = places[ExactText(number)] { invoices[index] } else { nil }
  }

  package func creditNote(_ number: String) -> CreditNote? {
    if case .creditNote(let index) = places[ExactText(number)] { creditNotes[index] } else { nil }
  }

  /// Invoices and credit notes.
  package var documents: [IssuedDocument] { invoices.map(\.document) + creditNotes.map(\.document) }

  /// The document that a file of the workspace holds.
  func document(at path: String) -> IssuedDocument? {
    path.hasPrefix(Draft.folder)
      ? nil : document(String(path.dropFirst(Self.folder.utf8.count + 1).dropLast(3)))?.document
  }

  /// The file of a document; nil in what a client sees.
  func record(of document: IssuedDocument) -> BillingRecord? { document.provenance.flatMap { record(at: $0.path) } }
  func record(at path: String) -> BillingRecord? { records[ExactText(path)] }
  package func draft(_ name: String) -> Draft? { drafts.first { ExactText($0.name) == ExactText(name) } }

  /// Drafts that no issued document names: only these claim work.
  package var liveDrafts: [Draft] { drafts.filter { issuedDrafts[ExactText($0.name)] == nil } }
}

/// An invoice, with what came of it.
package struct Invoice: Sendable {
  package internal(set) var document: IssuedDocument
  /// The slug of the client that it is for; `nil` where that cannot be said for certain.
  package let client: String?
  package let status: Status
  /// The sum of its payments.
  package let paid: Money
  /// What credit notes take back, less what was paid out on them.
  package let credited: Money
  /// What is still to be paid; negative when too much was.
  package let open: Money
  /// The day of the last payment, of one that is settled.
  package let paidOn: Day?
  /// The numbers of the credit notes that correct it, by day of issue.
  package internal(set) var creditNotes: [String]
  /// The credit note that voids it.
  package internal(set) var voidedBy: String?

  package enum Status: String, Sendable, CaseIterable {
    case open
    case partlyPaid = "partly-paid"
    case overdue
    case paid
    case overpaid
    /// Given back in full, and its work stays billed.
    case credited
    /// Taken back in full, and its work is free again.
    case void

    /// Whether somebody has yet to pay, or to pay back.
    package var isPending: Bool { self == .open || self == .partlyPaid || self == .overdue || self == .overpaid }
  }
}

package struct CreditNote: Sendable {
  package internal(set) var document: IssuedDocument
  package let client: String?
}

// MARK: - Answers

extension InvoiceBook {
  /// Time billed to a client: the minutes on the lines of its invoices, void ones left out. A credit note gives
  /// money back, not time.
  package func billedMinutes(of client: String) -> Minutes {
    var sum = Minutes.zero
    for invoice in invoices where invoice.client == client && invoice.status != .void {
      for line in invoice.document.lines { sum += line.minutes ?? .zero }
    }
    return sum
  }

  /// Invoices that wait for money today or longer, the oldest first.
  package var due: [Invoice] {
    invoices.filter { $0.status.isPending && !$0.open.isNegative && ($0.document.due ?? asOf.day) <= asOf.day }
      .sorted { $0.dueOrder < $1.dueOrder }
  }
}

extension Invoice {
  /// The earliest first; the number decides between invoices of one day.
  package var dueOrder: (Int, String) { (document.due?.ordinal ?? .max, document.number) }
}

// MARK: - Reading

extension InvoiceBook {
  /// Reads what a workspace has in `content/invoices/`.
  package init(_ workspace: Workspace) {
    // Without a readable index.md nobody knows which keys are custom.
    let customFields: CustomFields =
      workspace.settings.source == nil ? .unknowable : .named(workspace.settings.customFields)
    let attribution = Attribution(workspace.clients)
    var read: [Entry] = []
    var drafts: [Draft] = []
    var undecoded: [UnreadableFile] = []
    var diagnostics: [Diagnostic] = []
    for record in workspace.billing where FileSystem.relative(record.path, to: Self.folder) != nil {
      if let file = FileSystem.relative(record.path, to: Draft.folder) {
        let (draft, problems) = Draft.read(record, named: String(file.dropLast(3)), customFields: customFields)
        diagnostics += problems
        if let draft {
          drafts.append(draft)
        } else {
          undecoded.append(UnreadableFile(undecoded: record, problems))
        }
        continue
      }
      let (document, named, problems) = IssuedDocument.read(record, customFields: customFields)
      diagnostics += problems
      guard let document else {
        undecoded.append(UnreadableFile(undecoded: record, problems))
        continue
      }
      let (client, problem) = attribution.client(of: document, named: named, in: record)
      if let problem { diagnostics.append(problem) }
      read.append(Entry(document: document, client: client, record: record))
    }
    read.sort { ($0.document.issued, $0.document.number) < ($1.document.issued, $1.document.number) }

    let scanned = workspace.unreadable.filter { FileSystem.relative($0.path, to: Self.folder) != nil }
    let lost = Set((scanned + undecoded).map(\.path))
    var credits: [String: [Entry]] = [:]
    let invoiced = Dictionary(
      read.filter { $0.document.kind == .invoice }.map { ($0.document.number, $0) },
      uniquingKeysWith: { first, _ in first })
    for entry in read where entry.document.kind == .creditNote {
      guard let corrects = entry.document.corrects else { continue }
      if let problem = Self.problem(of: entry, correcting: invoiced[corrects.number], lost: lost) {
        diagnostics.append(problem)
      } else {
        credits[corrects.number, default: []].append(entry)
      }
    }
    let asOf = workspace.asOf
    invoices = read.filter { $0.document.kind == .invoice }.map { entry in
      Invoice(
        entry.document, client: entry.client, credits: (credits[entry.document.number] ?? []).map(\.document),
        asOf: asOf.day)
    }
    creditNotes = read.filter { $0.document.kind == .creditNote }
      .map { CreditNote(document: $0.document, client: $0.client) }
    self.drafts = drafts
    records = Dictionary(
      workspace.billing.map { (ExactText($0.path), $0) }, uniquingKeysWith: { first, _ in first })
    places = Self.places(invoices, creditNotes)
    issuedDrafts = Dictionary(
      read.compactMap { entry in
        entry.document.provenance?.draft.map { (ExactText($0), entry.document.number) }
      }, uniquingKeysWith: { first, _ in first })
    self.undecoded = undecoded
    unreadable = (scanned + undecoded).sorted { $0.path < $1.path }
    self.diagnostics = diagnostics
    self.asOf = asOf
  }

  /// What one client sees: without files.
  init(invoices: [Invoice], creditNotes: [CreditNote], asOf: Instant) {
    self.invoices = invoices
    self.creditNotes = creditNotes
    self.asOf = asOf
    places = Self.places(invoices, creditNotes)
    (drafts, issuedDrafts, records, unreadable, undecoded, diagnostics) = ([], [:], [:], [], [], [])
  }

  private static func places(_ invoices: [Invoice], _ creditNotes: [CreditNote]) -> [ExactText: Place] {
    let all =
      invoices.enumerated().map { (ExactText($1.document.number), Place.invoice($0)) }
      + creditNotes.enumerated().map { (ExactText($1.document.number), Place.creditNote($0)) }
    return Dictionary(all, uniquingKeysWith: { first, _ in first })
  }

  private struct Entry {
    let document: IssuedDocument
    let client: String?
    let record: BillingRecord
  }

  package static let folder = "content/invoices"

  /// Why a credit note does not count against the invoice that it names; `nil` where it does.
  private static func problem(of entry: Entry, correcting invoice: Entry?, lost: Set<String>) -> Diagnostic? {
    guard let corrects = entry.document.corrects else { return nil }
    func problem(_ message: String, help: String) -> Diagnostic {
      Diagnostic(
        .error, "corrects", message, help: help, in: entry.record.source.file,
        at: entry.record.document.range(of: "document", "corrects", "number"))
    }
    guard let invoice else {
      // Where that file is there and could not be read, its own error is enough.
      if lost.contains("\(folder)/\(corrects.number).md") { return nil }
      return problem(
        "there is no invoice \"\(corrects.number)\"", help: "write the number of an invoice in content/invoices/")
    }
    if invoice.document.currency != entry.document.currency {
      return problem(
        "\(corrects.number) is in \(invoice.document.currency), this in \(entry.document.currency)",
        help: "credit in the invoice's currency; there is no conversion")
    }
    if let owner = invoice.client, let other = entry.client, owner != other {
      return problem(
        "\(corrects.number) is an invoice of \(owner), this is for \(other)",
        help: "name an invoice of the same client")
    }
    return nil
  }
}

extension UnreadableFile {
  fileprivate init(undecoded record: BillingRecord, _ problems: [Diagnostic]) {
    self.init(path: record.path, record: .billing, diagnostics: problems.filter { $0.severity == .error })
  }
}

extension Invoice {
  /// What is owed at the end of a day.
  ///
  /// - Parameter credits: credit notes that correct it and count.
  init(_ document: IssuedDocument, client: String?, credits: [IssuedDocument], asOf: Day) {
    func sum(_ payments: [IssuedDocument.Payment]) -> Money {
      payments.filter { $0.date <= asOf }.reduce(.zero(document.currency)) { $0 + $1.amount }
    }
    let credits = credits.filter { $0.issued <= asOf }
    let paid = sum(document.payments)
    let granted = credits.reduce(.zero(document.currency)) { $0 + $1.totals.payable }
    let credited = credits.reduce(granted) { $0 - sum($1.payments) }
    let voiding = credits.first { $0.corrects?.effect == .void }
    let payable = document.totals.payable
    let open = payable - paid - credited
    self.document = document
    self.client = client
    self.paid = paid
    self.credited = credited
    self.open = open
    creditNotes = credits.map(\.number)
    voidedBy = voiding?.number
    if voiding != nil {
      status = .void
    } else if open.isNegative {
      status = .overpaid
    } else if open.isZero {
      status = !granted.isZero && granted >= payable ? .credited : .paid
    } else if let due = document.due, asOf > due {
      status = .overdue
    } else {
      status = paid.isZero ? .open : .partlyPaid
    }
    paidOn =
      status == .paid || status == .overpaid
      ? document.payments.map(\.date).filter { $0 <= asOf }.max() : nil
  }
}
