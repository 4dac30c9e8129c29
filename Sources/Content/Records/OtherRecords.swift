import Bytes
import FrontMatter
import Quantities

/// `content/repos/<repo>.md`. Immutable like a value; a class, so that looking one up copies nothing.
package final class Repo: Sendable {
  package let slug: String
  package let title: String
  /// Where the checkout is, relative to home; `none` for work without a repo.
  package let path: String
  /// "backend before frontend".
  package let order: Int
  package let client: String?
  package let rate: ExactDecimal?
  package let billable: Bool?
  package let branches: Branches
  /// Names to shell commands, in the order of the file.
  package let commands: [Command]
  package let worktree: Worktree
  package let disposable: [String]
  package let url: String?
  package let source: RecordSource?

  package struct Branches: Sendable, Equatable {
    package let main: String?
    package let develop: String?
  }

  package struct Command: Sendable, Equatable {
    package let name: String
    package let line: String
  }

  package struct Worktree: Sendable, Equatable {
    package let copy: [String]
    package let setup: String?
  }

  /// What a missing `order` counts as: behind every number anybody writes.
  static let lastOrder = 1_000_000

  init?(_ fields: inout Fields, slug: String, source: RecordSource) {
    let title = fields.required("title", .text)
    path = fields.optional("path", .text) ?? slug
    order = fields.optional("order", .wholeNumber) ?? Self.lastOrder
    client = fields.optional("client", .slug)
    rate = fields.optional("rate", .decimal)
    billable = fields.optional("billable", .boolean)
    branches =
      fields.map("branches") { fields in
        let branches = Branches(
          main: fields.optional("main", .branch), develop: fields.optional("develop", .branch))
        fields.finish()
        return branches
      } ?? Branches(main: nil, develop: nil)
    commands =
      fields.map("commands") { fields in
        fields.dictionary(.text).map { Command(name: $0.key, line: $0.value) }
      } ?? []
    worktree =
      fields.map("worktree") { fields in
        let worktree = Worktree(
          copy: fields.optional("copy", .list(.text)) ?? [], setup: fields.optional("setup", .text))
        fields.finish()
        return worktree
      } ?? Worktree(copy: [], setup: nil)
    disposable = fields.optional("disposable", .list(.text)) ?? []
    url = fields.optional("url", .text)
    guard let title else { return nil }
    self.slug = slug
    self.title = title
    self.source = source
  }

  /// Stands in for a repo that has tasks but no readable file, so that those tasks have a page.
  init(implied slug: String) {
    self.slug = slug
    title = slug
    path = slug
    order = Self.lastOrder
    client = nil
    rate = nil
    billable = nil
    branches = Branches(main: nil, develop: nil)
    commands = []
    worktree = Worktree(copy: [], setup: nil)
    disposable = []
    url = nil
    source = nil
  }
}

/// `content/sprints/<sprint>.md`. Immutable like a value; a class, so that looking one up copies nothing.
package final class Sprint: Sendable {
  package let slug: String
  package let title: String
  package let start: Day
  /// The last day, inclusive.
  package let end: Day
  package let goal: String?
  package let capacity: Minutes?
  package let source: RecordSource

  init(
    slug: String, title: String, start: Day, end: Day, goal: String?, capacity: Minutes?, source: RecordSource
  ) {
    self.slug = slug
    self.title = title
    self.start = start
    self.end = end
    self.goal = goal
    self.capacity = capacity
    self.source = source
  }

  /// Days. A longer one is a slip in a year, and would draw a burndown of centuries.
  static let longest = 400

  init?(_ fields: inout Fields, slug: String, source: RecordSource) {
    let title = fields.required("title", .text)
    let start = fields.required("start", .day)
    let end = fields.required("end", .day)
    goal = fields.optional("goal", .text)
    capacity = fields.optional("capacity", .duration)
    guard let title, let start, let end else { return nil }
    guard start <= end else {
      fields.report(
        "sprint", "the sprint ends on \(end), before it starts on \(start)", help: "mend start: or end:",
        at: source.range(of: "end"))
      return nil
    }
    guard end - start < Self.longest else {
      fields.report(
        "sprint", "the sprint lasts \(end - start + 1) days; at most \(Self.longest)", help: "mend start: or end:",
        at: source.range(of: "end"))
      return nil
    }
    self.slug = slug
    self.title = title
    self.start = start
    self.end = end
    self.source = source
  }
}

/// `content/decisions/<date>-<slug>.md`: what was decided or learnt, and why.
package struct Decision: Sendable {
  /// The file's name without `.md`.
  package let name: String
  package let title: String
  package let date: Day
  package let repo: String?
  package let task: TaskID?
  package let worker: String?
  package let tags: [String]
  package let source: RecordSource
}

extension Decision {
  init?(_ fields: inout Fields, name: String, source: RecordSource) {
    let title = fields.required("title", .text)
    let date = fields.required("date", .day)
    repo = fields.optional("repo", .slug)
    task = fields.optional("task", .taskReference(in: repo))
    worker = fields.optional("worker", .slug)
    tags = fields.optional("tags", .list(.text)) ?? []
    guard let title, let date else { return nil }
    guard name.hasPrefix("\(date)-") else {
      fields.report(
        "name", "the name begins with \"\(name.prefix(10))\", the file says \(date)",
        help: "rename the file to \(date)-….md, or mend date:", at: source.range(of: "date"))
      return nil
    }
    self.name = name
    self.title = title
    self.date = date
    self.source = source
  }
}

/// `content/clients/<client>.md`, as far as the board needs it; the rest is read where bills are made.
package struct Client: Sendable {
  package let slug: String
  package let name: String
  package let country: String
  package let vatID: String?
  package let billable: Bool?
  /// Where the client's own view is published; ends with a slash.
  package let baseURL: String?
  package let source: RecordSource
}

extension Client {
  init?(_ fields: inout Fields, slug: String, source: RecordSource) {
    let name = fields.required("name", .text)
    let country = fields.required("country", .country)
    vatID = fields.optional("vat_id", .text)
    billable = fields.optional("billable", .boolean)
    baseURL = fields.optional("base_url", .webAddress)
    fields.leaveAlone(
      "address", "currency", "rate", "rates", "tax", "terms_days", "rounding", "reference",
      "withholding", "cash_step", "peppol", "email", "language")
    guard let name, let country else { return nil }
    self.slug = slug
    self.name = name
    self.country = country
    self.source = source
  }
}

extension FieldType where Value == String {
  /// ISO 3166-1 alpha-2, as EN 16931 wants it (BT-55).
  static var country: FieldType {
    FieldType(text: "a country code of two capital letters", example: "AT") { text in
      text.utf8.count == 2 && text.utf8.allSatisfy(\.isASCIIUppercase)
        ? text : nil
    }
  }
}

/// A file whose keys another room reads (invoices, time, write-offs): here it is known to exist and to be
/// well-formed.
package struct BillingRecord: Sendable {
  package let path: String
  package let source: RecordSource
  /// The file as it was parsed: whoever reads the keys need not parse it again.
  package let document: FrontMatterDocument
}
