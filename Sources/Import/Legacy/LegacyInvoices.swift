import Content
import Quantities

/// What a list of invoices says of work: which of it was billed before. Its text is kept as it stands.
struct LegacyInvoices: Sendable {
  let title: String?
  private(set) var work: [Work] = []
  /// Rows that are invoices.
  private(set) var invoices: [(line: Int, text: String)] = []
  private(set) var kept: [KeptUnit] = []
  private(set) var sections: [(heading: String, tasks: Int)] = []

  /// The newest day on which it says that it was written.
  private(set) var written: Day?

  /// A row that names a task.
  struct Work: Sendable {
    let line: Int
    let task: String
    /// What its cells say, one behind the other.
    let text: String
    let isInvoiced: Bool
  }

  init(_ text: LegacyText) {
    title = text.title
    var headings = LegacyHeadings()
    for piece in text.pieces {
      switch piece {
      case .heading(let level, let heading, let line):
        headings.enter(level, heading)
        sections.append((heading, 0))
        kept.append(KeptUnit(.heading(level), [line]))
      case .table(let table):
        kept += KeptUnit.table(table)
        if table.isOfInvoices { take(table, headings) }
      case .line(let line):
        kept.append(KeptUnit(.text, [line]))
        written = max(written, LegacyBoard.written(in: line.text))
      case .block(let lines): kept.append(KeptUnit(.text, lines))
      }
    }
  }

  private func max(_ first: Day?, _ second: Day?) -> Day? { [first, second].compactMap(\.self).max() }

  private mutating func take(_ table: LegacyTable, _ headings: LegacyHeadings) {
    let columns = table.columns
    for row in table.rows {
      let said = row.cells.filter { !LegacyCell.isEmpty($0) }
      guard !said.isEmpty else { continue }
      if !sections.isEmpty { sections[sections.count - 1].tasks += 1 }
      func cell(_ column: LegacyColumn) -> String? {
        zip(columns, row.cells).first { $0.0 == column }.map { LegacyCell.plain($0.1) }
      }
      let text = said.joined(separator: ", ")
      if let task = cell(.title), !LegacyCell.isEmpty(task) {
        let state = cell(.status).flatMap { LegacyCell.isEmpty($0) ? nil : $0 }
        let isInvoiced =
          state.map(Self.isInvoiced) ?? headings.path.reversed().lazy.compactMap {
            Self.meaning(ofHeading: $0.text)
          }.first ?? false
        let hasInvoice = cell(.invoice).map { !LegacyCell.isEmpty($0) } ?? false
        work.append(Work(line: row.line.number, task: task, text: text, isInvoiced: isInvoiced || hasInvoice))
      } else {
        invoices.append((row.line.number, text))
      }
    }
  }

  /// Whatever is not said to be open counts as invoiced: to bill twice is worse than to be asked once more.
  private static func isInvoiced(_ state: String) -> Bool {
    let words = StatusWords.normalised(state)
    return ![
      "uninvoiced", "unbilled", "not invoiced", "not billed", "not yet invoiced", "not yet billed", "open", "no",
      "to invoice", "to bill", "to be invoiced", "to be billed", "unpaid and unbilled", "todo", "to do", "draft",
    ].contains(words)
  }

  private static func meaning(ofHeading heading: String) -> Bool? {
    let words = Set(StatusWords.normalised(heading).split(separator: " ").map(String.init))
    if !words.isDisjoint(with: ["unbilled", "uninvoiced", "current", "open"]) { return false }
    if !words.isDisjoint(with: ["paid", "invoiced", "billed", "sent", "invoices", "history", "past"]) { return true }
    return nil
  }
}
