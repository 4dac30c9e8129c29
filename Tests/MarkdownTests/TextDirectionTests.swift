import Testing

@testable import Markdown

@Suite("Directions of texts")
struct TextDirectionTests {
  private func html(_ source: String) -> String { MarkdownDocument(source).html() }

  @Test(arguments: [
    ("שלום a", "<p dir=\"rtl\">שלום a</p>\n"), ("a שלום", "<p>a שלום</p>\n"),
    ("1 – **كتاب**", "<p dir=\"rtl\">1 – <strong>كتاب</strong></p>\n"), ("# ކ", "<h1 dir=\"rtl\">ކ</h1>\n"),
    ("\u{10A00}", "<p dir=\"rtl\">\u{10A00}</p>\n"), ("\u{FE8D}", "<p dir=\"rtl\">\u{FE8D}</p>\n"),
    // Digits and marks have no direction of their own, and neither have other scripts this one.
    ("\u{0661} a", "<p>\u{0661} a</p>\n"), ("ü ’ 中 😀", "<p>ü ’ 中 😀</p>\n"), ("अ ש", "<p>अ ש</p>\n"),
    ("- א\n- a", "<ul dir=\"rtl\">\n<li>א</li>\n<li>a</li>\n</ul>\n"),
    ("7. א", "<ol start=\"7\" dir=\"rtl\">\n<li>א</li>\n</ol>\n"),
    (
      "> א\n>\n> a\n>\n> ```\n> b\n> ```",
      "<blockquote dir=\"rtl\">\n<p>א</p>\n<p dir=\"ltr\">a</p>\n<pre dir=\"ltr\"><code>b\n</code></pre>\n</blockquote>\n"
    ),
    ("> a\n>\n> א", "<blockquote>\n<p>a</p>\n<p dir=\"rtl\">א</p>\n</blockquote>\n"),
    (
      "|א|b|\n|-|:-|",
      """
      <table dir="rtl">
      <thead>
      <tr>
      <th>א</th>
      <th class="align-left" dir="ltr">b</th>
      </tr>
      </thead>
      </table>

      """
    ),
  ])
  func onlyBlocksThatNeedItSayIt(source: String, expected: String) {
    #expect(html(source) == expected)
  }

  @Test func alertsAndFootnotes() {
    let shown = html("> [!NOTE]\n> א\n\na[^1]\n\n[^1]: ב")
    #expect(shown.contains("<div class=\"alert alert-note\" dir=\"rtl\">\n<p class=\"alert-title\">Note</p>\n<p>א</p>"))
    #expect(shown.contains("<ol class=\"footnotes\" dir=\"rtl\">\n<li id=\"fn.1\">\n<p>ב <a"))
  }
}
