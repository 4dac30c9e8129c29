import Bytes
import Content
import Quantities

/// An issued document as UBL 2.1: an Invoice (380) or a CreditNote (381) that keeps the rules of EN 16931. What they
/// cannot express is refused, so that no file is ever made which a receiver would send back.
///
/// Only what is printed on the document is in it: it is for the client. Neither tasks and repos nor files and rates'
/// sources are.
package struct UBLDocument: Sendable {
  package let bytes: [UInt8]

  /// - Parameter client: the slug of the client that it is for, to say where something is missing.
  package init(_ document: IssuedDocument, client: String?) throws(UBLObstacles) {
    let (groups, problems) = UBLGroup.all(of: document)
    let obstacles = document.obstacles(groups) + problems
    guard obstacles.isEmpty else { throw UBLObstacles(obstacles: obstacles, client: client) }
    var writer = XMLWriter()
    let writing = UBLWriting(document: document, groups: groups)
    writing.write(to: &writer)
    bytes = writer.bytes
  }
}

// MARK: - What cannot be expressed

extension IssuedDocument {
  fileprivate func obstacles(_ groups: [UBLGroup]) -> [UBLObstacle] {
    var obstacles: [UBLObstacle] = []
    func expect(_ condition: Bool, _ obstacle: UBLObstacle) { if !condition { obstacles.append(obstacle) } }
    expect(currency.fractionDigits <= 2, .decimals(currency))
    expect(!UBLCodes.unknownCurrencies.contains(currency.code), .unknownCurrency(currency))
    let categories = Set(groups.map(\.category))
    for (role, party) in [(UBLObstacle.Role.seller, seller), (.buyer, buyer)] {
      expect(!party.name.isBlankInXML, .noName(role))
      if let country = party.country {
        expect(UBLCodes.countries.contains(country), .unknownCountry(role, country))
      } else {
        obstacles.append(.noCountry(role))
      }
    }
    // Whoever is not subject to VAT may have no number at all, but must be recognised.
    expect(
      seller.taxNumber != nil || categories == [.outside] && seller.peppol?.id.isBlankInXML == false, .unknownSeller)
    for category in [TaxRule.Category.reverseCharge, .intraCommunity, .export] where categories.contains(category) {
      if category != .reverseCharge, seller.taxNumber != nil {
        expect(seller.countryVATID != nil, .noVATID(.seller, category))
      }
      if category != .export { expect(buyer.countryVATID != nil, .noVATID(.buyer, category)) }
    }
    if let period {
      expect(period.from <= period.to, .periodOrder)
    } else if categories.contains(.intraCommunity) {
      obstacles.append(.noPeriod(.intraCommunity))
    }
    expect(!lines.isEmpty, .noLines)
    for (index, line) in lines.enumerated() {
      if let key = line.tax {
        expect(taxes.contains { $0.key == key }, .unknownTax(line: index + 1, key: key))
      } else {
        obstacles.append(.untaxed(line: index + 1))
      }
      if let expected = line.expectedGross, expected != line.gross {
        obstacles.append(.lineAmount(line: index + 1, line.amount, expected: expected + line.amount - line.gross))
      }
    }
    return obstacles + sumObstacles
  }

  private var sumObstacles: [UBLObstacle] {
    let zero = Money.zero(currency)
    let sums = [
      ("lines", totals.lines, lines.reduce(zero) { $0 + $1.amount }),
      ("net", totals.net, totals.lines - totals.discount),
      ("net", totals.net, taxes.reduce(zero) { $0 + $1.base }), ("tax", totals.tax, taxes.reduce(zero) { $0 + $1.tax }),
      ("total", totals.total, totals.net + totals.tax),
      ("payable", totals.payable, totals.total - totals.prepaid - totals.withheld + totals.rounding),
    ]
    return sums.filter { $0.1 != $0.2 }.map { .sum($0.0, $0.1, expected: $0.2) }
  }
}

extension IssuedDocument.Party {
  /// As it is printed.
  fileprivate var taxNumber: String? { vatID.flatMap { $0.isBlankInXML ? nil : $0 } }

