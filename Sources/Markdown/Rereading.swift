import Bytes
import CCMark

// Where libcmark 0.30 reads a block otherwise than readers expect today, the block is read once more with a few of its
// bytes changed, so that cmark sees what is meant:
//
// - Code spans. libcmark loses those behind a run of backticks without a partner; CommonMark 0.31.2 has them as code.
//   The backticks of the run get a backslash in front.
// - Comments. CommonMark 0.31.2 lets `--` stand in an inline comment and ends it at `-->`; to libcmark it is text then.
//   The comment becomes a processing instruction of the same length, and a comment again afterwards.
// - Tildes. GFM looks over them when it decides whether emphasis may open or close: `**~~old~~**new`. They become a
//   control character, which is neither punctuation nor a space, and tildes again afterwards.
// - Bare links. In GFM no delimiter stands inside one. Where emphasis would end in the middle of an address, the
//   delimiters in it get a backslash in front.
//
// All such blocks become paragraphs of one other document, with this one behind them for its link definitions.

/// Reads again the blocks of a tree that libcmark understood otherwise than they are meant.
struct Rereading {
  private let source: ArraySlice<UInt8>
  private let lines: LineIndex
  private let extensions: MarkdownExtensions
  private var blocks: [ChangedBlock] = []

  /// What stands for a byte that cmark shall not understand, and for nothing else: a document that holds it is left
  /// as it was read.
  fileprivate static let placeholder: UInt8 = 0x01

  private init(_ source: ArraySlice<UInt8>, _ lines: LineIndex, _ extensions: MarkdownExtensions) {
    self.source = source
    self.lines = lines
    self.extensions = extensions
  }

  /// Puts other inlines into the blocks of `tree`, which is what cmark made of `source`.
  ///
  /// - Parameters:
  ///   - lastLine: behind this line nothing is looked at.
  ///   - definitions: the document that may define links.
  ///   - ranges: gets the places of the links in these blocks, which cmark cannot tell any more.
  static func run(
    on tree: NodePointer, of source: ArraySlice<UInt8>, lines: LineIndex, _ extensions: MarkdownExtensions,
    through lastLine: Int = .max, definitions: ArraySlice<UInt8>, _ ranges: inout SourceRanges
  ) {
    guard extensions.contains(.corrections), !source.contains(placeholder) else { return }
    var rereading = Rereading(source, lines, extensions)
    rereading.find(in: tree, through: lastLine)
    rereading.replace(definitions, &ranges)
  }

  private mutating func find(in tree: NodePointer, through lastLine: Int) {
    var walk = TreeWalk(tree)
    while let step = walk.next() {
      switch step.kind {
      case _ where step.isEntering && step.node.startLine > lastLine:
        return
      case .paragraph where step.isEntering, .heading where step.isEntering:
        walk.skipChildren()
        guard textsMayBeMisread(in: step.node) else { continue }
        let text = InlineText(of: step.node, source: source, lines: lines)
        guard let alignment = InlineAlignment(of: step.node, in: text) else { continue }
        var reader = MisreadFinder(text.bytes, alignment, extensions)
        reader.find()
        if !reader.changes.isEmpty { blocks.append(ChangedBlock(node: step.node, text: text, changes: reader.changes)) }
      case .table where step.isEntering:
        // Its cells come from a document of their own.
        walk.skipChildren()
      default:
        break
      }
    }
  }

  /// Whether the texts of a block hold what should perhaps be no text. cmark keeps all of these together in one text.
  private func textsMayBeMisread(in block: NodePointer) -> Bool {
    var walk = TreeWalk(block)
    var holdsEmphasis = false
    var holdsAddress = false
    while let step = walk.next() {
      guard step.isEntering else { continue }
      switch step.kind {
      case .text:
        let literal = step.node.literal
        if literal.mayBeMisreadText { return true }
        if literal.firstOffset(of: UInt8(ascii: ":"), from: 0) != nil { holdsAddress = true }
      case .emph, .strong: holdsEmphasis = true
      default: break
      }
    }
    return holdsEmphasis && holdsAddress && extensions.contains(.bareLinks)
  }

  private func replace(_ definitions: ArraySlice<UInt8>, _ ranges: inout SourceRanges) {
    guard !blocks.isEmpty else { return }
    var bytes: [UInt8] = []
    for block in blocks { block.append(to: &bytes) }
    bytes.appendDefinitions(of: definitions)
    var next = bytes.withUnsafeBufferPointer { NodePointer(parsing: $0).firstChild }
    for block in blocks {
      guard let reread = next else { return }
      next = reread.next
      block.take(reread, &ranges)
    }
  }
}

