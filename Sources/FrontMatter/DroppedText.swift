import Bytes
import Diagnostics

// What YAML takes away from a text, or makes of it, without a word: each is a warning where a schema reads the value.

extension Fields {
  /// A tag, an anchor, and what looks like a comment.
  mutating func warnOfWhatIsDropped(_ entry: YAMLValue.Entry) {
    switch entry.value {
    case .scalar(let scalar):
      if scalar.isAbsent, scalar.text.isEmpty {
        warnOfLostValue(entry)
      } else {
        warnOfWhatIsDropped(scalar, of: entry)
      }
    case .list(let items, let mark):
      warnOfSign(at: document.offset(of: mark), of: entry)
      for case .scalar(let scalar) in items { warnOfWhatIsDropped(scalar, of: entry) }
    case .map: break
    }
  }

  /// They say what a reader takes the text for anyway.
  private static let knownTags = Set(
    ["str", "int", "float", "bool", "null", "seq", "map", "timestamp", "binary"].map { "!!\($0)" })

  private mutating func warnOfWhatIsDropped(_ scalar: YAMLValue.Scalar, of entry: YAMLValue.Entry) {
    let start = document.offset(of: scalar.mark)
    if warnOfSign(at: start, of: entry) { return }
    guard let comment = doubtfulComment(behind: scalar, at: start, of: entry) else { return }
    warn(
      "\"\(entry.key)\" ends before \"\(document.file.text(in: comment))\": YAML takes that for a comment",
      quote: "\(scalar.text) \(document.file.text(in: comment))", in: entry, at: comment)
  }

  /// A tag or an anchor, with which a value begins.
  @discardableResult
  private mutating func warnOfSign(at start: Int, of entry: YAMLValue.Entry) -> Bool {
    let line = document.file.lineRange(at: start)
    let rest = document.file.bytes[start..<max(start, line.upperBound)]
    guard let sign = rest.first, sign == UInt8(ascii: "!") || sign == UInt8(ascii: "&") else { return false }
    let end = rest.firstIndex(of: UInt8(ascii: " ")) ?? document.file.trimmedEnd(of: line)
    let word = document.file.text(in: start..<end)
    let isTag = sign == UInt8(ascii: "!")
    // An anchor that something leads to is meant.
    let alias = "*\(word.dropFirst())"
    let isMeant = isTag ? Self.knownTags.contains(word) : document.file.text(in: document.yaml).contains(alias)
    if isMeant { return true }
    let isText = rest[end...].first { $0 != UInt8(ascii: " ") }.map { !"[{\"'|>\n".utf8.contains($0) } ?? false
    warn(
      "\"\(entry.key)\" begins with \"\(word)\": YAML takes that for \(isTag ? "a tag" : "an anchor"), "
        + "and drops it",
      quote: isText ? document.file.text(in: start..<document.file.trimmedEnd(of: line)) : nil, in: entry,
      at: start..<end)
    return true
  }

  /// What YAML takes for a comment behind a text, and what may be part of it.
  private func doubtfulComment(
    behind scalar: YAMLValue.Scalar, at start: Int, of entry: YAMLValue.Entry
  ) -> Range<Int>? {
    let bytes = document.file.bytes
    var line = document.file.lineRange(at: start)
    var end = start
    switch scalar.style {
    case .block: return nil
    case .singleQuoted, .doubleQuoted:
      guard start < line.upperBound, let close = document.closingQuote(from: start, in: line) else { return nil }
      end = close + 1
    case .plain:
      end += scalar.text.utf8.count
      if end > line.upperBound || !bytes[start..<end].elementsEqual(scalar.text.utf8) {
        // A text over several lines ends where its last word stands.
        guard let word = scalar.text.split(separator: " ").last,
          let place = bytes[start..<document.yaml.upperBound].firstRange(of: word.utf8)
        else { return nil }
        line = document.file.lineRange(at: place.lowerBound)
        end = place.upperBound
      }
    }
    guard end < line.upperBound,
      let sign = bytes[end..<line.upperBound].firstIndex(where: { $0 != UInt8(ascii: " ") }),
      isDoubtfulComment(at: sign, line, of: entry, isQuoted: scalar.style != .plain)
    else { return nil }
    return sign..<document.file.trimmedEnd(of: line)
  }