  /// A VAT id that begins with its country (BT-31, BT-48).
  fileprivate var countryVATID: String? {
    guard let taxNumber else { return nil }
    let text = String(decoding: XMLText(taxNumber).bytes, as: UTF8.self).uppercased()
    return UBLCodes.isVATID(text) ? text : nil
  }
}

// MARK: - Writing

/// The order of the elements is that of the schema.
private struct UBLWriting {
  let document: IssuedDocument
  let groups: [UBLGroup]

  private var isInvoice: Bool { document.kind == .invoice }
  private var isOutside: Bool { groups.contains { $0.category == .outside } }

  private typealias Attributes = KeyValuePairs<String, String>

  func write(to writer: inout XMLWriter) {
    let name = isInvoice ? "Invoice" : "CreditNote"
    let schema = "urn:oasis:names:specification:ubl:schema:xsd:"
    writer.element(
      name,
      [
        "xmlns": "\(schema)\(name)-2", "xmlns:cac": "\(schema)CommonAggregateComponents-2",
        "xmlns:cbc": "\(schema)CommonBasicComponents-2",
      ]
    ) { writer in
      writer.element("cbc:CustomizationID", text: "urn:cen.eu:en16931:2017")
      writer.element("cbc:ProfileID", text: "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0")
      writer.element("cbc:ID", text: document.number)
      writer.element("cbc:IssueDate", text: document.issued.description)
      if isInvoice { writer.element("cbc:DueDate", text: document.due?.description) }
      writer.element(isInvoice ? "cbc:InvoiceTypeCode" : "cbc:CreditNoteTypeCode", text: isInvoice ? "380" : "381")
      for note in notes { writer.element("cbc:Note", text: note) }
      writer.element("cbc:DocumentCurrencyCode", text: document.currency.code)
      writer.element("cbc:BuyerReference", text: document.buyer.reference)
      writer.element("cac:InvoicePeriod") { writer in
        writer.element("cbc:StartDate", text: document.period?.from.description)
        writer.element("cbc:EndDate", text: document.period?.to.description)
      }
      writer.element("cac:BillingReference") { writer in
        writer.element("cac:InvoiceDocumentReference") { writer in
          writer.element("cbc:ID", text: document.corrects?.number)
          writer.element("cbc:IssueDate", text: document.corrects?.issued?.description)
        }
      }
      writer.element("cac:AccountingSupplierParty") { party(document.seller, isSeller: true, to: &$0) }
      writer.element("cac:AccountingCustomerParty") { party(document.buyer, isSeller: false, to: &$0) }
      if groups.contains(where: { $0.category == .intraCommunity }) {
        writer.element("cac:Delivery") { writer in
          writer.element("cac:DeliveryLocation") { writer in
            writer.element("cac:Address") { country(document.buyer.country, to: &$0) }
          }
        }
      }
      payment(to: &writer)
      for group in groups where !group.allowance.isZero { allowance(group, to: &writer) }
      taxes(to: &writer)
      totals(to: &writer)
      for (index, line) in document.lines.enumerated() { self.line(line, index + 1, to: &writer) }
    }
  }

  private func amount(_ name: String, _ money: Money, to writer: inout XMLWriter) {
    writer.element(name, ["currencyID": money.currency.code], text: money.description)
  }

  /// What is printed and has no element of its own.
  private var notes: [String] {
    var notes = document.notes
    if let reason = document.corrects?.reason { notes.append(reason) }
    for group in groups where !group.category.hasReason { notes += group.notes }
    if !document.totals.withheld.isZero {
      notes.append("\(document.totals.withheld) \(document.currency) of what counts as paid is tax withheld.")
    }
    return notes
  }

  // MARK: Parties

