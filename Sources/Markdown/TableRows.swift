import Bytes

// The lines of a table, by GitHub Flavored Markdown (section 4.10 of its specification; what that leaves open as its
// reference implementation does it). A pipe behind a backslash never ends a cell, whatever is in front of that.

extension ArraySlice<UInt8> {
  /// The cells of a table row, without the white space around them.
  func tableCells(in row: Range<Int>) -> [Range<Int>] {
    var cells: [Range<Int>] = []
    forEachTableCell(in: row) { cells.append($0) }
    return cells
  }

  /// How many cells a table row has.
  func tableCellCount(in row: Range<Int>) -> Int {
    var count = 0
    forEachTableCell(in: row) { _ in count += 1 }
    return count
  }

  /// The alignments of the columns, if the line is a delimiter row: `| --- | :-: |`.
  func delimiterRow(in row: Range<Int>) -> [TableAlignment?]? {
    guard !row.isEmpty, row.allSatisfy({ self[$0].mayStandInDelimiterRow }) else { return nil }
    var columns: [TableAlignment?] = []
    for cell in tableCells(in: row) {
      var dashes = cell
      let isLeft = !dashes.isEmpty && self[dashes.lowerBound] == UInt8(ascii: ":")
      if isLeft { dashes = dashes.dropFirst() }
      let isRight = !dashes.isEmpty && self[dashes.upperBound - 1] == UInt8(ascii: ":")
      if isRight { dashes = dashes.dropLast() }
      guard !dashes.isEmpty, dashes.allSatisfy({ self[$0] == UInt8(ascii: "-") }) else { return nil }
      columns.append(isLeft ? (isRight ? .center : .left) : (isRight ? .right : nil))
    }
    return columns.isEmpty ? nil : columns
  }

  /// The part of a line that is not white space at its ends.
  func trimmingSpace(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, self[start].isASCIISpace { start += 1 }
    while end > start, self[end - 1].isASCIISpace { end -= 1 }
    return start..<end
  }

  private func forEachTableCell(in row: Range<Int>, _ body: (Range<Int>) -> Void) {
    let row = trimmingSpace(row)
    var start = row.lowerBound
    if !row.isEmpty, self[start] == UInt8(ascii: "|") { start += 1 }
    var offset = start
    while offset < row.upperBound {
      if self[offset] == UInt8(ascii: "|"), offset == row.lowerBound || self[offset - 1] != UInt8(ascii: "\\") {
        body(trimmingSpace(start..<offset))
        start = offset + 1
      }
      offset += 1
    }
    // Behind the last pipe there is no cell.
    if start < row.upperBound { body(trimmingSpace(start..<row.upperBound)) }
  }
}

extension UInt8 {
  fileprivate var mayStandInDelimiterRow: Bool {
    switch self {
    case UInt8(ascii: "|"), UInt8(ascii: "-"), UInt8(ascii: ":"): true
    default: isASCIISpace
    }
  }
}
