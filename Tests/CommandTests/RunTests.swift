import Foundation
import TestSupport
import Testing

/// `run` and `trust` as they are called: what goes to which stream, exit codes, the terminal.
@Suite struct RunTests {
  private static func board() -> Board {
    let board = Board(
      [
        "content/repos/backend.md":
          "---\ntitle: Backend\norder: 1\ncommands:\n  test: echo one; exit 1\n  ok: 'true'\n---\n",
        "content/repos/web.md": "---\ntitle: Web\norder: 2\ncommands:\n  test: echo two; exit 2\n---\n",
      ], isRepository: false)
    for repo in ["backend", "web"] {
      board.folder.makeFolder(repo)
      board.git("init", "--quiet", in: repo)
    }
    return board
  }

  /// With the times taken out.
  private static func table(_ text: String) -> String {
    text.replacing(/\d+\.\d s/, with: "T")
  }

  @Test func twoFailuresAreTwoFailures() {
    let board = Self.board()
    #expect(board.run("trust").code == 1)
    #expect(board.run("trust", "--yes").code == 0)
    #expect(board.run("trust").code == 0)
    var outcome = board.run("run", "test")
    #expect(outcome.code == 1)
    #expect(
      Self.table(outcome.out) == "REPO     RESULT      TIME\nbackend  failed (1)  T\nweb      failed (2)  T\n")
    let (backend, web) = (board.folder("backend"), board.folder("web"))
    #expect(outcome.err == "in \(backend): echo one; exit 1\none\nin \(web): echo two; exit 2\ntwo\n")

    outcome = board.run("run", "ok")
    #expect(outcome.code == 0)
    #expect(
      Self.table(outcome.out)
        == "REPO     RESULT           TIME\nbackend  passed           T\nweb      no such command  –\n")

    #expect(board.run("trust", "--revoke").code == 0)
    outcome = board.run("run", "ok", "--json")
    #expect(outcome.code == 1)
    #expect(outcome.out.contains("\"result\": \"not approved\""))
    #expect(board.run("run", "nope").code == 1)
    #expect(board.run("run", "ok", "--jobs", "0").code == 64)
    #expect(board.run("trust", "--yes", "--revoke").code == 64)
    #expect(board.run("run", "ok", in: ".home").code == 1)
  }

  /// Ends with the signal, so that the loop of a shell ends too, and not before what it started has ended.
  @Test func aSignalEndsWhatRuns() {
    let board = Self.board()
    let slow = "commands:\n  slow: echo $$ >pid; while :; do read x <fifo; done"
    board.folder.put("---\ntitle: Backend\norder: 1\n\(slow)\n---\n", at: "content/repos/backend.md")
    board.folder.put("---\ntitle: Web\norder: 2\n\(slow)\n---\n", at: "content/repos/web.md")
    _ = board.shell("mkfifo backend/fifo")
    board.run("trust", "--yes")
    let script = "echo $$ >own; exec \"\(Command.binary)\" run slow"
    let command = Command(["sh", "-c", script], in: board.folder.path, environment: board.environment)
    while board["backend/pid"]?.hasSuffix("\n") != true, command.isRunning { sched_yield() }
    kill(Int32((board["own"] ?? "").dropLast()) ?? 0, SIGTERM)
    let outcome = command.outcome()
    #expect(outcome.code == -SIGTERM)
    #expect(
      Self.table(outcome.out) == "REPO     RESULT       TIME\nbackend  interrupted  T\nweb      skipped      –\n")
    let process = (board["backend/pid"] ?? "").dropLast()
    let state = FileManager.default.contents(atPath: "/proc/\(process)/stat").map {
      String(decoding: $0, as: UTF8.self)
    }
    #expect(state?.contains(") Z ") != false)
  }

  /// A terminal that holds the answers already.
  @Test func aPersonIsAskedOnATerminalOnly() throws {
    let board = Self.board()
    // The other end stays open: whoever closes it last hangs up.
    var (terminal, other): (Int32, Int32) = (-1, -1)
    var name = [CChar](repeating: 0, count: 256)
    try #require(openpty(&terminal, &other, &name, nil, nil) == 0)
    defer { [terminal, other].forEach { close($0) } }
    let path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    _ = "no\ny\n".withCString { write(terminal, $0, strlen($0)) }
    var outcome = board.shell("orchsite run test <\(path) 2>\(path)")
    #expect(outcome.code == 1)
    #expect(
      Self.table(outcome.out) == "REPO     RESULT        TIME\nbackend  not approved  –\nweb      failed (2)    T\n")
    // Only where questions can be seen.
    outcome = board.shell("orchsite trust <\(path)")
    #expect(outcome.code == 1)
    #expect(outcome.out.contains("waits     content/repos/backend.md, commands.test\n"))
    #expect(outcome.out.contains("approved  content/repos/web.md, commands.test\n"))
  }
}
