import Bytes
import CCMark

// A few elements of HTML are shown as such: those that a git host knows and markdown has no sign for. Their tags are
// read, and written anew: what reaches a page is never a byte of the source's tags, and only a pair of them, opened and
// closed among the inlines of one parent, is more than text. So the page stays well-formed whatever is written.

/// An element that a body may hold.
enum HTMLElement: UInt8, CaseIterable {
  case br = 1
  case kbd, sub, sup, ins, del, mark, details, summary

  var name: StaticString {
    switch self {
    case .br: "br"
    case .kbd: "kbd"
    case .sub: "sub"
    case .sup: "sup"
    case .ins: "ins"
    case .del: "del"
    case .mark: "mark"
    case .details: "details"
    case .summary: "summary"
    }
  }

  var isBlock: Bool { self == .details || self == .summary }
}

/// A tag of such an element, without attributes.
struct HTMLElementTag: Equatable {
  enum Form: UInt8 {
    case opening = 1
    case closing, void
  }

  let element: HTMLElement
  let form: Form
  /// For `<details open>`, the one attribute that is understood.
  var isOpen = false

  /// Nil for anything but one whole tag.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count >= 4, bytes.first == UInt8(ascii: "<"), bytes.last == UInt8(ascii: ">") else { return nil }
    let isClosing = bytes[1] == UInt8(ascii: "/")
    let start = isClosing ? 2 : 1
    var end = start
    while end < bytes.count, bytes[end].isASCIIAlphanumeric { end += 1 }
    guard (2...7).contains(end - start),
      let element = HTMLElement.allCases.first(where: { bytes.holds($0.name, at: start..<end) })
    else { return nil }
    var rest = bytes[end..<(bytes.count - 1)].drop(while: \.isASCIISpace)
    if element == .br, !isClosing, rest.elementsEqual("/".utf8) { rest = rest.dropFirst() }
    if element == .details, !isClosing, end < bytes.count, bytes[end].isASCIISpace,
      rest.lazy.map(\.asciiLowercased).starts(with: "open".utf8)
    {
      isOpen = true
      rest = rest.dropFirst(4).drop(while: \.isASCIISpace)
    }
    guard rest.isEmpty, !(element == .br && isClosing) else { return nil }
    self.element = element
    form = element == .br ? .void : isClosing ? .closing : .opening
  }

  fileprivate init(element: HTMLElement, form: Form) {
    self.element = element
    self.form = form
  }
}

/// Finds the tags that belong together, from left to right. One that stands between those of a pair and belongs to none
/// is text.
struct TagPairing {
  private var open: [(element: HTMLElement, index: Int)] = []
  private var counts = [Int](repeating: 0, count: HTMLElement.allCases.count + 1)

  /// Takes the next tag.
  ///
  /// - Returns: the index of the opening tag that a closing one belongs to.
  mutating func add(_ tag: HTMLElementTag, _ index: Int) -> Int? {
    let number = Int(tag.element.rawValue)
    switch tag.form {
    case .void: return nil
    case .opening:
      open.append((tag.element, index))
      counts[number] += 1
      return nil
    case .closing:
      guard counts[number] > 0 else { return nil }
      while let last = open.popLast() {
        counts[Int(last.element.rawValue)] -= 1
        if last.element == tag.element { return last.index }
      }
      return nil
    }
  }
}

/// Marks the inlines of a tree that are tags of elements which a page shows.
struct HTMLElementPass {
  static func run(on tree: NodePointer) {
    var walk = TreeWalk(tree)
    while let step = walk.next() {
      guard step.isEntering, !step.kind.isLeaf, let first = step.node.firstChild, !first.kind.isBlock else { continue }
      pair(from: first)
    }
  }

  private static func pair(from first: NodePointer) {
    var pairing = TagPairing()
    var tags: [(node: NodePointer, tag: HTMLElementTag)] = []
    var next: NodePointer? = first
    while let node = next {
      next = node.next
      guard node.kind == .htmlInline, let tag = HTMLElementTag(node.literal), !tag.element.isBlock else { continue }
      if tag.form == .void {
        node.setElementTag(tag)
      } else if let opening = pairing.add(tag, tags.count) {
        tags[opening].node.setElementTag(tags[opening].tag)
        node.setElementTag(tag)
      }
      tags.append((node, tag))
    }
  }
}

extension NodePointer {
  /// The tag that an inline is, where a page shows its element.
  var elementTag: HTMLElementTag? {
    let bits = UInt(bitPattern: cmark_node_get_user_data(raw))
    guard let element = HTMLElement(rawValue: UInt8(truncatingIfNeeded: bits >> 2)),
      let form = HTMLElementTag.Form(rawValue: UInt8(bits & 3))
    else { return nil }
    return HTMLElementTag(element: element, form: form)
  }

  fileprivate func setElementTag(_ tag: HTMLElementTag) {
    let bits = UInt(tag.element.rawValue) << 2 | UInt(tag.form.rawValue)
    cmark_node_set_user_data(raw, UnsafeMutableRawPointer(bitPattern: bits))
  }
}

extension UnsafeBufferPointer<UInt8> {
  fileprivate func holds(_ name: StaticString, at range: Range<Int>) -> Bool {
    name.utf8CodeUnitCount == range.count
      && name.withUTF8Buffer { name in
        zip(name, self[range]).allSatisfy { $0 == $1.asciiLowercased }
      }
  }

  /// Whether a tag of an element that is no block may stand in it.
  var mayHoldElements: Bool {
    var offset = 0
    while let start = firstOffset(of: UInt8(ascii: "<"), from: offset) {
      offset = start + 1
      var name = offset
      if name < count, self[name] == UInt8(ascii: "/") { name += 1 }
      guard name + 1 < count else { return false }
      switch (self[name].asciiLowercased, self[name + 1].asciiLowercased) {
      case (UInt8(ascii: "b"), UInt8(ascii: "r")), (UInt8(ascii: "k"), UInt8(ascii: "b")),
        (UInt8(ascii: "s"), UInt8(ascii: "u")), (UInt8(ascii: "i"), UInt8(ascii: "n")),
        (UInt8(ascii: "d"), UInt8(ascii: "e")), (UInt8(ascii: "m"), UInt8(ascii: "a")):
        return true
      default: break
      }
    }
    return false
  }

  /// A longer tag is text, so that a text of nothing but beginnings is not read again for each of them.
  private static var tagLimit: Int { 2_000 }

  /// Behind the tag that begins at `<`; nil where none does. A `>` in the quotes of an attribute ends none.
  func endOfTag(from start: Int) -> Int? {
    var index = start + 1
    guard index < count, self[index].isASCIILetter || self[index] == UInt8(ascii: "/") else { return nil }
    let limit = Swift.min(count, start + Self.tagLimit)
    var quote: UInt8?
    while index < limit {
      let byte = self[index]
      index += 1
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: ">") {
        return index
      } else if byte == UInt8(ascii: "<") {
        return nil
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      }
    }
    return nil
  }
}
