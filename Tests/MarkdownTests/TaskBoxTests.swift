import TestSupport
import Testing

@testable import Markdown

@Suite("Task boxes")
struct TaskBoxTests {
  private func boxes(_ source: String) -> String {
    let boxes = MarkdownDocument(source).taskBoxes
    let states = boxes.all.map { "\($0.offset)\($0.isTicked ? "x" : "")" }.joined(separator: " ")
    return "\(boxes.done)/\(boxes.total): \(states)"
  }

  @Test func countsAndPlaces() {
    #expect(boxes("- [ ] a\n- [x] b\n- [X] c\n- d\n") == "2/3: 2 10x 18x")
  }

  @Test func orderedNestedAndQuoted() {
    #expect(boxes("1. [x] a\n   - [ ] b\n\n     text\n2) [x] c\n") == "2/3: 3x 14 34x")
    #expect(boxes("> - [ ] a\n> > 1. [x] b\n>\n>\t* [ ] c") == "1/3: 4 17x 29")
    #expect(boxes("- - [x] a\n") == "1/1: 4x")
  }

  @Test func tabsAndWideIndentation() {
    #expect(boxes("-\t[x]\ta\n\n\t-\t[ ] b") == "1/2: 2x 12")
    #expect(boxes("   -   [x] a") == "1/1: 7x")
    #expect(boxes("-\n  [x] a") == "1/1: 4x")
  }

  @Test(arguments: ["- [ ]", "- [ ]\n", "- [ ]\r\n", "- [ ]  \n", "- [ ]\t"])
  func aBoxMayEndItsLine(source: String) {
    #expect(boxes(source) == "0/1: 2")
  }

  @Test(arguments: [
    "- \\[ ] a", "- [\\x] a", "- [x]a", "- [x](u) a", "- [x][y] a\n\n[y]: u", "- [x]: u", "- [] a",
    "- [  ] a",
    "- [y] a", "- `[ ] a`", "- *[ ] a*", "-     [x] code", "```\n- [x] a\n```", "    - [x] a", "- # [x] a",
    "[x] a", "> [x] a", "- a [x] b", "- a\n  [x] b", "- a\n\n  [x] b", "<div>\n- [x] a\n</div>",
    "- <!-- -->\n  [x] a",
    "- [ x ] a", "- [-] a", "- [✓] a", "- [\u{A0}] a", "- [x]\u{A0}a", "- [x", "- [x]:", "- [x].",
    "- [ ]\n  ===",
  ])
  func notABox(source: String) {
    #expect(boxes(source) == "0/0: ")
    #expect(!MarkdownDocument(source).html().contains("checkbox"))
  }

  @Test func definitionsDoNotHideBoxes() {
    #expect(boxes("- [x] a\n- [ ] b\n\n[x]: https://x.y\n") == "1/2: 2x 10")
    #expect(boxes("[X]: u\n\n- [x] a\n") == "1/1: 10x")
  }

  @Test func theBoxIsNotInTheItemsText() {
    let document = MarkdownDocument("- [x] a\n- [ ]  &amp; b\n- [x]\n\n[x]: u")
    #expect(document.plainText() == "a & b")
    #expect(
      document.treeDump == """
        document
          list bullet tight
            item [x]
              paragraph
                text "a"
            item [ ]
              paragraph
                text "& b"
            item [x]
              paragraph

        """)
  }

  @Test func withoutTheExtensionBoxesAreText() {
    let document = MarkdownDocument("- [x] a", extensions: [])
    #expect(document.taskBoxes == TaskBoxes())
    #expect(document.html() == "<ul>\n<li>[x] a</li>\n</ul>\n")
  }
}
