import Billing
import Diagnostics
import Quantities
import Situation
import Terminal

/// A document on a terminal: who, what, how much. Texts may come from anywhere.
struct DocumentSheet {
  private let document: IssuedDocument
  private let invoice: Invoice?
  private let isDraft: Bool

  /// - Parameter invoice: what came of it; nil for a credit note.
  init(_ document: IssuedDocument, _ invoice: Invoice?, isDraft: Bool = false) {
    self.document = document
    self.invoice = invoice
    self.isDraft = isDraft
  }

  func text(on screen: Screen) -> String {
    var facts = [[title, state], ["for", document.buyer.name], ["from", document.seller.name]]
    if !isDraft { facts.append(["issued", document.issued.description]) }
    if let due = document.due { facts.append([isDraft ? "due if issued today" : "due", due.description]) }
    if let period = document.period { facts.append(["work", "\(period.from) to \(period.to)"]) }
    if let reference = document.buyer.reference { facts.append(["your reference", reference]) }
    if let corrects = document.corrects {
      facts.append([corrects.effect == .void ? "voids" : "credits", corrects.number])
      if let reason = corrects.reason { facts.append(["reason", reason]) }
    }
    var text = Table(facts.filter { !$0[1].isEmpty }).text(on: screen)
    text += "\n" + Table(["#", "QUANTITY", "RATE", "TAX", "AMOUNT", "TEXT"], lines).text(on: screen)
    text += "\n" + Table(sums.map { ["  \($0.0)", $0.1] }).text(on: screen)
    for note in document.notes + Set(document.taxes.compactMap(\.note)).sorted() { text += note.printable + "\n" }
    return text
  }

  private var title: String {
    isDraft ? "DRAFT" : "\(document.kind == .invoice ? "INVOICE" : "CREDIT NOTE")"
  }

  private var state: String {
    let status = invoice.map { ", \($0.status.words)" } ?? ""
    let voided = invoice?.voidedBy.map { " by \($0)" } ?? ""
    return document.number + status + voided
  }

  private var lines: [[String]] {
    document.lines.enumerated().flatMap { index, line -> [[String]] in
      let quantity =
        line.minutes?.spoken
        ?? line.quantity.map { quantity in line.unit.map { "\(quantity.spoken) \($0)" } ?? quantity.spoken } ?? ""
      let row = [
        "\(index + 1)", quantity, line.rate?.spoken ?? "", line.tax ?? "", line.amount.grouped, line.text,
      ]
      let off = line.allowances.map { allowance in
        ["", "", "", "", "", "less \(allowance.amount.grouped): \(allowance.text ?? "allowance")"]
      }
      let increments =
        line.logged.map { logged in
          logged == line.minutes ? [] : [["", "", "", "", "", "\(logged.spoken) logged"]]
        } ?? []
      return [row] + increments + off
    }
  }

  private var sums: [(String, String)] {
    let totals = document.totals
    var rows: [(String, String)] = []
    if !totals.discount.isZero {
      let percent = document.discount?.percent.map { " \($0) %" } ?? ""
      rows += [("lines", totals.lines.spoken), ("discount\(percent)", (-totals.discount).spoken)]
    }
    rows.append(("net", totals.net.spoken))
    for tax in document.taxes {
      rows.append(("tax \(tax.key), \(tax.rate?.description ?? "0") % of \(tax.base.grouped)", tax.tax.spoken))
    }
    rows.append(("total", totals.total.spoken))
    if !totals.prepaid.isZero { rows.append(("paid in advance", (-totals.prepaid).spoken)) }
    if !totals.withheld.isZero { rows.append(("withheld", (-totals.withheld).spoken)) }
    if !totals.rounding.isZero { rows.append(("rounding", totals.rounding.spoken)) }
    rows.append((document.kind == .invoice ? "to pay" : "given back", totals.payable.spoken))
    for payment in document.payments {
      let how = [payment.method, payment.reference].compactMap(\.self).joined(separator: ", ")
      rows.append(("paid \(payment.date)\(how.isEmpty ? "" : ", \(how)")", (-payment.amount).spoken))
    }
    guard let invoice else { return rows }
    if !invoice.creditNotes.isEmpty {
      rows.append(("credited by \(invoice.creditNotes.joined(separator: ", "))", (-invoice.credited).spoken))
    }
    if !document.payments.isEmpty || !invoice.creditNotes.isEmpty { rows.append(("open", invoice.open.spoken)) }
    return rows
  }
}

/// A draft on a terminal, with what has to be mended before it can be issued.
struct DraftSheet {
  let calculation: DraftCalculation

  func text(on screen: Screen) -> String {
    var text = ""
    if let document = calculation.document { text += DocumentSheet(document, nil, isDraft: true).text(on: screen) }
    guard calculation.problems.isEmpty else {
      let problems = DiagnosticPrinter(
        colour: screen.hasColour, limit: nil, width: screen.isTerminal ? screen.width : 100
      ).text(calculation.problems.sortedByPlace())
      return text + (text.isEmpty ? "" : "\n") + "before it can be issued:\n" + problems
    }
    return text + (SuggestedCommand.issue(draft: calculation.draft.name).map { "\nnext: \($0)\n" } ?? "")
  }
}
