import Bytes

// libcmark takes quadratic time for two kinds of text: it goes through all open containers for each blank line and each
// inline, and through all open brackets for each one that closes. Both are bounded before it is asked, by the product
// of the two counts, so that the limit is far from what anybody writes in a file of any size.

/// Why a text is not read as markdown: it would take too long.
package struct MarkdownExcess: Equatable, Sendable {
  /// What there is too much of.
  package enum Kind: Equatable, Sendable {
    /// Quotes and lists within one another, and how many may be in a file of this size.
    case depth(Int, limit: Int)
    /// Brackets that are open at once, and how many may be with as many that close.
    case brackets(Int, limit: Int)
  }

  /// What there is too much of.
  package let kind: Kind
  /// Where: the offset of the line, or of the bracket.
  package let offset: Int

  /// Levels times bytes.
  private static let depthBudget = 100_000_000
  /// So much depth is never refused.
  private static let plainDepth = 100
  /// Open brackets times closing ones.
  private static let bracketBudget = 50_000_000

  /// The excess in a text; nil for nearly every text.
  package init?(in source: ArraySlice<UInt8>) {
    let found = source.withUnsafeBufferPointer { bytes in
      Self.depth(in: bytes) ?? Self.brackets(in: bytes)
    }
    guard let found else { return nil }
    kind = found.kind
    offset = source.startIndex + found.offset
  }

  private static func depth(in bytes: UnsafeBufferPointer<UInt8>) -> (kind: Kind, offset: Int)? {
    let limit = max(plainDepth, depthBudget / max(1, bytes.count))
    guard bytes.count > limit else { return nil }
    var line = 0
    while line < bytes.count {
      let depth = bytes.containerDepth(ofLineAt: line)
      if depth > limit { return (.depth(depth, limit: limit), line) }
      guard let end = bytes.firstOffset(of: UInt8(ascii: "\n"), from: line) else { return nil }
      line = end + 1
    }
    return nil
  }

  private static func brackets(in bytes: UnsafeBufferPointer<UInt8>) -> (kind: Kind, offset: Int)? {
    // Both counts are at most the number of bytes.
    guard bytes.count / 2 > bracketBudget / max(1, bytes.count / 2) else { return nil }
    var open = 0
    var mostOpen = (count: 0, offset: 0)
    var closing = 0
    var isBlank = true
    for offset in bytes.indices {
      switch bytes[offset] {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        // No bracket is open over an empty line.
        if isBlank { (open, mostOpen, closing) = (0, (0, 0), 0) }
        isBlank = true
        continue
      case UInt8(ascii: "["):
        open += 1
        if open > mostOpen.count { mostOpen = (open, offset) }
      case UInt8(ascii: "]"):
        closing += 1
        open = max(0, open - 1)
        let limit = bracketBudget / closing
        if mostOpen.count > limit { return (.brackets(mostOpen.count, limit: limit), mostOpen.offset) }
      case UInt8(ascii: " "), UInt8(ascii: "\t"): continue
      default: break
      }
      isBlank = false
    }
    return nil
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// How many quotes and list items a line may open or go on with, at most.
  fileprivate func containerDepth(ofLineAt start: Int) -> Int {
    var offset = start
    var marks = 0
    var blanks = 0
    scan: while offset < count {
      switch self[offset] {
      case UInt8(ascii: " "): blanks += 1
      case UInt8(ascii: "\t"): blanks += 4
      case UInt8(ascii: ">"): marks += 1
      case UInt8(ascii: "-") where endsMark(offset + 1), UInt8(ascii: "+") where endsMark(offset + 1),
        UInt8(ascii: "*") where endsMark(offset + 1):
        marks += 1
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        var end = offset
        while end < count, self[end].isASCIIDigit { end += 1 }
        guard end < count, self[end] == UInt8(ascii: ".") || self[end] == UInt8(ascii: ")"), endsMark(end + 1)
        else { break scan }
        marks += 1
        offset = end
      default: break scan
      }
      offset += 1
    }
    // Behind each mark is a blank, and an item is indented by two at the least. Lines without a mark open nothing.
    return marks == 0 ? 0 : marks + Swift.max(0, blanks - marks) / 2
  }

  private func endsMark(_ offset: Int) -> Bool { offset >= count || self[offset].isASCIISpace }
}
