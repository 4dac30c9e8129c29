import Bytes
import Quantities

/// The values of one template or of one item of a list. Every text is escaped on its way in, once and in bytes, so
/// that templates write `{{name}}` for texts and for finished HTML alike and cannot get it wrong.
///
/// (The template engine's own escaping works on grapheme clusters: a quotation mark followed by a combining
/// accent is none of its characters, and would end an attribute.)
struct Values {
  private(set) var dictionary: [String: Any] = [:]

  /// A text; an absent or empty one is left out, because a section on an empty text would still render.
  mutating func text(_ key: String, _ text: String?) {
    if let text, !text.isEmpty { dictionary[key] = text.escapedForHTML }
  }

  /// A text that may be empty, such as the way to the site's root.
  mutating func raw(_ key: String, _ text: String) { dictionary[key] = text.escapedForHTML }

  mutating func number(_ key: String, _ number: Int?) {
    if let number { dictionary[key] = String(number) }
  }

  /// Finished HTML.
  mutating func html(_ key: String, _ html: HTML?) {
    if let html, !html.text.isEmpty { dictionary[key] = html.text }
  }

  mutating func flag(_ key: String, _ flag: Bool) { dictionary[key] = flag }

  mutating func values(_ key: String, _ values: Values?) {
    if let values { dictionary[key] = values.dictionary }
  }

  mutating func list(_ key: String, _ list: [Values]) { dictionary[key] = list.map(\.dictionary) }

  /// A list of `{text: …}`, with a flag of its own for the heading above it.
  mutating func texts(_ key: String, flag: String? = nil, _ texts: [String]) {
    list(key, texts.map { item in Values { $0.text("text", item) } })
    if let flag { self.flag(flag, !texts.isEmpty) }
  }

  init() {}

  init(_ fill: (inout Values) -> Void) { fill(&self) }
}

/// Finished HTML: text that must not be escaped again. Only code that escapes what it puts in makes one.
struct HTML: Sendable {
  let text: String

  init(_ text: String) { self.text = text }

  init(_ bytes: [UInt8]) { text = String(decoding: bytes, as: UTF8.self) }

  /// `<time datetime="…">text</time>`.
  static func time(_ instant: Instant, _ text: String) -> HTML {
    HTML("<time datetime=\"\(instant)\">\(text.escapedForHTML)</time>")
  }

  static func time(_ day: Day, _ text: String) -> HTML {
    HTML("<time datetime=\"\(day)\">\(text.escapedForHTML)</time>")
  }

  static func link(_ text: String, to href: String) -> HTML {
    HTML("<a href=\"\(href.escapedForHTML)\">\(text.escapedForHTML)</a>")
  }

  static func text(_ text: String) -> HTML { HTML(text.escapedForHTML) }

  static func code(_ text: String) -> HTML { HTML("<code>\(text.escapedForHTML)</code>") }
}

extension String {
  /// With `& < > " '` as entities.
  var escapedForHTML: String {
    let needsEscape = utf8.contains { byte in
      switch byte {
      case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
      default: false
      }
    }
    guard needsEscape else { return self }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count + 16)
    bytes.appendEscapingHTML(self)
    return String(decoding: bytes, as: UTF8.self)
  }
}
