import Bytes
import Diagnostics
import FrontMatter
import Quantities

extension Workspace {
  func checkUpdates(_ known: inout KnownRecords) -> [Diagnostic] {
    checkOrphans(&known) + tasks.flatMap { checkHistory(of: $0) } + checkDailyHours()
  }

  /// Updates for a task that does not exist: said at each, because each is somebody's work.
  private func checkOrphans(_ known: inout KnownRecords) -> [Diagnostic] {
    orphanedUpdates.compactMap { update in
      if known.isUnreadable(.task(update.task)) { return nil }
      return update.source.diagnostic(
        .error, "task", "an update for \(update.task), which does not exist",
        help: known.similarTask(update.task)
          ?? RecordPath.adviceToWrite("content/tasks/\(update.task).md").map { "\($0), or move the update" }
          ?? "move the update")
    }
  }

  private func checkHistory(of task: TrackedTask) -> [Diagnostic] {
    var found: [Diagnostic] = []
    // Those of the updates so far, and what any update may have meant.
    var names: Set<ExactText> = []
    var blockers: Set<ExactText> = []
    lazy var allNames = Set(task.updates.map { ExactText($0.name) })
    lazy var similarNames = SuggestionIndex(allNames.map(\.text))
    lazy var similarBlockers = SuggestionIndex(Set(task.updates.flatMap(\.blockers).map { ExactText($0) }).map(\.text))
    for update in task.updates {
      if update.at.milliseconds > asOf.milliseconds + 86_400_000 {
        found.append(
          update.source.diagnostic(
            .warning, "at", "an update from the future: \(update.at)",
            help: "mend \"at\", and the clock that gave it: what is recorded from now on comes behind it", key: "at"))
      }
      for (key, name) in [("corrects", update.corrects), ("decides", update.decides)] {
        guard let name, !names.contains(ExactText(name)) else { continue }
        let known = allNames.contains(ExactText(name))
        found.append(
          update.source.diagnostic(
            .error, key,
            known ? "\(name) is not earlier than this update" : "\(task.id) has no update \(name)",
            help: (known ? nil : similarNames.didYouMean(name, where: { names.contains(ExactText($0)) }))
              ?? "name an earlier update of the same task, without .md", key: key))
      }
      for (index, text) in update.resolves.enumerated()
      where text != WorkerUpdate.resolvesAll && !blockers.contains(ExactText(text)) {
        found.append(
          update.source.diagnostic(
            .warning, "resolves", "no earlier update has the blocker \"\(text)\"",
            help: similarBlockers.didYouMean(
              text, written: { "\"\($0)\"" }, where: { blockers.contains(ExactText($0)) })
              ?? "repeat the blocker's exact text, or write all", key: "resolves", item: index))
      }
      names.insert(ExactText(update.name))
      blockers.formUnion(update.blockers.map { ExactText($0) })
    }
    if let report = task.newestReport, report.readyForMerge, task.isBlocked {
      found.append(
        report.source.diagnostic(
          .warning, "ready", "ready to merge, but \"\(task.openBlockers[0].text)\" still blocks it",
          help: "resolve it: orchsite task unblock \(task.id)", key: "ready_for_merge"))
    }
    return found
  }

  private func checkDailyHours() -> [Diagnostic] {
    struct WorkerDay: Hashable {
      let worker: ExactText
      let day: Day
    }
    // A correction counts where the time that it corrects was reported, and may put things right.
    let reports = tasks.flatMap { task in
      let days = Dictionary(task.updates.map { (ExactText($0.name), $0) }, uniquingKeysWith: { first, _ in first })
      return task.updates.map { update in
        let place = update.corrects.flatMap { days[ExactText($0)] } ?? update
        return (update, WorkerDay(worker: ExactText(place.worker), day: place.at.day))
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
