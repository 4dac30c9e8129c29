/// One node of a document's tree: a handle to look through, cheap to copy.
///
/// It keeps its document alive, so it is always valid; it is not Sendable, so it stays on its document's thread.
package struct MarkdownNode {
  /// What a node is, in cmark's terms and those of GitHub Flavored Markdown.
  package enum Kind: Sendable, CaseIterable {
    // Blocks that hold blocks.
    case document, blockQuote, list, item
    // A table holds rows, the header first; a row holds as many cells as the header.
    case table, tableRow
    // Blocks that hold inlines.
    case paragraph, heading, tableCell
    // Blocks without children.
    case codeBlock, htmlBlock, thematicBreak
    // Inlines that hold inlines.
    case emph, strong, strikethrough, link, image
    // Inlines without children.
    case text, softBreak, lineBreak, code, htmlInline, footnoteReference

    /// True for blocks, false for inlines.
    package var isBlock: Bool {
      switch self {
      case .document, .blockQuote, .list, .item, .table, .tableRow, .tableCell, .paragraph, .heading, .codeBlock,
        .htmlBlock, .thematicBreak:
        true
      case .emph, .strong, .strikethrough, .link, .image, .text, .softBreak, .lineBreak, .code, .htmlInline,
        .footnoteReference:
        false
      }
    }

    /// True where a node of this kind never has children.
    package var isLeaf: Bool {
      switch self {
      case .codeBlock, .htmlBlock, .thematicBreak, .text, .softBreak, .lineBreak, .code, .htmlInline,
        .footnoteReference:
        true
      case .document, .blockQuote, .list, .item, .table, .tableRow, .tableCell, .paragraph, .heading, .emph, .strong,
        .strikethrough, .link, .image:
        false
      }
    }
  }

  /// What a list says about its items.
  package struct ListInfo: Equatable, Sendable {
    /// The mark of the items: a bullet, or numbers followed by `.` or `)`.
    package enum Marker: Equatable, Sendable {
      case bullet
      case period
      case parenthesis
    }

    /// The mark of the items.
    package var marker: Marker

    /// The first number of an ordered list; 0 for a bullet list.
    package var start: Int

    /// True if the paragraphs of the items are rendered without `<p>`.
    package var isTight: Bool
  }

  /// The document that the node belongs to.
  package let document: MarkdownDocument

  let pointer: NodePointer

  /// What the node is.
  package var kind: Kind { pointer.kind }

  /// The node above; nil for the root.
  package var parent: MarkdownNode? { node(pointer.parent) }

  /// The first node below.
  package var firstChild: MarkdownNode? { node(pointer.firstChild) }

  /// The next node under the same parent.
  package var next: MarkdownNode? { node(pointer.next) }

  /// The nodes right below, in order.
  package var children: Children { Children(following: firstChild) }

  private func node(_ pointer: NodePointer?) -> MarkdownNode? {
    pointer.map { MarkdownNode(document: document, pointer: $0) }
  }

  /// The children of a node.
  package struct Children: Sequence, IteratorProtocol {
    fileprivate var following: MarkdownNode?

    /// The next child.
    package mutating func next() -> MarkdownNode? {
      defer { following = following?.next }
      return following
    }
  }
}

extension MarkdownNode: Equatable {
  /// True if both are the same node of the same document.
  package static func == (left: MarkdownNode, right: MarkdownNode) -> Bool {
    left.pointer == right.pointer
  }
}

// MARK: - Content

extension MarkdownNode {
  /// The content of a `.text`, `.code`, `.codeBlock`, `.htmlBlock` or `.htmlInline`; empty for others.
  package var literal: String { String(decoding: pointer.literal, as: UTF8.self) }

  /// The destination of a `.link` or `.image`, escapes and entities resolved; empty for others.
  package var url: String { String(decoding: pointer.url, as: UTF8.self) }

  /// The title of a `.link` or `.image`; empty without one.
  package var title: String { String(decoding: pointer.title, as: UTF8.self) }

  /// The level of a `.heading`, 1 to 6; nil for others.
  package var headingLevel: Int? { kind == .heading ? pointer.headingLevel : nil }

  /// What stands behind the opening fence of a `.codeBlock`; empty for others and for indented code.
  package var fenceInfo: String { String(decoding: pointer.fenceInfo, as: UTF8.self) }

  /// What a `.list` says about its items; nil for others.
  package var list: ListInfo? {
    guard kind == .list else { return nil }
    return ListInfo(
      marker: !pointer.isOrderedList ? .bullet : pointer.hasParenthesisDelimiter ? .parenthesis : .period,
      start: pointer.listStart,
      isTight: pointer.isTightList)
  }

  /// The box of a task `.item`; nil for other items and nodes. The box itself is not in the item's text.
  package var taskBox: TaskBox? { pointer.kind == .item ? pointer.taskBox : nil }
}
