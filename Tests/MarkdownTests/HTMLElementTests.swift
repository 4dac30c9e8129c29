import TestSupport
import Testing

@testable import Markdown

@Suite("HTML elements without attributes")
struct HTMLElementTests {
  private func html(_ source: String) -> String { MarkdownDocument(source).html() }

  @Test(arguments: [
    ("a<br>b<br/>c<BR />d", "a<br />b<br />c<br />d"),
    ("<kbd>Ctrl</kbd>+<KBD >C</kbd\t>", "<kbd>Ctrl</kbd>+<kbd>C</kbd>"),
    ("H<sub>2</sub>O x<sup>2</sup> ", "H<sub>2</sub>O x<sup>2</sup>"),
    (
      "a <ins>b *c*</ins> <del>d</del> <mark>`e`</mark>",
      "a <ins>b <em>c</em></ins> <del>d</del> <mark><code>e</code></mark>"
    ),
    ("a <sup><kbd>b</kbd></sup> *<ins>c</ins>*", "a <sup><kbd>b</kbd></sup> <em><ins>c</ins></em>"),
    // A tag without its partner among its siblings is text.
    ("a <kbd>b", "a &lt;kbd&gt;b"),
    ("a b</kbd>", "a b&lt;/kbd&gt;"),
    ("*<kbd>a*</kbd>", "<em>&lt;kbd&gt;a</em>&lt;/kbd&gt;"),
    ("a <sub>b <sup>c</sub> d</sup>", "a <sub>b &lt;sup&gt;c</sub> d&lt;/sup&gt;"),
    ("[a <kbd>b](/c)</kbd>", "<a href=\"/c\">a &lt;kbd&gt;b</a>&lt;/kbd&gt;"),
    ("a <kbd>~~b</kbd>~~", "a &lt;kbd&gt;<del>b&lt;/kbd&gt;</del>"),
    ("a <kbd><kbd>b</kbd>", "a &lt;kbd&gt;<kbd>b</kbd>"),
    // So is one that says more, or another element.
    ("a <kbd class=\"x\">b</kbd>", "a &lt;kbd class=&quot;x&quot;&gt;b&lt;/kbd&gt;"),
    (
      "a <kbd/>b</kbd> </br> <br clear=\"all\">",
      "a &lt;kbd/&gt;b&lt;/kbd&gt; &lt;/br&gt; &lt;br clear=&quot;all&quot;&gt;"
    ),
    ("a <b>b</b> <kbdx>c</kbdx>", "a &lt;b&gt;b&lt;/b&gt; &lt;kbdx&gt;c&lt;/kbdx&gt;"),
    ("a <details>b</details> <summary>", "a &lt;details&gt;b&lt;/details&gt; &lt;summary&gt;"),
    ("`<kbd>` \\<kbd>", "<code>&lt;kbd&gt;</code> &lt;kbd&gt;"),
    ("![a<br>b <kbd>c</kbd> <b>](d)", "<img src=\"d\" alt=\"a b c &lt;b&gt;\" />"),
    // Blocks of HTML in which nothing else is.
    ("<br>", "<br />"),
    ("<sub>\na *b* &amp; <kbd>c</kbd> <ins>\n</sub>", "<sub>\na *b* &amp; <kbd>c</kbd> &lt;ins&gt;\n</sub>"),
  ])
  func inlines(source: String, expected: String) {
    #expect(html(source) == "<p>\(expected)</p>\n")
  }

  @Test func inHeadingsAndCells() {
    #expect(html("# a<sub>1</sub>") == "<h1>a<sub>1</sub></h1>\n")
    #expect(MarkdownDocument("# a<sub>1</sub>").headings.map(\.anchor) == ["a1"])
    #expect(html("|a<br>b|<kbd>c|\n|-|-|").contains("<th>a<br />b</th>\n<th>&lt;kbd&gt;c</th>"))
  }

