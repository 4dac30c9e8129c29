import Bytes

// Ids of footnotes hold a period, which no anchor of a heading does.

extension HTMLWriter {
  /// Writes the number that leads to a footnote.
  mutating func footnoteReference(_ node: NodePointer) {
    guard let mark = node.footnote else { return }
    // In a link there can be no other one; then the number alone can be come back to.
    guard !isInsideLink else {
      output.append(literal: "<sup id=\"")
      appendReferenceID(mark.number, mark.count)
      output.append(literal: "\">")
      output.append(utf8: String(mark.number))
      output.append(literal: "</sup>")
      return
    }
    output.append(literal: "<sup><a id=\"")
    appendReferenceID(mark.number, mark.count)
    output.append(literal: "\" href=\"#")
    appendID("fn.", mark.number)
    output.append(literal: "\" aria-label=\"Footnote ")
    output.append(utf8: String(mark.number))
    output.append(literal: "\">")
    output.append(utf8: String(mark.number))
    output.append(literal: "</a></sup>")
  }

  /// Begins the item of a footnote.
  mutating func openFootnote(_ mark: FootnoteMark) {
    output.append(literal: "<li id=\"")
    appendID("fn.", mark.number)
    output.append(literal: "\">")
  }

  /// Writes a link back to each reference.
  mutating func writeBackLinks(of mark: FootnoteMark) {
    for count in 1...max(1, mark.count) {
      if count > 1 { output.append(UInt8(ascii: " ")) }
      output.append(literal: "<a href=\"#")
      appendReferenceID(mark.number, count)
      output.append(literal: "\" aria-label=\"Back to reference ")
      output.append(utf8: String(mark.number))
      if count > 1 { output.append(utf8: "-\(count)") }
      // With the sign that makes it text, and no picture.
      output.append(literal: "\">\u{21A9}\u{FE0E}")
      if count > 1 { output.append(utf8: "<sup>\(count)</sup>") }
      output.append(literal: "</a>")
    }
  }

  private mutating func appendReferenceID(_ number: Int, _ count: Int) {
    appendID("fnref.", number)
    if count > 1 { output.append(utf8: ".\(count)") }
  }

  private mutating func appendID(_ name: StaticString, _ number: Int) {
    output.appendEscapingHTML(options.headingIDPrefix ?? "")
    output.append(literal: name)
    output.append(utf8: String(number))
  }
}

extension NodePointer {
  /// The footnote whose last block a paragraph is.
  var footnoteEndingHere: FootnoteMark? { next == nil ? parent.flatMap { $0.kind == .item ? $0.footnote : nil } : nil }

  /// The footnote that an item is, where it does not end in a paragraph.
  var footnoteWithoutLastParagraph: FootnoteMark? {
    guard let footnote else { return nil }
    var last = firstChild
    while let next = last?.next { last = next }
    return last?.kind == .paragraph ? nil : footnote
  }
}
