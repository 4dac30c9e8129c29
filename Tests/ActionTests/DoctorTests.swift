import Actions
import Content
import Foundation
import Git
import TestSupport
import Testing

/// What would quietly not work, one by one.
@Suite struct DoctorTests {
  private func findings(_ crew: Crew, at moment: String = "2026-01-08T12:00:00Z") async throws -> [Finding] {
    try await crew.board.call(ExamineWorkspace(), at: moment).findings
  }

  private func words(_ crew: Crew, at moment: String = "2026-01-08T12:00:00Z") async throws -> [String] {
    try await findings(crew, at: moment).map { "\($0.message): \($0.help)".replacing(crew.home, with: "HOME") }
  }

  /// A crew in which all is well: a task is at work.
  private func crew() async throws -> Crew {
    let crew = Crew(
      files: ["content/tasks/backend/refund-api.md": "", "content/repos/backend.md": ""].merging(Self.quiet) { $1 })
    try await crew.start()
    crew.commit()
    return crew
  }

  /// Repos that are not there would be found.
  private static let quiet = [
    "content/repos/backend.md": "---\ntitle: Backend\npath: none\n---\n"
  ]

  @Test func allIsWellAndNothingIsWritten() async throws {
    let crew = try await crew()
    let before = (crew.picture, crew.board.folder.picture(of: ".git"), crew.board.folder.picture(of: ".orchsite"))
    let outcome = try await crew.board.call(ExamineWorkspace(), at: "2026-01-08T12:00:00Z")
    #expect(outcome.findings == [])
    #expect(outcome.repos == 1 && outcome.worktrees == 1 && outcome.activeTasks == 1)
    #expect(crew.changes(since: before.0) == [])
    #expect(crew.board.folder.picture(of: ".git") == before.1)
    #expect(crew.board.folder.picture(of: ".orchsite") == before.2)
  }

