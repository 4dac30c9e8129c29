import TestSupport
import Testing

@testable import Markdown

@Suite("Any document")
struct PropertyTests {
  private static let fragments = [
    "|", "||", "\\|", "a", "b c", "~", "~~", "~~~", "\\~", "*", "**", "_", "`", "``", "[", "]", "(", ")", "![", "](u)",
    "[x]", "[x]: u", "\n", "\n", "\n\n", "  \n", "\\\n", "\r\n", "\r", "> ", "- ", "- [ ] ", "1. ", "2) ", "# ", "    ",
    "\t", "---", "|-|", "|-|-|", "--|--", ":-:|-:", "===", "```", "<b>", "<!-- c -->", "<!--", "-->", "<div>", "</div>",
    "http://x.y", "https://x.y/a", "www.x.y", "m@n.op", "<https://q.r>", "&amp;", "&", ";", "&#126;", "&hl;", "\\",
    "javascript:alert(1)", "\"", "'", "é", "😀", "\u{0}", "\u{A0}", "\u{FEFF}", ".", ":", "?", "[a](<", "\"t\")",
    "[l](javascript:x)", "![p](https://x.y)", "[^1]", "[^1]: ", "[^a]", "\n[^a]: ", "\n\n    ", "[!NOTE]",
    "\n> [!tip]\n> ",
    "<kbd>", "</kbd>", "<sub>", "</sub>", "<br>", "<details>", "</details>", "<summary>", "</summary>",
    "\n\n<details>\n",
    "\n\n</details>\n", "<details open>", "א", "ب", "1) ", "+ ",
  ]

