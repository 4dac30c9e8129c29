import Files
import FrontMatter
import Quantities

/// An update that is about to be written.
package struct UpdateDraft {
  package var task: TaskID
  package var at: Instant
  package var worker: String
  package var status: BoardTask.Status
  package var resolves: [String] = []
  package var notes = ""

  package init(task: TaskID, at: Instant, worker: String, status: BoardTask.Status) {
    self.task = task
    self.at = at
    self.worker = worker
    self.status = status
  }

  var text: String {
    var record = RecordText(body: notes)
    // An instant has colons and would be safe plain, but other readers take it for a date of their own.
    record.add("at", at.description)
    record.add("worker", worker)
    record.add("status", status.rawValue)
    record.add("resolves", sentences: resolves)
    return record.text
  }
}

extension ContentEditor {
  /// Writes an update under the next free name: a second one in the same millisecond gets `-2`.
  ///
  /// - Returns: the update's path.
  @discardableResult
  package mutating func write(_ draft: UpdateDraft) throws(EditError) -> String {
    let stem = "content/updates/\(draft.task)/\(draft.at.stamp)-\(draft.worker)"
    var number = 1
    while true {
      let path = number == 1 ? "\(stem).md" : "\(stem)-\(number).md"
      do throws(EditError) {
        try create(path, draft.text)
        return path
      } catch {
        guard case .file(let error) = error, error.reason == .exists, number < 1_000 else { throw error }
        number += 1
      }
    }
  }
}
