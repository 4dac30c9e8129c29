import Actions
import Synchronization
import TestSupport
import Testing

/// Running the command of one name in every repo that has it. The system before this one said "All tests passed!" over
/// two failing repos, left out the second one, and could not fail at linting.
@Suite struct RunTests {
  private static let index = "---\nproject: Juniper Shop\nauto_commit: none\n---\n"

  /// Repos by name, each with the lines of its `commands:`; a nil has no checkout.
  private static func board(_ commands: KeyValuePairs<String, String?>, files: [String: String] = [:]) -> Board {
    var texts = ["content/repos/backend.md": "", "content/repos/web.md": ""]
    texts.merge(Board.small.filter { $0.key.contains("/tasks/") || $0.key.contains("/updates/") }) { _, _ in "" }
    texts = texts.mapValues { _ in "" }
    texts["content/index.md"] = index
    for (index, (repo, lines)) in commands.enumerated() {
      let commands = lines.map { $0.isEmpty ? "" : "commands:\n\($0)\n" } ?? ""
      texts["content/repos/\(repo).md"] = "---\ntitle: \(repo)\norder: \(index)\n\(commands)---\n"
    }
    let board = Board(texts.merging(files) { $1 }, isRepository: false)
    for (repo, lines) in commands where lines != nil {
      board.folder.makeFolder(repo)
      board.git("init", "--quiet", in: repo)
    }
    return board
  }

  private final class Told: Sendable {
    private let text = Mutex("")

    func tell(_ event: Stage.Event) {
      text.withLock { text in
        switch event {
        case .running(let command, in: let folder): text += "\(folder.split(separator: "/").last ?? "")$ \(command)\n"
        case .output(let bytes): text += String(decoding: bytes, as: UTF8.self)
        default: text += "?"
        }
      }
    }

    var all: String { text.withLock { $0 } }
  }

  /// All that content names is approved.
  private static func run(
    _ name: String, on board: Board, isApproved: Bool = true, _ change: (inout RunCommand) -> Void = { _ in }
  ) async throws(Refusal) -> (outcome: RunCommand.Outcome, told: String) {
    let approvals = Approvals(stateFolder: board.folder(".state"))
    if isApproved {
      var trust = Trust(approvals)
      trust.wish = .approve
      try await board.call(trust)
    }
    var request = RunCommand(name, approvals: approvals)
    change(&request)
    let told = Told()
    let outcome = try await request.run(
      in: board.home, Stage(now: instant("2026-01-08T10:00:00Z"), tell: told.tell))
    return (outcome, told.all)
  }

  private static func endings(_ outcome: RunCommand.Outcome) -> [String: RunCommand.Ending] {
    Dictionary(uniqueKeysWithValues: outcome.results.map { ($0.repo, $0.ending) })
  }

  @Test(arguments: [1, 2]) func allRunAndAnyFailureCounts(jobs: Int) async throws {
    let board = Self.board([
      "a": "  test: echo one; exit 1", "b": "  test: echo two >&2; exit 2", "c": "  test: 'true'",
    ])
    let (outcome, told) = try await Self.run("test", on: board) { $0.jobs = jobs }
    #expect(outcome.results.map(\.repo) == ["a", "b", "c"])
    #expect(outcome.results.map(\.ending) == [.failed(1), .failed(2), .passed])
    #expect(!outcome.hasPassed)
    for line in ["a$ echo one; exit 1\none\n", "b$ echo two >&2; exit 2\ntwo\n", "c$ true\n"] {
      #expect(told.contains(line), "\(told)")
    }
  }

  @Test func theFirstFailureEndsItWhereThatIsWanted() async throws {
    let board = Self.board(["a": "  test: 'true'", "b": "  test: kill -9 $$", "c": "  test: touch ran"])
    let outcome = try await Self.run("test", on: board) { $0.isFailingFast = true }.outcome
    #expect(outcome.results.map(\.ending) == [.passed, .failed(137), .skipped])
    #expect(board["c/ran"] == nil)
  }

