import Bytes

@testable import Markdown

/// A place in the source, as people count: 1-based, columns in Unicode scalars.
struct SourcePosition: Equatable {
  var line: Int
  var column: Int
}

extension MarkdownDocument {
  func position(at offset: Int) -> SourcePosition {
    let lines = LineIndex(source, .commonMark)
    let line = lines.line(at: offset)
    let start = lines.range(ofLine: line).lowerBound
    let before = source[start..<max(start, min(offset, source.endIndex))]
    return SourcePosition(line: line, column: before.count { !$0.isUTF8Continuation } + 1)
  }
}

extension MarkdownNode {
  /// The place of a node that an extension made.
  var madeRange: Range<Int>? {
    switch kind {
    case .table, .tableRow, .tableCell, .strikethrough:
      pointer.madeNode.range.map { document.madeRanges.all[$0] }
    default: nil
    }
  }

  /// The lines of the source that the node covers, 1-based; nil where cmark has none (breaks).
  var lineRange: ClosedRange<Int>? {
    if let range = madeRange {
      return document.lines.line(
        at: range.lowerBound)...document.lines.line(
          at: max(range.lowerBound, range.upperBound - 1))
    }
    let start = pointer.startLine
    return start > 0 ? start...max(start, pointer.endLine) : nil
  }

  /// The byte offset at which a block begins in the source; nil for inlines.
  var sourceOffset: Int? {
    guard kind.isBlock else { return nil }
    if let range = madeRange { return range.lowerBound }
    guard pointer.startLine > 0 else { return nil }
    return document.lines.offset(line: pointer.startLine, column: pointer.startColumn)
  }

  /// The alignments of the columns of a table, nil for columns without one.
  var columnAlignments: [TableAlignment?] { firstChild?.children.map(\.cellAlignment) ?? [] }

  func plainText() -> String { PlainText(of: pointer).string }
}

extension MarkdownDocument {
  func plainText() -> String { root.plainText() }
}
