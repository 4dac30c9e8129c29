import Bytes

// A block of HTML is shown as text, but for the elements that a page may hold. `<details>` is read in any block of HTML
// and holds what follows among the blocks of the same parent, until it is closed there; where it is not, it ends with
// that parent. So it is balanced, whatever is written.

/// The details that are open where the writer is.
struct OpenDetails {
  private struct Level {
    /// What holds the block that opened it, and must hold the one that closes it.
    let container: NodePointer?
    /// How many were opened in it that are text because they are too deep.
    var ignored = 0
    /// A summary that began and has no end yet.
    var hasOpenSummary = false
  }

  private var levels: [Level] = []
  /// The innermost one has just been opened: its summary must come first.
  private(set) var awaitsSummary = false

  /// Browsers stop at some hundred levels of all elements together.
  private static let limit = 32

  var isEmpty: Bool { levels.isEmpty }

  /// Whether one more is text; then its end will be, too.
  mutating func ignoresOpening() -> Bool {
    guard levels.count >= Self.limit else { return false }
    levels[levels.count - 1].ignored += 1
    return true
  }

  mutating func open(in container: NodePointer?) {
    levels.append(Level(container: container))
    awaitsSummary = true
  }

  /// Whether an end is text: nothing is open that it may close.
  mutating func ignoresClosing(in container: NodePointer?) -> Bool {
    guard isInnermost(in: container) else { return true }
    guard levels[levels.count - 1].ignored > 0 else { return false }
    levels[levels.count - 1].ignored -= 1
    return true
  }

  mutating func closeInnermost() { levels.removeLast() }

  func isInnermost(in container: NodePointer?) -> Bool { levels.last.map { $0.container == container } ?? false }

  mutating func takeSummary(isWhole: Bool) {
    awaitsSummary = false
    levels[levels.count - 1].hasOpenSummary = !isWhole
  }

  /// - Returns: false where no summary waits for its end.
  mutating func endSummary(in container: NodePointer?) -> Bool {
    guard isInnermost(in: container), levels[levels.count - 1].hasOpenSummary else { return false }
    levels[levels.count - 1].hasOpenSummary = false
    return true
  }
}

extension HTMLWriter {
  /// Writes a block of HTML without its comments.
  mutating func escapedHTML(_ bytes: UnsafeBufferPointer<UInt8>, in container: NodePointer?) {
    var textStart = 0
    var offset = 0
    // In scripts and the like, tags are not what they look like.
    if bytes.mayHoldElements, !bytes.isOpaqueHTML {
      while let start = bytes.firstOffset(of: UInt8(ascii: "<"), from: offset) {
        guard let end = bytes.endOfTag(from: start) else {
          offset = start + 1
          continue
        }
        offset = end
        guard let tag = HTMLElementTag(UnsafeBufferPointer(rebasing: bytes[start..<end])), tag.element.isBlock else {
          continue
        }
        let before = UnsafeBufferPointer(rebasing: bytes[textStart..<start])
        switch (tag.element, tag.form) {
        case (.details, .opening):
          guard !details.ignoresOpening() else { continue }
          // What is in front of it stands outside.
          htmlText(before)
          if details.awaitsSummary { writeSummary(nil) }
          details.open(in: container)
          beginLine()
          output.append(literal: tag.isOpen ? "<details open>\n" : "<details>\n")
        case (.details, _):
          guard !details.ignoresClosing(in: container) else { continue }
          htmlText(before)
          closeInnermostDetails()
        case (.summary, .opening):
          guard details.awaitsSummary, details.isInnermost(in: container), before.isBlank else { continue }
          let (titleEnd, summaryEnd) = bytes.endOfSummary(from: end)
          writeSummary(UnsafeBufferPointer(rebasing: bytes[end..<titleEnd]), isWhole: summaryEnd != nil)
          offset = summaryEnd ?? titleEnd
        default:
          guard details.endSummary(in: container) else { continue }
          htmlText(before)
        }
        textStart = offset
      }
    }
    htmlText(UnsafeBufferPointer(rebasing: bytes[textStart...]))
  }

  /// Closes the details that were opened in a container.
  mutating func closeDetails(in container: NodePointer?) {
    while details.isInnermost(in: container) { closeInnermostDetails() }
  }

  private mutating func closeInnermostDetails() {
    if details.awaitsSummary { writeSummary(nil) }
    details.closeInnermost()
    beginLine()
    output.append(literal: "</details>\n")
  }