// MARK: - Blocks

/// Bytes of a block's text that are given to cmark as others.
private struct InlineChange {
  enum Kind {
    /// A backslash in front of each byte.
    case escape
    /// A byte that means nothing instead of each byte.
    case mask
    /// A processing instruction in the place of a comment.
    case comment
  }

  var range: Range<Int>
  var kind: Kind
}

private struct ChangedBlock {
  let node: NodePointer
  let text: InlineText
  let changes: [InlineChange]

  /// Appends a paragraph with the block's text. The text begins on its second line, where nothing that it begins with
  /// could be the beginning of another block, and neither could what is indented by four.
  func append(to bytes: inout [UInt8]) {
    bytes += "a\n    ".utf8
    let range = content
    var offset = range.lowerBound
    for change in changes where range.contains(change.range.lowerBound) && change.range.upperBound <= range.upperBound {
      append(offset..<change.range.lowerBound, to: &bytes)
      switch change.kind {
      case .escape:
        for byte in text.bytes[change.range] { bytes += [UInt8(ascii: "\\"), byte] }
      case .mask:
        append(change.range, masked: true, to: &bytes)
      case .comment:
        bytes += "<?".utf8
        append(change.range.dropFirst(2).dropLast(2), masked: true, to: &bytes)
        bytes += "?>".utf8
      }
      offset = change.range.upperBound
    }
    append(offset..<range.upperBound, to: &bytes)
    bytes += "\n\n".utf8
  }

  private func append(_ range: Range<Int>, masked: Bool = false, to bytes: inout [UInt8]) {
    var offset = range.lowerBound
    while offset < range.upperBound {
      if let end = text.bytes.skippingLineEnd(at: offset) {
        bytes += "\n    ".utf8
        offset = end
      } else {
        bytes.append(masked ? Rereading.placeholder : text.bytes[offset])
        offset += 1
      }
    }
  }

  /// The inline content of the block's text: without the marks of a heading, definitions, and space at the end.
  private var content: Range<Int> {
    let bytes = text.bytes
    var start = 0
    var end = bytes.count
    func trim() {
      while end > start, bytes[end - 1].isASCIISpace { end -= 1 }
    }
    trim()
    if node.kind == .heading, node.startLine == node.endLine {
      while start < end, bytes[start] == UInt8(ascii: "#") { start += 1 }
      var closing = end
      while closing > start, bytes[closing - 1] == UInt8(ascii: "#") { closing -= 1 }
      if closing == start || bytes[closing - 1].isASCIISpace { end = closing }
      trim()
      return min(bytes.skippingBlanks(from: start), end)..<end
    }
    if node.kind == .heading {
      end = bytes[..<end].lastIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? end
      trim()
    }
    return min(bytes.endOfDefinitions, end)..<end
  }

  /// Puts the inlines of a paragraph, but for its first line, in the place of the block's own.
  func take(_ reread: NodePointer, _ ranges: inout SourceRanges) {
    // The text and the line end that were put in front.
    reread.firstChild?.free()
    reread.firstChild?.free()
    let parent = node.parent
    let next = node.next
    node.unlink()
    while let inline = node.firstChild { inline.free() }
    while let inline = reread.firstChild { node.append(inline) }
    putBack()
    if let next { next.insertBefore(node) } else { parent?.append(node) }
    guard let alignment = InlineAlignment(of: node, in: text) else { return }
    for span in alignment.spans where span.kind == .link || span.kind == .image {
      span.node.set(MadeNode(span.kind, range: ranges.add(text.sourceRange(span.range))))
    }
  }

  /// Gives tildes and comments their bytes back.
  private func putBack() {
    var comments = changes.lazy.filter { $0.kind == .comment }.makeIterator()
    var walk = TreeWalk(node)
    while let step = walk.next() {
      guard step.isEntering, step.kind == .text || step.kind == .code || step.kind == .htmlInline else { continue }
      let literal = step.node.literal
      guard literal.firstOffset(of: Rereading.placeholder, from: 0) != nil else { continue }
      let original: [UInt8]
      if step.kind == .htmlInline, let comment = comments.next() {
        original = Array(text.bytes[comment.range])
      } else {
        original = literal.map { $0 == Rereading.placeholder ? UInt8(ascii: "~") : $0 }
      }
      original.withUnsafeBufferPointer(step.node.setLiteral)
    }
  }
}

