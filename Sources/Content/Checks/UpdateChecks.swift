import Diagnostics
import FrontMatter
import Quantities

extension Workspace {
  func checkUpdates() -> [Diagnostic] {
    checkOrphans() + tasks.flatMap { checkHistory(of: $0) } + checkDailyHours()
  }

  /// Updates for a task that does not exist: said at each, because each is somebody's work.
  private func checkOrphans() -> [Diagnostic] {
    orphanedUpdates.compactMap { update in
      if isUnreadable(.task(update.task)) { return nil }
      let near = nearest(to: update.task.description, among: tasks.map(\.id.description))
      return update.source.diagnostic(
        .error, "task", "an update for \(update.task), which does not exist",
        help: near.map { "did you mean \($0)?" }
          ?? "write content/tasks/\(update.task).md, or move the update")
    }
  }

  private func checkHistory(of task: TrackedTask) -> [Diagnostic] {
    var found: [Diagnostic] = []
    var names: Set<String> = []
    var blockers: Set<String> = []
    for update in task.updates {
      for (key, name) in [("corrects", update.corrects), ("decides", update.decides)] {
        guard let name, !names.contains(name) else { continue }
        let known = task.updates.contains { $0.name == name }
        found.append(
          update.source.diagnostic(
            .error, key,
            known ? "\(name) is not earlier than this update" : "\(task.id) has no update \(name)",
            help: (known ? nil : nearest(to: name, among: names)).map { "did you mean \($0)?" }
              ?? "name an earlier update of the same task, without .md", key: key))
      }
      for (index, text) in update.resolves.enumerated()
      where text != WorkerUpdate.resolvesAll && !blockers.contains(text) {
        found.append(
          update.source.diagnostic(
            .warning, "resolves", "no earlier update has the blocker \"\(text)\"",
            help: nearest(to: text, among: blockers).map { "did you mean \"\($0)\"?" }
              ?? "repeat the blocker's exact text, or write all", key: "resolves", item: index))
      }
      names.insert(update.name)
      blockers.formUnion(update.blockers)
    }
    if let report = task.newestReport, report.readyForMerge, task.isBlocked {
      found.append(
        report.source.diagnostic(
          .warning, "ready", "ready to merge, but \"\(task.openBlockers[0].text)\" still blocks it",
          help: "resolve it: orchsite task unblock \(task.id) \"…\"", key: "ready_for_merge"))
    }
    return found
  }

  private func checkDailyHours() -> [Diagnostic] {
    struct WorkerDay: Hashable {
      let worker: String
      let day: Day
    }
    // A correction counts where the time that it corrects was reported, and may put things right.
    let reports = tasks.flatMap { task in
      let days = Dictionary(task.updates.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
      return task.updates.map { update in
        let place = update.corrects.flatMap { days[$0] } ?? update
        return (update, WorkerDay(worker: place.worker, day: place.at.day))
      }
    }.sorted { WorkerUpdate.isOlder($0.0, $1.0) }
    let limit = Minutes(24 * 60)
    let sums = reports.reduce(into: [WorkerDay: Minutes]()) {
      $0[$1.1, default: .zero] += $1.0.minutes ?? .zero
    }
    var soFar: [WorkerDay: Minutes] = [:]
    var said: Set<WorkerDay> = []
    var found: [Diagnostic] = []
    // Said once, at the report that goes over.
    for (update, key) in reports where !said.contains(key) {
      guard let minutes = update.minutes, let sum = sums[key], sum > limit else { continue }
      soFar[key, default: .zero] += minutes
      if soFar[key, default: .zero] > limit {
        said.insert(key)
        found.append(
          update.source.diagnostic(
            .warning, "minutes", "\(update.worker) has logged \(sum.spoken) on \(key.day)",
            help: "minutes: counts from the previous update, never a running total", key: "minutes"))
      }
    }
    return found
  }
}
