import CCMark
import Foundation
import Testing

@testable import Markdown

@Suite("CommonMark 0.30")
struct CommonMarkSpecTests {
  struct Example: Decodable {
    var example: Int
    var section: String
    var markdown: String
    var html: String
  }

  static let examples: [Example] = {
    let url = Bundle.module.url(forResource: "Fixtures/commonmark-0.30", withExtension: "json")
    guard let url, let data = try? Data(contentsOf: url) else { return [] }
    return (try? JSONDecoder().decode([Example].self, from: data)) ?? []
  }()

  @Test func allExamplesAreThere() {
    #expect(Self.examples.count == 652)
  }

  @Test func everyExampleComesOutAsSpecified() {
    for example in Self.examples {
      let html = MarkdownDocument(example.markdown, extensions: []).html(options: .commonMark)
      #expect(html == example.html, "example \(example.example), \(example.section)")
    }
  }

  /// What extensions make of examples: all are addresses that CommonMark leaves alone, and two comments that it has
  /// as comments since 0.31.2.
  static let differing: [Int: String] = [
    // A blank ends an address in `<…>`, and what is in front of it is an address by itself.
    601: "<p>&lt;<a href=\"http://foo.bar/baz\">http://foo.bar/baz</a> bim&gt;</p>\n",
    // No escapes in `<…>`; outside of it there are.
    605: "<p>&lt;<a href=\"mailto:foo+@bar.example.com\">foo+@bar.example.com</a>&gt;</p>\n",
    // `<` does not begin an address in front of a blank.
    607: "<p>&lt; <a href=\"http://foo.bar\">http://foo.bar</a> &gt;</p>\n",
    625: "<p>foo <!-- not a comment -- two hyphens --></p>\n",
    626: "<p>foo <!--> foo --&gt;</p>\n<p>foo <!-- foo---></p>\n",
    // Bare addresses.
    610: "<p><a href=\"http://example.com\">http://example.com</a></p>\n",
    611: "<p><a href=\"mailto:foo@bar.example.com\">foo@bar.example.com</a></p>\n",
  ]

  @Test func withAllExtensionsOnlyAddressesAndCommentsDiffer() {
    for example in Self.examples {
      let html = MarkdownDocument(example.markdown).html(options: .commonMark)
      #expect(html == Self.differing[example.example] ?? example.html, "example \(example.example)")
    }
    #expect(Self.differing.keys.allSatisfy { number in Self.examples.contains { $0.example == number } })
  }

  // What the specification has no example of, cmark's own writer shows.
  @Test func theWriterAgreesWithCMarkOnJoinedExamples() {
    for first in stride(from: 0, to: Self.examples.count - 1, by: 3) {
      for step in [1, 7, 100] where first + step < Self.examples.count {
        let quoted = Self.examples[first].markdown.split(separator: "\n", omittingEmptySubsequences: false)
          .map { "> - \($0)" }.joined(separator: "\n")
        let source = quoted + Self.examples[first + step].markdown + "\r\n" + Self.examples[first].markdown
        let ours = MarkdownDocument(source, extensions: []).html(options: .commonMark)
        #expect(ours == cmarkHTML(source), "\(first), \(step)")
      }
    }
  }

  @Test func anAddressInALinkIsWrittenAsCMarkWritesIt() {
    let source = "[a <https://x.y> b](c)"
    #expect(MarkdownDocument(source).html(options: .commonMark) == cmarkHTML(source))
  }

  // Nobody's page may break out of its attributes or elements, whatever is in it.
  @Test func safeOutputNeverHasMarkupOfTheSource() throws {
    let tag = #/<(?<name>/?[a-z0-9]+)(?: [^<>]*)?>/#
    let known: Set = [
      "p", "a", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "hr", "br", "img", "h1", "h2",
      "h3",
      "h4", "h5", "h6", "input", "table", "thead", "tbody", "tr", "th", "td", "del",
    ]
    for example in Self.examples {
      let html = MarkdownDocument(example.markdown).html()
      let rest = html.replacing(tag) { match in
        let name = match.output.name.trimmingPrefix("/")
        return known.contains(String(name)) ? "" : String(match.output.0)
      }
      #expect(!rest.contains("<") && !rest.contains(">"), "example \(example.example): \(html)")
    }
  }

  private func cmarkHTML(_ source: String) -> String {
    var source = source
    let text = source.withUTF8 { utf8 in
      utf8.withMemoryRebound(to: CChar.self) {
        cmark_markdown_to_html($0.baseAddress, $0.count, CMARK_OPT_UNSAFE | CMARK_OPT_VALIDATE_UTF8)
      }
    }
    guard let text else { return "" }
    defer { free(text) }
    return String(cString: text)
  }
}
