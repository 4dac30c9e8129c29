import Actions
import ArgumentParser
import Arguments
import Billing
import Bytes
import Content
import Diagnostics
import Quantities
import Situation
import Terminal

struct InvoiceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invoice", abstract: "Invoices, from drafts to payments.",
    subcommands: [
      InvoiceUnbilled.self, InvoiceDraft.self, InvoiceList.self, InvoiceShow.self, InvoiceIssue.self, InvoicePay.self,
      InvoiceCredit.self, InvoiceVoid.self, InvoiceWriteOff.self, InvoiceCheck.self, InvoicePDF.self,
      InvoiceExport.self,
    ])
}

// MARK: - Before it is issued

struct InvoiceUnbilled: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unbilled", abstract: "Show what can be billed, and what has yet to be decided.",
    usage: "orchsite invoice unbilled [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Option(help: "Only this client's.", completion: Completions.clients) var client: String?
  @Option(help: ArgumentHelp("The last day of the work.", valueName: "date")) var through: Day?
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    var request = ShowUnbilled()
    request.client = client
    request.through = through
    try say(try await options.call(request, in: home), asData: json)
  }
}

extension ShowUnbilled.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    let parts = clients.filter { !$0.work.isEmpty || $0.toDecide > .zero || !$0.drafts.isEmpty }
    if parts.isEmpty { return "nothing is unbilled\n" }
    return parts.map { text(of: $0, on: screen) }.joined(separator: "\n")
  }

  private func text(of part: ShowUnbilled.ClientPart, on screen: Screen) -> String {
    var text = "\(part.client.name) (\(part.client.slug))".printable + "\n"
    let rows = part.work.map { piece in
      [
        piece.day?.description ?? "–", piece.minutes?.spoken ?? "fixed",
        (try? piece.rate.get())?.rate.spoken ?? "no rate",
        piece.amount?.spoken ?? "–", piece.text,
      ]
    }
    if !rows.isEmpty {
      text += Table(["DAY", "TIME", "RATE", "AMOUNT", "WORK"], rows).text(on: screen)
      let minutes = part.work.reduce(Minutes.zero) { $0 + ($1.minutes ?? .zero) }
      text += "unbilled: \(minutes.spoken), \(part.total.map(\.spoken).joined(separator: ", ")) before tax\n"
    }
    if part.toDecide > .zero {
      text += "to decide: \(part.toDecide.spoken): \(SuggestedCommand.reviewTime)\n"
    }
    for draft in part.drafts { text += "draft: \(draft.name): \(SuggestedCommand.showInvoice(draft.name))\n" }
    return text
  }

  package var kind: String { "unbilled" }

  package func write(to writer: inout JSONWriter) {
    writer.array("clients") { writer in
      for part in clients {
        writer.object { writer in
          writer.field("client", part.client.slug)
          writer.array("work") { writer in
            for piece in part.work {
              writer.object { writer in
                writer.field("ref", piece.ref)
                writer.field("day", piece.day?.description)
                writer.field("task", piece.task?.description)
                writer.field("repo", piece.repo)
                writer.field("person", piece.person)
                writer.field("text", piece.text)
                writer.field("minutes", piece.minutes?.count)
                writer.field("rate", (try? piece.rate.get())?.rate.description)
                writer.field("rate_source", (try? piece.rate.get())?.source)
                writer.field("amount", piece.amount?.description)
                writer.field("currency", piece.amount?.currency.code)
              }
            }
          }
          writer.amounts("total", part.total)
          writer.field("to_decide", part.toDecide.count)
          writer.strings("drafts", part.drafts.map(\.name))
        }
      }
    }
    writer.workSums(ledger.entries.sums())
  }
}

extension JSONWriter {
  /// One a currency.
  mutating func amounts(_ key: String, _ amounts: [Money]) {
    array(key) { writer in
      for amount in amounts {
        writer.object { writer in
          writer.field("currency", amount.currency.code)
          writer.field("amount", amount.description)
        }
      }
    }
  }

  mutating func diagnostics(_ key: String, _ problems: [Diagnostic]) {
    array(key) { writer in
      for problem in problems.sortedByPlace() {
        writer.object { writer in
          writer.field("severity", problem.severity.rawValue)
          writer.field("code", problem.code)
          writer.field("message", problem.message)
          writer.field("help", problem.help)
          writer.field("path", problem.file.path)
          writer.field("line", problem.position.line)
        }
      }
    }
  }
}

