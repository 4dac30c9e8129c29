import Bytes
import Diagnostics

// Nearly all frontmatter is the same few shapes: `key: value`, a list in brackets, a list with a line an item. Those
// are read here in one pass over the bytes, in a twentieth of the time that a YAML parser's tree of objects costs.
// Whatever is not one of those shapes to the letter (quotes with escapes, nested maps, blocks, anchors, tags, tabs,
// anything that could be an error) is left to the YAML parser as a whole, so that YAML's rules are in one place. A
// test compares both on everything that is taken here.

/// Reads the YAML in a range if it is of the plainest kind.
///
/// - Returns: what the YAML parser would give, or `nil` where it is to be asked.
func parsePlainYAML(_ file: SourceFile, in range: Range<Int>) -> [YAMLValue.Entry]? {
  file.bytes.withUnsafeBufferPointer { bytes in
    var reader = PlainYAML(bytes: UnsafeBufferPointer(rebasing: bytes[range]))
    return reader.entries()
  }
}

private struct PlainYAML {
  let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0
  private var line = 0

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func entries() -> [YAMLValue.Entry]? {
    var entries: [YAMLValue.Entry] = []
    entries.reserveCapacity(12)
    while index < bytes.count {
      let lineEnd = endOfLine
      if isBlankOrComment(upTo: lineEnd) {
        nextLine(after: lineEnd)
        continue
      }
      guard let entry = entry(lineEnd: lineEnd) else { return nil }
      // Comparing each with each is for few keys.
      if entries.count == 64 { return nil }
      // The same key twice is an error, which the YAML parser words.
      for earlier in entries where earlier.isNamed(entry.key) { return nil }
      entries.append(entry)
    }
    return entries.isEmpty ? nil : entries
  }

  private mutating func entry(lineEnd: Int) -> YAMLValue.Entry? {
    let start = index
    while index < lineEnd, isKeyByte(bytes[index]) { index += 1 }
    // YAML has no longer keys than 1,024 bytes.
    guard index > start, index - start < 1_000, index < lineEnd, bytes[index] == UInt8(ascii: ":"),
      bytes[start] != UInt8(ascii: "-")
    else { return nil }
    let key = text(start..<index)
    let keyMark = YAMLValue.Mark(line: line, column: 0)
    index += 1
    let isNothing = index == lineEnd
    guard isNothing || bytes[index] == UInt8(ascii: " ") else { return nil }
    while index < lineEnd, bytes[index] == UInt8(ascii: " ") { index += 1 }
    let value: YAMLValue?
    if index == lineEnd {
      // Nothing behind the colon: a list below, or no value. What else may follow, the YAML parser knows.
      guard isNothing else { return nil }
      nextLine(after: lineEnd)
      value = blockList()
    } else if bytes[index] == UInt8(ascii: "[") {
      value = flowList(lineEnd: lineEnd, lineStart: start)
    } else {
      value = scalar(lineEnd: lineEnd, lineStart: start).map { .scalar($0) }
    }
    guard let value else { return nil }
    return YAMLValue.Entry(key: key, keyMark: keyMark, value: value)
  }

  /// A scalar that is the rest of the line behind a key.
  private mutating func scalar(lineEnd: Int, lineStart: Int) -> YAMLValue.Scalar? {
    guard let scalar = restOfLine(lineEnd: lineEnd, lineStart: lineStart) else { return nil }
    // An indented line would continue the scalar.
    return index < bytes.count && bytes[index] == UInt8(ascii: " ") ? nil : scalar
  }

