import Diagnostics
import Notion
import Testing

/// The blocks of a text.
func converted(_ text: String, title: String? = nil, _ surroundings: Surroundings = .none) -> BlockConversion.Result {
  let file = SourceFile(path: "content/tasks/web/a.md", text: text)
  return BlockConversion.run(file.bytes[...], in: file, title: title, surroundings)
}

private func blocks(_ text: String, title: String? = nil) -> [Block] { converted(text, title: title).blocks }

private func warnings(_ text: String) -> [String] {
  converted(text).warnings.map { "\($0.position.line):\($0.position.column) \($0.code) \($0.message)" }
}

private func text(_ runs: TextRun...) -> RichText { RichText(runs) }

@Suite struct ConversionTests {
  @Test func looksAreAnnotations() {
    #expect(
      blocks("a **b *c*** `d` ~~e~~\nf  \ng") == [
        Block(
          .paragraph(
            text(
              TextRun("a "), TextRun("b ", .bold), TextRun("c", [.bold, .italic]), TextRun(" "), TextRun("d", .code),
              TextRun(" "), TextRun("e", .strikethrough), TextRun(" f\ng"))))
      ])
  }

  @Test func headingsEndAtFourAndTheTitleIsDropped() {
    #expect(
      blocks("# T\n\n## a\n\n##### b", title: "T") == [
        Block(.heading(2, RichText("a"))), Block(.heading(4, RichText("b"))),
      ])
    #expect(blocks("# Other", title: "T") == [Block(.heading(1, RichText("Other")))])
  }

  @Test func itemsHoldWhatStandsInThem() {
    #expect(
      blocks("- a\n\n  b\n  - [x] c\n- ```\n  d\n  ```\n") == [
        Block(
          .bulleted(RichText("a")),
          [
            Block(.paragraph(RichText("b"))), Block(.toDo(RichText("c"), isChecked: true)),
          ]),
        Block(.bulleted(RichText()), [Block(.code(RichText("d"), language: "plain text", caption: RichText()))]),
      ])
  }

  @Test func picturesSplitTheirParagraph() {
    #expect(
      blocks("a ![p](https://x.example/p.png \"t\") b") == [
        Block(.paragraph(RichText("a"))),
        Block(.image(.address("https://x.example/p.png"), caption: RichText("p – t"))),
        Block(.paragraph(RichText("b"))),
      ])
    #expect(
      warnings("# ![p](https://x.example/p.png)\n\n![q](r.png)") == [
        "1:3 W-IMAGE the picture \"https://x.example/p.png\" is a text here",
        "3:1 W-IMAGE the picture \"r.png\" is a text here",
      ])
  }

  @Test func linksThatAreNotTakenStayText() {
    #expect(blocks("[a](../b.md)") == [Block(.paragraph(RichText("a")))])
    #expect(
      warnings("x\n\n> - [a](../b.md) [c](#d)") == [
        "3:5 W-LINK the link to \"../b.md\" is left out; its text stays",
        "3:18 W-LINK the link to \"#d\" is left out; its text stays",
      ])
  }

  @Test func linksToPagesAreMentions() {
    let page = LinkedPage(key: PageKey(.task, "web/b"), title: "Title of b")
    let surroundings = Surroundings(page: { $0 == "b.md" ? page : nil }, file: { _ in nil })
    #expect(
      converted("see [this](b.md), [Title of b](b.md)", surroundings).blocks == [
        Block(
          .paragraph(
            text(
              TextRun("see this ("), TextRun("Title of b", target: .page(page.key)), TextRun("), "),
              TextRun("Title of b", target: .page(page.key)))))
      ])
  }

  @Test func detailsAreToggles() {
    #expect(
      blocks("<details>\n<summary>S <b>b</b></summary>\n\n- a\n\n</details>\n\nafter") == [
        Block(.toggle(text(TextRun("S "), TextRun("b", .bold))), [Block(.bulleted(RichText("a")))]),
        Block(.paragraph(RichText("after"))),
      ])
  }

  @Test func calloutsBeginWithTheirWord() {
    #expect(
      blocks("> [!NOTE]\n> a *b*") == [
        Block(.callout(text(TextRun("Note", .bold), TextRun("\na "), TextRun("b", .italic)), .note))
      ])
    #expect(
      blocks("> [!tip]\n>\n> - a\n\n> [!NOTE]") == [
        Block(.callout(RichText([TextRun("Tip", .bold)]), .tip), [Block(.bulleted(RichText("a")))]),
        Block(.quote(RichText("[!NOTE]"))),
      ])
    #expect(
      warnings("> [!NOTE]\n> a\n> H<sub>2</sub>") == ["3:3 W-HTML the tag <sub> is left out; what it holds stays"])
    #expect(blocks("> [!OTHER]\n> a") == [Block(.quote(RichText("[!OTHER] a")))])
  }

  @Test func footnotesAreAListAtTheEnd() {
    #expect(
      blocks("a[^x]\n\n[^x]: word\n\n    more\n[^y]: text\n\n1. b") == [
        Block(.paragraph(RichText("a[1]"))), Block(.paragraph(RichText("[^y]: text"))),
        Block(.numbered(RichText("b"))), Block(.divider),
        Block(.numbered(RichText("word")), [Block(.paragraph(RichText("more")))]),
      ])
    #expect(
      warnings("a[^x]\n\n[^x]: word\n    H<sub>2</sub>") == [
        "4:5 W-HTML the tag <sub> is left out; what it holds stays"
      ])
  }

  @Test func tagsThatHTMLDoesNotKnowAreText() {
    #expect(
      blocks("Vec<String> <u>u</u> H<sub>2</sub>") == [
        Block(.paragraph(text(TextRun("Vec<String> "), TextRun("u", .underline), TextRun(" H2"))))
      ])
    #expect(warnings("a\nH<sub>2</sub>") == ["2:1 W-HTML the tag <sub> is left out; what it holds stays"])
  }

  @Test func languagesOfCode() {
    func language(_ info: String) -> CodeLanguage { CodeLanguage(info: info) }
    #expect(language("TSX title=x").name == "typescript")
    #expect(language("{.python}").name == "python")
    #expect(language("nope").unknown == "nope" && language("nope").name == "plain text")
    #expect(language("").unknown == nil)
  }

  @Test(arguments: [
    ("https://example.com/a b?q=ü#x", "https://example.com/a%20b?q=%C3%BC#x"),
    ("HTTP://Example.com", "http://Example.com"), ("mailto:a@b.example", "mailto:a@b.example"),
    ("https://example.com/100%", "https://example.com/100%25"), ("https://[::1]:8080/x", "https://[::1]:8080/x"),
    ("https://", nil), ("https://a..b/", nil), ("https://bücher.example/", nil), ("https://h:70000/", nil),
    ("https://u:p@h.example/", nil), ("../a.md", nil), ("javascript:alert(1)", nil), ("mailto:", nil),
    ("//h.example", nil),
    ("http://h.example./x", "http://h.example./x"),
  ]) func addresses(written: String, taken: String?) {
    #expect(WebLink.address(written) == taken)
  }

  @Test func optionsHaveNoCommasAndAnEnd() {
    #expect(PropertyValue.optionName("a, b") == "a; b")
    let long = PropertyValue.optionName(String(repeating: "😀", count: 80))
    #expect(long.utf16.count == 100)
  }
}

