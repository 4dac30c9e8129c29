import TestSupport
import Testing

@testable import Markdown

@Suite("Tables")
struct TableTests {
  private func html(_ source: String) -> String {
    MarkdownDocument(source).html()
  }

  /// Every node below the root that holds blocks, with the texts of cells: `table[row(a,b) row(1,2)]`.
  private func outline(_ source: String) -> String {
    func describe(_ node: MarkdownNode) -> String {
      switch node.kind {
      case .tableRow: "row(\(node.children.map { $0.plainText() }.joined(separator: ",")))"
      case .table, .list, .item, .blockQuote:
        "\(node.kind)[\(node.children.map(describe).joined(separator: " "))]"
      case .paragraph, .heading, .codeBlock, .htmlBlock:
        "\(node.kind)(\(node.plainText()))"
      default: "\(node.kind)"
      }
    }
    return MarkdownDocument(source).root.children.map(describe).joined(separator: " ")
  }

  // MARK: The examples of the GFM specification, section 4.10

  @Test func aTable() {
    #expect(
      html("| foo | bar |\n| --- | --- |\n| baz | bim |") == """
        <table>
        <thead>
        <tr>
        <th>foo</th>
        <th>bar</th>
        </tr>
        </thead>
        <tbody>
        <tr>
        <td>baz</td>
        <td>bim</td>
        </tr>
        </tbody>
        </table>

        """)
  }

  @Test func alignment() {
    #expect(
      html("| abc | defghi | x |\n:-: | -----------: | :-\nbar | baz | y") == """
        <table>
        <thead>
        <tr>
        <th class="align-center">abc</th>
        <th class="align-right">defghi</th>
        <th class="align-left">x</th>
        </tr>
        </thead>
        <tbody>
        <tr>
        <td class="align-center">bar</td>
        <td class="align-right">baz</td>
        <td class="align-left">y</td>
        </tr>
        </tbody>
        </table>

        """)
  }

  @Test func pipesInCellsAreEscaped() {
    let output = html("| f\\|oo  |\n| ------ |\n| b `\\|` az |\n| b **\\|** im |")
    #expect(output.contains("<th>f|oo</th>"))
    #expect(output.contains("<td>b <code>|</code> az</td>"))
    #expect(output.contains("<td>b <strong>|</strong> im</td>"))
  }

  @Test func anotherBlockEndsATable() {
    #expect(
      outline("| abc | def |\n| --- | --- |\n| bar | baz |\n> bar")
        == "table[row(abc,def) row(bar,baz)] blockQuote[paragraph(bar)]")
    #expect(
      outline("| abc | def |\n| --- | --- |\n| bar | baz |\nbar\n\nbar")
        == "table[row(abc,def) row(bar,baz) row(bar,)] paragraph(bar)")
  }

  @Test func headerAndDelimiterMustMatch() {
    #expect(html("| abc | def |\n| --- |\n| bar |") == "<p>| abc | def |\n| --- |\n| bar |</p>\n")
    #expect(outline("| abc |\n| --- | --- |") == "paragraph(| abc | | --- | --- |)")
  }

  @Test func rowsArePaddedAndCut() {
    #expect(
      outline("| abc | def |\n| --- | --- |\n| bar |\n| bar | baz | boo |")
        == "table[row(abc,def) row(bar,) row(bar,baz)]")
  }

  @Test func aTableWithoutRowsHasNoBody() {
    #expect(
      html("| abc | def |\n| --- | --- |")
        == "<table>\n<thead>\n<tr>\n<th>abc</th>\n<th>def</th>\n</tr>\n</thead>\n</table>\n")
  }

  // MARK: What a delimiter row is

  @Test(arguments: [
    ("a|b\n-|-", "table[row(a,b)]"), ("a | b\n--- | ---", "table[row(a,b)]"), ("|a\n|-", "table[row(a)]"),
    ("a|\n-|", "table[row(a)]"), ("| a |\n:-:", "table[row(a)]"), ("a\n|:-|", "table[row(a)]"),
    ("| a | b |  \n|\t-\t|:---:|\t", "table[row(a,b)]"), ("||\n|-|", "table[row()]"),
    ("a | b\r\n--|--\r\n1 | 2\r\n", "table[row(a,b) row(1,2)]"), ("a | b\r--|--\r1 | 2", "table[row(a,b) row(1,2)]"),
    ("\u{FEFF}a | b\n--|--", "table[row(a,b)]"),
  ])
  func tables(source: String, expected: String) {
    #expect(outline(source) == expected)
  }

  @Test(arguments: [
    "a\n:-", "a | b\n-- --", "a | b\n--|", "a | b\n|--", "a | b\n--|- -", "a | b\n--||--", "a | b\n:|--",
    "a | b\n--|--:-", "a | b\n==|==", "\\| a | b\n--|--|--|--", "a | b", "| a |\n\n| - |", "    a | b\n    --|--",
    "```\na | b\n--|--\n```", "<div>\na | b\n--|--\n</div>", "# a | b\n--|--", "|\n|-|",
  ])
  func noTables(source: String) {
    #expect(!outline(source).contains("table"))
    #expect(html(source) == MarkdownDocument(source, extensions: []).html())
  }

  @Test func aListMarkIsNoDelimiterRow() {
    #expect(outline("a | b\n- | -") == "paragraph(a | b) list[item[paragraph(| -)]]")
  }

  // MARK: Where it begins and ends

  @Test func aTableBeginsAtTheLastLineOfAParagraph() {
    #expect(
      outline("some *text\n| a | b |\n|---|---|\n| 1* | 2 |")
        == "paragraph(some *text) table[row(a,b) row(1*,2)]")
    #expect(outline("one\ntwo\nthree | x\n---|---\n") == "paragraph(one two) table[row(three,x)]")
    #expect(outline("| a |\n| b |\n| - |\n| c |") == "paragraph(| a |) table[row(b) row(c)]")
  }

  @Test func theParagraphInFrontKeepsItsLinks() {
    let output = html("see [it][x] and\n[more\n\n| a |\n|---|\n\n[y\nz][x] end\n| b |\n|---|\n\n[x]: u")
    #expect(output.contains("<p>see <a href=\"u\">it</a> and\n[more</p>"))
    #expect(output.contains("<p><a href=\"u\">y\nz</a> end</p>\n<table>"))
  }

  @Test(arguments: [
    ("> q", "blockQuote[paragraph(q)]"), ("- i", "list[item[paragraph(i)]]"), ("2. i", "list[item[paragraph(i)]]"),
    ("# h", "heading(h)"), ("```\nc\n```", "codeBlock(c)"), ("---", "thematicBreak"), ("***", "thematicBreak"),
    ("<i>\nx", "htmlBlock()"), ("<!-- x -->", "htmlBlock()"), ("    code", "codeBlock(code)"), ("+", "list[item[]]"),
  ])
  func whatInterruptsATable(line: String, block: String) {
    #expect(outline("| a |\n| - |\n| 1 |\n\(line)") == "table[row(a) row(1)] \(block)")
    #expect(outline("x\n| a |\n| - |\n\(line)") == "paragraph(x) table[row(a)] \(block)")
    #expect(outline("- | a |\n  | - |\n  \(line.replacing("\n", with: "\n  "))").hasPrefix("list[item[table[row(a)] "))
  }

  @Test func whatDoesNot() {
    #expect(outline("| a |\n| - |\n===") == "table[row(a) row(===)]")
    #expect(
      outline("| a |\n| - |\n`c`\n*e*\n1.5\n#5\n<u@x>\n-x")
        == "table[row(a) row(c) row(e) row(1.5) row(#5) row(u@x) row(-x)]")
    #expect(outline("| a |\n| - |\n[x]: y\n\n[x]") == "table[row(a) row([x]: y)] paragraph([x])")
  }

  @Test func anUnderlinedTableIsNoHeading() {
    #expect(outline("| a |\n| - |\n| 1 |\n---\nx") == "table[row(a) row(1)] thematicBreak paragraph(x)")
  }

  @Test func inContainers() {
    #expect(
      outline("> | a |\n> | - |\n> | 1 |\n> x\n\ny")
        == "blockQuote[table[row(a) row(1) row(x)]] paragraph(y)")
    #expect(
      outline("1. text\n   | a |\n   |---|\n   | 1 |\n\n   more\n2. b")
        == "list[item[paragraph(text) table[row(a) row(1)] paragraph(more)] item[paragraph(b)]]")
    #expect(outline("- > | a |\n  > |---|\n  > | 1 |") == "list[item[blockQuote[table[row(a) row(1)]]]]")
    #expect(outline("-\t| a |\n\t|---|\n\t| 1 |") == "list[item[table[row(a) row(1)]]]")
  }

  // A row is not a paragraph: there are no lazy ones.
  @Test func aLineWithoutItsContainerEndsATable() {
    #expect(
      outline("> | a |\n> | - |\n| 1 |\n| 2 |")
        == "blockQuote[table[row(a)]] paragraph(| 1 | | 2 |)")
    #expect(outline("- | a |\n  | - |\n| 1 |") == "list[item[table[row(a)]]] paragraph(| 1 |)")
    #expect(outline("> | a |\n| - |") == "blockQuote[paragraph(| a | | - |)]")
    #expect(
      outline("> | a |\n> | - |\n| b |\n| - |\n| 1 |") == "blockQuote[table[row(a)]] table[row(b) row(1)]")
  }

  @Test func aChainOfTablesThatUncoverEachOtherComesToAnEnd() {
    let source = (0..<40).map {
      "\(String(repeating: ">", count: 40 - $0)) | a |\n\(String(repeating: ">", count: 40 - $0)) |---|\n"
    }
    .joined()
    let text = MarkdownDocument(source).plainText()
    #expect(text.filter { $0 == "a" }.count == 40)
  }

  // MARK: Cells

  @Test func cellsHaveInlinesAndTheDocumentsDefinitions() {
    let output = html("| [x] | *e* `c` ~~s~~ |\n|---|---|\n| [t][x] | https://a.b |\n\n[x]: /u \"t\"")
    #expect(output.contains("<th><a href=\"/u\" title=\"t\">x</a></th>"))
    #expect(output.contains("<th><em>e</em> <code>c</code> <del>s</del></th>"))
    #expect(output.contains("<td><a href=\"/u\" title=\"t\">t</a></td>"))
    #expect(output.contains("<td><a href=\"https://a.b\">https://a.b</a></td>"))
  }

  @Test func cellsHoldNoBlocks() {
    #expect(
      outline("| # a | - b | > c | 1. d | e # | # | ### | \\ | `` |\n|---|---|---|---|---|---|---|---|---|")
        == "table[row(# a,- b,> c,1. d,e #,#,###,\\,``)]")
    #expect(outline("| ``` | <div> | [a]: b | --- | \\\\\\| |\n|-|-|-|-|-|") == "table[row(```,,[a]: b,---,\\|)]")
  }

  @Test func definitionsInADocumentWithAMarkAreFound() {
    #expect(html("\u{FEFF}[x]: /u\n\n| [x] |\n|---|").contains("<a href=\"/u\">x</a>"))
  }

  @Test func aSpanDoesNotCrossCells() {
    #expect(outline("| `a | b` |\n|---|---|\n| *c | d* |") == "table[row(`a,b`) row(*c,d*)]")
  }

  @Test func anEmptyHeaderCellHeadsNothing() {
    #expect(html("| | a |\n|-|-|").contains("<tr>\n<td></td>\n<th>a</th>\n</tr>"))
  }

  @Test func aTaskItemMayBeATable() {
    let document = MarkdownDocument("- [x] a | b\n  --|--\n  1 | 2\n- [ ] c")
    #expect(document.taskBoxes.all == [TaskBox(offset: 2, isTicked: true), TaskBox(offset: 30, isTicked: false)])
    #expect(document.html().hasPrefix("<ul>\n<li class=\"task\"><input type=\"checkbox\" disabled checked"))
    #expect(outline("- [x] a | b\n  --|--\n  1 | 2").contains("table[row(a,b) row(1,2)]"))
    // The box is no cell.
    #expect(!outline("- [x] | b\n  --|--").contains("table"))
    #expect(MarkdownDocument("- [x] | b\n  --|--").taskBoxes.total == 1)
  }

  // MARK: Nodes

  @Test func nodesTellWhatTheyAre() throws {
    let document = MarkdownDocument(Array("xx\n\nt\n| a | b |\n|:-:|---|\n| 1 |\n".utf8)[2...])
    let table = try #require(document.root.children.first { $0.kind == .table })
    #expect(table.columnAlignments == [.center, nil])
    #expect(table.sourceOffset == 6)
    #expect(table.lineRange == 4...6)
    #expect(table.children.map(\.isHeaderRow) == [true, false])
    let row = try #require(table.children.first { !$0.isHeaderRow })
    #expect(row.lineRange == 6...6)
    #expect(row.children.map(\.cellAlignment) == [.center, nil])
    #expect(row.children.map(\.sourceOffset) == [28, 31])
    #expect(table.headingLevel == nil && table.list == nil && table.taskBox == nil)
    #expect(
      document.treeDump == """
        document
          paragraph
            text "t"
          table
            tableRow header
              tableCell center
                text "a"
              tableCell
                text "b"
            tableRow
              tableCell center
                text "1"
              tableCell

        """)
    #expect(document.plainText() == "t a b 1")
  }

  @Test func headingsAroundTablesKeepTheirPlaces() {
    let document = MarkdownDocument("x\n| a |\n|---|\n\n# b ~~c~~ https://d.e\n")
    #expect(
      document.headings == [MarkdownHeading(level: 1, text: "b c https://d.e", anchor: "b-c-httpsde", offset: 15)])
  }

  @Test func withoutTheExtensionTablesAreText() {
    let source = "a | b\n--|--\n"
    #expect(MarkdownDocument(source, extensions: [.taskLists]).html() == "<p>a | b\n--|--</p>\n")
  }

  @Test func tablesThatKeepUncoveringOthersTakeNoTableAway() {
    let quotes = (1...12).reversed().map { depth in
      let marks = String(repeating: ">", count: depth)
      return "\(marks) | a |\n\(marks) |---|\n"
    }.joined()
    #expect(html("| P | Q |\n|---|---|\n| 1 | 2 |\n\n" + quotes).contains("<th>P</th>\n<th>Q</th>"))
  }

  @Test func aWideTableCanBeFocusedWhereAPageWantsIt() {
    var options = HTMLOptions()
    options.focusableOverflow = true
    let output = MarkdownDocument("| a |\n|---|").html(options: options)
    #expect(
      output.hasPrefix("<div class=\"table-scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">\n<table>\n"))
    #expect(output.hasSuffix("</table>\n</div>\n"))
  }
}
