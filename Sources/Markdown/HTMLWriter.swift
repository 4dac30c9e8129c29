import Bytes

extension MarkdownDocument {
  /// Appends the document as an HTML fragment to `output`, every block ending in a line feed.
  ///
  /// - Returns: the anchors of its headings, without the prefix, where the options ask for anchors.
  @discardableResult
  package func appendHTML(to output: inout [UInt8], options: HTMLOptions = HTMLOptions()) -> [String] {
    root.appendHTML(to: &output, options: options)
  }

  /// The document as an HTML fragment.
  package func html(options: HTMLOptions = HTMLOptions()) -> String {
    var output: [UInt8] = []
    output.reserveCapacity(source.count + source.count / 2)
    appendHTML(to: &output, options: options)
    return String(decoding: output, as: UTF8.self)
  }
}

extension MarkdownNode {
  /// Appends this node and all below it as HTML to `output`, and returns the anchors of headings in it.
  @discardableResult
  package func appendHTML(to output: inout [UInt8], options: HTMLOptions = HTMLOptions()) -> [String] {
    withExtendedLifetime(document) {
      // The writer owns the buffer while it writes, so that nothing is copied.
      var writer = HTMLWriter(
        output: output.take(), options: options, directions: TextDirections(below: pointer, of: document),
        boxes: document.taskBoxes)
      writer.write(pointer)
      output = writer.output
      return writer.anchorsWritten
    }
  }
}

extension [UInt8] {
  /// Moves the bytes out, leaving none.
  fileprivate mutating func take() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&self, &taken)
    return taken
  }
}

/// Writes a tree as HTML, with the line ends and escapes of CommonMark's reference output.
struct HTMLWriter {
  var output: [UInt8]

  let options: HTMLOptions
  private let start: Int
  private var anchors = AnchorNames()
  private(set) var anchorsWritten: [String] = []
  /// For each link around what is written next, whether it opened an `<a>`.
  var links: [Bool] = []
  /// The levels, as written, of the headings that the last one stands under, and its own.
  private var headingPath: [Int] = []
  var details = OpenDetails()
  /// Nothing stands behind the footnotes.
  private var isInFootnotes = false
  private var directions: TextDirections?
  private let boxes: TaskBoxes

  init(output: [UInt8], options: HTMLOptions, directions: TextDirections?, boxes: TaskBoxes) {
    self.boxes = boxes
    self.output = output
    self.options = options
    self.directions = directions
    start = output.count
  }

  mutating func write(_ root: NodePointer) {
    var walk = TreeWalk(root)
    while let step = walk.next() {
      if step.isEntering {
        enter(step.node, step.kind, &walk)
      } else {
        leave(step.node, step.kind)
      }
    }
    // Where the root itself is a block of HTML.
    closeDetails(in: root.parent)
  }
}

// MARK: - Nodes

extension HTMLWriter {
  private mutating func enter(_ node: NodePointer, _ kind: MarkdownNode.Kind, _ walk: inout TreeWalk) {
    if details.awaitsSummary, kind != .htmlBlock { writeSummary(nil) }
    switch kind {
    case .text: text(node.literal)
    case .softBreak: output.append(UInt8(ascii: "\n"))
    case .lineBreak: output.append(literal: "<br />\n")
    case .code:
      output.append(literal: "<code>")
      text(node.literal)
      output.append(literal: "</code>")
    case .emph: output.append(literal: "<em>")
    case .strong: output.append(literal: "<strong>")
    case .strikethrough: output.append(literal: "<del>")
    case .link: openLink(node)
    case .image:
      image(node)
      walk.skipChildren()
    case .htmlInline: htmlInline(node)
    case .footnoteReference: footnoteReference(node)
    case .paragraph: openParagraph(node)
    case .heading: openHeading(node)
    case .list: openList(node)
    case .item: openItem(node)
    case .blockQuote: openQuote(node)
    case .codeBlock: codeBlock(node)
    case .htmlBlock: htmlBlock(node)
    case .thematicBreak:
      beginLine()
      output.append(literal: "<hr />\n")
    case .table: openTable(node)
    case .tableRow: openRow(node)
    case .tableCell: openCell(node)
    case .document: break
    }
  }

  @inline(__always)
  private mutating func leave(_ node: NodePointer, _ kind: MarkdownNode.Kind) {
    if !details.isEmpty { closeDetails(in: node) }
    if directions != nil { directions?.leave(node) }
    switch kind {
    case .emph: output.append(literal: "</em>")
    case .strong: output.append(literal: "</strong>")
    case .strikethrough: output.append(literal: "</del>")
    case .link: closeLink()
    case .paragraph:
      if !node.isInTightList {
        if isInFootnotes, let footnote = node.footnoteEndingHere {
          output.append(UInt8(ascii: " "))
          writeBackLinks(of: footnote)
        }
        output.append(literal: "</p>\n")
      }
    case .heading:
      output.append(literal: "</h")
      output.append(headingDigit(node))
      output.append(literal: ">\n")
    case .list: output.append(literal: node.isOrderedList ? "</ol>\n" : "</ul>\n")
    case .item:
      if isInFootnotes, let footnote = node.footnoteWithoutLastParagraph {
        output.append(literal: "<p>")
        writeBackLinks(of: footnote)
        output.append(literal: "</p>\n")
      }
      output.append(literal: "</li>\n")
    case .blockQuote:
      beginLine()
      output.append(literal: node.alert == nil ? "</blockquote>\n" : "</div>\n")
    case .table: closeTable()
    case .tableRow: closeRow(node)
    case .tableCell: output.append(literal: node.isHeaderCell ? "</th>\n" : "</td>\n")
    default: break
    }
  }
}

