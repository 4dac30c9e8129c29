import Bytes

/// A tag of HTML.
package struct HTMLTag: Equatable, Sendable {
  /// In small letters.
  package let name: String
  /// A capital first, and small letters too.
  private let isCapitalised: Bool
  package let isClosing: Bool
  /// Names in small letters, values with character references as they are written.
  package let attributes: [(name: String, value: String)]

  package static func == (left: HTMLTag, right: HTMLTag) -> Bool {
    left.name == right.name && left.isClosing == right.isClosing
      && left.attributes.elementsEqual(right.attributes) { $0 == $1 }
  }

  package subscript(attribute: String) -> String? { attributes.first { $0.name == attribute }?.value }

  /// Nil for what is no tag: a comment, a processing instruction, text.
  package init?(_ bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    guard bytes.count >= 3, bytes.first == UInt8(ascii: "<"), bytes.last == UInt8(ascii: ">") else { return nil }
    var index = 1
    isClosing = bytes[1] == UInt8(ascii: "/")
    if isClosing { index += 1 }
    guard bytes[index].isASCIILetter else { return nil }
    let end = bytes.count - 1
    func word(until stops: (UInt8) -> Bool) -> ArraySlice<UInt8> {
      let start = index
      while index < end, !bytes[index].isASCIISpace, !stops(bytes[index]) { index += 1 }
      return bytes[start..<index]
    }
    func skipSpaces() { while index < end, bytes[index].isASCIISpace { index += 1 } }
    let written = word { $0 == UInt8(ascii: "/") }
    name = Self.lowered(written)
    isCapitalised = written.first?.isASCIIUppercase == true && written.contains(where: \.isASCIILowercase)
    var attributes: [(name: String, value: String)] = []
    while true {
      skipSpaces()
      while index < end, bytes[index] == UInt8(ascii: "/") { index += 1 }
      guard index < end else { break }
      let name = Self.lowered(word { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "/") })
      skipSpaces()
      var value = ""
      if index < end, bytes[index] == UInt8(ascii: "=") {
        index += 1
        skipSpaces()
        if index < end, bytes[index] == UInt8(ascii: "\"") || bytes[index] == UInt8(ascii: "'") {
          let quote = bytes[index]
          let close = bytes[(index + 1)..<end].firstIndex(of: quote) ?? end
          value = String(decoding: bytes[(index + 1)..<close], as: UTF8.self)
          index = min(close + 1, end)
        } else {
          value = String(decoding: word { _ in false }, as: UTF8.self)
        }
      } else if name.isEmpty {
        index += 1
        continue
      }
      attributes.append((name, value))
    }
    self.attributes = attributes
  }

  private static func lowered(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.map(\.asciiLowercased), as: UTF8.self)
  }

  /// The looks that a tag gives what it holds.
  var style: TextStyle? {
    switch name {
    case "u", "ins": .underline
    case "kbd", "code", "samp", "tt", "var": .code
    case "del", "s", "strike": .strikethrough
    case "b", "strong": .bold
    case "i", "em", "cite", "dfn": .italic
    default: nil
    }
  }

  /// Whether it was meant as HTML. What HTML does not know was meant as text, `Array<String>`, and so was what is
  /// written as types are: `Vec<Option>`.
  var isHTML: Bool { Self.known.contains(name) && !isCapitalised }

  /// What parts the words around it, where it is left out: a line end, or a space.
  var gap: String? {
    if Self.blocks.contains(name) { return "\n" }
    return name == "td" || name == "th" ? " " : nil
  }

  /// The level of a heading.
  var headingLevel: Int? {
    let bytes = Array(name.utf8)
    guard bytes.count == 2, bytes[0] == UInt8(ascii: "h"), (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(bytes[1])
    else { return nil }
    return Int(bytes[1] - UInt8(ascii: "0"))
  }

  /// Whether a block of such tags is text and pictures: it needs not be shown as code.
  var isPlain: Bool {
    style != nil || headingLevel != nil || Self.plain.contains(name)
  }

  private static let plain: Set<String> = [
    "a", "abbr", "br", "center", "div", "figcaption", "figure", "img", "p", "picture", "q", "small", "source", "span",
    "sub", "sup", "wbr",
  ]

  private static let blocks: Set<String> = [
    "address", "article", "aside", "blockquote", "caption", "center", "dd", "details", "div", "dl", "dt", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "option", "p",
    "pre",
    "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
  ]

  /// Tags that can be left out without a word: what they say is in no text.
  var isSilent: Bool { Self.silent.contains(name) }

  private static let silent: Set<String> = [
    "a", "abbr", "acronym", "article", "aside", "bdi", "bdo", "big", "center", "data", "div", "font", "footer",
    "header",
    "label", "main", "mark", "nobr", "p", "picture", "q", "section", "small", "span", "time", "tbody", "wbr",
  ]

  private static let known = silent.union([
    "address", "area", "audio", "b", "base", "blockquote", "body", "br", "button", "canvas", "caption", "cite", "code",
    "col", "colgroup", "datalist", "dd", "del", "details", "dfn", "dialog", "dir", "dl", "dt", "em", "embed",
    "fieldset",
    "figcaption", "figure", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "hgroup", "hr",
    "font", "html", "i", "iframe", "img", "input", "ins", "kbd", "legend", "li", "link", "map", "mark", "math", "menu",
    "meta", "meter",
    "nav", "noframes", "noscript", "object", "ol", "optgroup", "option", "output", "param", "path", "pre", "progress",
    "rp", "rt", "ruby", "s", "samp", "script", "search", "select", "slot", "source", "strike", "strong", "style", "sub",
    "summary", "sup", "svg", "table", "td", "template", "textarea", "tfoot", "th", "thead", "title", "tr", "track",
    "tt",
    "u", "ul", "var", "video",
  ])
}
