import Agents
import Foundation
import TestSupport
import Testing

/// `orchsite guard` as hooks call it: the exit code, and what stands on standard error.
@Suite struct GuardTests {
  private let board = Board(["content/index.md": "---\nproject: Juniper Shop\nagents_may: [finish]\n---\n"])

  private func event(_ tool: String, _ input: [String: String], in folder: String, name: String = "PreToolUse")
    -> String
  {
    let object: [String: Any] = [
      "session_id": "s-1", "cwd": folder, "permission_mode": "default", "hook_event_name": name, "tool_name": tool,
      "tool_input": input,
    ]
    return (try? JSONSerialization.data(withJSONObject: object)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  private func ask(
    _ text: String, in folder: String = "", environment: [String: String] = [:], arguments: [String] = []
  ) -> Outcome {
    board.start(["guard"] + arguments, in: folder, environment: environment, input: .text(text)).outcome()
  }

  private func ask(command: String, in folder: String, environment: [String: String] = [:]) -> Outcome {
    ask(event("Bash", ["command": command], in: folder), environment: environment)
  }

  private static let allowed = Outcome(code: 0, out: "", err: "")
  private var home: String { board.folder.path }
  private var worktree: String { board.folder(".worktrees/web/basket") }

  private func startWorker() {
    let made = board.shell(
      """
      git init -q web && (cd web; echo a > a; git add a; git commit -qm a; git branch develop)
      sed -i 's/status: done/status: todo/' content/tasks/web/basket.md
      orchsite worker start web basket >/dev/null 2>&1
      """)
    #expect(made.code == 0)
  }

  @Test func theOrchestrator() {
    startWorker()
    #expect(ask(command: "git -C web log --oneline", in: home) == Self.allowed)
    #expect(ask(command: "orchsite status", in: board.folder("content/tasks")) == Self.allowed)
    let refused = ask(command: "cd web && git commit -am wip", in: home)
    #expect(refused.code == 2)
    #expect(refused.out == "")
    #expect(
      refused.err == """
        orchsite guard: refused: git commit -am wip
        the orchestrator commits in no repo
        instead: at home: git add content/…, git commit -m "…" -- content/…; verbs commit by themselves

        """)
    #expect(ask(event("Write", ["file_path": "\(home)/web/x", "content": "x"], in: home)).code == 2)
    #expect(ask(event("Write", ["file_path": "\(worktree)/x", "content": "x"], in: home)).code == 2)
    #expect(ask(event("Write", ["file_path": "content/tasks/web/new.md", "content": "x"], in: home)) == Self.allowed)
    #expect(ask(command: "orchsite feature finish web basket", in: home) == Self.allowed)
    #expect(ask(command: "orchsite invoice issue x", in: home).code == 2)
    #expect(ask(command: "make release-start REPO=web", in: home).code == 2)
    #expect(ask(command: "make status", in: home) == Self.allowed)
    // Wherever it looks, it stays what it is.
    let launched = ["ORCHSITE_ROLE": "orchestrator", "ORCHSITE_HOME": home]
    #expect(ask(command: "echo x > a", in: worktree, environment: launched).code == 2)
    #expect(ask(command: "echo x > a", in: worktree, environment: ["CLAUDE_PROJECT_DIR": home]).code == 2)
    #expect(ask(command: "echo x > a", in: board.folder("web"), environment: ["CLAUDE_PROJECT_DIR": home]).code == 2)
  }

  @Test func aLinkIntoARepo() {
    startWorker()
    board.folder.link("docs", to: "web")
    #expect(ask(command: "echo x > docs/a", in: home).code == 2)
    board.folder.link("content/tasks/web/linked.md", to: "../../../web/a")
    #expect(ask(command: "echo x > content/tasks/web/linked.md", in: home).code == 2)
  }

  @Test func aWorker() {
    startWorker()
    #expect(ask(command: "npm test && git commit -am wip && git push -u origin HEAD", in: worktree) == Self.allowed)
    #expect(ask(command: "git push --force origin feature/basket", in: worktree) == Self.allowed)
    #expect(ask(command: "cat \(home)/content/index.md", in: worktree) == Self.allowed)
    #expect(ask(command: "orchsite report -d x --time 40m", in: worktree) == Self.allowed)
    let refused = ask(command: "rm -rf ../../../web", in: worktree)
    #expect(refused.code == 2)
    #expect(
      refused.err == """
        orchsite guard: refused: writing web
        it lies in a repo's main checkout, outside of your worktree
        instead: work in \(worktree): the same file is there, on your branch

        """)
    #expect(ask(command: "git push origin HEAD:develop", in: worktree).code == 2)
    #expect(ask(command: "git update-ref refs/heads/develop HEAD", in: worktree).code == 2)
    #expect(ask(command: "orchsite feature finish web basket", in: worktree).code == 2)
    #expect(ask(event("Write", ["file_path": board.folder("content/tasks/web/basket.md")], in: worktree)).code == 2)
    // From wherever it goes.
    let project = ["CLAUDE_PROJECT_DIR": worktree]
    #expect(ask(command: "echo x > a", in: board.folder("web"), environment: project).code == 2)
    #expect(ask(command: "echo x > \(worktree)/a", in: home, environment: project) == Self.allowed)
  }

