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
      var writer = HTMLWriter(output: output.take(), options: options)
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
  private var links: [Bool] = []
  /// The levels, as written, of the headings that the last one stands under, and its own.
  private var headingPath: [Int] = []

  init(output: [UInt8], options: HTMLOptions) {
    self.output = output
    self.options = options
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
  }
}

// MARK: - Nodes

extension HTMLWriter {
  private mutating func enter(_ node: NodePointer, _ kind: MarkdownNode.Kind, _ walk: inout TreeWalk) {
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
    case .htmlInline: htmlInline(node.literal)
    case .paragraph: openParagraph(node)
    case .heading: openHeading(node)
    case .list: openList(node)
    case .item: openItem(node)
    case .blockQuote:
      beginLine()
      output.append(literal: "<blockquote>\n")
    case .codeBlock: codeBlock(node)
    case .htmlBlock: htmlBlock(node)
    case .thematicBreak:
      beginLine()
      output.append(literal: "<hr />\n")
    case .table: openTable()
    case .tableRow: openRow(node)
    case .tableCell: openCell(node)
    case .document: break
    }
  }

  private mutating func leave(_ node: NodePointer, _ kind: MarkdownNode.Kind) {
    switch kind {
    case .emph: output.append(literal: "</em>")
    case .strong: output.append(literal: "</strong>")
    case .strikethrough: output.append(literal: "</del>")
    case .link: closeLink()
    case .paragraph:
      if !node.isInTightList { output.append(literal: "</p>\n") }
    case .heading:
      output.append(literal: "</h")
      output.append(headingDigit(node))
      output.append(literal: ">\n")
    case .list: output.append(literal: node.isOrderedList ? "</ol>\n" : "</ul>\n")
    case .item: output.append(literal: "</li>\n")
    case .blockQuote:
      beginLine()
      output.append(literal: "</blockquote>\n")
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
      output.append(literal: "<p>")
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
    output.append(UInt8(ascii: ">"))
  }

  private func headingDigit(_ node: NodePointer) -> UInt8 {
    let level = options.headingParent.map { $0 + headingPath.count } ?? node.headingLevel
    return UInt8(ascii: "0") + UInt8(clamping: max(1, min(6, level)))
  }

  private mutating func openList(_ node: NodePointer) {
    beginLine()
    if !node.isOrderedList {
      output.append(literal: "<ul>\n")
    } else if node.listStart == 1 {
      output.append(literal: "<ol>\n")
    } else {
      output.append(literal: "<ol start=\"")
      output.append(utf8: String(node.listStart))
      output.append(literal: "\">\n")
    }
  }

  private mutating func openItem(_ node: NodePointer) {
    beginLine()
    guard let box = node.taskBox else {
      output.append(literal: "<li>")
      return
    }
    output.append(literal: "<li class=\"task\">")
    // A table has no line of text for it.
    if node.firstChild?.kind == .table { write(box) }
  }

  private mutating func codeBlock(_ node: NodePointer) {
    beginLine()
    let language = node.fenceInfo.firstWord
    output.append(literal: options.focusableOverflow ? "<pre tabindex=\"0\"><code" : "<pre><code")
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
    shown.withUnsafeBufferPointer { shown in
      if shown.allSatisfy(\.isASCIISpace) { return }
      beginLine()
      guard shown.firstOffset(of: UInt8(ascii: "<"), from: 0) != nil else {
        // What stands behind a comment on its line is text, and HTML only to CommonMark.
        output.append(literal: "<p>")
        text(shown.trimmed)
        output.append(literal: "</p>\n")
        return
      }
      output.append(literal: "<pre class=\"raw-html\"")
      output.append(literal: options.focusableOverflow ? " tabindex=\"0\"><code>" : "><code>")
      text(shown)
      output.append(literal: "</code></pre>\n")
    }
  }
}

// MARK: - Links and images

extension HTMLWriter {
  /// True inside an `<a>`: no other one may open there. Addresses in `<…>` are links inside of links to CommonMark.
  private var isInsideLink: Bool { links.contains(true) }

  private mutating func openLink(_ node: NodePointer) {
    let address: Address?
    switch resolve(node, .link) {
    case .href(let target), .image(let target): address = isInsideLink ? nil : .string(target)
    case .verbatim: address = isInsideLink && !passesLinksOn ? nil : .bytes(node.url)
    case .text: address = nil
    }
    if let address { openAnchor(to: address, title: node.title) }
    links.append(address != nil)
  }

