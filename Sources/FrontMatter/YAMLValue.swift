import Bytes
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

    /// Whether this is its key, byte for byte.
    package func isNamed(_ key: String) -> Bool { ExactText(self.key) == ExactText(key) }
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
      ExactText(left.text) == ExactText(right.text) && left.isAbsent == right.isAbsent
    case (.list(let left, _), .list(let right, _)):
      left.count == right.count && zip(left, right).allSatisfy { $0.means($1) }
    case (.map(let left, _), .map(let right, _)):
      left.count == right.count
        && zip(left, right).allSatisfy { $0.isNamed($1.key) && $0.value.means($1.value) }
    default: false
    }
  }
}

extension YAMLValue.Scalar {
  /// Whether it says nothing: no text at all, or, without quotes, one of YAML's words for that.
  package var isAbsent: Bool {
    guard style == .plain, text.utf8.count <= 4 else { return false }
    return switch text {
    case "", "~", "null", "Null", "NULL": true
    default: false
    }
  }
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
    var before = -1
    for entry in entries {
      guard entry.keyMark.line > before else { return nil }
      before = entry.keyMark.line
      starts.append(file.line(before, in: yaml).lowerBound)
    }
    starts.append(yaml.upperBound)
    return (yaml.lowerBound..<(starts[0]), zip(starts, starts.dropFirst()).map { $0..<$1 })
  }
}

extension SourceFile {
  /// The bytes of a line of the YAML, counted from 0 as libyaml counts, so that a lone CR or a U+2028 in somebody's
  /// text does not shift every later place.
  fileprivate func line(_ line: Int, in yaml: Range<Int>) -> Range<Int> {
    yamlLines.content(ofLine: yamlLines.line(at: yaml.lowerBound) + line, in: bytes).clamped(to: yaml)
  }

  func offset(of mark: YAMLValue.Mark, in yaml: Range<Int>) -> Int {
    if mark.line == 0, mark.column == 0 { return yaml.lowerBound }
    return offset(ofScalar: mark.column, in: line(mark.line, in: yaml))
  }
}
