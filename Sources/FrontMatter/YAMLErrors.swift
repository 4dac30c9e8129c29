import Bytes
import Diagnostics
import Yams

/// Says what libyaml found in words that help: the mistakes that people make in nearly every case each have their
/// own advice.
struct YAMLErrors {
  let file: SourceFile
  /// The bytes that were parsed.
  let yaml: Range<Int>

  func diagnostic(for error: YamlError) -> Diagnostic {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      return syntaxError(problem, context: context, at: offset(of: mark))
    case .duplicatedKeysInMapping(let keys, _):
      return duplicateKey(keys.distinct().first ?? "")
    case .reader:
      let place = firstControlCharacter ?? yaml.lowerBound..<yaml.lowerBound
      return self.error("a control character that YAML does not allow", help: "delete it", at: place)
    default:
      return self.error(
        "\(error)", help: "check quotes, brackets and indentation", at: yaml.lowerBound..<yaml.lowerBound)
    }
  }

  func error(_ message: String, help: String, at range: Range<Int>) -> Diagnostic {
    Diagnostic(.error, "yaml", message, help: help, in: file, at: range)
  }

  private func offset(of mark: Mark) -> Int {
    file.offset(of: YAMLValue.Mark(line: max(mark.line - 1, 0), column: max(mark.column - 1, 0)), in: yaml)
  }

  /// The first scalar outside YAML's character set (1.1, rule c-printable).
  private var firstControlCharacter: Range<Int>? {
    var offset = yaml.lowerBound
    for scalar in file.text(in: yaml).unicodeScalars {
      let end = offset + UTF8.width(scalar)
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF:
        offset = end
      default: return offset..<end
      }
    }
    return nil
  }
}

// MARK: - Syntax

