import Diagnostics
import Testing

@Suite struct SourceFileTests {
  private func place(_ text: String, _ offset: Int) -> [Int] {
    let position = SourceFile(path: "a.md", text: text).position(at: offset)
    return [position.line, position.column]
  }

  @Test func linesAndColumnsBeginAtOne() {
    #expect(place("ab\ncd\n", 0) == [1, 1])
    #expect(place("ab\ncd\n", 2) == [1, 3])
    #expect(place("ab\ncd\n", 3) == [2, 1])
    #expect(place("ab\ncd\n", 6) == [3, 1])
    #expect(place("", 0) == [1, 1])
  }

  @Test func columnsCountScalars() {
    #expect(place("é👋x", 6) == [1, 3])
    #expect(place("e\u{301}x", 3) == [1, 3])
    // Inside a scalar: behind it.
    #expect(place("éx", 1) == [1, 2])
  }

  @Test func aByteOrderMarkTakesNoColumn() {
    #expect(place("\u{FEFF}ab", 3) == [1, 1])
    #expect(place("\u{FEFF}ab", 4) == [1, 2])
    #expect(place("\u{FEFF}ab\nc", 6) == [2, 1])
    #expect(place("\u{FEFF}", 0) == [1, 1])
  }

  @Test func onlyLFAndCRLFEndLines() {
    #expect(place("a\r\nb", 3) == [2, 1])
    #expect(place("a\rb\u{2028}c", 6) == [1, 5])
  }

  @Test func offsetsOutsideAreBroughtInside() {
    #expect(place("ab", -5) == [1, 1])
    #expect(place("ab", 99) == [1, 3])
  }

  @Test func lineRangesLeaveBreaksAndMarksOut() {
    func line(_ text: String, _ offset: Int) -> String {
      let file = SourceFile(path: "a.md", text: text)
      return file.text(in: file.lineRange(at: offset))
    }
    #expect(line("ab\r\ncd\n", 1) == "ab")
    #expect(line("ab\r\ncd\n", 3) == "ab")
    #expect(line("ab\r\ncd\n", 4) == "cd")
    #expect(line("ab\ncd", 5) == "cd")
    #expect(line("\u{FEFF}ab\n", 0) == "ab")
    #expect(line("\u{FEFF}", 0) == "")
    #expect(line("\n\n", 1) == "")
    #expect(line("", 7) == "")
  }

  @Test func longLinesAreCountedAsShortOnesAre() {
    let scalars = (0..<2_000).map { ["a", "é", "😀"][$0 % 3] }
    let file = SourceFile(path: "a.md", text: "é\n" + scalars.joined() + "\nx")
    let line = file.lineRange(at: 3)
    var offset = 3
    for (number, scalar) in scalars.enumerated() {
      #expect(file.position(at: offset).column == number + 1)
      #expect(file.offset(ofScalar: number, in: line) == offset)
      #expect(file.offset(ofScalar: number, in: 3..<min(line.upperBound, 403)) == min(offset, 403))
      offset += scalar.utf8.count
    }
    #expect(file.offset(ofScalar: 9_999, in: line) == line.upperBound)
  }

  @Test func whatPlacesTakeIsMadeOnce() {
    let file = SourceFile(path: "a.md", text: "é,é\nb")
    #expect(file.position(at: 6) == SourceFile(path: "b.md", text: "é,é\nb").position(at: 6))
    #expect(file.lines === file.lines)
    #expect(file.yamlLines === file.yamlLines)
    #expect(file.scalars === file.scalars)
  }

  @Test func sortingIsByPathPlaceSeverityAndText() {
    let (a, b) = (SourceFile(path: "a.md", text: "xyz"), SourceFile(path: "b.md", text: "xyz"))
    let sorted = [
      Diagnostic(.error, "a", "m", in: a, at: 1..<2), Diagnostic(.warning, "a", "m", in: a, at: 1..<2),
      Diagnostic(.warning, "a", "n", in: a, at: 1..<2), Diagnostic(.error, "a", "m", in: a, at: 2..<3),
      Diagnostic(.error, "a", "m", in: b, at: 0..<1),
    ]
    #expect(Array(sorted.reversed()).sortedByPlace() == sorted)
    #expect(sorted.errorCount == 3)
    #expect(sorted.warningCount == 2)
  }
}
