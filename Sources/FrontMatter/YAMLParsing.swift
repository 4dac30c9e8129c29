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
  /// Bytes that are read again because of texts with surrogate pairs: all up to each of them.
  static let readAgain = 32 * 1024 * 1024
}

/// Parses the frontmatter of a file.
///
/// - Returns: its top-level entries, the column they stand at, and whether they are of the plainest kind.
func parseYAML(
  _ file: SourceFile, in range: Range<Int>
) throws(Diagnostic) -> (entries: [YAMLValue.Entry], indentation: Int?, isPlain: Bool) {
  if range.count <= Limits.yamlBytes, let entries = parsePlainYAML(file, in: range) { return (entries, 0, true) }
  let (entries, indentation) = try parseAnyYAML(file, in: range)
  return (entries, indentation, false)
}

/// Parses with the YAML parser, whatever the shape.
func parseAnyYAML(
  _ file: SourceFile, in range: Range<Int>
) throws(Diagnostic) -> (entries: [YAMLValue.Entry], indentation: Int?) {
  try checkLimits(file, in: range)
  let root = try compose(file, in: range)
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
    let line = YAMLErrors(file: file, yaml: range).notKeyAndValue(file.lineRange(at: offset), from: offset)
    if line.message.hasPrefix("an invisible") { throw line }
    throw Diagnostic(
      .error, "yaml", "the frontmatter is not a list of keys and values",
      help: "write key: value, a line each",
      in: file, at: file.lineRange(at: offset))
  }
}

/// Composes the tree. libyaml refuses the pairs of escapes in which serialisers of JSON write what lies beyond U+FFFF:
/// where it stops at one, the text is given to it with these written out.
private func compose(_ file: SourceFile, in range: Range<Int>) throws(Diagnostic) -> Node? {
  var bytes = Array(file.bytes[range])
  var readAgain = 0
  while true {
    do {
      return try Yams.compose(yaml: String(decoding: bytes, as: UTF8.self), .basic, .default, .utf8)
    } catch let error as YamlError {
      if case .duplicatedKeysInMapping = error, let standIns = StandIns(for: bytes) {
        do {
          let yaml = standIns.replacing(in: String(decoding: bytes, as: UTF8.self))
          return standIns.restoring(in: try Yams.compose(yaml: yaml, .basic, .default, .utf8))
        } catch YamlError.duplicatedKeysInMapping(let keys, _) {
          throw YAMLErrors(file: file, yaml: range).duplicateKey(keys.map(standIns.restoring).distinct().first ?? "")
        } catch {}
      }
      if case .scanner(let context?, let problem, _, _) = error,
        problem.hasPrefix("found invalid Unicode character escape code")
      {
        let start = file.offset(of: YAMLValue.Mark(context.mark), in: range)
        readAgain += start - range.lowerBound
        guard readAgain <= Limits.readAgain else {
          throw Diagnostic(
            .error, "yaml", "too many escapes of two halves, like \\ud83c\\udf89",
            help: "write the characters themselves",
            in: file, at: start..<start + 1)
        }
        if bytes.writeOutSurrogates(inQuotesAt: start - range.lowerBound) { continue }
      }
      throw YAMLErrors(file: file, yaml: range).diagnostic(for: error)
    } catch {
      throw Diagnostic(.error, "yaml", "\(error)", in: file, at: range.lowerBound..<range.lowerBound)
    }
  }
}

/// Scalars that stand for those beyond ASCII, one for one. Yams (6.2) compares keys as `String`s, to which `é` in one
/// scalar and in two is the same key; no two texts of these are equal unless their bytes are.
private struct StandIns {
  private static let first: UInt32 = 0xF0000
  private let originals: [Unicode.Scalar]
  private let places: [Unicode.Scalar: UInt32]

  /// - Returns: nil where there is nothing beyond ASCII, or an escape could be taken for one of them.
  init?(for bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    var originals: [Unicode.Scalar] = []
    var places: [Unicode.Scalar: UInt32] = [:]
    var last: (Unicode.Scalar, Unicode.Scalar) = (" ", " ")
    for scalar in text.unicodeScalars {
      if last.0 == "\\", last.1 == "U", scalar == "0" { return nil }
      last = (last.1, scalar)
      guard Self.isReplaced(scalar), places[scalar] == nil else { continue }
      places[scalar] = UInt32(originals.count)
      originals.append(scalar)
    }
    guard !originals.isEmpty, originals.count <= 0x110000 - Int(Self.first) else { return nil }
    (self.originals, self.places) = (originals, places)
  }

