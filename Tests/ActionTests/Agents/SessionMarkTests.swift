import Actions
import Agents
import Bytes
import Content
import Quantities
import Sessions
import Situation
import TestSupport
import Testing

@Suite("Marks of sessions, and what reaches them")
struct SessionMarkTests {
  private let crew = Crew()

  private func mark(
    _ name: String, _ more: [String: String] = [:], session: String = "s-1", at moment: String, in folder: String? = nil
  ) async throws -> [String] {
    let cwd = folder ?? crew.board.folder(crew.worktree())
    var members = [
      JSONValue.Member(name: "hook_event_name", value: .string(name)),
      JSONValue.Member(name: "session_id", value: .string(session)), JSONValue.Member(name: "cwd", value: .string(cwd)),
    ]
    members += more.map { JSONValue.Member(name: $0.key, value: .string($0.value)) }
    var writer = JSONWriter()
    writer.value(.object(members))
    let event = try Agent.claude.event(writer.bytes)
    let place = try #require(AgentPlace.find(project: nil, folder: event.folder))
    return try await crew.board.call(MarkSession(event, of: .claude, at: place), at: "2026-01-08T\(moment):00Z").news
  }

  private var sessions: [SessionMark] { SessionFolder(home: crew.home).marks ?? [] }

  @Test("an answer reaches the running session at its next tool call, once")
  func answers() async throws {
    try await crew.start()
    #expect(try await mark("SessionStart", at: "10:01") == [AgentRole.worker.greeting])
    #expect(try await mark("UserPromptSubmit", at: "10:02") == [])
    var report = WriteReport(nil, in: crew.board.folder(crew.worktree()))
    report.kind = .blocked
    report.blockers = ["which key?"]
    try await crew.board.call(report, at: "2026-01-08T10:03:00Z")
    #expect(try await mark("PostToolUse", at: "10:04") == [])
    try await crew.board.call(UnblockTask(id("web/login"), answer: "The new one."), at: "2026-01-08T10:05:00Z")
    // An event that cannot tell anything keeps it for one that can.
    #expect(try await mark("PreToolUse", at: "10:06") == [])
    #expect(try await mark("PostToolUse", at: "10:07") == ["answer to \"which key?\": The new one."])
    #expect(try await mark("PostToolUse", at: "10:08") == [])
    // Another session of the same worker has not been told.
    #expect(try await mark("UserPromptSubmit", session: "s-2", at: "10:09").count == 1)
    // What the next report has told is old.
    report.kind = .progress
    report.blockers = []
    report.done = ["so"]
    try await crew.board.call(report, at: "2026-01-08T10:10:00Z")
    #expect(try await mark("UserPromptSubmit", session: "s-3", at: "10:11") == [])
  }

  @Test("a long answer is cut, and says where the rest is") func longAnswers() async throws {
    try await crew.start()
    _ = try await mark("SessionStart", at: "10:01")
    var report = WriteReport(nil, in: crew.board.folder(crew.worktree()))
    report.kind = .blocked
    report.blockers = ["which?"]
    try await crew.board.call(report, at: "2026-01-08T10:03:00Z")
    try await crew.board.call(
      UnblockTask(id("web/login"), answer: String(repeating: "é", count: 50_000)), at: "2026-01-08T10:05:00Z")
    let news = try await mark("PostToolUse", at: "10:07")
    #expect(news.count == 1 && news[0].hasSuffix("é… (the whole: orchsite task show web/login)"))
    #expect(news[0].unicodeScalars.count < 1_100)
  }

  @Test("a new collision reaches it too, and one that comes back")
  func collisions() async throws {
    try await crew.start()
    try await crew.start("cart") { $0.anyway = true }
    _ = try await mark("SessionStart", at: "10:01")
    crew.commit("a.txt", "ours\n")
    crew.commit("a.txt", "theirs\n", in: "cart")
    try await crew.board.call(ShowConflicts())
    let news = try await mark("PostToolUse", at: "10:02")
    #expect(news.count == 1 && news[0].hasPrefix("collides with web/cart: both change a.txt"), "\(news)")
    #expect(try await mark("PostToolUse", at: "10:03") == [])
    crew.commit("a.txt", "one\ntwo\nthree\n", in: "cart")
    try await crew.board.call(ShowConflicts())
    #expect(try await mark("PostToolUse", at: "10:04") == [])
    crew.commit("a.txt", "theirs again\n", in: "cart")
    try await crew.board.call(ShowConflicts())
    #expect(try await mark("PostToolUse", at: "10:05").count == 1)
  }

