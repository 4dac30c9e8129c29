import Billing
import Content
import Evidence
import Quantities
import Sessions
import TestSupport
import Testing

@testable import Situation

/// What comes next, who does what, and the words for it.
@Suite struct SituationTests {
  // MARK: Next

  @Test func nextIsByPriorityRepoDueAndName() async throws {
    let situation = try await situation(
      task("web/b-due", "todo", "due: 2026-01-20"), task("web/a-later", "todo", "due: 2026-01-21"),
      task("web/no-due", "todo"), task("web/medium", "todo", "priority: medium"), task("api/plain", "todo"),
      task("web/urgent", "todo", "priority: urgent"), task("api/low", "todo", "priority: low"),
      task("api/started", "in-progress"), task("api/waiting", "todo", "depends_on: plain"),
      task("api/client", "todo", "waits_for: client"), task("api/blocked", "todo"),
      update("api/blocked", "14-08", "ada", "todo", "blockers: [x]"),
      "\n-- content/tasks/api/other.md --\n---\ntitle: Other sprint\nstatus: todo\n---")
    #expect(
      situation.next.map(\.id.description)
        == ["web/urgent", "api/plain", "web/b-due", "web/a-later", "web/medium", "web/no-due", "api/low"])
    #expect(
      situation.next.prefix(3).map { "\($0.why) $ \($0.command)" } == [
        "Urgent priority, nothing to wait for. $ orchsite worker start web urgent",
        "No priority set, nothing to wait for. $ orchsite worker start api plain",
        "No priority set, due 20 Jan, nothing to wait for. $ orchsite worker start web b-due",
      ])
  }

  @Test func whyNothingIsNext() async throws {
    #expect(try await situation(task("web/a", "review")).nothingNext == "Nothing is left to start.")
    let one = try await situation(task("web/a", "todo", "waits_for: client"))
    #expect(one.nothingNext == "Nothing can start: 1 open task waits for something.")
    let two = try await situation(
      task("web/a", "todo", "waits_for: client"), task("web/b", "todo", "depends_on: a"))
    #expect(two.nothingNext == "Nothing can start: 2 open tasks wait for something.")
  }

  // MARK: Crew

  private static let crew =
    task("web/a", "in-progress", "assignee: ada") + update("web/a", "15-08", "ada", "in-progress")
    + task("web/b", "in-progress", "assignee: bo")
    + update("web/b", "15-08", "bo", "in-progress", "blockers: [x]")
    + task("web/q", "todo", "assignee: quin") + update("web/q", "14-08", "quin", "todo", "blockers: [Why?, x]")
    + task("web/s", "in-progress", "assignee: sam") + update("web/s", "10-08", "sam", "in-progress")
    + task("web/i", "todo", "assignee: ida") + task("web/r", "review", "assignee: rob")
    + task("web/d", "done", "assignee: gone") + task("web/e", "done") + update("web/e", "14-08", "eve", "done")
    + update("web/e", "15-08", "board", "done")

  private func lines(_ situation: BoardSituation) -> [String] {
    situation.crew.map { "\($0.name) \($0.stateWords(situation.times)) \($0.tasks.map(\.id.task))" }
  }

  @Test func crewIsListedByStateThenName() async throws {
    #expect(
      lines(try await situation(Self.crew)) == [
        "quin asks you 1 day [\"q\"]", "bo blocked 4 h [\"b\"]", "sam silent 5 days [\"s\"]", "ada working [\"a\"]",
        "eve idle since 14 Jan []", "ida idle []", "rob idle [\"r\"]",
      ])
  }

  @Test func sessionsSayWhatReportsCannot() async throws {
    func mark(_ worker: String, _ state: SessionMark.State, _ since: String) -> SessionMark {
      SessionMark(worker: worker, task: nil, state: state, since: at(since))
    }
    let situation = try await situation(
      Self.crew,
      sessions: [
        mark("ada", .needsYou, "15-09"), mark("ada", .working, "15-11"), mark("quin", .working, "15-11"),
        mark("sam", .background, "15-11"), mark("rob", .plan, "15-10"), mark("eve", .stopped, "15-11"),
        mark("new", .idle, "15-11"), mark("bo", .gone, "15-11"),
      ])
    #expect(
      lines(situation) == [
        // What is written down counts more than what the session is at.
        "quin asks you 1 day [\"q\"]", "bo blocked 4 h [\"b\"]",
        "ada needs you 3 h [\"a\"]", "eve stopped 1 h []", "rob plan to approve 2 h [\"r\"]",
        "sam working [\"s\"]", "new idle []", "ida unseen []",
      ])
  }

  // MARK: Ages

  @Test(arguments: [
    ("2026-01-15T12:00:30Z", "just now"), ("2026-01-15T11:59:01Z", "just now"), ("2026-01-15T11:59:00Z", "1 min"),
    ("2026-01-15T11:00:01Z", "59 min"), ("2026-01-15T11:00:00Z", "1 h"), ("2026-01-14T12:00:01Z", "23 h"),
    ("2026-01-14T12:00:00Z", "1 day"), ("2026-01-13T12:00:00Z", "2 days"), ("2025-01-15T12:00:00Z", "365 days"),
  ])
  func ages(_ since: String, _ age: String) {
    #expect(TimeText(asOf: instant(noon)).age(instant(since)) == age)
  }

  @Test(arguments: [
    (0, "0 min"), (59, "59 min"), (60, "1 h"), (1_439, "23 h"), (1_440, "1 day"), (2_736, "1.9 days"),
    (2_879, "2 days"), (14_350, "10 days"), (20_000, "14 days"),
  ])
  func lengths(_ minutes: Int, _ words: String) {
    #expect(TimeText(asOf: instant(noon)).length(minutes: minutes) == words)
  }

  @Test func badgesAreCompleteInThemselves() async throws {
    let situation = try await situation(
      task("web/a", "in-progress", "due: 2026-01-10", "waits_for: the moon"),
      update("web/a", "10-08", "ada", "review", "blockers: [x]"), task("api/b", "in-progress"),
      git: [
        "web/a": TaskEvidence(commits: 0, collisions: [.init(task: id("api/b"), files: [.init("x")])])
      ])
    let task = try #require(situation.workspace.task(id("web/a")))
    #expect(
      situation.badges(of: task).map { "\($0.kind): \($0.text)" } == [
        "blocked: blocked 5 days", "clash: clash: Task api/b", "unproven: unproven", "drift: reported: review",
        "overdue: overdue 5 days", "stale: stale 5 days", "waiting: waits for the moon",
      ])
    #expect(situation.progress(of: task) == "0 commits")
  }

  // MARK: One client

  @Test func aRestrictedSituationHasNoEvidenceAndNoSessions() async throws {
    let situation = try await situation(
      task("web/a", "in-progress", "client: acme", "assignee: zq-worker"),
      update("web/a", "10-08", "zq-worker", "in-progress", "blockers: [zq-secret?]"), task("web/b", "review"),
      invoice("I-1", due: "2026-01-10"),
      git: ["web/a": TaskEvidence(commits: 0, uncommittedFiles: 3)],
      money: MoneyFacts(toDecide: Minutes(90), unbilled: []),
      sessions: [SessionMark(worker: "zq-worker", task: "web/a", state: .needsYou, since: at("15-09"))])
    let restricted = situation.restricted(to: try #require(situation.workspace.client("acme")))
    #expect(restricted.git == nil && restricted.money == nil && restricted.sessions == nil)
    #expect(restricted.crew.isEmpty)
    // What is left is told by the status and the day that a client sees too.
    #expect(restricted.needs.map(\.kind) == [.stale, .invoice])
    var text = ""
    dump(restricted, to: &text)
    #expect(text.contains("Task web/a") && !text.contains("zq-"))
    #expect(restricted.workspace.tasks.map(\.task.title) == ["Task web/a"])
    #expect(restricted.invoices?.invoices.map(\.document.number) == ["I-1"])
  }

  @Test func withoutMoneyNothingIsSaidAboutIt() async throws {
    let situation = try await situation(
      invoice("I-1", due: "2026-01-10"), money: MoneyFacts(toDecide: Minutes(90), unbilled: []))
    #expect(situation.needs.count == 2)
    #expect(situation.withoutMoney().needs.isEmpty)
  }
}
