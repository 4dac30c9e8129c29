import Billing
import Content
import Evidence
import Quantities
import Sessions

// What terminal, JSON and pages say, in one place.

extension BoardTask.Status {
  package var words: String {
    switch self {
    case .todo: "To do"
    case .inProgress: "In progress"
    case .review: "Review"
    case .done: "Done"
    case .cancelled: "Cancelled"
    }
  }
}

extension UnprovenClaim {
  /// `review, 0 commits`.
  package var words: String {
    switch self {
    case .withoutCommits(let status): "\(status.rawValue), 0 commits"
    case .readyButUncommitted(let files): "ready, \(plural(files, "uncommitted file"))"
    case .withoutCommitsLately: "progress, no commit since the last two reports"
    }
  }
}

extension SessionMark.State {
  package var words: String {
    switch self {
    case .working: "working"
    case .needsYou: "needs you"
    case .background: "working in the background"
    case .plan: "plan to approve"
    case .idle: "idle"
    case .stopped: "stopped"
    case .gone: "gone"
    }
  }
}

extension BoardSituation {
  /// `3 commits · 12 min`: git's figures, never claims. `nil` where git says nothing about the task.
  package func progress(of task: TrackedTask) -> String? {
    guard let evidence = evidence(of: task) else { return nil }
    let commits = plural(evidence.commits, "commit")
    return evidence.lastCommit.map { "\(commits) · \(times.age($0))" } ?? commits
  }

  /// `overdue 3 days`; `nil` for a task that is closed or not due yet.
  package func overdue(_ task: TrackedTask) -> String? {
    guard let due = task.task.due, due < asOf.day, !task.task.status.isClosed else { return nil }
    return "overdue \(plural(asOf.day - due, "day"))"
  }
}

// MARK: - Crew

extension CrewMember {
  /// `blocked 3 h`.
  package func stateWords(_ times: TimeText) -> String {
    let age = since.map { " \(times.age($0))" } ?? ""
    return switch state {
    case .question: "asks you\(age)"
    case .blocked: "blocked\(age)"
    case .needsYou: "\((session?.state ?? .needsYou).words)\(age)"
    case .stale: "silent\(age)"
    case .working: "working\(session.map { $0.active > .zero ? " \($0.active.spoken)" : "" } ?? "")"
    case .idle: since.map { "idle since \(times.day($0.day))" } ?? "idle"
    case .gone: "gone\(age)"
    case .unseen: "unseen"
    }
  }
}

extension CrewMember.State {
  package var slug: String {
    switch self {
    case .question: "question"
    case .blocked: "blocked"
    case .needsYou: "needs-you"
    case .stale: "stale"
    case .working: "working"
    case .idle: "idle"
    case .gone: "gone"
    case .unseen: "unseen"
    }
  }

  /// Whether the reader is waited for.
  package var isWaiting: Bool { self == .question || self == .blocked || self == .needsYou }
}

// MARK: - Sprints

/// Where the day stands in a sprint.
package enum SprintState: String, Sendable {
  case current
  case planned
  case over

  package var words: String {
    switch self {
    case .current: "Current"
    case .planned: "Planned"
    case .over: "Over"
    }
  }
}

extension BoardSituation {
  package func state(of sprint: Sprint) -> SprintState {
    if sprint.slug == workspace.currentSprint?.slug { return .current }
    return asOf.day < sprint.start ? .planned : .over
  }

  /// `4 days left`, `last day`, `ended 3 days ago`, `starts in 2 days`.
  package func days(of sprint: Sprint) -> String {
    let today = asOf.day
    if today < sprint.start { return "starts in \(plural(sprint.start - today, "day"))" }
    if today > sprint.end { return "ended \(plural(today - sprint.end, "day")) ago" }
    return today == sprint.end ? "last day" : "\(plural(sprint.end - today, "day")) left"
  }
}

extension SprintPace {
  /// `7 behind`, `on the line`, `2 ahead`: beside a picture of the line.
  package var words: String {
    switch self {
    case .behind(let tasks): "\(tasks) behind"
    case .onTheLine: "on the line"
    case .ahead(let tasks): "\(tasks) ahead"
    }
  }

  /// The same where no line is seen.
  fileprivate var description: String {
    switch self {
    case .behind: "\(words) the ideal line"
    case .onTheLine: "on the ideal line"
    case .ahead: "\(words) of the ideal line"
    }
  }
}

extension SprintFigures {
  /// What a picture of the burndown shows: `Burndown: 2 of 4 tasks left on day 3 of 4, 1 behind the ideal line`. `nil`
  /// before the sprint has begun and for one without tasks.
  package var burndownWords: String? {
    guard let pace, let left = remaining.last else { return nil }
    return "Burndown: \(left) of \(plural(total, "task")) left on day \(elapsedDays) of \(days), \(pace.description)"
  }
}

// MARK: - Invoices

extension Invoice.Status {
  package var words: String {
    switch self {
    case .open: "open"
    case .partlyPaid: "partly paid"
    case .overdue: "overdue"
    case .paid: "paid"
    case .overpaid: "overpaid"
    case .credited: "credited"
    case .void: "void"
    }
  }
}

extension BoardSituation {
  /// `overdue 3 days`, `partly paid`.
  package func state(of invoice: Invoice) -> String {
    guard invoice.status == .overdue, let due = invoice.document.due else { return invoice.status.words }
    return "overdue \(plural(asOf.day - due, "day"))"
  }
}

// MARK: - Work to bill

extension RateProblem {
  package var words: String {
    switch self {
    case .none: "no rate"
    case .otherCurrency(let client, _): "no rate in \(client)"
    case .noCurrency: "no currency"
    }
  }
}

extension UnbilledWork {
  /// What is to be said beside its figures: `fixed price`, or why there is no amount.
  package var note: String? {
    switch rate {
    case .failure(let problem): problem.words
    case .success where amount == nil: minutes == nil ? "too many decimals" : "too large"
    case .success: minutes == nil ? "fixed price" : nil
    }
  }
}

extension DraftCalculation {
  /// `2 to mend`, `ready to issue`.
  package var state: String { problems.isEmpty ? "ready to issue" : "\(problems.count) to mend" }

  /// The same as a sentence's beginning.
  package var summary: String {
    problems.isEmpty
      ? "Ready to issue" : "\(plural(problems.count, "thing")) to mend before it can be issued"
  }
}

/// A figure of `WorkSums` with its name.
package struct WorkPart: Sendable {
  /// What templates and scripts call it.
  package let id: String
  package let name: String
  package let minutes: Minutes
  package let amounts: [Money]
}

extension MoneyFacts.TaskMoney {
  /// What became of the time, without what there is none of.
  package var parts: [WorkPart] {
    let isOverbilled = sums.notBillable < .zero
    let all = [
      WorkPart(id: "billed", name: "Billed", minutes: sums.issued, amounts: billed),
      WorkPart(id: "drafted", name: "On drafts", minutes: sums.drafted, amounts: []),
      WorkPart(id: "unbilled", name: "Unbilled", minutes: sums.unbilled, amounts: unbilled),
      WorkPart(id: "to-decide", name: "To decide", minutes: sums.toDecide, amounts: []),
      WorkPart(
        id: "not-billable", name: isOverbilled ? "Billed beyond the log" : "Not billable",
        minutes: isOverbilled ? Minutes(-sums.notBillable.count) : sums.notBillable, amounts: []),
      WorkPart(id: "written-off", name: "Written off", minutes: sums.writtenOff, amounts: []),
    ]
    return all.filter { $0.minutes != .zero || !$0.amounts.isEmpty }
  }
}
