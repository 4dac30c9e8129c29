import Bytes
import Testing

@Suite struct TextSearchTests {
  @Test(arguments: [
    ("a/b", "/"), ("a/b", ""), ("", ""), ("aab", "ab"), ("aaab", "aab"), ("refs/heads/x", "heads/x"), ("x", "x"),
    // Bytes are looked for, whatever else they belong to.
    (".\u{301}", "."), ("a\r\nb", "\n"), ("e\u{301}", "e"), ("\u{1F468}\u{200D}\u{1F469}", "\u{1F469}"),
  ])
  func isThere(_ text: String, _ part: String) {
    #expect(text.contains(part))
    #expect("<\(text)>".dropFirst().dropLast().contains(part))
  }

  @Test(arguments: [
    ("", "a"), ("ab", "abc"), ("aab", "aba"), ("a", "A"),
    // One letter and two ways to write it.
    ("\u{E9}", "e\u{301}"), ("e\u{301}", "\u{E9}"), ("\u{212A}", "K"),
  ])
  func isNotThere(_ text: String, _ part: String) {
    #expect(!text.contains(part))
  }
}
