/// Reads the HTML that bodies are rendered to, strictly: what is not exactly what the writer may write is a problem.
package struct MarkupReader {
  private let bytes: [UInt8]
  private var offset = 0
  private var open: [String] = []
  private var ids: Set<[UInt8]> = []

  /// What is wrong; empty for good markup. The reader stops at the first thing.
  package private(set) var problem: String?

  /// The text between the tags, character references resolved, with the alternative texts of pictures.
  package private(set) var text: [UInt8] = []

  package init(_ html: [UInt8]) {
    bytes = html
    while problem == nil, offset < bytes.count {
      switch bytes[offset] {
      case UInt8(ascii: "<"): readTag()
      case UInt8(ascii: ">"): fail("a bare >")
      case UInt8(ascii: "&"): text.append(readReference())
      default:
        text.append(bytes[offset])
        offset += 1
      }
    }
    if problem == nil, let last = open.last { fail("<\(last)> is never closed") }
  }

  private static let voids: Set = ["br", "hr", "img", "input"]
  /// The elements that each element may stand in; nil for any that is no void.
  private static let parents: [String: Set<String>] = [
    "li": ["ul", "ol"], "thead": ["table"], "tbody": ["table"], "tr": ["thead", "tbody"], "th": ["tr"], "td": ["tr"],
    "code": [
      "", "p", "li", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "em", "strong", "del", "a", "td", "th", "kbd", "sub",
      "sup",
      "ins", "mark", "details",
    ],
    "div": containers, "table": containers, "p": containers, "pre": containers, "blockquote": containers,
    "ul": containers, "ol": containers, "hr": containers, "h1": containers, "h2": containers, "h3": containers,
    "h4": containers, "h5": containers, "h6": containers, "details": containers, "summary": ["details"],
    // In a list without paragraphs, what is in details has none either.
    "input": ["li", "p", "details"],
  ]
  private static let containers: Set = ["", "li", "blockquote", "div", "details"]
  private static let inlines: Set = ["em", "strong", "del", "a", "br", "img", "kbd", "sub", "sup", "ins", "mark"]
  private static let attributes: Set = [
    "href", "title", "src", "alt", "class", "id", "start", "type", "disabled", "checked", "aria-label", "tabindex",
    "role", "dir", "open",
  ]

  private mutating func fail(_ what: String) {
    problem = "\(what) at \(offset) of \(String(decoding: bytes.prefix(2_000), as: UTF8.self))"
  }

  private mutating func word() -> String {
    let start = offset
    while offset < bytes.count,
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[offset])
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) || bytes[offset] == UInt8(ascii: "-")
    {
      offset += 1
    }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  private mutating func skip(_ byte: Unicode.Scalar) -> Bool {
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: byte) else { return false }
    offset += 1
    return true
  }

  private mutating func readTag() {
    offset += 1
    if skip("/") {
      let name = word()
      guard skip(">"), open.popLast() == name else { return fail("</\(name)> closes something else") }
      return
    }
    let name = word()
    let parent = open.last ?? ""
    guard let parents = Self.parents[name] else {
      guard Self.inlines.contains(name) else { return fail("the element \"\(name)\"") }
      if name == "a", open.contains("a") { return fail("a link in a link") }
      return readAttributes(of: name)
    }
    guard parents.contains(parent) else { return fail("<\(name)> in <\(parent)>") }
    readAttributes(of: name)
  }

  private mutating func readAttributes(of name: String) {
    var seen: Set<String> = []
    while skip(" ") {
      if skip("/") { break }
      let attribute = word()
      guard Self.attributes.contains(attribute), seen.insert(attribute).inserted else {
        return fail("the attribute \"\(attribute)\"")
      }
      guard skip("=") else { continue }
      guard skip("\"") else { return fail("no quote") }
      var value: [UInt8] = []
      while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
        switch bytes[offset] {
        case UInt8(ascii: "<"), UInt8(ascii: ">"): return fail("a bare bracket in \(attribute)")
        case UInt8(ascii: "&"): value.append(readReference())
        default:
          value.append(bytes[offset])
          offset += 1
        }
        if problem != nil { return }
      }
      guard skip("\"") else { return fail("no quote at the end") }
      if attribute == "href" || attribute == "src", !isSafe(value, fetches: attribute == "src") {
        return fail("the address \(String(decoding: value, as: UTF8.self))")
      }
      if attribute == "alt" { text += value }
      if attribute == "id", !ids.insert(value).inserted {
        return fail("the id \(String(decoding: value, as: UTF8.self))")
      }
    }
    guard skip(">") else { return fail("no end of <\(name)>") }
    if name == "details", !bytes[offset...].starts(with: "\n<summary>".utf8) { return fail("no summary") }
    if !Self.voids.contains(name) { open.append(name) }
  }

  /// True for `http`, `https`, `mailto` and what is relative; for what a browser fetches by itself, only the last.
  private func isSafe(_ address: [UInt8], fetches: Bool) -> Bool {
    if address.starts(with: "//".utf8) { return false }
    let delimiters = Array(":/?#".utf8)
    guard let end = address.firstIndex(where: delimiters.contains), address[end] == UInt8(ascii: ":") else {
      return true
    }
    let scheme = String(decoding: address[..<end], as: UTF8.self).lowercased()
    return !fetches && ["http", "https", "mailto"].contains(scheme)
  }

  private mutating func readReference() -> UInt8 {
    let known: [(name: String, value: Unicode.Scalar)] = [
      ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"),
    ]
    for (name, value) in known where bytes[offset...].starts(with: name.utf8) {
      offset += name.utf8.count
      return UInt8(ascii: value)
    }
    fail("an ampersand that begins nothing")
    offset += 1
    return UInt8(ascii: "&")
  }
}
