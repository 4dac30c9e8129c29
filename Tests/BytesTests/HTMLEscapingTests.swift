import Bytes
import Testing

@Suite("HTML escaping")
struct HTMLEscapingTests {
  private func escaped(_ text: String) -> String {
    var bytes: [UInt8] = []
    bytes.appendEscapingHTML(text)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func specialBytesBecomeReferences() {
    #expect(
      escaped(#"<a href="x" title='y'>&</a>"#)
        == "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;")
  }

  @Test(arguments: ["", "plain", "ünïcödé 😀 \u{A0}\u{FFFD}\u{E0041} \t\u{C}\r\n"])
  func textWithoutSpecialBytesStays(text: String) {
    #expect(escaped(text) == text)
  }

  // "\"\u{301}" is one Character that is not equal to "\"": a Character-wise escape lets it through.
  @Test func combiningMarksDoNotHideSpecialBytes() {
    #expect(
      escaped("\"\u{301}<\u{338}>\u{20D2}&\u{FE0F}'\u{200D}")
        == "&quot;\u{301}&lt;\u{338}&gt;\u{20D2}&amp;\u{FE0F}&#39;\u{200D}")
  }

  @Test(arguments: [
    0x00, 0x08, 0x0B, 0x1B, 0x7F, 0x80, 0x9F, 0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1FFFE, 0x10FFFF,
  ])
  func charactersThatHTMLForbidsAreReplaced(scalar: UInt32) throws {
    let character = Character(try #require(Unicode.Scalar(scalar)))
    #expect(escaped("a\(character)<\(character)") == "a\u{FFFD}&lt;\u{FFFD}")
  }

  @Test func slicesAndLazyCollectionsAreTakenToo() {
    var bytes: [UInt8] = []
    bytes.append(utf8: "é")
    bytes.append(literal: "=")
    bytes.appendEscapingHTML(Array("x<y".utf8)[1...])
    bytes.appendEscapingHTML("a>b".utf8.lazy.filter { $0 != UInt8(ascii: "a") })
    #expect(String(decoding: bytes, as: UTF8.self) == "é=&lt;y&gt;b")
  }

  @Test func apostrophesStayWhereTheCallerSaysSo() {
    var bytes: [UInt8] = []
    Array("'\"".utf8).withUnsafeBufferPointer { bytes.appendEscapingHTMLKeepingApostrophes($0) }
    #expect(String(decoding: bytes, as: UTF8.self) == "'&quot;")
  }

  @Test func bytesThatAreNoTextPassThrough() {
    var bytes: [UInt8] = []
    bytes.appendEscapingHTML([0xFF, UInt8(ascii: "<"), 0xC0] as [UInt8])
    #expect(bytes == [0xFF] + Array("&lt;".utf8) + [0xC0])
  }
}
