import Agents
import Bytes
import Testing

@Suite("The guard and the orchestrator's shell")
struct GuardOrchestratorTests {
  @Test("it reads, everywhere", arguments: Commands.lines(Commands.read) + Commands.lines(Commands.readToo))
  func allows(_ command: String) {
    let refusal = Shop.refusal(.orchestrator, command: command.replacing("⏎", with: "\n"))
    #expect(refusal == nil, "\(refusal?.text ?? "")")
  }

  @Test(
    "it changes nothing in a repo, whichever way",
    arguments: Commands.lines(Commands.change) + Commands.lines(Commands.changeToo))
  func refuses(_ command: String) {
    let refusal = Shop.refusal(.orchestrator, command: command.replacing("⏎", with: "\n"))
    #expect(refusal != nil)
    #expect((refusal?.text.utf8.count { $0 == UInt8(ascii: "\n") } ?? 3) == 3)
  }

  @Test("what it is granted, it may")
  func powers() {
    func refusal(_ command: String, _ power: GuardPower) -> GuardRefusal? {
      Shop.refusal(.orchestrator, command: command, powers: [power])
    }
    #expect(refusal("orchsite invoice issue acme", .issue) == nil)
    #expect(refusal("orchsite invoice pay INV-1", .pay) == nil)
    #expect(refusal("orchsite invoice void INV-1 --reason x", .void) == nil)
    #expect(refusal("orchsite invoice credit INV-1 --reason x", .void) == nil)
    #expect(refusal("orchsite invoice write-off x --reason x", .writeOff) == nil)
    #expect(refusal("orchsite release start backend", .release) == nil)
    #expect(refusal("orchsite hotfix finish backend", .release) == nil)
    #expect(refusal("make release-start REPO=backend", .release) == nil)
    #expect(refusal("orchsite run deploy-prod", .deploy) == nil)
    #expect(refusal("make deploy-prod", .deploy) == nil)
    #expect(refusal("orchsite feature finish backend x", .finish) == nil)
    #expect(refusal("echo x > Makefile", .settings) == nil)
    #expect(refusal("orchsite feature finish backend x", .issue) != nil)
    #expect(refusal("orchsite trust", .settings) != nil)
    #expect(refusal("orchsite invoice issue acme", .finish) != nil)
    #expect(refusal("echo x > backend/a", .settings) != nil)
    #expect(refusal("echo x > .orchsite/lock", .settings) != nil)
  }

  @Test("agents_may is the orchestrator's")
  func granted() {
    #expect(GuardPower.granted(nil, to: .orchestrator) == [.finish])
    #expect(GuardPower.granted([], to: .orchestrator) == [])
    #expect(GuardPower.granted(["issue", "write-off", "nonsense", "Pay"], to: .orchestrator) == [.issue, .writeOff])
    #expect(GuardPower.granted(nil, to: .worker) == [])
    #expect(GuardPower.granted(["finish", "settings"], to: .worker) == [])
  }

  @Test("what is refused, why, and what to do instead")
  func texts() throws {
    let repo = try #require(Shop.refusal(.orchestrator, command: "echo x > backend/src/a.ts"))
    #expect(
      repo.text == """
        orchsite guard: refused: writing backend/src/a.ts
        it lies in a repo, and the orchestrator writes no code
        instead: orchsite task new REPO "TITLE" makes a task of it, which a worker does in its own worktree

        """)
    let money = try #require(Shop.refusal(.orchestrator, command: "orchsite invoice issue acme-2026-01"))
    #expect(
      money.text == """
        orchsite guard: refused: orchsite invoice issue
        issuing invoices is for a person here: agents_may in content/index.md does not list issue
        instead: ask the person to run it

        """)
    let open = try #require(Shop.refusal(.orchestrator, command: "echo 'x"))
    #expect(open.why == "the command cannot be read: a ' is not closed")
  }

  @Test("home that is a repo with code")
  func homeWithCode() throws {
    var places = Shop.places(.orchestrator)
    places.repos = [Shop.home]
    let agent = try #require(Agent(named: "claude"))
    func allows(_ command: String) -> Bool {
      let tool = AgentEvent.ToolUse(name: "Bash", input: Shop.object(["command": command]))
      let guardian = Guard(.orchestrator, places: places, powers: [])
      return (try? guardian.judge(tool, in: Shop.home, of: agent)) != nil
    }
    #expect(allows("echo x > content/tasks/backend/x.md"))
    #expect(!allows("echo x > src/a.ts"))
    #expect(!allows("echo x > README.md"))
    #expect(!allows("git commit -m x"))
    #expect(!allows("git add content"))
    #expect(allows("git log"))
  }
}
