import Bytes

/// What a block of HTML says: details that open and close, and the rest.
enum HTMLBlockPart: Equatable {
  case openDetails
  case closeDetails
  /// The inside of a summary.
  case summary(String)
  case rule
  /// Anything else, without comments.
  case html(String)
}

/// Takes a block of HTML apart.
enum HTMLBlockReader {
  static func parts(of literal: String) -> [HTMLBlockPart] {
    let bytes = Array(literal.utf8)
    var parts: [HTMLBlockPart] = []
    var rest: [UInt8] = []
    func flush() {
      if isVisible(rest) { parts.append(.html(trimmed(rest))) }
      rest = []
    }
    var index = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "<") else {
        rest.append(bytes[index])
        index += 1
        continue
      }
      if bytes[index...].starts(with: "<!--".utf8) {
        // One that never ends would take all that follows: it is shown instead.
        guard let end = endOfComment(in: bytes, from: index) else {
          rest += bytes[index...]
          break
        }
        index = end
        continue
      }
      guard let close = endOfTag(in: bytes[index...]), let tag = HTMLTag(bytes[index...close]) else {
        rest.append(bytes[index])
        index += 1
        continue
      }
      switch tag.name {
      case "details":
        flush()
        parts.append(tag.isClosing ? .closeDetails : .openDetails)
      case "summary" where !tag.isClosing:
        flush()
        let inner = bytes[(close + 1)...]
        let end = endOfSummary(in: inner) ?? (inner.endIndex, inner.endIndex)
        parts.append(.summary(trimmed(inner[..<end.0])))
        index = end.1
        continue
      case "summary": break
      case "hr":
        flush()
        parts.append(.rule)
      default: rest += bytes[index...close]
      }
      index = close + 1
    }
    flush()
    return parts
  }

  /// A longer tag is text, so that a text of nothing but beginnings is not read again for each of them.
  private static let tagLimit = 2_000

  /// The `>` of a tag that begins here; none in a value in quotes counts. No other `<` is looked over.
  static func endOfTag(in bytes: ArraySlice<UInt8>) -> Int? {
    var quote: UInt8?
    var last: UInt8 = 0
    for index in bytes.indices.dropFirst().prefix(tagLimit) {
      let byte = bytes[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: ">") {
        return index
      } else if byte == UInt8(ascii: "<") {
        return nil
      } else if last == UInt8(ascii: "="), byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      }
      last = byte
    }
    return nil
  }

  /// Tags and the texts between them, where all tags are such that need no block of code.
  static func plainParts(of text: String) -> [(tag: HTMLTag?, text: String)]? {
    let bytes = Array(text.utf8)
    var parts: [(tag: HTMLTag?, text: String)] = []
    var start = 0
    var index = 0
    while let open = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
      index = open + 1
      guard let close = endOfTag(in: bytes[open...]), let tag = HTMLTag(bytes[open...close]) else { continue }
      guard tag.isPlain || !tag.isHTML else { return nil }
      if tag.isHTML, tag.gap != nil {
        parts.append((nil, String(decoding: bytes[start..<open], as: UTF8.self)))
        parts.append((tag, ""))
        start = close + 1
      }
      index = close + 1
    }
    parts.append((nil, String(decoding: bytes[start...], as: UTF8.self)))
    return parts
  }

  private static func endOfComment(in bytes: [UInt8], from start: Int) -> Int? {
    var index = start + 4
    // `<!-->` and `<!--->` are whole comments.
    if bytes[index...].starts(with: ">".utf8) { return index + 1 }
    if bytes[index...].starts(with: "->".utf8) { return index + 2 }
    while let dash = bytes[index...].firstIndex(of: UInt8(ascii: "-")) {
      if bytes[dash...].starts(with: "-->".utf8) { return dash + 3 }
      index = dash + 1
    }
    return nil
  }

  private static func endOfSummary(in bytes: ArraySlice<UInt8>) -> (Int, Int)? {
    var index = bytes.startIndex
    while let start = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
      index = start + 1
      if let close = endOfTag(in: bytes[start...]), let tag = HTMLTag(bytes[start...close]), tag.name == "summary",
        tag.isClosing
      {
        return (start, close + 1)
      }
    }
    return nil
  }

  /// False for nothing but white space and tags that only lay out.
  private static func isVisible(_ bytes: [UInt8]) -> Bool {
    var index = 0
    while index < bytes.count {
      if bytes[index].isASCIISpace {
        index += 1
        continue
      }
      guard bytes[index] == UInt8(ascii: "<"), let close = endOfTag(in: bytes[index...]),
        let tag = HTMLTag(bytes[index...close]), tag.isSilent || tag.name == "br"
      else { return true }
      index = close + 1
    }
    return false
  }

  private static func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> String {
    let start = bytes.drop(while: \.isASCIISpace)
    let end = start.lastIndex { !$0.isASCIISpace }
    return String(decoding: end.map { start[...$0] } ?? start[..<start.startIndex], as: UTF8.self)
  }
}
