import Bytes

/// The text of a paragraph, heading or table cell as cmark parsed it: without container marks and indentation, and
/// in cells without the backslashes in front of pipes. Every byte knows where it is in the source.
struct InlineText {
  private(set) var bytes: [UInt8] = []
  /// Where runs of bytes that stand together in the source begin, here and there.
  private var runs: [(text: Int, source: Int)] = []

  /// The text of a paragraph or heading.
  init(of block: NodePointer, source: ArraySlice<UInt8>, lines: LineIndex) {
    for line in source.textLines(of: block, lines: lines) { append(line, of: source) }
  }

  /// The text of a cell.
  init(cell: Range<Int>, source: ArraySlice<UInt8>) {
    var start = cell.lowerBound
    for offset in cell
    where source[offset] == UInt8(ascii: "\\") && offset + 1 < cell.upperBound
      && source[offset + 1] == UInt8(ascii: "|")
    {
      append(start..<offset, of: source)
      start = offset + 1
    }
    append(start..<cell.upperBound, of: source)
  }

  private mutating func append(_ range: Range<Int>, of source: ArraySlice<UInt8>) {
    guard !range.isEmpty else { return }
    runs.append((bytes.count, range.lowerBound))
    bytes.append(contentsOf: source[range])
  }

  /// Where a byte of the text is in the source.
  func sourceOffset(_ offset: Int) -> Int {
    var low = 0
    var high = runs.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if runs[middle].text <= offset { low = middle } else { high = middle }
    }
    guard low < runs.count else { return 0 }
    return runs[low].source + offset - runs[low].text
  }

  /// Where a part of the text, of at least one byte, is in the source.
  func sourceRange(_ range: Range<Int>) -> Range<Int> {
    let start = sourceOffset(range.lowerBound)
    return start..<max(start, sourceOffset(range.upperBound - 1) + 1)
  }
}

/// How one byte or more of inline source become text.
struct InlineUnit {
  /// The bytes in the source: more than one for `\*` and `&amp;`.
  var length: Int
  /// The bytes in the text.
  var textLength: Int
}

extension [UInt8] {
  /// The unit of text that begins at an offset.
  func inlineUnit(at offset: Int, escapes: Bool = true, _ references: inout CharacterReferences) -> InlineUnit {
    switch self[offset] {
    case UInt8(ascii: "\\") where escapes && offset + 1 < count && self[offset + 1].isASCIIPunctuation:
      return InlineUnit(length: 2, textLength: 1)
    case UInt8(ascii: "&"):
      return references.unit(at: offset, in: self) ?? InlineUnit(length: 1, textLength: 1)
    default:
      return InlineUnit(length: 1, textLength: 1)
    }
  }
}
