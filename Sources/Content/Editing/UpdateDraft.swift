import Files
import FrontMatter
import Quantities

/// An update that is about to be written: every key that one may have.
package struct UpdateDraft: Sendable {
  package var task: TaskID
  package var at: Instant
  package var worker: String
  package var status: BoardTask.Status
  package var minutes: Minutes?
  package var billableMinutes: Minutes?
  package var commits: Int?
  package var head: String?
  package var done: [String] = []
  package var next: [String] = []
  package var blockers: [String] = []
  package var resolves: [String] = []
  package var readyForMerge = false
  package var corrects: String?
  package var decides: String?
  package var rate: ExactDecimal?
  package var machine: String?
  package var notes = ""

  package init(task: TaskID, at: Instant, worker: String, status: BoardTask.Status) {
    self.task = task
    self.at = at
    self.worker = worker
    self.status = status
  }

  package var record: RecordText {
    var record = RecordText(body: notes)
    // An instant has colons and would be safe plain, but other readers take it for a date of their own.
    record.add("at", .bare(at.description))
    record.add("worker", worker)
    record.add("status", status.rawValue)
    if let minutes { record.add("minutes", .number(minutes.count)) }
    if let billableMinutes { record.add("billable_minutes", .number(billableMinutes.count)) }
    if let commits { record.add("commits", .number(commits)) }
    // Some commits are made of digits alone.
    record.add("head", head, style: .doubleQuoted)
    record.add("done", sentences: done)
    record.add("next", sentences: next)
    record.add("blockers", sentences: blockers)
    record.add("resolves", sentences: resolves)
    if readyForMerge { record.add("ready_for_merge", .yes) }
    record.add("corrects", corrects)
    record.add("decides", decides)
    record.add("rate", rate?.description, style: .doubleQuoted)
    record.add("machine", machine)
    return record
  }
}

extension ContentEditor {
  /// Writes an update under the next free name: a second one in the same millisecond gets `-2`.
  ///
  /// - Returns: the update's path.
  @discardableResult
  package mutating func write(_ draft: UpdateDraft) throws(EditError) -> String {
    var draft = draft
    draft.machine = draft.machine ?? machine
    let stem = "content/updates/\(draft.task)/\(draft.at.stamp)-\(draft.worker)"
    var number = 1
    while true {
      let path = number == 1 ? "\(stem).md" : "\(stem)-\(number).md"
      do throws(EditError) {
        try create(path, draft.record)
        return path
      } catch {
        guard case .file(let error) = error, error.reason == .exists, number < 1_000 else { throw error }
        number += 1
      }
    }
  }
}
