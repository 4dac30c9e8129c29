import Bytes
import CCMark

/// Numbers the footnotes of a tree and puts them behind everything else. A definition that nothing refers to, or whose
/// label is taken, is text: a git host leaves it out, and here nothing that somebody wrote is lost.
struct FootnotePass {
  private let text: FootnoteText
  /// The items that are definitions, in order.
  private let items: [NodePointer]
  /// Which are text.
  private var isText: [Bool]
  /// Which are footnotes, in the order of their numbers, and how many references each definition has.
  private var order: [Int] = []
  private var counts: [Int]
  /// References to definitions that are text.
  private var strays: [NodePointer] = []

  /// Which definitions are no items of a tree: they stand in code, for example.
  static func misplaced(_ text: FootnoteText, in tree: NodePointer, _ lines: LineIndex) -> Set<Int> {
    Set(items(of: text, in: tree, lines).enumerated().lazy.filter { $0.element == nil }.map(\.offset))
  }

  private static func items(of text: FootnoteText, in tree: NodePointer, _ lines: LineIndex) -> [NodePointer?] {
    var items = [NodePointer?](repeating: nil, count: text.starts.count)
    var next = 0
    var walk = TreeWalk(tree)
    while let step = walk.next() {
      switch step.kind {
      case .paragraph, .heading, .table: walk.skipChildren()
      case .item where step.isEntering:
        let start = lines.offset(line: step.node.startLine, column: step.node.startColumn)
        while next < items.count, text.starts[next] < start { next += 1 }
        if next < items.count, text.starts[next] == start { items[next] = step.node }
      default: break
      }
    }
    return items
  }

  /// Looks through a tree that all passes have seen; nil where a definition is no item of it.
  init?(_ text: FootnoteText, on tree: NodePointer, _ lines: LineIndex) {
    let found = Self.items(of: text, in: tree, lines)
    items = found.compactMap { $0 }
    guard items.count == found.count else { return nil }
    self.text = text
    isText = Array(repeating: false, count: items.count)
    counts = Array(repeating: 0, count: items.count)
    for (number, item) in items.enumerated() { item.setFootnote(FootnoteMark(number: number, count: 0)) }
    decideWhatIsText(references(in: tree))
    numberThem(references(in: tree))
  }

  /// All references with the footnote in which each one stands; those in definitions that are text stand in none.
  private func references(in tree: NodePointer) -> [(node: NodePointer, to: Int, inside: Int?)] {
    var references: [(node: NodePointer, to: Int, inside: Int?)] = []
    var open: [Int] = []
    var walk = TreeWalk(tree)
    while let step = walk.next() {
      guard let number = step.node.footnoteNumber(step.kind) else { continue }
      if step.kind == .footnoteReference {
        references.append((step.node, number, open.last))
      } else if !isText[number] {
        if step.isEntering { open.append(number) } else { open.removeLast() }
      }
    }
    return references
  }

  private mutating func decideWhatIsText(_ references: [(node: NodePointer, to: Int, inside: Int?)]) {
    var targets: [[Int]] = Array(repeating: [], count: items.count)
    var waiting: [Int] = []
    for reference in references {
      if let inside = reference.inside { targets[inside].append(reference.to) } else { waiting.append(reference.to) }
    }
    var isReached = isText
    func follow() {
      while let definition = waiting.popLast() {
        guard !isReached[definition] else { continue }
        isReached[definition] = true
        waiting += targets[definition]
      }
    }
    follow()
    // What is text refers to others as all of the text does.
    for definition in items.indices where !isReached[definition] {
      isText[definition] = true
      isReached[definition] = true
      waiting = targets[definition]
      follow()
    }
  }

  private mutating func numberThem(_ references: [(node: NodePointer, to: Int, inside: Int?)]) {
    var numbers = [Int](repeating: 0, count: items.count)
    var inside: [[(NodePointer, Int)]] = Array(repeating: [], count: items.count)
    func number(_ node: NodePointer, _ definition: Int) {
      if isText[definition] { return strays.append(node) }
      if numbers[definition] == 0 {
        order.append(definition)
        numbers[definition] = order.count
      }
      counts[definition] += 1
      node.setFootnote(FootnoteMark(number: numbers[definition], count: counts[definition]), isReference: true)
    }
    for reference in references {
      if let footnote = reference.inside {
        inside[footnote].append((reference.node, reference.to))
      } else {
        number(reference.node, reference.to)
      }
    }
    var next = 0
    while next < order.count {
      for (node, definition) in inside[order[next]] { number(node, definition) }
      next += 1
    }
  }

