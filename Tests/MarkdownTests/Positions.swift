import Bytes

@testable import Markdown

/// A place in the source, as people count: 1-based, columns in Unicode scalars.
struct SourcePosition: Equatable {
  var line: Int
  var column: Int
}

extension MarkdownDocument {
  func position(at offset: Int) -> SourcePosition {
    let line = lines.line(at: offset)
    let start = lines.range(ofLine: line).lowerBound
    let before = source[start..<max(start, min(offset, source.endIndex))]
    return SourcePosition(line: line, column: before.count { !$0.isUTF8Continuation } + 1)
  }
}
