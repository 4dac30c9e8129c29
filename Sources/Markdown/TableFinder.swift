import Bytes

// cmark reads a table as the lines of a paragraph, or of a heading when the table is underlined. A table is found in
// there by its delimiter row; the line in front is the header. The rows go on to the end of the paragraph, or to the
// first line that begins another block: what may interrupt a table is more than what may interrupt a paragraph
// (`2. x`, for instance), so cmark is asked what the line would be by itself.

/// A table as its lines in the source.
struct FoundTable {
  /// The number of the header's line, 1-based.
  var firstLine: Int
  /// The header, the delimiter row and the body rows: a line each, without container marks and line ends.
  var rows: [Range<Int>]
  /// The alignment of each column.
  var columns: [TableAlignment?]
  /// Where the table begins: at the task box in front of the header, if there is one.
  var start: Int
  /// The paragraph that is this table and nothing else, so that it can be replaced where it stands.
  var paragraph: NodePointer?
}

/// Finds tables in the paragraphs of a tree.
struct TableFinder {
  let source: ArraySlice<UInt8>
  let lines: LineIndex
  /// Lines that were taken for the header of a table and are not.
  var rejectedLines: Set<Int> = []
  /// How many more cells may be added to rows that are too short: a line of 100,000 columns and 100,000 short lines
  /// would be a table of 10,000,000,000 cells.
  var paddingLeft = 1 << 19

  init(source: ArraySlice<UInt8>, lines: LineIndex) {
    self.source = source
    self.lines = lines
  }

  /// The tables in source order.
  mutating func tables(in tree: NodePointer) -> [FoundTable] {
    var found: [FoundTable] = []
    var walk = TreeWalk(tree)
    while let step = walk.next() {
      switch step.kind {
      case .paragraph where step.isEntering, .heading where step.isEntering:
        walk.skipChildren()
        if step.node.endLine > step.node.startLine, let table = table(in: step.node) { found.append(table) }
      default:
        break
      }
    }
    return found
  }

  private mutating func table(in block: NodePointer) -> FoundTable? {
    let firstLine = block.startLine
    let whole = lines.range(ofLine: firstLine).lowerBound..<lines.range(ofLine: block.endLine).upperBound
    guard source[whole].contains(UInt8(ascii: "|")) else { return nil }
    var rows = source.textLines(of: block, lines: lines).map { source.trimmingSpace($0) }
    let start = rows[0].lowerBound
    if let item = block.parent, item.kind == .item, item.firstChild == block, TaskBox(at: start, in: source) != nil {
      rows[0] = source.trimmingSpace(min(start + 3, rows[0].upperBound)..<rows[0].upperBound)
    }
    for index in 1..<rows.count where !rejectedLines.contains(firstLine + index - 1) {
      guard let columns = source.delimiterRow(in: rows[index]), hasPipe(rows[index - 1]) || hasPipe(rows[index]),
        source.tableCellCount(in: rows[index - 1]) == columns.count
      else { continue }
      var end = index + 1
      while end < rows.count, !beginsBlock(rows[end]), pads(rows[end], to: columns.count) { end += 1 }
      let isWhole = index == 1 && end == rows.count && block.kind == .paragraph && isPlain(block, rows)
      return FoundTable(
        firstLine: firstLine + index - 1, rows: Array(rows[(index - 1)..<end]), columns: columns,
        start: index == 1 ? start : rows[index - 1].lowerBound, paragraph: isWhole ? block : nil)
    }
    return nil
  }

  private func hasPipe(_ row: Range<Int>) -> Bool {
    source[row].contains(UInt8(ascii: "|"))
  }

  private mutating func pads(_ row: Range<Int>, to columns: Int) -> Bool {
    let missing = max(0, columns - source.tableCellCount(in: row))
    guard missing <= paddingLeft else { return false }
    paddingLeft -= missing
    return true
  }

  /// True if every line of a paragraph stands outside of containers and is not indented: none of them could be
  /// anything but a row.
  private func isPlain(_ block: NodePointer, _ rows: [Range<Int>]) -> Bool {
    guard block.parent?.kind == .document else { return false }
    return rows.indices.allSatisfy { index in
      let lineStart = lines.range(ofLine: block.startLine + index).lowerBound
      return rows[index].lowerBound - lineStart <= 3
        && source[lineStart..<max(lineStart, rows[index].lowerBound)].allSatisfy { $0 == UInt8(ascii: " ") }
    }
  }

  /// True for a line that would begin a block of another kind than a paragraph.
  private func beginsBlock(_ row: Range<Int>) -> Bool {
    guard let first = source[row].first else { return true }
    switch first {
    case UInt8(ascii: ">"), UInt8(ascii: "#"), UInt8(ascii: "`"), UInt8(ascii: "~"), UInt8(ascii: "*"),
      UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "_"), UInt8(ascii: "<"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return NodePointer.parseAlone(source[row]) { $0.firstChild.map { $0.kind != .paragraph } ?? false }
    default:
      return false
    }
  }
}
