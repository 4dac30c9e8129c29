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
  /// Where it was written; nil where nobody knows.
  package let machine: String?
  package let source: RecordSource

  /// - Returns: `nil` when a required key is missing or wrong, or the name disagrees with what is inside;
  ///   the reader then says so.
  init?(_ reader: inout RecordReader<WorkerUpdate>, name: String, task: TaskID, source: RecordSource) {
    let at = reader.read(Keys.at)
    let worker = reader.read(Keys.worker)
    let status = reader.read(Keys.status)
    minutes = reader.read(Keys.minutes)
    billableMinutes = reader.read(Keys.billableMinutes)
    commits = reader.read(Keys.commits)
    head = reader.read(Keys.head)
    done = reader.read(Keys.done) ?? []
    next = reader.read(Keys.next) ?? []
    blockers = reader.read(Keys.blockers) ?? []
    resolves = reader.read(Keys.resolves) ?? []
    readyForMerge = reader.read(Keys.readyForMerge) ?? false
    corrects = reader.read(Keys.corrects)
    decides = reader.read(Keys.decides)
    rate = reader.read(Keys.rate)
    machine = reader.read(Keys.machine)
    guard let at, let worker, let status else { return nil }
    self.name = name
    self.task = task
    self.at = at
    self.worker = worker
    self.status = status
    self.source = source
    guard reader.checkName(name, at, worker, key: "worker", in: source) else { return nil }
    if corrects == nil {
      for (key, minutes) in [(Keys.minutes.name, minutes), (Keys.billableMinutes.name, billableMinutes)] {
        reader.checkSign(minutes, of: key, "update", in: source)
      }
    }
  }

  /// The worker in whose name a person's moves on the board are recorded.
  package static let board = "board"
  /// `resolves: all`: every blocker that stands.
  package static let resolvesAll = "all"

  package var isFromBoard: Bool { worker == Self.board }
  /// A person's answer to a blocker, or what is billed of an earlier update: it says nothing about the status.
  package var isAnswer: Bool { isFromBoard && (!resolves.isEmpty || isDecision) }
  /// Says how much of an earlier update is billed: a later one counts, and one without a figure opens it again.
  package var isDecision: Bool { decides != nil }

  /// Oldest first; the name decides between updates of the same moment.
  package static func isOlder(_ left: WorkerUpdate, _ right: WorkerUpdate) -> Bool {
    (left.at.milliseconds, left.name) < (right.at.milliseconds, right.name)
  }
}

extension WorkerUpdate: KeyedRecord {
  /// A client is told one thing of updates: since which day a task has its status.
  enum Keys {
    static let at = Key<WorkerUpdate, Instant>(
      "at", .instant, required: true,
      client: .mapped { update, _ in Instant(milliseconds: update.at.day.ordinal * 86_400_000) }
    ) { $0.at }
    static let worker = Key<WorkerUpdate, String>(
      "worker", .slug, required: true, client: .mapped { _, _ in WorkerUpdate.board }
    ) { $0.worker }
    static let status = Key<WorkerUpdate, BoardTask.Status>("status", .option, required: true, client: .shown) {
      $0.status
    }
    static let minutes = Key<WorkerUpdate, Minutes>("minutes", .minutes, client: .hidden) { $0.minutes }
    static let billableMinutes = Key<WorkerUpdate, Minutes>("billable_minutes", .minutes, client: .hidden) {
      $0.billableMinutes
    }
    static let commits = Key<WorkerUpdate, Int>("commits", .wholeNumber, client: .hidden) { $0.commits }
    static let head = Key<WorkerUpdate, String>("head", .commit, client: .hidden) { $0.head }
    static let done = Key<WorkerUpdate, [String]>("done", .list(.text), client: .hidden) { $0.done }
    static let next = Key<WorkerUpdate, [String]>("next", .list(.text), client: .hidden) { $0.next }
    static let blockers = Key<WorkerUpdate, [String]>("blockers", .list(.text), client: .hidden) { $0.blockers }
    static let resolves = Key<WorkerUpdate, [String]>("resolves", .list(.text), client: .hidden) { $0.resolves }
    static let readyForMerge = Key<WorkerUpdate, Bool>("ready_for_merge", .boolean, client: .hidden) {
      $0.readyForMerge
    }
    static let corrects = Key<WorkerUpdate, String>("corrects", .nameOf("update"), client: .hidden) { $0.corrects }
    static let decides = Key<WorkerUpdate, String>("decides", .nameOf("update"), client: .hidden) { $0.decides }
    static let rate = Key<WorkerUpdate, ExactDecimal>("rate", .decimal, client: .hidden) { $0.rate }
    static let machine = Key<WorkerUpdate, String>("machine", .text, client: .hidden) { $0.machine }
  }

  package static let declaredKeys = declare(
    Keys.at, Keys.worker, Keys.status, Keys.minutes, Keys.billableMinutes, Keys.commits, Keys.head, Keys.done,
    Keys.next, Keys.blockers, Keys.resolves, Keys.readyForMerge, Keys.corrects, Keys.decides, Keys.rate,
    Keys.machine)
  package static let keys = declaredKeys.map(\.name)
}

// MARK: - Names and signs, of updates and of time

extension RecordReader {
  /// Whether a file is named by the moment and the person in it: `<stamp>-<person>`, with the `-2`, `-3` … that a
  /// second one in the same millisecond gets.
  mutating func checkName(
    _ name: String, _ at: Instant, _ person: String? = nil, key: String = "", in source: RecordSource
  ) -> Bool {
    let stem = person.map { "\(at.stamp)-\($0)" } ?? at.stamp
    if !readsFile || name == stem { return true }
    if name.hasPrefix(stem + "-"),
      let number = Int(String(decoding: name.utf8.dropFirst(stem.utf8.count + 1), as: UTF8.self)), number >= 2
    {
      return true
    }
    report(
      "name", "the name says \"\(name)\", the file says \"\(stem)\"",
      help: "rename the file to \(stem).md, or mend at:\(person == nil ? "" : " and \(key):")",
      at: source.range(of: "at"))
    return false
  }

  /// Time is only taken back by a correction.
  mutating func checkSign(_ minutes: Minutes?, of key: String, _ noun: String, in source: RecordSource) {
    guard readsFile, let minutes, minutes < .zero else { return }
    report(
      "minutes", "negative \(key) without corrects:",
      help: "name the \(noun) that this one corrects: corrects: <its file name without .md>",
      at: source.range(of: key))
  }
}

extension FieldType where Value == String {
  /// 7 to 64 hexadecimal digits.
  static var commit: FieldType {
    FieldType(text: "a commit of 7 to 64 hexadecimal digits", named: "commit", example: "ce0e623e0d") { text in
      (7...64).contains(text.utf8.count)
        && text.utf8.allSatisfy { $0.hexValue != nil }
        ? text : nil
    }
  }

  /// The name of another record, which a check looks for.
  static func nameOf(_ record: @autoclosure @escaping @Sendable () -> String) -> FieldType {
    FieldType(text: "text", named: record()) { $0 }
  }
}
