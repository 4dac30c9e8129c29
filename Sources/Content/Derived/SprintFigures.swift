import Quantities

/// What became of a sprint's plan, from its tasks and their updates.
package struct SprintFigures: Sendable, Equatable {
  /// Cancelled tasks are not part of the plan any more.
  package let total: Int
  package let done: Int
  /// Logged on the sprint's tasks, whenever.
  package let spent: Minutes
  package let estimated: Minutes
  /// How many tasks were left at the end of each day, from the day before the sprint to its last day or the as-of
  /// day, whichever is earlier; tasks whose finish is unknown count as finished from the start.
  package let remaining: [Int]
}

extension SprintFigures {
  init(of sprint: Sprint, tasks: [TrackedTask], asOf: Instant) {
    let planned = tasks.filter { $0.task.status != .cancelled }
    let done = planned.filter { $0.task.status == .done }
    var remaining: [Int] = []
    let lastDay = min(sprint.end, asOf.day)
    if sprint.start <= asOf.day {
      for ordinal in (sprint.start.ordinal - 1)...lastDay.ordinal {
        let finished = done.count { task in task.finished.map { $0.day.ordinal <= ordinal } ?? true }
        remaining.append(planned.count - finished)
      }
    }
    self.init(
      total: planned.count, done: done.count, spent: tasks.reduce(.zero) { $0 + $1.logged },
      estimated: planned.reduce(.zero) { $0 + ($1.task.estimate ?? .zero) }, remaining: remaining)
  }
}
