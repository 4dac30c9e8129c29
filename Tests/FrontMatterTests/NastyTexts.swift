import TestSupport

/// Values that break editors of YAML: every indicator, every kind of white space, what other readers take for
/// something else.
let nastyTexts: [String] = [
  "x", "", " ", "  two  ", "a: b", "a:", ":a", ": a", ":", "a :b", "# x", "x # y", "x #", "x#y", "- a", "-",
  "--",
  "---", "--- a", "...", "? a", "?", "! a", "!tag", "&a", "*a", "%a", "@a", "`a", "|", ">", "|-", "'", "\"",
  "''", "\"\"",
  "it's", "'quoted'", "\"quoted\"", "say \"hi\" 'there'", "\\", "\\n", "C:\\path\\", "a\\", "[", "]", "[a",
  "a]", "{", "}",
  "{a: b}", "[a, b]", "a, b", ",", "<<", "=", "~", "null", "Null", "true", "False", "yes", "No", "on", "OFF",
  "y", "N",
  "1", "1.0", "0x1F", "1e3", ".5", "-1", "+1", "0o7", ".inf", "2026-01-06", "12:30",
  "2026-01-06T09:15:00+01:00", "\t",
  "a\tb", "tab\t", "a\nb", "\n", "a\n", "\r", "a\r\nb", "\u{85}", "a\u{85}b", "a\u{2028}b", "\u{2029}",
  "a\u{FEFF}b",
  "\u{7F}", "\u{1}", "\u{9F}", "\u{A0}", "a\u{A0}", "\u{200B}", "\u{202E}abc", "\u{FFFE}", "\u{FFFD}",
  "\u{E000}", "\u{10FFFF}", "é", "e\u{301}", "\u{301}", "Grüße", "日本語", "👩‍👩‍👧 family", "🇦🇹",
  "naïve: # \"x\" 'y' \\ [z] {w}",
  "a" + String(repeating: " long", count: 100), "key: value # comment", "- [ ] box", "!!str a", "&anchor a",
  "*",
  "**bold**", "a*b", "100 %", "%", "50%", "a|b", "a>b", "a<b", "http://example.com/a#b?c=d&e", "`code`", "@",
  "feature/x",
]

extension SeededGenerator {
  /// A text of up to a dozen pieces, most of them trouble.
  mutating func nastyText() -> String {
    var text = ""
    let pieces =
      [
        "'", "\"", "\\", ":", " ", "#", ",", "[", "]", "{", "}", "-", "&", "*", "!", "?", "|", ">", "%", "@",
        "`",
      ]
      + [
        "a", "b1", "ü", "👋", "\t", "\n", "\r", "\u{2028}", "\u{85}", "\u{FEFF}", "\u{301}", "null", "---",
        "...", "  ", ": ",
      ]
      + [" #", "日", "\u{A0}", "\u{1B}", "x\u{0}y"]
    for _ in 0...below(12) { text.unicodeScalars.append(contentsOf: pick(pieces).unicodeScalars) }
    // Reading drops a byte order mark in front of a text: an edit refuses to write one (see ScalarTextTests).
    while text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
    return text
  }
}
