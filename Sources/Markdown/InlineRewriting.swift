import CCMark

/// Puts marks into the tree of one block that hangs nowhere.
struct InlineRewriting {
  private let text: InlineText
  private let spans: [InlineSpan]
  private let marks: [InlineMark]
  private var markIndex = 0
  private var references = CharacterReferences()
  private var frames: [Frame] = []

  /// A container that is being put together.
  private struct Frame {
    let container: NodePointer
    /// How many children, at the front, are still to be looked at.
    var untouched: Int
    /// Tildes that may open, each a text of its own among the children seen to.
    var openers: [Opener] = []
  }

  private struct Opener {
    let node: NodePointer
    let range: Range<Int>
  }

  init(_ text: InlineText, _ alignment: InlineAlignment, _ marks: [InlineMark]) {
    self.text = text
    self.marks = marks
    spans = alignment.spans
  }

  consuming func rewrite(_ ranges: inout SourceRanges) {
    let block = spans[0].node
    frames = [Frame(container: block, untouched: block.childCount)]
    // Up to here a bare link has taken the text.
    var linkEnd = 0
    var index = 1
    while let top = frames.indices.last {
      guard frames[top].untouched > 0, let child = frames[top].container.firstChild else {
        let done = frames.removeLast()
        frames.last?.container.append(done.container)
        continue
      }
      frames[top].untouched -= 1
      child.unlink()
      let span = spans[index]
      if span.range.upperBound <= linkEnd {
        child.free()
        index = span.next
        continue
      }
      index += 1
      if span.kind == .text {
        linkEnd = cut(span, from: linkEnd, &ranges)
      } else if span.kind.isLeaf {
        frames[top].container.append(child)
      } else {
        frames.append(Frame(container: child, untouched: child.childCount))
      }
    }
  }

  // MARK: Texts

  /// Puts the pieces of a text and the marks in it behind what its container has.
  ///
  /// - Returns: Where the last link ends.
  private mutating func cut(_ span: InlineSpan, from linkEnd: Int, _ ranges: inout SourceRanges) -> Int {
    let top = frames.count - 1
    var linkEnd = linkEnd
    var cursor = TextCursor(offset: span.range.lowerBound)
    if linkEnd > span.range.lowerBound { advance(&cursor, to: linkEnd) }
    let literal = Array(span.node.literal)
    // The first piece keeps the node, which knows its line.
    var reusable: NodePointer? = span.node
    func addPiece(_ piece: Range<Int>) {
      guard !piece.isEmpty else { return }
      literal[piece].withUnsafeBufferPointer { bytes in
        if let node = reusable {
          if piece.count < literal.count { node.setLiteral(bytes) }
          frames[top].container.append(node)
          reusable = nil
        } else {
          frames[top].container.append(.text(bytes))
        }
      }
    }
    while markIndex < marks.count, marks[markIndex].range.lowerBound < span.range.upperBound {
      let mark = marks[markIndex]
      markIndex += 1
      let start = cursor.index
      advance(&cursor, to: mark.range.lowerBound)
      addPiece(start..<min(cursor.index, literal.count))
      advance(&cursor, to: min(mark.range.upperBound, span.range.upperBound))
      switch mark.kind {
      case .tildes(let canOpen, let canClose): addTildes(mark.range, canOpen, canClose, &ranges)
      case .link(let prefix):
        frames[top].container.append(link(mark.range, prefix, &ranges))
        linkEnd = mark.range.upperBound
      case .footnote(let number):
        let reference = NodePointer.make(CMARK_NODE_CUSTOM_INLINE)
        reference.setFootnote(FootnoteMark(number: number, count: 0), isReference: true)
        frames[top].container.append(reference)
      }
    }
    addPiece(min(cursor.index, literal.count)..<literal.count)
    reusable?.free()
    return linkEnd
  }

  /// A place in a text: in the source, and in what cmark made of it.
  private struct TextCursor {
    var offset: Int
    var index = 0
  }

  private mutating func advance(_ cursor: inout TextCursor, to offset: Int) {
    while cursor.offset < offset {
      let unit = text.bytes.inlineUnit(at: cursor.offset, &references)
      cursor.offset += unit.length
      cursor.index += unit.textLength
    }
  }

  // MARK: Links

  private mutating func link(
    _ range: Range<Int>, _ prefix: BareLink.Prefix, _ ranges: inout SourceRanges
  ) -> NodePointer {
    // The address is what is read: escapes and references resolved.
    let parsed = text.bytes.resolved(range, &references)
    var url: [UInt8] = []
    switch prefix {
    case .none: break
    case .http: url += "http://".utf8
    case .mailto: url += "mailto:".utf8
    }
    url += parsed
    let node = NodePointer.make(CMARK_NODE_LINK)
    url.withUnsafeBufferPointer(node.setURL)
    node.append(parsed.withUnsafeBufferPointer(NodePointer.text))
    node.set(MadeNode(.link, range: ranges.add(text.sourceRange(range))))
    return node
  }

  // MARK: Tildes

  /// A run closes the nearest open one of its length. A nearer one of another length makes both text.
  private mutating func addTildes(
    _ range: Range<Int>, _ canOpen: Bool, _ canClose: Bool, _ ranges: inout SourceRanges
  ) {
    let top = frames.count - 1
    let container = frames[top].container
    let opener = canClose ? frames[top].openers.popLast() : nil
    if let opener, opener.range.count == range.count {
      let node = NodePointer.make(CMARK_NODE_CUSTOM_INLINE)
      let place = opener.range.lowerBound..<range.upperBound
      node.set(MadeNode(.strikethrough, range: ranges.add(text.sourceRange(place))))
      while let inner = opener.node.next { node.append(inner) }
      opener.node.free()
      container.append(node)
      return
    }
    let node = text.bytes[range].withUnsafeBufferPointer(NodePointer.text)
    container.append(node)
    if canOpen, opener == nil { frames[top].openers.append(Opener(node: node, range: range)) }
  }
}

extension [UInt8] {
  /// The text of a part of the source, escapes and references resolved.
  fileprivate func resolved(_ range: Range<Int>, _ references: inout CharacterReferences) -> [UInt8] {
    let part = self[range]
    guard part.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "&") }) else { return Array(part) }
    var text: [UInt8] = []
    var offset = range.lowerBound
    while offset < range.upperBound {
      let unit = inlineUnit(at: offset, &references)
      let end = Swift.min(offset + unit.length, range.upperBound)
      switch (unit.length, self[offset]) {
      case (1, _): text.append(self[offset])
      case (_, UInt8(ascii: "\\")): text += self[offset + 1..<end]
      default:
        NodePointer.parseAlone(self[offset..<end]) { root in
          text += root.firstChild?.firstChild.map { Array($0.literal) } ?? []
        }
      }
      offset = end
    }
    return text
  }
}