@Suite struct FittingTests {
  @Test func textsAreCutAtWhiteSpaceAndNeverInACharacter() {
    let words = String(repeating: "word ", count: 1_000)
    let pieces = TextFitting.parts(of: RichText(words))[0].runs.map(\.text)
    #expect(pieces.joined() == words)
    #expect(pieces.allSatisfy { $0.utf16.count <= 2_000 && $0.hasSuffix(" ") })
    let family = "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}"
    let emoji = String(repeating: "x", count: 1_999) + family
    #expect(
      TextFitting.parts(of: RichText(emoji))[0].runs.map(\.text) == [String(repeating: "x", count: 1_999), family])
  }

  @Test func aCharacterWithoutEndIsCutAllTheSame() {
    let long = "a" + String(repeating: "\u{301}", count: 5_000)
    let pieces = TextFitting.parts(of: RichText(long))[0].runs.map(\.text)
    #expect(pieces.joined().utf8.elementsEqual(long.utf8) && pieces.allSatisfy { $0.utf16.count <= 2_000 })
  }

  @Test func manyPiecesGoOn() {
    let runs = (0..<250).map { TextRun("\($0) ", $0 % 2 == 0 ? .bold : []) }
    let parts = TextFitting.parts(of: RichText(runs))
    #expect(parts.map(\.runs.count) == [100, 100, 50])
    #expect(converted((0..<250).map { $0 % 2 == 0 ? "**b\($0)**" : " c\($0) " }.joined()).blocks.count == 3)
  }

  @Test func codeIsCutAtLineEnds() {
    let code = String(repeating: "let line = 1\n", count: 20_000)
    let parts = TextFitting.codeParts(of: code)
    #expect(parts.count == 2 && parts[0].plain.hasSuffix("1"))
    #expect(parts.map(\.plain).joined(separator: "\n") == code)
    #expect(parts.allSatisfy { $0.runs.count <= 100 })
  }

  @Test func sizesGrowWithTheText() {
    // 200,000 of these are more bytes than a request takes.
    let wide = TextFitting.parts(of: RichText(String(repeating: "漢字 ", count: 80_000)))
    #expect(wide.count > 1 && wide.map(\.plain).joined().utf8.count == 80_000 * 7)
  }
}
