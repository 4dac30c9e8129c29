import Testing

@testable import Markdown

@Suite("HTML comments")
struct HTMLCommentTests {
  private func html(_ source: String) -> String {
    MarkdownDocument(source).html()
  }

  @Test(arguments: [
    "<!-- AC:BEGIN -->", "<!-- a\nb\n\nc -->", "<!-- a --> <!-- b -->", "  <!----> \n", "<!-->", "<!--->",
    "<!-- a --!> ", "> <!-- a -->",
  ])
  func commentsAreNotShown(source: String) {
    #expect(!MarkdownDocument(source + "\n").html().contains("&lt;"))
    #expect(!MarkdownDocument(source + "\n").html().contains("<pre"))
  }

  @Test func nothingElseChanges() {
    #expect(
      html("a\n\n<!-- AC:BEGIN -->\n- [ ] #1 b\n<!-- AC:END -->\n\nc <!-- d --> e") == """
        <p>a</p>
        <ul>
        <li class="task"><input type="checkbox" disabled aria-label="done"> #1 b</li>
        </ul>
        <p>c  e</p>

        """)
    #expect(html("- <!-- a -->\n  b") == "<ul>\n<li>b</li>\n</ul>\n")
    #expect(html("![a <!-- b --> c](d.png)") == "<p><img src=\"d.png\" alt=\"a  c\" /></p>\n")
  }

  @Test(arguments: ["<!-- a --> b", "<!-->b-->", "<!-- a --!> b -->", "x <!--> b -->", "b <!-- a -->"])
  func whatStandsBesideACommentIsShown(source: String) {
    #expect(html(source).contains("b"))
    #expect(!html(source).contains("&lt;"))
    #expect(!html(source).contains(" a "))
  }

  @Test(arguments: [
    "<!-- a --> <b>", "<!-- a", "<!-- a -- >", "<!x>", "<?x?>", "<!-- a -->\n\n<div>", "x <!- a ->",
    "<b><!-- a --></b>",
  ])
  func whatIsMoreThanACommentIsShown(source: String) {
    let output = html(source)
    #expect(output.contains("&lt;"))
    for word in ["b", "div"] where source.contains(word) { #expect(output.contains(word)) }
  }

  @Test func verbatimPassesThemOn() {
    #expect(
      MarkdownDocument("<!-- a -->\n\nb <!-- c -->").html(options: .commonMark) == "<!-- a -->\n<p>b <!-- c --></p>\n")
  }
}
