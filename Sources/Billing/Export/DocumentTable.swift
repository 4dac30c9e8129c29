import Bytes
import Quantities

/// Issued documents as a table, a row a line.
///
/// What is said of a document as a whole and is an amount (the columns that begin with `document_`) stands in the row of
/// its first line only: so the sum of any column is right. The amounts of credit notes are positive, as on the document:
/// `kind` tells them apart.
package struct DocumentTable: Sendable {
  package private(set) var csv = CSVWriter(columns: columns)

  package init() {}

  package static let columns = [
    "number", "kind", "corrects", "issued", "due", "client", "currency", "position", "text", "task", "repo", "minutes",
    "quantity", "unit", "rate", "allowances", "tax", "tax_category", "tax_rate", "net", "document_discount",
    "document_net", "document_tax", "document_total", "document_payable", "document_open", "status",
  ]

  package mutating func add(_ booked: BookedDocument) {
    let document = booked.document
    func row(_ line: IssuedDocument.Line?, position: Int?) {
      let tax = document.taxes.first { $0.key == line?.tax }
      let taken = line.flatMap { $0.allowances.isEmpty ? nil : ($0.gross - $0.amount).description }
      let isFirst = position == nil || position == 1
      func whole(_ money: Money?) -> String? { isFirst ? money?.description : nil }
      let totals = document.totals
      let head: [String?] = [
        document.number, document.kind.rawValue, document.corrects?.number, document.issued.description,
        document.due?.description, booked.client ?? document.buyer.name, document.currency.code,
      ]
      let body: [String?] = [
        position?.description, line?.text, line?.task?.description, line?.repo, (line?.minutes?.count)?.description,
        line?.quantity?.description, line?.unit, line?.rate?.description, taken, line?.tax, tax?.category,
        tax?.rate?.description, line?.amount.description,
      ]
      let end: [String?] = [
        whole(totals.discount), whole(totals.net), whole(totals.tax), whole(totals.total), whole(totals.payable),
        whole(booked.invoice?.open), booked.invoice?.status.rawValue,
      ]
      csv.row(head + body + end)
    }
    if document.lines.isEmpty { row(nil, position: nil) }
    for (index, line) in document.lines.enumerated() { row(line, position: index + 1) }
  }
}
