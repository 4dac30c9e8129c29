import Foundation
import TestSupport
import Testing

/// `init` with the real binary, and what make does after it.
@Suite struct InitCommandTests {
  /// An empty folder, in which `orchsite` is the binary.
  private static func folder() -> Board {
    let board = Board(Board.small.mapValues { _ in "" }, isRepository: false)
    board.folder.makeFolder("bin")
    board.folder.link("bin/orchsite", to: Command.binary)
    return board
  }

  @Test func fromNothingToARunningWorker() {
    let board = Self.folder()
    let outcome = board.shell(
      """
      PATH="\(board.folder.path)/bin:$PATH"; export PATH
      git init -q backend; (cd backend; echo a > a; git add a; git commit -qm a; git branch develop)
      orchsite init --yes --at 2026-01-15T09:00:00Z >/dev/null
      make worker-new REPO=backend TASK=fix-migration
      """)
    #expect(outcome.code == 0)
    #expect(outcome.err == "")
    #expect(outcome.out.hasPrefix("branch feature/fix-migration at develop\n"))
    #expect(board["content/tasks/backend/fix-migration.md"] != nil)
    #expect(board["site/index.html"] != nil)
    #expect(board.git("status", "--porcelain", in: "backend") == "")
    let refused = board.shell("PATH=\"\(board.folder.path)/bin:$PATH\" make worker-new REPO=nope TASK='a b; touch x'")
    #expect(refused.code == 2)
    #expect(refused.out == "")
    #expect(board["x"] == nil)
  }

  @Test func whoIsNotAskedGetsNothing() {
    let board = Self.folder()
    let outcome = board.run("init", "shop", "--at", "2026-01-15")
    #expect(outcome.code == 1)
    #expect(
      outcome.out == """
        would make a git repository
        would create content/index.md
        would create content/sprints/sprint-1.md
        would create .gitignore
        would create orchsite.mk
        would create Makefile
        would create AGENTS.md
        would create .claude/skills/orchestrator/SKILL.md
        would create .claude/skills/worker/SKILL.md
        would create .agents/skills/orchestrator/SKILL.md
        would create .agents/skills/worker/SKILL.md

        """)
    #expect(
      outcome.err == """
        orchsite: warning: nothing was done
          help: on a terminal you are asked; --yes does what is shown

        """)
    #expect(!FileManager.default.fileExists(atPath: board.folder("shop")))
    let data = board.run("init", "shop", "--json", "--yes", "--at", "2026-01-15")
    #expect(data.code == 0)
    #expect(data.out.contains("\"does\": \"git-init\",\n      \"path\": \".\",\n      \"failed\": false"))
    #expect(
      data.out.hasSuffix(
        "\"next\": [\n    \"cd shop\",\n    \"git init web && git -C web commit --allow-empty -m first && orchsite init\"\n  ],\n  \"warnings\": []\n}\n"
      ))
  }

  @Test func aSiteOfSomebodyElseStays() {
    let board = Self.folder()
    board.folder.put("<p>mine\n", at: "site/index.html")
    let outcome = board.run("init", "--yes", "--at", "2026-01-15T09:00:00Z")
    // There is a workspace, and no board that could be looked at.
    #expect(outcome.code == 1)
    #expect(
      outcome.out.contains("site: left alone: it is not the board's; orchsite build --output DIR builds elsewhere\n"))
    #expect(board[".gitignore"]?.contains("/site/") == false)
    #expect(board.run("init", "--remove").code == 0)
    #expect(board["site/index.html"] == "<p>mine\n")
  }

  @Test func wordsThatMakeNoSense() {
    let board = Self.folder()
    for words in [
      ["--repo", "../x"], ["--repo", "/x"], ["--repo", ""], ["--remove", "--repo", "x"], ["a", "--home", "b"],
    ] {
      #expect(board.start(["init"] + words).outcome().code == 64, "\(words)")
    }
  }

  @Test func whatFailsIsNamed() {
    let board = Self.folder()
    board.folder.put("", at: "file")
    let outcome = board.run("init", "file/shop", "--yes")
    #expect(outcome.code == 2)
    #expect(outcome.err.contains("file"))
    board.folder.put("no folder\n", at: ".orchsite")
    let blocked = board.run("init", "--yes")
    #expect(blocked.code == 2)
    #expect(blocked.err.contains("/.orchsite"))
    #expect(board["orchsite.mk"] == nil)
  }
}
