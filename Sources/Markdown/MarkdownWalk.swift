/// The steps of a walk over a node and everything below it, in the order of the text. It needs no stack, however deep
/// the nesting is.
package struct MarkdownWalk: Sequence, IteratorProtocol {
  package struct Step {
    package let node: MarkdownNode
    package let kind: MarkdownNode.Kind
    /// False on the way up; leaf kinds are only entered.
    package let isEntering: Bool
  }

  private let document: MarkdownDocument
  private var walk: TreeWalk

  package init(_ node: MarkdownNode) {
    document = node.document
    walk = TreeWalk(node.pointer)
  }

  package mutating func next() -> Step? {
    walk.next().map { step in
      Step(node: MarkdownNode(document: document, pointer: step.node), kind: step.kind, isEntering: step.isEntering)
    }
  }
}

extension MarkdownNode {
  /// Where a block begins: an offset like those of links.
  package var offset: Int {
    if let range = kind == .table || kind == .tableRow || kind == .tableCell ? pointer.madeNode.range : nil {
      return document.madeRanges.all[range].lowerBound
    }
    return document.lines.offset(line: Swift.max(pointer.startLine, 1), column: Swift.max(pointer.startColumn, 1))
  }
}
