import Diagnostics

/// One change to one top-level key of one file. Everything else (comments, quotes, order, line endings, the
/// body) stays as it was, byte for byte, and that is proved by reading the result again.
package enum FrontMatterEdit: Sendable, Equatable {
  /// Replaces the value of a scalar key, or adds the key. A decimal is written in double quotes.
  case set(key: String, to: String, style: YAMLValue.Style = .plain, isText: Bool = true)
  /// Makes a list hold these items, in the form the list has; adds the key where there is none.
  case setList(key: String, to: [String])
  /// Adds an item to a list, in the form the list has; adds the key where there is none.
  case append(key: String, item: String)
  /// Takes an item out of a list, wherever it stands in it.
  case takeOut(key: String, item: String)
  /// Adds a key that is not there, with a value of any depth below it.
  case insert(key: String, YAMLText)
  /// Adds a map to a list with a dash for each item; adds the key where there is none.
  case appendMap(key: String, [YAMLText.Entry])
  /// Removes a key whose value stands on one line, with its line.
  case remove(key: String)

  package var key: String {
    switch self {
    case .set(let key, _, _, _), .setList(let key, _), .append(let key, _), .takeOut(let key, _),
      .insert(let key, _), .appendMap(let key, _), .remove(let key):
      key
    }
  }
}

extension FrontMatterDocument {
  /// The file's bytes after an edit.
  ///
  /// - Throws: a diagnostic at the value that cannot be changed safely: a block scalar, an anchor, a map, a value
  ///   over several lines.
  package func applying(_ edit: FrontMatterEdit) throws(Diagnostic) -> [UInt8] {
    let (range, replacement) = try change(for: edit)
    var bytes = file.bytes
    bytes.replaceSubrange(range, with: replacement.utf8)
    try prove(edit, in: bytes)
    return bytes
  }

  private func change(for edit: FrontMatterEdit) throws(Diagnostic) -> (Range<Int>, String) {
    guard indentation != nil || entries.isEmpty else {
      throw refusal("the frontmatter is not one key a line", at: yaml.lowerBound)
    }
    let entry = entries.first { $0.isNamed(edit.key) }
    switch edit {
    case .set(let key, let text, let style, let isText):
      guard let entry else {
        return insertion(key, isText ? .scalar(text, style) : .bare(ScalarText.encode(text, isText: false)))
      }
      let (range, written) = try scalarRange(of: entry)
      let kept = style == .plain ? written ?? .plain : style
      let value = ScalarText.encode(text, style: kept, isText: isText)
      return (range, range.isEmpty ? " \(value)" : value)
    case .setList(let key, let items):
      guard let entry else { return insertion(key, .words(items)) }
      return try writtenList(of: entry).holding(items)
    case .append(let key, let item):
      guard let entry else { return insertion(key, .words([item])) }
      let list = try writtenList(of: entry)
      return list.holding(list.texts + [item])
    case .takeOut(let key, let item):
      guard let entry else { throw refusal("there is no key \"\(key)\"", at: yaml.lowerBound) }
      let list = try writtenList(of: entry)
      return list.holding(list.texts.filter { !$0.utf8.elementsEqual(item.utf8) })
    case .insert(let key, let value):
      if let entry { throw refusal("\"\(key)\" is there already", at: offset(of: entry.keyMark)) }
      return insertion(key, value)
    case .appendMap(let key, let map):
      guard let entry, !entry.value.isAbsent else {
        // An empty key is filled in its place; what it has behind the colon is at most a comment.
        guard let entry else { return insertion(key, .list([.map(map)])) }
        let end = endOfLine(at: offset(of: entry.keyMark))
        let lines = joined(YAMLText.map(map).lines(ofItemAt: (indentation ?? 0) + 2))
        // `key: ~`: what stands for nothing makes room.
        let (value, _) = try scalarRange(of: entry)
        guard !value.isEmpty else { return (end..<end, lines) }
        return (value.lowerBound..<end, file.text(in: value.upperBound..<end) + lines)
      }
      return try mapInsertion(of: map, in: entry)
    case .remove(let key):
      guard let entry else {
        throw refusal("there is no key \"\(key)\"", at: yaml.lowerBound)
      }
      let end: Int
      if case .list = entry.value {
        end = try writtenList(of: entry).range.upperBound
      } else {
        end = try scalarRange(of: entry).0.upperBound
      }
      let line = file.lineRange(at: offset(of: entry.keyMark))
      // The lines of a block list end with a line break of their own.
      let isBehindBreak = file.bytes[end - 1] == UInt8(ascii: "\n")
      return (line.lowerBound..<(isBehindBreak ? end : endOfLine(at: end)), "")
    }
  }

