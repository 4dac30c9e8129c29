import Bytes

/// The text below a node without markup: white space is one space, blocks are apart by one space, raw HTML tags
/// and references to footnotes are left out.
struct PlainText {
  private var bytes: [UInt8] = []
  private var needsSpace = false

  init(of node: NodePointer, includingImages: Bool = true) {
    var walk = TreeWalk(node)
    while let step = walk.next() {
      switch step.kind {
      case .text, .code, .codeBlock:
        append(step.node.literal)
      case .softBreak, .lineBreak:
        needsSpace = true
      case .image where step.isEntering && !includingImages:
        walk.skipChildren()
      case .image, .emph, .strong, .strikethrough, .link, .htmlInline, .footnoteReference:
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
