#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where the lines of a text begin: found in one pass, and asked by halving.
///
/// Offsets are indices of the slice that it was made of. A byte order mark belongs to no line.
package final class LineIndex: Sendable {
  /// What ends a line.
  package enum Breaks: Sendable {
    /// LF and CR LF, as editors have it.
    case lineFeeds
    /// CR as well, as CommonMark has it.
    case commonMark
    /// NEL, LS and PS as well, as libyaml has it.
    case yaml
  }

  private let breaks: Breaks
  /// The offset of each line, and behind the last one the end of the text.
  private let starts: [Int]

  package init(_ text: ArraySlice<UInt8>, _ breaks: Breaks) {
    self.breaks = breaks
    var starts = [text.startIndex + (text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)]
    starts.reserveCapacity(text.count / 32 + 8)
    text.withUnsafeBufferPointer { bytes in
      var index = 0
      if breaks == .lineFeeds || breaks == .commonMark && bytes.firstOffset(of: UInt8(ascii: "\r"), from: 0) == nil {
        // Nearly every file; memchr looks at many bytes at once.
        while let end = bytes.firstOffset(of: UInt8(ascii: "\n"), from: index) {
          index = end + 1
          starts.append(text.startIndex + index)
        }
        return
      }
      while index < bytes.count {
        let length = breaks.length(at: index, in: bytes)
        index += max(length, 1)
        if length > 0 { starts.append(text.startIndex + index) }
      }
    }
    starts.append(text.endIndex)
    self.starts = starts
  }

  /// The number of lines; text behind the last line break is a line, even when it is empty.
  package var count: Int { starts.count - 1 }

  /// The bytes of a 1-based line with its line break; empty, at the end, for lines that do not exist.
  package func range(ofLine line: Int) -> Range<Int> {
    guard line >= 1, line <= count else { return starts[count]..<starts[count] }
    return starts[line - 1]..<starts[line]
  }

  /// The bytes of a 1-based line of `text`, which this was made of, without its line break.
  package func content(ofLine line: Int, in text: [UInt8]) -> Range<Int> {
    let range = range(ofLine: line)
    let length = text.withUnsafeBufferPointer { bytes in
      [3, 2, 1].first { $0 <= range.count && breaks.length(at: range.upperBound - $0, in: bytes) == $0 } ?? 0
    }
    return range.lowerBound..<range.upperBound - length
  }

  /// The offset of a 1-based line and a 1-based column in bytes, never outside of the text.
  package func offset(line: Int, column: Int) -> Int {
    min(range(ofLine: line).lowerBound + max(0, column - 1), starts[count])
  }

  /// The 1-based line that holds an offset: the last one that begins there or before.
  package func line(at offset: Int) -> Int {
    var low = 0
    var high = count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }
}

extension LineIndex.Breaks {
  /// How many bytes the line break at an index has; 0 for none.
  fileprivate func length(at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    func byte(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }
    switch bytes[index] {
    case UInt8(ascii: "\n"): return 1
    case UInt8(ascii: "\r"): return byte(1) == UInt8(ascii: "\n") ? 2 : self == .lineFeeds ? 0 : 1
    case 0xC2 where self == .yaml: return byte(1) == 0x85 ? 2 : 0
    case 0xE2 where self == .yaml: return byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0
    default: return 0
    }
  }
}

/// How many Unicode scalars a text has up to a byte, noted every 64 bytes: thousands of places on one line are not
/// counted from its beginning each.
package final class ScalarIndex: Sendable {
  @usableFromInline static let step = 64

  /// How many scalars begin before each step.
  @usableFromInline let sums: [Int]

  @inlinable package init(_ text: some RandomAccessCollection<UInt8>) {
    var sums = [0]
    sums.reserveCapacity(text.count / Self.step + 1)
    var count = 0
    for (offset, byte) in text.enumerated() {
      if offset > 0, offset.isMultiple(of: Self.step) { sums.append(count) }
      if !byte.isUTF8Continuation { count += 1 }
    }
    self.sums = sums
  }

  /// How many scalars of `text`, which this was made of, begin before an offset.
  @inlinable package func count<Text: RandomAccessCollection<UInt8>>(before offset: Int, in text: Text) -> Int
  where Text.Index == Int {
    let block = min(offset / Self.step, sums.count - 1)
    return text[block * Self.step..<offset].reduce(into: sums[block]) { $0 += $1.isUTF8Continuation ? 0 : 1 }
  }

  /// Where a scalar of `text`, which this was made of, begins; they are counted from 0.
  @inlinable package func offset<Text: RandomAccessCollection<UInt8>>(ofScalar number: Int, in text: Text) -> Int
  where Text.Index == Int {
    var low = 0
    var high = sums.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if sums[middle] <= number { low = middle } else { high = middle }
    }
    var left = number - sums[low]
    return text[(low * Self.step)...].firstIndex { byte in
      if byte.isUTF8Continuation { return false }
      left -= 1
      return left < 0
    } ?? text.endIndex
  }
}

extension UInt8 {
  /// Whether the byte continues a scalar of UTF-8 rather than beginning one.
  @inlinable package var isUTF8Continuation: Bool { self & 0b1100_0000 == 0b1000_0000 }
}

extension UnsafeBufferPointer<UInt8> {
  /// The first place of a byte at or behind an offset.
  package func firstOffset(of byte: UInt8, from offset: Int) -> Int? {
    guard let start = baseAddress, offset < count else { return nil }
    guard let found = memchr(start + offset, Int32(byte), count - offset) else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(start)
  }
}
