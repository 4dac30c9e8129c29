import FrontMatter

// Files of the old system are markdown written by hand and by prompts: what counts in them are headings, tables and
// lines. Code and comments are text, whatever they look like.

/// A text file of the old system, taken apart. Every line with something on it is in exactly one piece.
package struct LegacyText: Sendable {
  struct Line: Sendable, Equatable {
    /// 1-based, in the source file.
    let number: Int
    /// Without its end.
    let text: String
  }

  enum Piece: Sendable {
    case heading(level: Int, text: String, Line)
    case table(LegacyTable)
    case line(Line)
    /// What means something only as a whole: a code block, a comment.
    case block([Line])
  }

  let pieces: [Piece]
  let lines: [Line]
  var notes: [ImportNote]

  /// - Returns: `nil` for what is not text: NUL bytes.
  init?(_ raw: [UInt8]) {
    guard let source = SourceText(raw) else { return nil }
    notes = source.notes
    var lines: [Line] = []
    for bytes in source.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let end = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
      lines.append(Line(number: lines.count + 1, text: String(decoding: end, as: UTF8.self)))
    }
    self.lines = lines
    var reader = Reader(lines: lines)
    reader.read()
    pieces = reader.pieces
    notes += reader.notes
  }

  /// Of the first heading.
  var title: String? {
    pieces.lazy.compactMap { piece -> String? in
      if case .heading(_, let text, _) = piece { LegacyCell.plain(text) } else { nil }
    }.first
  }

  var tables: [LegacyTable] { pieces.compactMap { if case .table(let table) = $0 { table } else { nil } } }
}

extension LegacyText {
  private struct Reader {
    let lines: [Line]
    var pieces: [Piece] = []
    var notes: [ImportNote] = []
    private var index = 0
    /// From which line on no code block or comment of a kind is ever closed.
    private var openFrom: [String: Int] = [:]

    init(lines: [Line]) { self.lines = lines }

    mutating func read() {
      while index < lines.count {
        let line = lines[index]
        let words = line.text.trimmed
        if words.isEmpty {
          index += 1
        } else if let fence = LegacyText.fence(of: line.text), let end = endOfCode(fence) {
          take(through: end)
        } else if words.hasPrefix("<!--"), let end = endOfComment() {
          take(through: end)
        } else if let heading = LegacyText.heading(of: line.text) {
          pieces.append(.heading(level: heading.level, text: heading.text, line))
          index += 1
        } else if let table = LegacyTable(lines, at: index) {
          pieces.append(.table(table))
          index = table.end
        } else {
          pieces.append(.line(line))
          index += 1
        }
      }
    }

    private mutating func take(through end: Int) {
      pieces.append(.block(Array(lines[index...end])))
      index = end + 1
    }

    private mutating func endOfCode(_ fence: Fence) -> Int? {
      closing(of: "code block", key: "\(fence.sign) \(fence.length)") { text in
        LegacyText.fence(of: text).map { $0.closes(fence) } ?? false
      }
    }

    private mutating func endOfComment() -> Int? {
      // One that ends on its own line is a block of one line.
      if lines[index].text.utf8.dropFirst(4).firstRange(of: "-->".utf8) != nil { return index }
      return closing(of: "comment", key: "<!--") { $0.utf8.firstRange(of: "-->".utf8) != nil }
    }

    /// The line that closes what begins on this one. What is never closed is a slip of the pen: as markdown has it,
    /// all that follows would be code.
    private mutating func closing(of thing: String, key: String, where closes: (String) -> Bool) -> Int? {
      // Looked for once, so that a thousand marks that nothing closes are not a million looks.
      if let from = openFrom[key], from <= index { return nil }
      if let end = lines[(index + 1)...].firstIndex(where: { closes($0.text) }) { return end }
      openFrom[key] = index
      notes.append(
        ImportNote(
          .mended, "the \(thing) that begins here is never closed: read as if it did not begin",
          line: lines[index].number))
      return nil
    }
  }

  struct Fence: Equatable {
    let sign: UInt8
    let length: Int
    /// Whether a word stands behind it, which only an opening one has.
    let isBare: Bool

    func closes(_ opening: Fence) -> Bool { isBare && sign == opening.sign && length >= opening.length }
  }

  /// The ``` or ~~~ that a line begins with.
  static func fence(of line: String) -> Fence? {
    let bytes = line.utf8.drop { $0 == UInt8(ascii: " ") }
    guard let sign = bytes.first, sign == UInt8(ascii: "`") || sign == UInt8(ascii: "~") else { return nil }
    let rest = bytes.drop { $0 == sign }
    let length = bytes.count - rest.count
    // `code` in a line of text.
    guard length >= 3, sign != UInt8(ascii: "`") || !rest.contains(sign) else { return nil }
    return Fence(sign: sign, length: length, isBare: rest.allSatisfy { $0 <= 0x20 })
  }

