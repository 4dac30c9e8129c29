import FrontMatter
import Quantities

// Whatever moves a task edits its status line and writes an update in the board's name, so that the newest update
// always explains the board and the history is complete.

extension ContentEditor {
  /// Moves a task to a status.
  ///
  /// The status line comes first: if a process dies between the two, the board is right and running the verb again
  /// writes the missing update.
  ///
  /// - Returns: `false` when the task is there already and its history says so.
  package mutating func move(
    _ task: TrackedTask, to status: BoardTask.Status, at: Instant, notes: String = ""
  ) throws(EditError) -> Bool {
    let edited = try edit(task.task.source.path, [.set(key: "status", to: status.rawValue)])
    let isExplained = task.newestUpdate?.status == status || (task.updates.isEmpty && status == .todo)
    guard edited || !isExplained || !notes.isEmpty else { return false }
    var draft = UpdateDraft(
      task: task.id, at: Self.moment(at, after: task), worker: WorkerUpdate.board, status: status)
    draft.notes = notes
    try write(draft)
    return true
  }

  /// Resolves blockers of a task and records the answer.
  package mutating func unblock(
    _ task: TrackedTask, blockers: [String], answer: String, at: Instant
  ) throws(EditError) {
    var draft = UpdateDraft(
      task: task.id, at: Self.moment(at, after: task), worker: WorkerUpdate.board, status: task.task.status)
    draft.resolves = blockers
    draft.notes = answer
    try write(draft)
  }

  /// Just behind the task's newest update where a clock is slow: what is said last is the last word.
  package static func moment(_ at: Instant, after task: TrackedTask) -> Instant {
    guard let newest = task.newestUpdate, newest.at.milliseconds >= at.milliseconds else { return at }
    return Instant(milliseconds: newest.at.milliseconds + 1, offset: at.offset)
  }
}

extension ContentEditor {
  /// Says that work on a task has begun, and at which commit.
  package mutating func start(
    _ task: TrackedTask, as status: BoardTask.Status, head: String?, at: Instant
  ) throws(EditError) {
    _ = try edit(task.task.source.path, [.set(key: "status", to: status.rawValue)])
    var draft = UpdateDraft(
      task: task.id, at: Self.moment(at, after: task), worker: WorkerUpdate.board, status: status)
    draft.head = head
    try write(draft)
  }
}
