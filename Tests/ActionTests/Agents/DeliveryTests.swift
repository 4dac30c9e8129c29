import Actions
import Agents
import Content
import Foundation
import TestSupport
import Testing

@Suite("Roles delivered at launch")
struct DeliveryTests {
  private static let index = [
    "content/index.md": "---\nproject: Juniper Shop\nauto_commit: all\nagent: claude --model opus\n---\n"
  ]

  /// Everything in the repo and its worktree, but for what git keeps there.
  private func files(_ crew: Crew) -> [String: String] {
    crew.board.folder.picture().filter { path, _ in
      (path.hasPrefix("web/") || path.hasPrefix(".worktrees/web/")) && !path.hasPrefix("web/.git/")
    }
  }

  @Test("launching writes at home, and no file of a repo")
  func nothingInRepos() async throws {
    let crew = Crew(files: Self.index)
    try await crew.start()
    let before = files(crew)
    #expect(!before.isEmpty)
    let outcome = try await crew.start { $0.isResuming = true }
    #expect(files(crew) == before)
    let launch = try #require(outcome.launch)
    #expect(launch.text == "claude --model opus" && !launch.isApproved)
    #expect(launch.command.hasPrefix("claude --model opus --settings "))
    for path in [
      "web/login.json", "web/login.mcp.json", "plugin/.claude-plugin/plugin.json", "plugin/skills/worker/SKILL.md",
    ] {
      #expect(crew.board[".orchsite/agents/\(path)"] != nil, "\(path)")
    }
    #expect(crew.board.status == "")
    #expect(launch.environment.contains { $0.name == "ORCHSITE_WORKER" && $0.value == "login" })
    #expect(launch.environment.contains { $0.name == "WORKSPACE_ID" })
  }

  @Test("a dry run writes nothing, and a board without an agent offers none")
  func withoutAgent() async throws {
    let crew = Crew()
    let outcome = try await crew.start(isDryRun: true)
    #expect(outcome.launch == nil && crew.board[".orchsite/agents/web/login.json"] == nil)
    #expect(try await crew.start().launch == nil)
  }

  @Test("the orchestrator's session is started at home") func orchestrator() async throws {
    let crew = Crew(files: Self.index)
    let outcome = try await crew.board.call(StartOrchestrator(approvals: crew.approvals))
    #expect(outcome.launch?.folder == crew.home)
    #expect(outcome.launch?.command.contains("/.orchsite/agents/orchestrator.json") == true)
    #expect(outcome.launch?.environment.contains { $0.name == "ORCHSITE_ROLE" && $0.value == "orchestrator" } == true)
  }

  @Test("init writes the skills once, leaves edited ones alone, and takes back its own")
  func skills() async throws {
    let board = Board(Board.small.mapValues { _ in "" })
    var request = InitWorkspace()
    request.isAgreed = true
    try await board.call(request)
    let path = ".claude/skills/worker/SKILL.md"
    #expect(board[path] == AgentRole.worker.skill)
    #expect(board[".agents/skills/orchestrator/SKILL.md"] == AgentRole.orchestrator.skill)
    #expect(board.git("status", "--porcelain") == "")
    board.folder.put("mine\n", at: path)
    let again = try await board.call(request)
    #expect(again.plan.notes.map(\.path).contains(path) && board[path] == "mine\n")
    request.isRemoving = true
    let removed = try await board.call(request)
    #expect(removed.plan.notes.map(\.path).contains(path) && board[path] == "mine\n")
    #expect(!FileManager.default.fileExists(atPath: board.folder(".agents")))
  }

  @Test("no skill is written through a link") func links() async throws {
    let board = Board(Board.small.mapValues { _ in "" })
    board.folder.makeFolder("dotfiles")
    try FileManager.default.createSymbolicLink(
      atPath: board.folder(".claude"), withDestinationPath: board.folder("dotfiles"))
    var request = InitWorkspace()
    request.isAgreed = true
    let outcome = try await board.call(request)
    #expect(outcome.plan.notes.contains { $0.path.hasPrefix(".claude/") && $0.reason.contains("no folder of its own") })
    #expect(try FileManager.default.contentsOfDirectory(atPath: board.folder("dotfiles")).isEmpty)
  }

  @Test("nothing is written through a link", arguments: [".orchsite", ".orchsite/agents", ".orchsite/sessions"])
  func linksOfOurs(_ path: String) async throws {
    let crew = Crew(files: Self.index)
    crew.board.folder.makeFolder("other")
    if path != ".orchsite" { crew.board.folder.makeFolder(".orchsite") }
    crew.board.folder.link(path, to: crew.board.folder("other"))
    await #expect(throws: Refusal.self) {
      try await crew.board.call(StartOrchestrator(approvals: crew.approvals))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: crew.board.folder("other")).isEmpty)
  }

  // MARK: A person's own settings

  private func install(
    in folder: TemporaryFolder, removing: Bool = false, program: String = "/usr/bin/orchsite"
  ) throws -> InstallUserHooks.Outcome {
    var request = InstallUserHooks(
      .claude, folder: folder("claude"), stateFolder: folder("state"), program: program)
    request.isRemoving = removing
    return try request.run()
  }

  @Test(
    "hooks in a person's settings come out again to the byte",
    arguments: [nil, "", "{ }", "{\r\n\t\"model\" : \"opus\",\"hooks\":{}}", "{\"hooks\":{\"Stop\":[]},\"n\":1e3}\n\n"]
      as [String?])
  func roundTrip(_ text: String?) throws {
    let folder = TemporaryFolder()
    if let text { folder.put(text, at: "claude/settings.json") }
    let path = folder("claude/settings.json")
    #expect(try install(in: folder) == .added(path))
    #expect(folder.text("claude/settings.json")?.contains("guard --agent claude") == true)
    #expect(try install(in: folder) == .unchanged(path))
    // Another place of the program, and still what was there first comes back.
    #expect(try install(in: folder, program: "/opt/orchsite") == .added(path))
    #expect(try install(in: folder, removing: true) == (text == nil ? .removedFile(path) : .restored(path)))
    #expect(folder.text("claude/settings.json") == text)
    #expect(try install(in: folder, removing: true) == .nothingThere(path))
    #expect(folder.text("claude/settings.json") == text)
  }

  @Test("what somebody has changed since stays") func changedSince() throws {
    let folder = TemporaryFolder()
    folder.put("{\"model\":\"opus\"}", at: "claude/settings.json")
    _ = try install(in: folder)
    let text = try #require(folder.text("claude/settings.json")).replacing("opus", with: "sonnet")
    folder.put(text, at: "claude/settings.json")
    #expect(try install(in: folder, removing: true) == .takenOut(folder("claude/settings.json")))
    #expect(folder.text("claude/settings.json") == "{\n  \"model\": \"sonnet\"\n}\n")
  }

  @Test("a file that cannot be added to is not touched") func unreadable() throws {
    let folder = TemporaryFolder()
    folder.put("{\"hooks\": 1", at: "claude/settings.json")
    #expect(throws: Refusal.self) { try install(in: folder) }
    #expect(folder.text("claude/settings.json") == "{\"hooks\": 1")
  }
}
