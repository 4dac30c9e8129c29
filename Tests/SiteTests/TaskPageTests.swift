import Content
import Evidence
import TestSupport
import Testing

@testable import Site

/// Pages of single tasks.
@Suite struct TaskPageTests {
  private func page(_ text: String, of task: String = "web/a", git: GitFacts? = nil) async throws -> HTMLNode {
    let site = try await publish(index + text, git: git)
    #expect(SiteChecker.problems(of: site) == [])
    return site.page("tasks/\(task).html")
  }

  @Test func aTaskWithNothing() async throws {
    let page = try await page(task("web/a", "todo"))
    #expect(page.first("main")?.texts(".nothing") == ["This task has no description.", "Nobody has reported yet."])
    #expect(page.first("main")?.texts("h2") == ["Facts", "Commands", "Updates"])
    #expect(page.first(".facts")?.texts("dt") == ["Branch"])
    #expect(page.texts(".source") == ["Edit content/tasks/web/a.md"])
  }

  @Test func allFactsInOrder() async throws {
    let facts = try #require(try await publish(Rich.text).page("tasks/api/refunds.html").first(".facts"))
    #expect(
      facts.children.filter { $0.name == "div" }.map { "\($0.classes[0].dropFirst(5)): \($0.first("dd")?.text ?? "")" }
        == [
          "worker: ada", "sprint: Sprint s2", "priority: urgent", "labels: api a\"b", "estimate: 6 h", "time: 1 h",
          "due: 10 Jan", "created: 2 Jan", "started: 12 Jan, 09:00", "branch: feature/x", "base: release/2",
          "touches: Sources/** b", "pr: https://git.example/1", "client: Acme & Co", "waits-for: the client",
          "billing: fixed price 10.00",
        ])
    let hidden = try await publish(Rich.text.replacing("sprint: s2\nstale", with: "site: {invoices: false}\nstale"))
    #expect(hidden.page("tasks/api/refunds.html").all(".fact-billing").isEmpty)
    #expect(hidden.page("repos/api.html").all(".fact-rate").isEmpty)
    #expect(!hidden.page("tasks/api/refunds.html").text.contains("billable"))
  }

  @Test func unsafeAddressesAreTexts() async throws {
    for address in ["javascript:alert(1)", "\"https:/x\"", "//e.com", "\" https://e.com\"", "HTTPS://e.com"] {
      let page = try await page(task("web/a", "todo", "pr: \(address)"))
      #expect(page.first(".fact-pr")?.all("a").isEmpty == true)
    }
    #expect(
      try await page(task("web/a", "todo", "pr: http://e.com/?a&b")).first(".fact-pr")?.first("a")?.attributes["href"]
        == "http://e.com/?a&b")
  }

  @Test func dependenciesBothWays() async throws {
    let text =
      task("web/a", "todo", "depends_on: [b]") + task("web/b", "done") + task("api/c", "todo", "depends_on: [web/a]")
    let links = try #require(try await page(text).first(".links"))
    #expect(links.texts("li") == ["waits for Task web/b Done", "needed by Task api/c To do"])
    #expect(links.all("a").map { $0.attributes["href"] } == ["../../tasks/web/b.html", "../../tasks/api/c.html"])
    // One that does not exist makes no empty section.
    #expect(try await page(task("web/a", "todo", "depends_on: [gone]")).all("#dependencies").isEmpty)
    #expect(try await page(task("web/a", "todo", "depends_on: [a]")).texts(".relation") == ["waits for", "needed by"])
  }

  @Test func driftAndItsCommand() async throws {
    let page = try await page(task("web/a", "in-progress") + update("web/a", "15-10", "ada", "review"))
    #expect(
      page.texts(".notice") == [
        "Reported: review The task file still says In progress. ada 2 h orchsite task accept web/a"
      ])
    #expect(page.first(".task-state")?.texts(".badge") == ["reported: review"])
    #expect(
      try await self.page(task("web/a", "done") + update("web/a", "15-10", "ada", "review")).all(".notice").isEmpty)
  }

  @Test func blockersWithTheirCommand() async throws {
    let blockers = update("web/a", "15-10", "ada", "todo", "blockers: [\"Which <key>?\", stone]")
    let page = try await page(task("web/a", "todo") + blockers)
    #expect(
      page.texts(".notice.bad") == [
        "Blocked Which <key>? ada 2 h orchsite task unblock web/a",
        "Blocked stone ada 2 h orchsite task unblock web/a",
      ])
    #expect(try await self.page(task("web/a", "cancelled") + blockers).all(".notice").isEmpty)
  }

  @Test func commandsByStatus() async throws {
    func commands(_ status: String, _ more: String = "") async throws -> [String] {
      let page = try await page(task("web/a", status, "branch: \"feature/it's\"", "base: main") + more)
      return page.first(".commands")?.all("li").map(\.text) ?? []
    }
    #expect(try await commands("todo") == ["Start it orchsite worker start web a"])
    #expect(try await commands("in-progress") == ["Hand it to review orchsite task move web/a review"])
    #expect(try await commands("done") == ["Open it again orchsite task move web/a todo"])
    #expect(try await commands("cancelled") == ["Open it again orchsite task move web/a todo"])
    #expect(
      try await commands("review") == [
        "See what changed orchsite diff web a",
        "Merge and finish it orchsite feature finish web a",
      ])
    #expect(
      try await commands("review", repo("web", "path: none")) == [
        "See what changed orchsite task show web/a", "Merge and finish it orchsite task move web/a done",
      ])
  }

  @Test func theTimeline() async throws {
    let page = try await page(
      task("web/a", "in-progress")
        + update(
          "web/a", "12-09", "ada", "in-progress", "blockers: [stone, wall]", "minutes: 60", "billable_minutes: 30")
        + update(
          "web/a", "13-09", "bo", "in-progress", "resolves: [stone]", "minutes: -20",
          "corrects: 20260112T090000000Z-ada")
        + update(
          "web/a", "14-09", "ada", "in-progress", "blockers: [stone]", "commits: 1", "head: ce0e623e0d12345",
          body: "*Note*")
        + update("web/a", "15-09", "board", "in-progress", "done: [a, b]", "next: [c]", "ready_for_merge: true"))
    let entries = page.first("ol.timeline")?.children.filter { $0.name == "li" } ?? []
    #expect(
      entries.map { $0.attributes["id"] } == [
        "20260115T090000000Z-board", "20260114T090000000Z-ada", "20260113T090000000Z-bo", "20260112T090000000Z-ada",
      ])
    #expect(
      entries.map { $0.first(".when")?.text } == [
        "15 Jan, 09:00 board In progress ready to merge", "14 Jan, 09:00 ada In progress 1 commitce0e623e0",
        "13 Jan, 09:00 bo In progress −20 mincorrects an earlier update",
        "12 Jan, 09:00 ada In progress 1 hbillable 30 min",
      ])
    #expect(entries[2].first(".claims")?.first("a")?.attributes["href"] == "#20260112T090000000Z-ada")
    #expect(entries[0].texts("p.kind") == ["Done", "Next"] && entries[0].first("ul")?.texts("li") == ["a", "b"])
    #expect(entries[1].first(".prose")?.text == "Note")
    // The first stone was resolved, though there is a stone again; the wall stands.
    #expect(entries[1].first("ul")?.texts("li") == ["stone"])
    #expect(entries[2].first("ul")?.texts("li") == ["stone"] && entries[2].texts("p.kind") == ["Resolved"])
    #expect(entries[3].first("ul")?.texts("li") == ["stone resolved", "wall"])
    #expect(page.first(".fact-time")?.first("dd")?.text == "40 min")
  }

  @Test func resolvedAtOnceAndNotByItself() async throws {
    let page = try await page(
      task("web/a", "todo") + update("web/a", "12-09", "ada", "todo", "blockers: [x, y]")
        + update("web/a", "13-09", "ada", "todo", "resolves: all", "blockers: [y]"))
    #expect(
      page.first("ol.timeline")?.all("ul").map { $0.texts("li") } == [["y"], ["all"], ["x resolved", "y resolved"]])
  }

  @Test func aCorrectionOfAnUnknownUpdateIsNoLink() async throws {
    let page = try await page(
      task("web/a", "todo") + update("web/a", "13-09", "ada", "todo", "minutes: -5", "corrects: 20260112T090000000Z-bo")
    )
    #expect(page.first(".claims")?.text == "−5 min")
  }

  @Test func decisionsAboutIt() async throws {
    let page = try await page(
      task("web/a", "todo") + decision("2026-01-10-x-y", "task: web/a", title: "X")
        + decision("2026-01-12-z", "task: web/gone")
        + decision("2026-01-11-n", "repo: web", "task: a", title: "N"))
    #expect(page.first("[aria-labelledby]")?.name == "section")
    let links = page.all("section").first { $0.attributes["aria-labelledby"] == "decisions" }?.all("a") ?? []
    #expect(links.map(\.text) == ["N", "X"])
    #expect(
      links.map { $0.attributes["href"] } == [
        "../../decisions.html#2026-01-11-n", "../../decisions.html#2026-01-10-x-y",
      ])
  }
}
