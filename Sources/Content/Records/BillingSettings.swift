import FrontMatter
import Quantities

/// Who bills: `seller` of `index.md`. What an invoice needs by law, `Billing` asks for when one is issued.
package struct Seller: Sendable, Equatable {
  package let name: String?
  package let address: [String]
  package let country: String?
  package let vatID: String?
  package let email: String?
  package let iban: String?
  package let bic: String?
  package let peppol: PeppolAddress?

  static func read(_ fields: inout Fields, _ key: String) -> Seller? {
    fields.map(key) { fields in
      let seller = Seller(
        name: fields.optional("name", .text), address: fields.optional("address", .list(.text)) ?? [],
        country: fields.optional("country", .country), vatID: fields.optional("vat_id", .text),
        email: fields.optional("email", .text), iban: fields.optional("iban", .text),
        bic: fields.optional("bic", .text), peppol: PeppolAddress.read(&fields, "peppol"))
      fields.finish()
      return seller
    }
  }
}

/// An electronic address (BT-34, BT-49).
package struct PeppolAddress: Sendable, Equatable {
  package let scheme: String
  package let id: String

  static func read(_ fields: inout Fields, _ key: String) -> PeppolAddress? {
    fields.map(key) { fields in
      let (scheme, id) = (fields.required("scheme", .text), fields.required("id", .text))
      fields.finish()
      guard let scheme, let id else { return nil }
      return PeppolAddress(scheme: scheme, id: id)
    } ?? nil
  }
}

/// `billing` of `index.md`: what holds where a client, repo or task says nothing else.
package struct BillingSettings: Sendable, Equatable {
  package let currency: Currency?
  /// For an hour, in `currency`.
  package let rate: ExactDecimal?
  package let termsDays: Int?
  /// The key of one of `taxes`.
  package let tax: String?
  package let agentTime: AgentTime
  package let cashStep: ExactDecimal?
  package let series: Series
  package let paper: Paper

  /// Whether an agent's time is billed as it was logged, or a person decides about each entry.
  package enum AgentTime: String, FieldOption {
    case manual
    case asLogged = "as-logged"

    package static let fieldName = "agent_time"
  }

  /// How documents are numbered.
  package struct Series: Sendable, Equatable {
    package let invoice: String?
    package let creditNote: String?
  }

  package enum Paper: String, FieldOption {
    case a4 = "A4"
    case letter = "Letter"

    package static let fieldName = "paper"
  }

  static let none = BillingSettings(
    currency: nil, rate: nil, termsDays: nil, tax: nil, agentTime: .manual, cashStep: nil,
    series: Series(invoice: nil, creditNote: nil), paper: .a4)

  static func read(_ fields: inout Fields, _ key: String) -> BillingSettings? {
    fields.map(key) { fields in
      let settings = BillingSettings(
        currency: fields.optional("currency", .currency), rate: fields.optional("rate", .decimal),
        termsDays: fields.optional("terms_days", .wholeNumber), tax: fields.optional("tax", .text),
        agentTime: fields.optional("agent_time", .option) ?? .manual,
        cashStep: fields.optional("cash_step", .cashStep),
        series: fields.map("series") { fields in
          let series = Series(
            invoice: fields.optional("invoice", .text), creditNote: fields.optional("credit_note", .text))
          fields.finish()
          return series
        } ?? Series(invoice: nil, creditNote: nil),
        paper: fields.optional("paper", .option) ?? .a4)
      fields.finish()
      return settings
    }
  }
}

/// One of the `taxes` of `index.md`.
package struct TaxRule: Sendable, Equatable {
  /// What clients, drafts and lines call it: `AT20`.
  package let key: String
  package let category: Category
  /// Percent.
  package let rate: ExactDecimal
  /// Why there is none, where there is none (BT-120).
  package let note: String?
  /// The same, as a code (BT-121).
  package let code: String?

  /// Those of UNCL 5305 that EN 16931 knows.
  package enum Category: String, FieldOption {
    case standard = "S"
    case zero = "Z"
    case exempt = "E"
    case reverseCharge = "AE"
    case intraCommunity = "K"
    case export = "G"
    case outside = "O"
    case canaryIslands = "L"
    case ceutaMelilla = "M"

    package static let fieldName = "category"
  }

  /// - Returns: in the order of the file, without those that cannot be read.
  static func readAll(_ fields: inout Fields, _ key: String) -> [TaxRule]? {
    fields.map(key) { fields in
      fields.maps { (key, fields: inout Fields) in
        let category: Category? = fields.required("category", .option)
        let rate = fields.required("rate", .percent)
        let note = fields.optional("note", .text)
        let code = fields.optional("code", .text)
        fields.finish()
        guard let category, let rate else { return nil }
        return TaxRule(key: key, category: category, rate: rate, note: note, code: code)
      }
    }
  }
}

extension FieldType where Value == ExactDecimal {
  /// What a payable amount is rounded to where it is paid in cash: `"0.05"`.
  static var cashStep: FieldType {
    decimal.refusing("a step is more than nothing", help: "for example \"0.05\"; or delete the key") {
      $0.significand <= 0
    }
  }

  static var percent: FieldType {
    decimal.refusing("a percentage is not negative", help: "write it without the minus") { $0.significand < 0 }
  }
}
