import Content
import Quantities
import TestSupport
import Testing

@testable import Import

@Suite struct LegacyReportTests {
  private static func samples(_ meaning: WorkerUpdateBlock.Times.Meaning?, repo: String? = nil) -> Legacy {
    Legacy(updates: LegacySamples.updates, repo: repo, is: meaning)
  }

  private static func block(_ lines: String...) -> String {
    (["[WORKER UPDATE]"] + lines).joined(separator: "\n") + "\n"
  }

  private static let board = [
    "content/index.md": "---\nproject: P\n---\n", "content/repos/shop.md": "---\ntitle: S\npath: none\n---\n",
    "content/tasks/shop/login.md":
      "---\ntitle: Sign in\nstatus: in-progress\nassignee: ada\nbranch: feature/login\n---\n",
    "content/tasks/shop/basket.md": "---\ntitle: Basket\nstatus: todo\n---\n",
  ].mapValues { Array($0.utf8) }

  private func minutes(_ outcome: Legacy.Outcome, _ task: String) async throws -> [Int?] {
    try await outcome.workspace.task(TaskID(task) ?? TaskID(repo: "", task: ""))?.updates
      .filter { !$0.isFromBoard }.map { $0.minutes?.count } ?? []
  }

  @Test func theMeaningOfTimesMustBeSaid() async throws {
    #expect(
      try await Self.samples(nil).missing()
        == .init(
          message: "updates.txt:12: \"Time: 1h\" may be a total or what was added",
          help: "say which: with --time-is total, \"User auth (JWT)\" took 8 h; with --time-is increment, 12 h"))
    let single = Legacy(updates: Self.block("Task: Basket", "Time: 1h"), is: nil)
    #expect(try await single.missing()?.help == "say which: --time-is total, or --time-is increment")
    #expect(try await Legacy(updates: Self.block("Task: Basket", "Done: x"), is: nil).missing() == nil)
  }

  @Test func totalsAndIncrements() async throws {
    let board = try await Legacy.a.imported().content
    for (meaning, expected) in [
      (WorkerUpdateBlock.Times.Meaning.total, [60, 120, 300]), (.increment, [60, 180, 480]),
    ] {
      let outcome = try await Self.samples(meaning).imported(into: board)
      #expect(try await minutes(outcome, "backend/user-auth") == expected)
      #expect(
        outcome.fates == [
          "1 User auth (JWT): updates/backend/user-auth/20260106T103000000Z-w1.md",
          "17 User auth (JWT): updates/backend/user-auth/20260106T143000000Z-w1.md",
          "33 User auth (JWT): updates/backend/user-auth/20260106T180000000Z-w1.md",
          "56 Dashboard redesign: \"1 day\" is no time: nobody knows how long a day is (say it: --unit day=30m)",
          "63 Search filters: \"3 units\" is no time: nobody knows how long a units is (say it: --unit units=30m)",
        ])
      #expect(outcome.plan.hasFailures)
    }
  }

  @Test func allOfABlock() async throws {
    let outcome = try await Self.samples(.total).imported(into: try await Legacy.a.imported().content)
    #expect(
      outcome.text("updates/backend/user-auth/20260106T180000000Z-w1.md") == """
        ---
        at: 2026-01-06T18:00:00Z
        worker: w1
        status: done
        minutes: 300
        commits: 12
        done:
          - Refresh tokens
          - Tests
        resolves:
          - Need the schema from feature/database
        ready_for_merge: true
        x-board-file: updates.txt
        x-board-block: "7b8e11c7c88b6801"
        x-board-task: User auth (JWT)
        x-board-branch: feature/user-auth
        x-board-time: 8 hours
        ---

        Next: None (task complete)

        """)
    #expect(try await outcome.errors == [])
    // Its last report says that nothing is in the way any more.
    #expect(try await outcome.workspace.task(TaskID(repo: "backend", task: "user-auth"))?.isBlocked == false)
  }

  @Test func wordsForTimesAreDefined() async throws {
    var legacy = Self.samples(.total, repo: "shop")
    legacy.times.units = ["day": Minutes(480), "units": Minutes(30)]
    let first = try await Self.samples(.total).imported(into: try await Legacy.a.imported().content)
    let outcome = try await legacy.imported(into: first.content)
    #expect(try await minutes(outcome, "admin/dashboard") == [480])
    #expect(try await minutes(outcome, "shop/search-filters") == [90])
    #expect(outcome.fates.prefix(3).allSatisfy { $0.contains("known content/updates/backend/user-auth/") })
    #expect(
      outcome.text("tasks/shop/search-filters.md") == """
        ---
        title: Search filters
        status: review
        branch: feature/search-filters
        x-board-file: updates.txt
        x-board-task: Search filters
        ---

        """)
    // Behind the report before it in the file, though that was imported earlier.
    #expect(
      outcome.notes == [
        "updates.txt:48 no timestamp: recorded by its place in the file, at 2026-01-06T18:00:00.001Z"
      ])
    #expect(
      outcome.text("updates/shop/search-filters/20260108T060000000Z-search-filters.md")?.contains(
        "at: 2026-01-08T09:00:00+03:00\n") == true)
    #expect(try await outcome.errors == [])
    #expect(!outcome.plan.hasFailures)
    #expect(try await legacy.plan(into: outcome.content).isEmpty)
  }

  /// Whose report it is, or why nobody's.
  @Test(arguments: [
    (["Branch: feature/login", "Task: Basket"], "shop/login"), (["Task: Sign in"], "shop/login"),
    (["Task: sign IN!"], "shop/login"), (["Task: basket"], "shop/basket"), (["Branch: feature/basket"], "shop/basket"),
    (["Task: **Basket**"], "shop/basket"),
    (["Task: Gone"], "there is no task for \"Gone\""),
    (["Branch: feature/gone", "Task: Gone"], "there is no task for the branch feature/gone, \"Gone\""),
    (["Done: x"], "it names neither a task nor a branch"),
    (["Task: Basket", "Status: sideways"], "unknown status \"sideways\""),
    (["Task: Basket", "Timestamp: yesterday"], "\"yesterday\" is no time"),
  ])
  func whose(_ lines: [String], _ answer: String) async throws {
    let text = (["[WORKER UPDATE]"] + lines + ["Done: something"]).joined(separator: "\n")
    let outcome = try await Legacy(updates: text, repo: nil).imported(into: Self.board)
    let paths = outcome.written.filter { $0.hasPrefix("updates/") }
    if answer.hasPrefix("shop/") {
      #expect(paths.count == 1 && paths[0].hasPrefix("updates/\(answer)/"), "\(outcome.fates)")
    } else {
      #expect(paths.isEmpty && outcome.fates.count == 1 && outcome.fates[0].contains(answer), "\(outcome.fates)")
    }
  }

  @Test func oneNameForSeveralTasks() async throws {
    var content = Self.board
    content["content/repos/web.md"] = Array("---\ntitle: W\npath: none\n---\n".utf8)
    content["content/tasks/web/basket.md"] = Array("---\ntitle: Basket\nstatus: todo\n---\n".utf8)
    let text = Self.block("Task: Basket", "Done: x")
    let unclear = try await Legacy(updates: text, repo: nil).imported(into: content)
    #expect(
      unclear.fates == [
        "1 Basket: \"Basket\" may be any of shop/basket, web/basket (name the repo with --repo, or write the branch of one of them into the report)"
      ])
    let outcome = try await Legacy(updates: text, repo: "web").imported(into: content)
    #expect(outcome.written.count == 1 && outcome.written[0].hasPrefix("updates/web/basket/"))
  }

  @Test func whoReports() async throws {
    let text = Self.block("Task: Sign in", "Done: x") + Self.block("Task: Basket", "Done: y")
    let outcome = try await Legacy(updates: text).imported(into: Self.board)
    #expect(outcome.written.map { String($0.split(separator: "-").last ?? "") } == ["ada.md", "basket.md"])
  }

  @Test func momentsFollowTheFile() async throws {
    let blocks = [
      Self.block("Task: Basket", "Done: a"), Self.block("Task: Basket", "Done: b"),
      Self.block("Task: Basket", "Done: c", "Timestamp: 2026-01-04T10:00:00Z"), Self.block("Task: Basket", "Done: d"),
      Self.block("Task: Basket", "Done: e", "Timestamp: 2026-01-03T10:00:00+02:00"),
    ]
    let outcome = try await Legacy(updates: blocks.joined()).imported(into: Self.board)
    let updates = try await outcome.workspace.task(TaskID(repo: "shop", task: "basket"))?.updates ?? []
    #expect(updates.map { $0.done.joined() }.joined() == "eabcd")
    #expect(updates.map(\.at.description).prefix(2) == ["2026-01-03T10:00:00+02:00", "2026-01-04T09:59:59.998Z"])
    // Where no block has a moment, they are of now.
    let without = try await Legacy(updates: blocks[0] + blocks[1]).imported(into: Self.board)
    #expect(
      without.notes
        == [
          "updates.txt:1 no timestamp in the whole file: recorded as of now, in the order of the file",
          "updates.txt:3 no timestamp in the whole file: recorded as of now, in the order of the file",
        ].map { $0.replacing("txt:3", with: "txt:4") })
    var later = Legacy(updates: blocks[0] + blocks[1])
    later.asOf = Instant(milliseconds: Backlog.moment.milliseconds + 86_400_000)
    #expect(try await later.plan(into: without.content).isEmpty)
  }

  @Test func aTotalThatShrinks() async throws {
    let text =
      Self.block("Task: Basket", "Time: 2h", "Timestamp: 2026-01-03T10:00:00Z")
      + Self.block("Task: Basket", "Time: 1h", "Timestamp: 2026-01-03T11:00:00Z")
      + Self.block("Task: Basket", "Time: 3h", "Timestamp: 2026-01-03T12:00:00Z")
    let outcome = try await Legacy(updates: text, is: .total).imported(into: Self.board)
    #expect(try await minutes(outcome, "shop/basket") == [120, 60])
    #expect(
      outcome.fates[1]
        == "7 Basket: a total of 1 h is less than the 2 h that basket has on shop/basket (mend the time, or import the file with --time-is increment)"
    )
  }

  @Test func theSameReportTwice() async throws {
    let text = Self.block("Task: Basket", "Time: 1h", "Timestamp: 2026-01-03T10:00:00Z")
    let outcome = try await Legacy(updates: text + "\n\n" + text).imported(into: Self.board)
    #expect(outcome.fates.count == 2 && outcome.fates[1] == "7 Basket: known line 1")
    #expect(outcome.written.count == 1)
    // A file that grew: only what is new, and totals go on from what is there.
    let more = text + Self.block("Task: Basket", "Time: 3h", "Timestamp: 2026-01-03T11:00:00Z")
    let grown = try await Legacy(updates: more, is: .total).imported(into: outcome.content)
    #expect(try await minutes(grown, "shop/basket") == [60, 120])
  }

  @Test func textAroundBlocks() async throws {
    let text =
      "# Updates of the week\n\nCollected by hand.\n\n```\n" + Self.block("Task: Basket", "Done: x")
      + "```\n\n---\n\n```\n"
      + Self.block(
        "Task: Basket", "Done: y", "Commits: 3 (one reverted)", "Reviewer: Bo", "<<<<<<< ours", "See [it](gone.md)")
      + "```\n"
    var legacy = Legacy(updates: text)
    legacy.isNamed = true
    let outcome = try await legacy.imported(into: Self.board)
    #expect(try await outcome.errors == [])
    for words in [
      "Updates of the week", "Collected by hand.", "Commits: 3 (one reverted)", "Reviewer: Bo", "<<<<<<< ours",
    ] {
      #expect(outcome.everything.contains(words), "\(words)")
    }
    #expect(!outcome.everything.contains("```"))
    #expect(try await legacy.plan(into: outcome.content).isEmpty)
  }

  @Test func manyBlockersOfOneWorker() async throws {
    let text =
      Self.block("Task: Basket", "Blockers:", "- first", "- second", "Timestamp: 2026-01-03T10:00:00Z")
      + Self.block("Task: Basket", "Done: x", "Timestamp: 2026-01-03T11:00:00Z")
      + Self.block("Task: Basket", "Blockers: second", "Timestamp: 2026-01-03T12:00:00Z")
    let outcome = try await Legacy(updates: text).imported(into: Self.board)
    // A report without the word says nothing of it.
    #expect(
      try await outcome.workspace.task(TaskID(repo: "shop", task: "basket"))?.openBlockers.map(\.text) == ["second"])
  }
}