  /// What ends a line or may not be in YAML at all stays what it is.
  private static func isReplaced(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0xA0 && ![0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF].contains(scalar.value)
  }

  func replacing(in text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      result.append(places[scalar].flatMap { Unicode.Scalar(Self.first + $0) } ?? scalar)
    }
    return String(result)
  }

  func restoring(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      result.append(scalar.value >= Self.first ? originals[Int(scalar.value - Self.first)] : scalar)
    }
    return String(result)
  }

  func restoring(in node: Node?) -> Node? { node.map(restored) }

  private func restored(_ node: Node) -> Node {
    switch node {
    case .scalar(let scalar):
      .scalar(.init(restoring(scalar.string), scalar.tag, scalar.style, scalar.mark, scalar.anchor))
    case .sequence(let sequence):
      .sequence(.init(sequence.map(restored), sequence.tag, sequence.style, sequence.mark, sequence.anchor))
    case .mapping(let mapping):
      .mapping(
        .init(mapping.map { (restored($0), restored($1)) }, mapping.tag, mapping.style, mapping.mark, mapping.anchor))
    case .alias: node
    }
  }
}

extension [UInt8] {
  /// Replaces the pairs of a scalar in double quotes. What they are shorter afterwards is filled up with blanks behind
  /// the closing quotation mark, so that every place stays where it was.
  ///
  /// - Returns: false when there is none.
  fileprivate mutating func writeOutSurrogates(inQuotesAt start: Int) -> Bool {
    guard start < count, self[start] == UInt8(ascii: "\"") else { return false }
    var written: [UInt8] = []
    var index = start + 1
    while index < count, self[index] != UInt8(ascii: "\"") {
      if let high = surrogate(at: index), let low = surrogate(at: index + 6), high < 0xDC00, low >= 0xDC00 {
        let digits = String(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00), radix: 16)
        written += Array("\\U".utf8) + [UInt8](repeating: UInt8(ascii: "0"), count: 8 - digits.utf8.count) + digits.utf8
        index += 12
      } else {
        let isEscape = self[index] == UInt8(ascii: "\\") && index + 1 < count
        written += self[index..<index + (isEscape ? 2 : 1)]
        index += isEscape ? 2 : 1
      }
    }
    guard index < count, written.count < index - start - 1 else { return false }
    written.append(UInt8(ascii: "\""))
    written += [UInt8](repeating: UInt8(ascii: " "), count: index - start - written.count)
    replaceSubrange(start + 1...index, with: written)
    return true
  }

  /// The number of an escape like `\ud83c`.
  private func surrogate(at index: Int) -> Int? {
    guard index + 6 <= count, self[index] == UInt8(ascii: "\\"), self[index + 1] == UInt8(ascii: "u"),
      let number = Int(String(decoding: self[index + 2..<index + 6], as: UTF8.self), radix: 16),
      (0xD800...0xDFFF).contains(number)
    else { return nil }
    return number
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
    let style = YAMLValue.Style(scalar.style)
    let text =
      file.beginsWithByteOrderMark(style, at: mark, in: yaml)
      ? "\u{FEFF}" + scalar.string : scalar.string
    return .scalar(.init(text: text, style: style, mark: mark))
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

extension SourceFile {
  /// Whether a text begins with U+FEFF: Yams (6.2) makes its strings with Foundation, which drops that.
  fileprivate func beginsWithByteOrderMark(
    _ style: YAMLValue.Style, at mark: YAMLValue.Mark, in yaml: Range<Int>
  ) -> Bool {
    var start = offset(of: mark, in: yaml)
    switch style {
    case .plain: break
    case .singleQuoted: start += 1
    case .doubleQuoted:
      start += 1
      let escape = self.text(in: start..<min(start + 10, yaml.upperBound)).lowercased()
      if escape.hasPrefix("\\ufeff") || escape.hasPrefix("\\u0000feff") { return true }
    case .block:
      start = bytes[start..<yaml.upperBound].firstIndex(of: UInt8(ascii: "\n")) ?? start
      start = bytes[start..<yaml.upperBound].firstIndex { !$0.isASCIISpace } ?? start
    }
    return start < yaml.upperBound && bytes[start..<yaml.upperBound].starts(with: [0xEF, 0xBB, 0xBF])
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