  /// Moves the footnotes into a list at the end of the document, and gives what is text its labels back.
  func finish(_ document: NodePointer) {
    for stray in strays {
      guard let number = stray.footnote?.number else { continue }
      stray.insertBefore(text.label(number).withUnsafeBufferPointer(NodePointer.text))
      stray.free()
    }
    for (number, item) in items.enumerated() where isText[number] { item.dissolve(label: text.label(number)) }
    guard !order.isEmpty else { return }
    let list = NodePointer.make(CMARK_NODE_LIST)
    list.setOrdered()
    list.markAsFootnotes()
    for (index, definition) in order.enumerated() {
      let item = items[definition]
      let around = item.parent
      item.setFootnote(FootnoteMark(number: index + 1, count: counts[definition]))
      list.append(item)
      if let around, around.firstChild == nil { around.free() }
    }
    document.append(list)
  }
}

/// What a footnote or a reference to one says.
package struct FootnoteMark: Equatable, Sendable {
  /// From 1, in the order in which they are first referred to.
  package let number: Int
  /// Of a footnote, how many references it has; of a reference, which of these it is, from 1.
  package let count: Int
}

extension NodePointer {
  // User data, like task boxes: `count << 32 | number << 8 | isReference << 6 | 1 << 1`. The lowest bit is 0, which is
  // 1 for a box.
  private static var isFootnote: UInt { 1 << 1 }

  /// What an item or an inline says of footnotes; nil for others.
  var footnote: FootnoteMark? {
    let bits = UInt(bitPattern: cmark_node_get_user_data(raw))
    guard bits & 3 == Self.isFootnote else { return nil }
    return FootnoteMark(number: Int(bits >> 8 & 0xFF_FFFF), count: Int(bits >> 32))
  }

  func setFootnote(_ mark: FootnoteMark, isReference: Bool = false) {
    let bits =
      UInt(mark.count) << 32 | UInt(mark.number & 0xFF_FFFF) << 8 | (isReference ? MadeNode.isReference : 0)
      | Self.isFootnote
    cmark_node_set_user_data(raw, UnsafeMutableRawPointer(bitPattern: bits))
  }

  /// The number of an item or inline of footnotes; nil for others.
  fileprivate func footnoteNumber(_ kind: MarkdownNode.Kind) -> Int? {
    kind == .item || kind == .footnoteReference ? footnote?.number : nil
  }

  /// Puts the blocks of an item in front of its list, behind a label.
  fileprivate func dissolve(label: [UInt8]) {
    guard let list = parent else { return }
    let mark = (label + ": ".utf8).withUnsafeBufferPointer(NodePointer.text)
    if let first = firstChild, first.kind == .paragraph, let inline = first.firstChild {
      inline.insertBefore(mark)
    } else {
      let paragraph = NodePointer.make(CMARK_NODE_PARAGRAPH)
      paragraph.append(mark)
      list.insertBefore(paragraph)
    }
    while let block = firstChild { list.insertBefore(block) }
    free()
    if list.firstChild == nil { list.free() }
  }

  fileprivate func setOrdered() {
    cmark_node_set_list_type(raw, CMARK_ORDERED_LIST)
    cmark_node_set_list_start(raw, 1)
    cmark_node_set_list_tight(raw, 0)
  }

  fileprivate func markAsFootnotes() {
    cmark_node_set_user_data(raw, UnsafeMutableRawPointer(bitPattern: Self.isFootnote))
  }

  /// True for the list of all footnotes.
  var isFootnotes: Bool { UInt(bitPattern: cmark_node_get_user_data(raw)) == Self.isFootnote }
}

extension MarkdownNode {
  /// Of an `.item` of the footnotes and a `.footnoteReference`; nil for others.
  package var footnote: FootnoteMark? {
    switch kind {
    case .item, .footnoteReference: pointer.footnote
    default: nil
    }
  }

  /// True for the `.list` of the footnotes, the last block of a document.
  package var isFootnotes: Bool { kind == .list && pointer.isFootnotes }
}