struct InvoiceDraft: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "draft", abstract: "Put unbilled work on a draft.",
    usage: "orchsite invoice draft <client> --through <date> [<options>]",
    discussion: "Where the client has a draft, new lines are added to it; what was written there stays.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "Who is billed.", completion: Completions.clients) var client: String
  @Option(help: ArgumentHelp("The last day of the work that is billed.", valueName: "date")) var through: Day
  @Option(name: .customLong("task"), help: "Only work on this task; may be repeated.") var tasks: [TaskID] = []
  @Option(help: "A line for each task, entry, day or repo.") var group: DraftGrouping = .task
  @Option(help: ArgumentHelp("For example 10%, or an amount.", valueName: "discount")) var discount: Draft.Discount?
  @Option(
    name: .customLong("draft"), help: ArgumentHelp("The draft's name.", valueName: "name"),
    completion: Completions.drafts)
  var name: String?
  @Flag(help: "Make another draft, whatever there is.") var new = false

  private var request: DraftInvoice {
    var request = DraftInvoice(client, through: through)
    request.tasks = tasks
    request.grouping = group
    request.discount = discount
    request.name = name
    request.isNew = new
    return request
  }

  func validate() throws { try request.validateArguments() }
  func run() async throws { try await options.say(try await options.call(request, in: home)) }
}

extension DraftGrouping: ExpressibleByArgument {}

extension Draft.Discount: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension DraftInvoice.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    let lines = "\(added) line\(added == 1 ? "" : "s")"
    return "\(isNew ? "created \(path) with \(lines)" : "added \(lines) to \(path)")\n"
      + DraftSheet(calculation: calculation).text(on: screen)
  }

  package var kind: String { "draft" }

  package func write(to writer: inout JSONWriter) {
    writer.field("path", path)
    writer.field("new", isNew)
    writer.field("added", added)
    writer.draft(calculation)
  }
}

extension JSONWriter {
  mutating func draft(_ calculation: DraftCalculation) {
    field("draft", calculation.draft.name)
    field("client", calculation.draft.client)
    key("document")
    if let document = calculation.document {
      self.document(document, client: calculation.draft.client)
    } else {
      null()
    }
    diagnostics("problems", calculation.problems)
  }
}

struct InvoiceList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List drafts, invoices and credit notes, the newest first.",
    usage: "orchsite invoice list [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Option(help: "Only this client's.", completion: Completions.clients) var client: String?
  @Option(help: "Only those that are draft, open, partly-paid, overdue, paid, overpaid, credited or void.")
  var status: String?
  @Flag(help: "Print JSON.") var json = false

  private var request: ListInvoices {
    var request = ListInvoices()
    request.client = client
    request.status = status
    return request
  }

  func validate() throws { try request.validateArguments() }
  func run() async throws { try say(try await options.call(request, in: home), asData: json) }
}

extension ListInvoices.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    var rows: [[String]] = drafts.map { draft in
      [
        draft.draft.name, "–", "–", draft.document?.totals.payable.spoken ?? "–", "",
        draft.problems.isEmpty ? "draft" : "draft, \(draft.problems.count) to mend", draft.draft.client,
      ]
    }
    rows += invoices.map { invoice in
      let document = invoice.document
      return [
        document.number, document.issued.description, document.due?.description ?? "–", document.totals.payable.spoken,
        invoice.open.isZero ? "" : invoice.open.grouped, invoice.status.words, invoice.client ?? document.buyer.name,
      ]
    }
    rows += creditNotes.map { note in
      let document = note.document
      return [
        document.number, document.issued.description, "–", document.totals.payable.spoken, "",
        "\(document.corrects?.effect == .void ? "voids" : "credits") \(document.corrects?.number ?? "")",
        note.client ?? document.buyer.name,
      ]
    }
    if rows.isEmpty { return "no invoice\n" }
    return Table(
      ["NUMBER", "ISSUED", "DUE", "AMOUNT", "OPEN", "STATE", "CLIENT"], rows, shortening: 0, sparing: [1, 2]
    )
    .text(on: screen)
  }

  package var kind: String { "invoices" }

  package func write(to writer: inout JSONWriter) {
    writer.array("drafts") { writer in for draft in drafts { writer.object { $0.draft(draft) } } }
    writer.array("invoices") { writer in
      for invoice in invoices { writer.document(.invoice(invoice)) }
      for note in creditNotes { writer.document(.creditNote(note)) }
    }
  }
}

struct InvoiceShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show an invoice, a credit note, or what a draft comes to.",
    usage: "orchsite invoice show <number|draft> [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @Argument(
    help: ArgumentHelp("The number, or the draft's name.", valueName: "number|draft"), completion: Completions.documents
  )
  var name: String
  @Flag(help: "Print JSON.") var json = false

  func run() async throws { try say(try await options.call(ShowInvoice(name), in: home), asData: json) }
}

extension ShowInvoice.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    switch self {
    case .invoice(let invoice, _): DocumentSheet(invoice.document, invoice).text(on: screen)
    case .creditNote(let note): DocumentSheet(note.document, nil).text(on: screen)
    case .draft(let calculation): DraftSheet(calculation: calculation).text(on: screen)
    }
  }

  package var kind: String {
    switch self {
    case .invoice, .creditNote: "invoice"
    case .draft: "draft"
    }
  }

  package func write(to writer: inout JSONWriter) {
    switch self {
    case .invoice(let invoice, _):
      writer.key("document")
      writer.document(.invoice(invoice))
    case .creditNote(let note):
      writer.key("document")
      writer.document(.creditNote(note))
    case .draft(let calculation): writer.draft(calculation)
    }
  }
}