  private mutating func restOfLine(lineEnd: Int, lineStart: Int) -> YAMLValue.Scalar? {
    let mark = YAMLValue.Mark(line: line, column: index - lineStart)
    let first = bytes[index]
    let result: YAMLValue.Scalar
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
      let start = index + 1
      var end = start
      while end < lineEnd, bytes[end] != first {
        // An escape, or a quotation mark doubled, or a line break of YAML's own: not plain.
        if !isHarmless(bytes[end]) || bytes[end] == UInt8(ascii: "\\") { return nil }
        end += 1
      }
      guard end == lineEnd - 1 else { return nil }
      result = .init(
        text: text(start..<end), style: first == UInt8(ascii: "'") ? .singleQuoted : .doubleQuoted, mark: mark
      )
    } else {
      guard isPlainStart(first), isPlain(index..<lineEnd) else { return nil }
      result = .init(text: text(index..<lineEnd), style: .plain, mark: mark)
    }
    nextLine(after: lineEnd)
    return result
  }

  /// `[a, b]` of plain words, on the rest of a line.
  private mutating func flowList(lineEnd: Int, lineStart: Int) -> YAMLValue? {
    let mark = YAMLValue.Mark(line: line, column: index - lineStart)
    guard bytes[lineEnd - 1] == UInt8(ascii: "]") else { return nil }
    var items: [YAMLValue] = []
    index += 1
    while true {
      while index < lineEnd, bytes[index] == UInt8(ascii: " ") { index += 1 }
      if items.isEmpty, index == lineEnd - 1 { break }
      let start = index
      while index < lineEnd - 1, isWordByte(bytes[index]) { index += 1 }
      guard index > start, bytes[start] != UInt8(ascii: "-") else { return nil }
      items.append(
        .scalar(
          .init(
            text: text(start..<index), style: .plain,
            mark: YAMLValue.Mark(line: line, column: start - lineStart))))
      if index == lineEnd - 1 { break }
      guard bytes[index] == UInt8(ascii: ","), bytes[index + 1] == UInt8(ascii: " ") else { return nil }
      index += 1
    }
    nextLine(after: lineEnd)
    guard index >= bytes.count || bytes[index] != UInt8(ascii: " ") else { return nil }
    return .list(items, mark)
  }

  /// Lines `  - text` at one indentation of at least two; `nil` when something else follows.
  private mutating func blockList() -> YAMLValue? {
    var items: [YAMLValue] = []
    var indentation = 0
    var mark = YAMLValue.Mark(line: 0, column: 0)
    while index < bytes.count, bytes[index] == UInt8(ascii: " ") {
      let lineStart = index
      let lineEnd = endOfLine
      while index < lineEnd, bytes[index] == UInt8(ascii: " ") { index += 1 }
      guard index + 2 < lineEnd, bytes[index] == UInt8(ascii: "-"), bytes[index + 1] == UInt8(ascii: " "),
        bytes[index + 2] != UInt8(ascii: " ")
      else { return nil }
      if items.isEmpty {
        indentation = index - lineStart
        mark = YAMLValue.Mark(line: line, column: indentation)
      }
      guard index - lineStart == indentation, indentation >= 2 else { return nil }
      index += 2
      // A more indented line behind an item is met, and refused, as the next one.
      guard let item = restOfLine(lineEnd: lineEnd, lineStart: lineStart) else { return nil }
      items.append(.scalar(item))
    }
    return items.isEmpty ? nil : .list(items, mark)
  }

  // MARK: Lines and bytes

  /// The end of the line without its line break; a CR makes it not plain, which `isPlain` sees.
  private var endOfLine: Int {
    var end = index
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
    return end
  }

  private mutating func nextLine(after lineEnd: Int) {
    index = min(lineEnd + 1, bytes.count)
    line += 1
  }

  private func isBlankOrComment(upTo lineEnd: Int) -> Bool {
    if index == lineEnd { return true }
    guard bytes[index] == UInt8(ascii: "#") else { return false }
    for byte in bytes[index..<lineEnd] where byte < 0x20 || byte >= 0x7F { return false }
    return true
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
  }

  /// Bytes of a plain scalar that mean nothing but themselves wherever they stand.
  private func isPlain(_ range: Range<Int>) -> Bool {
    guard bytes[range.upperBound - 1] != UInt8(ascii: " "), bytes[range.upperBound - 1] != UInt8(ascii: ":")
    else {
      return false
    }
    for index in range {
      let byte = bytes[index]
      if !isHarmless(byte) || byte == UInt8(ascii: "#") { return false }
      if byte == UInt8(ascii: ":"), bytes[index + 1] == UInt8(ascii: " ") { return false }
    }
    return true
  }

  /// No control character and no beginning of one: NEL, LS, PS and the byte order mark mean something to YAML, and C1
  /// controls and surrogates are refused by it.
  private func isHarmless(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != 0x7F && byte != 0xC2 && byte != 0xE2 && byte != 0xEF && byte != 0xED
  }

  /// A letter or a digit: none of YAML's indicators.
  private func isPlainStart(_ byte: UInt8) -> Bool {
    byte.isASCIIAlphanumeric || byte >= 0xC3 && isHarmless(byte)
  }

  private func isKeyByte(_ byte: UInt8) -> Bool {
    byte.isASCIIAlphanumeric || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    isKeyByte(byte) || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")
  }
}
