import Bytes
import Content
import Quantities

/// A report that could not be written at home, as it will be there: nothing of it is worked out again.
struct QueuedReport: Sendable {
  let draft: UpdateDraft

  private static let format = 1

  var bytes: [UInt8] {
    var writer = JSONWriter(options: .prettyPrinted)
    writer.object { writer in
      writer.field("format", Self.format)
      writer.field("task", draft.task.description)
      writer.field("at", draft.at.description)
      writer.field("worker", draft.worker)
      writer.field("status", draft.status.rawValue)
      writer.field("minutes", draft.minutes?.count)
      writer.field("commits", draft.commits)
      writer.field("head", draft.head)
      writer.strings("done", draft.done)
      writer.strings("next", draft.next)
      writer.strings("blockers", draft.blockers)
      writer.field("ready_for_merge", draft.readyForMerge)
      writer.field("machine", draft.machine)
      writer.field("notes", draft.notes)
    }
    return writer.endLine()
  }

  init(_ draft: UpdateDraft) { self.draft = draft }

  /// Nil for what is none: it stays where it is, and is named.
  init?(_ bytes: [UInt8]) {
    guard let json = JSONValue(parsing: bytes), json["format"]?.number == Double(Self.format),
      let task = (json["task"]?.text).flatMap({ TaskID($0) }), let at = (json["at"]?.text).flatMap({ Instant($0) }),
      let worker = json["worker"]?.text, let status = (json["status"]?.text).flatMap(BoardTask.Status.init(rawValue:))
    else { return nil }
    func list(_ name: String) -> [String] { json[name]?.items.compactMap(\.text) ?? [] }
    func count(_ name: String) -> Int? { (json[name]?.number).flatMap { Int(exactly: $0) } }
    var draft = UpdateDraft(task: task, at: at, worker: worker, status: status)
    draft.minutes = count("minutes").map { Minutes($0) }
    draft.commits = count("commits")
    draft.head = json["head"]?.text
    draft.done = list("done")
    draft.next = list("next")
    draft.blockers = list("blockers")
    draft.readyForMerge = json["ready_for_merge"]?.flag ?? false
    draft.machine = json["machine"]?.text
    draft.notes = json["notes"]?.text ?? ""
    self.draft = draft
  }

  /// Where the update will be.
  var path: String { "content/updates/\(draft.task)/\(draft.at.stamp)-\(draft.worker).md" }
}
