import Bytes

// Where a link stands in the source. cmark tells line and column of inlines, but not as the source has them: it
// parses a paragraph's lines with containers and indentation stripped, counts columns from the paragraph's first
// column, does not count line ends inside destinations and titles nor definitions in front of the text, and
// gives autolinks another origin. So its figures are taken as a hint into the stripped text, which is mapped
// back to the source and must show there what the tree says; else the text is searched, and in the end the
// block's own start is given.

/// A link or an image as used in the text; a definition is not one, its uses are.
package struct MarkdownLink: Equatable, Sendable {
  /// A link or an image.
  package enum Kind: Equatable, Sendable {
    case link
    case image
  }

  /// A link or an image.
  package var kind: Kind

  /// The destination, escapes and entities resolved.
  package var destination: String

  /// The bytes of the construct in the source, from `[`, `![`, `<` or the first byte of a bare address as far as it
  /// is on one line, at least one; the first byte of its block where the construct was not found.
  package var range: Range<Int>
}

extension MarkdownDocument {
  /// The links and images in the order of the tree, which has footnotes last; a linked image gives both.
  package var links: [MarkdownLink] {
    var links: [MarkdownLink] = []
    let map = self.map
    // The text block that is being walked; made when its first link is met.
    var stripped: StrippedText?
    var walk = TreeWalk(root.pointer)
    while let step = walk.next() {
      guard step.isEntering else { continue }
      switch step.kind {
      case .link, .image:
        let kind: MarkdownLink.Kind = step.kind == .link ? .link : .image
        if let range = step.node.madeNode.range {
          // Bare links, and links in tables: their place was known when they were made.
          links.append(
            MarkdownLink(
              kind: kind, destination: String(decoding: step.node.url, as: UTF8.self),
              range: map.source(of: madeRanges.all[range])))
          continue
        }
        var block = stripped ?? StrippedText(of: step.node, source: text, lines: lines)
        links.append(
          MarkdownLink(
            kind: kind,
            destination: String(decoding: step.node.url, as: UTF8.self),
            range: map.source(of: block.range(of: step.node, kind))))
        stripped = block
      case .paragraph, .heading:
        stripped = nil
      default:
        break
      }
    }
    return links
  }
}

/// The lines of a paragraph or heading as cmark parsed them: without container marks and indentation.
struct StrippedText {
  private let source: ArraySlice<UInt8>
  /// Where the text of each line is in the source, line ends included.
  private var lines: [Range<Int>] = []
  private let firstLine: Int
  /// The column that cmark counts from.
  private let origin: Int
  private let blockStart: Int

  /// How many more lines the source has than cmark has counted up to the construct found last.
  private var uncountedLines = 0
  /// Constructs come in source order: the next one begins behind the start of the last one.
  private var searchStart: Int
  /// How many more places may be looked at, so that hostile text cannot make the search quadratic.
  private var looksLeft: Int

  /// The text block around an inline node.
  init(of inline: NodePointer, source: ArraySlice<UInt8>, lines: LineIndex) {
    self.source = source
    var block = inline
    while !block.kind.isBlock, let parent = block.parent { block = parent }
    firstLine = block.startLine
    blockStart = lines.offset(line: block.startLine, column: block.startColumn)
    searchStart = blockStart
    self.lines = source.textLines(of: block, lines: lines)
    // The columns of a heading are counted from its first `#`, those of a paragraph from its text.
    origin = block.startColumn
    looksLeft = 1_000 + 8 * ((self.lines.last?.upperBound ?? blockStart) - blockStart)
  }

  /// The bytes of `node`; constructs must be asked for in order.
  mutating func range(of node: NodePointer, _ kind: MarkdownLink.Kind) -> Range<Int> {
    let start = hintedStart(of: node, kind) ?? searchedStart(of: node, kind)
    guard let start else { return blockStart..<min(blockStart + 1, source.endIndex) }
    searchStart = start + 1
    return start..<end(of: node, from: start)
  }
}

// MARK: - Where it begins

extension StrippedText {
  private mutating func hintedStart(of node: NodePointer, _ kind: MarkdownLink.Kind) -> Int? {
    // cmark gives a link the line on which it ends; its first text knows where it begins.
    let line = node.firstTextLine ?? node.startLine
    for shift in uncountedLines..<max(uncountedLines + 1, lines.count) {
      looksLeft -= 1
      guard looksLeft > 0 else { return nil }
      guard let start = offset(line: line - firstLine + shift, column: node.startColumn - origin),
        start >= searchStart, shows(node, kind, at: start)
      else { continue }
      uncountedLines = shift
      return start
    }
    return nil
  }

  /// The source offset of a 0-based line and column of the stripped text; columns go on over line ends.
  private func offset(line: Int, column: Int) -> Int? {
    guard line >= 0, column >= 0 else { return nil }
    var column = column
    for range in lines.dropFirst(line) {
      if column < range.count { return range.lowerBound + column }
      column -= range.count
    }
    return nil
  }

  private mutating func searchedStart(of node: NodePointer, _ kind: MarkdownLink.Kind) -> Int? {
    for range in lines[lineIndex(of: searchStart)...] {
      for start in range.clamped(to: searchStart..<max(searchStart, source.endIndex)) {
        looksLeft -= 1
        guard looksLeft > 0 else { return nil }
        if shows(node, kind, at: start) { return start }
      }
    }
    return nil
  }

