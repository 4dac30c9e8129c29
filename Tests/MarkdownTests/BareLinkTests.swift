import Testing

@testable import Markdown

@Suite("Bare links")
struct BareLinkTests {
  /// The links of a text as `destination|source text`.
  private func links(_ source: String) -> [String] {
    let document = MarkdownDocument(source)
    return document.links.map { "\($0.destination)|\(String(decoding: document.source[$0.range], as: UTF8.self))" }
  }

  private func html(_ source: String) -> String {
    String(MarkdownDocument(source).html().dropFirst(3).dropLast(5))
  }

  // MARK: The examples of the GFM specification, section 6.9

  @Test(arguments: [
    ("www.commonmark.org", ["http://www.commonmark.org|www.commonmark.org"]),
    ("Visit www.commonmark.org/help for", ["http://www.commonmark.org/help|www.commonmark.org/help"]),
    ("Visit www.commonmark.org.", ["http://www.commonmark.org|www.commonmark.org"]),
    ("Visit www.commonmark.org/a.b.", ["http://www.commonmark.org/a.b|www.commonmark.org/a.b"]),
    (
      "www.google.com/search?q=Markup+(business)",
      ["http://www.google.com/search?q=Markup+(business)|www.google.com/search?q=Markup+(business)"]
    ),
    (
      "www.google.com/search?q=Markup+(business)))",
      ["http://www.google.com/search?q=Markup+(business)|www.google.com/search?q=Markup+(business)"]
    ),
    (
      "(www.google.com/search?q=Markup+(business))",
      ["http://www.google.com/search?q=Markup+(business)|www.google.com/search?q=Markup+(business)"]
    ),
    (
      "(www.google.com/search?q=Markup+(business)",
      ["http://www.google.com/search?q=Markup+(business)|www.google.com/search?q=Markup+(business)"]
    ),
    (
      "www.google.com/search?q=(business))+ok",
      ["http://www.google.com/search?q=(business))+ok|www.google.com/search?q=(business))+ok"]
    ),
    (
      "www.google.com/search?q=commonmark&hl=en",
      ["http://www.google.com/search?q=commonmark&hl=en|www.google.com/search?q=commonmark&hl=en"]
    ),
    (
      "www.google.com/search?q=commonmark&hl;",
      ["http://www.google.com/search?q=commonmark|www.google.com/search?q=commonmark"]
    ),
    ("www.commonmark.org/he<lp", ["http://www.commonmark.org/he|www.commonmark.org/he"]),
    ("http://commonmark.org", ["http://commonmark.org|http://commonmark.org"]),
    (
      "(Visit https://encrypted.google.com/search?q=Markup+(business))",
      [
        "https://encrypted.google.com/search?q=Markup+(business)|https://encrypted.google.com/search?q=Markup+(business)"
      ]
    ),
    ("foo@bar.baz", ["mailto:foo@bar.baz|foo@bar.baz"]),
    (
      "hello@mail+xyz.example isn't valid, but hello+xyz@mail.example is.",
      ["mailto:hello+xyz@mail.example|hello+xyz@mail.example"]
    ),
    ("a.b-c_d@a.b", ["mailto:a.b-c_d@a.b|a.b-c_d@a.b"]), ("a.b-c_d@a.b.", ["mailto:a.b-c_d@a.b|a.b-c_d@a.b"]),
    ("a.b-c_d@a.b-", []), ("a.b-c_d@a.b_", []),
  ])
  func specification(source: String, expected: [String]) {
    #expect(links(source) == expected)
  }

  @Test(arguments: [
    ("see https://x.y/a?b=c#d, or", "https://x.y/a?b=c#d"), ("*https://x.y*", "https://x.y"),
    ("**https://x.y/**!", "https://x.y/"), ("~~https://x.y~~", "https://x.y"), ("_http://x.y_", "http://x.y"),
    ("\"https://x.y/z\".", "https://x.y/z"), ("'https://x.y'", "https://x.y"), ("HTTPS://X.Y", "HTTPS://X.Y"),
    ("http://localhost:8080/a", "http://localhost:8080/a"), ("http://127.0.0.1:1/", "http://127.0.0.1:1/"),
    ("https://x.y/__init__.py", "https://x.y/__init__.py"), ("https://x.y/*a*b", "https://x.y/*a*b"),
    ("https://x.y/a_b_c", "https://x.y/a_b_c"), ("[see https://x.y]", "https://x.y"),
    ("https://x.y/a[1]", "https://x.y/a[1]"), ("https://x.y/~ada/", "https://x.y/~ada/"),
    ("https://x.y/~~a~~b", "https://x.y/~~a~~b"), ("https://x.y/a;b;", "https://x.y/a;b"),
    ("https://x.y&quot;", "https://x.y"), ("https://x.y:", "https://x.y"), ("→https://x.y", "https://x.y"),
    ("https://é.x/ü", "https://é.x/ü"), ("https://x.y\\\nz", "https://x.y"), ("a:https://x.y", "https://x.y"),
    ("https://x.y/`a`", "https://x.y/"), ("https://x.y/[a](b)", "https://x.y/"), ("mailto:a@b.c", "mailto:a@b.c"),
    ("git@host.example:a/b", "git@host.example"), ("x www.a.b_c.d.e", "www.a.b_c.d.e"),
  ])
  func found(source: String, text: String) {
    let found = links(source).first.map { $0.split(separator: "|").last.map(String.init) ?? "" }
    #expect(found == text)
  }

