import Testing

@testable import Markdown

@Suite("Headings and plain text")
struct HeadingTests {
  @Test(arguments: [
    ("Plain", "plain"), ("Two Words", "two-words"), ("a & b", "a--b"), ("C++, really?", "c-really"),
    ("snake_case-and-dash", "snake_case-and-dash"), ("0.4.3 — it's", "043--its"),
    ("Привет мир", "привет-мир"),
    ("ÄÖÜ ß", "äöü-ß"), ("日本語 テスト", "日本語-テスト"), ("I ♥ unicode", "i--unicode"), ("😄 emoji", "-emoji"),
    ("en–dash", "endash"), ("e\u{301}", "e\u{301}"), ("٣ ² Ⅷ", "٣--ⅷ"), ("a\u{A0}b", "ab"), ("‿", "‿"),
    ("...", ""),
  ])
  func slugsFollowTheGitHost(text: String, slug: String) {
    #expect(AnchorNames.slug(text) == slug)
  }

  @Test func repeatedAnchorsAreNumberedAndNeverTaken() {
    let document = MarkdownDocument("# a\n# a\n# a 1\n# a\n# a-1\n# !\n# ?\n")
    #expect(document.headings.map(\.anchor) == ["a", "a-1", "a-1-1", "a-2", "a-1-2", "", "-1"])
  }

  @Test func headingsHaveTextLevelAndPlace() {
    let source = "Two *lines*\nof `text`\n===\n\n> ###   In [a](b) ![pic](c) <i>quote</i> ###\n\n- # item\n"
    #expect(
      MarkdownDocument(source).headings == [
        MarkdownHeading(level: 1, text: "Two lines of text", anchor: "two-lines-of-text", offset: 0),
        MarkdownHeading(level: 3, text: "In a pic quote", anchor: "in-a-quote", offset: 29),
        MarkdownHeading(level: 1, text: "item", anchor: "item", offset: 75),
      ])
  }

  @Test func theWriterUsesTheSameAnchors() {
    let document = MarkdownDocument("# a *b*\n\n- # a b\n\n# `a` ![x](y) b")
    var options = HTMLOptions()
    options.headingIDPrefix = ""
    let html = document.html(options: options)
    for heading in document.headings {
      #expect(html.contains("id=\"\(heading.anchor)\""), "\(heading)")
    }
  }

  @Test func anEmptyFragmentIsTheTopOfThePage() {
    var options = HTMLOptions()
    options.headingIDPrefix = "text-"
    #expect(
      MarkdownDocument("[top](#) [a](#a)").html(options: options)
        == "<p><a href=\"#\">top</a> <a href=\"#text-a\">a</a></p>\n")
  }

  // MARK: Plain text

  @Test func plainTextIsOneLine() {
    let source = "# T\n\na  *b*\nc\\\nd <br> `e  f`\n\n- x\n- y\n\n```\n1\n2\n```\n<div>\n\n[l](u) ![i](p)"
    #expect(MarkdownDocument(source).plainText() == "T a b c d e f x y 1 2 l i")
  }
}
