import Markdown
import TestSupport

/// Any bytes are a document; what is written of it is well-formed, and places lie in it.
func fuzzMarkdown(_ source: [UInt8]) {
  let document = MarkdownDocument(source)
  var options = HTMLOptions()
  options.headingIDPrefix = "x-"
  options.headingParent = 1
  options.focusableOverflow = true
  var output: [UInt8] = []
  document.appendHTML(to: &output, options: options)
  let read = MarkupReader(output)
  require(read.problem == nil, "the output is not well-formed: \(read.problem ?? "")")
  require(String(validating: output, as: UTF8.self) != nil, "the output is not UTF-8")
  _ = document.html(options: .commonMark)

  for link in document.links {
    require(!link.range.isEmpty, "a link without a place")
    require(link.range.lowerBound >= 0 && link.range.upperBound <= source.count, "a link outside of the source")
  }
  var anchors: Set<String> = []
  for heading in document.headings {
    require(heading.offset <= source.count, "a heading outside of the source")
    require(heading.anchor.isEmpty || anchors.insert(heading.anchor).inserted, "an anchor twice")
  }
  for box in document.taskBoxes.all {
    require(source[box.offset] == UInt8(ascii: "["), "a box that is none")
  }
  require(document.treeDump.hasPrefix("document\n"), "a tree without a root")

  // Parsing is a function of the bytes, wherever they lie.
  let shifted = MarkdownDocument(([0x78] + source)[1...])
  require(shifted.treeDump == document.treeDump, "the tree depends on where the bytes lie")
  require(
    zip(shifted.links, document.links).allSatisfy { $0.range.lowerBound == $1.range.lowerBound + 1 },
    "places depend on where the bytes lie")

  var shape = Shape()
  document.root.accept(&shape)
  // Only what interrupts a table, or is indented in a footnote, can make boxes of lines that had none.
  if !shape.hasTable, !source.contains(UInt8(ascii: "^")) {
    let boxes = MarkdownDocument(source, extensions: .taskLists).taskBoxes
    require(boxes == document.taskBoxes, "an extension changed the boxes")
  }
}

/// Sees that tables are rectangles, and that footnotes are numbered.
private struct Shape: MarkdownVisitor {
  var hasTable = false

  mutating func enter(_ node: MarkdownNode) -> MarkdownDescent {
    if node.kind == .footnoteReference {
      require(node.footnote != nil, "a reference to nothing")
    } else if node.isFootnotes {
      require(node.next == nil && node.parent?.kind == .document, "footnotes that are not at the end")
      for (index, item) in node.children.enumerated() {
        require(item.footnote?.number == index + 1 && (item.footnote?.count ?? 0) > 0, "a footnote without its number")
      }
    }
    guard node.kind == .table else { return .visitChildren }
    hasTable = true
    let columns = node.firstChild?.children.reduce(0) { count, _ in count + 1 } ?? 0
    require(columns > 0, "a table without columns")
    for row in node.children {
      require(row.kind == .tableRow && row.isHeaderRow == (row == node.firstChild), "not a row")
      var cells = 0
      for cell in row.children {
        require(cell.kind == .tableCell && cell.children.allSatisfy { !$0.kind.isBlock }, "not a cell")
        cells += 1
      }
      require(cells == columns, "a row of another width")
    }
    return .visitChildren
  }
}
