import FrontMatter
import Quantities

/// The name of a task everywhere: `backend/refund-api`.
package struct TaskID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let repo: String
  package let task: String

  package init(repo: String, task: String) {
    self.repo = repo
    self.task = task
  }

  /// Reads `repo/task`, or a bare `task` of the repo given.
  package init?(_ text: some StringProtocol, in repo: String? = nil) {
    let bytes = text.utf8
    if let slash = bytes.firstIndex(of: UInt8(ascii: "/")) {
      let (first, second) = (String(text[..<slash]), String(text[bytes.index(after: slash)...]))
      guard Slug.isValid(first), Slug.isValid(second) else { return nil }
      self.init(repo: first, task: second)
    } else {
      let name = String(text)
      guard let repo, Slug.isValid(name) else { return nil }
      self.init(repo: repo, task: name)
    }
  }

  package var description: String { "\(repo)/\(task)" }

  package static func < (left: TaskID, right: TaskID) -> Bool {
    (left.repo, left.task) < (right.repo, right.task)
  }
}

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

  /// - Returns: `nil` when a required key is missing or wrong; `fields` then says so.
  init?(_ fields: inout Fields, id: TaskID, source: RecordSource) {
    let title = fields.required("title", .text)
    let status = fields.required("status", .option as FieldType<Status>)
    sprint = fields.optional("sprint", .slug)
    priority = fields.optional("priority", .option)
    assignee = fields.optional("assignee", .text)
    labels = fields.optional("labels", .list(.text)) ?? []
    estimate = fields.optional("estimate", .duration)
    dependsOn = fields.optional("depends_on", .list(.taskReference(in: id.repo))) ?? []
    branch = fields.optional("branch", .branch)
    base = fields.optional("base", .branch)
    touches = fields.optional("touches", .list(.text)) ?? []
    due = fields.optional("due", .day)
    created = fields.optional("created", .day)
    pullRequest = fields.optional("pr", .text)
    client = fields.optional("client", .slug)
    clientNote = fields.optional("client_note", .text)
    waitsFor = fields.optional("waits_for", .text).map { $0 == "client" ? .client : .other($0) }
    billable = fields.optional("billable", .boolean)
    rate = fields.optional("rate", .decimal)
    billing = fields.optional("billing", .option)
    fixedPrice = fields.optional("fixed_price", .decimal)
    guard let title, let status else { return nil }
    self.id = id
    self.title = title
    self.status = status
    self.source = source
  }

  /// The branch that work happens on, with git-flow's default prefix where the file names none.
  package var branchName: String { branch ?? "feature/\(id.task)" }
}

extension FieldType where Value == TaskID {
  /// `api-v2` (in the repo given) or `backend/api-v2`.
  static func taskReference(in repo: String?) -> FieldType {
    FieldType(
      text: repo == nil ? "a task like backend/api-v2" : "a task like api-v2 or backend/api-v2",
      example: "backend/api-v2"
    ) {
      TaskID($0, in: repo)
    }
  }
}

extension FieldType where Value == String {
  /// A name that git takes for a branch and that can never be read as an option (`git check-ref-format`).
  static var branch: FieldType {
    FieldType(text: "a branch name", example: "feature/api-v2") { text in
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

extension BoardTask {
  /// Every key that a task's file may have, in the order in which people write them.
  package static let keys = [
    "title", "status", "sprint", "priority", "assignee", "labels", "estimate", "depends_on", "branch", "base",
    "touches", "due", "created", "pr", "client", "client_note", "waits_for", "billable", "rate", "billing",
    "fixed_price",
  ]
}