  /// Writes the summary of the details that were just opened.
  mutating func writeSummary(_ title: UnsafeBufferPointer<UInt8>?, isWhole: Bool = true) {
    details.takeSummary(isWhole: isWhole)
    output.append(literal: "<summary>")
    if let title, !title.isBlank {
      textWithElements(title.trimmed)
    } else {
      // What browsers call them.
      output.append(literal: "Details")
    }
    output.append(literal: "</summary>\n")
  }

  /// Text of a block of HTML: a paragraph, or as it is written where it holds other tags.
  private mutating func htmlText(_ bytes: UnsafeBufferPointer<UInt8>) {
    if bytes.isBlank { return }
    if details.awaitsSummary { writeSummary(nil) }
    beginLine()
    guard !bytes.holdsOtherTags else {
      output.append(literal: "<pre class=\"raw-html\"")
      output.append(literal: options.focusableOverflow ? " tabindex=\"0\"><code>" : "><code>")
      text(UnsafeBufferPointer(rebasing: bytes.drop { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }))
      output.append(literal: "</code></pre>\n")
      return
    }
    // What stands behind a comment on its line is text, and HTML only to CommonMark.
    output.append(literal: "<p>")
    textWithElements(bytes.trimmed)
    output.append(literal: "</p>\n")
  }

  /// Text in which tags of elements that belong together are such.
  private mutating func textWithElements(_ bytes: UnsafeBufferPointer<UInt8>) {
    var pairing = TagPairing()
    var tags: [(range: Range<Int>, tag: HTMLElementTag, isShown: Bool)] = []
    var offset = 0
    while let start = bytes.firstOffset(of: UInt8(ascii: "<"), from: offset) {
      offset = start + 1
      guard let end = bytes.endOfTag(from: start) else { continue }
      offset = end
      guard let tag = HTMLElementTag(UnsafeBufferPointer(rebasing: bytes[start..<end])), !tag.element.isBlock else {
        continue
      }
      let opening = pairing.add(tag, tags.count)
      if let opening { tags[opening].isShown = true }
      tags.append((start..<end, tag, tag.form == .void || opening != nil))
    }
    offset = 0
    func decoded(_ range: Range<Int>) -> [UInt8] { Array(bytes[range]).resolvingReferences }
    for (range, tag, isShown) in tags where isShown {
      decoded(offset..<range.lowerBound).withUnsafeBufferPointer { text($0) }
      write(tag)
      offset = range.upperBound
    }
    decoded(offset..<bytes.count).withUnsafeBufferPointer { text($0) }
  }

  mutating func write(_ tag: HTMLElementTag) {
    if tag.form == .void {
      output.append(literal: "<br />")
      return
    }
    output.append(literal: tag.form == .closing ? "</" : "<")
    output.append(literal: tag.element.name)
    output.append(UInt8(ascii: ">"))
  }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate var isBlank: Bool { allSatisfy(\.isASCIISpace) }

  /// The bytes without white space around them.
  fileprivate var trimmed: Self {
    guard let first = firstIndex(where: { !$0.isASCIISpace }), let last = lastIndex(where: { !$0.isASCIISpace }) else {
      return Self(rebasing: self[0..<0])
    }
    return Self(rebasing: self[first...last])
  }

  /// True for blocks of HTML whose content is no HTML, and for declarations.
  fileprivate var isOpaqueHTML: Bool {
    let start = drop(while: \.isASCIISpace)
    return ["<script", "<pre", "<style", "<textarea", "<!", "<?"].contains { name in
      start.count >= name.utf8.count && zip(start, name.utf8).allSatisfy { $0.asciiLowercased == $1 }
    }
  }

  /// Whether a `<` begins anything but the tag of an element that a page may hold.
  fileprivate var holdsOtherTags: Bool {
    var offset = 0
    while let start = firstOffset(of: UInt8(ascii: "<"), from: offset) {
      guard let end = endOfTag(from: start), let tag = HTMLElementTag(Self(rebasing: self[start..<end])),
        !tag.element.isBlock
      else { return true }
      offset = end
    }
    return false
  }

  /// Where the text of a summary ends, and its tag: at the next `</summary>`, else in front of a tag of details.
  fileprivate func endOfSummary(from start: Int) -> (text: Int, tag: Int?) {
    var offset = start
    while let found = firstOffset(of: UInt8(ascii: "<"), from: offset) {
      offset = found + 1
      guard let end = endOfTag(from: found) else { continue }
      offset = end
      guard let tag = HTMLElementTag(Self(rebasing: self[found..<end])), tag.element.isBlock else { continue }
      return tag.element == .summary && tag.form == .closing ? (found, end) : (found, nil)
    }
    return (count, nil)
  }
}