  static func heading(of line: String) -> (level: Int, text: String)? {
    let bytes = line.utf8
    let level = bytes.prefix { $0 == UInt8(ascii: "#") }.count
    guard (1...6).contains(level), let next = bytes.dropFirst(level).first, next <= 0x20 else { return nil }
    var text = String(line.utf8.dropFirst(level))?.trimmed ?? ""
    while text.utf8.last == UInt8(ascii: "#") { text.removeLast() }
    return (level, text.trimmed)
  }

  /// Whether a line is one of `---`, `***`, `___`: it says nothing.
  static func isRule(_ line: String) -> Bool {
    let signs = line.utf8.filter { $0 > 0x20 }
    guard let sign = signs.first, signs.count >= 3, "-*_=".utf8.contains(sign) else { return false }
    return signs.allSatisfy { $0 == sign }
  }
}

/// A table with its delimiter row, however ragged.
struct LegacyTable: Sendable {
  struct Row: Sendable {
    let line: LegacyText.Line
    /// As they are written, without the escapes of pipes.
    let cells: [String]
  }

  let header: Row
  let delimiter: LegacyText.Line
  let rows: [Row]
  /// The index of the first line behind it.
  fileprivate let end: Int

  fileprivate init?(_ lines: [LegacyText.Line], at start: Int) {
    guard start + 1 < lines.count, lines[start].text.utf8.contains(UInt8(ascii: "|")),
      Self.isDelimiter(lines[start + 1].text), !Self.isDelimiter(lines[start].text)
    else { return nil }
    header = Row(line: lines[start], cells: Self.cells(of: lines[start].text))
    delimiter = lines[start + 1]
    var rows: [Row] = []
    var index = start + 2
    while index < lines.count, lines[index].text.utf8.contains(UInt8(ascii: "|")),
      LegacyText.heading(of: lines[index].text) == nil, LegacyText.fence(of: lines[index].text) == nil
    {
      let cells = Self.cells(of: lines[index].text)
      // Another table right below, without a blank line between. A row of dashes alone may as well say nothing.
      if index + 1 < lines.count, Self.isDelimiter(lines[index + 1].text),
        cells.contains(where: { LegacyColumn(header: $0) != nil })
      {
        break
      }
      rows.append(Row(line: lines[index], cells: cells))
      index += 1
    }
    self.rows = rows
    end = index
  }

  private static func isDelimiter(_ line: String) -> Bool {
    var hasDash = false
    var hasPipe = false
    for byte in line.utf8 {
      switch byte {
      case UInt8(ascii: "-"): hasDash = true
      case UInt8(ascii: "|"): hasPipe = true
      case UInt8(ascii: ":"), 0x20, 0x09: continue
      default: return false
      }
    }
    return hasDash && hasPipe
  }

  static func cells(of line: String) -> [String] {
    var cells: [String] = []
    var cell: [UInt8] = []
    let bytes = Array(line.trimmed.utf8)
    var index = bytes.first == UInt8(ascii: "|") ? 1 : 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\\"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "|") {
        cell.append(UInt8(ascii: "|"))
        index += 1
      } else if byte == UInt8(ascii: "|") {
        cells.append(String(decoding: cell, as: UTF8.self).trimmed)
        cell = []
      } else {
        cell.append(byte)
      }
      index += 1
    }
    // A row need not end in a pipe.
    let rest = String(decoding: cell, as: UTF8.self).trimmed
    if !rest.isEmpty || bytes.last != UInt8(ascii: "|") { cells.append(rest) }
    return cells
  }
}

/// A cell without the marks around it that say how it looks.
enum LegacyCell {
  /// `**High**` is `High`, `[Fix](https://…)` is `Fix`; marks inside of a text stay.
  static func plain(_ raw: String) -> String {
    var text = raw
    while true {
      let before = text
      for mark in ["**", "__", "~~", "`", "*", "_"] {
        let length = mark.utf8.count
        guard text.utf8.count > 2 * length, text.hasPrefix(mark), text.hasSuffix(mark) else { continue }
        let inner = text.utf8.dropFirst(length).dropLast(length)
        // `**a** and **b**` is not one bold text.
        guard inner.firstRange(of: mark.utf8) == nil, let words = String(inner) else { continue }
        text = words.trimmed
      }
      if let words = linkText(text) { text = words.trimmed }
      if text.utf8.elementsEqual(before.utf8) { return text }
    }
  }

  /// The text of a cell that is one link and nothing else.
  private static func linkText(_ text: String) -> String? {
    let bytes = text.utf8
    guard bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: ")"),
      let middle = bytes.firstRange(of: "](".utf8)
    else { return nil }
    let words = bytes[bytes.index(after: bytes.startIndex)..<middle.lowerBound]
    let address = bytes[middle.upperBound...].dropLast()
    guard !words.contains(UInt8(ascii: "[")), !address.contains(UInt8(ascii: "(")),
      !address.contains(UInt8(ascii: ")")), !words.isEmpty
    else { return nil }
    return String(words)
  }

  /// What stands for nothing in a cell.
  static func isEmpty(_ raw: String) -> Bool {
    !raw.isVisible || raw.unicodeScalars.allSatisfy { "-–— ".unicodeScalars.contains($0) }
  }
}