  // MARK: Finding

  /// The bytes of a scalar on its line, quotes included, and how it is quoted; empty behind the colon for a key
  /// without a value.
  func scalarRange(of entry: YAMLValue.Entry) throws(Diagnostic) -> (Range<Int>, YAMLValue.Style?) {
    guard case .scalar(let scalar) = entry.value else {
      throw refusal("\"\(entry.key)\" is \(entry.value.kind)", at: offset(of: entry.keyMark))
    }
    let colon = try colonEnd(of: entry)
    let line = file.lineRange(at: colon)
    var start = colon
    while start < line.upperBound, isBlank(file.bytes[start]) { start += 1 }
    let end: Int
    switch scalar.style {
    case .block: throw refusal("\"\(entry.key)\" is a block of text", at: start)
    case .plain:
      if scalar.isAbsent, isComment(at: start, line: line) || start == line.upperBound {
        return (colon..<colon, nil)
      }
      end = start + scalar.text.utf8.count
      guard end <= line.upperBound, file.bytes[start..<end].elementsEqual(scalar.text.utf8) else {
        throw refusal("\"\(entry.key)\" has an anchor, a tag or several lines", at: start)
      }
    case .singleQuoted, .doubleQuoted:
      let quote = scalar.style == .singleQuoted ? UInt8(ascii: "'") : UInt8(ascii: "\"")
      guard start < line.upperBound, file.bytes[start] == quote,
        let close = closingQuote(from: start, in: line)
      else { throw refusal("\"\(entry.key)\" has an anchor, a tag or several lines", at: start) }
      end = close + 1
    }
    guard isComment(at: end, line: line) else {
      throw refusal("\"\(entry.key)\" goes on after its value", at: end)
    }
    return (start..<end, scalar.style)
  }

  /// The bytes of a list in brackets, brackets included, or of a single scalar that stands for one.
  func flowListRange(of entry: YAMLValue.Entry) throws(Diagnostic) -> Range<Int> {
    guard case .list = entry.value else { return try scalarRange(of: entry).0 }
    guard !isBlockList(entry.value) else {
      throw refusal("\"\(entry.key)\" is a list over several lines", at: offset(of: entry.keyMark))
    }
    let colon = try colonEnd(of: entry)
    let line = file.lineRange(at: colon)
    var start = colon
    while start < line.upperBound, isBlank(file.bytes[start]) { start += 1 }
    guard start < line.upperBound, file.bytes[start] == UInt8(ascii: "[") else {
      throw refusal("\"\(entry.key)\" has an anchor, a tag or several lines", at: start)
    }
    var depth = 0
    var index = start
    // Brackets may be closed on a later line.
    while index < yaml.upperBound {
      let before = file.bytes[index - 1]
      // A quote or a sign inside a plain word is a letter; only one behind a bracket, a comma or a blank is more.
      let isFirst = isBlank(before) || before == UInt8(ascii: "\n") || "[,".utf8.contains(before)
      switch file.bytes[index] {
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 {
          guard isComment(at: index + 1, line: file.lineRange(at: index)) else {
            throw refusal("\"\(entry.key)\" goes on after its list", at: index + 1)
          }
          return start..<index + 1
        }
      case UInt8(ascii: "'") where isFirst, UInt8(ascii: "\"") where isFirst:
        guard let close = closingQuote(from: index, in: file.lineRange(at: index)) else {
          throw refusal("an item of \"\(entry.key)\" has several lines", at: index)
        }
        index = close
      case UInt8(ascii: "&") where isFirst, UInt8(ascii: "*") where isFirst, UInt8(ascii: "!") where isFirst:
        throw refusal("\"\(entry.key)\" has an anchor, an alias or a tag", at: index)
      case UInt8(ascii: "#") where isBlank(before) || before == UInt8(ascii: "\n"):
        // Which item it belongs to only a person knows.
        throw refusal("there is a comment inside the brackets of \"\(entry.key)\"", at: index)
      default: break
      }
      index += 1
    }
    throw refusal("the list of \"\(entry.key)\" is not closed", at: start)
  }