  private func party(_ party: IssuedDocument.Party, isSeller: Bool, to writer: inout XMLWriter) {
    writer.element("cac:Party") { writer in
      if let peppol = party.peppol, UBLCodes.addressSchemes.contains(peppol.scheme) {
        writer.element("cbc:EndpointID", ["schemeID": peppol.scheme], text: peppol.id)
      } else {
        writer.element("cbc:EndpointID", ["schemeID": "EM"], text: party.email)
      }
      // With category O, nobody may be named by a VAT id (BR-O-02); a number without a country is none.
      let vatID = isOutside ? nil : party.countryVATID
      writer.element("cac:PartyIdentification") { writer in
        writer.element("cbc:ID", text: vatID == nil ? party.taxNumber ?? (isOutside ? party.peppol?.id : nil) : nil)
      }
      writer.element("cac:PostalAddress") { writer in
        // Whoever writes an address writes lines: which of them is the city, nobody knows for certain.
        let lines = party.address.filter { !$0.isBlankInXML }
        writer.element("cbc:StreetName", text: lines.first)
        writer.element("cbc:AdditionalStreetName", text: lines.dropFirst().first)
        writer.element("cac:AddressLine") { writer in
          writer.element("cbc:Line", text: lines.dropFirst(2).joined(separator: ", "))
        }
        country(party.country, to: &writer)
      }
      if !isOutside, let number = vatID ?? party.taxNumber, vatID != nil || isSeller {
        writer.element("cac:PartyTaxScheme") { writer in
          writer.element("cbc:CompanyID", text: number)
          // A tax number that is no VAT id (BT-32).
          writer.element("cac:TaxScheme") { $0.element("cbc:ID", text: vatID == nil ? "TAX" : "VAT") }
        }
      }
      writer.element("cac:PartyLegalEntity") { $0.element("cbc:RegistrationName", text: party.name) }
      writer.element("cac:Contact") { $0.element("cbc:ElectronicMail", text: party.email) }
    }
  }

  private func country(_ code: String?, to writer: inout XMLWriter) {
    writer.element("cac:Country") { $0.element("cbc:IdentificationCode", text: code) }
  }

  // MARK: Payment

  private func payment(to writer: inout XMLWriter) {
    guard isInvoice else {
      // The seller's account is not where a credit goes, and a due day has no place in a credit note without one.
      let due = document.due.map { "Due on \($0)." }
      writer.element("cac:PaymentTerms") { writer in
        writer.element("cbc:Note", text: due ?? "Credited against \(document.corrects?.number ?? "the invoice").")
      }
      return
    }
    guard let account = document.seller.iban, !account.isBlankInXML else { return }
    let iban = IBAN(account)
    writer.element("cac:PaymentMeans") { writer in
      // UNCL 4461: a SEPA credit transfer, or any other.
      let isSEPA = document.currency.code == "EUR" && iban?.isSEPA == true
      writer.element("cbc:PaymentMeansCode", text: isSEPA ? "58" : "30")
      writer.element("cbc:PaymentID", text: document.number)
      writer.element("cac:PayeeFinancialAccount") { writer in
        writer.element("cbc:ID", text: iban?.text ?? account)
        writer.element("cbc:Name", text: document.seller.name)
        writer.element("cac:FinancialInstitutionBranch") { $0.element("cbc:ID", text: document.seller.bic) }
      }
    }
  }

  // MARK: Sums

  private func taxScheme(to writer: inout XMLWriter) {
    writer.element("cac:TaxScheme") { $0.element("cbc:ID", text: "VAT") }
  }

  private func allowance(_ group: UBLGroup, to writer: inout XMLWriter) {
    let percent = document.discount?.percent.map { " \($0) %" } ?? ""
    let text = document.discount?.text.flatMap { $0.isBlankInXML ? nil : $0 } ?? "Discount"
    writer.element("cac:AllowanceCharge") { writer in
      writer.element("cbc:ChargeIndicator", text: group.allowance.isNegative ? "true" : "false")
      writer.element("cbc:AllowanceChargeReason", text: text + percent)
      amount("cbc:Amount", group.allowance.magnitude, to: &writer)
      writer.element("cac:TaxCategory") { writer in
        writer.element("cbc:ID", text: group.category.rawValue)
        writer.element("cbc:Percent", text: group.rate?.description)
        taxScheme(to: &writer)
      }
    }
  }

