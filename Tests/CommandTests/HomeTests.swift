import Foundation
import TestSupport
import Testing

/// Which workspace a verb works on.
@Suite struct HomeTests {
  private static let tasks = """
    backend/refund-api  in-progress  ada  1/2  Refund: the API [blocked, waiting]
    backend/search      todo         –    –    Search

    """
  private let board = Board()
  private let elsewhere = TemporaryFolder()

  private func list(
    _ options: String..., in path: String = "", environment: [String: String] = [:]
  ) -> Outcome {
    board.start(
      ["task", "list", "--as-of", "2026-01-07"] + options, in: path, environment: environment
    ).outcome()
  }

  @Test func fromASubfolder() {
    #expect(list(in: "content/tasks/web").out == Self.tasks)
  }

  @Test func namedByOptions() {
    let away = "../" + (elsewhere.path as NSString).lastPathComponent
    #expect(list("-C", board.folder.path, in: away).out == Self.tasks)
    #expect(list("-C", board.folder("content/tasks"), in: away).out == Self.tasks)
    #expect(list("--home", board.folder.path, in: away).out == Self.tasks)
    #expect(list("-C", board.folder("content"), "--home", "..", in: away).out == Self.tasks)
    #expect(list(in: away, environment: ["ORCHSITE_HOME": board.folder.path]).out == Self.tasks)
    // Empty counts as absent, and the option wins.
    #expect(list(environment: ["ORCHSITE_HOME": ""]).out == Self.tasks)
    #expect(list("--home", board.folder.path, environment: ["ORCHSITE_HOME": "/nowhere"]).out == Self.tasks)
  }

  @Test func directoryBeforeTheVerb() {
    let list = ["task", "list", "--as-of", "2026-01-07"]
    #expect(board.start(["-C", "content"] + list).outcome().out == Self.tasks)
    #expect(board.start(["-C", "content", "-C", "tasks"] + list).outcome().out == Self.tasks)
    #expect(board.start(["-C", "content"] + list + ["--home", ".."]).outcome().out == Self.tasks)
    #expect(
      board.start(["-C", "nowhere"] + list).outcome()
        == Outcome(code: 2, out: "", err: "orchsite: error: cannot list nowhere: no such file or directory\n"))
    #expect(board.run("-C") == Outcome(code: 64, out: "", err: "orchsite: error: -C needs a folder\n"))
  }

  @Test func noWorkspace() {
    let away = "../" + (elsewhere.path as NSString).lastPathComponent
    let lost = list(in: away)
    #expect(lost.code == 2)
    #expect(
      lost.err == """
        orchsite: error: no content/index.md in \(elsewhere.path) or above it
          help: orchsite init makes a workspace here; or go to yours, or name it with --home DIR

        """)
    #expect(
      list("--home", board.folder("content")).err == """
        orchsite: error: no content/index.md in \(board.folder("content"))
          help: orchsite init \(board.folder("content")) makes a workspace there

        """)
    #expect(
      list("-C", "nowhere")
        == Outcome(code: 2, out: "", err: "orchsite: error: cannot read nowhere: no such file or directory\n"))
  }

  @Test func aLinkedWorktreeMeansTheMainCheckout() {
    board.git("worktree", "add", "--quiet", "-b", "feature/search", ".worktrees/search")
    let worktree = board.folder(".worktrees/search")
    board.folder.put("---\ntitle: Only here\nstatus: todo\n---\n", at: ".worktrees/search/content/tasks/web/copy.md")
    let before = board.folder.picture(of: ".worktrees")
    #expect(list(in: ".worktrees/search").out == Self.tasks)
    #expect(list(in: ".worktrees/search/content/tasks").out == Self.tasks)

    let moved = board.run("task", "move", "backend/search", "review", in: ".worktrees/search/content")
    #expect(
      moved == Outcome(code: 0, out: "backend/search: todo → review\n", err: "home: \(board.folder.path)\n"))
    #expect(board["content/tasks/backend/search.md"]?.contains("status: review") == true)
    #expect(board.git("log", "-1", "--format=%s", "main") == "chore(content): move backend/search to review")
    #expect(board.run("task", "new", "web", "From a worktree", in: ".worktrees/search").code == 0)
    #expect(board["content/tasks/web/from-a-worktree.md"] != nil)
    #expect(board.run("build", "--output", board.folder("site"), in: ".worktrees/search").code == 0)
    #expect(board.folder.picture(of: ".worktrees") == before)
    #expect(board.git("log", "-1", "--format=%s", in: ".worktrees/search") == "start")
    // A copy that is named is what was asked for.
    #expect(list("--home", worktree).out.contains("web/copy"))
  }

  @Test func aWorktreeOfARepositoryWithoutContentStaysInItsWorkspace() {
    // The usual set-up: code repos and their worktrees inside the workspace's folder.
    let code = "code"
    board.git("init", "--quiet", code)
    board.git("commit", "--quiet", "--allow-empty", "-m", "start", in: code)
    board.git("worktree", "add", "--quiet", "-b", "feature/x", "../.worktrees/x", in: code)
    #expect(list(in: ".worktrees/x").out == Self.tasks)
  }

  @Test func aMainCheckoutWithoutContentLeavesTheWorktreesOwn() {
    board.git("checkout", "--quiet", "--orphan", "code")
    board.git("rm", "-r", "--quiet", "--force", ".")
    board.git("commit", "--quiet", "--allow-empty", "-m", "code")
    board.git("worktree", "add", "--quiet", ".worktrees/board", "main")
    #expect(list(in: ".worktrees/board").out == Self.tasks)
  }
}
