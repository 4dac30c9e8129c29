import Bytes

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
  package var offset: Int { document.map.source(of: textOffset) }

  /// Where a block begins in what was parsed.
  private var textOffset: Int {
    if let range = kind == .table || kind == .tableRow || kind == .tableCell ? pointer.madeNode.range : nil {
      return document.madeRanges.all[range].lowerBound
    }
    return document.lines.offset(line: Swift.max(pointer.startLine, 1), column: Swift.max(pointer.startColumn, 1))
  }

  /// Where one of the lines of a block begins: an offset like those of links.
  ///
  /// - Parameter number: of the line, from 0; the mark of an alert is on none.
  package func offset(ofLine number: Int) -> Int {
    let number = number + (beginsBehindAlertMark ? 1 : 0)
    guard number > 0 else { return offset }
    let line = document.lines.range(ofLine: document.lines.line(at: textOffset) + number)
    let start = line.first { !document.text[$0].isASCIISpace && document.text[$0] != UInt8(ascii: ">") }
    return document.map.source(of: start ?? line.lowerBound)
  }

  private var beginsBehindAlertMark: Bool {
    guard kind == .paragraph, let parent, parent.alert != nil, parent.firstChild == self else { return false }
    return document.text[min(textOffset, document.text.endIndex)...].starts(with: "[!".utf8)
  }

  /// What stands in a `.tableRow` behind its last column; GitHub Flavored Markdown shows none of it. Empty for others.
  package var surplus: String {
    guard kind == .tableRow, let index = pointer.madeNode.range else { return "" }
    let cells = document.text.tableCells(in: document.madeRanges.all[index])
    guard let last = cells.last, pointer.childCount < cells.count else { return "" }
    let surplus = cells[pointer.childCount].lowerBound..<last.upperBound
    return String(decoding: document.text[surplus], as: UTF8.self)
  }
}
