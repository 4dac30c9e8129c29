import Content

/// What a column of a table of the old system is about.
enum LegacyColumn: String, Sendable, CaseIterable {
  case id
  case title
  case status
  case priority
  case repo
  case assignee
  case branch
  case started
  case completed
  case due
  case created
  case estimate
  case labels
  case blockers
  case pullRequest = "pr"
  case notes
  // Of invoices alone.
  case invoice
  case date
  case hours
  case rate
  case amount

  init?(header: String) {
    let word = StatusWords.normalised(LegacyCell.plain(header))
    // "Invoice #" and "#" are not letters.
    if word.isEmpty, header.utf8.contains(UInt8(ascii: "#")) {
      self = .id
      return
    }
    guard let column = Self.names[word] else { return nil }
    self = column
  }

  private static let names: [String: LegacyColumn] = {
    var names: [String: LegacyColumn] = [:]
    func add(_ column: LegacyColumn, _ words: String) {
      for word in words.split(separator: ",") { names[String(word).trimmed] = column }
    }
    add(.id, "id, no, nr, number, ticket, key, task id, issue id")
    add(.title, "task, title, name, story, item, issue, feature, summary, task name, aufgabe")
    add(.status, "status, state, column")
    add(.priority, "priority, prio")
    add(.repo, "repo, repository, repo name")
    add(.assignee, "assignee, assigned, assigned to, worker, owner, who, developer, agent")
    add(.branch, "branch, feature branch")
    add(.started, "started, start, started at, started on, start date, since")
    add(.completed, "completed, done, finished, completed at, completed on, done on, merged, closed")
    add(.due, "due, due date, deadline")
    add(.created, "created, added, created at, created on")
    add(.estimate, "estimate, estimated, est")
    add(.labels, "labels, label, tags, tag")
    add(.blockers, "blockers, blocker, blocked by, blocked")
    add(.pullRequest, "pr, pull request, mr, merge request")
    add(.notes, "notes, note, description, details, comment, comments, remarks")
    add(.invoice, "invoice, invoice no, invoice number, invoice id, invoice nr")
    add(.date, "date, day, invoice date, issued, paid date, paid on, paid")
    add(.hours, "hours, time, duration, units, minutes, time spent")
    add(.rate, "rate, hourly rate, price")
    add(.amount, "amount, total, sum, value, net")
    return names
  }()
}

extension LegacyTable {
  /// What each column is about: a meaning goes to the first column that has it.
  var columns: [LegacyColumn?] {
    var taken: Set<LegacyColumn> = []
    return header.cells.map { cell in
      guard let column = LegacyColumn(header: cell), taken.insert(column).inserted else { return nil }
      return column
    }
  }

  /// Whether its rows are invoices, or work on its way to one.
  var isOfInvoices: Bool {
    let columns = Set(columns.compactMap(\.self))
    return columns.contains(.amount) || columns.contains(.invoice) || columns.isSuperset(of: [.hours, .rate])
  }

  /// Whether its rows are tasks: they have titles, and a status, in a column or by the heading above. Without one, only
  /// the word "Task" makes them tasks: many a table has names.
  func isOfTasks(below headings: LegacyHeadings) -> Bool {
    let columns = columns
    guard let place = columns.firstIndex(of: .title) else { return false }
    if headings.status != nil { return true }
    if isOfInvoices { return false }
    return columns.contains(.status) || ["task", "tasks"].contains(StatusWords.normalised(header.cells[place]))
  }
}

/// What a file is, by what is in it.
package enum LegacyKind: String, Sendable, CaseIterable {
  case board
  case invoices
  case updates

  /// - Parameters:
  ///   - name: the file's, which counts as much as its title, and decides where there is nothing in it yet.
  ///   - isNamed: whether somebody named this very file. Of the files of a folder, a table alone says too little: many
  ///     a readme has one.
  init?(_ text: LegacyText, name: String, isNamed: Bool) {
    let stem = SourceRecord.stem(of: name)
    let words = Set("\(text.title ?? "") \(stem)".lowercased().split { !$0.isLetter }.map(String.init))
    let saysInvoices = !words.isDisjoint(with: ["invoice", "invoices", "invoicing", "billing"])
    let saysBoard = !words.isDisjoint(with: ["board", "sprint", "kanban"])
    let hasInvoices = text.tables.contains { $0.isOfInvoices } && (isNamed || saysInvoices)
    let hasTasks = text.hasTasks && (isNamed || saysBoard)
    if hasTasks, hasInvoices {
      self = saysInvoices ? .invoices : .board
    } else if hasTasks {
      self = .board
    } else if hasInvoices {
      self = .invoices
    } else if text.hasUpdates(inCode: isNamed) {
      self = .updates
    } else {
      switch name.lowercased() {
      case "sprint_board.md": self = .board
      case "invoices.md": self = .invoices
      default: return nil
      }
    }
  }
}

extension LegacyText {
  /// Whether a table of tasks says what their status is, in a column or by the heading above it.
  fileprivate var hasTasks: Bool {
    var headings = LegacyHeadings()
    for piece in pieces {
      switch piece {
      case .heading(let level, let text, _): headings.enter(level, text)
      case .table(let table):
        let saysStatus = table.columns.contains(.status) || headings.status != nil
        if saysStatus, !table.isOfInvoices, table.isOfTasks(below: headings) { return true }
      default: break
      }
    }
    return false
  }

  fileprivate func hasUpdates(inCode: Bool) -> Bool {
    pieces.contains { piece in
      switch piece {
      case .line(let line): line.text.trimmed == WorkerUpdateBlock.heading
      case .block(let lines): inCode && lines.contains { $0.text.trimmed == WorkerUpdateBlock.heading }
      case .heading, .table: false
      }
    }
  }
}

/// The headings that a line stands below.
struct LegacyHeadings: Sendable {
  private(set) var path: [(level: Int, text: String)] = []

  mutating func enter(_ level: Int, _ text: String) {
    while let last = path.last, last.level >= level { path.removeLast() }
    path.append((level, text))
  }

  var current: String? { path.last?.text }

  /// The nearest heading that is the name of a status, and what it means.
  var status: (text: String, meaning: StatusWords.Meaning)? {
    for heading in path.reversed() {
      let text = LegacyCell.plain(heading.text)
      if let meaning = StatusWords(columns: []).meaning(of: text) { return (text, meaning) }
    }
    return nil
  }

  /// Whether one of them says that its tasks are not in the sprint.
  var isBacklog: Bool {
    path.contains { heading in
      let words = StatusWords.normalised(heading.text).split(separator: " ")
      return words.contains { ["backlog", "icebox", "later", "someday", "ideas", "future"].contains($0) }
    }
  }
}
