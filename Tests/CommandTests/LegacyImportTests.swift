import Foundation
import TestSupport
import Testing

@Suite struct LegacyImportCommandTests {
  private static let board = """
    # Sprint Board - Juniper Shop

    **Sprint:** 12
    **Started:** 2026-01-05

    ## In Progress
    | ID | Task | Repo | Branch | Worker | Started | Ready |
    |----|------|------|--------|--------|---------|-------|
    | 3 | User auth (JWT) | backend | feature/user-auth | w1 | 2026-01-06 | no |

    ## ✅ Done
    | ID | Task | Repo |
    |----|------|------|
    | 1 | Set up | infra |

    ## Pending Changes
    - moved 3

    """
  private static let invoices = """
    # Invoice Tracking

    ## Current Period
    | Date | Task | Time | Amount | Status |
    |------|------|------|--------|--------|
    | 2026-01-06 | User auth (JWT) | 1 hour | $95 | invoiced |
    | 2026-01-07 | Set up | 2 hours | $190 | uninvoiced |

    """
  private static let updates = """
    [WORKER UPDATE]
    Task: User auth (JWT)
    Branch: feature/user-auth
    Time: 1 hour
    Timestamp: 2026-01-06T10:30:00Z

    [WORKER UPDATE]
    Task: User auth (JWT)
    Branch: feature/user-auth
    Status: review
    Time: 3 hours
    Timestamp: 2026-01-06T14:30:00Z

    [WORKER UPDATE]
    Task: Set up
    Time: 3 units

    """

  /// A folder without a workspace.
  private static func empty(_ files: [String: String]) -> Board {
    let none = Dictionary(uniqueKeysWithValues: Board.small.keys.map { ($0, "") })
    return Board(none.merging(files) { $1 }, isRepository: false)
  }

  private static let files = [
    "old/SPRINT_BOARD.md": board, "old/INVOICES.md": invoices, "old/notes.md": "# Notes\n", "old/Makefile": "all:\n",
  ]

  @Test func aFolder() {
    let board = Self.empty(Self.files)
    let before = board.folder.picture(of: "old")
    let outcome = board.run("import", "old", "--at", "2026-01-08T10:00:00Z")
    #expect(
      outcome.out == """
        old: 4 files
          sprints            1
          tasks              2   1 in-progress, 1 done
          updates            1   1 of the board
          decisions          2   what was kept as text
          not imported       2   named below

        Not imported: neither a sprint board, a list of invoices nor [WORKER UPDATE] blocks (1):
          notes.md

        Not imported: neither markdown nor text (1):
          Makefile

        What they are (2):
          INVOICES.md: a list of invoices: Invoice Tracking, Current Period (2)
          SPRINT_BOARD.md: a sprint board: Sprint Board - Juniper Shop, In Progress (1), ✅ Done (1), Pending Changes

        Columns (7):
          ID → x-board-id
          Task → title
          Repo → the repo
          Branch → branch
          Worker → assignee
          Started → an update of the board
          Ready → x-board-ready

        Statuses that were translated (1):
          "✅ Done" → done: 1 task

        Kept as text (2):
          INVOICES.md:1: 6 lines → content/decisions/2026-01-08-invoice-tracking-before-this-workspace.md
          SPRINT_BOARD.md:1: 3 lines → content/decisions/2026-01-08-sprint-board-juniper-shop-what-else-it-said.md

        Work that was billed before: text only, bill it no second time (1):
          INVOICES.md:6: 2026-01-06, User auth (JWT), 1 hour, $95, invoiced → backend/user-auth

        Work that was not billed: text only, no time is logged (1):
          INVOICES.md:7: 2026-01-07, Set up, 2 hours, $190, uninvoiced → infra/set-up

        Dates and times (1):
          SPRINT_BOARD.md:3: Sprint 12: no end is given, so two weeks are assumed, to 2026-01-18: mend end in content/sprints/sprint-12.md

        9 files in content/; look at them

        """)
    #expect(outcome.code == 0)
    #expect(outcome.err.hasPrefix("made a workspace in \(board.folder.path)\n"))
    #expect(board["content/index.md"] == "---\nproject: Juniper Shop\n---\n")
    #expect(board.run("check", "--as-of", "2026-01-08").code == 0)
    #expect(board.run("build").code == 0)
    #expect(board.run("task", "show", "3").out.contains("User auth (JWT)"))
    #expect(board.folder.picture(of: "old") == before)

