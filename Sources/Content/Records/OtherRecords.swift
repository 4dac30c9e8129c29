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

  init?(_ reader: inout RecordReader<Repo>, slug: String, source: RecordSource) {
    let title = reader.read(Keys.title)
    path = reader.read(Keys.path) ?? slug
    order = reader.read(Keys.order) ?? Self.lastOrder
    client = reader.read(Keys.client)
    rate = reader.read(Keys.rate)
    billable = reader.read(Keys.billable)
    branches = reader.read(Keys.branches) ?? Branches(main: nil, develop: nil)
    commands = reader.read(Keys.commands) ?? []
    worktree = reader.read(Keys.worktree) ?? Worktree(copy: [], setup: nil)
    disposable = reader.read(Keys.disposable) ?? []
    url = reader.read(Keys.url)
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

extension Repo: KeyedRecord {
  /// Repos do not exist for clients.
  enum Keys {
    static let title = Key<Repo, String>("title", .text, required: true, client: .hidden) { $0.title }
    static let path = Key<Repo, String>("path", .text, client: .hidden) { $0.path }
    static let order = Key<Repo, Int>("order", .wholeNumber, client: .hidden) { $0.order }
    static let client = Key<Repo, String>("client", .slug, client: .hidden) { $0.client }
    static let rate = Key<Repo, ExactDecimal>("rate", .decimal, client: .hidden) { $0.rate }
    static let billable = Key<Repo, Bool>("billable", .boolean, client: .hidden) { $0.billable }
    static let branches = MapKey<Repo, Branches>("branches", client: .hidden, value: { $0.branches }) { fields, key in
      fields.map(key) { fields in
        let branches = Branches(main: fields.optional("main", .branch), develop: fields.optional("develop", .branch))
        fields.finish()
        return branches
      }
    }
    static let commands = MapKey<Repo, [Command]>(
      "commands", "map of name to text", client: .hidden, value: { $0.commands }
    ) { fields, key in
      fields.map(key) { $0.dictionary(.text).map { Command(name: $0.key, line: $0.value) } }
    }
    static let worktree = MapKey<Repo, Worktree>("worktree", client: .hidden, value: { $0.worktree }) { fields, key in
      fields.map(key) { fields in
        let worktree = Worktree(
          copy: fields.optional("copy", .list(.text)) ?? [], setup: fields.optional("setup", .text))
        fields.finish()
        return worktree
      }
    }
    static let disposable = Key<Repo, [String]>("disposable", .list(.text), client: .hidden) { $0.disposable }
    static let url = Key<Repo, String>("url", .text, client: .hidden) { $0.url }
  }

  package static let declaredKeys = declare(
    Keys.title, Keys.path, Keys.order, Keys.client, Keys.branches, Keys.commands, Keys.url, Keys.rate, Keys.billable,
    Keys.worktree, Keys.disposable)
  package static let keys = declaredKeys.map(\.name)
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

  /// Days. A longer one is a slip in a year, and would draw a burndown of centuries.
  static let longest = 400

  init?(_ reader: inout RecordReader<Sprint>, slug: String, source: RecordSource) {
    let title = reader.read(Keys.title)
    let start = reader.read(Keys.start)
    let end = reader.read(Keys.end)
    goal = reader.read(Keys.goal)
    capacity = reader.read(Keys.capacity)
    guard let title, let start, let end else { return nil }
    guard start <= end else {
      reader.report(
        "sprint", "the sprint ends on \(end), before it starts on \(start)", help: "mend start: or end:",
        at: source.range(of: "end"))
      return nil
    }
    guard end - start < Self.longest else {
      reader.report(
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

extension Sprint: KeyedRecord {
  /// Starts and ends stay, because they put sprints in order; a client's pages do not show them.
  enum Keys {
    static let title = Key<Sprint, String>("title", .text, required: true, client: .shown) { $0.title }
    static let start = Key<Sprint, Day>("start", .day, required: true, client: .shown) { $0.start }
    static let end = Key<Sprint, Day>("end", .day, required: true, client: .shown) { $0.end }
    static let goal = Key<Sprint, String>("goal", .text, client: .shown) { $0.goal }
    static let capacity = Key<Sprint, Minutes>("capacity", .duration, client: .hidden) { $0.capacity }
  }

  package static let declaredKeys = declare(Keys.title, Keys.start, Keys.end, Keys.goal, Keys.capacity)
  package static let keys = declaredKeys.map(\.name)
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

extension Decision: KeyedRecord {
  init?(_ reader: inout RecordReader<Decision>, name: String, source: RecordSource) {
    let title = reader.read(Keys.title)
    let date = reader.read(Keys.date)
    repo = reader.read(Keys.repo)
    task = reader.read(Keys.task, as: .taskReference(in: repo))
    worker = reader.read(Keys.worker)
    tags = reader.read(Keys.tags) ?? []
    guard let title, let date else { return nil }
    guard name.hasPrefix("\(date)-") else {
      reader.report(
        "name", "the name begins with \"\(name.prefix(10))\", the file says \(date)",
        help: "rename the file to \(date)-….md, or mend date:", at: source.range(of: "date"))
      return nil
    }
    self.name = name
    self.title = title
    self.date = date
    self.source = source
  }

  enum Keys {
    static let title = Key<Decision, String>("title", .text, required: true, client: .hidden) { $0.title }
    static let date = Key<Decision, Day>("date", .day, required: true, client: .hidden) { $0.date }
    static let repo = Key<Decision, String>("repo", .slug, client: .hidden) { $0.repo }
    static let task = Key<Decision, TaskID>("task", .taskReference(in: nil), client: .hidden) { $0.task }
    static let worker = Key<Decision, String>("worker", .slug, client: .hidden) { $0.worker }
    static let tags = Key<Decision, [String]>("tags", .list(.text), client: .hidden) { $0.tags }
  }

  package static let declaredKeys = declare(
    Keys.title, Keys.date, Keys.repo, Keys.task, Keys.worker, Keys.tags)
  package static let keys = declaredKeys.map(\.name)
}

/// An issued document or a draft, whose keys `Billing` reads: here it is known to exist and to be well-formed.
package struct BillingRecord: Sendable {
  package let path: String
  package let source: RecordSource
  /// The file as it was parsed: whoever reads the keys need not parse it again.
  package let document: FrontMatterDocument
}
