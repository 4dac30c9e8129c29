import Bytes
import FrontMatter
import Quantities

/// `content/updates/<repo>/<task>/<stamp>-<worker>.md`: one report. Written once, never edited.
///
/// Immutable like a value; a class, because a copy of its fields would retain each of them.
package final class WorkerUpdate: Sendable {
  /// The file's name without `.md`.
  package let name: String
  package let task: TaskID
  package let at: Instant
  package let worker: String
  package let status: BoardTask.Status
  /// Since this worker's previous update; negative only in a correction.
  package let minutes: Minutes?
  package let billableMinutes: Minutes?
  /// What the worker claims; git knows better.
  package let commits: Int?
  package let head: String?
  package let done: [String]
  package let next: [String]
  package let blockers: [String]
  package let resolves: [String]
  package let readyForMerge: Bool
  package let corrects: String?
  package let decides: String?
  package let rate: ExactDecimal?
  package let source: RecordSource

  init(
    name: String, task: TaskID, at: Instant, worker: String, status: BoardTask.Status, minutes: Minutes?,
    billableMinutes: Minutes?, commits: Int?, head: String?, done: [String], next: [String], blockers: [String],
    resolves: [String], readyForMerge: Bool, corrects: String?, decides: String?, rate: ExactDecimal?,
    source: RecordSource
  ) {
    self.name = name
    self.task = task
    self.at = at
    self.worker = worker
    self.status = status
    self.minutes = minutes
    self.billableMinutes = billableMinutes
    self.commits = commits
    self.head = head
    self.done = done
    self.next = next
    self.blockers = blockers
    self.resolves = resolves
    self.readyForMerge = readyForMerge
    self.corrects = corrects
    self.decides = decides
    self.rate = rate
    self.source = source
  }

  /// - Returns: `nil` when a required key is missing or wrong, or the name disagrees with what is inside;
  ///   `fields` then says so.
  init?(_ fields: inout Fields, name: String, task: TaskID, source: RecordSource) {
    let at = fields.required("at", .instant)
    let worker = fields.required("worker", .slug)
    let status = fields.required("status", .option as FieldType<BoardTask.Status>)
    minutes = fields.optional("minutes", .minutes)
    billableMinutes = fields.optional("billable_minutes", .minutes)
    commits = fields.optional("commits", .wholeNumber)
    head = fields.optional("head", .commit)
    done = fields.optional("done", .list(.text)) ?? []
    next = fields.optional("next", .list(.text)) ?? []
    blockers = fields.optional("blockers", .list(.text)) ?? []
    resolves = fields.optional("resolves", .list(.text)) ?? []
    readyForMerge = fields.optional("ready_for_merge", .boolean) ?? false
    corrects = fields.optional("corrects", .text)
    decides = fields.optional("decides", .text)
    rate = fields.optional("rate", .decimal)
    guard let at, let worker, let status else { return nil }
    self.name = name
    self.task = task
    self.at = at
    self.worker = worker
    self.status = status
    self.source = source

    let stem = "\(at.stamp)-\(worker)"
    guard name == stem || Self.isNumbered(name, stem: stem) else {
      fields.report(
        "name", "the name says \"\(name)\", the file says \"\(stem)\"",
        help: "rename the file to \(stem).md, or mend at: and worker:", at: source.range(of: "at"))
      return nil
    }
    if let minutes, minutes < .zero, corrects == nil {
      fields.report(
        "minutes", "negative minutes without corrects:",
        help: "name the update that this one corrects: corrects: <its file name without .md>",
        at: source.range(of: "minutes"))
    }
    if let billableMinutes, billableMinutes < .zero, corrects == nil {
      fields.report(
        "minutes", "negative billable_minutes without corrects:",
        help: "name the update that this one corrects: corrects: <its file name without .md>",
        at: source.range(of: "billable_minutes"))
    }
  }

  /// The worker in whose name a person's moves on the board are recorded.
  package static let board = "board"
  /// `resolves: all`: every blocker that stands.
  package static let resolvesAll = "all"

  package var isFromBoard: Bool { worker == Self.board }
  /// A person's answer to a blocker: it says nothing about the status.
  package var isAnswer: Bool { isFromBoard && !resolves.isEmpty }

  /// Oldest first; the name decides between updates of the same moment.
  package static func isOlder(_ left: WorkerUpdate, _ right: WorkerUpdate) -> Bool {
    (left.at.milliseconds, left.name) < (right.at.milliseconds, right.name)
  }
}

extension WorkerUpdate {
  /// Whether a name is the stem with the `-2`, `-3` … that a second report in the same millisecond gets.
  private static func isNumbered(_ name: String, stem: String) -> Bool {
    guard name.hasPrefix(stem + "-"), let number = Int(name.dropFirst(stem.count + 1)) else { return false }
    return number >= 2
  }
}

extension FieldType where Value == String {
  /// 7 to 64 hexadecimal digits.
  static var commit: FieldType {
    FieldType(text: "a commit of 7 to 64 hexadecimal digits", example: "ce0e623e0d") { text in
      (7...64).contains(text.utf8.count)
        && text.utf8.allSatisfy { $0.hexValue != nil }
        ? text : nil
    }
  }
}
