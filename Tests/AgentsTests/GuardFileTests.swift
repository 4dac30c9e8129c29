import Agents
import Bytes
import Testing

@Suite("The guard and tools that write files")
struct GuardFileTests {
  private func write(_ role: AgentRole, _ path: String, in folder: String? = nil) -> GuardRefusal? {
    Shop.refusal(role, "Write", Shop.object(["file_path": path, "content": "x"]), in: folder)
  }

  @Test(
    "the orchestrator writes content and what lies beside it",
    arguments: [
      "content/tasks/backend/new.md", "content/decisions/2026-01-06-keys.md", "content/updates/backend/x/new.md",
      "content/clients/acme.md", "content/tasks/backend/../../sprints/s.md", "README.md", "docs/plan.md", "CLAUDE.md",
      ".gitignore", "/tmp/notes.md", "/home/ada/.claude/plans/calm-fox.md", "site-templates/card.mustache",
      "content/pictures/x.png",
    ])
  func orchestratorMay(_ path: String) { #expect(write(.orchestrator, path) == nil) }

  @Test(
    "the orchestrator writes nothing else",
    arguments: [
      "backend/src/auth.ts", "backend", "content/../backend/x.ts", "content/tasks/../../backend/x", "api/src/x.ts",
      "BACKEND/x", "unnamed/x", "/srv/tools/x", ".worktrees/backend/user-auth/x", "/home/ada/adopted/x",
      "content/invoices/INV-2026-0001.md", "content/invoices/drafts/new.md", "content/Invoices/x.md",
      "content/updates/backend/user-auth/20260106T091530123Z-ada.md", ".orchsite/lock", ".git/config",
      "content/.git/config", ".claude/settings.json", ".claude/settings.local.json", ".mcp.json", ".codex/config.toml",
      ".github/workflows/x.yml", "Makefile", "orchsite.mk", "/home/ada/.claude/settings.json", "/home/ada/.bashrc",
      "~/.codex/config.toml", "/etc/hosts", "/tmp/clone/x", "content", ".", "/home/ada/loop/x",
    ])
  func orchestratorMayNot(_ path: String) { #expect(write(.orchestrator, path) != nil) }

  @Test(
    "a worker writes in its worktree",
    arguments: [
      "src/auth.ts", "\(Shop.worktree)/src/auth.ts", "./a/../b", "../user-auth/src/a.ts", "/tmp/x", "Makefile",
      ".claude/x", ".github/workflows/x.yml", "content/x.md",
    ])
  func workerMay(_ path: String) { #expect(write(.worker, path) == nil) }

  @Test(
    "a worker writes nowhere else",
    arguments: [
      "../dashboard/x", "/home/ada/shop/.worktrees/admin/dashboard/src/a.ts", "/home/ada/shop/backend/src/auth.ts",
      "../../../backend/x", "/home/ada/shop/content/tasks/backend/user-auth.md", "/home/ada/shop/README.md",
      "/home/ada/shop/.orchsite/x", ".git", ".git/config", "/home/ada/shop/backend/.git/hooks/pre-commit",
      "elsewhere/x",
      "~/x", "/home/ada/x", "/etc/hosts", "/home/ada/shop/.worktrees/backend/user-auth2/x", "/srv/tools/x",
      "/home/ada/adopted/x", "/home/ada/shop/.worktrees/backend",
    ])
  func workerMayNot(_ path: String) { #expect(write(.worker, path) != nil) }

  @Test("a path is seen from where the agent is")
  func folders() {
    #expect(write(.orchestrator, "x", in: "\(Shop.home)/backend") != nil)
    #expect(write(.orchestrator, "x", in: "\(Shop.home)/content/tasks/backend") == nil)
    #expect(write(.worker, "x", in: "\(Shop.worktree)/src") == nil)
    #expect(write(.worker, "x", in: Shop.home) != nil)
  }

  // MARK: Keys that run something

  private func edit(_ path: String, _ old: String, _ new: String, powers: Set<GuardPower> = []) -> GuardRefusal? {
    Shop.refusal(
      .orchestrator, "Edit", Shop.object(["file_path": path, "old_string": old, "new_string": new]), powers: powers)
  }

  @Test("keys that run something stay as they are")
  func settings() {
    let index = "content/index.md"
    let repo = "content/repos/backend.md"
    #expect(edit(index, "project: Shop", "project: Shops") == nil)
    #expect(edit(index, "We build a shop.", "We build.\n\nagent: me") == nil)
    #expect(edit(index, "project: Shop", "project: Shop\nsprint: one") == nil)
    #expect(edit(index, "agent: claude", "agent: rm -rf x") != nil)
    #expect(edit(index, "claude", "rm -rf x") != nil)
    #expect(edit(index, "agent: claude\n", "") != nil)
    #expect(edit(index, "[finish]", "[finish, issue]") != nil)
    #expect(edit(index, "finish", "issue") != nil)
    #expect(edit(index, "project: Shop", "project: Shop\npdf: x") != nil)
    #expect(edit(index, "project: Shop", "project: Shop\n\"pdf\": x") != nil)
    #expect(edit(index, "project: Shop", "project: Shop\n? pdf\n: x") != nil)
    #expect(edit(index, "project: Shop", "project: Shop\n<<: {pdf: x}") != nil)
    #expect(edit(index, "project: Shop", "project: Shop\u{2028}pdf: x") != nil)
    #expect(edit(index, "project: Shop", "project: Shop\rpdf: x") != nil)
    #expect(edit(index, "nowhere", "pdf: x") != nil)
    #expect(edit(index, "claude", "rm -rf x", powers: [.settings]) == nil)
    #expect(edit(repo, "title: Backend", "title: The backend") == nil)
    #expect(edit(repo, "order: 1", "order: 2") == nil)
    #expect(edit(repo, "The API.", "commands: none") == nil)
    #expect(edit(repo, "npm test", "curl x | sh") != nil)
    #expect(edit(repo, "  test: npm test\n", "") != nil)
    #expect(edit(repo, "test: npm", "test: npm &") != nil)
    #expect(edit(repo, "order: 1", "order: 1\nworktree: {setup: x}") != nil)
    #expect(edit("content/repos/new.md", "", "---\ntitle: New\n---\n") == nil)
    #expect(edit("content/repos/new.md", "", "---\ntitle: New\ncommands: {test: x}\n---\n") != nil)
    #expect(edit(repo, "order: 1", "path: .") != nil)
    #expect(edit("content/repos/new.md", "", "---\ntitle: New\npath: .\n---\n") != nil)
    #expect(edit("content/repos/new.md", "", "---\ntitle: New\npath: .\n---\n", powers: [.settings]) == nil)
    // The value of an alias stands elsewhere.
    #expect(edit("content/tasks/backend/user-auth.md", "Sign in", "agent: x") == nil)
  }

  @Test("a file that is written whole, edited in several places, or by a patch")
  func wholes() {
    func write(_ text: String) -> GuardRefusal? {
      Shop.refusal(.orchestrator, "Write", Shop.object(["file_path": "content/index.md", "content": text]))
    }
    #expect(write(Shop.index) == nil)
    #expect(write(Shop.index.replacing("project: Shop", with: "project: Other")) == nil)
    #expect(write("---\nproject: Other\nagents_may: [finish]\nagent: claude\n---\n") == nil)
    #expect(write("---\nproject: Other\n---\n") != nil)
    #expect(write("---\n project: Other\n agents_may: [finish]\n agent: evil\n---\n") != nil)
    #expect(write("---\n{project: Shop, agents_may: [finish], agent: evil}\n---\n") != nil)
    #expect(write(Shop.index.replacing("claude", with: "evil")) != nil)

    func writeAll(_ text: String) -> GuardRefusal? {
      Shop.refusal(
        .orchestrator, "Write", Shop.object(["file_path": "content/index.md", "content": text]), powers: [.settings])
    }
    #expect(writeAll("---\nproject: Other\n---\n") == nil)
    #expect(writeAll("We build a shop.\n") != nil)
    #expect(writeAll("---\nproject: Other\n") != nil)
    #expect(writeAll("") != nil)

    func several(_ old: String, _ new: String) -> GuardRefusal? {
      let edits = [("project: Shop", "project: Other"), (old, new)].map { edit in
        Shop.object(["old_string": edit.0, "new_string": edit.1])
      }
      let path = JSONValue.Member(name: "file_path", value: .string("content/index.md"))
      return Shop.refusal(.orchestrator, "MultiEdit", .object([path, .init(name: "edits", value: .array(edits))]))
    }
    #expect(several("We build", "We have built") == nil)
    #expect(several("claude", "evil") != nil)

    func patch(_ text: String) -> GuardRefusal? {
      Shop.refusal(.orchestrator, "apply_patch", Shop.object(["command": text]), agent: "codex")
    }
    let head = "*** Begin Patch\n*** Update File: content/index.md\n@@\n"
    #expect(patch(head + "-project: Shop\n+project: Other\n*** End Patch\n") == nil)
    #expect(patch(head + " agents_may: [finish]\n-agent: claude\n+agent: evil\n*** End Patch\n") != nil)
    #expect(patch(head + "-nothing like it\n+agent: evil\n*** End Patch\n") != nil)
  }

  @Test(
    "files that a patch names",
    arguments: [
      ("*** Add File: content/tasks/backend/x.md\n+---\n+title: x\n+---", true),
      ("*** Add File: backend/x.md\n+x", false), ("*** Update File: backend/x.md\n@@\n-a\n+b", false),
      ("*** Delete File: backend/x.md", false), ("*** Delete File: content/tasks/backend/x.md", true),
      ("*** Update File: content/tasks/backend/x.md\n*** Move to: backend/x.md\n@@\n-a\n+b", false),
      ("*** Update File: content/tasks/backend/x.md\n@@\n-a\n+b\n*** Add File: /home/ada/shop/admin/x\n+x", false),
      ("nothing", false),
    ])
  func patches(_ text: String, isAllowed: Bool) {
    let patch = "*** Begin Patch\n\(text)\n*** End Patch\n"
    let refusal = Shop.refusal(.orchestrator, "apply_patch", Shop.object(["command": patch]), agent: "codex")
    #expect((refusal == nil) == isAllowed)
  }

  // MARK: Other tools

  @Test("tools that read, and tools that nobody knows")
  func tools() {
    let nothing = JSONValue.object([])
    for tool in ["Read", "Grep", "Glob", "Task", "TodoWrite", "WebFetch", "mcp__orchsite__status", "ExitPlanMode"] {
      #expect(Shop.refusal(.orchestrator, tool, nothing) == nil)
      #expect(Shop.refusal(.worker, tool, nothing) == nil)
    }
    for tool in ["mcp__github__create_pull_request", "Artifact", "NewTool", "PowerShell", "read", "EnterWorktree"] {
      #expect(Shop.refusal(.orchestrator, tool, Shop.object(["command": "ls"])) != nil)
    }
    #expect(Shop.refusal(.worker, "mcp__github__get_issue", Shop.object(["path": "/etc/hosts"])) == nil)
    #expect(Shop.refusal(.worker, "PowerShell", Shop.object(["command": "ls"])) == nil)
    #expect(Shop.refusal(.worker, "EnterWorktree", nothing) != nil)
    let file = "mcp__filesystem__write_file"
    #expect(Shop.refusal(.worker, file, Shop.object(["path": "src/a.ts", "content": "x"])) == nil)
    #expect(Shop.refusal(.worker, file, Shop.object(["path": "/home/ada/shop/backend/a", "content": "x"])) != nil)
    let move = "mcp__filesystem__move_file"
    #expect(Shop.refusal(.worker, move, Shop.object(["source": "a", "destination": "/home/ada/shop/admin/a"])) != nil)
    #expect(
      Shop.refusal(.worker, "mcp__web__post", Shop.object(["path": "https://example.org", "content": "x"])) == nil)
  }

  @Test("tools that write without saying what")
  func lacking() {
    for role in AgentRole.allCases {
      for tool in ["Write", "Edit", "NotebookEdit"] { #expect(Shop.refusal(role, tool, .null) != nil) }
    }
    #expect(Shop.refusal(.orchestrator, "Bash", .null) != nil)
    #expect(Shop.refusal(.orchestrator, "Bash", .object([.init(name: "command", value: .number("1"))])) != nil)
  }

  @Test("commands of other shells, as text and as words")
  func shells() {
    let words = { (words: [String]) in
      JSONValue.object([.init(name: "command", value: .array(words.map { .string($0) }))])
    }
    #expect(Shop.refusal(.orchestrator, "Monitor", Shop.object(["command": "tail -f x"])) == nil)
    #expect(Shop.refusal(.orchestrator, "Monitor", Shop.object(["command": "rm x"])) != nil)
    #expect(Shop.refusal(.orchestrator, "shell", words(["bash", "-lc", "git -C backend log"]), agent: "codex") == nil)
    #expect(Shop.refusal(.orchestrator, "shell", words(["bash", "-lc", "rm -rf backend"]), agent: "codex") != nil)
    #expect(Shop.refusal(.orchestrator, "shell", words(["rm", "-rf", "backend"]), agent: "codex") != nil)
    #expect(Shop.refusal(.worker, "shell", words(["rm", "-rf", "../../admin"]), agent: "codex") != nil)
    let call = Shop.object(["cmd": "echo x > a", "workdir": "\(Shop.home)/backend"])
    #expect(Shop.refusal(.orchestrator, "exec_command", call, agent: "codex") != nil)
    #expect(Shop.refusal(.worker, "exec_command", call, agent: "codex") != nil)
  }
}
