// Nesting is the author's choice: a line of 50,000 `>` is 50,000 levels deep. So nothing here recurses; walks go
// by parent and sibling pointers and need no memory of their own.

/// The steps of a walk over a node and everything below it. A step may change or free what is below or before
/// its node; the way on is looked up only when it is taken.
struct TreeWalk {
  struct Step {
    let node: NodePointer
    /// The node's kind, looked up once for the walk and its user.
    let kind: MarkdownNode.Kind
    /// False on the way up; leaf kinds are only entered.
    let isEntering: Bool
  }

  private let root: NodePointer
  private var last: Step?
  private var skipsChildren = false

  init(_ root: NodePointer) {
    self.root = root
  }

  /// After a step that entered a node: goes on with leaving it.
  mutating func skipChildren() {
    skipsChildren = true
  }

  mutating func next() -> Step? {
    guard let last else {
      return step(to: root, isEntering: true)
    }
    if last.isEntering, !last.kind.isLeaf {
      if !skipsChildren, let child = last.node.firstChild {
        return step(to: child, isEntering: true)
      }
      skipsChildren = false
      return step(to: last.node, isEntering: false)
    }
    skipsChildren = false
    if last.node == root { return nil }
    if let sibling = last.node.next { return step(to: sibling, isEntering: true) }
    return last.node.parent.map { step(to: $0, isEntering: false) }
  }

  private mutating func step(to node: NodePointer, isEntering: Bool) -> Step {
    let step = Step(node: node, kind: node.kind, isEntering: isEntering)
    last = step
    return step
  }
}
