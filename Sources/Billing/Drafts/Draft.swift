import Content
import Diagnostics
import FrontMatter
import Quantities

/// `content/invoices/drafts/<name>.md`: what is about to be billed. Texts, order and lines are a person's; no figure
/// stands in it, all are worked out when somebody looks.
package struct Draft: Sendable {
  /// The file's name without `.md`.
  package let name: String
  package let path: String
  /// The slug of the client.
  package let client: String
  /// The first day of the work; else that of the oldest of it.
  package let from: Day?
  /// The last day of the work; else that of the newest of it.
  package let through: Day?
  /// What the client wants to find on it; else what the client's file says.
  package let reference: String?
  package let discount: Discount?
  /// What was paid in advance.
  package let prepaid: ExactDecimal?
  package let notes: [String]
  package let lines: [Line]
  package let source: RecordSource
  /// For the places of what is wrong.
  let document: FrontMatterDocument

  /// What is taken off the whole (BG-20).
  package enum Discount: Sendable, Equatable {
    case percent(ExactDecimal)
    case amount(ExactDecimal)
  }

  package struct Line: Sendable, Equatable {
    package let text: String
    /// The work that it bills: paths below `content/`, without `.md`.
    package let refs: [String]
    /// How many, where it bills no work.
    package let quantity: ExactDecimal?
    package let unit: String?
    /// For one unit; of work, only where it is not to be the one that the files give.
    package let rate: ExactDecimal?
    /// The key of one of `taxes`; else the client's.
    package let tax: String?
    package let allowances: [Allowance]
  }

  /// What is taken off a line (BG-27).
  package struct Allowance: Sendable, Equatable {
    package let text: String?
    package let amount: ExactDecimal
  }
}

extension Draft {
  /// Whether it is what a document was issued from: the same lines, in the same order, and the same notes.
  package func isIssued(as document: IssuedDocument) -> Bool {
    notes == document.notes && lines.count == document.lines.count
      && zip(lines, document.lines).allSatisfy { line, issued in
        line.text == issued.text && line.refs == issued.refs
          && (!line.refs.isEmpty || ((line.quantity ?? .one) == issued.quantity && line.rate == issued.rate))
      }
  }

  /// Whether an issued document says everything that stands in it: no remarks, and no keys of the person's own.
  package var isAllInDocument: Bool {
    !source.hasBody && source.customFields.isEmpty && !source.file.bytes.contains(UInt8(ascii: "#"))
  }

  static let folder = "content/invoices/drafts"
  package static func path(of name: String) -> String { "\(folder)/\(name).md" }

  /// Reads a file of `content/invoices/drafts/`.
  ///
  /// - Returns: no draft where a required key is missing or anything in it is wrong, and everything that is: a draft
  ///   without one of its lines would bill less than a person wrote.
  static func read(
    _ record: BillingRecord, named name: String, customFields: CustomFields
  ) -> (draft: Draft?, problems: [Diagnostic]) {
    var fields = Fields(record.document)
    let client = fields.required("client", .slug)
    let from = fields.optional("from", .day)
    let through = fields.optional("through", .day)
    let reference = fields.optional("reference", .text)
    let discount = fields.optional("discount", .discount)
    let prepaid = fields.optional("prepaid", .notNegative)
    let notes = fields.optional("notes", .list(.text)) ?? []
    let lines = fields.requiredMaps("lines") { Line(&$0) }
    fields.finish(customFields: customFields)
    if let from, let through, through < from {
      fields.report(
        "value", "\"through\" is before \"from\"", help: "mend one of them", at: record.document.range(of: "through"))
    }
    guard let client, let lines, fields.diagnostics.errorCount == 0 else { return (nil, fields.diagnostics) }
    return (
      Draft(
        name: name, path: record.path, client: client, from: from, through: through, reference: reference,
        discount: discount, prepaid: prepaid, notes: notes, lines: lines.compactMap(\.self), source: record.source,
        document: record.document),
      fields.diagnostics
    )
  }

  /// The place of a line, from 0, or of one of its keys.
  func range(ofLine index: Int, _ key: String? = nil) -> Range<Int> {
    guard case .list(let items, _) = document.value(of: "lines"), items.indices.contains(index) else {
      return document.range(of: "lines")
    }
    if let key, case .map(let entries, _) = items[index], let entry = entries.first(where: { $0.isNamed(key) }) {
      return document.range(of: entry.value)
    }
    return document.range(of: items[index])
  }
}

extension Draft.Line {
  fileprivate init?(_ fields: inout Fields) {
    let text = fields.required("text", .text)
    refs = fields.optional("refs", .list(.text)) ?? []
    quantity = fields.optional("quantity", .decimal)
    unit = fields.optional("unit", .text)
    rate = fields.optional("rate", .decimal)
    tax = fields.optional("tax", .text)
    allowances = (fields.maps("allowances") { Draft.Allowance(&$0) } ?? []).compactMap(\.self)
    fields.finish()
    guard let text else { return nil }
    self.text = text
  }
}

extension Draft.Allowance {
  fileprivate init?(_ fields: inout Fields) {
    text = fields.optional("text", .text)
    let amount = fields.required("amount", .notNegative)
    fields.finish()
    guard let amount else { return nil }
    self.amount = amount
  }
}

extension Draft.Discount {
  /// Reads `10%` and `50.00`.
  package init?(_ text: String) {
    if text.utf8.last == UInt8(ascii: "%") {
      guard let percent = ExactDecimal(text.dropLast()), percent.significand >= 0 else { return nil }
      self = .percent(percent)
    } else {
      guard let amount = ExactDecimal(text), amount.significand >= 0 else { return nil }
      self = .amount(amount)
    }
  }
}

extension Draft.Discount: CustomStringConvertible {
  /// What `init` reads again.
  package var description: String {
    switch self {
    case .percent(let percent): "\(percent)%"
    case .amount(let amount): "\(amount)"
    }
  }
}

extension FieldType where Value == ExactDecimal {
  static var notNegative: FieldType {
    decimal.refusing("less than nothing", help: "write it without the minus") { $0.significand < 0 }
  }
}

extension FieldType where Value == Draft.Discount {
  static var discount: FieldType {
    FieldType("a discount", named: "discount", form: .scalar, example: "10%, or \"50.00\"") { value in
      guard case .scalar(let scalar) = value, let discount = Draft.Discount(scalar.text) else { return .mismatch }
      if case .amount = discount, scalar.style == .plain {
        return .invalid(
          code: "decimal", message: "an amount must be quoted", help: "write \"\(scalar.text)\", not \(scalar.text)",
          at: value)
      }
      return .value(discount)
    }
  }
}
