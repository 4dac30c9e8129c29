import Bytes

// A task box is recognised from the source line on which the item's first paragraph begins, not from the inline
// tree: one definition `[x]: url` anywhere in the document turns every `[x]` into a link. In the source, a box is
// three bytes and nothing else: `\[ ]` begins with another byte, code is not a paragraph, and a definition has a
// colon where a box needs white space.

/// The box of a task item.
package struct TaskBox: Equatable, Sendable {
  /// The offset of `[` in the source: the byte to change when the box is ticked is the next one.
  package var offset: Int

  /// True for `[x]` and `[X]`.
  package var isTicked: Bool

  package init(offset: Int, isTicked: Bool) {
    self.offset = offset
    self.isTicked = isTicked
  }
}

/// The task boxes of a document, in source order.
package struct TaskBoxes: Equatable, Sendable {
  /// Each box.
  package private(set) var all: [TaskBox] = []

  /// The number of boxes that are ticked.
  package private(set) var done = 0

  /// The number of boxes.
  package var total: Int { all.count }

  /// No boxes.
  package init() {}

  /// Which one a box is, counted from one.
  func number(of box: TaskBox) -> Int? {
    var (low, high) = (0, all.count)
    while low < high {
      let middle = (low + high) / 2
      if all[middle].offset < box.offset { low = middle + 1 } else { high = middle }
    }
    return low < all.count && all[low] == box ? low + 1 : nil
  }

  /// Finds the boxes below `root`, marks their items, and takes the boxes' text out of the tree.
  ///
  /// - Parameters:
  ///   - ranges: where the tables of the document are.
  ///   - map: from where what was parsed comes.
  init(extractingFrom root: NodePointer, source: ArraySlice<UInt8>, ranges: SourceRanges, map: SourceMap) {
    // The lines are looked for only when there is an item to look at.
    var lines: LineIndex?
    var walk = TreeWalk(root)
    while let step = walk.next() {
      switch step.kind {
      case .paragraph, .heading, .table:
        walk.skipChildren()
      case .item where step.isEntering:
        // A footnote is no task.
        guard let first = step.node.firstChild, step.node.footnote == nil else { break }
        let offset: Int
        if first.kind == .table, let range = first.madeNode.range {
          // The header row of a table begins behind the box.
          offset = ranges.all[range].lowerBound
        } else if first.kind == .paragraph {
          let knownLines = lines ?? LineIndex(source, .commonMark)
          lines = knownLines
          offset = knownLines.offset(line: first.startLine, column: first.startColumn)
        } else {
          break
        }
        guard var box = TaskBox(at: offset, in: source) else { break }
        box.offset = map.source(of: offset)
        step.node.setTaskBox(box)
        if first.kind == .paragraph { first.removeTaskBoxText() }
        all.append(box)
        done += box.isTicked ? 1 : 0
      default:
        break
      }
    }
  }
}

extension TaskBox {
  /// The box at `offset`, if there is one: `[ ]`, `[x]` or `[X]`, then white space or the end of the line.
  init?(at offset: Int, in source: ArraySlice<UInt8>) {
    guard offset + 2 < source.endIndex,
      source[offset] == UInt8(ascii: "["), source[offset + 2] == UInt8(ascii: "]")
    else { return nil }
    switch source[offset + 1] {
    case UInt8(ascii: " "): isTicked = false
    case UInt8(ascii: "x"), UInt8(ascii: "X"): isTicked = true
    default: return nil
    }
    guard offset + 3 == source.endIndex || source[offset + 3].isASCIISpace else { return nil }
    self.offset = offset
  }
}

extension NodePointer {
  /// Takes the box out of the paragraph that begins with it, with the white space behind it.
  ///
  /// The paragraph begins with `[`, which cmark read either as text or, by a definition, as a link around
  /// exactly the box: nothing can have opened before it.
  fileprivate func removeTaskBoxText() {
    if let first = firstChild, first.kind == .link {
      first.free()
    } else {
      var remaining = 3
      while remaining > 0, let text = firstChild, text.kind == .text {
        let dropped = min(remaining, text.literal.count)
        text.dropPrefix(dropped)
        remaining -= dropped
      }
    }
    if let text = firstChild, text.kind == .text {
      text.dropPrefix(text.literal.prefix(while: \.isASCIISpace).count)
    }
    // A box alone on its line: the item's text begins on the next one.
    if let first = firstChild, first.kind == .softBreak || first.kind == .lineBreak {
      first.free()
    }
  }

  /// Takes bytes off the front of a text, and the text off its tree when nothing is left.
  private func dropPrefix(_ count: Int) {
    if count >= literal.count {
      free()
    } else if count > 0 {
      dropLiteralPrefix(count)
    }
  }
}
