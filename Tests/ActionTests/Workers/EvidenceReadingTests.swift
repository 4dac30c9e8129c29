import Actions
import Content
import Evidence
import Foundation
import Situation
import TestSupport
import Testing

/// What git confirms: fresh, merged, squashed, rebased, cherry-picked and deleted branches are told apart.
@Suite struct EvidenceReadingTests {
  struct State: Sendable, CustomTestStringConvertible {
    let name: String
    /// Run in the main checkout, on develop; `start` begins the task, `work` commits in its worktree.
    let script: String
    let merge: TaskEvidence.Merge

    var testDescription: String { name }
  }

  private static let work = "(cd ../.worktrees/web/login; echo b > b.txt; git add b.txt; git commit -qm b); "
  private static let more = "(cd ../.worktrees/web/login; echo c > c.txt; git add c.txt; git commit -qm c); "
  private static let other = "echo x > other.txt; git add other.txt; git commit -qm other; "

  @Test(arguments: [
    State(name: "fresh", script: "", merge: .notBegun),
    State(name: "fresh, the base moved on", script: other, merge: .notBegun),
    State(name: "begun", script: work, merge: .notMerged),
    State(name: "begun, the base moved on", script: work + other, merge: .notMerged),
    State(name: "merged", script: work + "git merge -q --no-ff --no-edit feature/login", merge: .merged(.reachable)),
    State(name: "fast-forwarded", script: work + "git merge -q --ff-only feature/login", merge: .merged(.reachable)),
    State(
      name: "brought up to date only", script: other + "(cd ../.worktrees/web/login; git merge -q --ff-only develop)",
      merge: .notConfirmed),
    State(
      name: "squashed", script: work + more + "git merge -q --squash feature/login; git commit -qm squashed",
      merge: .merged(.sameTree)),
    State(
      name: "squashed, and the base moved on",
      script: work + "git merge -q --squash feature/login; git commit -qm squashed; " + other, merge: .merged(.sameTree)
    ),
    State(
      name: "squashed, and the same lines changed since",
      script: work + more
        + "git merge -q --squash feature/login; git commit -qm squashed; echo z > b.txt; git commit -qam z",
      merge: .notConfirmed),
    State(
      name: "cherry-picked", script: work + other + "git cherry-pick feature/login >/dev/null",
      merge: .merged(.sameTree)),
    State(
      name: "cherry-picked, and the same lines changed since",
      script: work + other + "git cherry-pick feature/login >/dev/null; echo z > b.txt; git commit -qam z",
      merge: .notConfirmed),
    State(
      name: "the first of two commits cherry-picked",
      script: work + "git cherry-pick feature/login >/dev/null; " + more, merge: .notMerged),
    State(
      name: "rebased and merged",
      script: work + other
        + "(cd ../.worktrees/web/login; git rebase -q develop); git merge -q --no-ff --no-edit feature/login",
      merge: .merged(.reachable)),
    State(
      name: "a change and its reversal",
      script: work + "(cd ../.worktrees/web/login; git revert --no-edit HEAD >/dev/null); " + other,
      merge: .notMerged),
  ])
  func branchesAreToldApart(_ state: State) async throws {
    let crew = Crew()
    crew.web("switch", "--quiet", "develop")
    try await crew.start()
    _ = crew.board.shell(state.script, in: "web")
    let before = crew.picture
    #expect(try await crew.evidence()?.merge == state.merge)
    #expect(crew.changes(since: before) == [])
  }

  @Test func aDeletedBranchIsKnownByItsReports() async throws {
    let crew = Crew()
    try await crew.start()
    crew.commit()
    var report = WriteReport(nil, in: crew.board.folder(crew.worktree()))
    report.done = ["x"]
    try await crew.board.call(report)
    crew.web("worktree", "remove", "-f", "-f", crew.board.folder(crew.worktree()))
    crew.web("switch", "--quiet", "develop")
    crew.web("branch", "-D", "feature/login")
    #expect(try await crew.evidence()?.merge == .notConfirmed)
    crew.web("merge", "--quiet", "--no-ff", "--no-edit", report.head(in: crew))
    #expect(try await crew.evidence()?.merge == .merged(.reachable))
  }

