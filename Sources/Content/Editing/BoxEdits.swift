import Diagnostics
import FrontMatter
import Markdown

/// A task box of a body, as people count them.
package struct NumberedBox: Sendable, Equatable {
  /// From 1, in the order of the text.
  package let number: Int
  package let isTicked: Bool
  /// The rest of its line.
  package let text: String
}

extension RecordSource {
  /// The boxes of the body.
  package var numberedBoxes: [NumberedBox] { file.bytes.numberedBoxes(in: bodyRange) }
}

extension String {
  fileprivate var trimmingBlanks: String { String(drop { $0 == " " || $0 == "\t" }) }
}

extension [UInt8] {
  fileprivate func numberedBoxes(in body: Range<Int>) -> [NumberedBox] {
    MarkdownDocument(self[body]).taskBoxes.all.enumerated().map { index, box in
      let rest = self[(box.offset + 3)..<body.upperBound].prefix {
        $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r")
      }
      return NumberedBox(
        number: index + 1, isTicked: box.isTicked, text: String(decoding: rest, as: UTF8.self).trimmingBlanks)
    }
  }
}

extension ContentEditor {
  /// Ticks boxes of a file's body, or takes their ticks away: one byte each. That no other box changes is proved by
  /// reading the result.
  ///
  /// - Parameter numbers: from 1.
  /// - Returns: whether the file changes.
  @discardableResult
  package mutating func tick(
    _ path: String, _ numbers: Set<Int>, as isTicked: Bool
  ) throws(EditError) -> Bool {
    try edit(path) { file throws(Diagnostic) in
      let body = try FrontMatterDocument(file).body
      let boxes = MarkdownDocument(file.bytes[body]).taskBoxes.all
      var bytes = file.bytes
      for (index, box) in boxes.enumerated() where numbers.contains(index + 1) && box.isTicked != isTicked {
        bytes[box.offset + 1] = UInt8(ascii: isTicked ? "x" : " ")
      }
      let after = MarkdownDocument(bytes[body]).taskBoxes.all
      let isProved =
        after.count == boxes.count
        && zip(after, boxes).enumerated().allSatisfy { index, pair in
          pair.0.offset == pair.1.offset
            && pair.0.isTicked == (numbers.contains(index + 1) ? isTicked : pair.1.isTicked)
        }
      guard isProved else {
        throw Diagnostic(
          .error, "edit", "not written: another box would change with it", help: "edit the file yourself", in: file)
      }
      return bytes
    }
  }
}
