import Content
import TestSupport
import Testing

@testable import Site

/// Bodies of records on their pages.
@Suite struct BodyTests {
  private static let records =
    index + repo("web", body: "# About") + sprint("s", "2026-01-05", "2026-01-18") + task("web/b", "todo", body: "# B")
    + update("web/b", "14-10", "ada", "todo", body: "# Notes\n[here](#notes)")
    + decision("2026-01-10-x-y", body: "# Why")
    + "\n-- content/clients/acme.md --\n---\nname: A\ncountry: AT\n---\n# Terms" + "\n-- content/tasks/README.md --\nx"

  /// The links of a task's body that holds one line.
  private func links(_ markdown: String) async throws -> [String] {
    let site = try await publish(Self.records + task("web/a", "todo", body: "# A\n\n\(markdown)\n"))
    #expect(SiteChecker.problems(of: site) == [])
    let prose = try #require(site.page("tasks/web/a.html").first(".prose"))
    return prose.all("a").map { $0.attributes["href"] ?? "" }
  }

  @Test(arguments: [
    ("[t](b.md)", "../../tasks/web/b.html"), ("[t](./b.md#b)", "../../tasks/web/b.html#text-b"), ("[t](#a)", "#text-a"),
    ("[t](a.md#a)", "../../tasks/web/a.html#text-a"), ("[r](../../repos/web.md)", "../../repos/web.html"),
    ("[r](../../repos/web.md#about)", "../../repos/web.html#text-about"),
    ("[s](../../sprints/s.md)", "../../sprints/s.html"),
    ("[i](../../index.md)", "../../index.html"), ("[t](b.md?x#b)", "../../tasks/web/b.html#text-b"),
    ("[u](../../updates/web/b/20260114T100000000Z-ada.md)", "../../tasks/web/b.html#20260114T100000000Z-ada"),
    (
      "[u](../../updates/web/b/20260114T100000000Z-ada.md#notes)",
      "../../tasks/web/b.html#20260114T100000000Z-ada--notes"
    ),
    ("[d](../../decisions/2026-01-10-x%2Dy.md)", "../../decisions.html#2026-01-10-x-y"),
    ("[d](../../decisions/2026-01-10-x%2Dy.md#why)", "../../decisions.html#2026-01-10-x-y--why"),
    ("<https://e.com/?a&b>", "https://e.com/?a&b"), ("[m](mailto:a@e.com)", "mailto:a@e.com"),
    ("![](https://e.com/x.png)", "https://e.com/x.png"),
  ])
  func whatLeadsSomewhereIsALink(_ markdown: String, _ href: String) async throws {
    #expect(try await links(markdown) == [href])
  }

  @Test(arguments: [
    "[c](../../clients/acme.md)", "[c](../../clients/acme.md#terms)", "[gone](gone.md)", "[gone](gone.md#x)",
    "[out](../../../Sources/x.swift)", "[up](../../../../../../etc/passwd)", "[folder](../web)", "[folder](../web/)",
    "[read](../README.md)", "[abs](/etc/passwd)", "[host](//e.com/x)", "[js](javascript:alert(1))",
    "[js](<java script:x>)",
    "[data](data:text/html,x)", "[file](file:///etc/passwd)", "![gone](gone.png)", "[none]()", "[q](?x)",
    "[zip](../../x.zip)", "<a href=\"https://e.com\">raw</a>",
  ])
  func whatLeadsNowhereIsText(_ markdown: String) async throws {
    #expect(try await links(markdown) == [])
  }

  @Test func oneDeadLinkLeavesTheOthersAlone() async throws {
    #expect(try await links("[gone](gone.md) [t](b.md) [none](../no/no.md) [i](../../index.md)").count == 2)
  }

  @Test func unreadableTargetsAreText() async throws {
    let site = try await publish(
      index + "\n[b](tasks/web/b.md) [u](updates/web/b/20260114T100000000Z-ada.md)" + task("web/b", "doing")
        + update("web/b", "14-10", "ada", "todo"))
    #expect(site.page("index.html").first(".prose")?.all("a").isEmpty == true)
    #expect(SiteChecker.problems(of: site) == [])
  }

