import Bytes

// What an inline of the tree looks like in the source: cmark has resolved `\~` and `&#126;` to the same text as `~`,
// and an extension must tell them apart. So the tree is read again along its source: every delimiter, bracket and
// destination in between takes the bytes that cmark took for it, in order. Where that does not come out even (bytes
// that are not UTF-8, for instance), there is no alignment, and no extension is recognised in that block.

/// An inline of the tree and its bytes.
struct InlineSpan {
  let node: NodePointer
  let kind: MarkdownNode.Kind
  /// The bytes in the block's text, delimiters included.
  var range: Range<Int>
  /// The bytes in front of which the content ends.
  var contentEnd = 0
  /// The index of the span around this one.
  let parent: Int
  /// The index of the first span behind this one and all below it.
  var next = 0
  /// True for text, and for emphasis that holds nothing else.
  var isPlain: Bool
}

/// The inlines of a block in document order, each with its bytes.
struct InlineAlignment {
  /// The first one is the block itself.
  private(set) var spans: [InlineSpan] = []

  /// Nil where the tree could not be found in the text.
  init?(of block: NodePointer, in text: InlineText) {
    var reader = InlineSourceReader(bytes: text.bytes)
    switch block.kind {
    case .heading where block.startLine == block.endLine: reader.skipHeadingMark()
    case .paragraph, .heading: reader.skipDefinitions()
    default: break
    }
    var open = [0]
    spans.append(
      InlineSpan(node: block, kind: block.kind, range: 0..<text.bytes.count, parent: 0, isPlain: false))
    var walk = TreeWalk(block)
    _ = walk.next()
    while let step = walk.next(), let container = open.last, step.node != block {
      if step.isEntering {
        let start = reader.offset
        guard reader.enter(step.node, step.kind) else { return nil }
        let index = spans.count
        spans.append(
          InlineSpan(
            node: step.node, kind: step.kind, range: start..<reader.offset, parent: container, next: index + 1,
            isPlain: step.kind == .text || step.kind == .emph || step.kind == .strong))
        if !step.kind.isLeaf { open.append(index) }
        if step.kind.isLeaf, step.kind != .text { spans[container].isPlain = false }
      } else {
        spans[container].contentEnd = reader.offset
        guard reader.leave(step.kind) else { return nil }
        spans[container].range = spans[container].range.lowerBound..<reader.offset
        spans[container].next = spans.count
        open.removeLast()
        if let around = open.last, !spans[container].isPlain { spans[around].isPlain = false }
      }
    }
    spans[0].contentEnd = text.bytes.count
    spans[0].next = spans.count
  }
}

/// Reads inline source by what the tree says it is.
private struct InlineSourceReader {
  let bytes: [UInt8]
  private(set) var offset = 0
  private var references = CharacterReferences()
  private var isInsideAutolink = false

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func skipHeadingMark() {
    while next == UInt8(ascii: "#") { offset += 1 }
    offset = bytes.skippingBlanks(from: offset)
  }

  mutating func skipDefinitions() {
    offset = bytes.endOfDefinitions
  }

  mutating func enter(_ node: NodePointer, _ kind: MarkdownNode.Kind) -> Bool {
    switch kind {
    case .text: return skipText(node.literal)
    case .softBreak, .lineBreak: return skipBreak()
    case .code: return skipCode()
    case .htmlInline: return skip(node.literal)
    case .emph: return skipEmphasis(1)
    case .strong: return skipEmphasis(2)
    case .image: return skip(UInt8(ascii: "!")) && skip(UInt8(ascii: "["))
    case .link:
      isInsideAutolink = next == UInt8(ascii: "<")
      return skip(isInsideAutolink ? UInt8(ascii: "<") : UInt8(ascii: "["))
    default: return false
    }
  }

  mutating func leave(_ kind: MarkdownNode.Kind) -> Bool {
    switch kind {
    case .emph: return skipEmphasis(1)
    case .strong: return skipEmphasis(2)
    case .link where isInsideAutolink:
      isInsideAutolink = false
      return skip(UInt8(ascii: ">"))
    case .link, .image:
      guard next == UInt8(ascii: "]") else { return false }
      offset = bytes.endOfLink(behind: offset)
      return true
    default: return false
    }
  }

  private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    offset += 1
    return true
  }

  private mutating func skip(_ literal: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes[offset...].starts(with: literal) else { return false }
    offset += literal.count
    return true
  }

  private mutating func skipText(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    while index < text.count {
      guard offset < bytes.count else { return false }
      let unit = bytes.inlineUnit(at: offset, escapes: !isInsideAutolink, &references)
      if unit.length == 1, bytes[offset] != text[index] { return false }
      offset += unit.length
      index += unit.textLength
    }
    return index == text.count
  }

  private mutating func skipBreak() -> Bool {
    // Blanks in front of a line end are not in the text, and a backslash there is the break.
    while let byte = next, byte.isASCIISpace, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") { offset += 1 }
    if next == UInt8(ascii: "\\") { offset += 1 }
    guard let end = bytes.skippingLineEnd(at: offset) else { return false }
    offset = bytes.skippingBlanks(from: end)
    return true
  }

  private mutating func skipEmphasis(_ length: Int) -> Bool {
    guard let mark = next, mark == UInt8(ascii: "*") || mark == UInt8(ascii: "_") else { return false }
    for _ in 0..<length where !skip(mark) { return false }
    return true
  }

  private mutating func skipCode() -> Bool {
    let length = skipBackticks()
    guard length > 0 else { return false }
    while offset < bytes.count {
      if next != UInt8(ascii: "`") {
        offset += 1
      } else if skipBackticks() == length {
        return true
      }
    }
    return false
  }

  /// Skips a run of backticks and tells its length.
  private mutating func skipBackticks() -> Int {
    let start = offset
    while next == UInt8(ascii: "`") { offset += 1 }
    return offset - start
  }
}