// MARK: - What is misread

/// Reads the text of one block from left to right, as CommonMark says that code spans and comments are found.
private struct MisreadFinder {
  private let bytes: [UInt8]
  private let spans: [InlineSpan]
  private let extensions: MarkdownExtensions
  private var links: BareLinkFinder
  private(set) var changes: [InlineChange] = []

  init(_ bytes: [UInt8], _ alignment: InlineAlignment, _ extensions: MarkdownExtensions) {
    self.bytes = bytes
    self.extensions = extensions
    spans = alignment.spans
    links = BareLinkFinder(bytes: bytes)
  }

  mutating func find() {
    findCodeAndComments()
    if extensions.contains(.strikethrough) { findTildes() }
    if extensions.contains(.bareLinks) { findAddresses() }
    changes.sort { $0.range.lowerBound < $1.range.lowerBound }
    // What lies inside of another change has been seen to.
    var end = 0
    changes.removeAll { change in
      defer { end = max(end, change.range.upperBound) }
      return change.range.lowerBound < end
    }
  }

  /// cmark's longest run that can be a delimiter.
  private static let longestRun = 1_000

  private mutating func findCodeAndComments() {
    var closers = BacktickRuns(bytes)
    var strays: [InlineChange] = []
    var isMissed = false
    var opaque = opaqueRanges.makeIterator()
    var closed = opaque.next()
    var commentEnd = 0
    var offset = spans[0].kind == .paragraph ? bytes.endOfDefinitions : 0
    while offset < bytes.count {
      while let range = closed, range.range.upperBound <= offset { closed = opaque.next() }
      if let range = closed, range.range.lowerBound == offset, range.kind != .code {
        offset = range.range.upperBound
        continue
      }
      switch bytes[offset] {
      case UInt8(ascii: "\\"):
        offset += offset + 1 < bytes.count && bytes[offset + 1].isASCIIPunctuation ? 2 : 1
      case UInt8(ascii: "`"):
        let end = bytes[offset...].firstIndex { $0 != UInt8(ascii: "`") } ?? bytes.count
        if end - offset <= Self.longestRun, let closer = closers.next(ofLength: end - offset, from: end) {
          if closed?.range.lowerBound != offset { isMissed = true }
          offset = closer
        } else {
          strays.append(InlineChange(range: offset..<end, kind: .escape))
          offset = end
        }
      case UInt8(ascii: "<") where offset >= commentEnd && bytes[offset...].starts(with: "<!--".utf8):
        // Looked for once: where one comment has no end, no later one has.
        guard let end = endOfComment(from: offset) else {
          commentEnd = bytes.count
          offset += 1
          continue
        }
        changes.append(InlineChange(range: offset..<end, kind: .comment))
        offset = end
      default:
        offset += 1
      }
    }
    if isMissed { changes += strays }
  }

  private func endOfComment(from start: Int) -> Int? {
    if bytes[(start + 4)...].starts(with: ">".utf8) { return start + 5 }
    if bytes[(start + 4)...].starts(with: "->".utf8) { return start + 6 }
    var offset = start + 4
    while let dash = bytes[offset...].firstIndex(of: UInt8(ascii: "-")) {
      if bytes[dash...].starts(with: "-->".utf8) { return dash + 3 }
      offset = dash + 1
    }
    return nil
  }

  /// Code, and what backticks mean nothing in: tags, addresses in brackets, destinations. In order.
  private var opaqueRanges: [(range: Range<Int>, kind: MarkdownNode.Kind)] {
    spans.compactMap { span in
      switch span.kind {
      case .code, .htmlInline: (span.range, span.kind)
      case .link where bytes[span.range.lowerBound] == UInt8(ascii: "<"): (span.range, span.kind)
      case .link, .image: (span.contentEnd..<span.range.upperBound, span.kind)
      default: nil
      }
    }.sorted { $0.0.lowerBound < $1.0.lowerBound }
  }

