import Bytes
import Testing

@Suite("XML writer")
struct XMLWriterTests {
  private func xml(_ body: (inout XMLWriter) -> Void) -> String {
    var writer = XMLWriter()
    body(&writer)
    return String(
      decoding: writer.bytes.dropFirst("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8.count), as: UTF8.self)
  }

  @Test func elementsStandOnALineEach() {
    #expect(
      xml { $0.element("a", ["n": "1"]) { $0.element("b", text: "x") } } == "<a n=\"1\">\n  <b>x</b>\n</a>\n")
  }

  @Test func whatWouldBeEmptyIsLeftOut() {
    let text = xml { writer in
      writer.element("a") { writer in
        writer.element("b") { $0.element("c", text: nil) }
        writer.element("d", ["e": "f"], text: " \t\r\n\u{1}\u{FFFF} ")
        writer.element("g", text: " x ")
      }
      writer.element("h") { _ in }
    }
    #expect(text == "<a>\n  <g>x</g>\n</a>\n")
  }

  @Test func textIsEscaped() {
    func text(_ text: String) -> String { String(xml { $0.element("a", text: text) }.dropFirst(3).dropLast(5)) }
    #expect(text("<a href=\"x\">'&amp;'</a>]]>") == "&lt;a href=\"x\"&gt;'&amp;amp;'&lt;/a&gt;]]&gt;")
    #expect(text("😀 \u{301}é\u{10FFFF}") == "😀 \u{301}é\u{10FFFF}")
    #expect(text("a\r\nb\tc") == "a&#13;\nb\tc")
    // A combining mark makes one character of it and the sign before it.
    #expect(text("<\u{301}&\u{301}") == "&lt;\u{301}&amp;\u{301}")
    // XML forbids the first ones; a terminal obeys the others.
    #expect(text("a\u{0}\u{8}\u{B}\u{1B}\u{1F}\u{FFFE}\u{FFFF}b") == "ab")
    #expect(text("a\u{7F}\u{9B}\u{202E}\u{2066}b") == "a&#127;&#155;&#8238;&#8294;b")
    #expect(
      xml { $0.element("a", ["b": "<\"'&\n\t>"], text: "c") } == "<a b=\"&lt;&quot;'&amp;&#10;&#9;&gt;\">c</a>\n")
  }
}
