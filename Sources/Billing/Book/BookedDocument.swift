/// A document of the book, whichever of the two it is.
package enum BookedDocument: Sendable {
  case invoice(Invoice)
  case creditNote(CreditNote)

  package var document: IssuedDocument {
    switch self {
    case .invoice(let invoice): invoice.document
    case .creditNote(let note): note.document
    }
  }

  /// The slug of the client that it is for; `nil` where that cannot be said for certain.
  package var client: String? {
    switch self {
    case .invoice(let invoice): invoice.client
    case .creditNote(let note): note.client
    }
  }

  /// What came of it; `nil` for a credit note.
  package var invoice: Invoice? {
    guard case .invoice(let invoice) = self else { return nil }
    return invoice
  }
}

extension InvoiceBook {
  package func document(_ number: String) -> BookedDocument? {
    invoice(number).map(BookedDocument.invoice) ?? creditNote(number).map(BookedDocument.creditNote)
  }

  /// All numbers that were given: of the invoices, then of the credit notes, each by day of issue.
  package var numbers: [String] { documents.map(\.number) }
}
