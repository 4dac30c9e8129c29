import Actions
import Content
import Evidence
import Foundation
import Import
import Quantities
import TestSupport
import Testing

@Suite struct ReportTests {
  private static func begun() async throws -> Crew {
    let crew = Crew()
    try await crew.start()
    return crew
  }

  private func report(
    _ crew: Crew, _ kind: WriteReport.Kind = .progress, at moment: String? = nil, in folder: String? = nil,
    _ change: (inout WriteReport) -> Void = { _ in }
  ) async throws(Refusal) -> WriteReport.Outcome {
    var request = WriteReport(nil, in: folder ?? crew.board.folder(crew.worktree()))
    request.kind = kind
    change(&request)
    return try await crew.board.call(request, at: moment)
  }

  private func refusal(
    _ crew: Crew, _ kind: WriteReport.Kind = .progress, _ change: (inout WriteReport) -> Void = { _ in }
  ) async -> String {
    do throws(Refusal) {
      _ = try await report(crew, kind, change)
      return "not refused"
    } catch {
      return crew.text(error)
    }
  }

  @Test func gitCounts() async throws {
    let crew = try await Self.begun()
    crew.commit()
    crew.commit("c.txt")
    let outcome = try await report(crew, at: "2026-01-08T11:00:00Z") {
      $0.done = ["the form"]
      $0.next = ["the rest"]
      $0.minutes = Minutes(40)
    }
    #expect(outcome.commits == 2)
    #expect(
      crew.board.newestUpdate(of: "web/login") == """
        ---
        at: 2026-01-08T11:00:00Z
        worker: login
        status: in-progress
        minutes: 40
        commits: 2
        head: "\(crew.web("rev-parse", "feature/login"))"
        done:
          - the form
        next:
          - the rest
        ---

        """)
    // It lands at home, not on the feature branch.
    #expect(crew.inWorktree("login", "status", "--porcelain") == "")
    #expect(crew.board.status == "")
    #expect(crew.board["content/tasks/web/login.md"]?.contains("status: in-progress") == true)
  }

  @Test func theBriefSaysThatInstructionsHaveChanged() async throws {
    let crew = try await Self.begun()
    crew.commit()
    func brief() async throws -> BriefWorker.Outcome {
      try await crew.board.call(BriefWorker(nil, in: crew.board.folder(crew.worktree())))
    }
    #expect(try await brief().instructions == nil)
    crew.web("switch", "--quiet", "develop")
    crew.board.folder.put("Use tabs.\n", at: "web/AGENTS.md")
    crew.web("add", "--all")
    crew.web("commit", "--quiet", "--message", "tabs")
    let outcome = try await brief()
    #expect(outcome.instructions?.files == ["AGENTS.md"])
    #expect(outcome.text.contains("Instructions have changed on develop: AGENTS.md; git merge develop brings them\n"))
    crew.inWorktree("login", "merge", "--quiet", "develop")
    #expect(try await brief().instructions == nil)
  }

  @Test func fromElsewhereTheTaskIsNamed() async throws {
    let crew = try await Self.begun()
    crew.commit()
    let outcome = try await report(crew, in: crew.home) {
      $0.task = id("web/login")
      $0.done = ["x"]
    }
    #expect(outcome.commits == 1)
    #expect(
      await refusal(crew) {
        $0.folder = crew.home; $0.done = ["x"]
      }
        == "which task?\nhelp: run it in the task's worktree, or name it: orchsite report REPO/TASK …")
    #expect(
      await refusal(crew)
        == "There is nothing to report: say what is done (-d), what comes next (-n), or what is in the way (-b).")
    #expect(await refusal(crew) { $0.done = ["…"] } == "The item of done says nothing.")
  }

  @Test func questionsAndAnswers() async throws {
    let crew = try await Self.begun()
    let asked = try await report(crew, .blocked, at: "2026-01-08T11:00:00Z") { $0.blockers = ["which currency?"] }
    #expect(asked.status == .inProgress)
    try await crew.board.call(UnblockTask(id("web/login"), answer: "EUR"), at: "2026-01-08T12:00:00Z")
    let next = try await report(crew, at: "2026-01-08T13:00:00Z") { $0.done = ["x"] }
    #expect(next.answers.map(\.question) == ["which currency?"])
    #expect(next.answers.map(\.answer) == ["EUR"])
    #expect(try await report(crew, at: "2026-01-08T14:00:00Z") { $0.done = ["y"] }.answers.isEmpty)
  }

  @Test func finishedDependenciesAreSaid() async throws {
    let crew = try await Self.begun()
    try await crew.start("cart") { $0.anyway = true }
    _ = try await report(crew, at: "2026-01-08T11:00:00Z", in: crew.board.folder(crew.worktree("cart"))) {
      $0.done = ["x"]
    }
    try await crew.board.call(MoveTask(id("web/login"), to: .done), at: "2026-01-08T12:00:00Z")
    let outcome = try await report(crew, at: "2026-01-08T13:00:00Z", in: crew.board.folder(crew.worktree("cart"))) {
      $0.done = ["y"]
    }
    #expect(outcome.finished == [id("web/login")])
  }

  // MARK: done

  @Test func doneIsRefusedUntilGitAgrees() async throws {
    let crew = try await Self.begun()
    crew.board.folder.put("x", at: "\(crew.worktree())/new.txt")
    #expect(
      await refusal(crew, .done) == """
        web/login is not done:
        not committed: new.txt
        no commit of its own: feature/login has nothing that develop has not
        help: mend it and say done again; orchsite report tells how far it is
        """)
    crew.commit()
    let outcome = try await report(crew, .done, at: "2026-01-08T11:00:00Z")
    #expect(outcome.status == .review)
    #expect(outcome.isReady)
    let task = try await crew.board.home.workspace(asOf: instant("2026-01-08T12:00:00Z")).task(id("web/login"))
    #expect(task?.isReadyToMerge == true)
    // Ready is a state of its own, not drift.
    #expect(task?.reported == nil)
    #expect(await crew.board.problems() == "")
  }

  @Test func doneIsRefusedWhereTheBaseConflicts() async throws {
    let crew = try await Self.begun()
    crew.commit("a.txt", "mine\n")
    crew.web("switch", "--quiet", "develop")
    crew.board.folder.put("theirs\n", at: "web/a.txt")
    crew.web("commit", "--quiet", "--all", "--message", "theirs")
    let before = crew.picture
    #expect(
      await refusal(crew, .done) == """
        web/login is not done:
        develop has moved on, and merging conflicts in a.txt
        help: mend it and say done again; orchsite report tells how far it is
        """)
    #expect(crew.changes(since: before) == [])
  }

  @Test func aTaskThatWasSentBackIsNotReady() async throws {
    let crew = try await Self.begun()
    crew.commit()
    _ = try await report(crew, .done, at: "2026-01-08T11:00:00Z")
    try await crew.board.call(MoveTask(id("web/login"), to: .review), at: "2026-01-08T12:00:00Z")
    try await crew.board.call(MoveTask(id("web/login"), to: .inProgress), at: "2026-01-08T13:00:00Z")
    let task = try await crew.board.home.workspace(asOf: instant("2026-01-08T14:00:00Z")).task(id("web/login"))
    #expect(task?.isReadyToMerge == false)
  }

  // MARK: The old form

  @Test func aBlockOfTheOldSystem() async throws {
    let crew = try await Self.begun()
    let text = """
      [WORKER UPDATE]
      Task: Login
      Status: in progress
      Commits: 5
      Done:
        - Login endpoint
      Next:
        - None (all done)
      Blockers: Need the schema
      Time: 3 hours
      Ready for merge: no
      Notes: Waiting
        for the schema.
      Reviewer: Bo
      """
    #expect(
      await refusal(crew) { $0.block = (text, WorkerUpdateBlock.Times(meaning: nil)) }
        == "\"Time: 3h\" may be a total or what was added\nhelp: say which: --time-is total, or --time-is increment")
    _ = try await report(crew, at: "2026-01-08T11:00:00Z") {
      $0.minutes = Minutes(60); $0.done = ["x"]
    }
    let outcome = try await report(crew, at: "2026-01-08T12:00:00Z") {
      $0.block = (text, WorkerUpdateBlock.Times(meaning: .total))
    }
    #expect(outcome.minutes == Minutes(120))
    #expect(outcome.commits == 0)
    let update = crew.board.newestUpdate(of: "web/login") ?? ""
    #expect(update.contains("done:\n  - Login endpoint\n"))
    #expect(!update.contains("next:"))
    #expect(update.contains("blockers:\n  - Need the schema\n"))
    #expect(update.hasSuffix("Waiting\nfor the schema.\n\nReviewer: Bo\n"))
    let units = text.replacing("3 hours", with: "3 units")
    #expect(
      await refusal(crew) { $0.block = (units, WorkerUpdateBlock.Times(meaning: .increment)) }
        == "\"3 units\" is no time: nobody knows how long a units is\nhelp: say it: --unit units=30m")
    let defined = try await report(crew, at: "2026-01-08T13:00:00Z") {
      $0.block = (units, WorkerUpdateBlock.Times(meaning: .increment, units: ["units": Minutes(30)]))
    }
    #expect(defined.minutes == Minutes(90))
  }

  // MARK: brief

  @Test func aBriefIsShortWhateverTheTaskSays() async throws {
    let crew = Crew(files: [
      "content/tasks/web/login.md":
        "---\ntitle: Login\nstatus: todo\npriority: high\n---\n\n"
        + String(repeating: "Words and words.\n", count: 500),
      "content/decisions/2026-01-02-cookies.md": "---\ntitle: Cookies only\ndate: 2026-01-02\nrepo: web\n---\n",
    ])
    try await crew.start()
    try await crew.start("new-thing")
    crew.commit("shared.txt", in: "new-thing")
    _ = try await report(crew, .blocked, at: "2026-01-08T11:00:00Z") { $0.blockers = ["which currency?"] }
    try await crew.board.call(UnblockTask(id("web/login"), answer: "EUR"), at: "2026-01-08T12:00:00Z")
    let brief = try await crew.board.call(
      BriefWorker(nil, in: crew.board.folder(crew.worktree())), at: "2026-01-08T13:00:00Z")
    #expect(brief.text.unicodeScalars.count <= 2_000)
    #expect(brief.text.hasPrefix("Login (web/login): in progress, high priority\n"))
    for piece in [
      "Answer to \"which currency?\": EUR\n", "web/new-thing is changing: shared.txt\n",
      "Decided 2026-01-02: Cookies only (content/decisions/2026-01-02-cookies.md)\n",
      "The whole task: orchsite task show web/login\n", "  orchsite done\n",
    ] {
      #expect(brief.text.contains(piece), "\(brief.text)")
    }
  }
}
