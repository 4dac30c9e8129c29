/// The text of one file as it was read, and the path by which people know it.
///
/// A location is a byte offset into `bytes`; line, column and excerpt are worked out only when one is printed.
package struct SourceFile: Sendable {
  /// The path relative to the workspace, with `/` between its parts.
  package let path: String
  package let bytes: [UInt8]

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  package init(path: String, text: String) {
    self.init(path: path, bytes: Array(text.utf8))
  }

  /// The text in a byte range, with anything that is not UTF-8 replaced by U+FFFD.
  package func text(in range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }

  /// Whether the file begins with the UTF-8 byte order mark, which belongs to no line and no column.
  package var hasByteOrderMark: Bool { bytes.starts(with: Self.byteOrderMark) }

  package static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}

/// A place as people count it.
package struct Position: Sendable, Equatable {
  /// 1-based; lines end with LF or CRLF.
  package let line: Int
  /// 1-based, in Unicode scalars.
  package let column: Int
}

extension SourceFile {
  package func position(at offset: Int) -> Position {
    let end = min(max(offset, 0), bytes.count)
    var line = 1
    var lineStart = 0
    for index in 0..<end where bytes[index] == UInt8(ascii: "\n") {
      line += 1
      lineStart = index + 1
    }
    if lineStart == 0, hasByteOrderMark { lineStart = min(3, end) }
    let scalars = bytes[lineStart..<end].count { !isUTF8Continuation($0) }
    return Position(line: line, column: scalars + 1)
  }

  /// The byte range of the line that holds an offset, without its line break and without a byte order mark.
  package func lineRange(at offset: Int) -> Range<Int> {
    let place = min(max(offset, 0), bytes.count)
    var start = place
    while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    var end = place
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    if start == 0, hasByteOrderMark { start = min(3, end) }
    return start..<end
  }
}

/// A byte that continues a scalar rather than beginning one.
func isUTF8Continuation(_ byte: UInt8) -> Bool { byte & 0b1100_0000 == 0b1000_0000 }
