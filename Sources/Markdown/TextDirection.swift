import Bytes
import CCMark

// A git host gives nearly every block `dir="auto"`: its direction is that of its first letter. A page is written from
// left to right, so this changes nothing but for blocks whose first letter belongs to a script that is written from
// right to left. These, and only these, say so; and what stands in them and is not says that.

/// The direction of a text.
enum TextDirection {
  case leftToRight, rightToLeft

  /// The direction of a letter; nil for what has none of its own: digits, punctuation, spaces.
  init?(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
      guard scalar.isLetter else { return nil }
      self = .rightToLeft
    case 0x200F: self = .rightToLeft
    case 0x200E: self = .leftToRight
    default:
      guard scalar.isLetter else { return nil }
      self = .leftToRight
    }
  }

  /// The direction of the first letter.
  init?(of text: UnsafeBufferPointer<UInt8>) {
    var decoder = UTF8()
    var bytes = text.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&bytes) {
      guard let direction = TextDirection(scalar) else { continue }
      self = direction
      return
    }
    return nil
  }
}

/// The directions of the blocks of a tree, in the order in which they are written.
struct TextDirections {
  private var known: [OpaquePointer: TextDirection] = [:]
  /// The blocks around what is written now whose direction is not that of what is around them.
  private var open: [(node: NodePointer, direction: TextDirection)] = []

  /// Nil for nearly every text: one without a letter that is written from right to left.
  init?(below root: NodePointer, of document: MarkdownDocument) {
    guard document.source.withUnsafeBufferPointer(\.mayBeRightToLeft) else { return nil }
    var around: [NodePointer] = []
    // How many of these have their direction: the outer ones.
    var settled = 0
    var walk = TreeWalk(root)
    while let step = walk.next() {
      if step.kind.isBlock, !step.kind.isLeaf {
        if step.isEntering {
          around.append(step.node)
        } else {
          around.removeLast()
          settled = min(settled, around.count)
        }
      } else if settled < around.count, step.kind == .text || step.kind == .code,
        let direction = TextDirection(of: step.node.literal)
      {
        for block in around[settled...] { known[block.raw] = direction }
        settled = around.count
      }
    }
    guard known.values.contains(.rightToLeft) else { return nil }
  }

  /// The direction that a block must tell, because it is not that of what is around it.
  mutating func enter(_ node: NodePointer) -> TextDirection? {
    let around = open.last?.direction ?? .leftToRight
    let kind = node.kind
    let own = kind == .codeBlock ? .leftToRight : known[node.raw] ?? around
    guard own != around else { return nil }
    if !kind.isLeaf { open.append((node, own)) }
    return own
  }

  mutating func leave(_ node: NodePointer) {
    if open.last?.node == node { open.removeLast() }
  }
}

extension Unicode.Scalar {
  fileprivate var isLetter: Bool {
    if isASCII { return UInt8(value).isASCIILetter }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber,
      .spacingMark:
      return true
    default: return false
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether a letter that is written from right to left may be in it. Many bytes are looked at at once: nearly all
  /// text is ASCII.
  fileprivate var mayBeRightToLeft: Bool {
    guard let base = UnsafeRawPointer(baseAddress) else { return false }
    var index = 0
    func word(_ offset: Int) -> UInt64 { base.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
    while index < count {
      while index &+ 32 <= count,
        (word(index) | word(index &+ 8) | word(index &+ 16) | word(index &+ 24)) & 0x8080_8080_8080_8080 == 0
      {
        index &+= 32
      }
      let end = Swift.min(index + 32, count)
      while index < end {
        if self[index] >= 0xD6, mayBeRightToLeft(at: index) { return true }
        index += 1
      }
    }
    return false
  }

  private func mayBeRightToLeft(at offset: Int) -> Bool {
    let next = offset + 1 < count ? self[offset + 1] : 0
    return switch self[offset] {
    case 0xD6...0xDF: true
    case 0xE0: (0xA0...0xA3).contains(next)
    case 0xE2: next == 0x80 && offset + 2 < count && self[offset + 2] == 0x8F
    case 0xEF: (0xAC...0xBB).contains(next)
    case 0xF0: next == 0x90 || next == 0x9E
    default: false
    }
  }
}
