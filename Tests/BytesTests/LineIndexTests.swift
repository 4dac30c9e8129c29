import Bytes
import Testing

@Suite struct LineIndexTests {
  private func lines(_ text: String, _ breaks: LineIndex.Breaks) -> [String] {
    let bytes = Array(text.utf8)
    let index = LineIndex(bytes[...], breaks)
    return (1...index.count).map { String(decoding: bytes[index.content(ofLine: $0, in: bytes)], as: UTF8.self) }
  }

  @Test func whatEndsALineDependsOnWhoCounts() {
    let text = "a\r\nb\rc\u{85}d\u{2028}e\u{2029}f\n"
    #expect(lines(text, .lineFeeds) == ["a", "b\rc\u{85}d\u{2028}e\u{2029}f", ""])
    #expect(lines(text, .commonMark) == ["a", "b", "c\u{85}d\u{2028}e\u{2029}f", ""])
    #expect(lines(text, .yaml) == ["a", "b", "c", "d", "e", "f", ""])
    for breaks in [LineIndex.Breaks.lineFeeds, .commonMark, .yaml] {
      #expect(lines("", breaks) == [""])
      #expect(lines("\u{FEFF}a", breaks) == ["a"])
      #expect(lines("\n\n", breaks) == ["", "", ""])
    }
  }

  @Test func linesThatDoNotExistAreAtTheEnd() {
    let index = LineIndex(Array("ab\nc".utf8)[...], .lineFeeds)
    #expect([-1, 0, 3, 99].map(index.range(ofLine:)) == [4..<4, 4..<4, 4..<4, 4..<4])
    #expect([-1, 0, 2, 3, 4, 99].map(index.line(at:)) == [1, 1, 1, 2, 2, 2])
  }

  @Test func scalarsAreCountedBothWays() {
    let bytes = Array(String(repeating: "aé😀", count: 60).utf8)
    let index = ScalarIndex(bytes)
    let starts = bytes.indices.filter { !bytes[$0].isUTF8Continuation }
    for (number, start) in starts.enumerated() {
      #expect(index.count(before: start, in: bytes) == number)
      #expect(index.offset(ofScalar: number, in: bytes) == start)
    }
    #expect(index.count(before: bytes.count, in: bytes) == starts.count)
    #expect(index.offset(ofScalar: starts.count, in: bytes) == bytes.count)
  }

  /// All places of one long line, and back: bytes looked at, not time.
  @Test func placesOnOneLineCostTheSameEach() {
    func looks(_ count: Int) -> Int {
      let text = CountedBytes(Array(String(repeating: "é,", count: count).utf8))
      let index = ScalarIndex(text)
      var isExact = true
      for number in 0..<2 * count {
        let offset = index.offset(ofScalar: number, in: text)
        isExact = isExact && index.count(before: offset, in: text) == number
      }
      #expect(isExact)
      return text.counter.looks
    }
    #expect(Double(looks(4_000)) <= 2.5 * Double(looks(2_000)))
  }
}

/// Bytes that count how often one of them is looked at.
private struct CountedBytes: RandomAccessCollection {
  final class Counter { var looks = 0 }

  let bytes: [UInt8]
  let counter = Counter()

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var startIndex: Int { 0 }
  var endIndex: Int { bytes.count }
  subscript(index: Int) -> UInt8 {
    counter.looks += 1
    return bytes[index]
  }
}
