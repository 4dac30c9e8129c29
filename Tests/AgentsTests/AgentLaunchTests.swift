import Agents
import Bytes
import Testing

@Suite("With what a session is started")
struct AgentLaunchTests {
  private let worker = AgentLaunch(
    role: .worker, home: "/home/ada/my shop", task: "web/login", program: "/opt/o'r/orchsite")

  private func json(_ path: String, of launch: AgentLaunch) throws -> JSONValue {
    let file = try #require(launch.files.first { $0.path == path })
    return try JSONValue(file.bytes)
  }

  @Test("a worker may write its own updates, the lock and its sessions, and nothing else")
  func writable() throws {
    let settings = try json(worker.settings, of: worker)
    #expect(
      settings["sandbox"]?["filesystem"]?["allowWrite"]?.items.compactMap(\.text) == [
        "/home/ada/my shop/content/updates/web/login", "/home/ada/my shop/.orchsite/lock",
        "/home/ada/my shop/.orchsite/sessions",
      ])
    let rules = settings["permissions"]?["allow"]?.items.compactMap(\.text) ?? []
    #expect(rules.filter { $0.hasPrefix("Edit(") }.allSatisfy { $0.hasPrefix("Edit(//home/ada/my shop/") })
    #expect(rules.contains("Bash(orchsite report:*)") && !rules.contains { $0.contains("trust") || $0 == "Bash(*)" })
  }

  @Test("the guard fails closed and stands before every tool; marks never do")
  func hooks() throws {
    let hooks = try #require(try json(worker.settings, of: worker)["hooks"])
    #expect(hooks.members.map(\.name) == Agent.markedEvents)
    for event in hooks.members {
      let groups = event.value.items
      #expect(groups.count == 1 && groups[0]["matcher"] == nil)
      let entries = groups[0]["hooks"]?.items ?? []
      let mark = try #require(entries.last?["command"]?.text)
      #expect(mark == #"'/opt/o'\''r/orchsite' mark --agent claude || true"#)
      guard event.name == "PreToolUse" else {
        #expect(entries.count == 1)
        continue
      }
      let guarding = try #require(entries.first)
      #expect(guarding["onFailure"]?.text == "block")
      #expect(guarding["command"]?.text?.hasPrefix(#"'/opt/o'\''r/orchsite' guard --agent claude || "#) == true)
      #expect(guarding["command"]?.text?.hasSuffix(" || exit 2") == true)
    }
  }

  @Test("the orchestrator may write at home, but not where its own hooks stand") func orchestrator() throws {
    let launch = AgentLaunch(role: .orchestrator, home: "/home/ada/shop", task: nil, program: "orchsite")
    let files = try #require(try json(launch.settings, of: launch)["sandbox"]?["filesystem"])
    #expect(files["allowWrite"]?.items.compactMap(\.text) == ["/home/ada/shop"])
    #expect(files["denyWrite"]?.items.compactMap(\.text) == ["/home/ada/shop/.orchsite/agents"])
  }

  @Test("the server is told whose it is") func server() throws {
    let server = try #require(try json(worker.mcp, of: worker)["mcpServers"]?["orchsite"])
    #expect(server["command"]?.text == "/opt/o'r/orchsite")
    #expect(
      server["args"]?.items.compactMap(\.text) == [
        "mcp", "--home", "/home/ada/my shop", "--role", "worker", "--task", "web/login",
      ])
    #expect(AgentLaunch.program(in: worker.files[1].bytes) == "/opt/o'r/orchsite")
  }

  @Test(
    "only a plain command of an agent that is known gets more words",
    arguments: [
      (
        "claude --model opus",
        "claude --model opus --settings '/home/ada/my shop/.orchsite/agents/web/login.json' --mcp-config '/home/ada/my shop/.orchsite/agents/web/login.mcp.json' --plugin-dir '/home/ada/my shop/.orchsite/agents/plugin'"
      ),
      (
        "A_1=x claude --model 'opus $4'",
        "A_1=x claude --model 'opus $4' --settings '/home/ada/my shop/.orchsite/agents/web/login.json' --mcp-config '/home/ada/my shop/.orchsite/agents/web/login.mcp.json' --plugin-dir '/home/ada/my shop/.orchsite/agents/plugin'"
      ), ("claude \"$X\"", "claude \"$X\""), ("claude 'x", "claude 'x"), ("vi", "vi"), ("claude; rm x", "claude; rm x"),
      ("claude $X", "claude $X"), ("exec claude", "exec claude"),
    ])
  func commands(_ text: String, _ expected: String) { #expect(worker.command(text) == expected) }

  @Test("Codex gets the server as settings of its own") func codex() {
    #expect(
      worker.command("/usr/bin/codex")
        == #"/usr/bin/codex -c 'mcp_servers.orchsite.command="/opt/o'\''r/orchsite"' -c 'mcp_servers.orchsite.args=["mcp","--home","/home/ada/my shop","--role","worker","--task","web/login"]'"#
    )
  }

  @Test("roles are short, and files only lead to them", arguments: AgentRole.allCases)
  func roles(_ role: AgentRole) {
    #expect(role.text.utf8.count < 2_000)
    #expect(role.skill.utf8.count < 400 && role.skill.contains("Run `orchsite role \(role.rawValue)`"))
    #expect(AgentPlugin.files.contains { $0.name == "skills/\(role.rawValue)/SKILL.md" })
  }

  // MARK: A person's own settings

  private let own = UserHooks(.claude, program: "/usr/bin/orchsite")

  private func added(_ text: String?) -> String? {
    own.added(to: text.map { Array($0.utf8) }).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("what stands there stays, ours comes behind it, and once")
  func userHooks() throws {
    let mine = #"{"a":1.50,"hooks":{"Stop":[{"matcher":"x","hooks":[{"type":"command","command":"say"}]}]},"z":[]}"#
    let text = try #require(added(mine))
    let json = try JSONValue(Array(text.utf8))
    #expect(json.members.map(\.name) == ["a", "hooks", "z"] && json["a"] == .number("1.50"))
    #expect(json["hooks"]?["Stop"]?.items.count == 2)
    #expect(json["hooks"]?["Stop"]?[0]?["matcher"]?.text == "x")
    #expect(added(text) == text)
    let removed = try #require(UserHooks.removed(from: Array(text.utf8)))
    #expect(try JSONValue(removed) == JSONValue(Array(mine.utf8)))
    #expect(UserHooks.removed(from: Array(mine.utf8)) == nil)
  }

  @Test("what is no settings file is left alone", arguments: ["[]", "{", "{\"hooks\":[]}", "{\"hooks\":{\"Stop\":1}}"])
  func noSettings(_ text: String) { #expect(added(text) == nil) }

  @Test("a file of nothing, and none", arguments: [nil, "", " \n", "{}"] as [String?])
  func empty(_ text: String?) throws {
    let bytes = Array(try #require(added(text)).utf8)
    #expect(try JSONValue(try #require(UserHooks.removed(from: bytes))) == .object([]))
  }
}