  @Test func headingsOfTextsTakeNoIdOfThePage() async throws {
    let body = "# Facts\n# Facts\n# Facts-1\n# main\n# Updates\n# \n# Größe\n[g](#größe)\n"
    let site = try await publish(
      index + "\n# Needs\n# next" + task("web/a", "todo", body: body)
        + update("web/a", "14-10", "ada", "todo", body: body)
        + update("web/a", "14-11", "ada", "todo", body: body))
    #expect(SiteChecker.problems(of: site) == [])
    let prose = try #require(site.page("tasks/web/a.html").first(".prose"))
    #expect(prose.all("h2").prefix(2).map { $0.attributes["id"] } == ["text-facts", "text-facts-1"])
    #expect(site.page("tasks/web/a.html").first("ol.timeline")?.all("h3").count == 14)
  }

  @Test func tablesAndBareAddressesAreOnPages() async throws {
    let body = """
      # A

      | task | cost |
      |:--|--:|
      | [b](b.md), [gone](gone.md) | ~~5~~ https://e.com/x |

      <!-- AC:BEGIN -->
      - [ ] a@e.com
      <!-- AC:END -->
      """
    let site = try await publish(Self.records + task("web/a", "todo", body: body))
    #expect(SiteChecker.problems(of: site) == [])
    let prose = try #require(site.page("tasks/web/a.html").first(".prose"))
    let scroll = try #require(prose.first("div.table-scroll"))
    #expect(scroll.attributes["tabindex"] == "0" && scroll.attributes["aria-label"] == "Table")
    #expect(scroll.all("td").map(\.classes) == [["align-left"], ["align-right"]])
    #expect(scroll.texts("td") == ["b, gone", "5 https://e.com/x"])
    #expect(scroll.texts("del") == ["5"])
    #expect(
      prose.all("a").map { $0.attributes["href"] } == ["../../tasks/web/b.html", "https://e.com/x", "mailto:a@e.com"])
    #expect(!prose.text.contains("AC:"))
  }

  @Test func footnotesAlertsAndDetailsAreOnPages() async throws {
    let body = """
      # A

      > [!WARNING]
      > Mind the <kbd>Delete</kbd> key.[^a]

      <details>
      <summary>More</summary>

      - [x] Done[^a]

      </details>

      [^a]: As [b](b.md) says.
      """
    let site = try await publish(
      Self.records + task("web/a", "todo", body: body) + update("web/a", "14-10", "ada", "todo", body: body)
        + update("web/a", "14-11", "ada", "todo", body: body))
    // No id twice, and no link without its place.
    #expect(SiteChecker.problems(of: site) == [])
    let prose = try #require(site.page("tasks/web/a.html").first(".prose"))
    #expect(prose.texts(".alert-title") == ["Warning"] && prose.texts("kbd") == ["Delete"])
    #expect(prose.texts("summary") == ["More"] && prose.first("details")?.all("input").count == 1)
    #expect(prose.first("ol.footnotes")?.all("li").map { $0.attributes["id"] } == ["text-fn.1"])
    #expect(
      prose.all("a").map { $0.attributes["href"] }
        == ["#text-fn.1", "#text-fn.1", "../../tasks/web/b.html", "#text-fnref.1", "#text-fnref.1.2"])
  }

  @Test func oddMarkdownStaysValid() async throws {
    let body = """
      ![](p.png) [![alt *x*](p.png)](b.md) [a [b](b.md) c](b.md) ![a "q" <i>](p.png 'T "x"')

      <div><p>raw</div> & <script>alert(1)</script> <!-- c -->

      <script>
      alert(1)
      </script>

      ```"><script>
      </code></pre>
      ```

      - [ ] open
        - [x] ticked [b](b.md)

      3. three
      4. four

      > quote
      ***
      `a < b`\\
      end \u{22}\u{301}
      """
    let site = try await publish(
      index + task("web/b", "todo") + task("web/a", "todo", body: body) + "\n-- content/tasks/web/p.png --\nP")
    #expect(SiteChecker.problems(of: site) == [])
    let prose = try #require(site.page("tasks/web/a.html").first(".prose"))
    #expect(prose.all("img").map { $0.attributes["alt"] } == ["", "alt x", "a \"q\" <i>"])
    #expect(prose.all("script").isEmpty)
    #expect(prose.all("input").map { $0.attributes["checked"] } == [nil, ""])
  }
}
