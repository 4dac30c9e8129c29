import Bytes
import CCMark

/// What an alert is: a quote whose first line is `[!NOTE]` and nothing else.
package enum MarkdownAlert: String, CaseIterable, Sendable {
  case note, tip, important, warning, caution

  /// What it is called, in words.
  package var title: String {
    switch self {
    case .note: "Note"
    case .tip: "Tip"
    case .important: "Important"
    case .warning: "Warning"
    case .caution: "Caution"
    }
  }

  /// The alert whose mark is all of a line but for its end, in capitals or small letters.
  init?(line: ArraySlice<UInt8>) {
    guard line.starts(with: "[!".utf8), let end = line.firstIndex(of: UInt8(ascii: "]")) else { return nil }
    // A backslash makes a break of the line end.
    let rest = line[(end + 1)...]
    guard (rest.first == UInt8(ascii: "\\") ? rest.dropFirst() : rest).allSatisfy(\.isASCIISpace) else { return nil }
    let name = line[(line.startIndex + 2)..<end]
    guard let alert = Self.allCases.first(where: { $0.rawValue.utf8.elementsEqual(name.lazy.map(\.asciiLowercased)) })
    else { return nil }
    self = alert
  }
}

/// Recognises alerts as a git host does: among the blocks of the document and in nothing else, and where there is text
/// besides the mark.
struct AlertPass {
  let source: ArraySlice<UInt8>
  let lines: LineIndex

  /// Takes the marks out of the quotes and notes in these what they are.
  func run(on tree: NodePointer) {
    var next = tree.firstChild
    while let node = next {
      next = node.next
      guard node.kind == .blockQuote, let first = node.firstChild, first.kind == .paragraph else { continue }
      let start = lines.offset(line: first.startLine, column: first.startColumn)
      let line = source[start..<max(start, lines.range(ofLine: first.startLine).upperBound)]
      guard let alert = MarkdownAlert(line: line) else { continue }
      let isWhole = first.startLine == first.endLine
      if isWhole, first.next == nil || line.contains(UInt8(ascii: "\\")) { continue }
      node.setAlert(alert)
      if isWhole {
        first.free()
      } else {
        first.dropFirstLine()
      }
    }
  }
}

extension NodePointer {
  /// The alert that a quote is.
  var alert: MarkdownAlert? {
    let number = Int(bitPattern: cmark_node_get_user_data(raw))
    return number == 0 ? nil : MarkdownAlert.allCases[number - 1]
  }

  fileprivate func setAlert(_ alert: MarkdownAlert) {
    let number = MarkdownAlert.allCases.firstIndex(of: alert).map { $0 + 1 } ?? 0
    cmark_node_set_user_data(raw, UnsafeMutableRawPointer(bitPattern: number))
  }

  /// Takes out the inlines of a paragraph up to its first line end.
  fileprivate func dropFirstLine() {
    while let inline = firstChild {
      let kind = inline.kind
      inline.free()
      if kind == .softBreak || kind == .lineBreak { return }
    }
  }
}

extension MarkdownNode {
  /// The alert that a `.blockQuote` is; its mark is not in its text. Nil for others.
  package var alert: MarkdownAlert? { kind == .blockQuote ? pointer.alert : nil }
}
