import TestSupport
import Testing

/// What the verbs of git-flow say, and their exit codes.
@Suite struct FlowTests {
  private let board: Board
  private var home: String { board.folder.path }

  init() {
    board = Board([
      "content/repos/backend.md": "", "content/tasks/backend/refund-api.md": "",
      "content/tasks/backend/search.md": "", "content/updates/backend/refund-api/20260106T090000000Z-ada.md": "",
      ".gitignore": ".orchsite/\n.home/\n.worktrees/\n/web/\n",
    ])
    board.folder.makeFolder("web")
    git("init", "--quiet")
    board.folder.put("{\"version\": \"1.2.3\"}\n", at: "web/package.json")
    git("add", ".")
    git("commit", "--quiet", "-m", "start")
  }

  @discardableResult
  private func git(_ arguments: String..., in folder: String = "web") -> String {
    let outcome = Command(["git"] + arguments, in: board.folder(folder), environment: board.environment).outcome()
    return outcome.out.hasSuffix("\n") ? String(outcome.out.dropLast()) : outcome.out
  }

  private func short(_ name: String) -> String { git("rev-parse", "--short=7", name) }

  @Test func aFeatureFromBeginningToEnd() {
    let setUp = board.run("flow", "init", "web")
    #expect(setUp.out == "web: git-flow is set up, main and develop\nweb: made branch develop at main\n")
    #expect(setUp.err == "" && setUp.code == 0)
    #expect(board.run("flow", "init").out == "web: git-flow was set up already, main and develop\n")
    #expect(board.run("worker", "start", "web", "fix").code == 0)
    board.folder.put("x\n", at: ".worktrees/web/fix/x.txt")
    git("add", ".", in: ".worktrees/web/fix")
    git("commit", "--quiet", "-m", "x", in: ".worktrees/web/fix")
    let dry = board.run("feature", "finish", "web", "fix", "--dry-run", "--push")
    #expect(
      dry.out == """
        would merge feature/fix into develop, in a temporary worktree
        web/fix: in-progress → done, it would be
        would remove \(home)/.worktrees/web/fix
        would delete feature/fix
        dry run: nothing was written

        """)
    let finished = board.run("feature", "finish", "web", "fix", "--push")
    #expect(
      finished.out == """
        merged feature/fix into develop (\(short("develop"))), in a temporary worktree
        web/fix: in-progress → done
        removed \(home)/.worktrees/web/fix
        deleted feature/fix

        """)
    #expect(
      finished.err == """
        orchsite: error: not pushed: web has no remote
          help: git -C \(home)/web remote add origin URL, then git -C \(home)/web push origin develop

        """)
    #expect(finished.code == 2)
    let again = board.run("feature", "finish", "web/fix")
    #expect(again.out == "web/fix is done already\n" && again.err == "" && again.code == 0)
    let missing = board.run("feature", "finish", "web", "basket", "--pr")
    #expect(missing.out == "web/basket is done already\n" && missing.code == 0)
  }

  @Test func aPullRequestIsAskedFor() {
    board.git("init", "--quiet", "--bare", ".home/origin.git")
    git("remote", "add", "origin", "https://github.com/ada/web.git")
    git("remote", "set-url", "--push", "origin", "\(home)/.home/origin.git")
    git("config", "url.\(home)/.home/.insteadOf", "https://github.com/ada/none/")
    board.folder.put("---\ntitle: Basket\nstatus: in-progress\n---\n", at: "content/tasks/web/basket.md")
    git("branch", "feature/basket")
    git("switch", "--quiet", "feature/basket")
    board.folder.put("x\n", at: "web/x.txt")
    git("add", ".")
    git("commit", "--quiet", "-m", "x")
    git("switch", "--quiet", "main")
    let asked = board.run("feature", "finish", "web", "basket", "--dry-run", "--pr")
    #expect(
      asked.out == """
        would push feature/basket to origin
        web/basket: in-progress → review, it would be

        Open it, and record its address with --pr=ADDRESS:
          https://github.com/ada/web/compare/main...feature/basket?expand=1
        dry run: nothing was written

        """)
    #expect(asked.err == "" && asked.code == 0)
  }

  @Test func aReleaseFromBeginningToEnd() {
    let usage = board.run("release", "start", "web")
    #expect(usage.code == 64)
    #expect(usage.err.hasPrefix("Error: Which version? Name it, or say --bump major, minor or patch.\n"))
    let begun = board.run("release", "start", "web", "--bump", "minor")
    let worktree = "\(home)/.worktrees/web/release-1.3.0"
    #expect(
      begun.out == """
        branch release/1.3.0 at main
        worktree \(worktree)
        changed package.json: 1.2.3 → 1.3.0

        What is left to do for it goes there. Then:
          orchsite release finish web 1.3.0

        """)
    #expect(begun.err == "" && begun.code == 0)
    let finished = board.run("release", "finish", "web")
    #expect(
      finished.out == """
        merged release/1.3.0 into main (\(short("main"))), in \(home)/web
        tagged 1.3.0 (\(short("main")))
        removed \(worktree)
        deleted release/1.3.0

        """)
    #expect(finished.err == "" && finished.code == 0)
    #expect(board.run("release", "finish", "web", "1.3.0").out == "release/1.3.0 is finished already\n")
    let gone = board.run("hotfix", "finish", "web")
    #expect(
      gone.err == """
        orchsite: error: no hotfix of web is open
          help: orchsite hotfix start web --bump patch begins one

        """)
    #expect(gone.code == 1)
  }

  @Test func aRepoThatIsNotHereIsAnError() {
    board.folder.put("---\ntitle: Far\n---\n", at: "content/repos/far.md")
    let outcome = board.run("flow", "init")
    #expect(outcome.out.hasPrefix("web: git-flow is set up, main and develop\n"))
    #expect(
      outcome.err == """
        orchsite: error: far is not checked out: there is no \(home)/far
          help: clone it there, or say where it is: path: in content/repos/far.md

        """)
    #expect(outcome.code == 1)
  }
}
