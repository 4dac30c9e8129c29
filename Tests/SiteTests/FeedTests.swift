import Content
import Foundation
import Quantities
import TestSupport
import Testing

@testable import Site

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct FeedTests {
  private static let home = index.replacing(
    "project: P", with: "project: 'P <&> \"q\"'\nlanguage: de\nsite: {base_url: 'https://e.example/b&c'}")

  /// Reads XML as strictly as a feed reader does.
  private final class Reader: NSObject, XMLParserDelegate {
    var stack: [String] = []
    var texts: [String: [String]] = [:]
    var attributes: [String: [[String: String]]] = [:]

    static func read(_ text: String) throws -> Reader {
      let reader = Reader()
      let parser = XMLParser(data: Data(text.utf8))
      parser.delegate = reader
      try #require(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "") in \(text)")
      return reader
    }

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      stack.append(name)
      self.attributes[path, default: []].append(attributes)
      texts[path, default: []].append("")
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      guard let count = texts[path]?.count else { return }
      texts[path]?[count - 1] += text
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      stack.removeLast()
    }

    private var path: String { stack.joined(separator: "/") }
  }

  @Test func withoutAnAddressThereIsNone() async throws {
    let site = try await publish(index + task("web/a", "todo"))
    #expect(site.files["feed.xml"] == nil)
    #expect(site.files["index.html"]?.contains("atom+xml") == false)
    #expect(site.page("index.html").first("footer")?.texts("a") == ["board.json"])
  }

  @Test func everythingThatAtomRequires() async throws {
    let site = try await publish(
      Self.home + task("web/a", "review", title: "'Ä <b> \"x\" & y'")
        + update("web/a", "14-09", "ada", "in-progress", "done: ['one <&>']", "next: [two]")
        + update("web/a", "14-10", "bo", "review", "blockers: ['Which?']", "ready_for_merge: true")
        + update("web/a", "16-10", "bo", "review"))
    let feed = try Reader.read(site.files["feed.xml"] ?? "")
    #expect(feed.attributes["feed"] == [["xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "de"]])
    #expect(feed.texts["feed/id"] == ["https://e.example/b&c/"])
    #expect(feed.texts["feed/title"] == ["P <&> \"q\""])
    #expect(feed.texts["feed/author/name"] == ["P <&> \"q\""])
    // What lies behind the moment that the site is made for is not in it.
    #expect(feed.texts["feed/updated"] == ["2026-01-14T10:00:00Z"])
    #expect(
      feed.attributes["feed/link"] == [
        ["rel": "self", "type": "application/atom+xml", "href": "https://e.example/b&c/feed.xml"],
        ["rel": "alternate", "type": "text/html", "href": "https://e.example/b&c/"],
      ])
    let page = "https://e.example/b&c/tasks/web/a.html#202601"
    #expect(feed.texts["feed/entry/id"] == ["\(page)14T100000000Z-bo", "\(page)14T090000000Z-ada"])
    #expect(feed.texts["feed/entry/title"] == ["Ä <b> \"x\" & y: review", "Ä <b> \"x\" & y: in progress"])
    #expect(feed.texts["feed/entry/updated"] == ["2026-01-14T10:00:00Z", "2026-01-14T09:00:00Z"])
    #expect(feed.texts["feed/entry/author/name"] == ["bo", "ada"])
    #expect(feed.attributes["feed/entry/link"]?.map { $0["href"] } == feed.texts["feed/entry/id"])
    #expect(feed.attributes["feed/entry/content"] == [["type": "html"], ["type": "html"]])
    #expect(
      feed.texts["feed/entry/content"] == [
        "<p>Blocked by</p><ul><li>Which?</li></ul><p>Ready to merge</p>",
        "<p>Done</p><ul><li>one &lt;&amp;&gt;</li></ul><p>Next</p><ul><li>two</li></ul>",
      ])
  }

  @Test func pagesLeadToIt() async throws {
    let site = try await publish(Self.home + repo("web") + task("web/a", "todo"))
    for page in site.pages {
      let links = site.page(page).all("link").filter { $0.attributes["type"] == "application/atom+xml" }
      #expect(links.map { $0.attributes["href"] } == ["\(SitePath.root(of: page))feed.xml"], "\(page)")
    }
    #expect(SiteChecker.problems(of: site) == [])
    // A feed of nothing is a feed all the same.
    let feed = try Reader.read(site.files["feed.xml"] ?? "")
    #expect(feed.texts["feed/updated"] == ["2026-01-15T12:00:00Z"])
    #expect(feed.texts["feed/entry/id"] == nil)
  }

  @Test func whatXMLForbidsIsReplaced() async throws {
    let nasty = "a\\u0000b\\x0c\\x0b\\x1b\\x7f\\uFFFE\\uFFFF]]>\\u2028é"
    let site = try await publish(
      Self.home + task("web/a", "todo", title: "\"\(nasty)\"")
        + update("web/a", "14-09", "ada", "todo", "done: [\"\(nasty)\"]"))
    let feed = try Reader.read(site.files["feed.xml"] ?? "")
    #expect(feed.texts["feed/entry/title"]?.first?.hasPrefix("a\u{FFFD}b") == true)
    #expect(feed.texts["feed/entry/title"]?.first?.hasSuffix("]]>\u{2028}é: to do") == true)
  }

  @Test func theNewestHundred() async throws {
    var text = Self.home
    for number in 0..<60 {
      text +=
        task("web/t\(number)", "todo") + update("web/t\(number)", "14-09", "ada", "todo")
        + update("web/t\(number)", "13-09", "ada", "todo")
    }
    let feed = try Reader.read(try await publish(text).files["feed.xml"] ?? "")
    let ids = feed.texts["feed/entry/id"] ?? []
    #expect(ids.count == 100)
    #expect(Set(ids).count == 100)
    #expect(ids.prefix(60).allSatisfy { $0.contains("20260114") })
  }

  @Test func aClientReadsStatusAndDay() async throws {
    let text =
      Self.home + "\n-- content/clients/acme.md --\n---\nname: Acme\ncountry: AT\nbase_url: http://acme.example\n---\n"
      + repo("web", "client: acme") + task("web/a", "review", title: "Basket") + task("web/b", "todo")
      + update("web/a", "13-23", "ada", "review", "done: [secret]") + update("web/b", "14-09", "ada", "todo")
    let site = try await publish(text, for: "acme")
    let feed = try Reader.read(site.files["feed.xml"] ?? "")
    #expect(feed.texts["feed/entry/id"] == ["http://acme.example/tasks/a.html#review-2026-01-13"])
    #expect(feed.texts["feed/entry/title"] == ["Basket: review"])
    #expect(feed.texts["feed/entry/updated"] == ["2026-01-13T00:00:00Z"])
    #expect(feed.texts["feed/entry/author/name"] == nil)
    #expect(feed.texts["feed/entry/content"] == nil)
    #expect(feed.texts["feed/updated"] == ["2026-01-13T00:00:00Z"])
    // The team's address is not the client's to know.
    #expect(site.files.values.allSatisfy { !$0.contains("e.example") || $0.contains("acme.example") })
    let silent = try await publish(text.replacing("base_url: http://acme.example\n", with: ""), for: "acme")
    #expect(silent.files["feed.xml"] == nil)
  }
}
