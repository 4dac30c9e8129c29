import Bytes
import FrontMatter
import Quantities

/// `content/tasks/<repo>/<task>.md`: the intent. What was done about it stands in updates.
///
/// Immutable like a value; a class, because a copy of its fields would retain each of them.
package final class BoardTask: Sendable {
  package enum Status: String, FieldOption {
    case todo
    case inProgress = "in-progress"
    case review
    case done
    case cancelled

    package static let fieldName = "status"
    /// Whether nothing is left to do.
    package var isClosed: Bool { self == .done || self == .cancelled }
    /// Whether somebody is at it.
    package var isActive: Bool { self == .inProgress || self == .review }
  }

  package enum Priority: String, FieldOption {
    case low
    case medium
    case high
    case urgent

    package static let fieldName = "priority"
    /// Higher is sooner; a task without a priority counts as medium.
    package var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  package enum BillingMode: String, FieldOption {
    case hourly
    case fixed

    package static let fieldName = "billing"
  }

  /// What a task waits for besides other tasks.
  package enum Awaited: Sendable, Equatable {
    case client
    case other(String)
  }

  package let id: TaskID
  package let title: String
  package let status: Status
  package let sprint: String?
  package let priority: Priority?
  package let assignee: String?
  package let labels: [String]
  package let estimate: Minutes?
  package let dependsOn: [TaskID]
  package let branch: String?
  package let base: String?
  package let touches: [String]
  package let due: Day?
  package let created: Day?
  package let pullRequest: String?
  package let client: String?
  package let clientNote: String?
  package let waitsFor: Awaited?
  package let billable: Bool?
  package let rate: ExactDecimal?
  package let billing: BillingMode?
  package let fixedPrice: ExactDecimal?
  package let source: RecordSource

  /// - Returns: `nil` when a required key is missing or wrong; the reader then says so.
  init?(_ reader: inout RecordReader<BoardTask>, id: TaskID, source: RecordSource) {
    let title = reader.read(Keys.title)
    let status = reader.read(Keys.status)
    sprint = reader.read(Keys.sprint)
    priority = reader.read(Keys.priority)
    assignee = reader.read(Keys.assignee)
    labels = reader.read(Keys.labels) ?? []
    estimate = reader.read(Keys.estimate)
    due = reader.read(Keys.due)
    created = reader.read(Keys.created)
    branch = reader.read(Keys.branch)
    base = reader.read(Keys.base)
    touches = reader.read(Keys.touches) ?? []
    pullRequest = reader.read(Keys.pullRequest)
    client = reader.read(Keys.client)
    dependsOn = reader.read(Keys.dependsOn, as: .list(.taskReference(in: id.repo))) ?? []
    waitsFor = reader.read(Keys.waitsFor)
    clientNote = reader.read(Keys.clientNote)
    billable = reader.read(Keys.billable)
    rate = reader.read(Keys.rate)
    billing = reader.read(Keys.billing)
    fixedPrice = reader.read(Keys.fixedPrice)
    guard let title, let status else { return nil }
    self.id = id
    self.title = title
    self.status = status
    self.source = source
  }

  /// What an item of one of its lists stands for: `api-v2` and `backend/api-v2` may be one task.
  package static func meaning(of item: String, in key: String, repo: String) -> String {
    key == Keys.dependsOn.name ? TaskID(item, in: repo)?.description ?? item : item
  }

  /// The branch that work happens on, with git-flow's default prefix where the file names none.
  package var branchName: String { branch ?? "feature/\(id.task)" }
}

extension BoardTask: KeyedRecord {
  /// One declaration a key: what reads, restricts, shows and changes tasks goes by it.
  enum Keys {
    static let title = Key<BoardTask, String>(
      "title", .text, required: true, client: .shown, label: "Title", on: .json,
      value: { $0.title }, shown: { .text($0.title) })
    static let status = Key<BoardTask, Status>(
      "status", .option, required: true, client: .shown, label: "Status", on: .json,
      value: { $0.status }, shown: { .option($0.status) })
    /// A slug may tell more than the title does: a client gets another.
    static let sprint = Key<BoardTask, String>(
      "sprint", .slug, client: .mapped { task, restriction in task.sprint.flatMap { restriction.sprints[$0] } },
      label: "Sprint", on: .everywhere, value: { $0.sprint }, shown: { $0.sprint.map(KeyValue.sprint) })
    static let priority = Key<BoardTask, Priority>(
      "priority", .option, client: .hidden, label: "Priority", on: .everywhere,
      value: { $0.priority }, shown: { $0.priority.map(KeyValue.option) })
    /// People are shown the worker, who may be another.
    static let assignee = Key<BoardTask, String>(
      "assignee", .text, client: .hidden, label: "Assignee", on: .json,
      value: { $0.assignee }, shown: { $0.assignee.map(KeyValue.text) })
    static let labels = Key<BoardTask, [String]>(
      "labels", .list(.text), client: .hidden, label: "Labels", on: .everywhere,
      value: { $0.labels }, shown: { .texts($0.labels) })
    static let estimate = Key<BoardTask, Minutes>(
      "estimate", .duration, client: .hidden, label: "Estimate", on: .everywhere, json: "estimate_minutes",
      value: { $0.estimate }, shown: { $0.estimate.map(KeyValue.minutes) })
    static let due = Key<BoardTask, Day>(
      "due", .day, client: .shown, label: "Due", on: .everywhere,
      value: { $0.due }, shown: { $0.due.map(KeyValue.day) })
    static let created = Key<BoardTask, Day>(
      "created", .day, client: .hidden, label: "Created", on: [.page, .json],
      value: { $0.created }, shown: { $0.created.map(KeyValue.day) })
    static let branch = Key<BoardTask, String>(
      "branch", .branch, client: .hidden, label: "Branch", on: .everywhere,
      value: { $0.branch }, shown: { .code($0.branchName) })
    static let base = Key<BoardTask, String>(
      "base", .branch, client: .hidden, label: "Base", on: [.page, .json],
      value: { $0.base }, shown: { $0.base.map(KeyValue.code) })
    static let touches = Key<BoardTask, [String]>(
      "touches", .list(.text), client: .hidden, label: "Touches", on: [.page, .json],
      value: { $0.touches }, shown: { .codes($0.touches) })
    static let pullRequest = Key<BoardTask, String>(
      "pr", .text, client: .hidden, label: "Pull request", on: [.page, .json],
      value: { $0.pullRequest }, shown: { $0.pullRequest.map(KeyValue.link) })
    /// Pages show the repo's where there is none.
    static let client = Key<BoardTask, String>(
      "client", .slug, client: .hidden, label: "Client", on: .json,
      value: { $0.client }, shown: { $0.client.map(KeyValue.text) })
    /// Shown with the state of each.
    static let dependsOn = Key<BoardTask, [TaskID]>(
      "depends_on", .list(.taskReference(in: nil), of: "tasks"), client: .hidden, label: "Depends on", on: .json,
      value: { $0.dependsOn }, shown: { .tasks($0.dependsOn) })
    static let waitsFor = Key<BoardTask, Awaited>(
      "waits_for", .awaited, client: .mapped { task, _ in task.waitsFor == .client ? .client : nil },
      label: "Waits for", on: [.page, .json],
      value: { $0.waitsFor }, shown: { $0.waitsFor.map(KeyValue.init) })
    static let clientNote = Key<BoardTask, String>("client_note", .text, client: .shown) { $0.clientNote }
    static let billable = Key<BoardTask, Bool>("billable", .boolean, client: .hidden) { $0.billable }
    static let rate = Key<BoardTask, ExactDecimal>("rate", .decimal, client: .hidden) { $0.rate }
    static let billing = Key<BoardTask, BillingMode>("billing", .option, client: .hidden) { $0.billing }
    static let fixedPrice = Key<BoardTask, ExactDecimal>("fixed_price", .decimal, client: .hidden) { $0.fixedPrice }
  }

  package static let declaredKeys = declare(
    Keys.title, Keys.status, Keys.sprint, Keys.priority, Keys.assignee, Keys.labels, Keys.estimate, Keys.due,
    Keys.created, Keys.branch, Keys.base, Keys.touches, Keys.pullRequest, Keys.client, Keys.dependsOn, Keys.waitsFor,
    Keys.clientNote, Keys.billable, Keys.rate, Keys.billing, Keys.fixedPrice)
  package static let keys = declaredKeys.map(\.name)
  package static let pageKeys = keys(on: .page)
  package static let sheetKeys = keys(on: .sheet)
  package static let jsonKeys = keys(on: .json)
}

extension KeyValue {
  fileprivate init(_ awaited: BoardTask.Awaited) {
    switch awaited {
    case .client: self = .client
    case .other(let text): self = .text(text)
    }
  }
}

extension FieldType where Value == BoardTask.Awaited {
  static var awaited: FieldType { FieldType(text: "text") { $0 == "client" ? .client : .other($0) } }
}

extension FieldType where Value == String {
  /// A name that git takes for a branch and that can never be read as an option (`git check-ref-format`).
  static var branch: FieldType {
    FieldType(text: "a branch name", named: "branch", example: "feature/api-v2") { text in
      let bytes = text.utf8
      let forbidden = Set("~^:?*[\\ ".utf8)
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      let isValid =
        !bytes.isEmpty && bytes.count <= 200 && bytes.first != UInt8(ascii: "-")
        && bytes.allSatisfy { $0 > 0x20 && $0 != 0x7F && !forbidden.contains($0) }
        && !text.contains("..") && !text.contains("@{") && text != "@" && bytes.last != UInt8(ascii: ".")
        && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }
      return isValid ? text : nil
    }
  }
}
