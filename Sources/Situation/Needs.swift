import Billing
import Bytes
import Content
import Evidence
import Quantities
import Sessions

/// One thing that waits for the person who coordinates.
package enum Need: Sendable {
  case question(TrackedTask, OpenBlocker)
  /// A session does nothing until a person acts.
  case session(SessionMark, TrackedTask?)
  case blocked(TrackedTask, OpenBlocker)
  /// Two branches change the same lines, or one and its base. A pair is one need, listed with the open task that comes
  /// first.
  case collision(Clash)
  case unproven(TrackedTask, UnprovenClaim)
  case ready(TrackedTask)
  /// Its branch is merged, and the board does not say so.
  case merged(TrackedTask)
  case review(TrackedTask, since: Instant)
  /// Its worker reports another status than the board has.
  case drift(TrackedTask, report: WorkerUpdate)
  case stale(TrackedTask)
  case unreadable(UnreadableFile)
  /// Time that a person has yet to call billable or not.
  case undecidedTime(Minutes)
  indirect case invoice(Invoice, since: Instant?)

  /// In the order of urgency in which they are listed; the names are those of `board.json`.
  package enum Kind: String, Sendable, CaseIterable {
    case question
    case session
    case blocked
    case collision = "clash"
    case unproven
    case ready
    case merged
    case review
    case drift
    case stale
    case unreadable
    case undecidedTime = "time"
    case invoice
  }
}

// MARK: - What each is about

extension Need {
  package var kind: Kind {
    switch self {
    case .question: .question
    case .session: .session
    case .blocked: .blocked
    case .collision: .collision
    case .unproven: .unproven
    case .ready: .ready
    case .merged: .merged
    case .review: .review
    case .drift: .drift
    case .stale: .stale
    case .unreadable: .unreadable
    case .undecidedTime: .undecidedTime
    case .invoice: .invoice
    }
  }

  /// The task that it is about.
  package var task: TrackedTask? {
    switch self {
    case .question(let task, _), .blocked(let task, _), .unproven(let task, _),
      .ready(let task), .merged(let task), .review(let task, _), .drift(let task, _), .stale(let task):
      task
    case .session(_, let task): task
    case .collision(let clash): clash.task
    case .unreadable, .undecidedTime, .invoice: nil
    }
  }

  /// All tasks that it names, the one that it is about first.
  package var tasks: [TaskID] {
    let first = task.map { [$0.id] } ?? []
    if case .collision(let clash) = self { return first + (clash.collision.task.map { [$0] } ?? []) }
    return first
  }

  package var invoice: Invoice? { if case .invoice(let invoice, _) = self { invoice } else { nil } }

  /// The file that it is about, where that is no task's.
  package var path: String? {
    if case .unreadable(let file) = self { file.path } else { invoice?.document.provenance?.path }
  }

  /// What is to be answered.
  package var blocker: OpenBlocker? {
    switch self {
    case .question(_, let blocker), .blocked(_, let blocker): blocker
    default: nil
    }
  }

  package var worker: String? {
    switch self {
    case .question(_, let blocker), .blocked(_, let blocker): blocker.worker
    case .session(let mark, _): mark.worker
    case .drift(_, let report): report.worker
    default: task?.worker
    }
  }

  package var since: Instant? {
    switch self {
    case .question(_, let blocker), .blocked(_, let blocker): blocker.since
    case .session(let mark, _): mark.since
    case .unproven(let task, _), .ready(let task), .merged(let task): task.newestReport?.at
    case .review(_, let since): since
    case .drift(_, let report): report.at
    case .stale(let task): task.newestUpdate?.at
    case .invoice(_, let since): since
    case .collision, .unreadable, .undecidedTime: nil
    }
  }
}

extension Need {
  /// What tells it from every other one, and from the same one on another day, in one line.
  package var identity: String {
    let words = [
      kind.rawValue, tasks.map(\.description).joined(separator: ","), worker ?? "", path ?? "",
      since?.description ?? "",
      detail ?? "",
    ]
    return words.map { $0.percentEncoded(keeping: UInt8(ascii: "/")) }.joined(separator: " ")
  }
}

// MARK: - Finding them

extension BoardSituation {
  func findNeeds() -> [Need] {
    var needs: [Need] = []
    for task in workspace.tasks where !task.task.status.isClosed {
      for blocker in task.openBlockers {
        needs.append(blocker.isQuestion ? .question(task, blocker) : .blocked(task, blocker))
      }
      let claim = unprovenClaim(of: task)
      if let claim { needs.append(.unproven(task, claim)) }
      if evidence(of: task)?.isMerged ?? false {
        needs.append(.merged(task))
      } else if let report = task.reported {
        needs.append(.drift(task, report: report))
      } else if task.isReadyToMerge, claim == nil {
        needs.append(.ready(task))
      } else if task.task.status == .review, task.openBlockers.isEmpty, let since = task.statusSince,
        asOf.minutes(since: since) > 1_440
      {
        needs.append(.review(task, since: since))
      }
      if isStale(task), !task.isBlocked, task.reported == nil { needs.append(.stale(task)) }
    }
    needs += clashes().map(Need.collision)
    for mark in sessions ?? [] where mark.state.needsPerson {
      let task = mark.task.flatMap { TaskID($0) }.flatMap(workspace.task(_:))
      // Its worktree is gone with the task: nobody hears how it goes on.
      if task?.task.status.isClosed != true { needs.append(.session(mark, task)) }
    }
    needs += unreadable.map(Need.unreadable)
    if let money, money.toDecide > .zero { needs.append(.undecidedTime(money.toDecide)) }
    needs += (invoices?.due ?? []).map { .invoice($0, since: $0.document.due.map(beginning(of:))) }
    return sorted(needs)
  }

  /// Stable, so that equals stay in task order on every machine.
  private func sorted(_ needs: [Need]) -> [Need] {
    let ranks = Dictionary(uniqueKeysWithValues: Need.Kind.allCases.enumerated().map { ($1, $0) })
    let keyed = needs.enumerated().map { place, need in
      (key: (ranks[need.kind] ?? .max, need.since?.milliseconds ?? .max, place), need: need)
    }
    return keyed.sorted { $0.key < $1.key }.map(\.need)
  }

  /// The same, whatever they are, the oldest first; what has no age of its own comes last.
  package var needsByAge: [Need] {
    needs.enumerated().sorted { left, right in
      (left.element.since?.milliseconds ?? .max, left.offset) < (
        right.element.since?.milliseconds ?? .max, right.offset
      )
    }.map(\.element)
  }

  /// The first moment of a day, for whoever asks.
  private func beginning(of day: Day) -> Instant {
    Instant(milliseconds: day.ordinal * 86_400_000 - asOf.offset * 60_000, offset: asOf.offset)
  }
}
