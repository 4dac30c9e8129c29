import Diagnostics
import Testing

@testable import FrontMatter

/// What other readers of YAML take for a number, a date, a truth value or nothing is quoted where it is a text.
@Suite struct OtherReadersTests {
  @Test(arguments: [
    "2026-01-01", "2026-01-01T10:00:00Z", "2026-01-01 10:00:00", "123", "1,234", "-1,234.5", "-1", "+1", "0x1F", "0o7",
    "0b1", "1e3",
    "1.5", "1:30", "1:30:00", ".inf", "-.INF", ".NaN", "1_000", ".5", "True", "NO", "y", "Off", "~", "null", "=", "<<",
  ])
  func isQuoted(_ text: String) {
    #expect(ScalarText.encode(text) == "\"\(text)\"")
    #expect(ScalarText.encode(list: [text]) == "[\"\(text)\"]")
  }

  @Test(arguments: ["4h", "1h30m", "v1.2", "a1", "e", ".", "+", "0x", "3 apples", "1st"])
  func isLeftPlain(_ text: String) {
    #expect(ScalarText.encode(text) == text)
  }

  @Test func aDateThatIsMeantStaysPlain() throws {
    let document = try FrontMatterDocument(SourceFile(path: "a.md", text: "---\ntitle: T\n---\n"))
    let edited = try document.applying(.set(key: "due", to: "2026-01-01", isText: false))
    #expect(String(decoding: edited, as: UTF8.self) == "---\ntitle: T\ndue: 2026-01-01\n---\n")
    #expect(
      String(decoding: try document.applying(.set(key: "title", to: "2026-01-01")), as: UTF8.self)
        == "---\ntitle: \"2026-01-01\"\n---\n")
  }
}
