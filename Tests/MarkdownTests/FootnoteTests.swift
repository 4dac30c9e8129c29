import TestSupport
import Testing

@testable import Markdown

@Suite struct FootnoteTests {
  /// Without what is the same for all of them.
  private func html(_ source: String) -> String {
    MarkdownDocument(source).html(options: .commonMark)
      .replacing(/<sup><a id="(fnref[^"]+)" href="#(fn[^"]+)" aria-label="Footnote ([0-9]+)">\3<\/a><\/sup>/) {
        "(\($0.1) to \($0.2))"
      }
      .replacing(
        /<a href="#(fnref[^"]+)" aria-label="Back to reference [-0-9]+">\u{21A9}\u{FE0E}(<sup>[0-9]+<\/sup>)?<\/a>/
      ) {
        "(back to \($0.1))"
      }
  }

  @Test(arguments: [
    (
      "a[^1], b[^1]\n\n[^1]: word",
      """
      <p>a(fnref.1 to fn.1), b(fnref.1.2 to fn.1)</p>
      <ol class="footnotes">
      <li id="fn.1">
      <p>word (back to fnref.1) (back to fnref.1.2)</p>
      </li>
      </ol>
      """
    ),
    // Numbers follow the text, and then the footnotes.
    (
      "[^b] [^A]\n\n[^a]: one [^c]\n[^b]: two\n[^c]: three [^b]",
      """
      <p>(fnref.1 to fn.1) (fnref.2 to fn.2)</p>
      <ol class="footnotes">
      <li id="fn.1">
      <p>two (back to fnref.1) (back to fnref.1.2)</p>
      </li>
      <li id="fn.2">
      <p>one (fnref.3 to fn.3) (back to fnref.2)</p>
      </li>
      <li id="fn.3">
      <p>three (fnref.1.2 to fn.1) (back to fnref.3)</p>
      </li>
      </ol>
      """
    ),
    // Indented by four it goes on, with any block; in lines of its paragraph without.
    (
      "x[^1]\n\n[^1]: a\nb\n\n    - c\n\n        code\n\nd",
      """
      <p>x(fnref.1 to fn.1)</p>
      <p>d</p>
      <ol class="footnotes">
      <li id="fn.1">
      <p>a
      b</p>
      <ul>
      <li>
      <p>c</p>
      <pre><code>code
      </code></pre>
      </li>
      </ul>
      <p>(back to fnref.1)</p>
      </li>
      </ol>
      """.replacing("<pre><code>code\n</code></pre>\n", with: "<p>code</p>\n")
    ),
    (
      "x[^1]\n\n[^1]:\n\n    a\n\n        code",
      """
      <p>x(fnref.1 to fn.1)</p>
      <ol class="footnotes">
      <li id="fn.1">
      <p>a</p>
      <pre><code>code
      </code></pre>
      <p>(back to fnref.1)</p>
      </li>
      </ol>
      """
    ),
    // It interrupts a paragraph, and stands in quotes and items, which then are without it.
    (
      "> a\n> [^1]: b\n> c\n\n- [^2]: d\n\n[^2][^1]",
      """
      <blockquote>
      <p>a</p>
      </blockquote>
      <ul>
      <li></li>
      </ul>
      <p>(fnref.1 to fn.1)(fnref.2 to fn.2)</p>
      <ol class="footnotes">
      <li id="fn.1">
      <p>d (back to fnref.1)</p>
      </li>
      <li id="fn.2">
      <p>b
      c (back to fnref.2)</p>
      </li>
      </ol>
      """
    ),
    // Lists beside it stay what they are.
    (
      "1. a\n2. b\n\n[^1]: c\n\n1. d\n\n[^1]",
      """
      <ol>
      <li>a</li>
      <li>b</li>
      </ol>
      <ol>
      <li>d</li>
      </ol>
      <p>(fnref.1 to fn.1)</p>
      <ol class="footnotes">
      <li id="fn.1">
      <p>c (back to fnref.1)</p>
      </li>
      </ol>
      """
    ),
    // Headings and cells; in a link there is no other link.
    (
      "# a[^1]\n\n|b[^1]|\n|-|\n\n[c[^1]](/d)\n\n[^1]: e",
      """
      <h1>a(fnref.1 to fn.1)</h1>
      <table>
      <thead>
      <tr>
      <th>b(fnref.1.2 to fn.1)</th>
      </tr>
      </thead>
      </table>
      <p><a href="/d">c<sup id="fnref.1.3">1</sup></a></p>
      <ol class="footnotes">
      <li id="fn.1">
      <p>e (back to fnref.1) (back to fnref.1.2) (back to fnref.1.3)</p>
      </li>
      </ol>
      """
    ),
    // Definitions of links count in it, and one word in it defines none.
    (
      "[^1] [^2]\n\n[^1]: word\n[^2]: [r] *e* https://a.example/\n\n[r]: /r",
      """
      <p>(fnref.1 to fn.1) (fnref.2 to fn.2)</p>
      <ol class="footnotes">
      <li id="fn.1">
      <p>word (back to fnref.1)</p>
      </li>
      <li id="fn.2">
      <p><a href="/r">r</a> <em>e</em> <a href="https://a.example/">https://a.example/</a> (back to fnref.2)</p>
      </li>
      </ol>
      """
    ),
  ])
  func footnotes(markdown: String, expected: String) {
    #expect(html(markdown) == expected + "\n")
  }

  // A git host leaves out what nothing refers to.
  @Test(arguments: [
    ("[^1]: word", "<p>[^1]: word</p>\n"),
    ("[^1]: see [^1]", "<p>[^1]: see [^1]</p>\n"),
    ("[^A]: https://a.example/", "<p>[^A]: <a href=\"https://a.example/\">https://a.example/</a></p>\n"),
    ("> - [^q]: quoted", "<blockquote>\n<ul>\n<li>[^q]: quoted</li>\n</ul>\n</blockquote>\n"),
    ("- [^q]: [ ] a", "<ul>\n<li>[^q]: [ ] a</li>\n</ul>\n"),
    ("[^1]:\n\n[^2]: ```\n    code\n", "<p>[^1]: </p>\n<p>[^2]: </p>\n<pre><code>code\n</code></pre>\n"),
    ("`[^1]` \\[^1] [\\^1] [^2]\n\n[^1]: a", "<p><code>[^1]</code> [^1] [^1] [^2]</p>\n<p>[^1]: a</p>\n"),
    ("![a [^1]](b)\n\n[^1]: c", "<p><img src=\"b\" alt=\"a [^1]\" /></p>\n<p>[^1]: c</p>\n"),
    ("[^1](/a)\n\n[^1]: c", "<p><a href=\"/a\">^1</a></p>\n<p>[^1]: c</p>\n"),
    ("a [^b c]\n\n[^b c]: d", "<p>a [^b c]</p>\n<p>[^b c]: d</p>\n"),
    ("```\n[^1]: word\n```\n[^1]", "<pre><code>[^1]: word\n</code></pre>\n<p>[^1]</p>\n"),
    ("[a]\n\n[a]: /b", "<p><a href=\"/b\">a</a></p>\n"),
  ])
  func whatIsNoFootnoteIsText(markdown: String, expected: String) {
    #expect(html(markdown) == expected)
  }

  @Test func whatIsTextRefersToOthers() {
    let shown = html("x[^1]\n\n[^1]: used\n[^1]: again\n[^2]: unused[^3]\n[^3]: three[^2]")
    #expect(
      shown == """
        <p>x(fnref.1 to fn.1)</p>
        <p>[^1]: again</p>
        <p>[^2]: unused(fnref.2 to fn.2)</p>
        <ol class="footnotes">
        <li id="fn.1">
        <p>used (back to fnref.1)</p>
        </li>
        <li id="fn.2">
        <p>three[^2] (back to fnref.2)</p>
        </li>
        </ol>

        """)
  }

  @Test func idsHaveThePrefixOfTheText() {
    var options = HTMLOptions()
    options.headingIDPrefix = "a--"
    #expect(
      MarkdownDocument("[^x]\n\n[^x]: y").html(options: options) == """
        <p><sup><a id="a--fnref.1" href="#a--fn.1" aria-label="Footnote 1">1</a></sup></p>
        <ol class="footnotes">
        <li id="a--fn.1">
        <p>y <a href="#a--fnref.1" aria-label="Back to reference 1">\u{21A9}\u{FE0E}</a></p>
        </li>
        </ol>

        """)
  }

  @Test func placesAreThoseOfTheSource() {
    let source =
      "# h[^1]\n\n[^1]: [a](/a)\n    [b](/b)\n\n    - [x] c\n\n## i\n\n> [^long-label]:\tx\n> [d](/d)\n\n- [ ] e [^long-label]"
    let bytes = Array(("front" + source).utf8)
    let document = MarkdownDocument(bytes[5...])
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    #expect(document.links.map { text($0.range) } == ["[a](/a)", "[b](/b)", "[d](/d)"])
    #expect(document.headings.map { text($0.offset..<$0.offset + 3) } == ["# h", "## "])
    #expect(document.headings.map(\.anchor) == ["h", "i"])
    // In the order of the source, wherever they are shown.
    #expect(document.taskBoxes.all.map { text($0.offset..<$0.offset + 5) } == ["[x] c", "[ ] e"])
    #expect(document.taskBoxes.done == 1)
  }

  @Test func everyMarkOfListsMayBeInUse() {
    for lists in ["1) a", "1) a\n\n1. b", "1) a\n\n1. b\n\n+ c", "1) a\n1. b\n+ c\n* d", "1) a\n1. b\n* d\n- e"] {
      let shown = html("[^1]\n\n\(lists)\n\n[^1]: x\n\n    y")
      #expect(shown.contains("<li id=\"fn.1\">\n<p>x</p>\n<p>y (back to fnref.1)</p>\n</li>"), "\(shown)")
    }
    // Then they are text.
    #expect(html("1) a\n1. b\n+ c\n* d\n- e\n\n[^1]\n\n[^1]: x").hasSuffix("<p>[^1]</p>\n<p>[^1]: x</p>\n"))
  }

  @Test func labelsThatAreNotUTF8() {
    let shown = MarkdownDocument(Array("[^a]: ".utf8) + [0x78, 0x0A] + Array("[^".utf8) + [0xFF] + Array("]: y".utf8))
      .html()
    #expect(shown == "<p>[^a]: x</p>\n<p>[^\u{FFFD}]: y</p>\n")
  }

  @Test func aTextWithTheMaskIsReadAsItIs() {
    let shown = html("\u{2}a[^1 2]\n\n[^1 2]: word")
    #expect(shown.contains("<a href=\"word\">^1 2</a>"))
  }
}