// MARK: - Blocks

extension HTMLWriter {
  private mutating func openParagraph(_ node: NodePointer) {
    if !node.isInTightList {
      beginLine()
      openTag("<p>", node)
    }
    // The box stands inside the paragraph, in loose lists too: on the line of its text.
    guard let item = node.parent, item.kind == .item, let box = item.taskBox, item.firstChild == node else {
      return
    }
    write(box)
  }

  private mutating func write(_ box: TaskBox) {
    output.append(literal: "<input type=\"checkbox\" disabled")
    if box.isTicked { output.append(literal: " checked") }
    // Footnotes are written last, wherever in the text they are: such a box says which one of the text it is.
    if isInFootnotes, let number = boxes.number(of: box) {
      output.append(literal: " data-box=\"")
      output.append(utf8: String(number))
      output.append(UInt8(ascii: "\""))
    }
    // The name says what the box is about; whether it is so, the state says.
    output.append(literal: " aria-label=\"done\"> ")
  }

  private mutating func openHeading(_ node: NodePointer) {
    beginLine()
    while let last = headingPath.last, last >= node.headingLevel { headingPath.removeLast() }
    headingPath.append(node.headingLevel)
    output.append(literal: "<h")
    output.append(headingDigit(node))
    if let prefix = options.headingIDPrefix {
      let anchor = anchors.name(for: node)
      if !anchor.isEmpty {
        anchorsWritten.append(anchor)
        output.append(literal: " id=\"")
        output.appendEscapingHTML(prefix)
        output.appendEscapingHTML(anchor)
        output.append(UInt8(ascii: "\""))
      }
    }
    openTag(">", node)
  }

  private func headingDigit(_ node: NodePointer) -> UInt8 {
    let level = options.headingParent.map { $0 + headingPath.count } ?? node.headingLevel
    return UInt8(ascii: "0") + UInt8(clamping: max(1, min(6, level)))
  }

  private mutating func openList(_ node: NodePointer) {
    beginLine()
    if node.isFootnotes {
      isInFootnotes = true
      openTag("<ol class=\"footnotes\">", node)
    } else if !node.isOrderedList {
      openTag("<ul>", node)
    } else if node.listStart == 1 {
      openTag("<ol>", node)
    } else {
      output.append(literal: "<ol start=\"")
      output.append(utf8: String(node.listStart))
      openTag("\">", node)
    }
    output.append(UInt8(ascii: "\n"))
  }

  private mutating func openQuote(_ node: NodePointer) {
    beginLine()
    guard let alert = node.alert else {
      openTag("<blockquote>", node)
      output.append(UInt8(ascii: "\n"))
      return
    }
    output.append(literal: "<div class=\"alert alert-")
    output.append(utf8: alert.rawValue)
    openTag("\">", node)
    output.append(literal: "\n<p class=\"alert-title\">")
    output.append(utf8: alert.title)
    output.append(literal: "</p>\n")
  }

  private mutating func openItem(_ node: NodePointer) {
    beginLine()
    guard let box = node.taskBox else {
      if isInFootnotes, let footnote = node.footnote { openFootnote(footnote) } else { output.append(literal: "<li>") }
      return
    }
    output.append(literal: "<li class=\"task\">")
    // A table has no line of text for it.
    if node.firstChild?.kind == .table { write(box) }
  }

  private mutating func codeBlock(_ node: NodePointer) {
    beginLine()
    let language = node.fenceInfo.firstWord
    openTag(options.focusableOverflow ? "<pre tabindex=\"0\">" : "<pre>", node)
    output.append(literal: "<code")
    if language.isEmpty {
      output.append(UInt8(ascii: ">"))
    } else {
      output.append(literal: " class=\"language-")
      text(language)
      output.append(literal: "\">")
    }
    text(node.literal)
    output.append(literal: "</code></pre>\n")
  }

  private mutating func htmlBlock(_ node: NodePointer) {
    guard options.rawHTML == .escape else {
      beginLine()
      output.append(contentsOf: node.literal)
      beginLine()
      return
    }
    let shown = node.literal.withoutComments
    shown.withUnsafeBufferPointer { escapedHTML($0, in: node.parent) }
  }
}

// MARK: - Text

extension HTMLWriter {
  /// Escaped text; attributes are always in double quotes, so that it serves for them too.
  mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    output.appendEscapingHTMLKeepingApostrophes(bytes)
  }

  private mutating func htmlInline(_ node: NodePointer) {
    let bytes = node.literal
    switch options.rawHTML {
    case .verbatim: output.append(contentsOf: bytes)
    case .escape:
      if let tag = node.elementTag { write(tag) } else if !bytes.isOnlyComments { text(bytes) }
    }
  }

  /// Writes the tag of a block, or its end, with the direction of its text where that is another one than around it.
  mutating func openTag(_ tag: StaticString, _ node: NodePointer) {
    output.append(literal: tag)
    if directions != nil, let direction = directions?.enter(node) {
      output.removeLast()
      output.append(literal: direction == .rightToLeft ? " dir=\"rtl\">" : " dir=\"ltr\">")
    }
  }

  /// Makes sure that what comes next begins on a line of its own.
  mutating func beginLine() {
    if output.count > start, output.last != UInt8(ascii: "\n") { output.append(UInt8(ascii: "\n")) }
  }
}

extension NodePointer {
  /// True for a paragraph that is rendered without `<p>`.
  fileprivate var isInTightList: Bool {
    guard let item = parent, item.kind == .item, let list = item.parent else { return false }
    return list.isTightList
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The bytes before the first white space.
  fileprivate var firstWord: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: prefix { !$0.isASCIISpace })
  }
}
