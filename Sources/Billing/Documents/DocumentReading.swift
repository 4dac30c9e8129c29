import Content
import Diagnostics
import FrontMatter
import Quantities

// A key that is needed to show a document at all is required; one that only the law or another program asks for is
// not. What is wrong with such a key is said, and the document is shown without it.

extension IssuedDocument {
  /// Reads the keys of a file in `content/invoices/`.
  ///
  /// - Returns: no document where a required key is missing or wrong, and everything that is.
  static func read(
    _ record: BillingRecord, customFields: CustomFields
  ) -> (document: IssuedDocument?, client: String?, problems: [Diagnostic]) {
    var fields = Fields(record.document)
    var currency = Currency.unknown
    var document: IssuedDocument?
    _ = fields.requiredMap("document") { fields in
      currency = fields.required("currency", .currency) ?? .unknown
      document = IssuedDocument(&fields, currency: currency, path: record.path)
      fields.finish()
    }
    let hash = fields.optional("hash", .text)
    let draft = fields.optional("draft", .text)
    let client = fields.optional("client", .slug)
    let payments = fields.maps("payments") { Payment(&$0, currency: currency) } ?? []
    fields.finish(customFields: customFields)
    // A balance without one of its payments would be wrong, and nobody would see it.
    if payments.contains(where: { $0 == nil }) { document = nil }
    document?.payments = payments.compactMap(\.self)
    document?.provenance = Provenance(path: record.path, hash: hash, draft: draft)
    var problems = fields.diagnostics
    if let document { problems += document.checkSums(in: record.document) }
    return (document, client, problems)
  }

  private init?(_ fields: inout Fields, currency: Currency, path: String) {
    let kind = fields.required("kind", .option as FieldType<Kind>)
    let number = fields.required("number", .documentNumber)
    let issued = fields.required("issued", .day)
    due = kind == .creditNote ? fields.optional("due", .day) : fields.required("due", .day)
    period =
      fields.map("period") { (fields: inout Fields) -> Period? in
        let (from, to) = (fields.required("from", .day), fields.required("to", .day))
        fields.finish()
        guard let from, let to else { return nil }
        return Period(from: from, to: to)
      } ?? nil
    self.currency = currency
    let seller = fields.requiredMap("seller") { Party(&$0) } ?? nil
    let buyer = fields.requiredMap("buyer") { Party(&$0) } ?? nil
    rules =
      fields.map("rules") { (fields: inout Fields) in
        Rules(
          rounding: fields.rounding("rounding"), withholding: fields.optional("withholding", .decimal),
          cashStep: fields.optional("cash_step", .decimal))
      } ?? Rules(rounding: nil, withholding: nil, cashStep: nil)
    let lines = fields.requiredMaps("lines") { Line(&$0, currency: currency) }
    discount =
      fields.map("discount") { (fields: inout Fields) -> Discount? in
        let text = fields.optional("text", .text)
        let percent = fields.optional("percent", .decimal)
        let amount = fields.required("amount", .money(currency))
        fields.finish()
        return amount.map { Discount(text: text, percent: percent, amount: $0) }
      } ?? nil
    let taxes = fields.maps("taxes") { Tax(&$0, currency: currency) } ?? []
    let totals = fields.requiredMap("totals") { Totals(&$0, currency: currency) } ?? nil
    notes = fields.optional("notes", .list(.text)) ?? []
    let correction = { (fields: inout Fields) in Correction(&fields) }
    corrects =
      (kind == .creditNote ? fields.requiredMap("corrects", correction) : fields.map("corrects", correction)) ?? nil

    guard let kind, let number, let issued, let seller, let buyer, let totals, currency != .unknown,
      kind == .creditNote || due != nil, let lines, !lines.contains(where: { $0 == nil }),
      !taxes.contains(where: { $0 == nil })
    else { return nil }
    let name = path.split(separator: "/").last?.dropLast(3) ?? ""
    guard number == name else {
      fields.report(
        "name", "the name says \"\(name)\", the file says \"\(number)\"",
        help: "rename the file to \(number).md", at: fields.document.range(of: "document", "number"))
      return nil
    }
    self.kind = kind
    self.number = number
    self.issued = issued
    self.seller = seller
    self.buyer = buyer
    self.lines = lines.compactMap(\.self)
    self.taxes = taxes.compactMap(\.self)
    self.totals = totals
    payments = []
    provenance = nil
  }
}

// MARK: - Parts

extension IssuedDocument.Party {
  fileprivate init?(_ fields: inout Fields) {
    let name = fields.required("name", .text)
    address = fields.optional("address", .list(.text)) ?? []
    country = fields.optional("country", .text)
    vatID = fields.optional("vat_id", .text)
    email = fields.optional("email", .text)
    iban = fields.optional("iban", .text)
    bic = fields.optional("bic", .text)
    reference = fields.optional("reference", .text)
    peppol =
      fields.map("peppol") { (fields: inout Fields) -> IssuedDocument.Peppol? in
        let (scheme, id) = (fields.required("scheme", .text), fields.required("id", .text))
        fields.finish()
        guard let scheme, let id else { return nil }
        return IssuedDocument.Peppol(scheme: scheme, id: id)
      } ?? nil
    client = fields.optional("client", .slug)
    fields.finish()
    guard let name else { return nil }
    self.name = name
  }
}

