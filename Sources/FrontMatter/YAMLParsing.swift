import Bytes
import Diagnostics
import Yams

// Yams composes the tree; this file guards what goes in (depth, aliases) and turns its nodes into values with
// places.

/// Limits that no honest file meets, and that keep a hostile one from exhausting the stack or the memory.
private enum Limits {
  static let yamlBytes = 512 * 1024
  static let depth = 64
  static let aliases = 16
}

/// Parses the frontmatter of a file.
///
/// - Returns: its top-level entries and the column they stand at.
func parseYAML(
  _ file: SourceFile, in range: Range<Int>
) throws(Diagnostic) -> (entries: [YAMLValue.Entry], indentation: Int?) {
  if range.count <= Limits.yamlBytes, let entries = parsePlainYAML(file, in: range) { return (entries, 0) }
  return try parseAnyYAML(file, in: range)
}

/// Parses with the YAML parser, whatever the shape.
func parseAnyYAML(
  _ file: SourceFile, in range: Range<Int>
) throws(Diagnostic) -> (entries: [YAMLValue.Entry], indentation: Int?) {
  try checkLimits(file, in: range)
  let text = String(decoding: file.bytes[range], as: UTF8.self)
  let root: Node?
  do {
    root = try Yams.compose(yaml: text, .basic, .default, .utf8)
  } catch let error as YamlError {
    throw YAMLErrors(file: file, yaml: range).diagnostic(for: error)
  } catch {
    throw Diagnostic(.error, "yaml", "\(error)", in: file, at: range.lowerBound..<range.lowerBound)
  }
  guard let root else { return ([], nil) }
  switch root {
  case .mapping:
    var budget = range.count * 2
    guard case .map(let entries, let mark) = try value(root, &budget, in: file, yaml: range) else {
      return ([], nil)
    }
    // The text says how the map is written. Yams (6.2) does not: it asks the event that ends a collection, and the
    // answer is always "any".
    let opening = file.bytes[file.offset(of: mark, in: range)]
    let isBlock = ![UInt8(ascii: "{"), UInt8(ascii: "&"), UInt8(ascii: "!")].contains(opening)
    return (entries, isBlock ? mark.column : nil)
  case .scalar(let scalar) where scalar.string.isEmpty && scalar.style == .plain:
    return ([], nil)
  default:
    let offset = root.mark.map { file.offset(of: YAMLValue.Mark($0), in: range) } ?? range.lowerBound
    throw Diagnostic(
      .error, "yaml", "the frontmatter is not a list of keys and values",
      help: "write key: value, a line each",
      in: file, at: file.lineRange(at: offset))
  }
}

private func checkLimits(_ file: SourceFile, in range: Range<Int>) throws(Diagnostic) {
  guard range.count <= Limits.yamlBytes else {
    throw Diagnostic(
      .error, "size",
      "the frontmatter has \((range.count - 1) / 1024 + 1) KB; at most \(Limits.yamlBytes / 1024)",
      help: "move the text into the body, below the second ---", in: file,
      at: range.lowerBound..<range.lowerBound)
  }
  var depth = 0
  var aliases = 0
  var indentation = 0
  var dashes = 0
  var atLineStart = true
  for index in range {
    let byte = file.bytes[index]
    let next = index + 1 < range.upperBound ? file.bytes[index + 1] : UInt8(ascii: "\n")
    switch byte {
    case UInt8(ascii: "\n"):
      (indentation, dashes, atLineStart) = (0, 0, true)
      continue
    case UInt8(ascii: " ") where atLineStart:
      indentation += 1
      continue
    case UInt8(ascii: "-") where atLineStart && next == UInt8(ascii: " "),
      UInt8(ascii: "?") where atLineStart && next == UInt8(ascii: " "):
      dashes += 1
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      depth += 1
      atLineStart = false
    case UInt8(ascii: "]"), UInt8(ascii: "}"):
      depth = max(depth - 1, 0)
      atLineStart = false
    case UInt8(ascii: "*"):
      if isAlias(at: index, file, range) { aliases += 1 }
      atLineStart = false
    default:
      atLineStart = false
    }
    // Every level of a block costs at least a column or a dash, every level of a flow a bracket.
    if depth > Limits.depth || dashes + indentation / 2 > Limits.depth * 2 {
      throw Diagnostic(
        .error, "yaml", "nested deeper than \(Limits.depth) levels", help: "keep frontmatter flat",
        in: file, at: index..<index + 1)
    }
    if aliases > Limits.aliases {
      throw Diagnostic(
        .error, "yaml", "more than \(Limits.aliases) aliases", help: "write the values out",
        in: file, at: index..<index + 1)
    }
  }
}

