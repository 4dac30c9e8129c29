import Content
import FrontMatter
import Quantities

/// `content/invoices/<number>.md`: an invoice or a credit note as it was issued. Every printed fact is frozen in it;
/// nothing here is worked out anew.
package struct IssuedDocument: Sendable {
  package enum Kind: String, FieldOption {
    case invoice
    /// Its amounts are positive, and are given back.
    case creditNote = "credit-note"

    package static let fieldName = "kind"
  }

  package let kind: Kind
  /// Also the file's name.
  package let number: String
  package let issued: Day
  /// The last day to pay; there for every invoice.
  package let due: Day?
  package let period: Period?
  package let currency: Currency
  package let seller: Party
  package let buyer: Party
  /// What the figures were worked out by, as it was written; `nil` in what a client sees.
  package internal(set) var rules: YAMLValue?
  package internal(set) var lines: [Line]
  package let discount: Discount?
  package let taxes: [Tax]
  package let totals: Totals
  package let notes: [String]
  package let corrects: Correction?
  /// In the order of the file, which is appended to.
  package internal(set) var payments: [Payment]
  /// `nil` in what a client sees.
  package internal(set) var provenance: Provenance?
}

extension IssuedDocument {
  /// The days in which the work was done, both inclusive.
  package struct Period: Sendable, Equatable {
    package let from: Day
    package let to: Day
  }

  /// Who sells or buys, as printed.
  package struct Party: Sendable, Equatable {
    package let name: String
    package let address: [String]
    /// ISO 3166-1 alpha-2.
    package let country: String?
    package let vatID: String?
    package let email: String?
    package let iban: String?
    package let bic: String?
    /// What the buyer wants to find on it (BT-10).
    package let reference: String?
    package let peppol: Peppol?
    /// The slug of the buyer's file in `content/clients/`.
    package let client: String?
  }

  /// An electronic address (BT-34, BT-49).
  package struct Peppol: Sendable, Equatable {
    package let scheme: String
    package let id: String
  }

  package struct Line: Sendable, Equatable {
    package let text: String
    package internal(set) var task: TaskID?
    package internal(set) var repo: String?
    /// What was logged, where it is time.
    package internal(set) var logged: Minutes?
    /// What is billed, where it is time. Then `rate` is for an hour.
    package let minutes: Minutes?
    /// How many, where it is not time.
    package let quantity: ExactDecimal?
    package let unit: String?
    /// For one unit; may have more decimals than the currency.
    package let rate: ExactDecimal?
    package internal(set) var rateSource: String?
    /// What is taken off this line (BG-27).
    package let allowances: [Allowance]
    /// The key of one of the document's `taxes`.
    package let tax: String?
    /// Net (BT-131).
    package let amount: Money
    /// The files that it bills: paths below `content/`, without `.md`.
    package internal(set) var refs: [String]
  }

  package struct Allowance: Sendable, Equatable {
    package let text: String?
    package let amount: Money
  }

  /// What is taken off the whole document (BG-20).
  package struct Discount: Sendable, Equatable {
    package let text: String?
    package let percent: ExactDecimal?
    package let amount: Money
  }

  /// One (category, rate) group (BG-23).
  package struct Tax: Sendable, Equatable {
    package let key: String
    /// UNCL 5305: `S`, `AE`, `O`, …
    package let category: String?
    /// Percent.
    package let rate: ExactDecimal?
    package let base: Money
    package let tax: Money
    /// Why there is none, where there is none (BT-120).
    package let note: String?
    /// The same, as a code (BT-121).
    package let code: String?
  }

  /// BG-22. What the file does not say is zero.
  package struct Totals: Sendable, Equatable {
    package let lines: Money
    package let discount: Money
    package let net: Money
    package let tax: Money
    package let total: Money
    package let prepaid: Money
    package let withheld: Money
    package let rounding: Money
    package let payable: Money
  }

  /// The document that a credit note corrects (BG-3).
  package struct Correction: Sendable, Equatable {
    package enum Effect: String, FieldOption {
      /// Gives money back; what was billed stays billed.
      case credit
      /// Takes the whole invoice back and frees its work.
      case void

      package static let fieldName = "effect"
    }

    package let number: String
    package let issued: Day?
    package let reason: String?
    package let effect: Effect
  }

  package struct Payment: Sendable, Equatable {
    package let id: String?
    package let date: Day
    /// Negative when it went back.
    package let amount: Money
    package let method: String?
    package let reference: String?
  }

  /// Where the document came from.
  package struct Provenance: Sendable, Equatable {
    /// Of its file, relative to home.
    package let path: String
    package let hash: String?
    package let draft: String?
  }
}
