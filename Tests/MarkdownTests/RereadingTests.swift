import TestSupport
import Testing

@testable import Markdown

/// Where libcmark 0.30 reads a block otherwise than CommonMark 0.31.2 or GFM.
@Suite struct RereadingTests {
  private func html(_ source: String) -> String { MarkdownDocument(source).html() }

  @Test(arguments: [
    ("`` stray `a` and `b` and `c`", "<p>`` stray <code>a</code> and <code>b</code> and <code>c</code></p>\n"),
    ("``` x `a` ``b`` `c` ``d``", "<p>``` x <code>a</code> <code>b</code> <code>c</code> <code>d</code></p>\n"),
    // What is in code is no run of its own.
    ("`` `a` `b ``` c` `d`", "<p>`` <code>a</code> <code>b ``` c</code> <code>d</code></p>\n"),
    ("# `` `a` `b` #", "<h1>`` <code>a</code> <code>b</code></h1>\n"),
    ("`` `a`\n`b`\n===", "<h1>`` <code>a</code>\n<code>b</code></h1>\n"),
    (
      "> `` `a`\n2. `b` `c`",
      "<blockquote>\n<p>`` <code>a</code></p>\n</blockquote>\n<ol start=\"2\">\n<li><code>b</code> <code>c</code></li>\n</ol>\n"
    ),
    ("> `` `a`\n    - `b` *c*", "<blockquote>\n<p>`` <code>a</code>\n- <code>b</code> <em>c</em></p>\n</blockquote>\n"),
    (
      "`` `a` `b` <i title=\"`\"> `c`",
      "<p>`` <code>a</code> <code>b</code> &lt;i title=&quot;`&quot;&gt; <code>c</code></p>\n"
    ),
    ("\\``` `a` `b`", "<p>``` <code>a</code> <code>b</code></p>\n"),
    ("`` *x `a*` `b*`", "<p>`` *x <code>a*</code> <code>b*</code></p>\n"),
    ("`` `a` `b` [c][d]\n\n[d]: /e", "<p>`` <code>a</code> <code>b</code> <a href=\"/e\">c</a></p>\n"),
    ("`` `a`\r\n`b`  \r\n`c`", "<p>`` <code>a</code>\n<code>b</code><br />\n<code>c</code></p>\n"),
    ("[x]: /y\n`` `a` `b` [x]", "<p>`` <code>a</code> <code>b</code> <a href=\"/y\">x</a></p>\n"),
  ])
  func codeBehindAStrayRun(source: String, expected: String) { #expect(html(source) == expected) }

  @Test func codeInCellsToo() {
    #expect(
      html("| a |\n|---|\n| `` `b` `c` ~~d~~ [e](f) |\n").contains(
        "<td>`` <code>b</code> <code>c</code> <del>d</del> <a href=\"f\">e</a></td>"))
  }

  @Test func boxesStayBoxes() {
    let document = MarkdownDocument("- [x] `` `a` `b`\n- [ ] `c`\n")
    #expect(document.taskBoxes.done == 1)
    #expect(document.taskBoxes.total == 2)
    #expect(document.html().contains("> `` <code>a</code> <code>b</code></li>"))
  }

  @Test func linksKeepTheirPlaces() {
    let source = "x\n\n> - `` `a` `b` [one](1)\n>   and ![two](2) <https://three.example>\n"
    let document = MarkdownDocument(source)
    let shown = document.links.map { String(decoding: document.source[$0.range], as: UTF8.self) }
    #expect(shown == ["[one](1)", "![two](2)", "<https://three.example>"])
  }

