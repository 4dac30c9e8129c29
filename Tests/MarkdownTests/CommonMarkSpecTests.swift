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

  @Test func withAllExtensionsOnlyTheseDiffer() {
    let differing = Self.examples.filter { MarkdownDocument($0.markdown).html(options: .commonMark) != $0.html }
    #expect(differing.map(\.example) == [])
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
