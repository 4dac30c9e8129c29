extension HTMLWriter {
  mutating func openTable(_ node: NodePointer) {
    beginLine()
    if options.focusableOverflow {
      // Not a region: several with one name would be landmarks that nobody can tell apart.
      output.append(literal: "<div class=\"table-scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">\n")
    }
    openTag("<table>", node)
    output.append(UInt8(ascii: "\n"))
  }

  mutating func closeTable() {
    output.append(literal: options.focusableOverflow ? "</table>\n</div>\n" : "</table>\n")
  }

  mutating func openRow(_ node: NodePointer) {
    if node.madeNode.isHeader {
      output.append(literal: "<thead>\n")
    } else if node.previous?.madeNode.isHeader ?? true {
      output.append(literal: "<tbody>\n")
    }
    output.append(literal: "<tr>\n")
  }

  mutating func closeRow(_ node: NodePointer) {
    output.append(literal: "</tr>\n")
    if node.madeNode.isHeader {
      output.append(literal: "</thead>\n")
    } else if node.next == nil {
      output.append(literal: "</tbody>\n")
    }
  }

  mutating func openCell(_ node: NodePointer) {
    output.append(literal: node.isHeaderCell ? "<th" : "<td")
    // Classes, because the pages' security policy has no inline style.
    switch node.madeNode.alignment {
    case .left: openTag(" class=\"align-left\">", node)
    case .center: openTag(" class=\"align-center\">", node)
    case .right: openTag(" class=\"align-right\">", node)
    case nil: openTag(">", node)
    }
  }
}

extension NodePointer {
  /// True for a cell of the header row, but for an empty one: it heads nothing.
  var isHeaderCell: Bool { madeNode.isHeader && firstChild != nil }
}
