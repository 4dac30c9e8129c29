import Agents
import Bytes
import Quantities
import Sessions
import Testing

@Suite("What events of a session mean")
struct AgentSignalTests {
  private static func event(_ name: String, _ more: String = "") throws -> AgentEvent {
    let text =
      #"{"hook_event_name":"\#(name)","session_id":"s","cwd":"/home/ada/shop"\#(more.isEmpty ? "" : ",")\#(more)}"#
    return try Agent.claude.event(Array(text.utf8))
  }

  @Test(
    "each event, and the state that it leads to",
    arguments: [
      ("SessionStart", "", "idle", nil), ("UserPromptSubmit", #""prompt":"go""#, "working", nil),
      ("PreToolUse", #""tool_name":"Bash","tool_input":{"command":"ls"}"#, "working", nil),
      ("PostToolUse", "", "working", nil), ("PostToolUseFailure", "", "working", nil),
      ("PermissionDenied", "", "working", nil), ("SubagentStart", "", "working", nil),
      (
        "PermissionRequest", #""tool_name":"Bash","tool_input":{"command":"\n npm install\nnpm test"}"#, "needs-you",
        "Bash: npm install"
      ),
      (
        "PermissionRequest", #""tool_name":"Edit","tool_input":{"file_path":"/a/b"}"#, "needs-you", "Edit: /a/b"
      ),
      ("PermissionRequest", #""tool_name":"mcp__x__y""#, "needs-you", "mcp__x__y"),
      (
        "PermissionRequest", #""tool_name":"shell","tool_input":{"command":["npm","test"]}"#, "needs-you",
        "shell: npm test"
      ),
      (
        "PreToolUse", #""tool_name":"AskUserQuestion","tool_input":{"questions":[{"question":"Which?"}]}"#, "needs-you",
        "AskUserQuestion: Which?"
      ),
      (
        "PreToolUse", ##""tool_name":"ExitPlanMode","tool_input":{"plan":"# Plan\n1. a"}"##, "needs-you",
        "ExitPlanMode: # Plan"
      ),
      ("Elicitation", #""message":"Your name?""#, "needs-you", "Your name?"),
      ("Stop", #""last_assistant_message":"One.\n\nAll is done.\n""#, "idle", "All is done."),
      ("Stop", #""background_tasks":[{"id":"1"}]"#, "background", nil),
      ("Stop", #""background_tasks":[],"permission_mode":"plan""#, "plan", nil),
      ("Stop", "", "idle", nil), ("StopFailure", #""error":"rate_limit""#, "stopped", "rate limit"),
      ("StopFailure", #""error":"billing_error","error_details":"no credit""#, "stopped", "billing error: no credit"),
      ("PostCompact", "", "idle", nil), ("SessionEnd", #""reason":"exit""#, "gone", nil),
    ] as [(String, String, String, String?)])
  func states(_ name: String, _ more: String, _ state: String, _ detail: String?) throws {
    let signal = try #require(Agent.claude.signal(of: Self.event(name, more)))
    #expect(signal.state.rawValue == state)
    #expect(signal.detail == detail)
  }

  @Test(
    "what says nothing changes nothing", arguments: ["Notification", "SubagentStop", "PreCompact", "ConfigChange", "x"])
  func nothing(_ name: String) throws { #expect(try Agent.claude.signal(of: Self.event(name)) == nil) }

  @Test("a long wish is one short line") func long() throws {
    let wish = String(repeating: "é😀", count: 500)
    let event = try Self.event("PermissionRequest", #""tool_name":"Bash","tool_input":{"command":"\#(wish)"}"#)
    let detail = try #require(Agent.claude.signal(of: event)?.detail)
    #expect(detail.unicodeScalars.count == 200 && detail.hasSuffix("…") && detail.hasPrefix("Bash: é😀"))
  }

  @Test("every event that has a meaning is one that hooks are called for")
  func registered() throws {
    for name in Agent.markedEvents { #expect(try Agent.claude.signal(of: Self.event(name)) != nil) }
  }

  // MARK: Orders

  /// The states of agents.md, by the newest event.
  private static let table: [(signal: SessionSignal, state: SessionMark.State)] = [
    (.started, .idle), (.active, .working), (.asks("Bash: x"), .needsYou),
    (.turnEnded(.complete, lastLine: "so"), .idle), (.turnEnded(.background, lastLine: nil), .background),
    (.turnEnded(.plan, lastLine: nil), .plan), (.failed("limit"), .stopped), (.compacted, .idle), (.ended, .gone),
  ]

  @Test("every order of up to six events leads to the state of the newest")
  func orders() {
    let start = Instant(milliseconds: 0)
    var count = 0
    var wrong = 0
    // Each prefix is looked at once: the tree of orders is walked in depth.
    func walk(_ record: SessionRecord, _ depth: Int) {
      for (signal, state) in Self.table {
        var next = record
        next.take(signal, at: Instant(milliseconds: (depth + 1) * 1_000))
        count += 1
        let isNew = record.state != next.state || record.detail != next.detail
        let isRight =
          next.state == state && next.detail == signal.detail && next.seen.milliseconds == (depth + 1) * 1_000
          && next.since == (isNew ? next.seen : record.since)
          && next.active == record.active + (record.state == .working ? 1_000 : 0)
        if !isRight { wrong += 1 }
        if depth < 5 { walk(next, depth + 1) }
      }
    }
    walk(SessionRecord(id: "s", agent: "claude", task: nil, worker: nil, at: start), 0)
    #expect(count == (1...6).reduce(0) { sum, length in sum + (0..<length).reduce(1) { power, _ in power * 9 } })
    #expect(wrong == 0)
  }

  @Test("time counts while it works, and not while the machine sleeps") func active() {
    var record = SessionRecord(id: "s", agent: "claude", task: nil, worker: nil, at: Instant(milliseconds: 0))
    record.take(.active, at: Instant(milliseconds: 60_000))
    record.take(.active, at: Instant(milliseconds: 180_000))
    record.take(.turnEnded(.complete, lastLine: nil), at: Instant(milliseconds: 240_000))
    record.take(.active, at: Instant(milliseconds: 900_000))
    record.take(.active, at: Instant(milliseconds: 90_000_000))
    // A clock that was set back takes nothing away.
    record.take(.active, at: Instant(milliseconds: 1_000))
    #expect(record.mark.active == Minutes(3))
    #expect(record.seen.milliseconds == 90_000_000)
  }

  @Test("a session's file says all of it") func file() throws {
    var record = SessionRecord(
      id: "s/../\u{1}é", agent: "codex", task: "web/a", worker: "kim", at: Instant(milliseconds: 1_767_690_000_123))
    record.take(.asks("Bash: rm \"x\""), at: Instant(milliseconds: 1_767_690_060_000))
    record.process = SessionProcess(id: 12, began: "345")
    record.pane = TmuxPane(id: "%3", socket: "/tmp/tmux-0/default")
    record.told = SessionRecord.Told()
    record.told?.answers = ["a"]
    record.told?.collisions = ["web/b: x.txt, line 1"]
    record.told?.stamp = "2 b"
    #expect(SessionRecord(record.bytes) == record)
    #expect(SessionRecord(Array("{}".utf8)) == nil)
  }

  @Test("a process is gone when its number is another's") func processes() {
    #expect(SessionProcess.caller()?.isGone == false)
    #expect(SessionProcess(id: 1, began: "never").isGone)
    #expect(SessionProcess(id: 99_999_999, began: nil).isGone)
    var record = SessionRecord(id: "s", agent: "claude", task: nil, worker: nil, at: Instant(milliseconds: 0))
    record.take(.asks("x"), at: Instant(milliseconds: 1))
    record.process = SessionProcess(id: 99_999_999, began: nil)
    #expect(record.mark.state == .gone && record.mark.detail == nil)
  }
}
