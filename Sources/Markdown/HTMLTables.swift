extension HTMLWriter {
  mutating func openTable() {
    beginLine()
    if options.focusableOverflow {
      // Not a region: several with one name would be landmarks that nobody can tell apart.
      output.append(literal: "<div class=\"table-scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">\n")
    }
    output.append(literal: "<table>\n")
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
    case .left: output.append(literal: " class=\"align-left\">")
    case .center: output.append(literal: " class=\"align-center\">")
    case .right: output.append(literal: " class=\"align-right\">")
    case nil: output.append(UInt8(ascii: ">"))
    }
  }
}

extension NodePointer {
  /// True for a cell of the header row, but for an empty one: it heads nothing.
  var isHeaderCell: Bool { madeNode.isHeader && firstChild != nil }
}