  /// The index of the line that holds an offset, or of the first one behind it.
  private func lineIndex(of offset: Int) -> Int {
    var low = 0
    var high = lines.count
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].upperBound <= offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// True if the source at `start` can be the beginning of `node`.
  private func shows(_ node: NodePointer, _ kind: MarkdownLink.Kind, at start: Int) -> Bool {
    // A backslash takes the bracket its meaning.
    if start > blockStart, source[start - 1] == UInt8(ascii: "\\"), source[start] != UInt8(ascii: "!") {
      return false
    }
    let first = node.firstChild
    let text = first?.kind == .text ? first.map { $0.literal.prefix(while: \.isPlainText) } : nil
    func textFollows(_ offset: Int) -> Bool {
      guard let text else { return true }
      let end = offset + text.count
      return end <= source.endIndex && source[offset..<end].elementsEqual(text)
    }
    switch source[start] {
    case UInt8(ascii: "<") where kind == .link: return text?.isEmpty == false && textFollows(start + 1)
    case UInt8(ascii: "[") where kind == .link: return closes(node, from: start) && textFollows(start + 1)
    case UInt8(ascii: "!") where kind == .image:
      return start + 1 < source.endIndex && source[start + 1] == UInt8(ascii: "[") && textFollows(start + 2)
    default: return false
    }
  }

  /// False for a `[` that cannot be this link's, because its brackets are empty and the link is not.
  private func closes(_ node: NodePointer, from start: Int) -> Bool {
    guard start + 1 < source.endIndex else { return false }
    return (source[start + 1] == UInt8(ascii: "]")) == (node.firstChild == nil)
  }
}

// MARK: - Where it ends

extension StrippedText {
  /// The end of the construct at `start` as far as it is on one line; else the end of its first byte.
  private func end(of node: NodePointer, from start: Int) -> Int {
    let line = lineIndex(of: start)
    guard line < lines.count else { return start + 1 }
    // Who looks at the place needs no longer text, and nested brackets are not scanned to the end each time.
    let limit = min(lines[line].upperBound, start + 2_000)
    if source[start] == UInt8(ascii: "<") {
      return source[start..<limit].firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 } ?? start + 1
    }
    let bracket = source[start] == UInt8(ascii: "!") ? start + 1 : start
    guard let textEnd = closing(of: bracket, before: limit) else { return start + 1 }
    // A destination or a label, if one stands right behind the text.
    let next = textEnd + 1
    guard next < limit, source[next] == UInt8(ascii: "(") || source[next] == UInt8(ascii: "[")
    else {
      return next
    }
    return closing(of: next, before: limit).map { $0 + 1 } ?? next
  }

  /// The offset of the bracket that closes the one at `open`; escaped ones do not count.
  private func closing(of open: Int, before end: Int) -> Int? {
    let opening = source[open]
    let closing = opening == UInt8(ascii: "(") ? UInt8(ascii: ")") : UInt8(ascii: "]")
    var depth = 0
    var offset = open
    while offset < end {
      switch source[offset] {
      case UInt8(ascii: "\\"): offset += 1
      case opening: depth += 1
      case closing:
        depth -= 1
        if depth == 0 { return offset }
      default: break
      }
      offset += 1
    }
    return nil
  }
}

// MARK: - Containers

extension NodePointer {
  /// The block quotes and items around a block, outermost first.
  fileprivate var ancestorContainers: [MarkdownNode.Kind] {
    var containers: [MarkdownNode.Kind] = []
    var node = parent
    while let container = node {
      let kind = container.kind
      // Items only indent: several of them ask for the same as one.
      if kind == .blockQuote || kind == .item && containers.last != .item { containers.append(kind) }
      node = container.parent
    }
    return containers.reversed()
  }

  /// The line of the first inline below that has one.
  fileprivate var firstTextLine: Int? {
    var node = firstChild
    while let inline = node {
      if inline.kind == .softBreak || inline.kind == .lineBreak { return nil }
      if inline.kind != .link, inline.startLine > 0 { return inline.startLine }
      node = inline.firstChild
    }
    return nil
  }
}

extension ArraySlice<UInt8> {
  /// The lines of a paragraph or heading without container marks and indentation, line ends included.
  func textLines(of block: NodePointer, lines: LineIndex) -> [Range<Int>] {
    let containers = block.ancestorContainers
    return (block.startLine...Swift.max(block.startLine, block.endLine)).map { line in
      let whole = lines.range(ofLine: line)
      let start =
        line == block.startLine
        ? lines.offset(line: line, column: block.startColumn) : textStart(in: whole, inside: containers)
      return Swift.min(start, whole.upperBound)..<whole.upperBound
    }
  }

  /// Where a paragraph goes on in one of its later lines.
  ///
  /// Block quotes are marked on each line unless it is a lazy one; items only indent.
  fileprivate func textStart(in line: Range<Int>, inside containers: [MarkdownNode.Kind]) -> Int {
    var offset = line.lowerBound
    func skipBlanks() {
      while offset < line.upperBound, self[offset] == UInt8(ascii: " ") || self[offset] == UInt8(ascii: "\t") {
        offset += 1
      }
    }
    var markEnd = offset
    var indents = false
    for container in containers {
      guard container == .blockQuote else {
        indents = true
        continue
      }
      skipBlanks()
      // Four columns in, a `>` is text, unless an item around the quote asks for the indentation.
      guard offset < line.upperBound, self[offset] == UInt8(ascii: ">"), indents || offset - markEnd <= 4
      else {
        break
      }
      offset += 1
      markEnd = offset
      indents = false
    }
    skipBlanks()
    return offset
  }
}

extension UInt8 {
  /// True for bytes that stand for themselves wherever they are: source and tree show the same.
  fileprivate var isPlainText: Bool {
    isASCIILetter || isASCIIDigit || self == UInt8(ascii: " ") || self == UInt8(ascii: ".")
  }
}