    let content = board.folder.picture(of: "content")
    let again = board.run("import", "old")
    #expect(again.code == 0)
    #expect(again.out.hasSuffix("\nnothing to do: nothing was written\n"))
    #expect(again.out.contains("  known              5   imported before, left as they are\n"))
    #expect(board.folder.picture(of: "content") == content)
  }

  @Test func reports() {
    let board = Self.empty(Self.files.merging(["log.txt": Self.updates]) { $1 })
    #expect(board.run("import", "old/SPRINT_BOARD.md").code == 0)
    let unsaid = board.run("import", "log.txt")
    #expect(unsaid.code == 64 && unsaid.out == "")
    #expect(
      unsaid.err.hasSuffix(
        """
        orchsite: error: log.txt:4: "Time: 1h" may be a total or what was added
          help: say which: with --time-is total, "User auth (JWT)" took 3 h; with --time-is increment, 4 h

        """))
    let before = board.folder.picture(of: "content")
    let dry = board.run("import", "log.txt", "--time-is", "total", "--dry-run")
    #expect(dry.code == 1)
    #expect(dry.out.hasSuffix("\n2 files would be written\ndry run: nothing was written\n"))
    #expect(board.folder.picture(of: "content") == before)

    let outcome = board.run("import", "log.txt", "--time-is", "total")
    #expect(outcome.code == 1)
    #expect(
      outcome.out == """
        log.txt: 1 file
          updates            2   2 reported
          refused            1   named below

        Could not be imported (1):
          log.txt:16: Set up: "3 units" is no time: nobody knows how long a units is; say it: --unit units=30m

        What they are (1):
          log.txt: [WORKER UPDATE] blocks

        2 files in content/; look at them

        """)
    #expect(board.updates(of: "backend/user-auth").compactMap { board[$0]?.contains("minutes: 120\n") }.last == true)
    let rest = board.run("import", "log.txt", "--time-is", "total", "--unit", "units=30m")
    #expect(rest.code == 0)
    #expect(rest.out.contains("  updates            1   1 reported\n  known              2   imported before"))
    #expect(board.newestUpdate(of: "infra/set-up")?.contains("minutes: 90\n") == true)
    #expect(board.run("check").code == 0)
    let content = board.folder.picture(of: "content")
    #expect(board.run("import", "log.txt").out.hasSuffix("\nnothing to do: nothing was written\n"))
    #expect(board.folder.picture(of: "content") == content)
  }

  @Test func billedTwice() {
    let board = Self.empty(Self.files.merging(["log.txt": Self.updates]) { $1 })
    #expect(board.run("import", "old").code == 0)
    let outcome = board.run("import", "log.txt", "--time-is", "total")
    #expect(
      outcome.out.contains(
        "\nTime that may have been billed already (2):\n  log.txt:1: 1 h of backend/user-auth, and content/decisions/"))
  }

  @Test func aRepoIsMissing() {
    let board = Self.empty(["SPRINT_BOARD.md": "# Board\n## To Do\n| Task |\n|------|\n| Fix |\n"])
    #expect(
      board.run("import", ".")
        == Outcome(
          code: 64, out: "",
          err: """
            orchsite: error: SPRINT_BOARD.md:5: a task has no repo: "Fix"
              help: say which repo they are for: --repo NAME

            """))
    #expect(board["content/index.md"] == nil)
    board.folder.makeFolder("shop/.git")
    let outcome = board.run("import", ".", "--repo", "shop")
    #expect(outcome.code == 0, "\(outcome)")
    #expect(board["content/tasks/shop/fix.md"] != nil)
    #expect(board["content/repos/shop.md"] == "---\ntitle: shop\npath: shop\n---\n")
    #expect(board.run("import", "SPRINT_BOARD.md", "--repo", "shop").out.hasSuffix("nothing was written\n"))
  }

  @Test func besideABacklog() throws {
    let board = Self.empty(
      Self.files.merging([
        "old/backlog/tasks/task-1 - First.md": "---\nid: task-1\ntitle: First\nstatus: To Do\n---\n",
        "old/backlog/config.yml": "project_name: Olive\n",
      ]) { $1 })
    let outcome = board.run("import", "old", "--json")
    #expect(outcome.code == 0, "\(outcome)")
    let answer = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8)) as? [String: Any]
    #expect(
      answer?["counts"] as? [String: Int] == [
        "files": 6, "tasks": 3, "decisions": 2, "known": 0, "not_imported": 3, "unreadable": 0, "sprints": 1,
        "updates": 1, "refused": 0,
      ])
    let files = answer?["files"] as? [[String: Any]] ?? []
    #expect(
      files.compactMap { $0["result"] as? String } == [
        "not_imported", "task", "invoices", "not_imported", "board", "not_imported",
      ])
    let records = files[4]["records"] as? [[String: Any]] ?? []
    #expect(records.compactMap { $0["result"] as? String } == ["decision", "sprint", "task", "update", "task"])
    #expect(records[2]["task"] as? String == "backend/user-auth")
    #expect(board.run("check").code == 0)
    #expect(board.run("import", "old").out.hasSuffix("\nnothing to do: nothing was written\n"))
  }

  @Test func whatIsNone() {
    let board = Self.empty(["a.md": "# A\n", "nul.txt": "a\u{0}b", "empty.md": " "])
    func refused(_ name: String, _ words: String) {
      let outcome = board.run("import", name)
      #expect(outcome.code == 1 && outcome.err.contains(words), "\(outcome)")
    }
    refused("a.md", "nothing in a.md can be imported: neither a sprint board, a list of invoices nor [WORKER UPDATE]")
    refused("nul.txt", "a NUL byte: this is not text")
    refused("empty.md", "nothing but blanks")
    #expect(board.run("import", "gone.md").code == 2)
    #expect(board.run("import", "a.md", "--time-is", "guess").code == 64)
    #expect(board.run("import", "a.md", "--unit", "day").code == 64)
  }
}
