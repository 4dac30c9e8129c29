#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A place in the source, as people count: 1-based, columns in Unicode scalars.
package struct SourcePosition: Equatable, Sendable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// Where the lines of a source begin. Lines end as CommonMark ends them: with LF, CR or CRLF.
struct SourceLines {
  private let source: ArraySlice<UInt8>
  /// The offset of each line, and behind the last one the end of the source.
  private var starts: [Int]

  init(_ source: ArraySlice<UInt8>) {
    self.source = source
    // cmark takes a byte order mark away before it counts columns.
    let hasMark = source.starts(with: [0xEF, 0xBB, 0xBF])
    starts = [source.startIndex + (hasMark ? 3 : 0)]
    starts.reserveCapacity(source.count / 32 + 8)
    source.withUnsafeBufferPointer { bytes in
      if bytes.firstOffset(of: UInt8(ascii: "\r"), from: 0) == nil {
        // Nearly every file; memchr looks at many bytes at once.
        var index = 0
        while let end = bytes.firstOffset(of: UInt8(ascii: "\n"), from: index) {
          index = end + 1
          starts.append(source.startIndex + index)
        }
        return
      }
      var index = 0
      while index < bytes.count {
        let byte = bytes[index]
        index += 1
        if byte == UInt8(ascii: "\r"), index < bytes.count, bytes[index] == UInt8(ascii: "\n") { continue }
        if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
          starts.append(source.startIndex + index)
        }
      }
    }
    starts.append(source.endIndex)
  }

  /// The number of lines; text behind the last line end is a line, even when it is empty.
  var count: Int { starts.count - 1 }

  /// The bytes of a 1-based line with its line end; empty for lines that do not exist.
  func range(ofLine line: Int) -> Range<Int> {
    guard line >= 1, line <= count else { return source.endIndex..<source.endIndex }
    return starts[line - 1]..<starts[line]
  }

  /// The offset of a 1-based line and a 1-based column in bytes, never outside of the source.
  func offset(line: Int, column: Int) -> Int {
    min(range(ofLine: line).lowerBound + max(0, column - 1), source.endIndex)
  }

  func position(at offset: Int) -> SourcePosition {
    // The last line that begins at or before the offset.
    var low = 0
    var high = count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    let before = source[starts[low]..<max(starts[low], min(offset, source.endIndex))]
    // Every byte but the continuation bytes begins a scalar.
    let column = before.reduce(into: 1) { count, byte in count += byte & 0xC0 == 0x80 ? 0 : 1 }
    return SourcePosition(line: low + 1, column: column)
  }
}

extension MarkdownDocument {
  /// The line and column of a byte offset, counted from the start of the parsed bytes.
  package func position(at offset: Int) -> SourcePosition {
    lines.position(at: offset)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The first place of a byte at or behind an offset.
  func firstOffset(of byte: UInt8, from offset: Int) -> Int? {
    guard let start = baseAddress, offset < count else { return nil }
    guard let found = memchr(start + offset, Int32(byte), count - offset) else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(start)
  }
}
