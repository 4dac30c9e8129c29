import Bytes

// Strikethrough, bare links and references to footnotes. They are found in the source of one block at a time and then put into the tree: the
// block's inlines are taken apart and put together again from the leaves up, each into a container that hangs
// nowhere yet, so that depth costs nothing.
//
// Emphasis and links are read by cmark, before tildes count. So strikethrough and emphasis that overlap
// (`~~a *b~~ c*`) give emphasis, where a parser that knows both would give what closes first.

/// Recognises strikethrough, bare links and references to footnotes in blocks.
struct InlinePass {
  let source: ArraySlice<UInt8>
  let lines: LineIndex
  let extensions: MarkdownExtensions
  /// The footnotes that there are.
  private let labels: FootnoteLabels?

  /// What is found here.
  static let all: MarkdownExtensions = [.strikethrough, .bareLinks, .footnotes]

  init(source: ArraySlice<UInt8>, lines: LineIndex, extensions: MarkdownExtensions, labels: FootnoteLabels?) {
    self.source = source
    self.lines = lines
    self.labels = labels
    self.extensions = extensions.intersection(Self.all).subtracting(labels == nil ? .footnotes : [])
  }

  /// Goes through the paragraphs and headings of a tree.
  func run(on tree: NodePointer, _ ranges: inout SourceRanges) {
    var walk = TreeWalk(tree)
    while let step = walk.next() {
      switch step.kind {
      case .paragraph where step.isEntering, .heading where step.isEntering:
        walk.skipChildren()
        rewrite(step.node, &ranges)
      // Cells have been seen to when their table was made.
      case .table where step.isEntering:
        walk.skipChildren()
      default:
        break
      }
    }
  }

  private func rewrite(_ block: NodePointer, _ ranges: inout SourceRanges) {
    let bounds =
      lines.range(ofLine: block.startLine)
      .lowerBound..<lines.range(ofLine: max(block.startLine, block.endLine)).upperBound
    let asked = source[bounds].withUnsafeBufferPointer { extensions.triggered(by: $0) }
    // `://` of a link's own address is no text: most blocks that have one end here.
    guard !asked.isEmpty, textsTrigger(asked, in: block) else { return }
    let text = InlineText(of: block, source: source, lines: lines)
    guard let alignment = InlineAlignment(of: block, in: text) else { return }
    let marks = InlineMarkFinder(alignment, text, asked, labels).marks
    guard !marks.isEmpty else { return }
    let parent = block.parent
    let next = block.next
    block.unlink()
    InlineRewriting(text, alignment, marks).rewrite(&ranges)
    if let next {
      next.insertBefore(block)
    } else {
      parent?.append(block)
    }
  }

  /// Whether a text of a block holds what an extension begins with. cmark keeps all of these together in one text.
  private func textsTrigger(_ asked: MarkdownExtensions, in block: NodePointer) -> Bool {
    var walk = TreeWalk(block)
    while let step = walk.next() {
      if step.isEntering, step.kind == .text, !asked.triggered(by: step.node.literal).isEmpty { return true }
    }
    return false
  }

  /// Sees to a cell that hangs nowhere, and notes the places of its links.
  func run(on cell: NodePointer, at place: Range<Int>, _ ranges: inout SourceRanges) {
    let asked = source[place].withUnsafeBufferPointer { extensions.triggered(by: $0) }
    let mayHoldLinks = source[place].contains { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "<") }
    guard mayHoldLinks || !asked.isEmpty else { return }
    let text = InlineText(cell: place, source: source)
    guard let alignment = InlineAlignment(of: cell, in: text) else {
      // A link in the cell has at least its place.
      var walk = TreeWalk(cell)
      while let step = walk.next() {
        guard step.isEntering, step.kind == .link || step.kind == .image else { continue }
        step.node.set(MadeNode(step.kind, range: ranges.add(place)))
      }
      return
    }
    for span in alignment.spans where span.kind == .link || span.kind == .image {
      span.node.set(MadeNode(span.kind, range: ranges.add(text.sourceRange(span.range))))
    }
    let marks = InlineMarkFinder(alignment, text, asked, labels).marks
    if !marks.isEmpty { InlineRewriting(text, alignment, marks).rewrite(&ranges) }
  }
}
