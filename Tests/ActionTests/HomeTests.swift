import Actions
import Files
import Git
import TestSupport
import Testing

/// Which workspace a verb works on.
@Suite struct HomeFindingTests {
  private let board = Board()
  private let elsewhere = TemporaryFolder()
  /// See `Board.git`: what git may take is no measure here.
  private var patient: GitRunner {
    GitRunner(folder: "/", timeLimit: .seconds(1_800), ownTimeLimit: .seconds(1_800))
  }

  private func find(_ start: String, named: String? = nil) async throws(Refusal) -> String {
    try await Home.find(from: start, named: named, git: patient).path
  }

  private func refusal(_ start: String, named: String? = nil) async -> Refusal? {
    do throws(Refusal) {
      _ = try await find(start, named: named)
      return nil
    } catch {
      return error
    }
  }

  @Test func theNearestAtOrAbove() async throws {
    let home = board.folder.path
    #expect(try await find(home) == home)
    #expect(try await find(board.folder("content/tasks/web")) == home)
    #expect(try await find(elsewhere.path, named: home) == home)
    #expect(try await find(board.folder("content"), named: "..") == home)
  }

  @Test func noWorkspace() async {
    #expect(await refusal(elsewhere.path) == .noHome(elsewhere.path))
    #expect(
      await refusal(board.folder.path, named: board.folder("content"))
        == .noHome(board.folder("content"), isNamed: true))
    #expect(await refusal(elsewhere("nowhere")) == .file(.init(.read, elsewhere("nowhere"), .notFound)))
  }

  /// Each has the same workspace, on the branch that a person means by it and on a feature's.
  @Test(arguments: ["größe/日本/e\u{301}", "plain"])
  func aLinkedWorktreeMeansTheMainCheckout(_ place: String) async throws {
    let outer = TemporaryFolder()
    outer.makeFolder(place)
    let top = outer(place)
    _ = board.shell(
      """
      mkdir -p '\(top)/main/sub' && cp -r content '\(top)/main/sub/' && cd '\(top)/main' && git init -q && git add . &&
      git commit -qm start && git worktree add -q -b feature/x ../x && git clone -q --bare . ../.bare && cd ../.bare &&
      git worktree add -q ../trunk main && git worktree add -q -b feature/y ../y
      """)
    #expect(try await find("\(top)/x/sub/content/tasks") == "\(top)/main/sub")
    #expect(try await find("\(top)/y/sub/content") == "\(top)/trunk/sub")
    #expect(try await find("\(top)/trunk/sub/content") == "\(top)/trunk/sub")
    #expect(try await Home.find(from: "\(top)/trunk/sub/content", named: nil, git: patient).isElsewhere == false)
    #expect(try await Home.find(from: "\(top)/y/sub", named: nil, git: patient).isElsewhere)
    // Where the feature has no content/ yet.
    _ = board.shell("cd '\(top)/x' && git rm -rq sub && git commit -qm none && mkdir -p sub/deep")
    #expect(try await find("\(top)/x/sub/deep") == "\(top)/main/sub")
    let home = try await find("\(top)/y/sub")
    try await board.call(NewDecision("Here"), in: Home(path: home, git: board.git(with: [:], at: home)))
    #expect(
      board.shell("cd '\(top)/trunk' && git log --format=%s && git -C ../y log --format=%s").out
        == "chore(content): decision: Here\nstart\nstart\n")
  }

  @Test func noMainCheckoutHasIt() async throws {
    board.git("worktree", "add", "--quiet", "-b", "feature/x", ".worktrees/x")
    board.git("rm", "-r", "--quiet", "content")
    board.git("commit", "--quiet", "--message=code only")
    let home = try await Home.find(from: board.folder(".worktrees/x"), named: nil, git: patient)
    #expect(home.path == board.folder(".worktrees/x"))
    #expect(
      await board.refusal(of: NewDecision("Lost"), in: home)
        == .answer(
          "nothing written: \(home.path) is a linked worktree on a side branch, and git names no main checkout that has content/",
          help: "name the workspace with --home DIR; to write to this one all the same: --home \(home.path) --anyway"))
    let named = try await Home.find(from: board.folder.path, named: home.path, git: patient)
    #expect(named.isElsewhere)
    let meant = Home(path: named.path, git: board.git(with: [:], at: named.path))
    #expect(
      await board.refusal(of: NewDecision("Lost"), in: meant)
        == .answer(
          "nothing written: \(home.path) is on feature/x, and what is written there leaves the board with it",
          help: "switch it to its main branch; --anyway writes all the same"))
    try await board.call(NewDecision("Meant"), in: meant, insisting: true)
  }

  /// The git directory lies apart: where the main checkout is, only `core.worktree` may say.
  @Test func aSeparateGitDirectory() async throws {
    let outer = TemporaryFolder()
    let top = outer.path
    _ = board.shell(
      """
      mkdir '\(top)/main' && cp -r content '\(top)/main/' && cd '\(top)/main' && git init -q --separate-git-dir ../apart &&
      git add . && git commit -qm start && git worktree add -q -b feature/x ../x
      """)
    #expect(try await find("\(top)/main/content") == "\(top)/main")
    let home = try await Home.find(from: "\(top)/x", named: nil, git: patient)
    #expect(
      await board.refusal(of: NewDecision("Lost"), in: home)
        == .answer(
          "nothing written: \(top)/x is a linked worktree on a side branch, and git names no main checkout that has content/",
          help: "name the workspace with --home DIR; to write to this one all the same: --home \(top)/x --anyway"))
    _ = board.shell("git -C '\(top)/main' config core.worktree ../main")
    #expect(try await find("\(top)/x/content") == "\(top)/main")
    #expect(try await find("\(top)/main") == "\(top)/main")
  }

  /// Git prints such a path over two lines.
  @Test func aLineBreakInAPath() async throws {
    let outer = TemporaryFolder()
    let place = outer("a\nb")
    _ = board.shell(
      """
      cp -r "$PWD" '\(place)' && cd '\(place)' && git worktree add -q -b feature/x .worktrees/x
      """)
    try await board.call(NewDecision("Here"), in: Home(path: place, git: board.git(with: [:], at: place)))
    #expect(board.shell("git -C '\(place)' status --short").out == "")
    #expect(board.shell("git -C '\(place)' log -1 --format=%s").out == "chore(content): decision: Here\n")
  }

  @Test func aPlaceForANewOne() async throws {
    #expect(try await Home.findOrPlace(from: elsewhere.path, named: nil).path == elsewhere.path)
    #expect(try await Home.findOrPlace(from: board.folder("content"), named: nil).path == board.folder.path)
    elsewhere.put("# a site's page\n", at: "content/post.md")
    var refused: Refusal?
    do throws(Refusal) { _ = try await Home.findOrPlace(from: elsewhere.path, named: nil) } catch { refused = error }
    #expect(
      refused
        == .answer(
          "\(elsewhere.path)/content holds other files, and no index.md",
          help: "name another place for the workspace with --home DIR"))
  }
}
