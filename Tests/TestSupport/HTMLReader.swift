/// An element or a text of a page.
package final class HTMLNode {
  /// Empty for a text and for the root.
  package let name: String
  package let attributes: [String: String]
  package private(set) var children: [HTMLNode] = []
  private let ownText: String
  package private(set) weak var parent: HTMLNode?

  init(name: String = "", attributes: [String: String] = [:], text: String = "") {
    self.name = name
    self.attributes = attributes
    ownText = text
  }

  func append(_ child: HTMLNode) {
    child.parent = self
    children.append(child)
  }

  package var isText: Bool { name.isEmpty && parent != nil }
  /// As it is read: blocks apart, runs of white space as one space.
  package var text: String { spacedText.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
  private var spacedText: String {
    let inner = ownText + children.map(\.spacedText).joined()
    return Self.apart.contains(name) ? " \(inner) " : inner
  }
  private static let apart: Set = [
    "p", "li", "td", "th", "tr", "div", "dt", "dd", "h2", "ul", "pre", "section", "option",
  ]
  package var classes: [String] { attributes["class"]?.split(separator: " ").map(String.init) ?? [] }
  package var ancestors: [HTMLNode] { parent.map { [$0] + $0.ancestors } ?? [] }

  /// All elements below, in document order.
  package var descendants: [HTMLNode] {
    children.flatMap { $0.name.isEmpty ? $0.descendants : [$0] + $0.descendants }
  }

  /// Elements below by a selector of one step: `li`, `.card`, `li.card`, `#next`, `[data-item]`.
  package func all(_ selector: String) -> [HTMLNode] { descendants.filter { $0.matches(selector) } }

  package func first(_ selector: String) -> HTMLNode? { all(selector).first }

  /// The texts of what a selector finds.
  package func texts(_ selector: String) -> [String] { all(selector).map(\.text) }

  private func matches(_ selector: String) -> Bool {
    if selector.hasPrefix("#") { return attributes["id"] == String(selector.dropFirst()) }
    if selector.hasPrefix("[") { return attributes[String(selector.dropFirst().dropLast())] != nil }
    let parts = selector.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    return (parts[0].isEmpty || parts[0] == name) && parts.dropFirst().allSatisfy(classes.contains)
  }
}

/// Reads the HTML that this program writes, and complains of everything that a browser would have to guess.
package struct HTMLReader {
  private let bytes: [UInt8]
  private var index = 0
  private var open: [HTMLNode]
  private(set) var problems: [String] = []

  package static func read(_ text: String) -> (root: HTMLNode, problems: [String]) {
    let root = HTMLNode()
    var reader = HTMLReader(bytes: Array(text.utf8), open: [root])
    reader.run()
    if reader.open.count > 1 { reader.problems.append("never closed: \(reader.open.dropFirst().map(\.name))") }
    return (root, reader.problems)
  }

  private init(bytes: [UInt8], open: [HTMLNode]) {
    self.bytes = bytes
    self.open = open
  }

  package static let voids: Set = ["meta", "link", "input", "img", "br", "hr"]
  private static let noBlocks: Set = [
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "a", "b", "small", "code", "pre",
  ]
  private static let blocks: Set = [
    "p", "div", "ul", "ol", "li", "section", "h1", "h2", "h3", "h4", "h5", "h6", "table", "pre", "blockquote",
    "figure", "details", "article", "form", "header", "footer", "main", "nav", "dl", "hr",
  ]

  private mutating func run() {
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "<") else {
        let end = bytes[index...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
        open.last?.append(HTMLNode(text: decoded(index..<end)))
        index = end
        continue
      }
      let end = tagEnd()
      let tag = String(decoding: bytes[index + 1..<end], as: UTF8.self)
      if tag.lowercased() == "!doctype html" {
        if index != 0 { problems.append("doctype at \(index)") }
      } else if tag.hasPrefix("/") {
        close(String(tag.dropFirst()))
      } else {
        openTag(index + 1..<end)
      }
      index = end + 1
    }
  }

  /// The `>` of the tag, outside quotes.
  private mutating func tagEnd() -> Int {
    var isQuoted = false
    for place in index + 1..<bytes.count {
      if bytes[place] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if bytes[place] == UInt8(ascii: ">"), !isQuoted { return place }
    }
    problems.append("a tag without an end at \(index)")
    return bytes.count - 1
  }

  private mutating func close(_ name: String) {
    guard open.count > 1, open.last?.name == name else {
      problems.append("</\(name)> closes <\(open.last?.name ?? "")>")
      return
    }
    open.removeLast()
  }

  private mutating func openTag(_ range: Range<Int>) {
    var place = range.lowerBound
    func isNameByte(_ byte: UInt8) -> Bool {
      ![0x20, 0x0A, UInt8(ascii: "="), UInt8(ascii: "/"), UInt8(ascii: "\"")].contains(byte)
    }
    func word() -> String {
      let start = place
      while place < range.upperBound, isNameByte(bytes[place]) { place += 1 }
      return String(decoding: bytes[start..<place], as: UTF8.self)
    }
    let name = word()
    var attributes: [String: String] = [:]
    var closesItself = false
    while place < range.upperBound {
      switch bytes[place] {
      case 0x20, 0x0A: place += 1
      case UInt8(ascii: "/"):
        closesItself = place == range.upperBound - 1
        place += 1
      default:
        let attribute = word()
        var value = ""
        if attribute.isEmpty {
          problems.append("rubbish in <\(name)>")
          place += 1
          continue
        }
        if place < range.upperBound, bytes[place] == UInt8(ascii: "=") {
          guard place + 1 < range.upperBound, bytes[place + 1] == UInt8(ascii: "\""),
            let end = bytes[(place + 2)..<range.upperBound].firstIndex(of: UInt8(ascii: "\""))
          else {
            problems.append("\(attribute) of <\(name)> is not quoted")
            return
          }
          value = decoded(place + 2..<end)
          place = end + 1
        }
        if attributes.updateValue(value, forKey: attribute) != nil {
          problems.append("\(attribute) twice in <\(name)>")
        }
        if attribute.hasPrefix("on") || attribute == "style" { problems.append("\(attribute) in <\(name)>") }
      }
    }
    let node = HTMLNode(name: name, attributes: attributes)
    checkPlace(of: node)
    open.last?.append(node)
    let isInSVG = open.contains { $0.name == "svg" }
    if !Self.voids.contains(name), !(closesItself && isInSVG) { open.append(node) }
  }

  private mutating func checkPlace(of node: HTMLNode) {
    let parent = open.last?.name ?? ""
    if Self.blocks.contains(node.name), Self.noBlocks.contains(parent) {
      problems.append("<\(node.name)> in <\(parent)>")
    }
    if node.name == "a", open.contains(where: { $0.name == "a" }) { problems.append("<a> in <a>") }
    if ["ul", "ol"].contains(parent), node.name != "li" { problems.append("<\(node.name)> in <\(parent)>") }
    if node.name == "li", !["ul", "ol"].contains(parent) { problems.append("<li> in <\(parent)>") }
    if node.name == "img", node.attributes["alt"] == nil { problems.append("<img> without alt") }
  }

  /// Text with its character references replaced.
  private mutating func decoded(_ range: Range<Int>) -> String {
    var text: [UInt8] = []
    var place = range.lowerBound
    while place < range.upperBound {
      guard bytes[place] == UInt8(ascii: "&") else {
        text.append(bytes[place])
        place += 1
        continue
      }
      let known = ["&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": "\"", "&#39;": "'", "&#x27;": "'"]
      if let (name, value) = known.first(where: { bytes[place..<range.upperBound].starts(with: $0.key.utf8) }) {
        text += value.utf8
        place += name.utf8.count
      } else {
        problems.append("an ampersand that begins nothing at \(place)")
        text.append(bytes[place])
        place += 1
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
