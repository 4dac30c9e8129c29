import Content

extension InvoiceBook {
  /// What one client may see: its own documents, with what is printed on them and nothing else. Files that could not
  /// be read, drafts and documents of nobody are not in it, and neither are the names of repos, tasks, updates and
  /// files, the time that was logged, the sources of rates and the seller's notes about payments.
  package func restricted(to client: String) -> InvoiceBook {
    let own = creditNotes.filter { $0.client == client }
    let shown = Set(own.map(\.document.number))
    return InvoiceBook(
      invoices: invoices.filter { $0.client == client }.map { invoice in
        var invoice = invoice
        invoice.document = invoice.document.asPrinted
        invoice.creditNotes.removeAll { !shown.contains($0) }
        if let number = invoice.voidedBy, !shown.contains(number) { invoice.voidedBy = nil }
        return invoice
      },
      creditNotes: own.map { CreditNote(document: $0.document.asPrinted, client: $0.client) },
      drafts: [], unreadable: [], undecoded: [], diagnostics: [], asOf: asOf)
  }
}

extension IssuedDocument {
  fileprivate var asPrinted: IssuedDocument {
    var printed = self
    printed.provenance = nil
    printed.rules = nil
    printed.lines = lines.map { line in
      var line = line
      line.task = nil
      line.repo = nil
      line.logged = nil
      line.rateSource = nil
      line.refs = []
      return line
    }
    printed.payments = payments.map {
      Payment(id: nil, date: $0.date, amount: $0.amount, method: $0.method, reference: nil)
    }
    return printed
  }
}