  private mutating func closeLink() {
    if links.popLast() == true { output.append(literal: "</a>") }
  }

  /// The reference output has a link in a link, which a page must not.
  private var passesLinksOn: Bool {
    if case .verbatim = options.links { return true }
    return false
  }

  private enum Address {
    case string(String)
    case bytes(UnsafeBufferPointer<UInt8>)
  }

  private mutating func openAnchor(to address: Address, title: UnsafeBufferPointer<UInt8>) {
    output.append(literal: "<a href=\"")
    append(address)
    appendTitle(title)
    output.append(literal: "\">")
  }

  private mutating func image(_ node: NodePointer) {
    let address: Address
    switch resolve(node, .image) {
    case .image(let source): address = .string(source)
    case .verbatim: address = .bytes(node.url)
    case .href(let target):
      // Inside a link the picture's text belongs to that link.
      let opens = !isInsideLink
      if opens { openAnchor(to: .string(target), title: node.title) }
      let textStart = output.count
      alternativeText(node)
      if output.count == textStart { output.appendEscapingHTML(target) }
      if opens { output.append(literal: "</a>") }
      return
    case .text:
      alternativeText(node)
      return
    }
    output.append(literal: "<img src=\"")
    append(address)
    output.append(literal: "\" alt=\"")
    alternativeText(node)
    appendTitle(node.title)
    output.append(literal: "\" />")
  }

  /// The text below an image; markup inside it counts for nothing.
  private mutating func alternativeText(_ image: NodePointer) {
    var walk = TreeWalk(image)
    while let step = walk.next() {
      switch step.kind {
      case .text, .code: text(step.node.literal)
      case .htmlInline where !step.node.literal.isOnlyComments: text(step.node.literal)
      case .softBreak, .lineBreak: output.append(UInt8(ascii: " "))
      default: break
      }
    }
  }

  private mutating func appendTitle(_ title: UnsafeBufferPointer<UInt8>) {
    guard !title.isEmpty else { return }
    output.append(literal: "\" title=\"")
    text(title)
  }

  private mutating func append(_ address: Address) {
    switch address {
    case .bytes(let bytes):
      output.appendEscapingAddress(bytes)
    case .string(var string):
      string.withUTF8 { output.appendEscapingAddress($0) }
    }
  }

  private enum Resolution {
    case href(String)
    case image(String)
    case text
    case verbatim
  }

  private func resolve(_ node: NodePointer, _ kind: MarkdownLink.Kind) -> Resolution {
    guard case .safe(let resolve) = options.links else { return .verbatim }
    let url = node.url
    switch LinkDestination(url) {
    case .refused:
      return .text
    case .external:
      return kind == .image ? .href(String(decoding: url, as: UTF8.self)) : .verbatim
    case .relative:
      if kind == .link, url.first == UInt8(ascii: "#"), let prefix = options.headingIDPrefix {
        // The top of the page, and no heading.
        if url.count == 1 { return .verbatim }
        return .href("#" + prefix + String(decoding: url.dropFirst(), as: UTF8.self))
      }
      switch resolve(String(decoding: url, as: UTF8.self), kind) {
      case .href(let address): return .href(address)
      case .image(let source): return .image(source)
      case .text: return .text
      }
    }
  }
}

// MARK: - Text

extension HTMLWriter {
  /// Escaped text; attributes are always in double quotes, so that it serves for them too.
  private mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    output.appendEscapingHTMLKeepingApostrophes(bytes)
  }

  private mutating func htmlInline(_ bytes: UnsafeBufferPointer<UInt8>) {
    switch options.rawHTML {
    case .verbatim: output.append(contentsOf: bytes)
    case .escape: if !bytes.isOnlyComments { text(bytes) }
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
  /// The bytes without white space around them.
  fileprivate var trimmed: Self {
    guard let first = firstIndex(where: { !$0.isASCIISpace }), let last = lastIndex(where: { !$0.isASCIISpace }) else {
      return Self(rebasing: self[0..<0])
    }
    return Self(rebasing: self[first...last])
  }

  /// The bytes before the first white space.
  fileprivate var firstWord: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: prefix { !$0.isASCIISpace })
  }
}
