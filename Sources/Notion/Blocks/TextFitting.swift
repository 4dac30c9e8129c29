import Bytes

// Every text is cut where the service asks for it, and nothing of it is left out. A cut is made behind white space near
// the end of what fits, else between two characters as readers see them: an emoji of several scalars stays one.

/// Cuts texts into what fits into one place.
package enum TextFitting {
  /// How far before the end of what fits white space is looked for, in UTF-16 units.
  private static let reach = 200
  /// Bytes of JSON around a piece of text: its keys and annotations.
  private static let frame = 260

  /// The parts of a text that each fit into one rich text; one empty part for an empty text.
  package static func parts(of text: RichText) -> [RichText] {
    parts(of: text, elements: Limits.elements, bytes: Limits.richText)
  }

  /// - Parameters:
  ///   - elements: how many pieces a part may have.
  ///   - bytes: how large the JSON of a part may be.
  package static func parts(of text: RichText, elements: Int, bytes: Int) -> [RichText] {
    guard text.runs.count > elements || text.runs.contains(where: { $0.text.utf8.count > Limits.text }) else {
      let size = text.runs.reduce(0) { $0 + Self.size(of: $1) }
      if size <= bytes { return [text] }
      return gathered(text.runs, elements: elements, bytes: bytes)
    }
    return gathered(text.runs.flatMap(pieces), elements: elements, bytes: bytes)
  }

  private static func gathered(_ pieces: [TextRun], elements: Int, bytes: Int) -> [RichText] {
    var parts: [RichText] = []
    var part: [TextRun] = []
    var size = 0
    for piece in pieces {
      let own = Self.size(of: piece)
      if !part.isEmpty, part.count == elements || size + own > bytes {
        let (head, rest) = cut(part, before: piece)
        parts.append(RichText(apart: head))
        (part, size) = (rest, rest.reduce(0) { $0 + Self.size(of: $1) })
      }
      part.append(piece)
      size += own
    }
    parts.append(RichText(apart: part))
    return parts
  }

  /// How many pieces before the end of a part white space is looked for.
  private static let pieceReach = 30

  /// A part up to its last white space, and what is behind that: a word of several looks stays in one place.
  private static func cut(_ part: [TextRun], before next: TextRun) -> (head: [TextRun], rest: [TextRun]) {
    if next.text.utf8.first?.isASCIISpace == true { return (part, []) }
    for index in part.indices.reversed().prefix(pieceReach) {
      let text = part[index].text
      guard !part[index].target.isPage, let space = text.utf8.lastIndex(where: \.isASCIISpace) else { continue }
      let end = text.utf8.index(after: space)
      if end == text.endIndex, index == part.count - 1 { return (part, []) }
      guard index > 0 || end > text.startIndex else { break }
      var head = Array(part[..<index])
      head.append(TextRun(String(text[..<end]), part[index].style, target: part[index].target))
      var rest = Array(part[(index + 1)...])
      if end < text.endIndex {
        rest.insert(TextRun(String(text[end...]), part[index].style, target: part[index].target), at: 0)
      }
      return (head, rest)
    }
    return (part, [])
  }

  /// The pieces of a run that are each a text.
  private static func pieces(of run: TextRun) -> [TextRun] {
    guard run.text.utf8.count > Limits.text, !run.target.isPage else { return [run] }
    var pieces: [TextRun] = []
    var rest = run.text[...]
    while !rest.isEmpty {
      let end = end(of: rest, limit: Limits.text, breaking: true)
      pieces.append(TextRun(String(rest[..<end]), run.style, target: run.target))
      rest = rest[end...]
    }
    return pieces
  }

  /// The parts of a code block's text, cut at line ends where there are any. A line end that is cut at belongs to the
  /// block's own end.
  package static func codeParts(of code: String) -> [RichText] {
    var parts: [RichText] = []
    var rest = code[...]
    repeat {
      var part: [TextRun] = []
      var size = 0
      var end = rest.startIndex
      while end < rest.endIndex, part.count < Limits.elements {
        let next = Self.end(of: rest[end...], limit: Limits.text, breaking: false)
        let piece = TextRun(String(rest[end..<next]))
        size += Self.size(of: piece)
        if !part.isEmpty, size > Limits.richText { break }
        part.append(piece)
        end = next
      }
      guard end < rest.endIndex else {
        parts.append(RichText(apart: part))
        return parts
      }
      if let newline = rest[..<end].utf8.lastIndex(of: UInt8(ascii: "\n")), newline > rest.startIndex {
        let last = rest.utf8.index(after: newline)
        parts.append(RichText(apart: pieces(ofCode: rest[..<newline])))
        rest = rest[last...]
      } else {
        parts.append(RichText(apart: part))
        rest = rest[end...]
      }
    } while !rest.isEmpty
    return parts
  }

  private static func pieces(ofCode code: Substring) -> [TextRun] {
    var pieces: [TextRun] = []
    var rest = code
    while !rest.isEmpty {
      let end = end(of: rest, limit: Limits.text, breaking: false)
      pieces.append(TextRun(String(rest[..<end])))
      rest = rest[end...]
    }
    return pieces
  }

  /// The end of the longest beginning of a text that is within a limit.
  ///
  /// - Parameter breaking: at white space near that end, where there is some.
  package static func end(of text: Substring, limit: Int, breaking: Bool) -> String.Index {
    let scalars = text.unicodeScalars
    var units = 0
    var end = scalars.startIndex
    // Where white space ended last.
    var space: String.Index?
    while end < scalars.endIndex {
      let scalar = scalars[end]
      units += scalar.value > 0xFFFF ? 2 : 1
      if units > limit { break }
      end = scalars.index(after: end)
      if breaking, units > limit - reach, scalar == " " || scalar == "\n" || scalar == "\t" { space = end }
    }
    if end == scalars.endIndex { return end }
    if let space { return space }
    return characterEnd(in: text, near: end) ?? end
  }

  /// How many scalars one character may have, so that a text of nothing but marks is not gone through for each of them.
  private static let characterReach = 64

  /// The last end of a character, as readers see them, at or before a place; nil where none is near.
  private static func characterEnd(in text: Substring, near end: String.Index) -> String.Index? {
    let scalars = text.unicodeScalars
    var start = end
    for _ in 0..<characterReach where start > scalars.startIndex { start = scalars.index(before: start) }
    // Flags are pairs: they are counted from where they begin.
    while start > scalars.startIndex, (0x1F1E6...0x1F1FF).contains(scalars[start].value) {
      start = scalars.index(before: start)
    }
    let last = scalars.index(end, offsetBy: characterReach, limitedBy: scalars.endIndex) ?? scalars.endIndex
    var found: String.Index?
    for index in text[start..<last].indices where index > start && index <= end { found = index }
    return found
  }

  private static func size(of run: TextRun) -> Int {
    var size = frame
    if case .address(let address) = run.target { size += address.utf8.count + 10 }
    if case .page(let key) = run.target { size += key.name.utf8.count + 100 }
    for byte in run.text.utf8 {
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: "\t"), UInt8(ascii: "\""), UInt8(ascii: "\\"): size += 2
      case 0..<0x20, 0x7F: size += 6
      // Some of these are written as six bytes.
      case 0xC2, 0xD8, 0xE2: size += 4
      default: size += 1
      }
    }
    return size
  }
}
