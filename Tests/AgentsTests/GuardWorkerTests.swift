import Agents
import Bytes
import Testing

@Suite("The guard and a worker's shell")
struct GuardWorkerTests {
  @Test("ordinary work passes", arguments: Commands.lines(Commands.ordinary) + Commands.lines(Commands.ordinaryToo))
  func allows(_ command: String) {
    let refusal = Shop.refusal(.worker, command: command.replacing("⏎", with: "\n"))
    #expect(refusal == nil, "\(refusal?.text ?? "")")
  }

  @Test(
    "what reaches beyond its worktree or its branch does not",
    arguments: Commands.lines(Commands.reachOut) + Commands.lines(Commands.reachOutToo))
  func refuses(_ command: String) {
    #expect(Shop.refusal(.worker, command: command.replacing("⏎", with: "\n")) != nil)
  }

  @Test("a worker whose worktree nobody knows writes nowhere")
  func lost() throws {
    var places = Shop.places(.worker)
    places.worktree = nil
    let agent = try #require(Agent(named: "claude"))
    func allows(_ command: String) -> Bool {
      let tool = AgentEvent.ToolUse(name: "Bash", input: Shop.object(["command": command]))
      return (try? Guard(.worker, places: places, powers: []).judge(tool, in: Shop.home, of: agent)) != nil
    }
    #expect(allows("ls; git log; cat content/index.md; echo x > /tmp/x"))
    #expect(!allows("echo x > backend/a"))
    #expect(!allows("echo x > .worktrees/backend/user-auth/a"))
    #expect(!allows("git commit -am x"))
  }

  @Test("what is refused, why, and what to do instead")
  func texts() throws {
    let other = try #require(Shop.refusal(.worker, command: "rm -rf ../../admin/dashboard"))
    #expect(
      other.text == """
        orchsite guard: refused: writing .worktrees/admin/dashboard
        it lies in the worktree of another task
        instead: work in /home/ada/shop/.worktrees/backend/user-auth; orchsite blocked "…" asks for the change

        """)
    let base = try #require(Shop.refusal(.worker, command: "git push --force origin develop"))
    #expect(
      base.text == """
        orchsite guard: refused: git push --force origin develop
        develop is a branch that others come home to, and moves by orchsite feature finish only
        instead: stay on feature/user-auth; orchsite done says that it is ready to merge

        """)
    let open = try #require(Shop.refusal(.worker, command: "echo \"x"))
    #expect(open.why == "the command cannot be read: a \" is not closed")
  }
}
