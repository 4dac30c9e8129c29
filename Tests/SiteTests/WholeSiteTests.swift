import Content
import Foundation
import TestSupport
import Testing

@testable import Site

/// What holds for every page of every site.
@Suite struct WholeSiteTests {
  @Test(arguments: [true, false]) func aRichSiteIsSound(_ hasGit: Bool) async throws {
    let site = try await publish(Rich.text, git: hasGit ? Rich.git : nil)
    #expect(SiteChecker.problems(of: site) == [])
    #expect(site.refused.isEmpty)
    #expect(site.workspace.unreadable.map(\.path) == ["content/tasks/api/broken.md", "content/tasks/api/broken2.md"])
  }

  @Test func anEmptySiteIsSound() async throws {
    let site = try await publish(content: [:])
    #expect(SiteChecker.problems(of: site) == [])
    #expect(
      site.files.keys.sorted() == [
        "backlog.html", "board.js", "board.json", "decisions.html", "document.css", "flow.html", "index.html",
        "pages.css", "palette.css", "palette.js", "repos.html",
        "search.js", "search/index.js", "search/tasks.js", "sprints.html", "style.css", "tasks.html", "workers.html",
      ])
    #expect(site.page("index.html").first("h1")?.text == "Board")
    #expect(site.page("index.html").first("title")?.text == "Board · Workspace")
    #expect(site.page("index.html").texts(".empty").first?.contains("No tasks yet.") == true)
  }

  @Test func pagesAreInFoldersOfTheirOwn() async throws {
    let site = try await publish(Rich.text)
    for (page, root) in [("index.html", ""), ("repos/api.html", "../"), ("tasks/api/refunds.html", "../../")] {
      let tree = site.page(page)
      #expect(tree.all("script").map { $0.attributes["src"] } == [root + "search.js", root + "board.js"])
      #expect(tree.first("a.brand")?.attributes["href"] == root + "index.html")
      #expect(tree.all("link").compactMap { $0.attributes["href"] }.contains(root + "style.css"))
      #expect(tree.first("html")?.attributes["lang"] == "de-AT")
    }
  }

  @Test func theNavigationSaysWhereOneIs() async throws {
    let site = try await publish(Rich.text)
    let current = { (page: String) in
      site.page(page).first("nav")?.all("[aria-current]").map { [$0.text, $0.attributes["aria-current"] ?? ""] }
    }
    #expect(current("index.html") == [["Board", "page"]])
    #expect(current("backlog.html") == [["Backlog", "page"]])
    #expect(current("tasks.html") == [["Tasks", "page"]])
    #expect(current("tasks/api/refunds.html") == [["Tasks", "true"]])
    #expect(current("sprints/s1.html") == [["Sprints", "true"]])
    #expect(current("repos/web.html") == [["Repos", "true"]])
    #expect(current("workers.html") == [["Workers", "page"]])
    #expect(current("decisions.html") == [["Decisions", "page"]])
  }

  @Test func filesThatCouldNotBeReadAreOnEveryBoardPage() async throws {
    let site = try await publish(Rich.text)
    for page in ["index.html", "backlog.html", "tasks.html", "repos/api.html", "sprints/s1.html"] {
      let section = try #require(site.page(page).first("#unreadable"), "\(page)")
      #expect(section.first("h2")?.text == "2 files could not be read")
      #expect(section.texts("code.position").last == "content/tasks/api/broken2.md:1:1")
    }
    let one = try await publish(index + "\n-- content/tasks/web/a.md --\n---\ntitle: A\nstatus: doing\n---")
    let section = try #require(one.page("index.html").first("#unreadable"))
    #expect(section.first("h2")?.text == "1 file could not be read")
    #expect(section.texts("code.position") == ["content/tasks/web/a.md:3:9"])
    #expect(section.texts(".message") == ["error[status]: unknown status \"doing\""])
    #expect(section.texts("pre") == ["status: doing"])
    #expect(one.page("index.html").texts(".need.unreadable .label").isEmpty)
    #expect(one.page("index.html").all("li.need").count == 1)
  }

  @Test func gitIsSaidToBeReadOrNot() async throws {
    #expect(
      try await publish(index).page("index.html").first(".as-of")?.text == "as of 15 Jan, 12:00 · git was not read")
    #expect(
      try await publish(index, git: Rich.git).page("index.html").first(".as-of")?.text
        == "as of 15 Jan, 12:00 · git read 11:00")
  }

  // MARK: Hostile texts

  static let hostile = [
    "</title><script>alert(1)</script>", "\" onmouseover=\"alert(1)", "\"\u{301} onfocus=\"alert(1)",
    "' onfocus='x", "<\u{338}img src=x>", "&lt;b&gt; &amp;amp;", "{{title}} {{{root}}}", "\u{202E}evil", "👩🏽‍🚀 ñ",
    "אבג (b) <c>",
  ]

  @Test(arguments: hostile) func aTextStaysAText(_ text: String) async throws {
    let escaped = text.unicodeScalars.map { $0 == "\"" ? "\\\"" : String($0) }
    let yaml = "\"\(escaped.joined())\""
    let site = try await publish(
      "-- content/index.md --\n---\nproject: \(yaml)\nsprint: s\n---"
        + "\n-- content/repos/web.md --\n---\ntitle: \(yaml)\nurl: \(yaml)\ncommands: {test: \(yaml)}\n---"
        + "\n-- content/sprints/s.md --\n---\ntitle: \(yaml)\nstart: 2026-01-01\nend: 2026-01-31\ngoal: \(yaml)\n---"
        + task(
          "web/a", "in-progress", "sprint: s", "labels: [\(yaml)]", "assignee: \(yaml)", "pr: \(yaml)",
          "touches: [\(yaml)]", "waits_for: \(yaml)", title: yaml)
        + task("web/b", "todo", "sprint: s", "labels: [other]", "assignee: x", "depends_on: [a]", title: yaml)
        + update("web/a", "14-10", "w", "review", "blockers: [\(yaml)]", "done: [\(yaml)]", "minutes: 5")
        + decision("2026-01-14-d", "tags: [\(yaml)]", "repo: web", title: yaml))
    #expect(site.workspace.unreadable.map(\.path) == [])
    #expect(SiteChecker.problems(of: site) == [])
    let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(site.page("tasks/web/a.html").first("h1")?.text == flat)
    #expect(site.page("tasks/web/a.html").first("title")?.text == "\(flat) · \(flat)")
    let card = try #require(site.page("index.html").all("li.card").first { $0.attributes["data-item"] == "web/a" })
    #expect(card.first("a.title")?.text == flat)
    #expect(card.attributes["data-labels"] == text)
    #expect(card.attributes["data-worker"] == text)
    for page in site.pages {
      let tree = site.page(page)
      #expect(tree.all("script").count == 2)
      #expect(!tree.descendants.contains { $0.attributes.keys.contains { $0.hasPrefix("on") } })
    }
    #expect(throws: Never.self) {
      try JSONSerialization.jsonObject(with: Data((site.files["board.json"] ?? "").utf8))
    }
  }

  // MARK: Determinism

  @Test func concurrencyChangesNoByte() async throws {
    let content = Generated.content(tasks: 200)
    let one = try await publish(content: content, concurrency: 1)
    #expect(one.workspace.tasks.count == 200)
    #expect(SiteChecker.problems(of: one) == [])
    for concurrency in [2, 8] {
      let other = try await publish(content: content, concurrency: concurrency)
      #expect(other.files == one.files)
    }
  }
}