  @Test(arguments: [
    ("Send <!-- internal -- ask Bo --> it", "<p>Send  it</p>\n"),
    ("text <!--- note ---> more", "<p>text  more</p>\n"),
    ("a <!--> b <!---> c", "<p>a  b  c</p>\n"),
    ("a <!-- `b -- c` --> d`", "<p>a  d`</p>\n"),
    ("a <!-- b\n-- *c\n--> *d*", "<p>a  <em>d</em></p>\n"),
    ("a `<!-- b -- c -->`", "<p>a <code>&lt;!-- b -- c --&gt;</code></p>\n"),
    ("a \\<!-- b -- c -->", "<p>a &lt;!-- b -- c --&gt;</p>\n"),
    ("a <!-- b -- c", "<p>a &lt;!-- b -- c</p>\n"),
    ("<!-- note --> visible *text*\n", "<p>visible *text*</p>\n"),
    ("<!-- a -- b -->\n", ""),
    ("<!-- a\n--> <b>c</b>\n", "<pre class=\"raw-html\"><code> &lt;b&gt;c&lt;/b&gt;\n</code></pre>\n"),
    // To a browser the comment has ended, whatever CommonMark says.
    ("a <!-- b --!> <b>c</b> -->", "<p>a &lt;!-- b --!&gt; &lt;b&gt;c&lt;/b&gt; --&gt;</p>\n"),
  ])
  func comments(source: String, expected: String) { #expect(html(source) == expected) }

  @Test func commentsInCells() {
    #expect(html("| a <!-- x -- y --> | b |\n|---|---|\n| 1 | 2 |\n").contains("<th>a </th>\n<th>b</th>"))
  }

  @Test(arguments: [
    ("**~~old~~**new", "<p><strong><del>old</del></strong>new</p>\n"),
    ("这是**~~旧~~**新", "<p>这是<strong><del>旧</del></strong>新</p>\n"),
    ("new*~old~*new", "<p>new<em><del>old</del></em>new</p>\n"),
    ("**~~old ~~**new", "<p>**~~old ~~**new</p>\n"),
    ("a \\~*b*", "<p>a ~<em>b</em></p>\n"),
    ("`~*` ~~a~~*b*", "<p><code>~*</code> <del>a</del><em>b</em></p>\n"),
  ])
  func tildesBesideEmphasis(source: String, expected: String) { #expect(html(source) == expected) }

  @Test(arguments: [
    (
      "_https://host.example/its_official_time_/_",
      "<p><em><a href=\"https://host.example/its_official_time_/\">https://host.example/its_official_time_/</a></em></p>\n"
    ),
    ("*https://a.example/b* and c", "<p><em><a href=\"https://a.example/b\">https://a.example/b</a></em> and c</p>\n"),
    ("**https://a.example**, b", "<p><strong><a href=\"https://a.example\">https://a.example</a></strong>, b</p>\n"),
    (
      "_see https://a.example/x_/y_z_",
      "<p><em>see <a href=\"https://a.example/x_/y_z\">https://a.example/x_/y_z</a></em></p>\n"
    ),
  ])
  func emphasisInAddresses(source: String, expected: String) { #expect(html(source) == expected) }

  @Test func aDocumentWithThePlaceholderStaysAsItWasRead() {
    #expect(html("\u{1} `` `a` `b`") == "<p>\u{FFFD} `` <code>a</code> `b`</p>\n")
  }

  @Test func nothingIsCorrectedUnlessAsked() {
    let source = "`` `a` `b` <!-- c -- d -->"
    #expect(
      MarkdownDocument(source, extensions: []).html() == "<p>`` <code>a</code> `b` &lt;!-- c -- d --&gt;</p>\n")
  }

  /// Code spans and comments as a reader of the specification finds them, beside any document.
  @Test(arguments: 0..<4)
  func randomBlocksKeepTheirText(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      "`", "``", "```", "a", " ", "b c", "\n", "*", "**", "~~", "~", "<!--", "-->", "--", "[", "](u)", "\\", "<i>", "_",
    ]
    for _ in 0..<1_000 {
      let source = "x" + (0..<random.below(24)).map { _ in random.pick(pieces) }.joined()
      let document = MarkdownDocument(source)
      // Read again, a block shows no other letters and digits than before, but for comments.
      guard !source.contains("<!--") else { continue }
      let letters: (String) -> String = { $0.filter { $0 == "a" || $0 == "b" || $0 == "c" || $0 == "x" } }
      let plain = MarkdownDocument(source, extensions: [.strikethrough])
      #expect(letters(document.root.plainText()) == letters(plain.root.plainText()), "\(source.debugDescription)")
      #expect(!document.html().contains("\u{1}"), "\(source.debugDescription)")
    }
  }
}
