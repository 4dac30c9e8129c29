import Billing
import Content
import Evidence
import Quantities
import Sessions
import TestSupport
import Testing

@testable import Situation

/// Who needs me, since when, and what to paste.
@Suite struct NeedTests {
  private static let everything =
    task("web/stale", "in-progress") + update("web/stale", "10-08", "zoe", "in-progress")
    + task("web/drift", "in-progress") + update("web/drift", "15-08", "ada", "done")
    + task("web/review", "review") + update("web/review", "13-08", "ada", "review")
    + task("web/fresh", "review") + update("web/fresh", "15-08", "ada", "review")
    + task("web/ready", "review", "branch: \"feature/it's\"")
    + update("web/ready", "15-08", "ada", "review", "ready_for_merge: true")
    + task("web/blocked", "in-progress")
    + update("web/blocked", "15-07", "bo", "in-progress", "blockers: [No key, Why?]")
    + task("api/blocked", "todo") + update("api/blocked", "14-07", "bo", "todo", "blockers: [Later]")
    + task("web/asks", "in-progress")
    + update("web/asks", "14-09", "ada", "in-progress", "blockers: [Which?]")
    + task("web/closed", "done") + update("web/closed", "14-09", "ada", "done", "blockers: [Old?]")
    + "\n-- content/tasks/web/broken.md --\nnothing"

  private func lines(_ situation: BoardSituation) -> [String] { situation.needs.map { line($0, in: situation) } }

  @Test func theyAreListedByKindThenAge() async throws {
    #expect(
      lines(try await situation(Self.everything)) == [
        "Asks you · web/asks · ada · “Which?” · 1 day · $ orchsite task unblock web/asks",
        "Asks you · web/blocked · bo · “Why?” · 5 h · $ orchsite task unblock web/blocked --blocker='Why?'",
        "Blocked · api/blocked · bo · “Later” · 1 day · $ orchsite task unblock api/blocked",
        "Blocked · web/blocked · bo · “No key” · 5 h · $ orchsite task unblock web/blocked --blocker='No key'",
        "Ready to merge · web/ready · ada · 4 h · $ orchsite feature finish web ready",
        "In review · web/review · ada · 2 days · $ orchsite diff web review",
        "Reported · web/drift · ada · as done · 4 h · $ orchsite task accept web/drift",
        "Silent · web/stale · zoe · no report · 5 days · $ orchsite task show web/stale",
        "Unreadable · content/tasks/web/broken.md: no frontmatter: the first line is not --- · $ orchsite check",
      ])
  }

  @Test func gitAddsCollisionsAndUnprovenClaims() async throws {
    let both = ["x.swift", "y.swift"].map { TaskEvidence.Collision.File($0, lines: [3...9]) }
    let situation = try await situation(
      task("web/a", "in-progress"), update("web/a", "15-08", "ada", "in-progress"),
      task("web/b", "review"), update("web/b", "15-08", "bo", "review", "ready_for_merge: true"),
      task("web/c", "in-progress"), update("web/c", "01-08", "zoe", "in-progress"),
      git: [
        "web/a": TaskEvidence(commits: 1, collisions: [.init(task: id("web/b"), files: both)]),
        "web/b": TaskEvidence(
          commits: 0, uncommittedFiles: 1, collisions: [.init(task: id("web/a"), files: both)]),
        // A commit is a sign of life.
        "web/c": TaskEvidence(commits: 3, lastCommit: at("15-08")),
      ])
    #expect(
      lines(situation) == [
        "Collide · web/a + web/b · ada · both change x.swift:3-9, y.swift:3-9 · $ orchsite diff web a web b",
        "No proof · web/b · bo · claims review, 0 commits · 4 h · $ orchsite task show web/b",
      ])
  }

  @Test(arguments: [
    (TaskEvidence(commits: 0), UnprovenClaim.withoutCommits(.review)),
    (TaskEvidence(commits: 0, merge: .merged(.sameTree)), nil), (TaskEvidence(commits: 1), nil),
    (TaskEvidence(commits: 1, uncommittedFiles: 2), .readyButUncommitted(files: 2)),
    (TaskEvidence(commits: 1, uncommittedFiles: 2, merge: .notConfirmed), .readyButUncommitted(files: 2)),
  ])
  func claimsAreComparedWithGit(_ evidence: TaskEvidence, _ claim: UnprovenClaim?) async throws {
    let situation = try await situation(
      task("web/a", "review"), update("web/a", "15-08", "ada", "review", "ready_for_merge: true"),
      git: ["web/a": evidence])
    #expect(situation.unprovenClaim(of: try #require(situation.workspace.task(id("web/a")))) == claim)
  }

  @Test func moneyAndSessionsAddTheirs() async throws {
    let situation = try await situation(
      task("web/a", "in-progress"), update("web/a", "15-08", "ada", "in-progress"),
      invoice("I-3", due: "2026-01-16"), invoice("I-2", due: "2026-01-15"), invoice("I-1", due: "2026-01-10"),
      "\n-- content/invoices/odd.md --\n---\nx: 1\n---",
      money: MoneyFacts(toDecide: Minutes(90), unbilled: []),
      sessions: [
        SessionMark(worker: "ada", task: "web/a", state: .needsYou, since: at("15-11"), detail: "Bash: make test"),
        SessionMark(worker: "bo", task: nil, state: .stopped, since: at("15-10"), detail: "rate limit"),
        SessionMark(worker: "cy", task: "web/gone", state: .plan, since: at("15-09")),
        SessionMark(worker: "dan", task: "web/a", state: .background, since: at("15-11")),
      ])
    let lines = lines(situation)
    #expect(
      lines == [
        "Plan to approve · cy · 3 h · $ orchsite status", "Stopped · bo · rate limit · 2 h · $ orchsite status",
        "Needs you · web/a · ada · Bash: make test · 1 h · $ orchsite task show web/a",
        lines[3],
        "To decide · 1 h 30 are neither billable nor not · $ orchsite time review",
        "Invoice · Acme: 1\u{202F}000.00 EUR overdue · 5 days · $ orchsite invoice show I-1",
        "Invoice · Acme: 1\u{202F}000.00 EUR due today · $ orchsite invoice show I-2",
      ])
    #expect(lines[3].hasPrefix("Unreadable · content/invoices/odd.md: "))
    #expect(situation.needs.compactMap(\.invoice?.document.number) == ["I-1", "I-2"])
    #expect(situation.needs.last?.since == instant("2026-01-15T00:00:00Z"))
  }

  @Test func everyKindHasItsPlace() {
    #expect(
      Need.Kind.allCases.map(\.rawValue) == [
        "question", "session", "blocked", "clash", "unproven", "ready", "merged", "review", "drift", "stale",
        "unreadable", "time", "invoice",
      ])
  }

  /// `check` and the board say the same thing about the same file, and offer the same way out.
  @Test func checkOffersTheSameCommands() async throws {
    let situation = try await situation(Self.everything)
    let helps = situation.workspace.check().filter { $0.code == "drift" }.compactMap(\.help)
    let commands = situation.needs.filter { $0.kind == .drift }.compactMap(situation.command(for:))
    #expect(helps == commands.map { "take it over: \($0)" })
  }

  @Test func theyAreTheSameHoweverManyThreadsRead() async throws {
    let one = lines(try await situation(Self.everything, concurrency: 1))
    for concurrency in [2, 8] {
      #expect(lines(try await situation(Self.everything, concurrency: concurrency)) == one)
    }
  }
}