extension YAMLErrors {
  private func syntaxError(_ problem: String, context: YamlError.Context?, at offset: Int) -> Diagnostic {
    // libyaml may point behind the end; the last line is meant.
    let line = file.lineRange(at: min(offset, max(yaml.upperBound - 1, yaml.lowerBound)))
    let place = min(offset, line.upperBound)
    let here = place..<min(place + 1, line.upperBound)
    let contextText = context?.text ?? ""
    let contextPlace = context.map { self.offset(of: $0.mark) } ?? place

    if let tab = indentingTab(in: line), tab <= place {
      return error("a tab cannot indent YAML", help: "use spaces", at: tab..<tab + 1)
    }
    if let invisible = invisibleIndentation(of: line) ?? invisibleIndentation(of: file.lineRange(at: contextPlace)) {
      return invisible
    }
    if problem.hasPrefix("mapping values are not allowed") {
      return secondColon(at: place, in: line)
    }
    if problem.hasPrefix("found character that cannot start any token")
      || problem.hasPrefix("block sequence entries are not allowed")
      || problem.hasPrefix("mapping keys are not allowed")
      || problem.hasPrefix("did not find expected node content") && contextText.hasPrefix("while parsing a block node")
    {
      return valueToQuote(from: place, in: line)
    }
    if ["while scanning a block scalar", "while scanning a tag", "while parsing a tag", "while parsing a node"]
      .contains(where: contextText.hasPrefix), let sign = file.bytes[contextPlace...].first, "|>!".utf8.contains(sign)
    {
      return valueToQuote(from: contextPlace, in: file.lineRange(at: contextPlace))
    }
    if contextText.hasPrefix("while scanning an alias") || contextText.hasPrefix("while scanning an anchor")
      || problem.hasPrefix("found undefined alias")
    {
      let start = problem.hasPrefix("found undefined alias") ? place : contextPlace
      return valueToQuote(from: start, in: file.lineRange(at: start))
    }
    if problem.hasPrefix("found invalid Unicode character escape code")
      || problem.hasPrefix("did not find expected hexdecimal number")
    {
      // libyaml points behind the letter of the escape.
      let start = file.bytes[line.lowerBound..<place].lastIndex(of: UInt8(ascii: "\\")) ?? place
      let end = min(start + 6, line.upperBound)
      return error(
        "an escape that stands for no character: \(file.text(in: start..<end))", help: "write the character itself",
        at: start..<end)
    }
    if contextText.hasPrefix("while scanning a quoted scalar") {
      return error(
        "a quotation mark is never closed", help: "close it, or quote the text with the other kind of quotes",
        at: contextPlace..<contextPlace + 1)
    }
    if problem.hasPrefix("found unknown escape character") {
      let escape = file.text(in: place..<min(place + 2, line.upperBound))
      return error(
        "YAML knows no escape \(escape)", help: "double the backslash, or use single quotes",
        at: place..<min(place + 2, line.upperBound))
    }
    if contextText.hasPrefix("while parsing a flow") {
      let opening = openBracket(before: place) ?? contextPlace
      let isList = file.bytes[opening] == UInt8(ascii: "[")
      if let comment = commentInBrackets(from: opening) {
        return error(
          "this \(isList ? "list" : "map") is never closed: \"\(file.text(in: comment))\" is a comment",
          help: "quote the entry: \(ScalarText.doubleQuoted(file.text(in: entry(at: comment))))",
          at: opening..<opening + 1)
      }
      let contextPlace = opening
      return error(
        "a comma or \(isList ? "]" : "}") is missing in this \(isList ? "list" : "map")",
        help: "put commas between its entries and \(isList ? "]" : "}") at its end",
        at: contextPlace..<contextPlace + 1)
    }
    if problem.hasPrefix("could not find expected ':'") {
      return notKeyAndValue(file.lineRange(at: contextPlace), from: contextPlace)
    }
    if problem.hasPrefix("did not find expected key") || problem.hasPrefix("did not find expected '-' indicator"),
      let value = valueRange(in: line) ?? itemRange(in: line), value.lowerBound <= place
    {
      switch file.bytes[value.lowerBound] {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        return error(
          "text behind a closing quotation mark", help: "quote the whole value: \(quoted(value))", at: here)
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        return error("text behind a closing bracket", help: "quote the whole value: \(quoted(value))", at: here)
      case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ","):
        return valueToQuote(from: value.lowerBound, in: line)
      default: break
      }
    }
    if problem.hasPrefix("did not find expected key")
      || problem.hasPrefix("did not find expected '-' indicator")
    {
      return error(
        "this line begins in another column than those before it",
        help: "begin all keys of a map, and all dashes of a list, in one column", at: here)
    }
    let message = contextText.isEmpty ? problem : "\(contextText): \(problem)"
    return error(message, help: "check quotes, brackets and indentation here", at: here)
  }

  private func indentingTab(in line: Range<Int>) -> Int? {
    let start = file.bytes[line].firstIndex { $0 != UInt8(ascii: " ") }
    return start.flatMap { file.bytes[$0] == UInt8(ascii: "\t") ? $0 : nil }
  }

  /// `title: fix: x`; or, where the colon is the line's first, a line that is indented under a value.
  private func secondColon(at place: Int, in line: Range<Int>) -> Diagnostic {
    guard let value = valueRange(in: line), place >= value.lowerBound else {
      if let broken = brokenLine(above: line) { return notKeyAndValue(broken, from: broken.lowerBound) }
      let start = file.bytes[line].firstIndex { $0 != UInt8(ascii: " ") } ?? place
      return error(
        "this line is indented, but the line before it has a value already",
        help: "begin all keys in the same column", at: start..<max(start, place))
    }
    let key = file.text(in: keyRange(in: line))
    return error(
      "a second \": \" in the value of \"\(key)\"", help: "quote the value: \(quoted(value))",
      at: place..<place + 1)
  }

  /// A value that begins with one of YAML's signs.
  private func valueToQuote(from start: Int, in line: Range<Int>) -> Diagnostic {
    let sign = file.text(in: start..<line.upperBound).unicodeScalars.first.map { String($0) } ?? ""
    let isWhole = valueRange(in: line)?.lowerBound == start
    let value: Range<Int>
    if isWhole, let range = valueRange(in: line) {
      value = range
    } else {
      // An entry of a list in brackets ends at a comma, any other at the end of the line.
      let content = contentEnd(of: line)
      let rest = start..<(content > start ? content : line.upperBound)
      let isFlow = file.bytes[line.lowerBound..<start].contains(UInt8(ascii: "["))
      let end = isFlow ? file.bytes[rest].firstIndex { ",]".utf8.contains($0) } : nil
      value = start..<(end ?? rest.upperBound)
    }
    let text = ScalarText.doubleQuoted(file.text(in: value))
    return error(
      "a value cannot begin with \"\(sign)\" unless it is quoted",
      help: isWhole ? "quote the value: \(quoted(value))" : "quote it: \(text)", at: start..<start + 1)
  }

  /// `key: "value"` or `- "item"`, as the line should be.
  private func quoted(_ value: Range<Int>) -> String {
    let line = file.lineRange(at: value.lowerBound)
    let start = file.bytes[line].firstIndex { $0 != UInt8(ascii: " ") } ?? line.lowerBound
    if file.text(in: start..<min(start + 2, line.upperBound)) == "- " {
      return "- " + ScalarText.doubleQuoted(file.text(in: withoutQuotes(start + 2..<value.upperBound)))
    }
    return file.text(in: start..<value.lowerBound) + ScalarText.doubleQuoted(file.text(in: withoutQuotes(value)))
  }

  /// `'Don't'` was quoted already, if badly: its outer quotes are not part of the text.
  private func withoutQuotes(_ value: Range<Int>) -> Range<Int> {
    guard value.count > 2, let first = file.bytes[value].first, "\"'".utf8.contains(first),
      file.bytes[value].last == first
    else { return value }
    return value.lowerBound + 1..<value.upperBound - 1
  }

  /// What stands behind the dash of a list.
  private func itemRange(in line: Range<Int>) -> Range<Int>? {
    let end = contentEnd(of: line)
    guard let dash = file.bytes[line].firstIndex(where: { $0 != UInt8(ascii: " ") }), dash + 2 < end,
      file.bytes[dash] == UInt8(ascii: "-"), file.bytes[dash + 1] == UInt8(ascii: " ")
    else { return nil }
    return dash + 2..<end
  }

  /// The key of a line, without the dash of a list in front of it.
  private func keyRange(in line: Range<Int>) -> Range<Int> {
    var start = line.lowerBound
    while start < line.upperBound, " -".utf8.contains(file.bytes[start]) { start += 1 }
    let colon = file.bytes[start..<line.upperBound].firstIndex(of: UInt8(ascii: ":")) ?? line.upperBound
    return start..<colon
  }

  /// What stands behind the first `: ` of a line, without blanks and without a comment.
  func valueRange(in line: Range<Int>) -> Range<Int>? {
    var colon = keyRange(in: line).upperBound
    while colon + 1 < line.upperBound, file.bytes[colon + 1] != UInt8(ascii: " ") {
      guard let next = file.bytes[colon + 1..<line.upperBound].firstIndex(of: UInt8(ascii: ":")) else {
        return nil
      }
      colon = next
    }
    let end = contentEnd(of: line)
    guard colon + 1 < end,
      let start = file.bytes[colon + 1..<end].firstIndex(where: { $0 != UInt8(ascii: " ") })
    else { return nil }
    return start..<end
  }

  /// The end of a line without a comment and without the blanks before it.
  private func contentEnd(of line: Range<Int>) -> Int {
    var end = line.upperBound
    for index in line.dropFirst()
    where file.bytes[index] == UInt8(ascii: "#") && file.bytes[index - 1] == UInt8(ascii: " ") {
      end = index
      break
    }
    while end > line.lowerBound, file.bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
    return end
  }
}

