import Bytes
import Content
import FrontMatter
import Quantities

/// What a sprint board says: its sprints, its tasks, and the text that is neither.
struct LegacyBoard: Sendable {
  /// Of the first heading; `nil` without one.
  let title: String?
  private(set) var sprints: [SprintPart] = []
  private(set) var rows: [TaskRow] = []
  private(set) var kept: [KeptUnit] = []
  /// Every heading, with how many tasks stand right below it.
  private(set) var sections: [(heading: String, tasks: Int)] = []
  /// Every header of a table of tasks, and what its column is.
  private(set) var columns: [(header: String, column: LegacyColumn?, key: String)] = []
  /// Rows of tables of tasks that have no title: their lines.
  private(set) var withoutTitle: [Int] = []
  /// The newest day that a line names on which the board was written.
  private(set) var written: Day?

  /// What lines like `**Sprint:** 12` say.
  struct SprintPart: Sendable {
    let line: Int
    var name: String
    var start: Day?
    var end: Day?
    var goal: String?
  }

  struct TaskRow: Sendable {
    let line: LegacyText.Line
    let title: String
    /// The cells that say something, by what their columns are about.
    var values: [LegacyColumn: String] = [:]
    /// The cells of other columns, with a key for each.
    var others: [(key: String, value: String)] = []
    /// The heading that gives the status, and what it means.
    let heading: (text: String, meaning: StatusWords.Meaning)?
    /// An index of `sprints`.
    let sprint: Int?

    subscript(column: LegacyColumn) -> String? { values[column] }
    /// Without the marks that say how it looks.
    func plain(_ column: LegacyColumn) -> String? { values[column].map { LegacyCell.plain($0) } }
  }

  init(_ text: LegacyText) {
    title = text.title
    var headings = LegacyHeadings()
    var sprint: Int?
    for piece in text.pieces {
      switch piece {
      case .heading(let level, let heading, let line):
        headings.enter(level, heading)
        sections.append((heading, 0))
        kept.append(KeptUnit(.heading(level), [line]))
        if let name = Self.sprintName(inHeading: heading), sections.count > 1 || name.hasPrefix("Sprint ") {
          sprint = sprints.count
          sprints.append(SprintPart(line: line.number, name: name))
        }
      case .table(let table) where table.isOfTasks(below: headings):
        take(table, headings, sprint: headings.isBacklog ? nil : sprint)
      case .table(let table):
        kept += KeptUnit.table(table)
      case .line(let line):
        let isTaken = takeLabel(line, &sprint)
        kept.append(KeptUnit(.text, [line], sprint: isTaken ? sprint : nil))
        if let day = Self.written(in: line.text) { written = max(written ?? day, day) }
      case .block(let lines): kept.append(KeptUnit(.text, lines))
      }
    }
    // A sprint needs a first day. Without one its lines are text, and its name stays with its tasks.
    kept = kept.filter { unit in unit.sprint.map { sprints[$0].start == nil } ?? true }
  }

  private mutating func take(_ table: LegacyTable, _ headings: LegacyHeadings, sprint: Int?) {
    let columns = table.columns
    var keys = LegacyKeys()
    let names = zip(table.header.cells, columns).enumerated().map { index, column in
      let (header, meaning) = column
      let name = meaning.flatMap { Self.ofTasks.contains($0) ? $0 : nil }
      let key = name == nil ? keys.name(for: header, at: index) : ""
      self.columns.append((header, name, key))
      return (column: name, key: key)
    }
    var unfit: [LegacyTable.Row] = []
    for row in table.rows {
      let title = zip(columns, row.cells).first { $0.0 == .title }?.1 ?? ""
      let words = LegacyCell.plain(title)
      guard !LegacyCell.isEmpty(title), !LegacyCell.isEmpty(words) else {
        if !row.cells.allSatisfy({ LegacyCell.isEmpty($0) }) { unfit.append(row) }
        continue
      }
      var task = TaskRow(line: row.line, title: words, heading: headings.status, sprint: sprint)
      var extra = keys
      for (index, cell) in row.cells.enumerated() where !LegacyCell.isEmpty(cell) {
        guard index < names.count else {
          task.others.append((extra.name(for: "", at: index), cell))
          continue
        }
        if let column = names[index].column {
          task.values[column] = cell
        } else {
          task.others.append((names[index].key, cell))
        }
      }
      rows.append(task)
      if !sections.isEmpty { sections[sections.count - 1].tasks += 1 }
    }
    withoutTitle += unfit.map(\.line.number)
    if !unfit.isEmpty { kept += KeptUnit.table(table, rows: unfit) }
  }

