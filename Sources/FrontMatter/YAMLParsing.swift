import Diagnostics
import Yams

// Yams composes the tree; this file guards what goes in (depth, aliases), turns its nodes into values with
// places, and its errors into sentences that say what to do.

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
  try checkLimits(file, in: range)
  let text = String(decoding: file.bytes[range], as: UTF8.self)
  let root: Node?
  do {
    root = try Yams.compose(yaml: text, .basic, .default, .utf8)
  } catch let error as YamlError {
    throw diagnostic(for: error, in: file, yaml: range)
  } catch {
    throw Diagnostic(.error, "yaml", "\(error)", in: file, at: range.lowerBound..<range.lowerBound)
  }
  guard let root else { return ([], nil) }
  switch root {
  case .mapping:
    guard case .map(let entries, let mark) = try value(root, in: file, yaml: range) else { return ([], nil) }
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
      .error, "yaml", "the frontmatter is not a list of keys and values", help: "write key: value, a line each",
      in: file, at: file.lineRange(at: offset))
  }
}

private func checkLimits(_ file: SourceFile, in range: Range<Int>) throws(Diagnostic) {
  guard range.count <= Limits.yamlBytes else {
    throw Diagnostic(
      .error, "size", "the frontmatter has \(range.count / 1024) KB; at most \(Limits.yamlBytes / 1024)",
      help: "move the text into the body, below the second ---", in: file, at: range.lowerBound..<range.lowerBound)
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
      let before = index > range.lowerBound ? file.bytes[index - 1] : UInt8(ascii: "\n")
      if [0x20, 0x0A, 0x5B, 0x7B, 0x2C].contains(before), next != UInt8(ascii: " "), next != UInt8(ascii: "\n") {
        aliases += 1
      }
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

// MARK: - Values

private func value(_ node: Node, in file: SourceFile, yaml: Range<Int>) throws(Diagnostic) -> YAMLValue {
  let mark = node.mark.map(YAMLValue.Mark.init) ?? YAMLValue.Mark(line: 0, column: 0)
  switch node {
  case .scalar(let scalar):
    return .scalar(.init(text: scalar.string, style: YAMLValue.Style(scalar.style), mark: mark))
  case .sequence(let sequence):
    var values: [YAMLValue] = []
    values.reserveCapacity(sequence.count)
    for item in sequence { values.append(try value(item, in: file, yaml: yaml)) }
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
      entries.append(.init(key: name.string, keyMark: keyMark, value: try value(item, in: file, yaml: yaml)))
    }
    return .map(entries, mark)
  case .alias:
    throw Diagnostic(.error, "yaml", "an alias that leads nowhere", in: file, at: yaml.lowerBound..<yaml.lowerBound)
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

// MARK: - Errors

private func diagnostic(for error: YamlError, in file: SourceFile, yaml: Range<Int>) -> Diagnostic {
  switch error {
  case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
    .composer(let context, let problem, let mark, _):
    let offset = file.offset(of: YAMLValue.Mark(mark), in: yaml)
    return syntaxError(problem, context: context, at: offset, in: file, yaml: yaml)
  case .duplicatedKeysInMapping(let keys, _):
    return duplicateKey(keys.sorted().first ?? "", in: file, yaml: yaml)
  case .reader:
    let offset = yaml.first { index in
      let byte = file.bytes[index]
      return byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D || byte == 0x7F
    }
    let place = offset ?? yaml.lowerBound
    return Diagnostic(
      .error, "yaml", "a control character that YAML does not allow", help: "delete it", in: file,
      at: place..<place + 1)
  default:
    return Diagnostic(
      .error, "yaml", "\(error)", in: file, at: yaml.lowerBound..<yaml.lowerBound)
  }
}

/// Says what libyaml found in words that help: the four mistakes that people make in nearly every case each
/// have their own advice.
private func syntaxError(
  _ problem: String, context: YamlError.Context?, at offset: Int, in file: SourceFile, yaml: Range<Int>
) -> Diagnostic {
  let line = file.lineRange(at: min(offset, max(yaml.upperBound - 1, yaml.lowerBound)))
  let place = min(offset, line.upperBound)
  let character = place < line.upperBound ? file.bytes[place] : 0
  let lineText = file.text(in: line)

  if let tab = file.bytes[line].firstIndex(of: UInt8(ascii: "\t")), tab <= place,
    file.bytes[line.lowerBound..<tab].allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") })
  {
    return Diagnostic(
      .error, "yaml", "a tab cannot indent YAML", help: "use spaces", in: file, at: tab..<tab + 1)
  }
  if problem.hasPrefix("mapping values are not allowed"), let (key, value) = keyAndValue(of: lineText) {
    return Diagnostic(
      .error, "yaml", "a second \": \" in the value of \"\(key)\"",
      help: "quote the value: \(key): \(quoted(value))", in: file, at: place..<place + 1)
  }
  if problem.hasPrefix("found character that cannot start any token"),
    let (key, value) = keyAndValue(of: lineText), let first = value.unicodeScalars.first,
    first.value == UInt32(character)
  {
    return Diagnostic(
      .error, "yaml", "a value cannot begin with \"\(first)\" unless it is quoted",
      help: "quote the value: \(key): \(quoted(value))", in: file, at: place..<place + 1)
  }
  if let context, context.text.hasPrefix("while scanning a quoted scalar") {
    let start = file.offset(of: YAMLValue.Mark(context.mark), in: yaml)
    return Diagnostic(
      .error, "yaml", "a quotation mark is never closed", help: "close it, or double it inside the text",
      in: file, at: start..<start + 1)
  }
  if problem.hasPrefix("could not find expected ':'") {
    let start = context.map { file.offset(of: YAMLValue.Mark($0.mark), in: yaml) } ?? place
    return Diagnostic(
      .error, "yaml", "a line that is not \"key: value\"", help: "put \": \" behind the key", in: file,
      at: start..<max(start, file.lineRange(at: start).upperBound))
  }
  let message = context.map { "\($0.text): \(problem)" } ?? problem
  return Diagnostic(
    .error, "yaml", message, help: "check quotes, brackets and indentation here", in: file,
    at: place..<min(place + 1, line.upperBound))
}

private func keyAndValue(of line: String) -> (key: String, value: String)? {
  guard let colon = line.range(of: ": ") else { return nil }
  let key = line[..<colon.lowerBound].trimmingSpaces()
  let value = line[colon.upperBound...].trimmingSpaces()
  return key.isEmpty || value.isEmpty ? nil : (key, value)
}

private func quoted(_ value: String) -> String { ScalarText.doubleQuoted(value) }

extension Substring {
  fileprivate func trimmingSpaces() -> String {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

/// Yams says only which key is there twice: the lines are found in the text.
private func duplicateKey(_ key: String, in file: SourceFile, yaml: Range<Int>) -> Diagnostic {
  var places: [(range: Range<Int>, indentation: Int)] = []
  var start = yaml.lowerBound
  while start < yaml.upperBound {
    let line = file.lineRange(at: start)
    var content = line.lowerBound
    while content < line.upperBound,
      file.bytes[content] == UInt8(ascii: " ") || file.bytes[content] == UInt8(ascii: "-")
    {
      content += 1
    }
    for spelling in [key, "\"\(key)\"", "'\(key)'"] {
      let end = content + spelling.utf8.count
      if end < line.upperBound, file.bytes[end] == UInt8(ascii: ":"),
        file.bytes[content..<end].elementsEqual(spelling.utf8)
      {
        places.append((content..<end, content - line.lowerBound))
      }
    }
    start = (file.bytes[line.upperBound...].firstIndex(of: UInt8(ascii: "\n")) ?? yaml.upperBound) + 1
  }
  for (index, place) in places.enumerated() {
    guard let first = places[..<index].first(where: { $0.indentation == place.indentation }) else { continue }
    let line = file.position(at: first.range.lowerBound).line
    return Diagnostic(
      .error, "yaml", "the key \"\(key)\" is there twice", help: "keep one; the first is on line \(line)",
      in: file, at: place.range)
  }
  return Diagnostic(
    .error, "yaml", "the key \"\(key)\" is there twice", help: "keep one", in: file,
    at: yaml.lowerBound..<yaml.lowerBound)
}
