import CCMark
import CMarkArena

// What the passes add to a tree are cmark's custom nodes, which every consumer walks like any other. cmark keeps
// source positions to itself, so the places of made nodes are in the document, and a node's user data has their
// index, packed into the pointer's bits: nothing has to be looked up by name and nothing freed.

/// How a column of a table is aligned.
package enum TableAlignment: Equatable, Sendable {
  case left
  case center
  case right
}

/// The places in the source of the nodes that have one of their own.
struct SourceRanges {
  private(set) var all: [Range<Int>] = []

  /// Keeps a range and gives it its index.
  mutating func add(_ range: Range<Int>) -> Int {
    all.append(range)
    return all.count - 1
  }
}

/// What a made node is, as its user data has it.
struct MadeNode {
  /// `index << 8 | hasRange << 5 | alignment << 3 | isHeader << 2 | kind`.
  private let bits: UInt

  private static let hasRange: UInt = 1 << 5
  /// A reference to a footnote, which has other bits beside this one: see `FootnoteMark`.
  static let isReference: UInt = 1 << 6

  init(bits: UInt) {
    self.bits = bits
  }

  init(_ kind: MarkdownNode.Kind, range: Int, isHeader: Bool = false, alignment: TableAlignment? = nil) {
    var bits = UInt(range) << 8 | Self.hasRange
    switch kind {
    case .table: bits |= 1
    case .tableRow: bits |= 2
    case .tableCell: bits |= 3
    default: break
    }
    if isHeader { bits |= 1 << 2 }
    switch alignment {
    case .left: bits |= 1 << 3
    case .center: bits |= 2 << 3
    case .right: bits |= 3 << 3
    case nil: break
    }
    self.bits = bits
  }

  /// The kind of a block; inlines have kinds of their own in cmark.
  var kind: MarkdownNode.Kind {
    switch bits & 3 {
    case 1: .table
    case 2: .tableRow
    default: .tableCell
    }
  }

  /// True for a reference to a footnote.
  var isReference: Bool { bits & Self.isReference != 0 }

  /// True for the header row and its cells.
  var isHeader: Bool { bits & 1 << 2 != 0 }

  /// The alignment of a cell.
  var alignment: TableAlignment? {
    switch bits >> 3 & 3 {
    case 1: .left
    case 2: .center
    case 3: .right
    default: nil
    }
  }

  /// The index of the node's range in the document's; nil for nodes that have none.
  var range: Int? { bits & Self.hasRange == 0 ? nil : Int(bits >> 8) }

  fileprivate var userData: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: bits) }
}

extension NodePointer {
  /// What a pass said about this node. Not for items, quotes and HTML: their user data says something else.
  var madeNode: MadeNode { MadeNode(bits: UInt(bitPattern: cmark_node_get_user_data(raw))) }

  /// Says what this node is and where.
  func set(_ made: MadeNode) {
    cmark_node_set_user_data(raw, made.userData)
  }

  // MARK: Making and moving. cmark looks through all ancestors of the node that something is put into, so that
  // subtrees are filled while they hang nowhere.

  /// A new node in the arena in use that hangs nowhere.
  static func make(_ type: cmark_node_type) -> NodePointer {
    guard let raw = cmark_node_new_with_mem(type, cmark_arena_allocator()) else {
      // The arena ends the program itself when there is no memory.
      preconditionFailure("cmark made no node")
    }
    return NodePointer(raw)
  }

  /// A new text.
  static func text(_ bytes: UnsafeBufferPointer<UInt8>) -> NodePointer {
    let node = make(CMARK_NODE_TEXT)
    node.setLiteral(bytes)
    return node
  }

  /// A new document that is one block of code.
  static func document(ofCode bytes: ArraySlice<UInt8>) -> NodePointer {
    let code = make(CMARK_NODE_CODE_BLOCK)
    // What cmark makes of bytes that it cannot read. A string of C ends at NUL.
    let text = String(decoding: bytes, as: UTF8.self).utf8.flatMap { $0 == 0 ? Array("\u{FFFD}".utf8) : [$0] }
    text.withUnsafeBufferPointer(code.setLiteral)
    let document = make(CMARK_NODE_DOCUMENT)
    document.append(code)
    return document
  }

  func setLiteral(_ bytes: UnsafeBufferPointer<UInt8>) {
    bytes.withCString { _ = cmark_node_set_literal(raw, $0) }
  }

  func setURL(_ bytes: UnsafeBufferPointer<UInt8>) {
    bytes.withCString { _ = cmark_node_set_url(raw, $0) }
  }

  /// Takes the node out of its tree.
  func unlink() {
    cmark_node_unlink(raw)
  }

  /// Puts a node behind the last child, out of where it was.
  func append(_ child: NodePointer) {
    let isDone = cmark_node_append_child(raw, child.raw)
    assert(isDone != 0)
  }

  /// Puts a node in front of this one.
  func insertBefore(_ node: NodePointer) {
    let isDone = cmark_node_insert_before(raw, node.raw)
    assert(isDone != 0)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// A copy that ends where C says.
  fileprivate func withCString(_ body: (UnsafePointer<CChar>?) -> Void) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count + 1) { copy in
      let end = copy.initialize(fromContentsOf: self)
      copy.initializeElement(at: end, to: 0)
      copy.withMemoryRebound(to: CChar.self) { body(UnsafePointer($0.baseAddress)) }
    }
  }
}

// MARK: - What nodes say

extension MarkdownNode {
  /// True for the first `.tableRow` of a table.
  package var isHeaderRow: Bool { kind == .tableRow && pointer.madeNode.isHeader }

  /// The alignment of a `.tableCell`; nil without one.
  package var cellAlignment: TableAlignment? { kind == .tableCell ? pointer.madeNode.alignment : nil }
}
