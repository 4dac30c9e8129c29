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
  /// How long the sprint is.
  package let days: Int
}

/// How a sprint stands beside the straight line from all of its tasks to none.
package enum SprintPace: Sendable, Equatable {
  /// So many tasks more are left than the line has.
  case behind(Int)
  case onTheLine
  /// So many fewer.
  case ahead(Int)
}

extension SprintFigures {
  /// How many days of the sprint have a figure: up to the as-of day, or all.
  package var elapsedDays: Int { max(remaining.count - 1, 0) }

  /// At the end of the newest day with a figure; `nil` before the sprint has begun and for one without tasks.
  package var pace: SprintPace? {
    guard total > 0, days > 0, elapsedDays > 0, let left = remaining.last else { return nil }
    // How many tasks should be left by now, rounded to the nearest.
    let ideal = (total * (days - elapsedDays) * 2 + days) / (2 * days)
    if left == ideal { return .onTheLine }
    return left > ideal ? .behind(left - ideal) : .ahead(ideal - left)
  }
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
      estimated: planned.reduce(.zero) { $0 + ($1.task.estimate ?? .zero) }, remaining: remaining,
      days: sprint.end - sprint.start + 1)
  }
}
