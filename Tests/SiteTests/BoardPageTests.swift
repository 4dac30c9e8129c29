import Content
import Evidence
import Foundation
import TestSupport
import Testing

@testable import Site

/// The board: index, sprint and repo pages.
@Suite struct BoardPageTests {
  private static let current = index + sprint("s", "2026-01-05", "2026-01-18")

  private func card(_ keys: String..., status: String = "in-progress", more: String = "", git: GitFacts? = nil)
    async throws -> HTMLNode
  {
    let lines = (["title: T", "status: \(status)", "sprint: s"] + keys).joined(separator: "\n")
    let file = "\n-- content/tasks/web/a.md --\n---\n\(lines)\n---\n- [x] a\n  - [ ] b\n"
    let site = try await publish(Self.current + file + more, git: git)
    let cards = site.page("index.html").all("li.card")
    return try #require(cards.first { $0.attributes["data-item"] == "web/a" })
  }

  // MARK: The page

  @Test func theOrderOfTheBoard() async throws {
    let site = try await publish(Rich.text)
    let main = try #require(site.page("index.html").first("main"))
    let marks = ["needs", "next-up", "unreadable", "filter", "board", "outlook", "since", "intro"]
    #expect(
      main.descendants.filter { $0.name != "li" }.compactMap { node in marks.last(where: node.classes.contains) }
        == marks)
    #expect(main.first(".outlook")?.texts("h2") == ["Since yesterday", "Burndown", "Hours"])
    #expect(main.first(".board")?.all("section").map { $0.classes[1] } == ["todo", "in-progress", "review", "done"])
    #expect(site.page("sprints/s2.html").first(".board")?.texts("h2").last == "Cancelled 1")
  }

  @Test func theLineAboveTheBoard() async throws {
    func line(_ text: String, _ asOf: String = noon) async throws -> [String]? {
      try await publish(text, asOf: asOf).page("index.html").first(".page-head")?.first(".figures")?.children
        .filter { $0.name == "div" }.map(\.text)
    }
    func goal(_ text: String, _ asOf: String = noon) async throws -> String? {
      try await publish(text, asOf: asOf).page("index.html").first(".goal")?.text
    }
    #expect(try await goal(index) == "No sprint yet: orchsite sprint new NAME --start DATE --end DATE")
    #expect(try await goal(Self.current) == "This sprint has no goal.")
    #expect(try await goal(Rich.text) == "Refunds & more")
    #expect(try await line(Self.current) == ["5 – 18 Jan 3 days left", "Done 0 of 0"])
    #expect(try await goal(Self.current, "2026-01-04T12:00:00Z") == "Sprint s starts in 1 day")
    #expect(try await line(Self.current, "2026-01-17T12:00:00Z")?[0] == "5 – 18 Jan 1 day left")
    #expect(try await line(Self.current, "2026-01-18T23:59:59Z")?[0] == "5 – 18 Jan last day")
    #expect(try await line(Self.current, "2026-01-19T00:00:00Z")?[0] == "5 – 18 Jan ended 1 day ago")
    #expect(
      try await line(Self.current.replacing("project: P", with: "project: P\nsprint: s"), "2026-01-03T12:00:00Z")
        == ["5 – 18 Jan starts in 2 days", "Done 0 of 0"])
    #expect(
      try await line(Rich.text) == [
        "5 – 18 Jan 3 days left", "Done 1 of 9", "Hours 4 h 50 of 5 h",
        "Workers 1 working 1 waits for you 1 silent, 3 idle",
        "Burndown Burndown: 8 of 9 tasks left on day 11 of 14, 6 behind the ideal line 6 behind",
      ])
  }

  @Test func columnsCountAndLimit() async throws {
    let site = try await publish(Rich.many)
    let columns = site.page("index.html").all("section.column")
    #expect(
      columns.map { $0.first("h2")?.text } == [
        "To do 4 of at most /1 over the limit", "In progress 0", "Review 0", "Done 51",
      ])
    #expect(columns.map { $0.all("li.card").count } == [4, 0, 0, 50])
    #expect(columns[3].first(".more a") == nil && columns[3].first(".more")?.text == "1 more")
    #expect(columns[3].first(".more")?.first("a")?.attributes["href"] == "tasks.html#status=done")
    #expect(columns[1].texts("p.nothing") == ["Nothing here."])
    // Limits are those of the current sprint's board.
    #expect(site.page("repos/web.html").all(".limit").isEmpty)
    #expect(site.page("repos/web.html").first(".more")?.first("a")?.attributes["href"] == "../tasks.html#status=done")
    #expect(site.page("sprints/s.html").all(".limit").count == 1)
    #expect(site.page("tasks.html").all("tr").count == 56)
    // The newest are shown; of equal ones the first.
    let done = columns[3].all("li.card").compactMap { $0.attributes["data-item"] }
    #expect(!done.contains("web/t9"))
  }

  @Test func withoutASprintTheSprintlessAreOnTheBoard() async throws {
    let site = try await publish(index + task("web/a", "todo") + task("web/b", "done") + task("web/c", "cancelled"))
    let page = site.page("index.html")
    #expect(page.all("li.card").compactMap { $0.attributes["data-item"] } == ["web/a", "web/b"])
    #expect(page.first("h1")?.text == "Board")
    #expect(page.first(".outlook")?.texts("h2") == ["Since yesterday", "Hours"])
    #expect(site.page("backlog.html").all("tbody").flatMap { $0.texts("a") } == ["Task web/a"])
    #expect(
      site.page("backlog.html").first(".status-line")?.texts("li") == [
        "open tasks in no sprint", "2 done or cancelled tasks are in no sprint",
      ])
    // The repo has no file, and a page all the same.
    #expect(site.page("repos/web.html").first("h1")?.text == "web")
  }

  // MARK: Cards

  @Test func aPlainCard() async throws {
    let card = try await card("priority: medium", "labels: [x, y z]", status: "todo")
    #expect(card.first("a.title")?.attributes["href"] == "tasks/web/a.html")
    #expect(card.first(".who")?.text == "web 1/2")
    #expect(card.first(".meta")?.text == "next x y z")
    #expect(card.all("a.tag").map { $0.attributes["href"] } == ["tasks.html#label=x", "tasks.html#label=y%20z"])
    #expect(card.classes == ["card", "next"])
    #expect(card.attributes["data-priority"] == "medium" && card.attributes["data-labels"] == "x\ny z")
    #expect(card.attributes["data-blocked"] == nil && card.all(".prio").isEmpty)
  }

  @Test func highPrioritiesShowWhileATaskIsOpen() async throws {
    #expect(try await card("priority: urgent").texts(".prio") == ["urgent"])
    #expect(try await card("priority: high").texts(".prio") == ["high"])
    #expect(try await card("priority: low").texts(".prio") == [])
    #expect(try await card("priority: urgent", status: "done").texts(".prio") == [])
  }

  @Test func theTwoStrongestBadges() async throws {
    let card = try await card(
      "due: 2026-01-13", "waits_for: client",
      more: update("web/a", "08-10", "ada", "review", "blockers: [x]"))
    #expect(card.texts(".badge") == ["blocked 7 days", "reported: review"])
    #expect(card.classes == ["card", "bad"])
    #expect(card.attributes["data-blocked"] != nil)
    // The badge that says how late it is may be the third.
    #expect(card.texts(".due") == [])
    #expect(
      try await self.card("due: 2026-01-14", "waits_for: the moon").texts(".badge") == [
        "overdue 1 day", "waits for the moon",
      ])
    let today = try await self.card("due: 2026-01-15")
    #expect(today.texts(".badge") == [] && today.texts(".due.soon") == ["due today"])
    #expect(try await self.card("due: 2026-01-16").texts(".due.soon") == ["due tomorrow"])
    #expect(try await self.card("due: 2026-01-18").texts(".due.soon") == ["due 18 Jan"])
    let later = try await self.card("due: 2026-01-19")
    #expect(later.texts(".due") == ["due 19 Jan"] && later.all(".soon").isEmpty)
    let ready = try await self.card(
      status: "review", more: update("web/a", "15-11", "ada", "review", "ready_for_merge: true"))
    #expect(ready.texts(".badge") == ["ready"] && ready.classes == ["card", "good"])
    let stale = try await self.card(more: update("web/a", "12-11", "ada", "in-progress"))
    #expect(stale.texts(".badge") == ["stale 3 days"] && stale.classes == ["card", "warn"])
  }

  @Test func closedCardsHaveNoBadges() async throws {
    let card = try await card(
      "due: 2026-01-02", "waits_for: client", "depends_on: [b]", status: "done",
      more: update("web/a", "08-10", "ada", "done", "blockers: [x]") + task("web/b", "todo"))
    #expect(card.all(".badge").isEmpty && card.all(".due").isEmpty && card.all(".waits").isEmpty)
    #expect(card.first(".when")?.text == "8 Jan")
    #expect(card.attributes["data-blocked"] == nil && card.classes == ["card"])
  }

  @Test func aCardThatWaits() async throws {
    let card = try await card(
      "depends_on: [b, other/gone, c]", status: "todo",
      more: task("web/b", "review", title: "B & co") + task("web/c", "done"))
    #expect(card.texts(".waits") == ["waits for B & co, other/gone"])
    #expect(card.classes == ["card", "dim"])
    let many = (1...5).map { task("web/t\($0)", $0 < 3 ? "done" : "todo") }.joined()
    #expect(
      try await self.card("depends_on: [t1, t2, t3, t4, t5]", status: "todo", more: many).texts(".waits")
        == ["5 dependencies, 3 open"])
    #expect(
      try await self.card("depends_on: [t3, t4, t5]", status: "todo", more: many).texts(".waits")
        == ["waits for 3 tasks"])
  }

  @Test func aCardSaysWhoseItIs() async throws {
    func by(_ name: String) async throws -> [String] {
      let link = try #require(try await card("assignee: \(name)").first("a.by"))
      return [link.attributes["data-by"] ?? "", link.attributes["title"] ?? "", link.attributes["href"] ?? ""]
    }
    #expect(try await by("ada") == ["AD", "ada", "workers.html#worker-ada"])
    #expect(try await by("Ada Lovelace") == ["AL", "Ada Lovelace", "workers.html#worker-Ada%2520Lovelace"])
    #expect(try await by("élan-bot") == ["ÉB", "élan-bot", "workers.html#worker-%25C3%25A9lan-bot"])
    #expect(try await by("a" + String(repeating: "\u{301}", count: 500)).first?.unicodeScalars.count == 8)
    // Nobody of whom the workers' page knows.
    let old = try await card("assignee: bo", status: "done")
    #expect(old.all("a.by").isEmpty)
  }

  @Test func labelsBeyondThreeAreCounted() async throws {
    #expect(try await card("labels: [a, b, c, d, e]").texts(".tag") == ["a", "b", "c", "+2"])
  }

  // MARK: Next, since, needs

  @Test func nextSaysWhyOrWhyNot() async throws {
    func next(_ tasks: String...) async throws -> HTMLNode {
      try #require(try await publish(Self.current + tasks.joined()).page("index.html").first(".next-up"))
    }
    #expect(try await next().texts(".nothing") == ["Nothing is left to start."])
    #expect(
      try await next(task("web/a", "todo", "sprint: s", "waits_for: client")).texts(".nothing")
        == ["Nothing can start: 1 open task waits for something."])
    #expect(
      try await next(
        task("web/a", "todo", "sprint: s", "depends_on: [b]"), task("web/b", "todo", "sprint: s", "depends_on: [a]")
      )
      .texts(".nothing") == ["Nothing can start: 2 open tasks wait for something."])
    let some = try await next(
      task("web/d", "todo", "sprint: s"), task("web/c", "todo", "sprint: s"),
      task("web/b", "todo", "sprint: s", "priority: low"),
      task("web/a", "todo", "sprint: s", "priority: high", "due: 2026-02-01"))
    #expect(some.all("details").map { $0.texts("summary") } == [["after that: 2 more"]])
    #expect(
      some.texts("code") == ["a", "c", "d"].map { "orchsite worker start web \($0)" })
    #expect(
      some.texts(".why") == [
        "High priority, due 1 Feb, nothing to wait for.", "No priority set, nothing to wait for.",
        "No priority set, nothing to wait for.",
      ])
  }

  @Test(arguments: [
    ("2026-01-15T12:00:00Z", "Since yesterday", ["14"]), ("2026-01-12T12:00:00Z", "Since Friday", ["11", "10", "09"]),
    ("2026-01-11T12:00:00Z", "Since Friday", ["11", "10", "09"]),
    ("2026-01-10T12:00:00Z", "Since yesterday", ["10", "09"]),
  ])
  func sinceTheLastWorkingDay(_ asOf: String, _ heading: String, _ days: [String]) async throws {
    let text = ["08", "09", "10", "11", "14"].map { update("web/a", "\($0)-10", "ada", "todo") }.joined()
    let site = try await publish(Self.current + task("web/a", "todo") + text, asOf: asOf)
    let since = try #require(site.page("index.html").first("section.since"))
    #expect(since.first("h2")?.text == heading)
    #expect(since.all("time").map { $0.attributes["datetime"] } == days.map { "2026-01-\($0)T10:00:00Z" })
  }

  @Test func whatHappenedSince() async throws {
    let site = try await publish(Rich.many)
    let since = try #require(site.page("index.html").first("section.since"))
    #expect(since.all("li").count == 12 && since.texts(".more") == ["39 more"])
    let rich = try await publish(Rich.text)
    #expect(
      rich.page("index.html").first("section.since")?.texts("p").map { $0.replacing("\"\u{301}", with: "") } == [
        "cy reported on Task api/clash: more", "board moved to done: مهمة", "eve reported on Task web/ready",
        "ada reported on Refund <API> \"now", "ada decided A decision",
      ])
  }

  @Test func needsHaveOneCommandEach() async throws {
    let site = try await publish(Rich.text, git: Rich.git)
    let page = try #require(site.page("index.html").first("section.needs"))
    let needs = page.all("li.need").filter { !$0.classes.contains("group") }
    #expect(
      needs.map { $0.classes[1] } == [
        "question", "blocked", "clash", "clash", "unproven", "ready", "review", "drift", "stale", "unreadable",
        "unreadable",
      ])
    #expect(needs.allSatisfy { $0.all("code").count == 1 })
    #expect(
      needs.flatMap { $0.texts("code") } == [
        "orchsite task unblock api/refunds --blocker='Which key?'", "orchsite task unblock api/refunds --blocker=stone",
        "orchsite diff api clash web ready", "orchsite diff web ready",
        "orchsite task show api/clash", "orchsite task move web/ready done", "orchsite task show web/review",
        "orchsite task accept api/refunds", "orchsite task show api/stale", "orchsite check", "orchsite check",
      ])
    #expect(
      needs[0].first(".what")?.text
        == "'Refund <API> \"now\"\u{301}' “Which key?”".replacing("'", with: ""))
    #expect(needs[0].first(".about")?.text == "Repo api ada 3 days")
    #expect(needs[2].first(".what")?.texts("a") == ["Task api/clash", "Task web/ready"])
    #expect(needs[2].texts(".says") == ["both change a, b"])
    #expect(needs[3].texts(".says") == ["conflicts in c (added by both) with develop"])
    #expect(needs[4].texts(".says") == ["claims ready, 3 uncommitted files"])
    #expect(needs[8].texts(".says") == ["no report"])
    #expect(site.page("index.html").first("#needs")?.text == "Needs you 11")
    #expect(try await publish(index).page("index.html").first(".needs")?.text == "Needs you 0 Nothing needs you.")
  }
}