  @Test func locksThatNobodyHolds() async throws {
    let crew = try await crew()
    crew.board.folder.put("", at: ".git/index.lock")
    crew.board.folder.put("", at: "web/.git/refs/heads/feature/login.lock")
    crew.board.folder.put("", at: "web/.git/worktrees/login/HEAD.lock")
    let text = "is there, and no git runs there: git refuses to write: if nothing writes there: rm"
    #expect(
      try await words(crew)
        == [
          "HOME/.git/index.lock", "HOME/web/.git/refs/heads/feature/login.lock",
          "HOME/web/.git/worktrees/login/HEAD.lock",
        ].map { "\($0) \(text) \($0)" })
    // Seen from later, it is old.
    #expect(try await words(crew, at: "2199-01-01T00:00:00Z").allSatisfy { $0.contains(" days old, and no git") })
    #expect(crew.board.folder.text(".git/index.lock") == "")
  }

  @Test func whatGitCannotRead() async throws {
    let crew = try await crew()
    crew.board.folder.put(String(repeating: "1", count: 40) + "\n", at: "web/.git/refs/heads/gone")
    #expect(
      try await findings(crew).map(\.message) == [
        "web was not looked at: refs/heads/gone names a commit that is not there; fetch it from where it still is, or take the reference away"
      ])
  }

  @Test func hooksThatDoNotRun() async throws {
    let crew = try await crew()
    crew.web("config", "core.hooksPath", ".husky/_")
    let help = "make the hooks (most repos do when they are set up), or git config --unset core.hooksPath"
    #expect(
      try await words(crew) == [
        "core.hooksPath leads to HOME/.worktrees/web/login/.husky/_, which is not there: no hook runs in HOME/.worktrees/web/login: \(help)",
        "core.hooksPath leads to HOME/web/.husky/_, which is not there: no hook runs in HOME/web: \(help)",
      ])
    crew.web("config", "core.hooksPath", "/dev/null")
    #expect(try await words(crew) == [])
    crew.web("config", "--unset", "core.hooksPath")
    crew.board.folder.put("#!/bin/sh\n", at: "web/.git/hooks/pre-commit")
    crew.board.folder.put("#!/bin/sh\n", at: "web/.git/hooks/pre-commit.sample")
    #expect(
      try await words(crew) == [
        "git passes over HOME/web/.git/hooks/pre-commit: it is not executable: chmod +x HOME/web/.git/hooks/pre-commit, or remove it"
      ])
  }

  @Test func whoCommitsIsNotKnown() async throws {
    let crew = try await crew()
    let home = Home(
      path: crew.home,
      git: crew.board.git(
        with: [
          "GIT_AUTHOR_NAME": "", "GIT_AUTHOR_EMAIL": "", "GIT_COMMITTER_NAME": "", "GIT_COMMITTER_EMAIL": "",
          "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "user.useConfigOnly", "GIT_CONFIG_VALUE_0": "true",
        ], at: crew.home))
    let found = try await crew.board.call(ExamineWorkspace(), in: home).findings
    #expect(
      found == [.identityMissing([crew.home, "\(crew.home)/web", "\(crew.home)/.worktrees/web/login"])])
  }

  @Test func instructionsThatAreBehind() async throws {
    let crew = try await crew()
    crew.board.folder.put("old\n", at: "\(crew.worktree())/CLAUDE.md")
    crew.web("checkout", "--quiet", "develop")
    for file in ["AGENTS.md", "lib/CLAUDE.md", ".cursor/rules/a.mdc", ".github/copilot-instructions.md", "src/a.md"] {
      crew.board.folder.put("new\n", at: "web/\(file)")
    }
    crew.web("add", "--all")
    crew.web("commit", "--quiet", "--message", "how agents work")
    #expect(
      try await words(crew) == [
        ".cursor/rules/a.mdc, .github/copilot-instructions.md, AGENTS.md and 1 more in HOME/.worktrees/web/login are behind develop: git -C HOME/.worktrees/web/login merge develop"
      ])
    crew.inWorktree("login", "merge", "--quiet", "--no-edit", "develop")
    #expect(try await words(crew) == [])
  }

  @Test func worktreesAndTasksThatDoNotMeet() async throws {
    let crew = try await crew()
    crew.board.folder.put("---\ntitle: Cart\nstatus: in-progress\n---\n", at: "content/tasks/web/cart.md")
    crew.web("worktree", "add", "--quiet", "-b", "feature/by-hand", "../.worktrees/by-hand")
    crew.web("worktree", "add", "--quiet", "-b", "other", "../.worktrees/other")
    #expect(
      try await words(crew) == [
        "HOME/.worktrees/by-hand is on feature/by-hand, which is no task's: nobody sees what is done there: orchsite worker adopt web TASK HOME/.worktrees/by-hand, or git worktree remove HOME/.worktrees/by-hand",
        "web/cart is in-progress, and there is no branch feature/cart: orchsite worker start web cart",
      ])
    crew.web("worktree", "remove", "../.worktrees/by-hand")
    crew.web("branch", "feature/cart")
    crew.board.folder.remove("content/tasks/web/login.md")
    #expect(
      try await findings(crew) == [
        .worktreeOfNoTask("\(crew.home)/.worktrees/web/login", id("web/login")),
        .taskWithoutWorktree(id("web/cart"), branch: "feature/cart"),
      ])
  }

  @Test func worktreesThatAreGoneHalfMadeOrOfAnotherHome() async throws {
    let crew = try await crew()
    let worktree = "\(crew.home)/\(crew.worktree())"
    let marker = "web/.git/worktrees/login/orchsite-worker"
    let text = try #require(crew.board.folder.text(marker))
    crew.board.folder.put(text.replacing(crew.home, with: "/nowhere"), at: marker)
    #expect(try await findings(crew) == [.worktreeOfNoHome(worktree, home: "/nowhere")])
    crew.board.folder.put(text, at: marker)
    crew.board.folder.put("initializing", at: "web/.git/worktrees/login/locked")
    #expect(try await findings(crew) == [.worktreeHalfMade(worktree, repo: "web")])
    crew.board.folder.put("orchsite", at: "web/.git/worktrees/login/locked")
    crew.board.folder.remove(crew.worktree())
    #expect(try await findings(crew) == [.worktreeGone(worktree, id("web/login"))])
  }

  @Test func homeThatGitDoesNotKeep() async throws {
    let files = ["content/repos/web.md", "content/repos/backend.md"].map { ($0, "---\ntitle: A\npath: none\n---\n") }
    func found(_ board: Board) async throws -> [Finding] { try await board.call(ExamineWorkspace()).findings }
    let outside = Board.quiet(Dictionary(uniqueKeysWithValues: files))
    #expect(try await found(outside) == [.homeWithoutRepository])
    outside.git("init", "--quiet")
    #expect(try await found(outside) == [.homeWithoutCommit])
    outside.folder.put("/content/\n", at: ".gitignore")
    #expect(try await found(outside) == [.homeIgnored])
    let board = Board(Board.autoCommit("all").merging(files) { $1 })
    #expect(try await found(board) == [])
    board.folder.put("x\n1 - - content/index.md\n", at: ".orchsite/changing")
    board.folder.put("other 1 content/index.md\n", at: ".orchsite/uncommitted")
    #expect(try await found(board) == [.unfinishedChange("\(board.folder.path)/.orchsite/changing")])
    board.folder.put("---\nproject: B\n---\n", at: "content/index.md")
    #expect(try await found(board).last == .uncommitted(["content/index.md"]))
  }

  @Test func aRepoThatIsNotThere() async throws {
    let crew = try await crew()
    crew.board.folder.put("---\ntitle: Api\nurl: https://example.org/api.git\n---\n", at: "content/repos/api.md")
    #expect(
      try await words(crew) == [
        "api is not checked out at HOME/api: git clone 'https://example.org/api.git' HOME/api, or orchsite init, which offers to"
      ])
  }

  @Test func oldRescues() async throws {
    let crew = try await crew()
    try await crew.board.call(MoveTask(id("web/login"), to: .todo))
    _ = try await crew.clean {
      $0.discard = true
      $0.confirmation = "login"
    }
    #expect(try await words(crew) == [])
    #expect(
      try await words(crew, at: "2026-02-20T12:00:00Z") == [
        "1 rescue of web is older than 30 days: orchsite rescue list, then orchsite rescue forget"
      ])
  }

  @Test func aGitThatIsMissing() async throws {
    let crew = try await crew()
    let home = Home(path: crew.home, git: crew.board.git(with: ["PATH": "/nowhere"], at: crew.home))
    #expect(try await crew.board.call(ExamineWorkspace(), in: home).findings == [.git(.notInstalled)])
  }
}