  private func taxes(to writer: inout XMLWriter) {
    writer.element("cac:TaxTotal") { writer in
      amount("cbc:TaxAmount", document.totals.tax, to: &writer)
      for group in groups {
        writer.element("cac:TaxSubtotal") { writer in
          amount("cbc:TaxableAmount", group.base, to: &writer)
          amount("cbc:TaxAmount", group.tax, to: &writer)
          writer.element("cac:TaxCategory") { writer in
            writer.element("cbc:ID", text: group.category.rawValue)
            writer.element("cbc:Percent", text: group.rate?.description)
            writer.element("cbc:TaxExemptionReasonCode", text: group.reasonCode)
            writer.element("cbc:TaxExemptionReason", text: group.reason)
            taxScheme(to: &writer)
          }
        }
      }
    }
  }

  private func totals(to writer: inout XMLWriter) {
    let totals = document.totals
    let zero = Money.zero(document.currency)
    let allowances = groups.map(\.allowance).filter { !$0.isNegative }.reduce(zero) { $0 + $1 }
    let charges = groups.map(\.allowance).filter(\.isNegative).reduce(zero) { $0 - $1 }
    writer.element("cac:LegalMonetaryTotal") { writer in
      amount("cbc:LineExtensionAmount", totals.lines, to: &writer)
      amount("cbc:TaxExclusiveAmount", totals.net, to: &writer)
      amount("cbc:TaxInclusiveAmount", totals.total, to: &writer)
      if !allowances.isZero { amount("cbc:AllowanceTotalAmount", allowances, to: &writer) }
      if !charges.isZero { amount("cbc:ChargeTotalAmount", charges, to: &writer) }
      let paid = totals.prepaid + totals.withheld
      if !paid.isZero { amount("cbc:PrepaidAmount", paid, to: &writer) }
      if !totals.rounding.isZero { amount("cbc:PayableRoundingAmount", totals.rounding, to: &writer) }
      amount("cbc:PayableAmount", totals.payable, to: &writer)
    }
  }

  // MARK: Lines

  private func line(_ line: IssuedDocument.Line, _ number: Int, to writer: inout XMLWriter) {
    let values = UBLLine(line, currency: document.currency)
    let group = groups.first { $0.keys.containsExactly(line.tax ?? "") }
    writer.element(isInvoice ? "cac:InvoiceLine" : "cac:CreditNoteLine") { writer in
      writer.element("cbc:ID", text: String(number))
      writer.element(
        isInvoice ? "cbc:InvoicedQuantity" : "cbc:CreditedQuantity", ["unitCode": values.unit], text: values.quantity)
      amount("cbc:LineExtensionAmount", line.amount, to: &writer)
      for allowance in line.allowances {
        let text = allowance.text.flatMap { $0.isBlankInXML ? nil : $0 } ?? "Allowance"
        writer.element("cac:AllowanceCharge") { writer in
          writer.element("cbc:ChargeIndicator", text: allowance.amount.isNegative ? "true" : "false")
          writer.element("cbc:AllowanceChargeReason", text: text)
          amount("cbc:Amount", allowance.amount.magnitude, to: &writer)
        }
      }
      writer.element("cac:Item") { writer in
        writer.element("cbc:Description", text: values.description)
        // An item without a name is none (BR-25).
        writer.element("cbc:Name", text: line.text.isBlankInXML ? "Line \(number)" : line.text)
        writer.element("cac:ClassifiedTaxCategory") { writer in
          writer.element("cbc:ID", text: group?.category.rawValue)
          writer.element("cbc:Percent", text: group?.rate?.description)
          taxScheme(to: &writer)
        }
      }
      writer.element("cac:Price") { writer in
        amount("cbc:PriceAmount", values.price, to: &writer)
        if let base = values.baseQuantity {
          writer.element("cbc:BaseQuantity", ["unitCode": values.unit], text: base)
        }
      }
    }
  }

  private func amount(_ name: String, _ decimal: String, to writer: inout XMLWriter) {
    writer.element(name, ["currencyID": document.currency.code], text: decimal)
  }
}