  @Test func figures() async throws {
    let crew = Crew()
    crew.web("clone", "--quiet", "--bare", ".", crew.board.folder("origin.git"))
    crew.web("remote", "add", "origin", crew.board.folder("origin.git"))
    try await crew.start()
    crew.commit()
    crew.commit("c.txt")
    crew.web("push", "--quiet", "origin", "feature/login~1:refs/heads/feature/login")
    crew.web("fetch", "--quiet")
    crew.web("switch", "--quiet", "develop")
    crew.web("commit", "--quiet", "--allow-empty", "--message", "other")
    crew.board.folder.put("x", at: "\(crew.worktree())/d/new.txt")
    let evidence = try #require(try await crew.evidence())
    #expect(evidence.commits == 2)
    #expect(evidence.behind == 1)
    #expect(evidence.changedFiles == 2)
    #expect(evidence.uncommittedFiles == 1)
    #expect(evidence.upstream == Distance(ahead: 1, behind: 0))
    #expect(evidence.worktree == crew.board.folder(crew.worktree()))
    #expect(evidence.forkPoint == crew.web("merge-base", "develop", "feature/login"))
  }

  @Test func claimsThatGitDoesNotConfirm() async throws {
    func check(_ script: String, _ change: (inout WriteReport) -> Void) async throws -> String {
      let crew = Crew()
      try await crew.start()
      _ = crew.board.shell(script, in: crew.worktree())
      var report = WriteReport(nil, in: crew.board.folder(crew.worktree()))
      change(&report)
      try await crew.board.call(report, at: "2026-01-08T11:00:00Z")
      var request = CheckContent()
      request.readsGit = true
      return try await crew.board.call(request, at: "2026-01-08T12:00:00Z").problems.map(\.message).joined(
        separator: "\n")
    }
    #expect(try await check("") { $0.status = .review }.contains("the report claims review, 0 commits"))
    #expect(
      try await check("echo b > b; git add b; git commit -qm b; echo c > c") { $0.isReady = true }
        == "the report claims ready, 1 uncommitted file")
    #expect(try await check("echo b > b; git add b; git commit -qm b") { $0.isReady = true } == "")
  }

  @Test func twoReportsAboutTheSameCommit() async throws {
    let crew = Crew()
    try await crew.start()
    crew.commit()
    for hour in ["11", "12"] {
      var report = WriteReport(nil, in: crew.board.folder(crew.worktree()))
      report.done = ["x"]
      try await crew.board.call(report, at: "2026-01-08T\(hour):00:00Z")
    }
    let workspace = try await crew.board.home.workspace(asOf: instant("2026-01-08T13:00:00Z"))
    let facts = try await EvidenceReader(workspace, home: crew.home, crew.board.home.git).read().facts
    let situation = BoardSituation(of: workspace, git: facts)
    let task = try #require(workspace.task(id("web/login")))
    #expect(situation.unprovenClaim(of: task) == .withoutCommitsLately)
    #expect(situation.unprovenClaim(of: task)?.words == "progress, no commit since the last two reports")
  }

  @Test func workersAreListed() async throws {
    let crew = Crew()
    try await crew.start()
    crew.commit()
    crew.web("worktree", "add", "--quiet", "-b", "mine", crew.board.folder("other"))
    let before = crew.picture
    let rows = try await crew.board.call(ListWorkers()).worktrees
    #expect(crew.changes(since: before) == [])
    #expect(rows.map(\.branch) == ["feature/login", "mine"])
    #expect(rows.map(\.isOurs) == [true, false])
    #expect(rows.map { $0.task?.name } == ["web/login", nil])
    #expect(rows.first?.distance == Distance(ahead: 1, behind: 0))
  }
}

extension WriteReport {
  /// The commit that the newest report of web/login names.
  fileprivate func head(in crew: Crew) -> String {
    let update = crew.board.newestUpdate(of: "web/login") ?? ""
    return update.split(separator: "\n").first { $0.hasPrefix("head:") }.map { $0.filter(\.isHexDigit).dropFirst(3) }
      .map(String.init) ?? ""
  }
}