// MARK: - Duplicate keys

extension YAMLErrors {
  /// Yams says only which key is there twice: the places are found in the text.
  func duplicateKey(_ key: String) -> Diagnostic {
    if let (first, second) = duplicateInLines(key) ?? duplicateInBrackets(key) {
      let line = file.position(at: first.lowerBound).line
      let place = line == file.position(at: second.lowerBound).line ? "this line" : "line \(line)"
      return error(
        "the key \"\(key)\" is there twice", help: "keep one; the first is on \(place)", at: second)
    }
    return error("the key \"\(key)\" is there twice", help: "keep one", at: yaml.lowerBound..<yaml.lowerBound)
  }

  private func spellings(of key: String) -> [String] { [key, "\"\(key)\"", "'\(key)'"] }

  /// Two lines of one map: in one column, and nothing further left between them.
  private func duplicateInLines(_ key: String) -> (Range<Int>, Range<Int>)? {
    var places: [(range: Range<Int>, column: Int)] = []
    var start = yaml.lowerBound
    while start < yaml.upperBound {
      let line = file.lineRange(at: start)
      start = (file.bytes[line.upperBound...].firstIndex(of: UInt8(ascii: "\n")) ?? yaml.upperBound) + 1
      let dashOrKey = file.bytes[line].firstIndex { $0 != UInt8(ascii: " ") } ?? line.upperBound
      guard dashOrKey < line.upperBound, file.bytes[dashOrKey] != UInt8(ascii: "#") else { continue }
      // A dash begins a new map; a key further left ends the one before.
      places.removeAll { $0.column > dashOrKey - line.lowerBound }
      let keyStart =
        file.bytes[dashOrKey..<line.upperBound].firstIndex { !" -".utf8.contains($0) } ?? line.upperBound
      for spelling in spellings(of: key) {
        let end = keyStart + spelling.utf8.count
        guard end < line.upperBound, file.bytes[keyStart..<end].elementsEqual(spelling.utf8),
          file.bytes[end..<line.upperBound].first(where: { $0 != UInt8(ascii: " ") }) == UInt8(ascii: ":")
        else { continue }
        let column = keyStart - line.lowerBound
        if let first = places.first(where: { $0.column == column }) { return (first.range, keyStart..<end) }
        places.append((keyStart..<end, column))
      }
    }
    return nil
  }

  /// Two keys of a map in brackets.
  private func duplicateInBrackets(_ key: String) -> (Range<Int>, Range<Int>)? {
    var first: Range<Int>?
    for index in yaml where " {,\n".utf8.contains(file.bytes[index]) {
      for spelling in spellings(of: key) {
        let end = index + 1 + spelling.utf8.count
        guard end < yaml.upperBound, file.bytes[end] == UInt8(ascii: ":"),
          file.bytes[index + 1..<end].elementsEqual(spelling.utf8)
        else { continue }
        if let first { return (first, index + 1..<end) }
        first = index + 1..<end
      }
    }
    return nil
  }
}
