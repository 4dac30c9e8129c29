import Testing

@testable import Markdown

@Suite("Links")
struct MarkdownLinkTests {
  /// Each link as `kind destination @ line:column source text`.
  private func links(_ source: String) -> [String] {
    let document = MarkdownDocument(source)
    return document.links.map { link in
      let position = document.position(at: link.range.lowerBound)
      let text = String(decoding: document.source[link.range], as: UTF8.self)
      return "\(link.kind) \(link.destination) @ \(position.line):\(position.column) \(text)"
    }
  }

  @Test func everyFormIsFound() {
    let source = """
      é [a](b.md "t") and ![pic](p.png), <https://x.y>, <a@b.c>,
      [full][r], [coll][], [r] and [![in](i.png)](out.md).

      [r]: ref.md
      [coll]: coll.md
      """
    #expect(
      links(source) == [
        #"link b.md @ 1:3 [a](b.md "t")"#,
        "image p.png @ 1:21 ![pic](p.png)",
        "link https://x.y @ 1:36 <https://x.y>",
        "link mailto:a@b.c @ 1:51 <a@b.c>",
        "link ref.md @ 2:1 [full][r]",
        "link coll.md @ 2:12 [coll][]",
        "link ref.md @ 2:22 [r]",
        "link out.md @ 2:30 [![in](i.png)](out.md)",
        "image i.png @ 2:31 ![in](i.png)",
      ])
  }

  @Test func containersAndIndentation() {
    let source = """
      > - one [a](1)
      >   two ![b](2)
      lazy [c](3) <http://4>
      >      * three
      >           deep [d](5)

      ##   head [e](6) <http://7>

         title [f](8)
           [g](9)
      ===
      """
    #expect(
      links(source) == [
        "link 1 @ 1:9 [a](1)", "image 2 @ 2:9 ![b](2)", "link 3 @ 3:6 [c](3)",
        "link http://4 @ 3:13 <http://4>",
        "link 5 @ 5:18 [d](5)", "link 6 @ 7:11 [e](6)", "link http://7 @ 7:18 <http://7>",
        "link 8 @ 9:10 [f](8)",
        "link 9 @ 10:6 [g](9)",
      ])
  }

  // Where cmark's own figures are wrong.
  @Test func whatCMarkDoesNotCount() {
    let source = """
      [d]: /def
      [dd]:
        /def2
      text [a](
      1 "title
      over lines") [b](2) `code
      over lines` [c](3) [text
      over lines](4) <b
      x="y"> <http://5> [d](6)
      """
    #expect(
      links(source) == [
        "link 1 @ 4:6 [a]", "link 2 @ 6:14 [b](2)", "link 3 @ 7:13 [c](3)", "link 4 @ 7:20 [",
        "link http://5 @ 9:8 <http://5>", "link 6 @ 9:19 [d](6)",
      ])
  }

  @Test func escapesEntitiesAndDecoys() {
    let source = #"\[a](1) `[a](1)` [a](1&amp;\)) [\[a](2) ![*a*](3) [](4) [&auml;](5) [a [b](6)](7)"#
    #expect(
      links(source) == [
        #"link 1&) @ 1:18 [a](1&amp;\))"#, #"link 2 @ 1:32 [\[a](2)"#, "image 3 @ 1:41 ![*a*](3)",
        "link 4 @ 1:51 [](4)",
        "link 5 @ 1:57 [&auml;](5)", "link 6 @ 1:72 [b](6)",
      ])
  }

  @Test func manyLinksInOneParagraphAreFoundInLinearTime() {
    let document = MarkdownDocument(
      (0..<20_000).map { "[a\($0)](\($0)) <b\nc> `d\ne`" }.joined(separator: "\n"))
    let links = document.links
    #expect(links.count == 20_000)
    #expect(links.allSatisfy { document.source[$0.range.lowerBound] == UInt8(ascii: "[") })
  }

  @Test func boxesDoNotShiftLinks() {
    #expect(
      links("- [x] [a](1)\n- [ ] <http://2>\n\n[x]: /u") == [
        "link 1 @ 1:7 [a](1)", "link http://2 @ 2:7 <http://2>",
      ])
  }
}
