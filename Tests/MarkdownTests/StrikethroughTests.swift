import TestSupport
import Testing

@testable import Markdown

@Suite("Strikethrough")
struct StrikethroughTests {
  private func html(_ source: String) -> String {
    String(MarkdownDocument(source).html().dropFirst(3).dropLast(5))
  }

  @Test(arguments: [
    ("~~Hi~~ Hello, ~there~ world!", "<del>Hi</del> Hello, <del>there</del> world!"),
    ("This will ~~~not~~~ strike.", "This will ~~~not~~~ strike."),
    ("~~a *b* `c` [d](e)~~", "<del>a <em>b</em> <code>c</code> <a href=\"e\">d</a></del>"),
    ("*~~a~~* **~b~**", "<em><del>a</del></em> <strong><del>b</del></strong>"),
    ("~~*a*~~", "<del><em>a</em></del>"), ("[~~a~~](b)", "<a href=\"b\"><del>a</del></a>"),
    ("~~a\nb~~", "<del>a\nb</del>"), ("~~a~~b~~c~~", "<del>a</del>b<del>c</del>"),
    ("~~a~~ ~~b~~ ~~c", "<del>a</del> <del>b</del> ~~c"), ("a~~b~~c", "a<del>b</del>c"),
    ("~~a &amp; \\* b~~ &lt;", "<del>a &amp; * b</del> &lt;"),
    ("ä~~ö~~ü — ~~«x»~~", "ä<del>ö</del>ü — <del>«x»</del>"),
  ])
  func struck(source: String, expected: String) {
    #expect(html(source) == expected)
  }

  @Test(arguments: [
    "~~a", "a~~", "~~ a ~~", "~ a ~", "~~a~", "~a~~", "a ~~~~", "~~", "~", "~5 to ~10", "a ~ b ~ c", "~~a\\~~",
  ])
  func notStruck(source: String) {
    #expect(!html(source).contains("<del>"))
    #expect(html(source).filter { $0 == "~" }.count == source.filter { $0 == "~" }.count)
  }

  @Test(arguments: ["\\~~a~~ b", "\\~a~ b", "&#126;a~", "~\\~a~~ b", "~&#x7e;a~~ b"])
  func escapesHold(source: String) {
    #expect(!html(source).contains("<del>"), "\(html(source))")
  }

  @Test func anEscapedTildeIsNoPartOfARun() {
    #expect(html("\\~~~a~~") == "~<del>a</del>")
    #expect(html("~~a\\~~~") == "<del>a~</del>")
  }

  @Test(arguments: [
    "`~~a~~`", "<i title=\"~~a~~\">", "<http://x.y/~~a~~>", "[a](/~~b~~)", "[a](b \"~~c~~\")",
  ])
  func notInOtherConstructs(source: String) {
    #expect(!html(source).contains("<del>"))
  }

  @Test func notInCodeBlocks() {
    #expect(!MarkdownDocument("    ~~a~~\n\n```\n~~b~~\n```\n~~~\n~~c~~\n~~~").html().contains("<del>"))
  }

  @Test func mismatchedRunsAreText() {
    #expect(html("~~a ~b~~ c~") == "~~a ~b~~ c~")
    #expect(html("~~a ~b~ c~~") == "<del>a <del>b</del> c</del>")
  }

  @Test func emphasisIsReadFirst() {
    #expect(html("*a ~~b* c~~") == "<em>a ~~b</em> c~~")
  }

  @Test func inHeadingsItemsQuotesAndCells() {
    let source = "# ~~a~~ #\n\n> - [ ] ~~b~~\n>   ~~c~~\nlazy ~~d~~\n\ne ~~e~~\n===\n\n| ~~f~~ |\n|---|\n"
    let document = MarkdownDocument(source)
    #expect(document.html().matches(of: #/<del>[a-f]</del>/#).count == 6)
    #expect(document.taskBoxes.total == 1)
    #expect(document.headings.map(\.anchor) == ["a", "e-e"])
    #expect(document.plainText() == "a b c lazy d e e f")
  }

  @Test func behindDefinitions() {
    #expect(html("[a]: b\n[c]: <d e>\n  'title\n  more'\n~~x~~ [a] [c]").hasPrefix("<del>x</del> <a href=\"b\">"))
  }

  @Test func theNodeIsInTheTreeWithItsPlace() throws {
    let document = MarkdownDocument("> x\n> y ~~z &amp; *w*~~")
    #expect(
      document.treeDump == """
        document
          blockQuote
            paragraph
              text "x"
              softBreak
              text "y "
              strikethrough
                text "z & "
                emph
                  text "w"

        """)
    let node = try #require(document.root.firstChild?.firstChild?.children.first { $0.kind == .strikethrough })
    #expect(node.lineRange == 2...2)
    #expect(!node.kind.isBlock && !node.kind.isLeaf)
    #expect(node.sourceOffset == nil)
  }

  @Test func withoutTheExtensionTildesAreText() {
    #expect(MarkdownDocument("~~a~~", extensions: [.tables]).html() == "<p>~~a~~</p>\n")
  }
}
