import Billing
import Content
import Quantities

/// Corrects an invoice by a credit note, which names it. What was issued stays as it is.
package struct CreditInvoice: Verb {
  package var number: String
  package var reason: String
  /// Void: all of it is taken back, and its work can be billed again. Else the work stays billed.
  package var effect: IssuedDocument.Correction.Effect
  /// A line of the invoice, from 1.
  package var line: Int?
  /// Of that line.
  package var time: Minutes?
  /// Before tax.
  package var amount: ExactDecimal?
  package var day: Day?
  package var isOffline = false

  package init(_ number: String, reason: String, effect: IssuedDocument.Correction.Effect = .credit) {
    self.number = number
    self.reason = reason
    self.effect = effect
  }

  package struct Outcome: Warned {
    package let document: IssuedDocument
    package let path: String
    /// The invoice that it corrects, as it stands now.
    package let invoice: Invoice
    package var warnings: [Warning] = []
  }

  package func validate() throws(Refusal) {
    try OneLine.checkTitle(reason, of: "reason")
    if effect == .void, line != nil || time != nil || amount != nil {
      throw .usage("Void takes everything back; a part is a credit.")
    }
    if time != nil, line == nil { throw .usage("--hours are those of a line: say --line.") }
    if time != nil, amount != nil { throw .usage("Either --hours or --amount.") }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    let verb = effect == .void ? "invoice void" : "invoice credit"
    return try await Change.run(in: home, stage, verb: verb, message: "\(effect.rawValue) \(number)") {
      change throws(Refusal) in
      let ledger = WorkLedger(change.workspace)
      let book = ledger.book
      let invoice = try book.existingInvoice(number)
      if let voiding = invoice.voidedBy { throw .answer("\(number) is void already, by \(voiding)") }
      if !isOffline { try await home.refuseBehind() }
      try await IssueInvoice.refuseBrokenBooks(ledger, home)
      let day = day ?? change.at.day
      if day > change.at.day, !stage.insists {
        throw .usage("\(day) is yet to come", help: "--anyway does it all the same")
      }
      let request = try request(invoice.document.currency)
      let credits = book.creditNotes(of: number)
      let correction = IssuedDocument.Correction(
        number: number, issued: invoice.document.issued, reason: reason, effect: effect)
      let own = try book.nextNumber(of: .creditNote, on: day, in: change.workspace.settings)
      let document: IssuedDocument
      do throws(CreditProblem) {
        document = try CreditCalculation(invoice.document, less: credits)
          .document(request, number: own, issued: day, correction: correction)
      } catch {
        throw .answer("\(number): \(error.words.message)", help: error.words.help)
      }
      let path = try await change.issue(document, draft: nil)
      let after = InvoiceBook(try await change.workspaceAfterwards())
      if effect == .void, !invoice.paid.isZero {
        change.warn(
          "\(invoice.paid) \(invoice.paid.currency) of \(number) was paid, and is to go back",
          help: "record it when it has, as a payment of \(own)")
      }
      return Outcome(document: document, path: path, invoice: try after.existingInvoice(number))
    }
  }

  private func request(_ currency: Currency) throws(Refusal) -> CreditRequest {
    var money: Money?
    if let amount {
      guard let value = Money(amount, currency) else {
        throw .usage("\(amount) has too many decimals for \(currency)", help: "it has \(currency.fractionDigits)")
      }
      money = value
    }
    guard let line else { return money.map(CreditRequest.amount) ?? .everything }
    if let time { return .line(line, .minutes(time)) }
    return .line(line, money.map(CreditRequest.CreditedPart.amount) ?? .everything)
  }
}
