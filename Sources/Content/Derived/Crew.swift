import Quantities

/// One worker: what they are on, and whether they get on with it.
package struct CrewMember: Sendable {
  package enum State: Int, Sendable {
    case question
    case blocked
    case stale
    case working
    case idle
  }

  package let name: String
  package let state: State
  /// Active tasks, in task order.
  package let tasks: [TrackedTask]
  package let lastReport: WorkerUpdate?
  /// The oldest blocker of theirs that stands.
  package let blockedSince: Instant?
}

extension Workspace {
  /// Everybody who reported or is assigned to open work: those who wait first, then by name.
  package func crew(git: GitFacts? = nil) -> [CrewMember] {
    var names: Set<String> = []
    var lastReports: [String: WorkerUpdate] = [:]
    var active: [String: [TrackedTask]] = [:]
    for task in tasks {
      for update in task.updates where !update.isFromBoard {
        names.insert(update.worker)
        if let last = lastReports[update.worker], !WorkerUpdate.isOlder(last, update) { continue }
        lastReports[update.worker] = update
      }
      guard let worker = task.worker, !task.task.status.isClosed else { continue }
      names.insert(worker)
      if task.task.status.isActive || task.isBlocked { active[worker, default: []].append(task) }
    }
    return names.map { name in
      let tasks = active[name] ?? []
      let blockers = tasks.flatMap { task in task.isBlocked ? task.openBlockers : [] }
      let state: CrewMember.State =
        if blockers.contains(where: \.isQuestion) {
          .question
        } else if !blockers.isEmpty {
          .blocked
        } else if tasks.contains(where: { isStale($0, git: git) }) {
          .stale
        } else if tasks.contains(where: { $0.task.status == .inProgress }) {
          .working
        } else {
          .idle
        }
      return CrewMember(
        name: name, state: state, tasks: tasks, lastReport: lastReports[name],
        blockedSince: blockers.map(\.since).min())
    }.sorted { ($0.state.rawValue, $0.name) < ($1.state.rawValue, $1.name) }
  }
}
