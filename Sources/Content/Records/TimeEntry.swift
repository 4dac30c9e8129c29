import FrontMatter
import Quantities

/// `content/time/<client>/<stamp>-<person>.md`: a person's time without a task, or beside its updates.
package final class TimeEntry: Sendable {
  /// The file's name without `.md`.
  package let name: String
  /// The folder that it stands in.
  package let client: String
  package let at: Instant
  package let person: String
  /// Negative only in a correction.
  package let minutes: Minutes
  package let text: String?
  package let repo: String?
  package let task: TaskID?
  package let billable: Bool?
  package let rate: ExactDecimal?
  /// The name of an earlier entry of the same client.
  package let corrects: String?
  package let source: RecordSource

  init?(_ reader: inout RecordReader<TimeEntry>, name: String, client: String, source: RecordSource) {
    let at = reader.read(Keys.at)
    let person = reader.read(Keys.person)
    let minutes = reader.read(Keys.minutes)
    text = reader.read(Keys.text)
    repo = reader.read(Keys.repo)
    task = reader.read(Keys.task, as: .taskReference(in: repo))
    billable = reader.read(Keys.billable)
    rate = reader.read(Keys.rate)
    corrects = reader.read(Keys.corrects)
    guard let at, let person, let minutes else { return nil }
    self.name = name
    self.client = client
    self.at = at
    self.person = person
    self.minutes = minutes
    self.source = source
    guard reader.checkName(name, at, person, key: "person", in: source) else { return nil }
    if corrects == nil { reader.checkSign(minutes, of: Keys.minutes.name, "entry", in: source) }
  }
}

extension TimeEntry: KeyedRecord {
  enum Keys {
    static let at = Key<TimeEntry, Instant>("at", .instant, required: true, client: .hidden) { $0.at }
    static let person = Key<TimeEntry, String>("person", .slug, required: true, client: .hidden) { $0.person }
    static let minutes = Key<TimeEntry, Minutes>("minutes", .minutes, required: true, client: .hidden) { $0.minutes }
    static let text = Key<TimeEntry, String>("text", .text, client: .hidden) { $0.text }
    static let repo = Key<TimeEntry, String>("repo", .slug, client: .hidden) { $0.repo }
    static let task = Key<TimeEntry, TaskID>("task", .taskReference(in: nil), client: .hidden) { $0.task }
    static let billable = Key<TimeEntry, Bool>("billable", .boolean, client: .hidden) { $0.billable }
    static let rate = Key<TimeEntry, ExactDecimal>("rate", .decimal, client: .hidden) { $0.rate }
    static let corrects = Key<TimeEntry, String>("corrects", .nameOf("entry"), client: .hidden) { $0.corrects }
  }

  package static let declaredKeys = declare(
    Keys.at, Keys.person, Keys.minutes, Keys.text, Keys.repo, Keys.task, Keys.billable, Keys.rate, Keys.corrects)
  package static let keys = declaredKeys.map(\.name)
}

/// `content/write-offs/<stamp>.md`: work that will never be billed, and why.
package final class WriteOff: Sendable {
  /// The file's name without `.md`.
  package let name: String
  package let at: Instant
  /// The updates and time: paths below `content/`, without `.md`.
  package let refs: [String]
  package let reason: String
  package let person: String?
  package let source: RecordSource

  init?(_ reader: inout RecordReader<WriteOff>, name: String, source: RecordSource) {
    let at = reader.read(Keys.at)
    let refs = reader.read(Keys.refs)
    let reason = reader.read(Keys.reason)
    person = reader.read(Keys.person)
    guard let at, let refs, let reason else { return nil }
    self.name = name
    self.at = at
    self.refs = refs
    self.reason = reason
    self.source = source
    guard reader.checkName(name, at, in: source) else { return nil }
  }
}

extension WriteOff: KeyedRecord {
  enum Keys {
    static let at = Key<WriteOff, Instant>("at", .instant, required: true, client: .hidden) { $0.at }
    static let refs = Key<WriteOff, [String]>("refs", .list(.text), required: true, client: .hidden) { $0.refs }
    static let reason = Key<WriteOff, String>("reason", .text, required: true, client: .hidden) { $0.reason }
    static let person = Key<WriteOff, String>("person", .slug, client: .hidden) { $0.person }
  }

  package static let declaredKeys = declare(Keys.at, Keys.refs, Keys.reason, Keys.person)
  package static let keys = declaredKeys.map(\.name)
}
