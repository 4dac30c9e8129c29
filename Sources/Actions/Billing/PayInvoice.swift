import Billing
import Content
import FrontMatter
import Quantities

/// Records a payment of an invoice, or of what a credit note gives back. Payments are appended, never changed.
package struct PayInvoice: Verb {
  package var number: String
  /// The day on which it came in.
  package var day: Day
  /// Else all that is open; negative for what went back.
  package var amount: ExactDecimal?
  package var method: String?
  package var reference: String?

  package init(_ number: String, on day: Day) {
    self.number = number
    self.day = day
  }

  package struct Outcome: Warned {
    package let number: String
    package let payment: IssuedDocument.Payment
    /// What is open now; of a credit note, what is still to be paid out.
    package let open: Money
    package var warnings: [Warning] = []
  }

  package func validate() throws(Refusal) {
    try OneLine.check(method, of: "method")
    try OneLine.check(reference, of: "reference")
    if amount?.significand == 0 { throw .usage("Nothing is no payment.") }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    return try await Change.run(in: home, stage, verb: "invoice pay", message: "payment of \(number)") {
      change throws(Refusal) in
      let book = InvoiceBook(change.workspace)
      let document = try book.existingDocument(number).document
      if day > change.at.day, !stage.insists {
        throw .usage(
          "\(day) is yet to come", help: "a payment is recorded when it is there; --anyway does it all the same")
      }
      if day < document.issued, !stage.insists {
        throw .usage(
          "\(day) is before \(number) was issued, on \(document.issued)",
          help: "what was paid in advance belongs on the draft: prepaid:; --anyway records it all the same")
      }
      let open = try book.open(of: document)
      let payment = IssuedDocument.Payment(
        id: document.nextPaymentID, date: day, amount: try amount(document, open: open), method: method,
        reference: reference)
      try await change.edit(
        IssueInvoice.path(of: number), [.appendMap(key: "payments", payment.entries)])
      return Outcome(number: number, payment: payment, open: open - payment.amount)
    }
  }

  private func amount(_ document: IssuedDocument, open: Money) throws(Refusal) -> Money {
    guard let amount else {
      guard open > .zero(open.currency) else {
        throw .answer(
          "nothing of \(number) is open",
          help: "what came in too much belongs to another document; --amount says how much")
      }
      return open
    }
    guard let money = Money(amount, document.currency) else {
      throw .usage(
        "\(amount) has too many decimals for \(document.currency)", help: "it has \(document.currency.fractionDigits)")
    }
    guard money <= max(open, .zero(open.currency)) else {
      throw .answer(
        "\(money) \(money.currency) is more than is open of \(number): \(open) \(open.currency)",
        help: "record what is open; what came in too much is to be paid back, or belongs to another invoice")
    }
    let paid = document.payments.reduce(Money.zero(document.currency)) { $0 + $1.amount }
    guard !(paid + money).isNegative else {
      throw .answer("only \(paid) \(paid.currency) was paid of \(number), and \(-money) cannot go back")
    }
    return money
  }
}

extension InvoiceBook {
  /// What is to be paid of a document now: to us, or, of a credit note, by us.
  func open(of document: IssuedDocument) throws(Refusal) -> Money {
    if let invoice = invoice(document.number) {
      if invoice.status == .void {
        throw .answer("\(document.number) is void", help: "pay \(invoice.voidedBy ?? "its credit note")")
      }
      return invoice.open
    }
    let left = document.payments.reduce(document.totals.payable) { $0 - $1.amount }
    guard let corrects = document.corrects, let invoice = invoice(corrects.number) else { return left }
    // Only what was paid before can go back.
    return min(left, max(-invoice.open, .zero(left.currency)))
  }
}

extension IssuedDocument {
  /// `p1`, `p2`, …: one that no payment has.
  fileprivate var nextPaymentID: String {
    var number = payments.count + 1
    while payments.contains(where: { $0.id == "p\(number)" }) { number += 1 }
    return "p\(number)"
  }
}
