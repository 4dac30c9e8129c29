import Diagnostics
import Testing

@Suite struct TerminalTextTests {
  @Test(arguments: [
    ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("👋", 2), ("", 0), ("\u{200B}", 0), ("ｗ", 2),
  ])
  func columns(_ text: String, count: Int) {
    #expect(text.columns == count)
  }

  @Test func truncationCountsColumns() {
    #expect("abcdef".truncated(toColumns: 6) == "abcdef")
    #expect("abcdef".truncated(toColumns: 5) == "abcd…")
    #expect("日本語".truncated(toColumns: 5) == "日本…")
    #expect("日本語".truncated(toColumns: 4) == "日…")
    #expect("abc".truncated(toColumns: 1) == "…")
  }

  @Test func paddingFillsToColumns() {
    #expect("日".padded(toColumns: 4) == "日  ")
    #expect("abc".padded(toColumns: 2) == "abc")
  }

  @Test func printableKeepsTextAndTakesCommandsOut() {
    #expect("plain ü 👩‍👩‍👧".printable == "plain ü 👩‍👩‍👧")
    #expect("a\tb\r\nc\u{85}d\u{2066}e".printable == "a b��c�d�e")
  }
}
