import Quantities

/// How work flows over the board: how long tasks take, how many are where at the end of each day, how many are done in
/// each week. All of it comes from what updates and `created` say; what nobody knows is counted as unknown.
package struct FlowFigures: Sendable, Equatable {
  /// From the first update that says that a task is in work to the one that says that it is done.
  package let cycle: Spans
  /// From the day a task was created on to the day it was done.
  package let lead: Spans
  package let cumulative: CumulativeFlow
  /// Done tasks that nobody reported as done: when, is unknown.
  package let unknownEnds: Int
  /// How many updates and days were looked at: it grows with their number.
  let effort: Int

  /// How many days of finished tasks the spans are taken from, the as-of day among them.
  package static let spanDays = 90

  init(of tasks: [TrackedTask], asOf: Instant) {
    let today = asOf.day
    let firstEnd = today.adding(1 - Self.spanDays)
    var cycle = Spans()
    var lead = Spans()
    var unknownEnds = 0
    var flow = FlowChanges(today: today)
    for task in tasks {
      flow.add(task)
      guard task.task.status == .done else { continue }
      guard let finished = task.finished else {
        unknownEnds += 1
        continue
      }
      guard finished.day >= firstEnd, finished.day <= today else { continue }
      let began = task.updates.first { $0.status.isActive }?.at
      cycle.add(began.flatMap { $0.milliseconds < finished.milliseconds ? finished.minutes(since: $0) : nil })
      lead.add(task.task.created.flatMap { $0 <= finished.day ? (finished.day - $0) * 1_440 : nil })
    }
    self.cycle = cycle.sorted()
    self.lead = lead.sorted()
    self.unknownEnds = unknownEnds
    cumulative = flow.sums()
    effort = flow.effort
  }
}

extension Workspace {
  /// Made when it is asked for: one page shows it.
  package func flowFigures() -> FlowFigures { FlowFigures(of: tasks, asOf: asOf) }
}

extension FlowFigures {
  /// How long the tasks took that were finished lately.
  package struct Spans: Sendable, Equatable {
    /// The shortest first.
    package private(set) var minutes: [Int] = []
    /// Tasks that were finished in the same days, and nobody knows when they began.
    package private(set) var unknown = 0

    fileprivate mutating func add(_ length: Int?) {
      if let length { minutes.append(length) } else { unknown += 1 }
    }

    fileprivate func sorted() -> Spans {
      var spans = self
      spans.minutes.sort()
      return spans
    }

    /// In minutes: so many of a hundred took no longer (the nearest rank). `nil` where nothing was finished.
    package func percentile(_ share: Int) -> Int? {
      minutes.isEmpty ? nil : minutes[max((minutes.count * share + 99) / 100, 1) - 1]
    }
  }
}

/// How many tasks had which status at the end of each day. Cancelled tasks are no part of it, and a task that was
/// cancelled for a while counts as to do in that time.
package struct CumulativeFlow: Sendable, Equatable {
  /// Of the days, one after the other, up to the as-of day. Days before any task was known are left out.
  package let firstDay: Day
  package let days: [Counts]
  /// Tasks of which nobody knows since when they are there, or since when they have their status.
  package let unknown: Int

  package static let weeks = 12

  package struct Counts: Sendable, Equatable {
    package fileprivate(set) var todo = 0
    package fileprivate(set) var inProgress = 0
    package fileprivate(set) var review = 0
    package fileprivate(set) var done = 0

    package var total: Int { todo + inProgress + review + done }

    package init() {}

    package subscript(status: BoardTask.Status) -> Int {
      get {
        switch status {
        case .inProgress: inProgress
        case .review: review
        case .done: done
        case .todo, .cancelled: todo
        }
      }
      set {
        switch status {
        case .inProgress: inProgress = newValue
        case .review: review = newValue
        case .done: done = newValue
        case .todo, .cancelled: todo = newValue
        }
      }
    }
  }
}

/// What changes from day to day, so that a task costs as much as it has updates, however many days there are.
private struct FlowChanges {
  private let first: Day
  private let today: Day
  private var changes: [CumulativeFlow.Counts]
  private var unknown = 0
  private(set) var effort = 0

  init(today: Day) {
    self.today = today
    first = today.adding(1 - 7 * CumulativeFlow.weeks)
    changes = Array(repeating: CumulativeFlow.Counts(), count: 7 * CumulativeFlow.weeks)
  }

  mutating func add(_ task: TrackedTask) {
    let status = task.task.status
    if status == .cancelled { return }
    let known = [task.task.created, task.updates.first?.at.day].compactMap(\.self).min()
    // The file says how it stands. A report of another status that stands behind the newest of its own was not accepted.
    let last = task.updates.lastIndex { $0.status == status && !$0.isAnswer }
    guard let known, last != nil || status == .todo, status != .done || task.finished != nil else {
      unknown += 1
      return
    }
    var held: (status: BoardTask.Status, day: Day) = (.todo, known)
    change(nil, to: .todo, on: known)
    guard let last else { return }
    for update in task.updates[...last] {
      effort += 1
      if update.isAnswer || update.status == held.status { continue }
      let next = (status: update.status, day: max(update.at.day, held.day))
      change(held.status, to: next.status, on: next.day)
      held = next
    }
  }

  private mutating func change(_ old: BoardTask.Status?, to new: BoardTask.Status, on day: Day) {
    guard day <= today else { return }
    let index = max(day - first, 0)
    if let old { changes[index][old] -= 1 }
    changes[index][new] += 1
  }

  /// Every change added to those before it.
  mutating func sums() -> CumulativeFlow {
    var days = changes
    for index in days.indices.dropFirst() {
      effort += 1
      for status: BoardTask.Status in [.todo, .inProgress, .review, .done] {
        days[index][status] += days[index - 1][status]
      }
    }
    let known = days.drop { $0.total == 0 }
    return CumulativeFlow(firstDay: first.adding(known.startIndex), days: Array(known), unknown: unknown)
  }
}
