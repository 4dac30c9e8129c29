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

// What changes an invoice: issue, pay, credit, void; and work that is given up.

struct InvoiceIssue: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "issue", abstract: "Give a draft its number, and freeze it.",
    usage: "orchsite invoice issue <draft> [<options>]",
    discussion: "Nothing that was issued is edited again: corrections are credit notes.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "The draft's name.", completion: Completions.drafts) var draft: String
  @Option(help: "The day of issue; else today.") var date: Day?
  @Flag(help: "Do not ask the remote whether another machine has issued something.") var offline = false

  func run() async throws {
    var request = IssueInvoice(draft)
    request.day = date
    request.isOffline = offline
    try await options.say(try await options.call(request, in: home))
  }
}

extension IssueInvoice.Outcome: ObjectAnswer {
  package var isFine: Bool { isCommitted }

  package func text(on screen: Screen) -> String {
    let totals = document.totals
    let due = document.due.map { ", due \($0)" } ?? ""
    return wasIssued
      ? "\(document.number) was issued from it already, on \(document.issued); the draft is taken away\n"
      : "issued \(document.number): \(totals.payable.spoken) for \(document.buyer.name)\(due)".printable
        + "\ncreated \(path)\n"
  }

  package var kind: String { "issued" }

  package func write(to writer: inout JSONWriter) {
    writer.field("number", document.number)
    writer.field("path", path)
    writer.field("was_issued", wasIssued)
    writer.field("total", document.totals.total.description)
    writer.field("payable", document.totals.payable.description)
    writer.field("currency", document.currency.code)
    writer.field("due", document.due?.description)
  }
}

struct InvoicePay: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pay", abstract: "Record a payment.",
    usage: "orchsite invoice pay <number> --date <date> [<options>]",
    discussion: "Of a credit note: what was paid out on it.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "The number of the invoice or credit note.", completion: Completions.documents) var number: String
  @Option(help: "The day on which it came in.") var date: Day
  @Option(help: "Else all that is open; negative for what went back, as --amount=-5.00.") var amount: ExactDecimal?
  @Option(help: "For example bank transfer.") var method: String?
  @Option(help: "Where to find it, for example a statement.") var ref: String?

  private var request: PayInvoice {
    var request = PayInvoice(number, on: date)
    request.amount = amount
    request.method = method
    request.reference = ref
    return request
  }

  func validate() throws { try request.validateArguments() }
  func run() async throws { try await options.say(try await options.call(request, in: home)) }
}

extension PayInvoice.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    "\(number): \(payment.amount.spoken) on \(payment.date), \(open.isZero ? "nothing" : open.spoken) is open\n"
  }

  package var kind: String { "paid" }

  package func write(to writer: inout JSONWriter) {
    writer.field("number", number)
    writer.field("id", payment.id)
    writer.field("date", payment.date.description)
    writer.field("amount", payment.amount.description)
    writer.field("open", open.description)
    writer.field("currency", open.currency.code)
  }
}

struct InvoiceCredit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "credit", abstract: "Take an invoice, or a part of it, back by a credit note.",
    usage:
      "orchsite invoice credit <number> --reason <reason> [--line <line> [--hours <hours>]] [--amount <amount>] [<options>]",
    discussion: "The work stays billed; void frees it. Amounts are before tax.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "The number of the invoice.", completion: Completions.documents) var number: String
  @Option(help: "Why; it stands on the credit note.") var reason: String
  @Option(help: "Only this line, from 1.") var line: Int?
  @Option(help: "Of the line: hours like 0.5, or a duration like 30m.") var hours: CreditedHours?
  @Option(help: "Only so much, before tax.") var amount: ExactDecimal?
  @Option(help: "The day of issue; else today.") var date: Day?
  @Flag(help: "Do not ask the remote whether another machine has issued something.") var offline = false

  private var request: CreditInvoice {
    var request = CreditInvoice(number, reason: reason)
    request.line = line
    request.time = hours?.minutes
    request.amount = amount
    request.day = date
    request.isOffline = offline
    return request
  }

  func validate() throws { try request.validateArguments() }
  func run() async throws { try await options.say(try await options.call(request, in: home)) }
}

/// Hours of a line: `0.5`, or a duration.
struct CreditedHours: ExpressibleByArgument {
  let minutes: Minutes

  init?(argument: String) {
    guard let minutes = Minutes(duration: argument) ?? Minutes(duration: argument + "h") else { return nil }
    self.minutes = minutes
  }
}

