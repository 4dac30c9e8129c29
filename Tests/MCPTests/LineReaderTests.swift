import MCP
import Testing

@Suite("Lines out of a stream")
struct LineReaderTests {
  private func lines(_ pieces: [String], limit: Int = 20) -> [String] {
    var reader = LineReader(limit: limit)
    var lines = pieces.flatMap { reader.take(Array($0.utf8)[...]) }
    if let last = reader.end() { lines.append(last) }
    return lines.map { line in
      switch line {
      case .text(let bytes): String(decoding: bytes, as: UTF8.self)
      case .tooLong: "too long"
      }
    }
  }

  @Test(
    "line ends, marks and blank lines",
    arguments: [
      ("a\nb\n", ["a", "b"]), ("a\r\nb\r\n", ["a", "b"]), ("a\nb", ["a", "b"]), ("\n\r\n \t\n\n", []), ("", []),
      ("\u{FEFF}a\n\u{FEFF}b\n", ["a", "b"]), ("\u{FEFF}\n", []), (" a \n", [" a "]), ("a\rb\n", ["a\rb"]),
      ("a\u{2028}b\n", ["a\u{2028}b"]),
    ])
  func ends(_ text: String, _ expected: [String]) { #expect(lines([text]) == expected) }

  @Test("wherever a stream is split, the lines are the same")
  func splits() {
    let text = Array("\u{FEFF}{\"é\"}\r\n\r\n0123456789012345678901\n12345678901234567890\r\nb".utf8)
    var whole = LineReader(limit: 20)
    let expected = whole.take(text[...]) + [whole.end()].compactMap(\.self)
    #expect(expected.count == 4 && expected[1] == .tooLong)
    for first in 0...text.count {
      for second in first...text.count {
        var reader = LineReader(limit: 20)
        let lines = reader.take(text[..<first]) + reader.take(text[first..<second]) + reader.take(text[second...])
        #expect(lines + [reader.end()].compactMap(\.self) == expected)
      }
    }
  }

  @Test("a line that is too long is let go while it comes in, and the next one is read")
  func tooLong() {
    var reader = LineReader(limit: 1_000)
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 700)
    for _ in 0..<100 {
      #expect(reader.take(piece[...]) == [])
      #expect(reader.heldBytes <= 1_000)
    }
    #expect(reader.take(Array("x\n{}\n".utf8)[...]) == [.tooLong, .text(Array("{}".utf8))])
  }

  @Test("the limit is that of the line without its end")
  func limit() {
    #expect(lines(["12345\r\n"], limit: 5) == ["12345"])
    #expect(lines(["12345\n"], limit: 5) == ["12345"])
    #expect(lines(["123456\n"], limit: 5) == ["too long"])
    #expect(lines(["123456"], limit: 5) == ["too long"])
  }
}
