import Content
import FrontMatter
import Quantities

/// What an import of files of the old system will write, and what becomes of everything in them. It is made from bytes
/// alone; nothing is written while it is made.
package struct LegacyPlan: Sendable {
  /// The folder or the file, as the user names it.
  package let name: String
  /// Every file, in the order of the bytes of their names.
  package internal(set) var items: [Item]
  /// New files, in the order in which they are to be created: paths relative to home.
  package internal(set) var files: [(path: String, bytes: [UInt8])] = []
  /// How many rows and records were looked at.
  var effort = 0

  /// One file.
  package struct Item: Sendable {
    package let path: String
    /// `nil` for what is not imported.
    package internal(set) var kind: LegacyKind?
    /// Why not: named, or not to be read at all.
    package internal(set) var reason: String?
    package internal(set) var isUnreadable = false
    /// The headings, with how many rows of tables stand below each.
    package internal(set) var sections: [(heading: String, rows: Int)] = []
    /// The columns of its tables of tasks, and what they became.
    package internal(set) var columns: [(header: String, key: String)] = []
    package internal(set) var entries: [Entry] = []
    package internal(set) var notes: [ImportNote] = []
  }

  /// Something in a file that a record is made of.
  package struct Entry: Sendable {
    /// 1-based.
    package let line: Int
    /// What it is called.
    package let title: String
    package internal(set) var outcome: Outcome
    /// The status as it is written, where it is not one of the plain three words.
    package internal(set) var originalStatus: String?
    /// Whether nothing says what it is, and the task counts as to be done.
    package internal(set) var hasNoStatus = false

    init(_ line: Int, _ title: String, _ outcome: Outcome) {
      self.line = line
      self.title = title
      self.outcome = outcome
    }
  }

  package enum Outcome: Sendable, Equatable {
    case task(TaskID, BoardTask.Status)
    /// The path of a worker's update.
    case update(String)
    /// The path of an update that says what a board says of a task's days.
    case move(String)
    case sprint(String)
    /// So many lines, and the path of the decision that keeps them.
    case text(Int, String)
    /// Imported before; the path of the record, which is left alone.
    case known(String)
    /// Not imported: why, and what to do.
    case refused(String, help: String)
  }

  package struct Options: Sendable {
    /// The repo of what names none.
    package let repo: String?
    package let times: WorkerUpdateBlock.Times
    /// The name of a new workspace, where no board says it.
    package let project: String
    /// Where the checkout of a new repo is, relative to home; `none` without one.
    package let repoPath: @Sendable (String) -> String
    /// The names of the folders from home down to the files; `nil` where they lie elsewhere.
    package let sourceFolder: [String]?
    package let asOf: Instant

    package init(
      repo: String?, times: WorkerUpdateBlock.Times, project: String,
      repoPath: @escaping @Sendable (String) -> String, sourceFolder: [String]?, asOf: Instant
    ) {
      self.repo = repo
      self.times = times
      self.project = project
      self.repoPath = repoPath
      self.sourceFolder = sourceFolder
      self.asOf = asOf
    }
  }

  /// What somebody has to say before anything can be planned.
  package struct Missing: Error, Sendable, Equatable {
    package let message: String
    package let help: String
  }

  /// Whether there is nothing left to write.
  package var isEmpty: Bool { files.isEmpty }

  /// Whether a file could not be read, or something in one could not be imported as it is.
  package var hasFailures: Bool {
    items.contains { item in
      item.isUnreadable || item.entries.contains { if case .refused = $0.outcome { true } else { false } }
    }
  }

  /// Why a file that was named is none of the old system.
  package static func reason(against file: BacklogFolder.File) -> String {
    Source(file, isNamed: true).reason ?? "nothing is known of it"
  }

  /// Which of some files are of the old system.
  package static func recognises(_ files: [BacklogFolder.File], isNamed: Bool) -> [String] {
    files.filter { Source($0, isNamed: isNamed).kind != nil }.map(\.path)
  }
}

extension LegacyPlan {
  /// A file, read.
  struct Source {
    let path: String
    var text: LegacyText?
    var kind: LegacyKind?
    var reason: String?
    var isUnreadable = false

    init(_ file: BacklogFolder.File, isNamed: Bool) {
      path = file.path
      switch file.content {
      case .unreadable(let reason):
        self.reason = reason
        isUnreadable = true
      case .passedOver(let reason): self.reason = reason
      case .bytes(let bytes):
        guard !bytes.allSatisfy({ $0 <= 0x20 }) else {
          reason = bytes.isEmpty ? "the file is empty" : "nothing but blanks"
          return
        }
        guard let text = LegacyText(bytes) else {
          reason = "a NUL byte: this is not text"
          return
        }
        self.text = text
        kind = LegacyKind(text, name: file.path, isNamed: isNamed)
        if kind == nil { reason = "neither a sprint board, a list of invoices nor [WORKER UPDATE] blocks" }
      }
    }
  }

  /// Plans an import.
  ///
  /// - Parameter isNamed: whether the user named the one file there is.
  /// - Throws: `Missing`, or what reading the workspace throws.
  package init(
    of files: [BacklogFolder.File], named name: String, isNamed: Bool, into target: ImportTarget, _ options: Options
  ) async throws {
    self.name = name
    let sources = files.map { Source($0, isNamed: isNamed) }
    items = sources.map { source in
      var item = Item(path: source.path)
      item.kind = source.kind
      item.reason = source.reason
      item.isUnreadable = source.isUnreadable
      item.notes = source.kind == nil ? [] : source.text?.notes ?? []
      return item
    }
    var planner = LegacyPlanner(target, options, items)
    // Boards first: reports are about their tasks, invoices about both.
    for kind in [LegacyKind.board, .updates, .invoices] {
      for (index, source) in sources.enumerated() where source.kind == kind {
        guard let text = source.text else { continue }
        switch kind {
        case .board: planner.plan(LegacyBoard(text), index)
        case .updates: planner.plan(LegacyReports(text, units: options.times.units), index)
        case .invoices: planner.plan(LegacyInvoices(text), index)
        }
      }
    }
    if let missing = planner.missing { throw missing }
    items = planner.items
    effort = planner.effort
    try await settle(planner, target, options)
  }
}
