import Testing

@testable import Markdown

@Suite struct FootnoteTests {
  @Test(arguments: [
    ("a[^1]\n\n[^1]: word", "<p>a[^1]</p>\n<p>[^1]: word</p>\n"),
    ("> - [^q]: quoted", "<blockquote>\n<ul>\n<li>[^q]: quoted</li>\n</ul>\n</blockquote>\n"),
    ("[^1]\n\n[^1]: https://a.example/", nil),
    ("| [^1] |\n|---|\n| x |\n\n[^1]: word", nil),
    ("[a]\n\n[a]: /b", "<p><a href=\"/b\">a</a></p>\n"),
    ("```\n[^1]: word\n```", "<pre><code>[^1]: word\n</code></pre>\n"),
  ]) func footnotesAreText(markdown: String, html: String?) {
    let shown = MarkdownDocument(markdown).html(options: .commonMark)
    if let html { #expect(shown == html) }
    if markdown.contains("[^1]") { #expect(shown.contains("[^1]") && !shown.contains("\u{2}")) }
  }

  @Test func aTextWithTheMaskIsReadAsItIs() {
    let shown = MarkdownDocument("\u{2}a[^1]\n\n[^1]: word").html(options: .commonMark)
    #expect(shown.contains("<a href=\"word\">^1</a>"))
  }
}