/// Whether a `*` may begin an alias: not inside a word or behind a quote, and the name behind it ends as names do,
/// which that of `*emphasis*` does not.
private func isAlias(at index: Int, _ file: SourceFile, _ range: Range<Int>) -> Bool {
  func isName(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte.isASCIIAlphanumeric
  }
  let before = index > range.lowerBound ? file.bytes[index - 1] : UInt8(ascii: "\n")
  guard before <= 0x20 || before >= 0x80 || "[{,:".utf8.contains(before) else { return false }
  let rest = file.bytes[index + 1..<range.upperBound]
  let end = rest.firstIndex { !isName($0) } ?? range.upperBound
  guard end > index + 1 else { return false }
  return end == range.upperBound || file.bytes[end] <= 0x20 || file.bytes[end] >= 0x80
    || "?:,]}%@`".utf8.contains(file.bytes[end])
}

// MARK: - Values

/// - Parameter budget: how many values there may still be. A value costs a byte at least, unless it is an alias: a
///   few aliases of aliases of a long list make billions of values.
private func value(
  _ node: Node, _ budget: inout Int, in file: SourceFile, yaml: Range<Int>
) throws(Diagnostic) -> YAMLValue {
  budget -= 1
  guard budget >= 0 else {
    throw Diagnostic(
      .error, "yaml", "the aliases stand for too many values", help: "write the values out", in: file,
      at: yaml.lowerBound..<yaml.lowerBound)
  }
  let mark = node.mark.map(YAMLValue.Mark.init) ?? YAMLValue.Mark(line: 0, column: 0)
  switch node {
  case .scalar(let scalar):
    return .scalar(.init(text: scalar.string, style: YAMLValue.Style(scalar.style), mark: mark))
  case .sequence(let sequence):
    var values: [YAMLValue] = []
    values.reserveCapacity(sequence.count)
    for item in sequence { values.append(try value(item, &budget, in: file, yaml: yaml)) }
    return .list(values, mark)
  case .mapping(let mapping):
    var entries: [YAMLValue.Entry] = []
    entries.reserveCapacity(mapping.count)
    for (key, item) in mapping {
      let keyMark = key.mark.map(YAMLValue.Mark.init) ?? mark
      guard case .scalar(let name) = key else {
        let offset = file.offset(of: keyMark, in: yaml)
        throw Diagnostic(
          .error, "yaml", "a key must be plain text", help: "write key: value", in: file,
          at: offset..<offset + 1)
      }
      entries.append(
        .init(key: name.string, keyMark: keyMark, value: try value(item, &budget, in: file, yaml: yaml)))
    }
    return .map(entries, mark)
  case .alias:
    throw Diagnostic(
      .error, "yaml", "an alias that leads nowhere", in: file, at: yaml.lowerBound..<yaml.lowerBound)
  }
}

extension YAMLValue.Mark {
  fileprivate init(_ mark: Yams.Mark) {
    self.init(line: max(mark.line - 1, 0), column: max(mark.column - 1, 0))
  }
}

extension YAMLValue.Style {
  fileprivate init(_ style: Node.Scalar.Style) {
    switch style {
    case .singleQuoted: self = .singleQuoted
    case .doubleQuoted: self = .doubleQuoted
    case .literal, .folded: self = .block
    case .any, .plain: self = .plain
    }
  }
}