  @Test func whatIsNotRunHasNotPassed() async throws {
    let board = Self.board(["a": "  lint: 'true'", "b": "", "c": nil, "d": "  lint: 'true'"])
    board.folder.put("---\ntitle: d\norder: 4\ncommands: nothing\n---\n", at: "content/repos/d.md")
    let (outcome, _) = try await Self.run("lint", on: board)
    #expect(outcome.results.map(\.ending) == [.passed, .noCommand, .notCheckedOut, .unreadable])
    #expect(!outcome.hasPassed)
    #expect(
      outcome.warnings.map(\.message) == [
        "c is not checked out: there is no \(board.folder("c"))", "content/repos/d.md has errors",
      ])
    let named = try await Self.run("lint", on: board) { $0.repos = ["b", "a"] }.outcome
    #expect(named.results.map(\.repo) == ["a", "b"])
    #expect(named.hasPassed)
  }

  @Test func whatNobodyApprovedDoesNotRun() async throws {
    let board = Self.board(["a": "  test: touch ran", "b": ""], files: ["b/Makefile": "test:\n\t@echo made\n"])
    let (outcome, told) = try await Self.run("test", on: board, isApproved: false)
    #expect(outcome.results.map(\.ending) == [.notApproved, .passed], "what the files imply is not content's text")
    #expect(outcome.results.map(\.isImplied) == [false, true])
    #expect(told == "b$ make test\nmade\n")
    #expect(board["a/ran"] == nil)
    #expect(!outcome.hasPassed)
    #expect(
      outcome.warnings == [
        Warning(
          "not run, because nobody on this machine has approved it: a (touch ran)",
          help: "orchsite trust shows what waits, and asks")
      ])

    // Asked for, and refused or allowed, before anything runs; a yes is kept, and only for that text.
    let asked = Mutex<[RunnableText]>([])
    func answering(_ answer: Bool) -> Approvals {
      Approvals(stateFolder: board.folder(".state")) { text in
        asked.withLock { $0.append(text) }
        return answer
      }
    }
    #expect(try await board.call(RunCommand("test", approvals: answering(false))).results[0].ending == .notApproved)
    #expect(try await board.call(RunCommand("test", approvals: answering(true))).results[0].ending == .passed)
    #expect(try await board.call(RunCommand("test", approvals: answering(false))).hasPassed)
    let questions = asked.withLock { $0.map { "\($0.path) \($0.key) \($0.text)" } }
    #expect(questions == Array(repeating: "content/repos/a.md commands.test touch ran", count: 2))
    board.folder.put("---\ntitle: a\norder: 0\ncommands:\n  test: touch  ran\n---\n", at: "content/repos/a.md")
    #expect(try await Self.run("test", on: board, isApproved: false).outcome.results[0].ending == .notApproved)
  }

  @Test func aNameThatNobodyHasIsASlip() async throws {
    let board = Self.board(["a": "  deploy: 'true'", "b": ""])
    func refusal(_ name: String, _ repos: [String] = []) async -> Refusal? {
      var request = RunCommand(name, approvals: Approvals(stateFolder: nil))
      request.repos = repos
      return await board.refusal(of: request)
    }
    #expect(await refusal("depoly") == .answer("no repo has a command \"depoly\"", help: "did you mean deploy?"))
    #expect(
      await refusal("test", ["b"])
        == .answer("b has no command \"test\"", help: "commands: in content/repos/REPO.md names what can be run"))
    #expect(await refusal("deploy", ["c"])?.isUsage == false)
    #expect(await refusal("a\nb")?.isUsage == true)
  }

  @Test func filesImplyCommands() {
    let scripts = #"{"name": "test", "other": {"lint": 1}, "scripts": {"a\"b": ":", "build" : "tsc", "test": "jest"}}"#
    let cases: [(files: [String: String], commands: [String: String])] = [
      (["package.json": scripts], ["test": "npm test", "build": "npm run build"]),
      (["package.json": #"{"scripts": {"lint": "x"}, "deep": [{"test": 1}]}"#], ["lint": "npm run lint"]),
      (["Package.swift": ""], ["test": "swift test", "build": "swift build"]),
      (["Cargo.toml": ""], ["test": "cargo test", "build": "cargo build"]),
      (["pyproject.toml": ""], ["test": "python3 -m pytest"]),
      (["Makefile": "lint := x\nbuild ci: all\n\ttest:\n.PHONY: test\n"], ["build": "make build", "ci": "make ci"]),
      (["Makefile": "test:: x\n", "Package.swift": ""], ["test": "make test", "build": "swift build"]),
      (["deploy": "", "Makefile": "deploy:\n"], [:]),
    ]
    for (files, commands) in cases {
      let board = Self.board(["a": ""], files: Dictionary(uniqueKeysWithValues: files.map { ("a/\($0)", $1 + "\n") }))
      // Looked up and not run: most of these tools are not there.
      for name in ["test", "lint", "build", "ci", "deploy"] {
        #expect(ImpliedCommand.find(name, in: board.folder("a")) == commands[name], "\(name) in \(files)")
      }
    }
  }

  @Test func nobodyWaitsForWhatIsLeftRunning() async throws {
    // It holds the pipe, and the second one writes without an end.
    let board = Self.board(["a": "  hold: sleep 600 & echo $! >pid; echo on", "b": "  hold: yes & echo $! >pid"])
    let (outcome, told) = try await Self.run("hold", on: board)
    #expect(outcome.hasPassed)
    #expect(told.contains("\non\n"))
    for repo in ["a", "b"] { board.git("-c", "alias.end=!kill $(cat pid)", "end", in: repo) }
  }

  @Test(.timeLimit(.minutes(15)), arguments: [1, 2]) func cancellingEndsWhatRuns(jobs: Int) async throws {
    let slow = "  slow: sh -c 'trap \"\" TERM; echo $$ >>pids; sleep 600' & echo $! >>pids; echo >ready; wait"
    let board = Self.board(["a": slow, "b": slow])
    let task = Task { try await Self.run("slow", on: board) { $0.jobs = jobs }.outcome }
    while board["a/ready"] == nil || (jobs == 2 && board["b/ready"] == nil) { await Task.yield() }
    task.cancel()
    let outcome = try await task.value
    #expect(outcome.results.map(\.ending) == [.interrupted, jobs == 2 ? .interrupted : .skipped])
    // Killed, they end soon; by themselves, in ten minutes.
    for pid in (board["a/pids"] ?? "").split(separator: "\n") {
      while isAlive(Int32(pid) ?? 0) { await Task.yield() }
    }
  }

  @Test func commandsGetWhatIsTheirs() async throws {
    let seen = "pwd; echo $ORCHSITE_HOME; cat; ls /proc/self/fd | wc -l; ps -o sid= -p $$ | grep -c -w $$; printf end"
    let board = Self.board(["a": "  env: \(seen)"])
    let (outcome, told) = try await Self.run("env", on: board)
    #expect(outcome.hasPassed)
    let lines = told.split(separator: "\n")
    #expect(lines.dropFirst() == [board.folder("a")[...], board.folder.path[...], "4", "1", "end"])
    #expect(told.hasSuffix("end\n"))
  }
}
