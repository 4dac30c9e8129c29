import Bytes
import Quantities

/// A task with its updates, and all that follows from them. Nothing here is ever stored.
///
/// Immutable like a value; a class, because lists of tasks are filtered and sorted for every page, and copying some
/// forty fields each time was half of a build.
package final class TrackedTask: Sendable {
  package let task: BoardTask
  /// `repo/task`.
  package let name: String
  /// Oldest first.
  package let updates: [WorkerUpdate]
  /// Dependencies that are not done (or do not exist), in the order of the file.
  package let unmetDependencies: [TaskID]
  /// Tasks that depend on this one.
  package let dependents: [TaskID]
  /// Blockers that no later update resolves, oldest first.
  package let openBlockers: [OpenBlocker]
  /// The newest update, where a worker reports another status than the task file has.
  package let reported: WorkerUpdate?
  /// The sum of all updates' minutes.
  package let logged: Minutes
  package let started: Instant?
  /// When it was reported done for good; unknown for a task that was set to done by hand.
  package let finished: Instant?
  package let isStale: Bool

  init(
    _ task: BoardTask, updates: [WorkerUpdate], unmetDependencies: [TaskID], dependents: [TaskID],
    asOf: Instant, staleAfterDays: Int
  ) {
    self.task = task
    name = task.id.description
    self.updates = updates
    self.unmetDependencies = unmetDependencies
    self.dependents = dependents
    openBlockers = Self.openBlockers(of: updates)
    logged = updates.reduce(.zero) { $0 + ($1.minutes ?? .zero) }
    started = updates.first { $0.status != .todo && $0.status != .cancelled }?.at

    // A status that a person set by hand to done or cancelled is a decision, not drift.
    // An answer to a blocker does not make a reported status go away.
    let word = updates.last { !$0.isAnswer }
    if let word, !word.isFromBoard, word.status != task.status, !task.status.isClosed,
      !(Self.saysReady(word) && openBlockers.isEmpty)
    {
      reported = word
    } else {
      reported = nil
    }
    if task.status == .done, updates.last?.status == .done {
      finished = updates.reversed().prefix { $0.status == .done }.last?.at
    } else {
      finished = nil
    }
    if task.status == .inProgress, let newest = updates.last(where: { !$0.isDecision }) {
      isStale = asOf.minutes(since: newest.at) >= staleAfterDays * 1_440
    } else {
      isStale = task.status == .inProgress && (task.created.map { asOf.day - $0 >= staleAfterDays } ?? false)
    }
  }

  package var id: TaskID { task.id }
  package var newestUpdate: WorkerUpdate? { updates.last }
  /// The newest update that is not a move on the board.
  package var newestReport: WorkerUpdate? { updates.last { !$0.isFromBoard } }

  /// The commit that work began at, as the newest start of it says.
  package var startCommit: String? {
    updates.last { $0.isFromBoard && !$0.status.isClosed && $0.head != nil }?.head
  }

  /// Ticked of all boxes; `nil` for a body without boxes.
  package var progress: Progress? {
    let boxes = task.source.bodyFacts.boxes
    return boxes.total > 0 ? boxes : nil
  }

  /// Who is on it: the assignee, else whoever reported last.
  package var worker: String? { task.assignee ?? newestReport?.worker }

  package var isBlocked: Bool { !task.status.isClosed && !openBlockers.isEmpty }
  package var isWaiting: Bool { !task.status.isClosed && !unmetDependencies.isEmpty }
  /// To do, and it waits for nothing and nobody.
  package var canStart: Bool { task.status == .todo && !isWaiting && !isBlocked && task.waitsFor == nil }

  /// Its worker says that nothing stands in the way of the merge, and nobody has sent it back since: a state of its own,
  /// whatever column it is in. Nothing has to be accepted first.
  package var isReadyToMerge: Bool {
    guard !task.status.isClosed, openBlockers.isEmpty, let report = newestReport else { return false }
    if task.status == .review { return report.readyForMerge }
    return Self.saysReady(report) && updates.last { !$0.isAnswer } === report
  }

  private static func saysReady(_ update: WorkerUpdate) -> Bool { update.status == .review && update.readyForMerge }

  /// Since when it has had the status that its newest update explains.
  package var statusSince: Instant? { updateOfStatus?.at }

  /// The first update of the last unbroken run of the status that the task has.
  var updateOfStatus: WorkerUpdate? {
    guard let newest = newestUpdate, newest.status == task.status else { return nil }
    return updates.reversed().prefix { $0.status == newest.status }.last
  }
}

/// A blocker that stands.
package struct OpenBlocker: Sendable, Equatable {
  package let text: String
  package let worker: String
  package let since: Instant

  /// A blocker that ends in a question mark wants an answer, not a remedy.
  package var isQuestion: Bool { text.hasSuffix("?") }
}

extension TrackedTask {
  private static func openBlockers(of updates: [WorkerUpdate]) -> [OpenBlocker] {
    var open: [OpenBlocker] = []
    var texts: Set<ExactText> = []
    for update in updates {
      // What an update resolves is what stood before it: its own blockers come after.
      let resolved = Set(update.resolves.map { ExactText($0) })
      if resolved.contains(ExactText(WorkerUpdate.resolvesAll)) {
        open.removeAll()
        texts.removeAll()
      } else if !texts.isDisjoint(with: resolved) {
        open.removeAll { resolved.contains(ExactText($0.text)) }
        texts.subtract(resolved)
      }
      for text in update.blockers where texts.insert(ExactText(text)).inserted {
        open.append(OpenBlocker(text: text, worker: update.worker, since: update.at))
      }
    }
    return open
  }
}