  @Test func whatIsNotManaged() {
    let elsewhere = TemporaryFolder()
    #expect(ask(command: "rm -rf /", in: elsewhere.path) == Self.allowed)
    #expect(ask(command: "rm -rf /", in: "/nowhere/at/all") == Self.allowed)
    let garbage = Command(
      [Command.binary, "guard"], in: elsewhere.path, environment: board.environment, input: .text("{not json"))
    #expect(garbage.outcome() == Self.allowed)
    // A person's own session in a repo.
    board.git("init", "-q", "web")
    #expect(ask(command: "git commit -am x", in: board.folder("web")) == Self.allowed)
  }

  @Test(
    arguments: [
      ("{not json", "the event is no JSON: unexpected character, at byte 1"),
      ("", "the event is no JSON: it ends too early, at byte 0"),
      ("[]", "the event has no cwd"), (#"{"cwd":"/tmp"}"#, "the event has no hook_event_name"),
    ])
  func anEventThatCannotBeRead(_ text: String, _ why: String) {
    let refused = ask(text)
    #expect(refused.code == 2)
    #expect(refused.out == "")
    #expect(
      refused.err == """
        orchsite guard: refused: everything, for now
        \(why)
        instead: tell the person; orchsite check and doctor say more, and a session without its settings has no guard

        """)
  }

  @Test func whatCannotBeJudgedIsRefused() {
    startWorker()
    let noTool = #"{"cwd":"\#(home)","hook_event_name":"PreToolUse","session_id":"s-1"}"#
    #expect(ask(noTool).code == 2)
    board.folder.put("---\nproject: [\n---\n", at: "content/index.md")
    for folder in [home, worktree] {
      let refused = ask(command: "ls", in: folder)
      #expect(refused.code == 2)
      #expect(
        refused.err.contains("\nwhat agents may do here is not known, because \(home)/content/index.md cannot be read"))
    }
    board.folder.remove("content/index.md")
    #expect(ask(command: "ls", in: worktree).code == 2)
    #expect(ask(command: "ls", in: home) == Self.allowed)
  }

  @Test func otherEventsAndOtherAgents() {
    #expect(ask(event("Bash", ["command": "rm -rf web"], in: home, name: "PostToolUse")) == Self.allowed)
    let words = event("Bash", ["command": "rm -rf web"], in: home)
    #expect(ask(words, arguments: ["--agent", "codex"]).code == 2)
    #expect(ask(words, arguments: ["--agent", "emacs"]).code == 64)
  }

  /// So that no verb is forgotten in the one table of who may call it.
  @Test(arguments: EveryVerbTests.cases.map(\.words))
  func everyVerbHasItsRule(_ words: [String]) { #expect(VerbRule.of(words) != nil) }

  @Test func sizeLimit() {
    let long = event("Bash", ["command": "echo " + String(repeating: "x", count: 17 << 20)], in: home)
    let refused = ask(long)
    #expect(refused.code == 2)
    #expect(refused.err.contains("\nthe event has more than 16 MB\n"))
  }
}
