import Markdown

/// Whether a walk goes on below a node.
package enum MarkdownDescent: Sendable {
  case visitChildren
  case skipChildren
}

/// Sees every node of a tree in document order, from above on the way down and again on the way up.
package protocol MarkdownVisitor {
  /// Called when the walk comes to `node`, before its children.
  mutating func enter(_ node: MarkdownNode) -> MarkdownDescent

  /// Called after the children of `node`, even if they were skipped. Not called for leaf kinds.
  mutating func leave(_ node: MarkdownNode)
}

extension MarkdownVisitor {
  /// Does nothing: for visitors that only look on the way down.
  package mutating func leave(_ node: MarkdownNode) {}
}

extension MarkdownNode {
  /// Walks this node and everything below it. Nesting is the author's choice, so nothing here recurses.
  package func accept(_ visitor: inout some MarkdownVisitor) {
    var node = self
    while true {
      let descends = visitor.enter(node) == .visitChildren
      if descends, let child = node.firstChild {
        node = child
        continue
      }
      if !node.kind.isLeaf { visitor.leave(node) }
      while node != self, node.next == nil, let parent = node.parent {
        node = parent
        visitor.leave(node)
      }
      guard node != self, let next = node.next else { return }
      node = next
    }
  }
}
