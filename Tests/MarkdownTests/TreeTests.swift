import TestSupport
import Testing

@testable import Markdown

@Suite("Tree")
struct TreeTests {
  @Test func theDumpShowsEveryKind() {
    let source = """
      # A `b`

      > text *e* **s** [l](u "t") ![i](p)\\
      soft
      line <b>

      3) [x] item

      ~~~ sh -e
      ls
      ~~~

      <hr>

      ---
      """
    #expect(
      MarkdownDocument(source).treeDump == """
        document
          heading 1
            text "A "
            code "b"
          blockQuote
            paragraph
              text "text "
              emph
                text "e"
              text " "
              strong
                text "s"
              text " "
              link "u" "t"
                text "l"
              text " "
              image "p"
                text "i"
              lineBreak
              text "soft"
              softBreak
              text "line "
              htmlInline "<b>"
          list parenthesis from 3 tight
            item [x]
              paragraph
                text "item"
          codeBlock "sh -e" "ls\\n"
          htmlBlock "<hr>\\n"
          thematicBreak

        """)
  }

  @Test func nodesTellWhatTheyAre() throws {
    let document = MarkdownDocument("## T\n\n2. a\n\n   b\n\n```c x\n```\n\n[l](u 't')\n")
    let blocks = Array(document.root.children)
    #expect(blocks.map(\.kind) == [.heading, .list, .codeBlock, .paragraph])
    #expect(blocks[0].headingLevel == 2)
    #expect(blocks[1].list == MarkdownNode.ListInfo(marker: .period, start: 2, isTight: false))
    #expect(blocks[2].fenceInfo == "c x")
    let link = try #require(blocks[3].firstChild)
    #expect((link.url, link.title, link.firstChild?.literal) == ("u", "t", "l"))
    #expect(link.parent == blocks[3])
    #expect(blocks.map(\.lineRange) == [1...1, 3...6, 7...8, 10...10])
    #expect(blocks.map(\.sourceOffset) == [0, 6, 18, 30])
    #expect(document.root.parent == nil)
    #expect(document.root.next == nil)
  }

  @Test func aNodeKeepsItsDocumentAlive() {
    func firstBlock(of source: String) -> MarkdownNode? { MarkdownDocument(source).root.firstChild }
    #expect(firstBlock(of: "# kept")?.firstChild?.literal == "kept")
  }

  @Test func visitorsSeeEveryNodeAndMaySkip() {
    struct Names: MarkdownVisitor {
      var seen: [String] = []
      mutating func enter(_ node: MarkdownNode) -> MarkdownDescent {
        seen.append("\(node.kind)")
        return node.kind == .emph ? .skipChildren : .visitChildren
      }
      mutating func leave(_ node: MarkdownNode) {
        seen.append("/\(node.kind)")
      }
    }
    var names = Names()
    MarkdownDocument("a *b*\n\n---\n\n>").root.accept(&names)
    #expect(
      names.seen.joined(separator: " ")
        == "document paragraph text emph /emph /paragraph thematicBreak blockQuote /blockQuote /document")
  }

  @Test func slicesKeepTheirIndices() {
    let file = Array("---\nt: x\n---\n\n- [x] a [l](u)\n".utf8)
    let document = MarkdownDocument(file[13...])
    #expect(document.taskBoxes.all == [TaskBox(offset: 16, isTicked: true)])
    #expect(document.links.map(\.range) == [22..<28])
    #expect(document.position(at: 22) == SourcePosition(line: 2, column: 9))
  }

  @Test func positionsCountScalarsAndEveryLineEnd() {
    let document = MarkdownDocument("é😀x\ra\r\nb\n")
    let positions = [0, 2, 6, 7, 8, 9, 10, 11, 12, 99].map(document.position(at:))
    #expect(
      positions.map { "\($0.line):\($0.column)" }
        == ["1:1", "1:2", "1:3", "1:4", "2:1", "2:2", "2:3", "3:1", "3:2", "4:1"])
  }

  // MARK: Any bytes are a document

  @Test func invalidBytesAndNULBecomeReplacementCharacters() {
    let document = MarkdownDocument(Array("a\u{0}b ".utf8) + [0xFF, 0xC0, 0x80, 0xED, 0xA0, 0x80])
    let html = document.html()
    #expect(html.hasPrefix("<p>a\u{FFFD}b \u{FFFD}"))
    #expect(Array(html.utf8).allSatisfy { $0 != 0xFF && $0 != 0 })
  }

  @Test func lineEndsOfEveryKindGiveTheSameTree() {
    let source = "# a\n\n- [ ] b\n- [x] c\n  d\n\n```\ncode\n```\n"
    let html = MarkdownDocument(source).html()
    let crlf = MarkdownDocument(source.replacing("\n", with: "\r\n"))
    #expect(crlf.html().replacing("\r\n", with: "\n") == html)
    #expect(crlf.taskBoxes.total == 2)
    #expect(MarkdownDocument(source.replacing("\n", with: "\r")).taskBoxes.done == 1)
  }

  @Test(arguments: [
    "", "\n", "\u{FEFF}", " ", "\u{0}", "\r", "[", "!", "<", "- [", "- [ ]", "-", "[]()", "[](", "> ",
  ])
  func tinyDocumentsAreNoTrouble(source: String) {
    let document = MarkdownDocument(source)
    _ = document.html()
    _ = document.links
    _ = document.headings
    _ = document.treeDump
  }

  @Test func aByteOrderMarkIsNotText() {
    #expect(MarkdownDocument("\u{FEFF}# a").html() == "<h1>a</h1>\n")
    #expect(MarkdownDocument("\u{FEFF}- [x] a").taskBoxes.all == [TaskBox(offset: 5, isTicked: true)])
  }

  // MARK: Depth is the author's choice

  static let deepSources: [String] = [
    String(repeating: ">", count: 9_000) + " [a](b)",
    String(repeating: "+ ", count: 6_000) + "[x] a",
    String(repeating: "[", count: 50_000),
    String(repeating: "[", count: 7_000) + "a" + String(repeating: "](b)", count: 7_000),
    String(repeating: "![", count: 7_000) + "a" + String(repeating: "](b)", count: 7_000),
    String(repeating: "*a **a ", count: 50_000) + String(repeating: "a** a*", count: 50_000),
    (0..<300).map { String(repeating: "  ", count: $0) + "- [ ] [a](b)\n" }.joined(),
  ]

  @Test(.timeLimit(.minutes(2)), arguments: 0..<7)
  func deepNestingNeitherOverflowsNorStalls(index: Int) {
    let document = MarkdownDocument(Self.deepSources[index])
    #expect(document.excess == nil)
    var output: [UInt8] = []
    document.appendHTML(to: &output)
    #expect(!output.isEmpty)
    _ = document.links
    _ = document.headings
    _ = document.plainText()
    #expect(!document.treeDump.isEmpty)
  }

  // What takes libcmark quadratic time is not handed to it.

  @Test(
    .timeLimit(.minutes(2)),
    arguments: [
      (String(repeating: "- ", count: 100_000) + "x" + String(repeating: "\n", count: 100_000), 0),
      (String(repeating: ">", count: 100_000) + String(repeating: "a*", count: 100_000), 0),
      ("a\n" + String(repeating: " 1) + ", count: 50_000) + "x", 2),
      ("- a\n" + String(repeating: " ", count: 50_000) + "- b\n" + String(repeating: "\n", count: 500_000), 4),
    ])
  func tooDeepIsShownAsItIsWritten(source: String, offset: Int) {
    let document = MarkdownDocument(source)
    guard case .depth = document.excess?.kind else {
      Issue.record("not refused")
      return
    }
    #expect(document.excess?.offset == offset)
    #expect(document.html().hasPrefix("<pre><code>"))
    #expect(document.html().utf8.count > source.utf8.count)
  }

  @Test(
    .timeLimit(.minutes(2)),
    arguments: [
      String(repeating: "![[]()", count: 100_000),
      String(repeating: "![a ", count: 50_000) + String(repeating: "[]()", count: 50_000),
    ])
  func tooManyOpenBracketsAreShownAsTheyAreWritten(source: String) {
    let document = MarkdownDocument(source)
    guard case .brackets = document.excess?.kind else {
      Issue.record("not refused")
      return
    }
    #expect(document.html().hasPrefix("<pre><code>!["))
  }

  @Test func whatPeopleWriteIsNoExcess() {
    let sources = [
      String(repeating: "- [ ] [a](b) ![c](d) [e]\n", count: 100_000),
      String(repeating: "- ", count: 60) + "\n" + String(repeating: "line\n\n", count: 300_000),
      "```\n" + String(repeating: ">", count: 99) + "\n```\n" + String(repeating: "x", count: 3_000_000),
      String(repeating: "\u{1B}[0m log \u{1B}[31m\n", count: 100_000),
    ]
    for source in sources { #expect(MarkdownExcess(in: Array(source.utf8)[...]) == nil) }
  }
}