  /// Tildes between a word and a delimiter of emphasis that stayed text.
  private mutating func findTildes() {
    for span in spans where span.kind == .text {
      var offset = span.range.lowerBound
      while let start = bytes[offset..<span.range.upperBound].firstIndex(of: UInt8(ascii: "~")) {
        let end = bytes[start..<span.range.upperBound].firstIndex { $0 != UInt8(ascii: "~") } ?? span.range.upperBound
        let before = start > 0 ? bytes[start - 1] : UInt8(ascii: "\n")
        let after = end < bytes.count ? bytes[end] : UInt8(ascii: "\n")
        if end - start <= 2, before != UInt8(ascii: "\\"),
          before.isEmphasis && after.isInWord || after.isEmphasis && before.isInWord
        {
          changes.append(InlineChange(range: start..<end, kind: .mask))
        }
        offset = end
      }
    }
  }

  /// Addresses in which emphasis ends.
  private mutating func findAddresses() {
    var linkEnd = 0
    var addressEnd = 0
    for (index, span) in spans.enumerated() {
      if span.kind == .link || span.kind == .image { linkEnd = max(linkEnd, span.next) }
      guard span.kind == .text, index >= linkEnd else { continue }
      let around = spans[span.parent]
      guard around.kind == .emph || around.kind == .strong else { continue }
      var offset = max(span.range.lowerBound, addressEnd)
      while offset < span.range.upperBound {
        guard let address = links.address(at: offset, limit: bytes.count) else {
          offset += 1
          continue
        }
        addressEnd = address.range.upperBound
        offset = addressEnd
        let rest = bytes[around.contentEnd..<max(around.contentEnd, addressEnd)].drop(while: \.isEmphasis)
        if let next = rest.first, next < 0x80, !next.isASCIIAlphanumeric,
          !rest.contains(where: { $0 == UInt8(ascii: "`") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]") })
        {
          for place in address.range where bytes[place].isEmphasis && bytes[place - 1] != UInt8(ascii: "\\") {
            changes.append(InlineChange(range: place..<place + 1, kind: .escape))
          }
        }
      }
    }
  }
}

/// The runs of backticks of a text, to be asked for from left to right.
private struct BacktickRuns {
  /// Where runs end, by their length, last first.
  private var ends: [Int: [Int]] = [:]

  init(_ bytes: [UInt8]) {
    var offset = 0
    var runs: [Int: [Int]] = [:]
    while let start = bytes[offset...].firstIndex(of: UInt8(ascii: "`")) {
      offset = bytes[start...].firstIndex { $0 != UInt8(ascii: "`") } ?? bytes.count
      runs[offset - start, default: []].append(offset)
    }
    ends = runs.mapValues { $0.reversed() }
  }

  /// Where the first run of a length ends that begins at an offset or behind it.
  mutating func next(ofLength length: Int, from offset: Int) -> Int? {
    while let end = ends[length]?.last, end - length < offset { ends[length]?.removeLast() }
    return ends[length]?.last
  }
}

extension UInt8 {
  fileprivate var isEmphasis: Bool { self == UInt8(ascii: "*") || self == UInt8(ascii: "_") }

  /// True for what is neither punctuation nor space to cmark; what is beyond ASCII is mostly letters.
  fileprivate var isInWord: Bool { isASCIIAlphanumeric || self >= 0x80 }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether a document can hold anything that is misread.
  ///
  /// - Parameter addresses: whether it may hold bare links.
  func mayBeMisread(addresses: Bool) -> Bool {
    func holds(_ byte: UInt8) -> Bool { firstOffset(of: byte, from: 0) != nil }
    if holds(UInt8(ascii: "`")) || holds(UInt8(ascii: "!")) { return true }
    return (addresses || holds(UInt8(ascii: "~"))) && (holds(UInt8(ascii: "*")) || holds(UInt8(ascii: "_")))
  }

  /// Whether a text holds backticks, a comment, or tildes beside a delimiter.
  fileprivate var mayBeMisreadText: Bool {
    if firstOffset(of: UInt8(ascii: "`"), from: 0) != nil { return true }
    var offset = 0
    while let mark = firstOffset(of: UInt8(ascii: "!"), from: offset) {
      if mark > 0, self[mark - 1] == UInt8(ascii: "<"), self[(mark + 1)...].starts(with: "--".utf8) { return true }
      offset = mark + 1
    }
    offset = 0
    while let tilde = firstOffset(of: UInt8(ascii: "~"), from: offset) {
      if tilde > 0, self[tilde - 1].isEmphasis || tilde + 1 < count && self[tilde + 1].isEmphasis { return true }
      if tilde == 0, count > 1, self[1].isEmphasis { return true }
      offset = tilde + 1
    }
    return false
  }
}
