import Content
import Evidence
import Quantities
import TestSupport
import Testing

@testable import Site

/// What git says, on cards and among what needs the reader.
@Suite struct EvidenceTests {
  private static let text =
    index + repo("web", "order: 1") + repo("api", "order: 2") + sprint("s", "2026-01-05", "2026-01-18")
    + task("web/a", "in-progress", "sprint: s", title: "A") + task("api/b", "in-progress", "sprint: s", title: "B & co")
    + task("web/done", "done", "sprint: s", title: "D")

  private func id(_ text: String) -> TaskID { TaskID(text) ?? TaskID(repo: "", task: "") }

  private func publish(_ tasks: [String: TaskEvidence], _ more: String = "") async throws -> HTMLNode {
    let facts = GitFacts(
      readAt: instant(noon), tasks: Dictionary(uniqueKeysWithValues: tasks.map { (id($0.key), $0.value) }))
    let site = try await SiteTests.publish(Self.text + more, git: facts)
    #expect(SiteChecker.problems(of: site) == [])
    return site.page("index.html")
  }

  private func card(_ page: HTMLNode, _ task: String) throws -> HTMLNode {
    try #require(page.all("li.card").first { $0.attributes["data-item"] == task })
  }

  @Test func gitsFiguresAreOnTheCard() async throws {
    let page = try await publish([
      "web/a": TaskEvidence(commits: 3, lastCommit: instant("2026-01-15T11:48:00Z")), "api/b": TaskEvidence(commits: 1),
      "web/done": TaskEvidence(commits: 0),
    ])
    #expect(try card(page, "web/a").texts(".git") == ["3 commits · 12 min"])
    #expect(try card(page, "api/b").texts(".git") == ["1 commit"])
    #expect(try card(page, "web/done").texts(".git") == ["0 commits"])
    #expect(try card(try await publish([:]), "web/a").texts(".git") == [])
  }

  @Test func aPairIsOneNeedWhoeverTellsOfIt() async throws {
    let ab = TaskEvidence(commits: 1, collisions: [.init(task: id("api/b"), files: [.init("x"), .init("y")])])
    let ba = TaskEvidence(commits: 1, collisions: [.init(task: id("web/a"), files: [.init("x"), .init("y")])])
    for tasks in [["web/a": ab, "api/b": ba], ["web/a": ab], ["api/b": ba]] {
      let page = try await publish(tasks)
      #expect(page.all("li.need.clash").count == 1)
      #expect(page.first("li.need.clash")?.texts(".says") == ["both change x, y"])
    }
    let page = try await publish(["web/a": ab, "api/b": ba])
    // Repo order says who comes first.
    #expect(page.first("li.need.clash")?.texts("a") == ["A", "B & co"])
    #expect(try card(page, "web/a").texts(".badge") == ["clash: B & co"])
    #expect(try card(page, "web/a").classes == ["card", "warn"])
    #expect(try card(page, "api/b").texts(".badge") == ["clash: A"])
  }

  @Test func aClashWithAFinishedTaskIsListed() async throws {
    let page = try await publish([
      "web/a": TaskEvidence(commits: 1, collisions: [.init(task: id("web/done"), files: [.init("x")])]),
      "web/done": TaskEvidence(commits: 1, collisions: [.init(task: id("web/a"), files: [.init("x")])]),
    ])
    #expect(page.all("li.need.clash").map { $0.texts("a") } == [["A", "D"]])
    #expect(try card(page, "web/done").all(".badge").isEmpty)
    let earlier = try await publish([
      "web/a": TaskEvidence(commits: 1, collisions: [.init(task: id("api/gone"), files: [.init("x")])])
    ])
    #expect(try card(earlier, "web/a").texts(".badge") == ["clash: api/gone"])
  }

  @Test func claimsWithoutProof() async throws {
    func says(_ update: String, _ evidence: TaskEvidence) async throws -> [String] {
      let page = try await publish(["web/a": evidence], update)
      let badges = try card(page, "web/a").texts(".badge")
      return page.all("li.need.unproven").flatMap { $0.texts(".says") } + (badges.contains("unproven") ? ["badge"] : [])
    }
    let review = update("web/a", "15-10", "ada", "review", "commits: 5")
    #expect(try await says(review, TaskEvidence(commits: 0)) == ["claims review, 0 commits", "badge"])
    #expect(try await says(review, TaskEvidence(commits: 0, merge: .merged(.reachable))) == [])
    #expect(try await says(review, TaskEvidence(commits: 1)) == [])
    let ready = update("web/a", "15-10", "ada", "in-progress", "ready_for_merge: true")
    #expect(
      try await says(ready, TaskEvidence(commits: 1, uncommittedFiles: 1)) == [
        "claims ready, 1 uncommitted file", "badge",
      ])
    #expect(
      try await says(ready, TaskEvidence(commits: 1, uncommittedFiles: 2)) == [
        "claims ready, 2 uncommitted files", "badge",
      ])
    #expect(try await says(ready, TaskEvidence(commits: 1)) == [])
    #expect(try await says("", TaskEvidence(commits: 0, uncommittedFiles: 9)) == [])
    // What a person moved on the board is no claim.
    #expect(try await says(update("web/a", "15-10", "board", "review"), TaskEvidence(commits: 0)) == [])
  }

  @Test func aCommitIsASignOfLife() async throws {
    let old = update("web/a", "10-10", "ada", "in-progress")
    for (commit, isStale) in [
      ("2026-01-15T11:00:00Z", false), ("2026-01-12T12:01:00Z", false), ("2026-01-12T12:00:00Z", true),
      ("2026-01-10T12:00:00Z", true),
    ] {
      let page = try await publish(["web/a": TaskEvidence(commits: 1, lastCommit: instant(commit))], old)
      #expect(page.all("li.need.stale").isEmpty != isStale)
      #expect(try card(page, "web/a").texts(".badge") == (isStale ? ["stale 5 days"] : []))
    }
    #expect(try await publish(["web/a": TaskEvidence(commits: 1)], old).all("li.need.stale").count == 1)
  }
}