extension IssuedDocument.Line {
  fileprivate init?(_ fields: inout Fields, currency: Currency) {
    let text = fields.required("text", .text)
    task = fields.optional("task", FieldType(text: "a task like backend/api-v2") { TaskID($0) })
    repo = fields.optional("repo", .slug)
    logged = fields.optional("logged", .minutes)
    minutes = fields.optional("minutes", .minutes)
    quantity = fields.optional("quantity", .decimal)
    unit = fields.optional("unit", .text)
    rate = fields.optional("rate", .decimal)
    rateSource = fields.optional("rate_source", .text)
    let allowances = fields.maps("allowances") { IssuedDocument.Allowance(&$0, currency: currency) } ?? []
    tax = fields.optional("tax", .text)
    let amount = fields.required("amount", .money(currency))
    refs = fields.optional("refs", .list(.text)) ?? []
    log = fields.optional("log", .list(.logged)) ?? []
    corrects = fields.optional("corrects", .wholeNumber)
    fields.finish()
    guard let text, let amount, !allowances.contains(where: { $0 == nil }) else { return nil }
    self.text = text
    self.amount = amount
    self.allowances = allowances.compactMap(\.self)
  }
}

extension IssuedDocument.Allowance {
  fileprivate init?(_ fields: inout Fields, currency: Currency) {
    text = fields.optional("text", .text)
    let amount = fields.required("amount", .money(currency))
    fields.finish()
    guard let amount else { return nil }
    self.amount = amount
  }
}

extension IssuedDocument.Tax {
  fileprivate init?(_ fields: inout Fields, currency: Currency) {
    let key = fields.required("key", .text)
    category = fields.optional("category", .text)
    rate = fields.optional("rate", .decimal)
    let base = fields.required("base", .money(currency))
    let tax = fields.required("tax", .money(currency))
    note = fields.optional("note", .text)
    code = fields.optional("code", .text)
    fields.finish()
    guard let key, let base, let tax else { return nil }
    self.key = key
    self.base = base
    self.tax = tax
  }
}

extension IssuedDocument.Totals {
  fileprivate init?(_ fields: inout Fields, currency: Currency) {
    let type = FieldType<Money>.money(currency)
    let lines = fields.required("lines", type)
    discount = fields.optional("discount", type) ?? .zero(currency)
    let net = fields.required("net", type)
    let tax = fields.required("tax", type)
    let total = fields.required("total", type)
    prepaid = fields.optional("prepaid", type) ?? .zero(currency)
    withheld = fields.optional("withheld", type) ?? .zero(currency)
    rounding = fields.optional("rounding", type) ?? .zero(currency)
    let payable = fields.required("payable", type)
    fields.finish()
    guard let lines, let net, let tax, let total, let payable else { return nil }
    self.lines = lines
    self.net = net
    self.tax = tax
    self.total = total
    self.payable = payable
  }
}

extension IssuedDocument.Correction {
  fileprivate init?(_ fields: inout Fields) {
    let number = fields.required("number", .documentNumber)
    issued = fields.optional("issued", .day)
    reason = fields.optional("reason", .text)
    effect = fields.optional("effect", .option) ?? .credit
    fields.finish()
    guard let number else { return nil }
    self.number = number
  }
}

extension IssuedDocument.Payment {
  fileprivate init?(_ fields: inout Fields, currency: Currency) {
    id = fields.optional("id", .text)
    let date = fields.required("date", .day)
    let amount = fields.required("amount", .money(currency))
    method = fields.optional("method", .text)
    reference = fields.optional("ref", .text)
    fields.finish()
    guard let date, let amount else { return nil }
    self.date = date
    self.amount = amount
  }
}

extension FieldType where Value == String {
  /// What may be a file's name on any system, and looks like nothing else: ASCII, at most 60 bytes, no `/`.
  static var documentNumber: FieldType {
    FieldType(text: "a number of at most 60 ASCII characters without /", example: "INV-2026-0001") { text in
      isDocumentNumber(text) ? text : nil
    }
  }

  static func isDocumentNumber(_ text: String) -> Bool {
    let bytes = text.utf8
    return (1...60).contains(bytes.count) && bytes.first != UInt8(ascii: ".")
      && bytes.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "/") }
  }
}

extension FieldType where Value == IssuedDocument.Logged {
  static var logged: FieldType {
    FieldType(text: "a day and a duration", named: "logged", example: "2026-01-06 1h30m") { IssuedDocument.Logged($0) }
  }
}

extension FrontMatterDocument {
  /// A value inside maps.
  func value(at path: String...) -> YAMLValue? {
    var map = entries
    var found: YAMLValue?
    for key in path {
      guard let entry = map.first(where: { $0.isNamed(key) }) else { return nil }
      found = entry.value
      if case .map(let inner, _) = entry.value { map = inner } else { map = [] }
    }
    return found
  }

  /// The place of a value inside maps; of the innermost that there is, where there is none.
  func range(of path: String...) -> Range<Int> {
    var map = entries
    var place = file.lineRange(at: yaml.lowerBound)
    for key in path {
      guard let entry = map.first(where: { $0.key == key }) else { return place }
      guard case .map(let inner, _) = entry.value else { return range(of: entry.value) }
      (map, place) = (inner, range(ofKey: entry))
    }
    return place
  }
}
