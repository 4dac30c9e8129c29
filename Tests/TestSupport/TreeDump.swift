import Markdown

extension MarkdownDocument {
  /// The tree as text, one node a line, two spaces for each level: for tests and for finding out what was read.
  ///
  ///     document
  ///       list bullet tight
  ///         item [x]
  package var treeDump: String {
    var dump = TreeDump()
    root.accept(&dump)
    return dump.lines.joined(separator: "\n") + "\n"
  }
}

private struct TreeDump: MarkdownVisitor {
  var lines: [String] = []
  private var depth = 0

  mutating func enter(_ node: MarkdownNode) -> MarkdownDescent {
    // Deep trees stay readable, and their dump linear in size.
    lines.append(String(repeating: "  ", count: min(depth, 32)) + node.dumpLine)
    if !node.kind.isLeaf { depth += 1 }
    return .visitChildren
  }

  mutating func leave(_ node: MarkdownNode) { depth -= 1 }
}

extension MarkdownNode {
  fileprivate var dumpLine: String {
    var parts = ["\(kind)"]
    if let level = headingLevel { parts.append("\(level)") }
    if let list {
      parts.append("\(list.marker)")
      if list.marker != .bullet, list.start != 1 { parts.append("from \(list.start)") }
      parts.append(list.isTight ? "tight" : "loose")
    }
    if isFootnotes { parts.append("footnotes") }
    if let footnote { parts.append("[\(footnote.number)] \(footnote.count)") }
    if let alert { parts.append("\(alert)") }
    if isHeaderRow { parts.append("header") }
    if let cellAlignment { parts.append("\(cellAlignment)") }
    if let taskBox { parts.append(taskBox.isTicked ? "[x]" : "[ ]") }
    if !fenceInfo.isEmpty { parts.append(fenceInfo.debugDescription) }
    if kind == .link || kind == .image { parts.append(url.debugDescription) }
    if !title.isEmpty { parts.append(title.debugDescription) }
    if !literal.isEmpty { parts.append(literal.debugDescription) }
    return parts.joined(separator: " ")
  }
}
