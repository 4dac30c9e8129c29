import Bytes

// What the passes find in the text of one block, before anything is changed: runs of tildes, which may be
// delimiters of strikethrough, bare links, and references to footnotes.

/// A construct of an extension in the text of a block.
struct InlineMark {
  enum Kind {
    /// One or two tildes that may strike text through.
    case tildes(canOpen: Bool, canClose: Bool)
    case link(BareLink.Prefix)
    /// A reference to the footnote with this number among the definitions.
    case footnote(Int)
  }

  var range: Range<Int>
  var kind: Kind
}

/// Looks through the texts of an alignment.
struct InlineMarkFinder {
  private let alignment: InlineAlignment
  private let bytes: [UInt8]
  private let extensions: MarkdownExtensions
  private let labels: FootnoteLabels?
  private var finder: BareLinkFinder
  private(set) var marks: [InlineMark] = []

  init(
    _ alignment: InlineAlignment, _ text: InlineText, _ extensions: MarkdownExtensions, _ labels: FootnoteLabels?
  ) {
    self.alignment = alignment
    self.extensions = extensions
    self.labels = extensions.contains(.footnotes) ? labels : nil
    bytes = text.bytes
    finder = BareLinkFinder(bytes: text.bytes)
    findMarks()
  }

  private mutating func findMarks() {
    let spans = alignment.spans
    // Links do not nest; a picture's text is no place for one.
    var linkEnd = 0
    var imageEnd = 0
    var index = 1
    while index < spans.count {
      let span = spans[index]
      switch span.kind {
      case .link where bytes[span.range.lowerBound] == UInt8(ascii: "<"):
        index = span.next
        continue
      case .link, .image:
        linkEnd = max(linkEnd, span.next)
        if span.kind == .image { imageEnd = max(imageEnd, span.next) }
      case .text:
        findMarks(
          in: index, linksAllowed: index >= linkEnd && extensions.contains(.bareLinks),
          referencesAllowed: index >= imageEnd)
      default: break
      }
      index += 1
    }
  }

  private mutating func findMarks(in index: Int, linksAllowed: Bool, referencesAllowed: Bool) {
    let range = alignment.spans[index].range
    let tildesCount = extensions.contains(.strikethrough)
    var offset = max(range.lowerBound, marks.last?.range.upperBound ?? 0)
    var mailStart = offset
    while offset < range.upperBound {
      switch bytes[offset] {
      case UInt8(ascii: "\\"):
        offset += offset + 1 < range.upperBound && bytes[offset + 1].isASCIIPunctuation ? 2 : 1
      case UInt8(ascii: "[") where referencesAllowed && labels != nil:
        guard let (number, end) = footnote(at: offset, limit: range.upperBound) else {
          offset += 1
          continue
        }
        marks.append(InlineMark(range: offset..<end, kind: .footnote(number)))
        offset = end
        mailStart = offset
      case UInt8(ascii: "~") where tildesCount:
        let end = bytes[offset..<range.upperBound].firstIndex { $0 != UInt8(ascii: "~") } ?? range.upperBound
        if end - offset <= 2 { addTildes(offset..<end) }
        offset = end
      case UInt8(ascii: "h"), UInt8(ascii: "H"), UInt8(ascii: "w"):
        guard linksAllowed, let link = address(at: offset, in: index) else {
          offset += 1
          continue
        }
        marks.append(InlineMark(range: link.range, kind: .link(link.prefix)))
        offset = link.range.upperBound
        mailStart = offset
      case UInt8(ascii: "@") where linksAllowed:
        guard let link = finder.mailAddress(around: offset, within: mailStart..<range.upperBound) else {
          offset += 1
          mailStart = offset
          continue
        }
        // Tildes cannot be in it.
        marks.append(InlineMark(range: link.range, kind: .link(link.prefix)))
        offset = link.range.upperBound
        mailStart = offset
      default:
        offset += 1
      }
    }
  }

  /// The footnote that `[^label]` refers to, and the end of that.
  private func footnote(at bracket: Int, limit: Int) -> (number: Int, end: Int)? {
    guard bracket + 3 < limit, bytes[bracket + 1] == UInt8(ascii: "^"), let labels else { return nil }
    let rest = bytes[(bracket + 2)..<min(limit, bracket + 1_002)]
    let end = rest.firstIndex { $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: "[") || $0.isASCIISpace }
    guard let end, bytes[end] == UInt8(ascii: "]"), let number = labels.number(rest[..<end]) else { return nil }
    // A definition that is none does not refer to the one that has its label.
    let beginsLine =
      bracket == 0 || bytes[bracket - 1] == UInt8(ascii: "\n") || bytes[bracket - 1] == UInt8(ascii: "\r")
    if beginsLine, end + 1 < bytes.count, bytes[end + 1] == UInt8(ascii: ":") { return nil }
    return (number, end + 1)
  }

  /// An address is read before emphasis is: emphasis that lies in it whole is a part of it. Other inlines end it.
  private mutating func address(at start: Int, in index: Int) -> BareLink? {
    let spans = alignment.spans
    let parent = spans[spans[index].parent]
    guard var link = finder.address(at: start, limit: parent.contentEnd) else { return nil }
    // Punctuation that is taken off an end can uncover the next one; nobody writes that more than once or twice.
    for _ in 0..<8 {
      var end = link.range.upperBound
      var sibling = spans[index].next
      while sibling < parent.next, spans[sibling].range.lowerBound < end {
        if !spans[sibling].isPlain || spans[sibling].range.upperBound > end && spans[sibling].kind != .text {
          end = spans[sibling].range.lowerBound
        }
        sibling = spans[sibling].next
      }
      guard end < link.range.upperBound else { return link }
      // A shorter address is none if too little is left of it.
      guard let shorter = finder.address(at: start, limit: end) else { return nil }
      link = shorter
    }
    return finder.address(at: start, limit: spans[index].range.upperBound)
  }

  private mutating func addTildes(_ range: Range<Int>) {
    let before = bytes.scalar(before: range.lowerBound)
    let after = bytes.scalar(at: range.upperBound)
    let canOpen = !after.isSpace && (!after.isPunctuation || before.isSpace || before.isPunctuation)
    let canClose = !before.isSpace && (!before.isPunctuation || after.isSpace || after.isPunctuation)
    guard canOpen || canClose else { return }
    marks.append(InlineMark(range: range, kind: .tildes(canOpen: canOpen, canClose: canClose)))
  }
}

// MARK: - Characters around delimiters

extension [UInt8] {
  /// The scalar at an offset; a line feed at the end.
  fileprivate func scalar(at offset: Int) -> Unicode.Scalar {
    var decoder = UTF8()
    var bytes = self[Swift.min(offset, count)...].makeIterator()
    if case .scalarValue(let scalar) = decoder.decode(&bytes) { return scalar }
    return "\n"
  }

  /// The scalar in front of an offset; a line feed at the start.
  fileprivate func scalar(before offset: Int) -> Unicode.Scalar {
    guard offset > 0 else { return "\n" }
    var start = offset - 1
    while start > 0, offset - start < 4, self[start] & 0xC0 == 0x80 { start -= 1 }
    return scalar(at: start)
  }
}

extension Unicode.Scalar {
  fileprivate var isSpace: Bool {
    isASCII ? UInt8(value).isASCIISpace : properties.generalCategory == .spaceSeparator
  }

  fileprivate var isPunctuation: Bool {
    if isASCII { return UInt8(value).isASCIIPunctuation }
    switch properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      return true
    default:
      return false
    }
  }
}