  @Test(arguments: 0..<8)
  func outputIsWellFormedAndPlacesAreInTheSource(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let source = (0..<random.below(60)).map { _ in random.pick(Self.fragments) }.joined()
      check(Array(source.utf8), "\(source.debugDescription)")
    }
  }

  @Test func bytesThatAreNotUTF8AreNoTrouble() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<1_000 {
      let source = (0..<random.below(80)).map { _ -> UInt8 in
        random.below(4) == 0 ? UInt8(random.below(256)) : random.pick(Array("|-~:\n*`[](<@wht\\".utf8))
      }
      check(source, "\(source)")
    }
  }

  private func check(_ source: [UInt8], _ comment: Comment) {
    let document = MarkdownDocument(source)
    var options = HTMLOptions()
    options.headingIDPrefix = "x-"
    options.focusableOverflow = true
    var output: [UInt8] = []
    document.appendHTML(to: &output, options: options)
    #expect(MarkupReader(output).problem == nil, comment)
    // Bytes that cmark cannot read are U+FFFD everywhere.
    #expect(String(validating: output, as: UTF8.self) != nil, comment)
    _ = document.html(options: .commonMark)
    for link in document.links {
      #expect(link.range.lowerBound >= 0 && link.range.upperBound <= source.count, comment)
      #expect(!link.range.isEmpty, comment)
    }
    for heading in document.headings { #expect(heading.offset <= source.count, comment) }
    let dump = document.treeDump
    #expect(dump.hasPrefix("document\n"), comment)
    if !dump.contains("table\n"), !source.contains(UInt8(ascii: "^")) {
      // Only what interrupts a table, or is indented in a footnote, can make items of lines that were none.
      #expect(document.taskBoxes == MarkdownDocument(source, extensions: .taskLists).taskBoxes, comment)
    }
    var shape = TableShape()
    document.root.accept(&shape)
    #expect(shape.isGood, comment)
  }

  /// Rows have as many cells as the header, and nothing else stands in tables.
  private struct TableShape: MarkdownVisitor {
    var isGood = true

    mutating func enter(_ node: MarkdownNode) -> MarkdownDescent {
      switch node.kind {
      case .table:
        let columns = node.columnAlignments.count
        isGood =
          isGood && columns > 0
          && node.children.allSatisfy { row in
            row.kind == .tableRow && row.isHeaderRow == (row == node.firstChild)
              && row.children.reduce(0) { $0 + ($1.kind == .tableCell ? 1 : columns + 1) } == columns
          }
      case .tableCell: isGood = isGood && node.children.allSatisfy { !$0.kind.isBlock }
      default: break
      }
      return .visitChildren
    }
  }

  // MARK: Nothing is lost

  @Test(arguments: 0..<4)
  func everyWordOfATableIsShown(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let nasty = [
      "*", "**", "~~", "~", "`", "[", "](u)", "\\|", "\\\\|", "&amp;", "www.x.y/", "https://x.y/(", ")", "]", "!", "#",
      "_", "\\", "&", "m@n.op", "é",
    ]
    for _ in 0..<300 {
      let columns = 1 + random.below(4)
      var words: [String] = []
      func cell() -> String {
        (0..<random.below(5)).map { _ in
          if random.below(2) == 0 { return random.pick(nasty) }
          words.append("w\(words.count)x")
          return words[words.count - 1]
        }.joined(separator: random.below(3) == 0 ? "" : " ")
      }
      func row(_ count: Int) -> String { "| \((0..<count).map { _ in cell() }.joined(separator: " | ")) |" }
      let lines =
        ["before *x", row(columns), "|" + String(repeating: "---|", count: columns)]
        + (0..<random.below(4)).map { _ in row(1 + random.below(columns)) } + ["", "[u]: /x"]
      let prefix = random.pick(["", "> ", "- > "])
      let source = lines.enumerated().map { index, line in
        (index > 0 && prefix == "- > " ? "  > " : prefix) + line
      }.joined(separator: "\n")
      // What stands in the text, or in the destination of a link as somebody wrote it.
      let output = MarkdownDocument(source).html()
      for word in words {
        #expect(output.contains(word), "\(word) of \(source)")
      }
    }
  }

  // MARK: Time. What is quadratic takes hours.

  private static let hostile: [(name: String, source: String)] = [
    ("pipes", String(repeating: "|", count: 500_000)),
    ("lines of pipes", String(repeating: "|\n", count: 150_000)),
    ("wide", "\(String(repeating: "|a", count: 50_000))\n\(String(repeating: "|-", count: 50_000))\n|b\n|c\n"),
    (
      "wide and long",
      "\(String(repeating: "|a", count: 25_000))\n\(String(repeating: "|-", count: 25_000))\n"
        + String(repeating: "b\n", count: 25_000)
    ),
    ("long", "a|b\n-|-\n" + String(repeating: "*c*|~~d~~\n", count: 15_000)),
    ("delimiter rows", String(repeating: "-|-\n", count: 50_000)),
    ("headers", String(repeating: "a|b\n--|--\n\n", count: 10_000)),
    ("headers without a line between", String(repeating: "x\n2. a|b\n--|--\n", count: 10_000)),
    ("quotes", String(repeating: ">", count: 5_000) + "a|b\n" + String(repeating: ">", count: 5_000) + "-|-\n"),
    (
      "deep emphasis",
      String(repeating: "*a **a ", count: 5_000) + String(repeating: "~~b~~ ", count: 25_000)
        + String(repeating: "a** a*", count: 5_000)
    ),
    ("brackets", String(repeating: "[", count: 25_000) + "~~a~~"),
    ("tildes", String(repeating: "~~a ", count: 50_000)),
    ("nested tildes", String(repeating: "~~a ~b ", count: 25_000) + String(repeating: "b~ a~~ ", count: 25_000)),
    ("both flanks", String(repeating: "a~~", count: 50_000)),
    ("addresses", String(repeating: "http://a.b/*", count: 25_000)),
    ("addresses in emphasis", String(repeating: "http://a.b/*c* `", count: 25_000)),
    ("an address of emphasis", "http://a.b/" + String(repeating: "**b**", count: 25_000)),
    ("an address of emphasis at the end", "http://a.b/" + String(repeating: "*b*_c_", count: 25_000) + "`"),
    (
      "nested emphasis in addresses",
      String(repeating: "http://a.b/*a", count: 10_000) + String(repeating: "*", count: 10_000)
    ),
    ("parentheses", "http://a.b/" + String(repeating: "(", count: 50_000) + String(repeating: ")", count: 100_000)),
    ("references", "http://a.b/" + String(repeating: "&a;", count: 50_000)),
    ("entities", "~ " + String(repeating: "&aacute;&nope;", count: 25_000)),
    ("ats", String(repeating: "a@", count: 100_000)),
    ("mail", String(repeating: "a.", count: 100_000) + "@b.c"),
    ("links and tails", "~~x~~ " + String(repeating: "[a](b \"", count: 25_000) + "\n\n[a]: /u"),
    ("labels", "~~x~~ " + String(repeating: "[a][", count: 25_000) + "\n\n[a]: /u"),
    ("definitions", String(repeating: "[a]: /u\n", count: 25_000) + "~~x~~ [a]"),
    (
      "comments",
      String(repeating: "<!-- a --", count: 25_000) + "\n\n" + String(repeating: "<!-- a -->", count: 25_000)
    ),
    ("html in cells", "a|b\n-|-\n" + String(repeating: "<i>|<!-- -->\n", count: 10_000)),
    ("cells of links", "a|b\n-|-\n" + String(repeating: "[a](b)|[c]\n", count: 10_000) + "\n[c]: d\n"),
    ("beginnings of footnotes", String(repeating: "[^", count: 50_000) + "\n\n[^a]: b"),
    (
      "footnotes that refer to each other",
      "[^0]\n\n" + (0..<10_000).map { "[^\($0)]: [^\($0 + 1)] [^\($0 / 2)]\n" }.joined()
    ),
    ("footnotes that nothing refers to", (0..<10_000).map { "[^\($0)]: a [^\($0)]\n\n" }.joined()),
    ("footnotes of one label", String(repeating: "[^a]: b [^a]\n", count: 10_000) + "\n[^a]"),
    ("references", String(repeating: "[^a] ", count: 50_000) + "\n\n[^a]: b"),
    ("footnotes in code", "[^a]\n\n" + String(repeating: "```\n[^a]: b\n```\n", count: 5_000) + "[^a]: c"),
    (
      "footnotes in footnotes",
      "[^0]\n" + (0..<200).map { String(repeating: "    ", count: $0) + "[^\($0)]: a\n" }.joined()
    ),
    ("footnotes in quotes", "[^a]\n" + String(repeating: ">", count: 5_000) + " [^a]: b\n"),
    ("marks of footnotes", String(repeating: "- - - [^a]: ", count: 20_000)),
    ("open elements", String(repeating: "<kbd>", count: 10_000)),
    ("elements that end", String(repeating: "<kbd>", count: 25_000) + String(repeating: "</sub>", count: 25_000)),
    ("nested elements", String(repeating: "<kbd>", count: 10_000) + String(repeating: "</kbd>", count: 10_000)),
    ("elements and emphasis", String(repeating: "*<kbd>", count: 10_000) + String(repeating: "</kbd>*", count: 10_000)),
    ("details", String(repeating: "<details>\n\n", count: 10_000) + String(repeating: "</details>\n\n", count: 10_000)),
    ("details in one block", String(repeating: "<details><summary>", count: 10_000)),
    ("ends of details", "<details>\n" + String(repeating: "<summary></details>", count: 10_000)),
    ("tags that do not end", "<details>" + String(repeating: "<a \"", count: 25_000)),
    ("alerts", String(repeating: "> [!NOTE]\n> a\n\n", count: 10_000)),
    ("deep letters", String(repeating: ">", count: 5_000) + "א " + String(repeating: "*a *ב ", count: 5_000)),
  ]

  @Test(.timeLimit(.minutes(2)), arguments: 0..<49)
  func hostileDocumentsTakeLinearTime(index: Int) {
    let (name, source) = Self.hostile[index]
    let document = MarkdownDocument(source)
    var output: [UInt8] = []
    document.appendHTML(to: &output)
    // A few short lines must not become a page that nobody can load.
    #expect(output.count < 40_000_000, "\(name)")
    _ = document.links
    _ = document.headings
    _ = document.plainText()
  }

  @Test func allHostileDocumentsAreTried() {
    #expect(Self.hostile.count == 49)
  }
}