  @Test(arguments: [
    "http://", "https:// x", "http:///x", "http:x", "xhttp://a.b", "www.", "www. a", "wwww.a.b", "awww.a.b", "/www.a.b",
    "[www.a.b", "http://a_b.c", "http://a.b_c", "www.a_b.c", "@a.b", "a@b", "a@.b", "a@b.c@d.e", "a@b.1", "@x/y@1.0.0",
    "ftp://a.b", "//a.b", "javascript://a.b", "a.b", "http\\://a.b", "http&#58;//a.b", "www\\.a.b", "a\\@b.c",
  ])
  func notFound(source: String) {
    #expect(links(source) == [])
  }

  @Test(arguments: [
    "`https://x.y a@b.c`", "    https://x.y", "```\nwww.x.y\n```", "<i title=\"https://x.y\">", "<!-- https://x.y -->",
    "<div>\nhttps://x.y\n</div>",
  ])
  func notInCodeAndHTML(source: String) {
    #expect(links(source) == [])
  }

  @Test func notInsideLinks() {
    #expect(links("[https://x.y a@b.c](/u)") == ["/u|[https://x.y a@b.c](/u)"])
    #expect(links("<https://x.y/www.a.b>") == ["https://x.y/www.a.b|<https://x.y/www.a.b>"])
    #expect(links("![www.x.y](p.png)") == ["p.png|![www.x.y](p.png)"])
    #expect(links("[a]: https://x.y 'www.a.b'\n\n[a]") == ["https://x.y|[a]"])
  }

  @Test func whatIsReadIsTheAddress() {
    #expect(links("https://x.y/?a=1&amp;b=2 x") == ["https://x.y/?a=1&b=2|https://x.y/?a=1&amp;b=2"])
    #expect(links("first\\_last@x.yz") == ["mailto:first_last@x.yz|first\\_last@x.yz"])
    #expect(html("a\\_b www.x.y/\\_c \\_d") == "a_b <a href=\"http://www.x.y/_c\">www.x.y/_c</a> _d")
    #expect(
      html("https://x.y/?a=1&b='\"") == "<a href=\"https://x.y/?a=1&amp;b=\">https://x.y/?a=1&amp;b=</a>'&quot;")
  }

  @Test func severalInOneParagraphWithOtherLinks() {
    let source = "> a [b](c) https://x.y/1 and\n> www.x.y *d@e.fg https://x.y/2* <http://x.y/3>\nlazy https://x.y/4\n"
    #expect(
      links(source) == [
        "c|[b](c)", "https://x.y/1|https://x.y/1", "http://www.x.y|www.x.y", "mailto:d@e.fg|d@e.fg",
        "https://x.y/2|https://x.y/2", "http://x.y/3|<http://x.y/3>", "https://x.y/4|https://x.y/4",
      ])
  }

  @Test func linksInTablesHaveTheirPlaces() {
    let source = "x\n| `[a](1)` [a](1) | [b\\|c](2) https://x.y/\\|z |\n|---|---|\n| ![p](q) [r] | *[s](3)* |\n\n[r]: 4"
    #expect(
      links(source) == [
        "1|[a](1)", "2|[b\\|c](2)", "https://x.y/|z|https://x.y/\\|z", "q|![p](q)", "4|[r]", "3|[s](3)",
      ])
    let document = MarkdownDocument(source)
    #expect(document.links.map(\.range.lowerBound)[0] == 13)
  }

  @Test func dangerousAddressesStayText() {
    #expect(html("https://x.y/\u{1}z") == "https://x.y/\u{FFFD}z")
    #expect(!html("javascript:alert(1)//www.x.y").contains("<a"))
  }

  @Test func withoutTheExtensionAddressesAreText() {
    #expect(MarkdownDocument("https://x.y", extensions: [.tables]).html() == "<p>https://x.y</p>\n")
  }

  // MARK: Alignment of tree and source

  @Test func everyExampleOfTheSpecificationIsAligned() {
    for example in CommonMarkSpecTests.examples {
      for source in [
        example.markdown,
        example.markdown.split(separator: "\n", omittingEmptySubsequences: false).map { "> \($0)" }.joined(
          separator: "\n"),
      ] {
        let document = MarkdownDocument(source, extensions: [])
        var walk = TreeWalk(document.root.pointer)
        while let step = walk.next() {
          guard step.isEntering, step.kind == .paragraph || step.kind == .heading else { continue }
          walk.skipChildren()
          let text = InlineText(of: step.node, source: document.source, lines: document.lines)
          #expect(
            InlineAlignment(of: step.node, in: text) != nil, "example \(example.example): \(source.debugDescription)")
        }
      }
    }
  }

  @Test func theExtensionsWorkInEveryExample() {
    // Behind the inlines of each paragraph of the specification something is struck through.
    for example in CommonMarkSpecTests.examples {
      let document = MarkdownDocument(example.markdown, extensions: [])
      guard let last = Array(document.root.children).last, last.kind == .paragraph else { continue }
      let source = "\(example.markdown.trimmingSuffix { $0 == "\n" }) ~~x~~\n"
      guard MarkdownDocument(source, extensions: []).html().hasSuffix("~~x~~</p>\n") else { continue }
      #expect(MarkdownDocument(source).html().contains("<del>x</del>"), "example \(example.example)")
    }
  }
}

extension String {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
    var rest = self[...]
    while let last = rest.last, predicate(last) { rest.removeLast() }
    return rest
  }
}
