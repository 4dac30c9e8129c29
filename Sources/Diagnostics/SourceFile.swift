import Bytes
import Synchronization

/// The text of one file as it was read, and the path by which people know it.
///
/// A location is a byte offset into `bytes`; line, column and excerpt are worked out only when one is printed. What
/// that takes is made for the first location that is asked for, and kept.
package final class SourceFile: Sendable {
  /// The path relative to the workspace, with `/` between its parts.
  package let path: String
  package let bytes: [UInt8]

  private let madeLines = AtomicLazyReference<LineIndex>()
  private let madeYAMLLines = AtomicLazyReference<LineIndex>()
  private let madeScalars = AtomicLazyReference<ScalarIndex>()

  package init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }

  package convenience init(path: String, text: String) {
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
  package var lines: LineIndex { madeLines.load() ?? madeLines.storeIfNil(LineIndex(bytes[...], .lineFeeds)) }
  /// Lines as libyaml counts them.
  package var yamlLines: LineIndex { madeYAMLLines.load() ?? madeYAMLLines.storeIfNil(LineIndex(bytes[...], .yaml)) }
  package var scalars: ScalarIndex { madeScalars.load() ?? madeScalars.storeIfNil(ScalarIndex(bytes)) }

  private static let shortLine = 512

  /// The offset of a scalar of a line, counted from 0; the line's end behind its last one.
  package func offset(ofScalar number: Int, in line: Range<Int>) -> Int {
    if line.count < Self.shortLine {
      return line.lazy.filter { !self.bytes[$0].isUTF8Continuation }.dropFirst(number).first ?? line.upperBound
    }
    let before = scalars.count(before: line.lowerBound, in: bytes)
    return min(scalars.offset(ofScalar: before + number, in: bytes), line.upperBound)
  }

  package func position(at offset: Int) -> Position {
    let end = min(max(offset, 0), bytes.count)
    let line = lines.line(at: end)
    let start = min(lines.range(ofLine: line).lowerBound, end)
    // Nearly all lines are short enough to be counted.
    let before =
      end - start < Self.shortLine
      ? bytes[start..<end].count { !$0.isUTF8Continuation }
      : scalars.count(before: end, in: bytes) - scalars.count(before: start, in: bytes)
    return Position(line: line, column: before + 1)
  }

  /// The byte range of the line that holds an offset, without its line break and without a byte order mark.
  package func lineRange(at offset: Int) -> Range<Int> {
    let line = lines.content(ofLine: lines.line(at: offset), in: bytes)
    return bytes[line].last == UInt8(ascii: "\r") ? line.dropLast() : line
  }
}
