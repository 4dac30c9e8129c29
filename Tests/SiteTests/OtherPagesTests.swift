import Content
import Foundation
import TestSupport
import Testing

@testable import Site

/// Workers, decisions, sprints, repos, and `board.json`.
@Suite struct OtherPagesTests {
  // MARK: Workers

  @Test func workersByState() async throws {
    let text =
      index + task("web/q", "todo", "assignee: quin") + update("web/q", "15-10", "quin", "todo", "blockers: [\"Why?\"]")
      + task("web/b", "in-progress") + update("web/b", "13-12", "bo", "in-progress", "blockers: [stone]")
      + task("web/s", "in-progress") + update("web/s", "10-12", "sam", "in-progress", "done: [half]")
      + task("web/s2", "in-progress", "depends_on: [q]")
      + update("web/s2", "15-11", "sam", "in-progress", "next: [more]")
      + task("web/n", "in-progress", "assignee: Nobody yet", "created: 2026-01-01")
      + task("web/w", "in-progress", "assignee: wu")
      + task("web/r", "review") + update("web/r", "12-10", "rae", "review")
      + update("web/r", "14-10", "board", "review")
      + task("web/f", "done") + update("web/f", "12-10", "finn", "done") + task("web/t", "todo", "assignee: tess")
    let site = try await publish(text)
    #expect(SiteChecker.problems(of: site) == [])
    let people = site.page("workers.html").all("li.person")
    #expect(
      people.map { $0.first("h2")?.text } == [
        "quin asks you 2 h", "bo blocked 2 days", "Nobody yet silent", "sam silent 5 days", "wu working",
        "finn idle since 12 Jan", "rae idle since 12 Jan", "tess idle",
      ])
    #expect(
      people.map { $0.classes.last } == ["question", "blocked", "stale", "stale", "working", "idle", "idle", "idle"])
    #expect(people[2].attributes["id"] == "worker-Nobody%20yet")
    #expect(
      people[3].texts(".on a") == []
        && people[3].all(".on").map { $0.first("a")?.text } == ["Task web/s", "Task web/s2"])
    #expect(people[3].texts(".waits-for") == ["waits for Task web/q"])
    #expect(people[3].texts(".last") == ["Last report 11:00 on Task web/s2: more"])
    #expect(people[5].texts(".nothing") == ["No task in progress."] && people[6].all(".on").count == 1)
    #expect(people[7].texts(".last") == ["Has not reported yet."])
    #expect(try await publish(index).page("workers.html").all("li.person").isEmpty)
  }

  // MARK: Decisions

  @Test func decisionsHaveAnchors() async throws {
    let site = try await publish(
      index + repo("web") + task("web/a", "todo")
        + decision("2026-01-10-a", "repo: web", "task: a", "worker: ada", "tags: [x, \"y z\"]", body: "# Why\nSo.")
        + decision("2026-01-12-odd", "repo: gone", title: "Odd")
        + decision("2026-01-11-c", "task: web/a"))
    #expect(SiteChecker.problems(of: site) == [])
    let log = site.page("decisions.html").all("article")
    #expect(
      log.map { $0.attributes["id"] } == [
        "2026-01-12-odd", "2026-01-11-c", "2026-01-10-a",
      ])
    #expect(
      log.map { $0.first(".who")?.text } == [
        "12 Jan", "11 Jan Repo web on Task web/a", "10 Jan Repo web on Task web/a ada x y z",
      ])
    #expect(log[2].attributes["data-labels"] == "x\ny z" && log[2].attributes["data-repo"] == "web")
    #expect(log[2].first("h3")?.attributes["id"] == "2026-01-10-a--why")
    #expect(log[0].attributes["data-repo"] == nil)
    #expect(site.page("decisions.html").first("output")?.text == "3 decisions")
  }

  // MARK: Sprints and repos

  @Test func sprintsAndTheirStates() async throws {
    let site = try await publish(Rich.text)
    #expect(
      site.page("sprints.html").all("li.sprint").map { $0.texts(".state") + $0.texts(".totals") } == [
        ["Planned", "no tasks –"], ["Planned", "0 of 1 done –"], ["Current", "1 of 9 done 4 h 50 of 5 h"],
        ["Over", "1 of 1 done 1 h"],
      ])
    let page = site.page("sprints/s2.html")
    func headline(_ sprint: String) -> [String] {
      let head = site.page("sprints/\(sprint).html").first(".page-head")
      return [head?.first(".state")?.text ?? ""]
        + (head?.first(".figures")?.children.filter { $0.name == "div" } ?? [])
        .map(\.text)
    }
    #expect(
      headline("s2") == [
        "Current", "5 – 18 Jan 3 days left", "Done 1 of 9", "Hours 4 h 50 of 5 h",
        "Burndown Burndown: 8 of 9 tasks left on day 11 of 14, 6 behind the ideal line 6 behind",
      ])
    #expect(page.first("nav.pager")?.texts("a") == ["← Sprint s1", "All sprints", "Sprint s3 →"])
    #expect(page.first("tfoot")?.text == "All 9 1 6 h 4 h 50")
    #expect(site.page("sprints/s1.html").first("nav.pager")?.texts("a") == ["All sprints", "Sprint s2 →"])
    #expect(headline("s3") == ["Planned", "19 Jan – 1 Feb starts in 4 days", "Done 0 of 1"])
    #expect(headline("s1").prefix(2) == ["Over", "1 – 4 Jan ended 11 days ago"])
    #expect(
      site.page("sprints/s4.html").first(".empty")?.texts("p")
        == ["No task is in this sprint yet.", "orchsite task set REPO/TASK sprint=s4"])
  }

  @Test func reposInOrder() async throws {
    let site = try await publish(Rich.text)
    let rows = site.page("repos.html").first("tbody")?.all("tr") ?? []
    #expect(rows.map { $0.first("th")?.text } == ["Repo api", "Repo web", "Repo idle", "later"])
    #expect(rows.map { $0.first("a")?.classes ?? [] } == (1...4).map { ["repo", "r\($0)"] })
    #expect(rows[0].texts("td") == ["2", "3", "0", "1", "1 blocked", "ada, cy, dora", "2 h 20", "Acme & Co"])
    #expect(site.page("repos/later.html").first("h1")?.text == "later")
    #expect(site.page("repos/later.html").texts(".source") == ["Edit content/repos/later.md"])
    #expect(site.page("repos/web.html").first(".fact-url")?.all("a").isEmpty == true)
    #expect(site.page("repos/web.html").first(".fact-path")?.text == "Path no repo")
    #expect(site.page("repos/web.html").first(".fact-rate")?.text == "Rate not billable")
    #expect(
      site.page("repos/api.html").first(".commands")?.texts("li") == ["test swift test", "lint a < b"])
  }

  @Test func coloursComeRound() async throws {
    let site = try await publish(index + (0..<9).map { repo("r\($0)", "order: \($0)") }.joined())
    #expect(site.page("repos.html").all("a.repo").map { $0.classes[1] } == (1...8).map { "r\($0)" } + ["r1"])
  }

  // MARK: board.json

  @Test func boardJSONIsWhatTheManualSays() async throws {
    let site = try await publish(Rich.text, git: Rich.git)
    let text = try #require(site.files["board.json"])
    #expect(text.hasSuffix("}\n") && text.dropLast().allSatisfy { !$0.isNewline })
    let board = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(
      board.keys.sorted() == [
        "as_of", "current_sprint", "kind", "needs", "next", "project", "repos", "schema", "sprints", "tasks",
        "unreadable",
      ])
    #expect(board["schema"] as? Int == 1 && board["kind"] as? String == "board")
    #expect(board["project"] as? String == "Juniper <Shop> & \"Söhne\" 🌲")
    #expect(board["as_of"] as? String == noon && board["current_sprint"] as? String == "s2")
    #expect((board["next"] as? [String])?.prefix(2) == ["api/base", "api/free"])
    let tasks = try #require(board["tasks"] as? [[String: Any]])
    #expect(tasks.count == site.workspace.tasks.count)
    #expect(Set(tasks.map { $0.keys.sorted() }).count == 1)
    let refunds = try #require(tasks.first { $0["task"] as? String == "api/refunds" })
    #expect(refunds["title"] as? String == "Refund <API> \"now\"\u{301}")
    #expect(refunds["spent_minutes"] as? Int == 60 && refunds["boxes_done"] as? Int == 1)
    #expect((refunds["blockers"] as? [[String: Any]])?.map { $0["text"] as? String } == ["Which key?", "stone"])
    #expect(refunds["finished"] is NSNull && refunds["reported"] as? String == "review")
    let needs = try #require(board["needs"] as? [[String: Any]])
    #expect(needs.count == 11 && Set(needs.map { $0.keys.sorted() }).count == 1)
    #expect(
      (board["unreadable"] as? [[String: Any]])?.map { $0["path"] as? String } == [
        "content/tasks/api/broken.md", "content/tasks/api/broken2.md",
      ])
    let empty = try await publish(content: [:]).files["board.json"] ?? ""
    #expect(empty.contains("\"current_sprint\":null") && empty.contains("\"tasks\":[]"))
  }
}
