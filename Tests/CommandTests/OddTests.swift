import Foundation
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Broken pipes, closed streams, folders of others, large workspaces.
@Suite struct OddTests {
  @Test func aReaderThatGoesAwayIsNoCrash() {
    let board = Board()
    let listed = board.shell("{ orchsite task list --all; echo \"code $?\" >&2; } | true")
    #expect(listed.err.contains("code 0\n"), "\(listed.err)")
    #expect(!listed.err.contains("rror"))
    // What writes is not stopped between its edit and its commit.
    for _ in 0..<3 {
      let closed = board.shell("{ orchsite sprint close sprint-1; echo \"code $?\" >&2; } | true")
      #expect(closed.err.contains("code 0\n"))
    }
    #expect(board["content/tasks/backend/search.md"]?.contains("sprint: sprint-2") == true)
    #expect(board["content/tasks/backend/refund-api.md"]?.contains("sprint: sprint-2") == true)
    let moved = board.shell("orchsite task move backend/search done | true")
    #expect(moved.err == "")
    #expect(board.commitCount == 2)
  }

  @Test(arguments: [[0], [1], [2], [1, 2], [0, 1, 2]] as [Set<Int32>])
  func closedStreamsDoNoHarm(closed: Set<Int32>) {
    let board = Board(Board.autoCommit("all"))
    func run(_ words: String...) -> Outcome {
      board.start(words, input: closed.contains(0) ? .closed : .null, closing: closed).outcome()
    }
    // What was done is done, but the answer is lost.
    let code: Int32 = closed.contains(1) ? 2 : 0
    #expect(run("task", "list").code == code)
    #expect(run("task", "move", "backend/search", "review", "-m", "note").code == code)
    #expect(run("task", "new", "web", "New", "--body-file", "-").code == code)
    #expect(run("build").code == 0)
    #expect(run("task", "show", "web/nothing").code == 1)
    #expect(
      board["content/tasks/backend/search.md"] == "---\ntitle: Search\nstatus: review\nsprint: sprint-1\n---\n")
    #expect(board["content/tasks/web/new.md"]?.hasPrefix("---\ntitle: New\nstatus: todo\n") == true)
    #expect(board.run("check", "--as-of", "2026-01-08").code == 0)
    #expect(board[".orchsite/lock"] == "")
    #expect(board.status == "")
    #expect(board.commitCount == 3)
  }

  @Test func withoutAHomeFolderOrAnyEnvironment() {
    let board = Board()
    let bare = Command(
      [Command.binary, "task", "move", "backend/search", "done"], in: board.folder.path,
      environment: board.environment.filter { $0.key.hasPrefix("GIT") || $0.key == "PATH" })
    #expect(bare.outcome() == Outcome(code: 0, out: "backend/search: todo → done\n", err: ""))
    let none = Command([Command.binary, "task", "list"], in: board.folder.path, environment: [:]).outcome()
    #expect(none.code == 0)
  }

  @Test func nothingIsWrittenThroughSymbolicLinks() {
    let board = Board()
    let outside = TemporaryFolder()
    board.folder.link("content/updates/web", to: outside.path)
    board.folder.link("content/tasks/shop", to: outside.path)
    let moved = board.run("task", "move", "web/basket", "review")
    #expect(moved.code == 2)
    #expect(
      moved.err == """
        orchsite: error: cannot make folder \(board.folder.path)/content/updates/web: \
        it is a symbolic link, not a folder

        """)
    #expect(outside.names == [])
    // Once the link is gone, moving again completes the history.
    board.folder.remove("content/updates/web")
    #expect(board.run("task", "move", "web/basket", "review").code == 0)
    #expect(board.updates(of: "web/basket").count == 1)
  }

  // MARK: Other users

  private static let nobody: uid_t = 65_534
  private static let canSwitch =
    geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")

  /// Runs orchsite as a user without rights, to whom the paths given belong.
  private func asNobody(_ board: Board, owning paths: String, _ words: String) -> Outcome {
    board.shell(
      """
      chmod 755 . ; for path in \(paths); do chown -R \(Self.nobody) "$path"; done
      exec setpriv --reuid=\(Self.nobody) --clear-groups '\(Command.binary)' \(words)
      """)
  }

  @Test(.enabled(if: canSwitch)) func aFolderThatCannotBeWritten() {
    let board = Board()
    #expect(asNobody(board, owning: ".home", "task list").code == 0)
    let locked = asNobody(board, owning: ".home", "task move backend/search done")
    #expect(locked.code == 2)
    #expect(
      locked.err
        == "orchsite: error: cannot make folder \(board.folder.path)/.orchsite: permission denied\n")
    let output = asNobody(board, owning: ".home", "build")
    #expect(output.code == 2)
    #expect(output.err == "orchsite: error: cannot make folder \(board.folder.path)/site: permission denied\n")
    board.folder.makeFolder(".orchsite")
    let task = asNobody(board, owning: ".orchsite", "task move backend/search done")
    #expect(task.code == 2)
    #expect(
      task.err
        == "orchsite: error: cannot make folder \(board.folder.path)/content/updates/backend/search: "
        + "permission denied\n")
    #expect(board.status == "")
  }

  @Test(.enabled(if: canSwitch)) func aRepositoryOfAnotherUser() {
    let board = Board()
    board.folder.makeFolder(".orchsite")
    let moved = asNobody(board, owning: ".orchsite content", "task move backend/search done")
    #expect(moved.code == 0)
    #expect(moved.out == "backend/search: todo → done\n")
    #expect(moved.err.hasPrefix("orchsite: warning: written, but not committed: git "))
    #expect(moved.err.hasSuffix("\n  help: the next verb that writes commits it too\n"))
    #expect(moved.err.contains("detected dubious ownership"))
    // Several lines, each of them readable.
    #expect(!moved.err.contains("\u{FFFD}"))
    #expect(moved.err.split(separator: "\n").dropFirst().allSatisfy { $0.hasPrefix("  ") })
  }

  @Test(.enabled(if: canSwitch)) func aSprintIsRolledOverAsAWholeOrNotAtAll() {
    let board = Board(["content/tasks/web/zoom.md": "---\ntitle: Z\nstatus: todo\nsprint: sprint-1\n---\n"])
    board.folder.makeFolder(".orchsite")
    let before = board.git("diff")
    let closed = asNobody(board, owning: ".orchsite content/tasks/backend", "sprint close sprint-1")
    #expect(closed.code == 2)
    #expect(closed.out == "")
    #expect(
      closed.err
        == "orchsite: error: cannot write \(board.folder.path)/content/tasks/web/zoom.md: permission denied\n")
    #expect(board.git("diff") == before)
    #expect(board.litter == [])
  }

  // MARK: Size

  /// More than one chunk, and more than a pipe holds. Ten thousand are for Benchmarks.
  @Test func manyTasks() throws {
    let board = Board(isRepository: false)
    board.folder.makeFolder("content/tasks/web")
    let title = String(repeating: "long ", count: 60)
    for number in 0..<800 {
      let text = "---\ntitle: \(title)\(number)\nstatus: todo\n---\n\n- [ ] box\n"
      _ = FileManager.default.createFile(
        atPath: board.folder("content/tasks/web/t\(number).md"), contents: Data(text.utf8))
    }
    let list = board.run("task", "list")
    #expect(list.code == 0)
    #expect(list.out.split(separator: "\n").count == 802)
    #expect(list.out.utf8.count > 65_536)
    #expect(board.shell("orchsite task list | head -1").out.split(separator: "\n").count == 1)
    #expect(board.run("check", "--as-of", "2026-01-07") == Outcome(code: 0, out: "", err: "no problems\n"))
    let build = board.run("build", "--as-of", "2026-01-07")
    #expect(build.code == 0)
    #expect(board["site/tasks/web/t799.html"] != nil)
  }
}
