import Testing

@testable import Markdown

@Suite("HTML writer")
struct HTMLWriterTests {
  private func html(_ source: String, _ change: (inout HTMLOptions) -> Void = { _ in }) -> String {
    var options = HTMLOptions()
    change(&options)
    return MarkdownDocument(source).html(options: options)
  }

  @Test func blocksAndInlines() {
    let source = """
      # A *b*

      Text with `c < d`, **strong** and\\
      a break.

      5. five
      6. six

      > quote

      ***

      ```swift numbered
      let a = "<&>"
      ```
      """
    #expect(
      html(source) == """
        <h1>A <em>b</em></h1>
        <p>Text with <code>c &lt; d</code>, <strong>strong</strong> and<br />
        a break.</p>
        <ol start="5">
        <li>five</li>
        <li>six</li>
        </ol>
        <blockquote>
        <p>quote</p>
        </blockquote>
        <hr />
        <pre><code class="language-swift">let a = &quot;&lt;&amp;&gt;&quot;
        </code></pre>

        """)
  }

  @Test func rawHTMLIsShownAsText() {
    #expect(
      html("<div onclick=\"x()\">\n</div>\n\na <b>c</b> <script>alert(1)</script>") == """
        <pre class="raw-html"><code>&lt;div onclick=&quot;x()&quot;&gt;
        &lt;/div&gt;
        </code></pre>
        <p>a &lt;b&gt;c&lt;/b&gt; &lt;script&gt;alert(1)&lt;/script&gt;</p>

        """)
    #expect(html("<div>\n\na <b>c</b>") { $0.rawHTML = .verbatim } == "<div>\n<p>a <b>c</b></p>\n")
  }

  @Test func headingsAreShiftedAndNamed() {
    #expect(
      html("## One\n\n### One\n\n###### Five & *six*\n\n### Two\n\n# !\n\n[up](#one)") {
        $0.headingParent = 2
        $0.headingIDPrefix = "h-"
      }
        == """
        <h3 id="h-one">One</h3>
        <h4 id="h-one-1">One</h4>
        <h5 id="h-five--six">Five &amp; six</h5>
        <h4 id="h-two">Two</h4>
        <h3>!</h3>
        <p><a href="#h-one">up</a></p>

        """.replacing("&amp; six", with: "&amp; <em>six</em>"))
  }

  @Test func levelsEndAtSix() {
    #expect(html("# a\n## b\n### c") { $0.headingParent = 4 } == "<h5>a</h5>\n<h6>b</h6>\n<h6>c</h6>\n")
    #expect(html("## a\n\nb\n=\n\n#### c") == "<h2>a</h2>\n<h1>b</h1>\n<h4>c</h4>\n")
  }

  @Test func codeCanBeFocusedWhereAPageWantsIt() {
    #expect(
      html("    a\n\n```sh\nb\n```\n\n<div>") { $0.focusableOverflow = true } == """
        <pre tabindex="0"><code>a
        </code></pre>
        <pre tabindex="0"><code class="language-sh">b
        </code></pre>
        <pre class="raw-html" tabindex="0"><code>&lt;div&gt;
        </code></pre>

        """)
  }

  @Test func anythingInAPrefixIsEscaped() {
    #expect(html("# A") { $0.headingIDPrefix = "\"'<" } == "<h1 id=\"&quot;&#39;&lt;a\">A</h1>\n")
  }

  @Test func appendingKeepsWhatIsThere() {
    var output = Array("<main>".utf8)
    MarkdownDocument("a\n\n- b").appendHTML(to: &output)
    #expect(String(decoding: output, as: UTF8.self) == "<main><p>a</p>\n<ul>\n<li>b</li>\n</ul>\n")
  }

  @Test func aNodeIsWrittenAlone() throws {
    let item = try #require(MarkdownDocument("- a *b*").root.firstChild?.firstChild?.firstChild)
    var output: [UInt8] = []
    item.appendHTML(to: &output)
    #expect(String(decoding: output, as: UTF8.self) == "a <em>b</em>")
  }

  // MARK: Task items

  @Test func taskItemsInTightAndLooseLists() {
    #expect(
      html("- [ ] open\n- [x] done `x`\n- plain") == """
        <ul>
        <li class="task"><input type="checkbox" disabled aria-label="done"> open</li>
        <li class="task"><input type="checkbox" disabled checked aria-label="done"> done <code>x</code></li>
        <li>plain</li>
        </ul>

        """)
    #expect(
      html("1) [X] a\n\n   more\n\n2) [ ] b") == """
        <ol>
        <li class="task">
        <p><input type="checkbox" disabled checked aria-label="done"> a</p>
        <p>more</p>
        </li>
        <li class="task">
        <p><input type="checkbox" disabled aria-label="done"> b</p>
        </li>
        </ol>

        """)
  }

  @Test func aDefinitionDoesNotTurnBoxesIntoLinks() {
    #expect(
      html("- [x] done, see [x]\n- [X]\n\n[x]: https://example.org/") == """
        <ul>
        <li class="task"><input type="checkbox" disabled checked aria-label="done"> done, see \
        <a href="https://example.org/">x</a></li>
        <li class="task"><input type="checkbox" disabled checked aria-label="done"> </li>
        </ul>

        """)
  }

  @Test func aBoxAloneOnItsLine() {
    #expect(
      html("- [ ]\n  text\n- [x]  \n  more") == """
        <ul>
        <li class="task"><input type="checkbox" disabled aria-label="done"> text</li>
        <li class="task"><input type="checkbox" disabled checked aria-label="done"> more</li>
        </ul>

        """)
  }
}
