import Agents
import Bytes
import Testing

@Suite("Events of agents")
struct AgentEventTests {
  private func read(_ text: String, agent: String = "claude") throws -> AgentEvent {
    try #require(Agent(named: agent)).event(Array(text.utf8))
  }

  @Test("what the event says", arguments: Agent.all.map(\.name))
  func event(agent: String) throws {
    let event = try read(
      #"{"hook_event_name":"PreToolUse","session_id":"s-1","cwd":"/home/ada/shop","permission_mode":"plan","tool_name":"Bash","tool_input":{"command":"ls"},"later":1}"#,
      agent: agent)
    #expect(event.name == "PreToolUse")
    #expect(event.session == "s-1")
    #expect(event.folder == "/home/ada/shop")
    #expect(event.mode == "plan")
    #expect(event.tool?.name == "Bash")
    #expect(event.tool?.input["command"]?.text == "ls")
    #expect(event.json["later"] == .number("1"))
  }

  @Test(
    "what cannot be used is said",
    arguments: [
      ("{not json", "the event is no JSON: unexpected character, at byte 1"), ("[]", "the event has no cwd"),
      (#"{"cwd":"x"}"#, "the event's cwd is no absolute path"), (#"{"cwd":"/x"}"#, "the event has no hook_event_name"),
      (#"{"cwd":"/x","hook_event_name":"Stop","session_id":""}"#, "the event has no session_id"),
    ])
  func refused(_ text: String, _ message: String) {
    #expect(throws: AgentEventError(message: message)) { try read(text) }
  }

  @Test("a byte order mark in front does no harm") func byteOrderMark() throws {
    #expect(try read("\u{FEFF}{\"cwd\":\"/x\",\"hook_event_name\":\"Stop\",\"session_id\":\"s\"}").name == "Stop")
  }

  @Test("an agent that nobody knows") func unknown() { #expect(Agent(named: "emacs") == nil) }
}
