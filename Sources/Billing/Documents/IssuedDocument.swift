import Content
import FrontMatter
import Quantities

/// `content/invoices/<number>.md`: an invoice or a credit note as it was issued. Every printed fact is frozen in it;
/// nothing here is worked out anew.
package struct IssuedDocument: Sendable, Equatable {
  package enum Kind: String, FieldOption {
    case invoice
    /// Its amounts are positive, and are given back.
    case creditNote = "credit-note"

    package static let fieldName = "kind"
  }

  package let kind: Kind
  /// Also the file's name.
  package internal(set) var number: String
  package let issued: Day
  /// The last day to pay; there for every invoice.
  package let due: Day?
  package let period: Period?
  package let currency: Currency
  package let seller: Party
  package let buyer: Party
  package internal(set) var rules: Rules
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
  /// The same under another number.
  package func numbered(_ number: String) -> IssuedDocument {
    var document = self
    document.number = number
    return document
  }

  /// Whether both say the same, wherever they come from and whatever was paid.
  package func says(_ other: IssuedDocument) -> Bool {
    func bare(_ document: IssuedDocument) -> IssuedDocument {
      var document = document
      document.payments = []
      document.provenance = nil
      return document
    }
    return bare(self) == bare(other)
  }

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
    package internal(set) var allowances: [Allowance]
    /// The key of one of the document's `taxes`.
    package internal(set) var tax: String?
    /// Net (BT-131).
    package internal(set) var amount: Money
    /// The files that it bills: paths below `content/`, without `.md`.
    package internal(set) var refs: [String]
    /// What each of `refs` said when it was billed; empty where it is no time.
    package internal(set) var log: [Logged]
    /// Of a credit note: the line of the invoice that it takes back, from 1.
    package let corrects: Int?

    init(
      text: String, task: TaskID? = nil, repo: String? = nil, logged: Minutes? = nil, minutes: Minutes? = nil,
      quantity: ExactDecimal? = nil, unit: String? = nil, rate: ExactDecimal? = nil, rateSource: String? = nil,
      allowances: [Allowance] = [], tax: String? = nil, amount: Money, refs: [String] = [], log: [Logged] = [],
      corrects: Int? = nil
    ) {
      self.text = text
      self.task = task
      self.repo = repo
      self.logged = logged
      self.minutes = minutes
      self.quantity = quantity
      self.unit = unit
      self.rate = rate
      self.rateSource = rateSource
      self.allowances = allowances
      self.tax = tax
      self.amount = amount
      self.refs = refs
      self.log = log
      self.corrects = corrects
    }
  }

  /// A piece of work as it was billed: `2026-01-06 1h30m`.
  package struct Logged: Sendable, Equatable, CustomStringConvertible {
    package let day: Day
    package let minutes: Minutes

    package init(day: Day, minutes: Minutes) {
      self.day = day
      self.minutes = minutes
    }

    init?(_ text: String) {
      let words = text.split(separator: " ", omittingEmptySubsequences: false)
      guard words.count == 2, let day = Day(words[0]) else { return nil }
      let isNegative = words[1].hasPrefix("-")
      guard let minutes = Minutes(duration: words[1].dropFirst(isNegative ? 1 : 0)) else { return nil }
      self.init(day: day, minutes: isNegative ? Minutes(-minutes.count) : minutes)
    }

    package var description: String { "\(day) \(minutes.duration)" }
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

  /// What the figures went by besides what stands on the lines.
  package struct Rules: Sendable, Equatable {
    package let rounding: Client.Rounding?
    /// Percent.
    package let withholding: ExactDecimal?
    package let cashStep: ExactDecimal?
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

    package init(number: String, issued: Day?, reason: String?, effect: Effect) {
      self.number = number
      self.issued = issued
      self.reason = reason
      self.effect = effect
    }
  }

  package struct Payment: Sendable, Equatable {
    package let id: String?
    package let date: Day
    /// Negative when it went back.
    package let amount: Money
    package let method: String?
    package let reference: String?

    package init(id: String?, date: Day, amount: Money, method: String?, reference: String?) {
      self.id = id
      self.date = date
      self.amount = amount
      self.method = method
      self.reference = reference
    }
  }

  /// Where the document came from.
  package struct Provenance: Sendable, Equatable {
    /// Of its file, relative to home.
    package let path: String
    package let hash: String?
    package let draft: String?
  }
}