  /// `pr: #12`.
  private mutating func warnOfLostValue(_ entry: YAMLValue.Entry) {
    let bytes = document.file.bytes
    let line = document.file.lineRange(at: document.offset(of: entry.keyMark))
    let key = document.range(ofKey: entry)
    guard key.upperBound < line.upperBound,
      let colon = bytes[key.upperBound..<line.upperBound].firstIndex(of: UInt8(ascii: ":")),
      let sign = bytes[(colon + 1)..<line.upperBound].firstIndex(where: { $0 != UInt8(ascii: " ") }),
      isDoubtfulComment(at: sign, line, of: entry)
    else { return }
    let comment = sign..<document.file.trimmedEnd(of: line)
    warn(
      "\"\(entry.key)\" has no value: YAML takes \"\(document.file.text(in: comment))\" for a comment",
      quote: document.file.text(in: comment), in: entry, at: comment)
  }

  /// Whether a `#` may be meant as text: in a title without quotes always, elsewhere where no blank follows, as one
  /// does in comments.
  private func isDoubtfulComment(
    at sign: Int, _ line: Range<Int>, of entry: YAMLValue.Entry, isQuoted: Bool = false
  ) -> Bool {
    guard document.file.bytes[sign] == UInt8(ascii: "#"), sign + 1 < line.upperBound else { return false }
    let next = document.file.bytes[sign + 1]
    return entry.key == "title" && !isQuoted || !" \t#".utf8.contains(next)
  }

  /// `labels: a, b` is one label.
  mutating func warnOfCommas(_ entry: YAMLValue.Entry) {
    guard case .scalar(let scalar) = entry.value, scalar.style == .plain, scalar.text.utf8.contains(UInt8(ascii: ","))
    else { return }
    let items = scalar.text.split(separator: ",").map(\.withoutBlanks)
    report(
      "yaml", "\"\(entry.key)\" is one entry: \"\(scalar.text)\"",
      help: "write \(entry.key): \(ScalarText.encode(list: items)), or quote the entry",
      at: document.range(of: entry.value),
      severity: .warning)
  }

  /// Characters at the ends of a text that nobody sees, and that make another word of it: `ada` and a no-break space.
  mutating func warnOfInvisibleEnds(_ entry: YAMLValue.Entry) {
    let values = if case .list(let items, _) = entry.value { items } else { [entry.value] }
    for case .scalar(let scalar) in values {
      guard let invisible = scalar.text.invisibleEnd else { continue }
      report(
        "value", "an invisible character in \"\(prefix)\(entry.key)\": \(invisible.invisibleName)", help: "delete it",
        at: document.range(of: .scalar(scalar)), severity: .warning)
    }
  }

  /// - Parameter quote: the text that was probably meant; `nil` where that cannot be told.
  private mutating func warn(_ message: String, quote: String?, in entry: YAMLValue.Entry, at place: Range<Int>) {
    let isItem = if case .list = entry.value { true } else { false }
    let help = quote.map { text in
      isItem
        ? "quote it: \(ScalarText.doubleQuoted(text))"
        : "quote the value: \(entry.key): \(ScalarText.doubleQuoted(text))"
    }
    report("yaml", message, help: help ?? "delete it", at: place, severity: .warning)
  }
}

extension SourceFile {
  /// Where a line ends but for blanks.
  func trimmedEnd(of line: Range<Int>) -> Int {
    bytes[line].lastIndex { !" \t\r".utf8.contains($0) }.map { $0 + 1 } ?? line.lowerBound
  }
}

extension Substring {
  fileprivate var withoutBlanks: String {
    var text = self
    while text.first == " " { text = text.dropFirst() }
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }
}
