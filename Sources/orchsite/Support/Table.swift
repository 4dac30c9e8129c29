import Diagnostics
import Terminal

/// Rows under headings, in aligned columns, the last one as long as it is. Texts may come from anywhere.
struct Table {
  private let rows: [[String]]
  private let names: Int?
  private let spare: [Int]

  /// - Parameters:
  ///   - names: the column that is cut where a terminal is too narrow: in its middle, for names.
  ///   - spare: columns that are left out, one after the other, where that is not enough.
  init(_ headings: [String], _ rows: [[String]], shortening names: Int? = nil, sparing spare: [Int] = []) {
    self.init([headings] + rows, shortening: names, sparing: spare)
  }

  /// Without headings.
  init(_ rows: [[String]], shortening names: Int? = nil, sparing spare: [Int] = []) {
    self.rows = rows.map { $0.map(\.printable) }
    self.names = names
    self.spare = spare
  }

  var text: String { text(width: nil) }

  /// On a terminal, lines are cut to its width; in a pipe nothing is.
  func text(on screen: Screen) -> String { text(width: screen.isTerminal ? screen.width : nil) }

  private func text(width: Int?) -> String {
    guard let first = rows.first else { return "" }
    var widths = (0..<first.count - 1).map { column in rows.map { $0[column].columns }.max() ?? 0 }
    if let width, let names {
      let longest = rows.map { $0.last?.columns ?? 0 }.max() ?? 0
      func others() -> Int {
        widths.enumerated().reduce(0) { $0 + ($1.offset == names || $1.element < 0 ? 0 : $1.element + 2) } + 2
      }
      for column in spare where width - others() - min(widths[names], Self.leastForNames * 3 / 2) < min(longest, 16) {
        widths[column] = -1
      }
      widths[names] = min(widths[names], max(width - others() - min(longest, Self.leastForLast), Self.leastForNames))
    }
    return rows.map { row in
      let fixed = zip(row, widths).enumerated().filter { $1.1 >= 0 }.map { column, cell in
        (column == names ? cell.0.shortened(toColumns: cell.1) : cell.0).padded(toColumns: cell.1)
      }
      var line = (fixed + [row.last ?? ""]).joined(separator: "  ")
      if let width { line = line.truncated(toColumns: width) }
      while line.utf8.last == UInt8(ascii: " ") { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// Columns that the last cells get before names are cut further.
  private static let leastForLast = 32
  private static let leastForNames = 12
}