  /// Columns that say something of a task; those of invoices are nothing that a board can know for certain.
  private static let ofTasks: Set<LegacyColumn> = [
    .id, .title, .status, .priority, .repo, .assignee, .branch, .started, .completed, .due, .created, .estimate,
    .labels, .blockers, .pullRequest, .notes,
  ]
}

/// Names for the keys of columns that mean nothing here, each once.
struct LegacyKeys: Sendable {
  private var naming = Naming(taken: ["id", "title", "file", "task", "block", "sprint", "status", "row"])

  mutating func name(for header: String, at index: Int) -> String {
    "x-board-\(naming.name(slug(of: LegacyCell.plain(header)) ?? "column-\(index + 1)"))"
  }
}

// MARK: - Sprints

extension LegacyBoard {
  /// `Sprint 12` of `## Sprint 12: Sign in`; not the title of a board.
  private static func sprintName(inHeading heading: String) -> String? {
    let words = LegacyCell.plain(heading).split(separator: " ")
    guard words.count >= 2, words[0].lowercased() == "sprint" else { return nil }
    let number = words[1].prefix { $0.isASCII && $0.isNumber }
    return number.isEmpty ? nil : "Sprint \(number)"
  }

  /// `**Started:** 2026-01-05`, `- Goal: …`: what a line says of the sprint.
  ///
  /// - Returns: whether all of the line is in the sprint now.
  private mutating func takeLabel(_ line: LegacyText.Line, _ sprint: inout Int?) -> Bool {
    guard let (label, value) = Self.labelled(line.text), !LegacyCell.isEmpty(value) else { return false }
    if label == "sprint" || label == "current sprint" {
      let isNumber = value.utf8.allSatisfy(\.isASCIIDigit)
      let name = isNumber ? "Sprint \(value)" : value
      if let sprint, ExactText(sprints[sprint].name) == ExactText(name) { return true }
      sprint = sprints.count
      sprints.append(SprintPart(line: line.number, name: name))
      return true
    }
    guard let sprint else { return false }
    switch label {
    case "started", "start", "start date", "starts", "begins", "from":
      guard sprints[sprint].start == nil, let day = LooseDate.day(value, format: "") else { return false }
      sprints[sprint].start = day
      return value.utf8.count == 10
    case "ended", "end", "ends", "end date", "until", "to":
      guard sprints[sprint].end == nil, let day = LooseDate.day(value, format: "") else { return false }
      sprints[sprint].end = day
      return value.utf8.count == 10
    case "goal", "sprint goal":
      guard sprints[sprint].goal == nil else { return false }
      sprints[sprint].goal = value
      return true
    case "dates", "date", "duration", "period":
      let days = Self.days(in: value)
      guard days.count == 2, sprints[sprint].start == nil, sprints[sprint].end == nil else { return false }
      (sprints[sprint].start, sprints[sprint].end) = (days[0], days[1])
      // What joins the two says nothing else.
      let rest = value.replacing(days[0].description, with: "").replacing(days[1].description, with: "").trimmed
      return rest == "to" || !rest.unicodeScalars.contains { $0.properties.isAlphabetic }
    default: return false
    }
  }

  /// A label in small letters and what stands behind its colon, without marks of emphasis.
  static func labelled(_ line: String) -> (label: String, value: String)? {
    var text = line.trimmed
    if text.hasPrefix("- ") || text.hasPrefix("* ") { text = String(text.dropFirst(2)).trimmed }
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    func words(_ part: Substring) -> String {
      var part = part.unicodeScalars
      while let first = part.first, "* _".unicodeScalars.contains(first) { part.removeFirst() }
      while let last = part.last, "* _".unicodeScalars.contains(last) { part.removeLast() }
      return String(part).trimmed
    }
    let label = words(text[..<colon]).lowercased()
    guard !label.isEmpty, label.utf8.count <= 24 else { return nil }
    return (label, LegacyCell.plain(words(text[text.index(after: colon)...])))
  }

  /// The day of a line like `Last synced to Notion: 2026-01-08`.
  static func written(in line: String) -> Day? {
    let words = line.lowercased()
    return ["synced", "updated", "generated"].contains { words.contains($0) } ? days(in: line).last : nil
  }

  /// The days that a line names, in its order.
  static func days(in line: String) -> [Day] {
    var days: [Day] = []
    let bytes = Array(line.utf8)
    var index = 0
    while index + 10 <= bytes.count {
      let isStart = index == 0 || !bytes[index - 1].isASCIIDigit
      let isEnd = index + 10 == bytes.count || !bytes[index + 10].isASCIIDigit
      if isStart, isEnd, bytes[index].isASCIIDigit,
        let day = Day(String(decoding: bytes[index..<index + 10], as: UTF8.self))
      {
        days.append(day)
        index += 10
      } else {
        index += 1
      }
    }
    return days
  }
}
