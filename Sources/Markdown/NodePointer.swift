import CCMark

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A cmark node with typed accessors and no owner: what the code in this target walks, where one retain and
/// release for each step would show. It is valid while its document lives; outside of this target there is only
/// `MarkdownNode`, which sees to that.
struct NodePointer: Equatable {
  let raw: OpaquePointer

  init(_ raw: OpaquePointer) {
    self.raw = raw
  }

  private init?(_ raw: OpaquePointer?) {
    guard let raw else { return nil }
    self.raw = raw
  }

  // MARK: The tree

  var kind: MarkdownNode.Kind {
    let type = cmark_node_get_type(raw)
    switch type {
    case CMARK_NODE_CUSTOM_BLOCK: return madeNode.kind
    case CMARK_NODE_CUSTOM_INLINE: return madeNode.isReference ? .footnoteReference : .strikethrough
    default: return MarkdownNode.Kind(type)
    }
  }
  var parent: NodePointer? { NodePointer(cmark_node_parent(raw)) }
  var firstChild: NodePointer? { NodePointer(cmark_node_first_child(raw)) }
  var next: NodePointer? { NodePointer(cmark_node_next(raw)) }
  var previous: NodePointer? { NodePointer(cmark_node_previous(raw)) }

  var childCount: Int {
    var count = 0
    var child = firstChild
    while let node = child {
      count += 1
      child = node.next
    }
    return count
  }

  /// Takes the node out of its tree and frees it with all that is below it.
  func free() {
    cmark_node_free(raw)
  }

  // MARK: Content

  /// The bytes of a text, code or HTML node; empty for others. Valid until the node changes or is freed.
  var literal: UnsafeBufferPointer<UInt8> { bytes(cmark_node_get_literal(raw)) }
  /// The destination of a link or image; empty for others.
  var url: UnsafeBufferPointer<UInt8> { bytes(cmark_node_get_url(raw)) }
  /// The title of a link or image; empty for others.
  var title: UnsafeBufferPointer<UInt8> { bytes(cmark_node_get_title(raw)) }
  /// What stands behind the opening fence of a code block; empty for others.
  var fenceInfo: UnsafeBufferPointer<UInt8> { bytes(cmark_node_get_fence_info(raw)) }

  var headingLevel: Int { Int(cmark_node_get_heading_level(raw)) }
  var isOrderedList: Bool { cmark_node_get_list_type(raw) == CMARK_ORDERED_LIST }
  var isTightList: Bool { cmark_node_get_list_tight(raw) != 0 }
  var listStart: Int { Int(cmark_node_get_list_start(raw)) }
  var hasParenthesisDelimiter: Bool { cmark_node_get_list_delim(raw) == CMARK_PAREN_DELIM }

  /// Takes bytes off the front of the literal.
  func dropLiteralPrefix(_ count: Int) {
    // A copy, because cmark frees the old literal and does not promise to have read the new one before.
    setLiteral(UnsafeBufferPointer(rebasing: literal.dropFirst(count)))
  }

  // MARK: Source positions, 1-based; columns count bytes; 0 where cmark does not know

  var startLine: Int { Int(cmark_node_get_start_line(raw)) }
  var startColumn: Int { Int(cmark_node_get_start_column(raw)) }
  var endLine: Int { Int(cmark_node_get_end_line(raw)) }

  // MARK: The box of a task item

  /// The box that the task list pass found on this item.
  ///
  /// It lives in the node's user data, packed into the pointer's bits, so that nothing has to be looked up and
  /// nothing freed: `offset << 2 | isTicked << 1 | 1`.
  var taskBox: TaskBox? {
    let bits = UInt(bitPattern: cmark_node_get_user_data(raw))
    guard bits & 1 == 1 else { return nil }
    return TaskBox(offset: Int(bits >> 2), isTicked: bits & 2 != 0)
  }

  func setTaskBox(_ box: TaskBox) {
    let bits = UInt(box.offset) << 2 | (box.isTicked ? 2 : 0) | 1
    cmark_node_set_user_data(raw, UnsafeMutableRawPointer(bitPattern: bits))
  }

  private func bytes(_ text: UnsafePointer<CChar>?) -> UnsafeBufferPointer<UInt8> {
    guard let text else { return UnsafeBufferPointer(start: nil, count: 0) }
    // cmark replaces NUL by U+FFFD, so its strings end where C says.
    let start = UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self)
    return UnsafeBufferPointer(start: start, count: strlen(text))
  }
}

extension MarkdownNode.Kind {
  init(_ type: cmark_node_type) {
    switch type {
    case CMARK_NODE_DOCUMENT: self = .document
    case CMARK_NODE_BLOCK_QUOTE: self = .blockQuote
    case CMARK_NODE_LIST: self = .list
    case CMARK_NODE_ITEM: self = .item
    case CMARK_NODE_CODE_BLOCK: self = .codeBlock
    case CMARK_NODE_HTML_BLOCK: self = .htmlBlock
    case CMARK_NODE_PARAGRAPH: self = .paragraph
    case CMARK_NODE_HEADING: self = .heading
    case CMARK_NODE_THEMATIC_BREAK: self = .thematicBreak
    case CMARK_NODE_SOFTBREAK: self = .softBreak
    case CMARK_NODE_LINEBREAK: self = .lineBreak
    case CMARK_NODE_CODE: self = .code
    case CMARK_NODE_HTML_INLINE: self = .htmlInline
    case CMARK_NODE_EMPH: self = .emph
    case CMARK_NODE_STRONG: self = .strong
    case CMARK_NODE_LINK: self = .link
    case CMARK_NODE_IMAGE: self = .image
    // Custom nodes are made by the passes alone, and say themselves what they are. Text is all that is left.
    default: self = .text
    }
  }
}