  @Test("the board sees what sessions are at, and who is unseen")
  func board() async throws {
    try await crew.start()
    try await crew.start("cart") { $0.anyway = true }
    #expect(sessions.isEmpty)
    _ = try await mark("UserPromptSubmit", at: "10:01")
    _ = try await mark(
      "PermissionRequest", ["tool_name": "Bash"], at: "10:05")
    let status = try await crew.board.call(ShowStatus(), at: "2026-01-08T10:06:00Z")
    #expect(status.needs.filter { $0.task?.id == id("web/login") }.map(\.kind) == [.session])
    #expect(status.situation.active(on: id("web/login")) == Minutes(4))
    #expect(
      status.situation.crew.map { "\($0.name) \($0.state.slug)" } == [
        "ada question", "login needs-you", "cart unseen",
      ])
    _ = try await mark("SessionEnd", at: "10:06")
    let later = try await crew.board.call(ShowStatus(), at: "2026-01-08T10:06:30Z")
    #expect(
      later.situation.crew.map { "\($0.name) \($0.state.slug)" } == ["ada question", "login gone", "cart unseen"])
    // What a session waited for ends with its task.
    _ = try await mark("PermissionRequest", ["tool_name": "Bash"], at: "10:06")
    try await crew.board.call(MoveTask(id("web/login"), to: .cancelled), at: "2026-01-08T10:06:40Z")
    let closed = try await crew.board.call(ShowStatus(), at: "2026-01-08T10:06:50Z")
    #expect(!closed.needs.contains { $0.kind == .session })
    // The orchestrator's own session is on no task.
    _ = try await mark("Stop", session: "o-1", at: "10:07", in: crew.home)
    #expect(sessions.map(\.worker) == ["orchestrator", "login"])
  }

  @Test("the inbox lists the oldest first, and tells what is unread")
  func inbox() async throws {
    try await crew.start()
    _ = try await mark("PermissionRequest", ["tool_name": "Bash"], at: "10:05")
    var report = WriteReport(nil, in: crew.board.folder(crew.worktree()))
    report.kind = .blocked
    report.blockers = ["which key?"]
    try await crew.board.call(report, at: "2026-01-08T10:03:00Z")
    func look(isPeeking: Bool = false) async throws -> [String] {
      var inbox = ShowInbox()
      inbox.isPeeking = isPeeking
      let stage = Stage(now: instant("2026-01-08T10:30:00Z"))
      return try await inbox.run(in: crew.board.home, stage).items.filter { $0.need.task?.id == id("web/login") }
        .map { "\($0.need.kind.rawValue) \($0.isUnread)" }
    }
    #expect(try await look(isPeeking: true) == ["question true", "session true"])
    #expect(try await look() == ["question true", "session true"])
    #expect(try await look() == ["question false", "session false"])
    _ = try await mark("PostToolUse", at: "10:31")
    _ = try await mark("PermissionRequest", ["tool_name": "Bash"], at: "10:32")
    #expect(try await look() == ["question false", "session true"])
  }

  @Test("whose session it is, is told by where it works")
  func places() async throws {
    try await crew.start()
    let (home, worktree) = (crew.home, crew.board.folder(crew.worktree()))
    func role(_ folder: String, project: String? = nil, launched: String? = nil) -> String {
      AgentPlace.find(project: project, folder: folder, launched: launched)?.role.rawValue ?? "none"
    }
    crew.board.folder.makeFolder("\(crew.worktree())/src/deep")
    #expect(role(worktree) == "worker" && role("\(worktree)/src/deep") == "worker")
    #expect(role(home) == "orchestrator" && role("\(home)/content/tasks") == "orchestrator")
    // A worker that goes elsewhere stays one; a person's session in a repo is its own.
    #expect(role(home, project: worktree) == "worker")
    #expect(role("\(home)/web") == "none" && role("/") == "none" && role("/nowhere/at/all") == "none")
    #expect(role("\(home)/web", project: home) == "orchestrator")
    #expect(role("\(home)/web", launched: home) == "orchestrator")
    // So does an orchestrator that looks into a worktree, and a worker in a repository in its own.
    #expect(role(worktree, project: home) == "orchestrator" && role(worktree, launched: home) == "orchestrator")
    crew.board.folder.makeFolder("\(crew.worktree())/vendor/lib/.git")
    #expect(role("\(worktree)/vendor/lib") == "worker")
    // A folder that is gone counts as the nearest above it: a worktree that was removed is no worker's any more.
    #expect(role("\(worktree)/gone/deep") == "worker" && role("\(home)/web/gone") == "none")
    #expect(role("\(home)/.worktrees/web/gone/src") == "orchestrator" && role("\(home)/gone") == "orchestrator")
  }
}