  /// Whether a list is written with a dash a line, by its first byte.
  func isBlockList(_ value: YAMLValue) -> Bool {
    file.bytes[offset(of: value.mark)] == UInt8(ascii: "-")
  }

  /// A map as the last item of a block list, behind whatever its last item ends with. Comments that follow belong to
  /// what comes next.
  private func mapInsertion(
    of map: [YAMLText.Entry], in entry: YAMLValue.Entry
  ) throws(Diagnostic) -> (Range<Int>, String) {
    guard case .list(_, let mark) = entry.value, isBlockList(entry.value),
      let index = entries.firstIndex(where: { $0.isNamed(entry.key) }), let block = blocks?.keys[index]
    else {
      throw refusal("\"\(entry.key)\" is not a list with a dash for each item", at: offset(of: entry.keyMark))
    }
    var end = block.upperBound
    while end > block.lowerBound {
      let line = file.lineRange(at: end - 1)
      guard isBlankOrComment(line) else { break }
      end = line.lowerBound
    }
    return (end..<end, joined(YAMLText.map(map).lines(ofItemAt: mark.column)))
  }

  func isBlankOrComment(_ line: Range<Int>) -> Bool {
    guard let first = file.bytes[line].first(where: { !isBlank($0) }) else { return true }
    return first == UInt8(ascii: "#")
  }

  /// A new key, on lines of its own just before the closing `---`.
  private func insertion(_ key: String, _ value: YAMLText) -> (Range<Int>, String) {
    (yaml.upperBound..<yaml.upperBound, joined(value.lines(of: key, indent: indentation ?? 0)))
  }

  private func joined(_ lines: [String]) -> String { lines.map { $0 + lineBreak }.joined() }

  /// The offset behind the colon of a key, wherever it stands on the key's line.
  private func colonEnd(of entry: YAMLValue.Entry) throws(Diagnostic) -> Int {
    let start = offset(of: entry.keyMark)
    let line = file.lineRange(at: start)
    var index = start
    if index < line.upperBound, [UInt8(ascii: "'"), UInt8(ascii: "\"")].contains(file.bytes[index]) {
      guard let close = closingQuote(from: index, in: line) else {
        throw refusal("the key \"\(entry.key)\" is not on one line", at: start)
      }
      index = close + 1
    } else {
      index += entry.key.utf8.count
    }
    while index < line.upperBound, isBlank(file.bytes[index]) { index += 1 }
    guard index < line.upperBound, file.bytes[index] == UInt8(ascii: ":") else {
      throw refusal("the key \"\(entry.key)\" is written in an unusual way", at: start)
    }
    return index + 1
  }

  func closingQuote(from start: Int, in line: Range<Int>) -> Int? {
    let quote = file.bytes[start]
    var index = start + 1
    while index < line.upperBound {
      if file.bytes[index] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        index += 2
      } else if file.bytes[index] == quote {
        guard quote == UInt8(ascii: "'"), index + 1 < line.upperBound, file.bytes[index + 1] == quote else {
          return index
        }
        index += 2
      } else {
        index += 1
      }
    }
    return nil
  }

  /// Whether nothing but white space or a comment stands between an offset and the end of its line.
  func isComment(at offset: Int, line: Range<Int>) -> Bool {
    var index = offset
    while index < line.upperBound, isBlank(file.bytes[index]) { index += 1 }
    if index == line.upperBound { return true }
    return file.bytes[index] == UInt8(ascii: "#") && index > line.lowerBound && isBlank(file.bytes[index - 1])
  }

  func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  func endOfLine(at offset: Int) -> Int {
    guard let lineBreak = file.bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) else {
      return file.bytes.count
    }
    return lineBreak + 1
  }

  func refusal(_ reason: String, at offset: Int) -> Diagnostic {
    Diagnostic(
      .error, "edit", "cannot be changed safely: \(reason)", help: "edit this line by hand", in: file,
      at: offset..<min(offset + 1, file.bytes.count))
  }
}