struct InvoiceVoid: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "void", abstract: "Take an invoice back whole by a credit note, and free its work.",
    usage: "orchsite invoice void <number> --reason <reason> [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "The number of the invoice.", completion: Completions.documents) var number: String
  @Option(help: "Why; it stands on the credit note.") var reason: String
  @Option(help: "The day of issue; else today.") var date: Day?
  @Flag(help: "Do not ask the remote whether another machine has issued something.") var offline = false

  private var request: CreditInvoice {
    var request = CreditInvoice(number, reason: reason, effect: .void)
    request.day = date
    request.isOffline = offline
    return request
  }

  func validate() throws { try request.validateArguments() }
  func run() async throws { try await options.say(try await options.call(request, in: home)) }
}

extension CreditInvoice.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    let number = invoice.document.number
    let after =
      document.corrects?.effect == .void
      ? "\(number) is void, and its work can be billed again" : "\(number): \(invoice.open.spoken) is open"
    return "issued \(document.number): \(document.totals.payable.spoken) are given back\ncreated \(path)\n\(after)\n"
  }

  package var kind: String { "credited" }

  package func write(to writer: inout JSONWriter) {
    writer.field("number", document.number)
    writer.field("path", path)
    writer.field("corrects", invoice.document.number)
    writer.field("effect", document.corrects?.effect.rawValue)
    writer.field("total", document.totals.total.description)
    writer.field("payable", document.totals.payable.description)
    writer.field("currency", document.currency.code)
    writer.field("open", invoice.open.description)
    writer.field("status", invoice.status.rawValue)
  }
}

struct InvoiceWriteOff: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "write-off", abstract: "Say of some work that it will never be billed.",
    usage: "orchsite invoice write-off <work> ... --reason <reason> [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "Updates and records of time, as time list names them.") var work: [String]
  @Option(help: "Why.") var reason: String
  @Option(name: .customLong("as"), help: ArgumentHelp("Who says so.", valueName: "name")) var person: String?

  private var request: WriteOffWork {
    var request = WriteOffWork(work, reason: reason)
    request.person = person
    return request
  }

  func validate() throws { try request.validateArguments() }
  func run() async throws { try await options.say(try await options.call(request, in: home)) }
}

extension WriteOffWork.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    "\(minutes.spoken) will never be billed\ncreated \(path)\n"
  }

  package var kind: String { "written off" }

  package func write(to writer: inout JSONWriter) {
    writer.field("path", path)
    writer.strings("refs", refs)
    writer.field("minutes", minutes.count)
  }
}

// MARK: - Checking

struct InvoiceCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Find everything that is wrong with invoices and time.",
    usage: "orchsite invoice check [<options>]",
    discussion: "Exit code 1 with errors; warnings count only with --strict.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @OptionGroup var reporting: ReportingOptions

  @Flag(help: "Ask git too: what was changed, or is gone, since it was issued.")
  var git = false

  func run() async throws {
    var request = CheckInvoices()
    request.readsGit = git
    let outcome = try await options.call(request, in: home)
    try say(
      InvoiceReport(problems: reporting.graded(outcome.problems), outcome: outcome, reporting: reporting),
      asData: reporting.isData)
  }
}

private struct InvoiceReport: DataAnswer {
  let problems: [Diagnostic]
  let outcome: CheckInvoices.Outcome
  let reporting: ReportingOptions

  var isFine: Bool { problems.errorCount == 0 }
  func text(on screen: Screen) -> String { reporting.text(of: problems, on: screen) }

  func talk(on screen: Screen) -> String {
    let book = outcome.ledger.book
    let counts = [
      "\(plural(book.invoices.count, "invoice"))", "\(plural(book.creditNotes.count, "credit note"))",
      "\(plural(book.liveDrafts.count, "draft"))",
    ].joined(separator: ", ")
    let sums = outcome.sums.map { client, sums in "\(client ?? "for no client"): \(sums.words)\n" }.joined()
    return sums + "\(counts); \(DiagnosticPrinter.counts(problems))\n"
  }

  var warnings: [Warning] {
    outcome.isWithoutGit
      ? [
        Warning(
          "home is in no git repository: nobody knows what was issued before", help: "git init, and commit content/")
      ]
      : []
  }

  func data() -> [UInt8] {
    guard reporting.isObject else { return reporting.data(of: problems, kind: "invoice check") }
    return JSONWriter.answer(kind: "invoice check") { writer in
      writer.field("errors", problems.errorCount)
      writer.field("warnings", problems.warningCount)
      writer.diagnostics("diagnostics", problems)
      writer.workSums(outcome.sums)
    }
  }
}
