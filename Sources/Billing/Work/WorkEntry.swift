import Bytes
import Content
import Quantities

/// Time that somebody logged, as billing sees it: an update with minutes, or a record of `time/`.
package struct WorkEntry: Sendable {
  /// The path of its file below `content/`, without `.md`: what invoices and write-offs call it.
  package let ref: String
  /// Whom it is for; nil for work that is nobody's, which is never billed.
  package let client: String?
  package let repo: String?
  package let task: TaskID?
  /// The day of whoever wrote it.
  package let day: Day
  package let at: Instant
  package let person: String
  /// What a person wrote down along with time of their own. What agents write in reports is never here.
  package let text: String?
  /// As it was logged; negative in a correction.
  package let logged: Minutes
  /// What is billed of it; nil until a person decides.
  package let billable: Minutes?
  /// The rate that the file itself names; of a correction, else that of what it corrects.
  package let ownRate: ExactDecimal?
  /// The day whose rate holds: of a correction, that of the work that it corrects.
  package let rateDay: Day
  package internal(set) var state: State
  package let source: RecordSource

  package enum State: Sendable, Equatable {
    /// Measured by an agent, and nobody has said yet what of it is billed.
    case undecided
    /// Decided: none of it.
    case notBillable
    case unbilled
    /// On a draft, by its name.
    case drafted(String)
    /// On an issued invoice, by its number.
    case billed(String)
    case writtenOff
  }
}

extension WorkEntry.State {
  /// The word that scripts filter by.
  package var word: String {
    switch self {
    case .undecided: "to-decide"
    case .notBillable: "not-billable"
    case .unbilled: "unbilled"
    case .drafted: "drafted"
    case .billed: "billed"
    case .writtenOff: "written-off"
    }
  }

  /// All words.
  package static let words = ["to-decide", "not-billable", "unbilled", "drafted", "billed", "written-off"]
}

/// A task with a fixed price: claimed once, when it is done.
package struct FixedPrice: Sendable {
  /// `tasks/<repo>/<task>`.
  package let ref: String
  package let client: String?
  package let task: TaskID
  package let title: String
  package let price: ExactDecimal
  /// The day on which it was done; nil where nobody knows.
  package let day: Day?
  package let isDone: Bool
  package internal(set) var state: WorkEntry.State
  package let source: RecordSource
}

/// The minutes of a client, each counted once.
///
/// `logged = billed + unbilled + toDecide + notBillable + writtenOff`, to the minute.
package struct WorkSums: Sendable, Equatable {
  package var logged = Minutes.zero
  /// On documents that count, drafts among them.
  package var billed = Minutes.zero
  /// Of `billed`, what stands on drafts only.
  package var drafted = Minutes.zero
  package var unbilled = Minutes.zero
  package var toDecide = Minutes.zero
  /// What was decided not to be billed; negative where more is billed than was logged.
  package var notBillable = Minutes.zero
  package var writtenOff = Minutes.zero

  package init() {}

  package mutating func add(_ entry: WorkEntry) {
    logged += entry.logged
    let billable = entry.billable ?? .zero
    switch entry.state {
    case .undecided: toDecide += entry.logged
    case .notBillable: notBillable += entry.logged
    case .unbilled: split(entry, into: \.unbilled, billable)
    case .drafted:
      drafted += billable
      split(entry, into: \.billed, billable)
    case .billed: split(entry, into: \.billed, billable)
    case .writtenOff: split(entry, into: \.writtenOff, entry.billable ?? entry.logged)
    }
  }

  private mutating func split(_ entry: WorkEntry, into part: WritableKeyPath<WorkSums, Minutes>, _ billable: Minutes) {
    self[keyPath: part] += billable
    notBillable += Minutes(entry.logged.count - billable.count)
  }
}

extension WorkSums {
  /// Of `billed`, what stands on issued invoices.
  package var issued: Minutes { Minutes(billed.count - drafted.count) }

  package static func += (left: inout WorkSums, right: WorkSums) {
    left.logged += right.logged
    left.billed += right.billed
    left.drafted += right.drafted
    left.unbilled += right.unbilled
    left.toDecide += right.toDecide
    left.notBillable += right.notBillable
    left.writtenOff += right.writtenOff
  }
}
