import FrontMatter
import Quantities

/// `content/clients/<client>.md`: whom the work is for, and what bills to them go by.
package struct Client: Sendable {
  package let slug: String
  package let name: String
  package let country: String
  package let vatID: String?
  package let address: [String]
  package let email: String?
  package let language: String?
  /// What the client wants to find on an invoice (BT-10).
  package let reference: String?
  package let peppol: PeppolAddress?
  package let billable: Bool?
  /// Else that of `billing`.
  package let currency: Currency?
  /// For an hour, in the client's currency, where no dated one holds.
  package let rate: ExactDecimal?
  /// By day, each holds from its own on.
  package let rates: [DatedRate]
  /// The key of one of the `taxes` of `index.md`.
  package let tax: String?
  package let termsDays: Int?
  package let rounding: Rounding?
  /// Percent that the client keeps back.
  package let withholding: ExactDecimal?
  package let cashStep: ExactDecimal?
  /// Where the client's own view is published; ends with a slash.
  package let baseURL: String?
  package let source: RecordSource

  package struct DatedRate: Sendable, Equatable {
    package let from: Day
    package let rate: ExactDecimal
  }

  /// Billed time comes in whole increments; the log stays as it is.
  package struct Rounding: Sendable, Equatable {
    package let increment: Minutes
    package let mode: Minutes.IncrementRounding
    package let per: Scope

    package enum Scope: String, FieldOption {
      case entry
      case taskDay = "task-day"
      case line

      package static let fieldName = "per"
    }
  }

  /// The rate for an hour of work on a day, as far as the client's own file says.
  package func rate(on day: Day) -> ExactDecimal? { rates.last { $0.from <= day }?.rate ?? rate }
}

extension Client: KeyedRecord {
  init?(_ reader: inout RecordReader<Client>, slug: String, source: RecordSource) {
    let name = reader.read(Keys.name)
    let country = reader.read(Keys.country)
    vatID = reader.read(Keys.vatID)
    address = reader.read(Keys.address) ?? []
    email = reader.read(Keys.email)
    language = reader.read(Keys.language)
    reference = reader.read(Keys.reference)
    peppol = reader.read(Keys.peppol)
    billable = reader.read(Keys.billable)
    currency = reader.read(Keys.currency)
    rate = reader.read(Keys.rate)
    rates = reader.read(Keys.rates) ?? []
    tax = reader.read(Keys.tax)
    termsDays = reader.read(Keys.termsDays)
    rounding = reader.read(Keys.rounding)
    withholding = reader.read(Keys.withholding)
    cashStep = reader.read(Keys.cashStep)
    baseURL = reader.read(Keys.baseURL)
    guard let name, let country else { return nil }
    self.slug = slug
    self.name = name
    self.country = country
    self.source = source
    for (rate, next) in zip(rates, rates.dropFirst()) where rate.from == next.from {
      reader.report(
        "value", "two rates from \(rate.from) on", help: "keep one of them", at: source.range(of: Keys.rates.name))
    }
  }

  /// The client sees the own name and where the view is; what bills go by stands on the bills.
  enum Keys {
    static let name = Key<Client, String>("name", .text, required: true, client: .shown) { $0.name }
    static let country = Key<Client, String>("country", .country, required: true, client: .mapped { _, _ in "" }) {
      $0.country
    }
    static let vatID = Key<Client, String>("vat_id", .text, client: .hidden) { $0.vatID }
    static let address = Key<Client, [String]>("address", .list(.text), client: .hidden) { $0.address }
    static let email = Key<Client, String>("email", .text, client: .hidden) { $0.email }
    static let language = Key<Client, String>("language", .languageTag, client: .hidden) { $0.language }
    static let reference = Key<Client, String>("reference", .text, client: .hidden) { $0.reference }
    static let peppol = MapKey<Client, PeppolAddress>("peppol", client: .hidden, value: { $0.peppol }) { fields, key in
      PeppolAddress.read(&fields, key)
    }
    static let billable = Key<Client, Bool>("billable", .boolean, client: .hidden) { $0.billable }
    static let currency = Key<Client, Currency>("currency", .currency, client: .hidden) { $0.currency }
    static let rate = Key<Client, ExactDecimal>("rate", .decimal, client: .hidden) { $0.rate }
    static let rates = MapKey<Client, [DatedRate]>(
      "rates", "list of maps", client: .hidden, value: { $0.rates }
    ) { fields, key in
      fields.maps(key) { fields in
        let (from, rate) = (fields.required("from", .day), fields.required("rate", .decimal))
        fields.finish()
        guard let from, let rate else { return DatedRate?.none }
        return DatedRate(from: from, rate: rate)
      }?.compactMap(\.self).sorted { $0.from < $1.from }
    }
    static let tax = Key<Client, String>("tax", .text, client: .hidden) { $0.tax }
    static let termsDays = Key<Client, Int>("terms_days", .wholeNumber, client: .hidden) { $0.termsDays }
    static let rounding = MapKey<Client, Rounding>("rounding", client: .hidden, value: { $0.rounding }) { fields, key in
      fields.rounding(key)
    }
    static let withholding = Key<Client, ExactDecimal>("withholding", .percent, client: .hidden) { $0.withholding }
    static let cashStep = Key<Client, ExactDecimal>("cash_step", .cashStep, client: .hidden) { $0.cashStep }
    static let baseURL = Key<Client, String>("base_url", .webAddress, client: .shown) { $0.baseURL }
  }

  package static let declaredKeys = declare(
    Keys.name, Keys.country, Keys.vatID, Keys.address, Keys.email, Keys.language, Keys.reference, Keys.peppol,
    Keys.billable, Keys.currency, Keys.rate, Keys.rates, Keys.tax, Keys.termsDays, Keys.rounding, Keys.withholding,
    Keys.cashStep, Keys.baseURL)
  package static let keys = declaredKeys.map(\.name)
}

extension Fields {
  /// Increments, as a client's file and the documents that go by it say them.
  package mutating func rounding(_ key: String) -> Client.Rounding? {
    map(key) { fields in
      let increment = fields.required("minutes", .increment)
      let mode = fields.optional("mode", .option) ?? Minutes.IncrementRounding.up
      let per = fields.optional("per", .option) ?? Client.Rounding.Scope.entry
      fields.finish()
      return increment.map { Client.Rounding(increment: $0, mode: mode, per: per) }
    } ?? nil
  }
}

extension Minutes.IncrementRounding: FieldOption {
  package static let fieldName = "mode"
}

extension FieldType where Value == String {
  /// ISO 3166-1 alpha-2, as EN 16931 wants it (BT-55).
  static var country: FieldType {
    FieldType(text: "a country code of two capital letters", named: "country", example: "AT") { text in
      text.utf8.count == 2 && text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        ? text : nil
    }
  }
}

extension FieldType where Value == Minutes {
  /// What billed time is rounded to.
  static var increment: FieldType {
    FieldType(text: "a whole number of minutes from 1 to 1440", named: "minutes", example: "15") {
      Int($0).flatMap { (1...1_440).contains($0) ? Minutes($0) : nil }
    }
  }
}
