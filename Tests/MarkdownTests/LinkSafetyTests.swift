import Testing

@testable import Markdown

@Suite("Link safety")
struct LinkSafetyTests {
  private func html(_ source: String, _ resolve: @escaping (String, MarkdownLink.Kind) -> LinkResolution)
    -> String
  {
    var options = HTMLOptions()
    options.links = .safe(resolve: resolve)
    return MarkdownDocument(source).html(options: options)
  }

  private func html(_ source: String) -> String {
    MarkdownDocument(source).html()
  }

  @Test(arguments: [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "vbscript:x", "data:text/html;base64,PHNjcmlwdD4=",
    "file:///etc/passwd", "&#106;avascript:alert(1)", "javascript&colon;alert(1)", "java&Tab;script:alert(1)",
    "java&#10;script:alert(1)", "&#1;javascript:alert(1)", "&#32;javascript:alert(1)",
    "<  javascript:alert(1)>",
    "<java script:alert(1)>", "java\u{0}script:alert(1)", "javascript%3Aalert(1)", "java%0ascript:alert(1)",
    "\\javascript:alert(1)", "\u{1}javascript:alert(1)", "\u{A0}javascript:x",
    "\u{200B}javascript:x", "\u{FEFF}javascript:x", "view-source:javascript:x", "blob:x", "jar:x", "feed:x",
    "//evil.example/x", "\\\\\\\\evil.example", "/\\evil.example", "&sol;&sol;evil.example", "ſcript:x",
    "x:y",
    "ftp://example.org", "http\u{0}s://example.org", "ht&Tab;tps://example.org",
  ])
  func refusedDestinationsBecomeText(destination: String) {
    #expect(html("[a *b*](\(destination) \"t\")").contains("<a ") == false)
    #expect(html("![a *b*](\(destination))").contains("<img") == false)
    #expect(html("[l]\n\n[l]: \(destination)").contains("<a ") == false)
  }

  @Test func theContentStays() {
    #expect(html("[a *b*](javascript:x \"t\") ![alt `c`](data:x)") == "<p>a <em>b</em> alt c</p>\n")
    #expect(html("<javascript:alert(1)>") == "<p>javascript:alert(1)</p>\n")
  }

  @Test func allowedSchemesPass() {
    #expect(
      html("[a](http://x.y/?a=1&b='\"<>) [b](HTTPS://x.y) [c](mailto:a@b.c) <https://é.x/\\[> <a@b.c>") == """
        <p><a href="http://x.y/?a=1&amp;b=&#x27;%22%3C%3E">a</a> <a href="HTTPS://x.y">b</a> \
        <a href="mailto:a@b.c">c</a> <a href="https://%C3%A9.x/%5C%5B">https://é.x/\\[</a> \
        <a href="mailto:a@b.c">a@b.c</a></p>

        """)
  }

  @Test(arguments: [
    "a.md", "../b/c.md#d", "/x", "#frag", "?q=a:b", "./a:b", "a/b:c", "my file.md", "é.md", "",
  ])
  func relativeDestinationsPassByDefault(destination: String) {
    #expect(LinkDestination(destination) == .relative)
    #expect(html("[a](<\(destination)>)").hasPrefix("<p><a href=\""))
  }

  @Test func relativeDestinationsGoToTheResolver() {
    let source = "[a](b.md#c) ![p](p.png \"T\") [gone](gone.md) ![doc](d.pdf) [x](https://x.y) ![](e.pdf)"
    let output = html(source) { destination, kind in
      switch (destination, kind) {
      case ("b.md#c", .link): .href("../b.html#c\"")
      case ("p.png", .image): .image(source: "p-1.png")
      case ("d.pdf", .image), ("e.pdf", .image): .href(destination)
      default: .text
      }
    }
    #expect(
      output == """
        <p><a href="../b.html#c%22">a</a> <img src="p-1.png" alt="p" title="T" /> gone <a href="d.pdf">doc</a> \
        <a href="https://x.y">x</a> <a href="e.pdf">e.pdf</a></p>

        """)
  }

  @Test func remoteImagesBecomeLinks() {
    #expect(
      html("![a *b* <i>](https://x.y/z.png \"T\") ![](http://x.y/?a&b)") == """
        <p><a href="https://x.y/z.png" title="T">a b &lt;i&gt;</a> \
        <a href="http://x.y/?a&amp;b">http://x.y/?a&amp;b</a></p>

        """)
  }

  @Test func linksDoNotNest() {
    #expect(
      html("[![badge](https://x.y/b.svg)](https://x.y) [![](https://x.y/b.svg)](c.md)") == """
        <p><a href="https://x.y">badge</a> <a href="c.md">https://x.y/b.svg</a></p>

        """)
    #expect(html("[![b](https://x.y)](javascript:x)") == "<p><a href=\"https://x.y\">b</a></p>\n")
    #expect(html("[a <https://x.y> b](c.md)") == "<p><a href=\"c.md\">a https://x.y b</a></p>\n")
    #expect(
      html("[a <https://x.y> b](javascript:c)") == "<p>a <a href=\"https://x.y\">https://x.y</a> b</p>\n")
    #expect(html("![a [b](c)](https://x.y)") == "<p><a href=\"https://x.y\">a b</a></p>\n")
  }

  @Test func attributesCannotBeBrokenOutOf() {
    #expect(
      html("[a](b \"\\\" onclick=\\\"x\") ![\" onerror=\"x](p.png '\"><script>')") == """
        <p><a href="b" title="&quot; onclick=&quot;x">a</a> \
        <img src="p.png" alt="&quot; onerror=&quot;x" title="&quot;&gt;&lt;script&gt;" /></p>

        """)
    #expect(
      html("``` x\"onload=\"y\"> z\n```\n\n~~~ &quot;><b>\n~~~") == """
        <pre><code class="language-x&quot;onload=&quot;y&quot;&gt;"></code></pre>
        <pre><code class="language-&quot;&gt;&lt;b&gt;"></code></pre>

        """)
    #expect(html("[a](<b\u{22}\u{301}c> \"\u{22}\u{301}\")").contains("\"\u{301}") == false)
  }
}
