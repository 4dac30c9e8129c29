import Diagnostics

/// A YAML value as it was written: scalars are text until a schema reads them (`no` as a title is "no"), and
/// every value knows where it stands.
package indirect enum YAMLValue: Sendable {
  case scalar(Scalar)
  case list([YAMLValue], Mark)
  case map([Entry], Mark)

  package struct Scalar: Sendable {
    package let text: String
    package let style: Style
    package let mark: Mark
  }

  package struct Entry: Sendable {
    package let key: String
    package let keyMark: Mark
    package let value: YAMLValue
  }

  package enum Style: Sendable {
    case plain
    case singleQuoted
    case doubleQuoted
    /// `|` or `>`.
    case block
  }

  /// A place inside the YAML, 0-based, as libyaml counts: columns in scalars, and more line breaks than LF.
  package struct Mark: Sendable, Equatable {
    package let line: Int
    package let column: Int
  }

  package var mark: Mark {
    switch self {
    case .scalar(let scalar): scalar.mark
    case .list(_, let mark), .map(_, let mark): mark
    }
  }

  /// What a schema error calls this value.
  package var kind: String {
    switch self {
    case .scalar(let scalar): scalar.isAbsent ? "nothing" : "text"
    case .list: "a list"
    case .map: "a map"
    }
  }

  /// Whether two values say the same, wherever they stand and however they are quoted.
  package func means(_ other: YAMLValue) -> Bool {
    switch (self, other) {
    case (.scalar(let left), .scalar(let right)):
      left.text == right.text && left.isAbsent == right.isAbsent
    case (.list(let left, _), .list(let right, _)):
      left.count == right.count && zip(left, right).allSatisfy { $0.means($1) }
    case (.map(let left, _), .map(let right, _)):
      left.count == right.count
        && zip(left, right).allSatisfy { $0.key == $1.key && $0.value.means($1.value) }
    default: false
    }
  }
}

extension YAMLValue.Scalar {
  /// Whether nothing is written at all.
  package var isAbsent: Bool { text.isEmpty && style == .plain }
}

extension FrontMatterDocument {
  /// The byte offset of a mark.
  package func offset(of mark: YAMLValue.Mark) -> Int { file.offset(of: mark, in: yaml) }

  /// The bytes of a value, for pointing at it: a scalar to its end on its line, anything else its first byte.
  package func range(of value: YAMLValue) -> Range<Int> {
    let start = offset(of: value.mark)
    guard case .scalar(let scalar) = value else { return start..<min(start + 1, yaml.upperBound) }
    let line = file.lineRange(at: start)
    let length =
      switch scalar.style {
      case .plain: scalar.text.utf8.count
      case .singleQuoted, .doubleQuoted: scalar.text.utf8.count + 2
      case .block: 1
      }
    return start..<max(start, min(start + length, line.upperBound))
  }

  package func range(ofKey entry: YAMLValue.Entry) -> Range<Int> {
    let start = offset(of: entry.keyMark)
    return start..<min(start + entry.key.utf8.count, yaml.upperBound)
  }
}

extension FrontMatterDocument {
  /// The lines of each top-level key, in the order of `entries`: from its own line to that of the next key, so that
  /// comments belong to the key above them. Before them, the lines in front of the first key.
  ///
  /// `nil` when the keys do not begin a line each.
  package var blocks: (head: Range<Int>, keys: [Range<Int>])? {
    guard indentation != nil || entries.isEmpty else { return nil }
    var starts: [Int] = []
    starts.reserveCapacity(entries.count + 1)
    var index = yaml.lowerBound
    var line = 0
    for entry in entries {
      let before = starts.isEmpty ? -1 : line
      guard entry.keyMark.line > before else { return nil }
      index = file.startOfLine(entry.keyMark.line, from: index, &line, in: yaml)
      starts.append(index)
    }
    starts.append(yaml.upperBound)
    return (yaml.lowerBound..<(starts[0]), zip(starts, starts.dropFirst()).map { $0..<$1 })
  }
}

extension SourceFile {
  /// Walks on from the beginning of one line to that of a later one, as libyaml counts lines.
  fileprivate func startOfLine(_ wanted: Int, from start: Int, _ line: inout Int, in yaml: Range<Int>) -> Int {
    var index = start
    while line < wanted, index < yaml.upperBound {
      index += max(lineBreakLength(at: index, end: yaml.upperBound), 1)
      if wasLineBreak(before: index) { line += 1 }
    }
    return index
  }

  /// Walks the YAML with libyaml's own idea of a line break, so that a lone CR or a U+2028 in somebody's text
  /// does not shift every later place.
  func offset(of mark: YAMLValue.Mark, in yaml: Range<Int>) -> Int {
    var index = yaml.lowerBound
    var line = 0
    while line < mark.line, index < yaml.upperBound {
      index += max(lineBreakLength(at: index, end: yaml.upperBound), 1)
      if wasLineBreak(before: index) { line += 1 }
    }
    var column = 0
    while column < mark.column, index < yaml.upperBound, lineBreakLength(at: index, end: yaml.upperBound) == 0 {
      index += 1
      while index < yaml.upperBound, bytes[index] & 0b1100_0000 == 0b1000_0000 { index += 1 }
      column += 1
    }
    return index
  }

  /// How many bytes the line break at an index has: CR LF, LF, CR, NEL, LS, PS; 0 for none.
  private func lineBreakLength(at index: Int, end: Int) -> Int {
    switch bytes[index] {
    case UInt8(ascii: "\n"): 1
    case UInt8(ascii: "\r"): index + 1 < end && bytes[index + 1] == UInt8(ascii: "\n") ? 2 : 1
    case 0xC2: index + 1 < end && bytes[index + 1] == 0x85 ? 2 : 0
    case 0xE2:
      index + 2 < end && bytes[index + 1] == 0x80 && (bytes[index + 2] == 0xA8 || bytes[index + 2] == 0xA9)
        ? 3 : 0
    default: 0
    }
  }

  private func wasLineBreak(before index: Int) -> Bool {
    switch bytes[index - 1] {
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
    case 0x85: index >= 2 && bytes[index - 2] == 0xC2
    case 0xA8, 0xA9: index >= 3 && bytes[index - 2] == 0x80 && bytes[index - 3] == 0xE2
    default: false
    }
  }
}