  @Test func verbatimPassesThemOn() {
    #expect(
      MarkdownDocument("a <KBD>b</KBD>\n\n<details >\n\nc").html(options: .commonMark)
        == "<p>a <KBD>b</KBD></p>\n<details >\n<p>c</p>\n")
  }

  // MARK: Details

  @Test func detailsHoldWhatFollows() {
    #expect(
      html(
        """
        a
        <details>
        <summary>T <kbd>k</kbd> &amp; <b>x</b></summary>

        b **c**

        - [ ] d
          <details open><summary>E</summary>f<br>g</details>

        <Details>

        h

        </details>
        </details>
        i
        """)
          == """
          <p>a</p>
          <details>
          <summary>T <kbd>k</kbd> &amp; &lt;b&gt;x&lt;/b&gt;</summary>
          <p>b <strong>c</strong></p>
          <ul>
          <li class="task"><input type="checkbox" disabled aria-label="done"> d
          <details open>
          <summary>E</summary>
          <p>f<br />g</p>
          </details>
          </li>
          </ul>
          <details>
          <summary>Details</summary>
          <p>h</p>
          </details>
          </details>
          <p>i</p>

          """.replacing("<p>i</p>", with: "<p>i</p>"))
  }

  @Test(arguments: [
    // Nothing closes them but what is in the same parent, and its end.
    (
      "<details>\n\na\n\n> </details>\n> b",
      "<details>\n<summary>Details</summary>\n<p>a</p>\n<blockquote>\n<pre class=\"raw-html\"><code>&lt;/details&gt;\nb\n</code></pre>\n</blockquote>\n</details>\n"
    ),
    (
      "> <details>\n\na\n\n</details>",
      "<blockquote>\n<details>\n<summary>Details</summary>\n</details>\n</blockquote>\n<p>a</p>\n<pre class=\"raw-html\"><code>&lt;/details&gt;\n</code></pre>\n"
    ),
    (
      "- <details>\n\n  a\n- b",
      "<ul>\n<li>\n<details>\n<summary>Details</summary>\n<p>a</p>\n</details>\n</li>\n<li>\n<p>b</p>\n</li>\n</ul>\n"
    ),
    (
      "<details><details>a</details>",
      "<details>\n<summary>Details</summary>\n<details>\n<summary>Details</summary>\n<p>a</p>\n</details>\n</details>\n"
    ),
    // A summary comes first, once, and ends with its block.
    (
      "<details>a<summary>b</summary></details>",
      "<details>\n<summary>Details</summary>\n<pre class=\"raw-html\"><code>a&lt;summary&gt;b&lt;/summary&gt;</code></pre>\n</details>\n"
    ),
    (
      "<details><summary>\n\n# a\n\n</summary>\n\nb",
      "<details>\n<summary>Details</summary>\n<h1>a</h1>\n<p>b</p>\n</details>\n"
    ),
    (
      "<details><summary>a\n<details><summary>b</details></details>",
      "<details>\n<summary>a</summary>\n<details>\n<summary>b</summary>\n</details>\n</details>\n"
    ),
    ("<summary>a</summary>", "<pre class=\"raw-html\"><code>&lt;summary&gt;a&lt;/summary&gt;\n</code></pre>\n"),
    // What else is on their lines is shown.
    (
      "<div>\n<details><summary>a</summary>b</details>\n</div>",
      "<pre class=\"raw-html\"><code>&lt;div&gt;\n</code></pre>\n<details>\n<summary>a</summary>\n<p>b</p>\n</details>\n<pre class=\"raw-html\"><code>&lt;/div&gt;\n</code></pre>\n"
    ),
    (
      "<details><!-- a --><summary>b</summary> <!-- -- --> c</details> d",
      "<details>\n<summary>b</summary>\n<p>c</p>\n</details>\n<p>d</p>\n"
    ),
    // Only tags without attributes count, and none in values, scripts and declarations.
    ("<details class=a>", "<pre class=\"raw-html\"><code>&lt;details class=a&gt;\n</code></pre>\n"),
    (
      "<div title=\"<details>\">",
      "<pre class=\"raw-html\"><code>&lt;div title=&quot;&lt;details&gt;&quot;&gt;\n</code></pre>\n"
    ),
    (
      "<script>\n<details>\n</script>",
      "<pre class=\"raw-html\"><code>&lt;script&gt;\n&lt;details&gt;\n&lt;/script&gt;\n</code></pre>\n"
    ),
  ])
  func details(source: String, expected: String) {
    #expect(html(source) == expected)
  }

  @Test func boxesInDetailsCount() {
    let boxes = MarkdownDocument("- [x] a\n\n<details>\n\n- [ ] b\n\n</details>\n\n- [x] c").taskBoxes
    #expect(boxes.all.map(\.isTicked) == [true, false, true])
  }

  @Test func atMostThirtyTwoLevels() {
    let deep = html(
      String(repeating: "<details>\n\n", count: 50) + "a\n\n" + String(repeating: "</details>\n\n", count: 50) + "b\n")
    #expect(MarkupReader(Array(deep.utf8)).problem == nil)
    #expect(deep.components(separatedBy: "<details>").count == 33)
    #expect(deep.hasSuffix("</details>\n<p>b</p>\n"))
  }

  // MARK: Comments

  @Test(arguments: [
    ("a <!-- b -- c --> d", "<p>a  d</p>\n"), ("# a <!-- -- -->", "<h1>a </h1>\n"),
    ("*a <!-- b -- c -->*", "<p><em>a </em></p>\n"), ("[a <!-- b -- c -->](/d)", "<p><a href=\"/d\">a </a></p>\n"),
    ("a\n<!-- b\n-- c -->\nd", "<p>a</p>\n<p>d</p>\n"), ("- a <!-- b\n  -- c --> d", "<ul>\n<li>a  d</li>\n</ul>\n"),
    ("a <!--- b ---> c", "<p>a  c</p>\n"),
  ])
  func commentsWithHyphensAreHidden(source: String, expected: String) {
    #expect(html(source) == expected)
  }
}
