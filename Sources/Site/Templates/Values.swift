import Bytes
import Quantities

/// What a name in a template stands for.
enum TemplateValue: Sendable {
  /// Escaped where it is written.
  case text(String)
  /// Written as it is.
  case html(HTML)
  /// HTML that is made where it is written, with the most bytes that it may have: a table of 10,000 rows need not be
  /// there twice.
  case stream(limit: Int, @Sendable (inout HTML) -> Void)
  case flag(Bool)
  case values(Values)
  case list([Values])
}

extension TemplateValue {
  func append(to output: inout [UInt8]) {
    switch self {
    case .text(let text): output.appendEscapingHTML(text)
    case .html(let html): output.append(contentsOf: html.bytes)
    case .stream(_, let write):
      var html = HTML([])
      swap(&html.bytes, &output)
      write(&html)
      swap(&html.bytes, &output)
    case .flag, .values, .list: break
    }
  }
}

/// The values of one template or of one item of a list.
///
/// A handful of names: looking through them in turn is faster than hashing.
struct Values: Sendable {
  private var entries: [(name: ValueName, value: TemplateValue)] = []

  init() {}

  /// - Parameter count: about how many names there will be.
  init(reserving count: Int = 6, _ fill: (inout Values) -> Void) {
    entries.reserveCapacity(count)
    fill(&self)
  }

  subscript(name: ValueName) -> TemplateValue? {
    for index in entries.indices where entries[index].name == name { return entries[index].value }
    return nil
  }

  /// The bytes of HTML in these values and those inside of them; at most, where it is yet to be made.
  var htmlCount: Int {
    entries.reduce(0) { sum, entry in
      switch entry.value {
      case .html(let html): sum + html.bytes.count
      case .stream(let limit, _): sum + limit
      case .values(let values): sum + values.htmlCount
      case .list(let items): items.reduce(sum) { $0 + $1.htmlCount }
      case .text, .flag: sum
      }
    }
  }

  /// The names that have a value, in the order in which they were given.
  var keys: [String] { entries.map(\.name.text) }

  /// A text; an absent or empty one is left out, because a section on an empty text would still render.
  mutating func text(_ name: ValueName, _ text: String?) {
    if let text, !text.isEmpty { entries.append((name, .text(text))) }
  }

  /// A text that may be empty, such as the way to the site's root.
  mutating func possiblyEmpty(_ name: ValueName, _ text: String) { entries.append((name, .text(text))) }

  mutating func number(_ name: ValueName, _ number: Int?) {
    if let number { entries.append((name, .text(String(number)))) }
  }

  /// Finished HTML; nothing is left out like an empty text.
  mutating func html(_ name: ValueName, _ html: HTML?) {
    if let html, !html.bytes.isEmpty { entries.append((name, .html(html))) }
  }

  mutating func stream(_ name: ValueName, limit: Int, _ write: @escaping @Sendable (inout HTML) -> Void) {
    entries.append((name, .stream(limit: limit, write)))
  }

  mutating func flag(_ name: ValueName, _ flag: Bool) { entries.append((name, .flag(flag))) }

  mutating func values(_ name: ValueName, _ values: Values?) {
    if let values { entries.append((name, .values(values))) }
  }

  mutating func list(_ name: ValueName, _ list: [Values]) { entries.append((name, .list(list))) }

  /// A list of `{text: …}`, with a flag of its own for the heading above it.
  mutating func texts(_ name: ValueName, flag: ValueName? = nil, _ texts: [String]) {
    list(name, texts.map { item in Values { $0.text("text", item) } })
    if let flag { self.flag(flag, !texts.isEmpty) }
  }
}

/// Finished HTML: bytes that must not be escaped again. Only code that escapes what it puts in makes one.
struct HTML: Sendable {
  var bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  init(_ text: String) { bytes = Array(text.utf8) }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// `<time datetime="…">text</time>`.
  static func time(_ instant: Instant, _ text: String, title: String? = nil) -> HTML {
    time("\(instant)", text, title: title)
  }
  static func time(_ day: Day, _ text: String) -> HTML { time("\(day)", text, title: nil) }

  private static func time(_ exact: String, _ text: String, title: String?) -> HTML {
    var html = HTML([])
    html.bytes.reserveCapacity(64)
    html.bytes.append(literal: "<time datetime=\"")
    html.bytes.append(utf8: exact)
    if let title {
      html.bytes.append(literal: "\" title=\"")
      html.bytes.appendEscapingHTML(title)
    }
    html.bytes.append(literal: "\">")
    html.bytes.appendEscapingHTML(text)
    html.bytes.append(literal: "</time>")
    return html
  }

  static func link(_ text: String, to href: String) -> HTML {
    var html = HTML([])
    html.bytes.append(literal: "<a href=\"")
    html.bytes.appendEscapingHTML(href)
    html.bytes.append(literal: "\">")
    html.bytes.appendEscapingHTML(text)
    html.bytes.append(literal: "</a>")
    return html
  }

  /// A command in two pieces, so that a line that is too narrow can cut it in the middle: its end tells most.
  static func command(_ text: String) -> HTML {
    let end = text.suffix(16)
    if end.startIndex == text.startIndex { return .text(text) }
    var html = HTML([])
    html.bytes.append(literal: "<span>")
    html.bytes.appendEscapingHTML(String(text[..<end.startIndex]))
    html.bytes.append(literal: "</span><span>")
    html.bytes.appendEscapingHTML(String(end))
    html.bytes.append(literal: "</span>")
    return html
  }

  static func text(_ text: String) -> HTML {
    var html = HTML([])
    html.bytes.appendEscapingHTML(text)
    return html
  }

  static func code(_ text: String) -> HTML {
    var html = HTML([])
    html.bytes.append(literal: "<code>")
    html.bytes.appendEscapingHTML(text)
    html.bytes.append(literal: "</code>")
    return html
  }
}

extension String {
  /// With `& < > " '` as entities.
  var escapedForHTML: String {
    var bytes: [UInt8] = []
    bytes.appendEscapingHTML(self)
    return String(decoding: bytes, as: UTF8.self)
  }
}
