import Foundation
import TestSupport
import Testing

/// What a whole day of orchsite costs a worker in what it reads and writes: commands, answers, and what its hooks tell it.
@Suite("A worker's day in tokens")
struct WorkerDayTests {
  private let board: Board
  private let worktree = ".worktrees/web/login"

  init() {
    board = Board([
      ".gitignore": ".orchsite/\n.worktrees/\n.home/\n/web/\n",
      "content/index.md": "---\nproject: Shop\nauto_commit: all\n---\n",
      "content/tasks/web/login.md": """
      ---
      title: Sign in with a passkey
      status: todo
      priority: high
      depends_on: [sessions]
      ---

      People sign in with a passkey, and keep their password as a way out.

      - [ ] register a passkey from the account page
      - [ ] sign in with one, on phones too
      - [ ] a way out for people who have lost theirs
      - [ ] tests for expired and foreign challenges

      """,
      "content/tasks/web/sessions.md": "---\ntitle: Sessions\nstatus: done\n---\n",
      "content/tasks/web/basket.md": "---\ntitle: Basket\nstatus: todo\n---\n",
      "content/decisions/2026-01-06-keys.md": "---\ntitle: Keys live in the vault\ndate: 2026-01-06\nrepo: web\n---\n",
    ])
    let outcome = board.shell(
      """
      git init -q web; cd web; git config user.name Ada; git config user.email ada@example.org
      echo a > a; echo s > session.ts; git add .; git commit -qm a; git branch develop; cd ..
      orchsite worker start web login --at 2026-01-08T08:00:00Z > .home/start
      orchsite worker start web basket --at 2026-01-08T08:00:00Z >> .home/start
      cd .worktrees/web/basket; echo basket >> session.ts; git commit -qam basket
      """)
    #expect(outcome.code == 0, "\(outcome.err)")
  }

  private func commit(_ file: String) {
    board.folder.put("\(file)\n", at: "\(worktree)/\(file)")
    board.git("add", "--all", in: worktree)
    board.git("commit", "--quiet", "--message", file, in: worktree)
  }

  @Test("costs under 2,000 tokens") func cost() {
    var characters = 0
    func run(_ command: String, at time: String, code: Int32 = 0) {
      let outcome = board.shell("\(command) --at 2026-01-08T\(time):00Z", in: worktree)
      #expect(outcome.code == code, "\(command): \(outcome.out)\(outcome.err)")
      characters += command.count + outcome.out.count + outcome.err.count
    }
    func read(_ command: String, at time: String? = nil) {
      let moment = time.map { " --as-of 2026-01-08T\($0):00Z" } ?? ""
      let outcome = board.shell(command + moment, in: worktree)
      #expect(outcome.code == 0, "\(command): \(outcome.err)")
      characters += command.count + outcome.out.count
    }
    func hook(_ event: String) {
      let json = #"{"hook_event_name":"\#(event)","session_id":"s-1","cwd":"\#(board.folder(worktree))"}"#
      characters += board.run("mark", input: .text(json)).out.count
    }
    hook("SessionStart")
    read("orchsite role worker")
    read("orchsite brief", at: "08:05")
    commit("register.ts")
    run("orchsite report -d 'passkeys can be registered' -n 'sign in with one' --time 1h10m", at: "09:20")
    hook("PostToolUse")
    run("orchsite blocked 'may a phone keep its own passkey, or only the synced one?'", at: "09:50")
    let answer = board.shell(
      "orchsite task unblock web/login 'Both: ask once, and remember.' --at 2026-01-08T10:10:00Z")
    #expect(answer.code == 0)
    hook("PostToolUse")
    commit("signin.ts")
    run("orchsite report -d 'sign in works, on phones too' -n 'the way out' --time 1h30m", at: "11:30")
    hook("UserPromptSubmit")
    // After lunch, in a new session.
    read("orchsite brief", at: "13:00")
    commit("wayout.ts")
    board.folder.put("login\n", at: "\(worktree)/session.ts")
    run("orchsite done", at: "15:00", code: 1)
    board.git("commit", "--quiet", "--all", "--message", "sessions", in: worktree)
    run("orchsite report -d 'the way out, and tests' --time 2h", at: "15:20")
    hook("PostToolUse")
    run("orchsite done", at: "15:30")
    hook("Stop")
    let tokens = (characters + 3) / 4
    // Other tests look at what is written to standard output.
    FileHandle.standardError.write(Data("a worker's day: \(tokens) tokens (\(characters) characters)\n".utf8))
    #expect(tokens < 2_000)
  }
}
