import Bytes

/// The text below a node without markup: white space is one space, blocks are apart by one space, raw HTML tags
/// are left out.
struct PlainText {
  private var bytes: [UInt8] = []
  private var needsSpace = false

  /// Collects at least `minimumBytes` bytes if there are so many, and not much more.
  init(of node: NodePointer, includingImages: Bool = true, minimumBytes: Int = .max) {
    var walk = TreeWalk(node)
    while bytes.count < minimumBytes, let step = walk.next() {
      switch step.kind {
      case .text, .code, .codeBlock:
        append(step.node.literal)
      case .softBreak, .lineBreak:
        needsSpace = true
      case .image where step.isEntering && !includingImages:
        walk.skipChildren()
      case .image, .emph, .strong, .strikethrough, .link, .htmlInline:
        break
      default:
        needsSpace = true
      }
      // The last line of a code block belongs to the block.
      if step.kind == .codeBlock { needsSpace = true }
    }
  }

  var string: String { String(decoding: bytes, as: UTF8.self) }

  private mutating func append(_ text: UnsafeBufferPointer<UInt8>) {
    for byte in text {
      if byte.isASCIISpace {
        needsSpace = true
        continue
      }
      if needsSpace, !bytes.isEmpty { bytes.append(UInt8(ascii: " ")) }
      needsSpace = false
      bytes.append(byte)
    }
  }
}

extension MarkdownNode {
  /// The text of this node and all below it without markup, on one line: for summaries and names.
  ///
  /// With a `limit`, at most so many characters; a longer text is cut behind a word where that loses little, and
  /// ends in `…` within the limit.
  package func plainText(limit: Int? = nil) -> String {
    guard let limit else { return PlainText(of: pointer).string }
    // A character has at least one byte; what has long characters is collected once more, whole.
    let start = PlainText(of: pointer, minimumBytes: (limit + 1) * 4).string
    if let cut = start.cut(toCharacters: limit) { return cut }
    let whole = PlainText(of: pointer).string
    return whole.cut(toCharacters: limit) ?? whole
  }
}

extension MarkdownDocument {
  /// The text of the document without markup, on one line; see `MarkdownNode.plainText(limit:)`.
  package func plainText(limit: Int? = nil) -> String {
    root.plainText(limit: limit)
  }
}

extension String {
  /// The string cut to `limit` characters including the `…`; nil if it is not longer than that.
  fileprivate func cut(toCharacters limit: Int) -> String? {
    guard limit > 0 else { return isEmpty ? nil : "" }
    guard let end = index(startIndex, offsetBy: limit, limitedBy: endIndex), end < endIndex else {
      return nil
    }
    var head = self[..<index(before: end)]
    let endsWithWord = head.last == " " || self[head.endIndex] == " "
    if !endsWithWord, let space = head.lastIndex(of: " "), head.distance(from: space, to: head.endIndex) < 24 {
      head = head[..<space]
    }
    while head.last == " " { head.removeLast() }
    return head + "…"
  }
}
