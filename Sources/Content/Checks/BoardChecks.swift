import Diagnostics

extension Workspace {
  func checkSprints() -> [Diagnostic] {
    var found: [Diagnostic] = []
    var latest: Sprint?
    for sprint in sprints {
      if let latest, sprint.start <= latest.end {
        found.append(
          sprint.source.diagnostic(
            .warning, "sprint", "overlaps \(latest.slug), which ends on \(latest.end)",
            help: "start it on \(latest.end.adding(1)) or later", key: "start"))
      }
      if latest.map({ sprint.end > $0.end }) ?? true { latest = sprint }
    }
    for task in tasks where task.task.status.isActive {
      guard let sprint = sprint(of: task.task), sprint.end < asOf.day else { continue }
      found.append(
        task.task.source.diagnostic(
          .warning, "sprint", "\(task.task.status.rawValue), but \(sprint.slug) ended on \(sprint.end)",
          help: "finish it, or roll it over: orchsite sprint close \(sprint.slug)", key: "sprint"))
    }
    return found
  }

  /// A move edits the task and writes an update. Where only one of them arrived (a commit of half of it, a merge), the
  /// history says something else than the board.
  func checkMoves() -> [Diagnostic] {
    tasks.compactMap { task in
      let status = task.task.status
      // An answer to a blocker says nothing about the status.
      guard let place = task.updates.lastIndex(where: { $0.isFromBoard && !$0.isAnswer }),
        !task.updates[place...].contains(where: { $0.status == status })
      else { return nil }
      let moved = task.updates[place].status.rawValue
      return task.task.source.diagnostic(
        .warning, "history", "the task says \(status.rawValue), but it was moved to \(moved) last",
        help: "say which is right: orchsite task move \(task.id) \(moved), or \(status.rawValue)", key: "status")
    }
  }

  func checkLimitsAndDrift() -> [Diagnostic] {
    var found: [Diagnostic] = []
    if let source = settings.source {
      for status in BoardTask.Status.allCases {
        guard let limit = settings.wip[status] else { continue }
        let count = boardTasks.count { $0.task.status == status }
        guard count > limit else { continue }
        found.append(
          Diagnostic(
            .warning, "wip", "\(count) tasks are \(status.rawValue), the limit is \(limit)",
            help: "finish something before you start something", in: source.file,
            at: source.range(of: "wip", inner: status.rawValue)))
      }
    }
    for task in tasks {
      guard let report = task.reported else { continue }
      found.append(
        task.task.source.diagnostic(
          .warning, "drift",
          "the board says \(task.task.status.rawValue), \(report.worker) reported \(report.status.rawValue)",
          help: "take it over: orchsite task accept \(task.id)", key: "status"))
    }
    return found
  }
}
