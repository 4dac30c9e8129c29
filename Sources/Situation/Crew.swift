import Bytes
import Content
import Evidence
import Quantities
import Sessions

/// One worker: what they are on, and whether they get on with it.
package struct CrewMember: Sendable {
  /// Those who wait for somebody first.
  package enum State: Int, Sendable {
    case question
    case blocked
    /// Its session does nothing until a person acts.
    case needsYou
    case stale
    case working
    case idle
    /// Its session has ended, and its task has not.
    case gone
    /// Sessions were looked for, and this worker has none. That says nothing about what it does.
    case unseen
  }

  package let name: String
  package let state: State
  /// Active tasks, in task order.
  package let tasks: [TrackedTask]
  package let lastReport: WorkerUpdate?
  /// Since when it waits, or is silent.
  package let since: Instant?
  /// Its session: the one that needs a person, else the newest.
  package let session: SessionMark?
}

extension BoardSituation {
  /// How long sessions have worked on a task, as their hooks tell. Nobody bills that by itself.
  package func active(on task: TaskID) -> Minutes {
    (sessions ?? []).filter { mark in mark.task.map { ExactText($0) == ExactText(task.description) } ?? false }
      .reduce(.zero) { $0 + $1.active }
  }

  func findCrew() -> [CrewMember] {
    var names: Set<ExactText> = []
    var lastReports: [ExactText: WorkerUpdate] = [:]
    var active: [ExactText: [TrackedTask]] = [:]
    for task in workspace.tasks {
      for update in task.updates where !update.isFromBoard {
        let worker = ExactText(update.worker)
        names.insert(worker)
        if let last = lastReports[worker], !WorkerUpdate.isOlder(last, update) { continue }
        lastReports[worker] = update
      }
      // Before the first report, the worktree knows whose it is.
      guard let worker = (task.worker ?? evidence(of: task)?.worker).map({ ExactText($0) }),
        !task.task.status.isClosed
      else { continue }
      names.insert(worker)
      if task.task.status.isActive || task.isBlocked { active[worker, default: []].append(task) }
    }
    let marks = Dictionary(grouping: sessions ?? [], by: { ExactText($0.worker) }).mapValues { marks in
      marks.max { left, right in
        left.state.needsPerson == right.state.needsPerson ? left.since < right.since : right.state.needsPerson
      }
    }
    names.formUnion(marks.keys)
    return names.map { name in
      member(name.text, on: active[name] ?? [], lastReports[name], marks[name] ?? nil)
    }.sorted { ($0.state.rawValue, ExactText($0.name)) < ($1.state.rawValue, ExactText($1.name)) }
  }

  private func member(
    _ name: String, on tasks: [TrackedTask], _ lastReport: WorkerUpdate?, _ session: SessionMark?
  ) -> CrewMember {
    let blockers = tasks.flatMap { task in task.isBlocked ? task.openBlockers : [] }
    let silent = tasks.filter(isStale)
    var state: CrewMember.State =
      if blockers.contains(where: \.isQuestion) {
        .question
      } else if !blockers.isEmpty {
        .blocked
      } else if !silent.isEmpty {
        .stale
      } else if tasks.contains(where: { $0.task.status == .inProgress }) {
        .working
      } else {
        .idle
      }
    // What is written down and waits for the reader counts more than what a session is at.
    let isPerson = workspace.settings.people.contains { ExactText($0) == ExactText(name) }
    if sessions != nil, blockers.isEmpty, !isPerson { state = state.seen(as: session?.state) }
    let since =
      switch state {
      case .question, .blocked: blockers.map(\.since).min()
      case .needsYou, .gone: session?.since
      // The last word on a task that is stale; the worker may have reported on another one since.
      case .stale: silent.compactMap(\.newestUpdate?.at).min()
      case .idle: lastReport?.at
      case .working, .unseen: Instant?.none
      }
    return CrewMember(
      name: name, state: state, tasks: tasks, lastReport: lastReport, since: since, session: session)
  }
}

extension CrewMember.State {
  /// What a session's mark makes of what the reports say.
  fileprivate func seen(as mark: SessionMark.State?) -> Self {
    switch mark {
    case .needsYou, .plan, .stopped: .needsYou
    case .working, .background: .working
    case .idle: self == .stale ? .stale : .idle
    case .gone: self == .stale ? .stale : .gone
    case nil: self == .stale ? .stale : .unseen
    }
  }
}
