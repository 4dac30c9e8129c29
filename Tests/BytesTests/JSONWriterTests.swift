import Bytes
import Foundation
import Testing

@Suite("JSON writer")
struct JSONWriterTests {
  private func json(_ options: JSONWriter.Options = [], _ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter(options: options)
    body(&writer)
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private func board(_ writer: inout JSONWriter) {
    writer.object {
      $0.field("schema", 1)
      $0.field("title", "Refund API")
      $0.field("due", nil as String?)
      $0.field("blocked", false)
      $0.array("labels") {
        $0.string("api")
        $0.string("money")
      }
      $0.array("none") { _ in }
      $0.object("empty") { _ in }
      $0.array("cards") { cards in
        cards.object { $0.field("n", -2) }
        cards.array { $0.null() }
      }
      $0.key("total")
      $0.number("1234.50")
    }
  }

  @Test func keysStayInTheOrderGiven() {
    #expect(
      json([], board)
        == #"{"schema":1,"title":"Refund API","due":null,"blocked":false,"labels":["api","money"],"none":[],"#
        + #""empty":{},"cards":[{"n":-2},[null]],"total":1234.50}"#)
  }

  @Test func prettyPrintingBreaksLines() {
    #expect(
      json(.prettyPrinted, board) == """
        {
          "schema": 1,
          "title": "Refund API",
          "due": null,
          "blocked": false,
          "labels": [
            "api",
            "money"
          ],
          "none": [],
          "empty": {},
          "cards": [
            {
              "n": -2
            },
            [
              null
            ]
          ],
          "total": 1234.50
        }
        """)
  }

  @Test func controlCharactersAreEscaped() {
    #expect(
      json { $0.string("\u{0}\u{8}\t\n\u{B}\u{C}\r\u{1F} \"\\/\u{7F}é😀\"\u{301}") }
        == "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f \\\"\\\\/\\u007fé😀\\\"\u{301}\"")
  }

  @Test func scriptFilesGetNoMarkupAndNoLineSeparators() {
    let text = "</script><!-- & \u{2027}\u{2028}\u{2029}\u{202A} â\u{80}"
    #expect(
      json(.escapedForHTML) { $0.string(text) }
        == #""\u003c/script\u003e\u003c!-- \u0026 "# + "\u{2027}" + #"\u2028\u2029\u202a â\u0080""#)
    #expect(
      json { $0.string(text) } == #""</script><!-- & "# + "\u{2027}" + #"\u2028\u2029\u202a â\u0080""#)
    #expect(
      json { $0.string("\u{61B}\u{61C}\u{200F}\u{2069}\u{206A}") } == "\"\u{61B}\\u061c\\u200f\\u2069\u{206A}\"")
  }

  @Test(
    arguments: [[], .prettyPrinted, .escapedForHTML, [.prettyPrinted, .escapedForHTML]]
      as [JSONWriter.Options])
  func foundationReadsWhatWasWritten(options: JSONWriter.Options) throws {
    // Every scalar up to U+2FFF, and some beyond.
    var text = String(String.UnicodeScalarView((0...0x2FFF).compactMap(Unicode.Scalar.init)))
    text += "\u{FFFD}\u{FFFF}\u{1F600}\u{10FFFF}"
    let written = json(options) { writer in
      writer.object {
        $0.field(text, text)
        $0.field("int", Int.min)
        $0.field("bool", true)
        $0.array("nested") { $0.array { $0.object { $0.object("deep") { $0.field("x", "y") } } } }
      }
    }
    let read = try #require(try JSONSerialization.jsonObject(with: Data(written.utf8)) as? NSDictionary)
    let expected: NSDictionary = [
      text: text, "int": Int.min, "bool": true, "nested": [[["deep": ["x": "y"]]]],
    ]
    #expect(read == expected)
  }

  @Test func fragmentsAreValues() {
    #expect(json { $0.bool(true) } == "true")
    #expect(json { $0.int(.max) } == "9223372036854775807")
  }

  @Test func anErrorInsideLeavesTheWriterBalanced() {
    struct Stop: Error {}
    var writer = JSONWriter()
    writer.array { outer in
      try? outer.object { _ in throw Stop() }
      outer.null()
    }
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "[{},null]")
  }
}
