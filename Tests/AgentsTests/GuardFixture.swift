import Agents
import Bytes

/// A workspace that is only told of: /home/ada/shop with the repos backend and admin, and a worker on backend/user-auth.
enum Shop {
  static let home = "/home/ada/shop"
  static let worktree = "/home/ada/shop/.worktrees/backend/user-auth"

  static let files: [String: String] = [
    "\(home)/content/index.md": index,
    "\(home)/content/repos/backend.md": "---\ntitle: Backend\ncommands:\n  test: npm test\norder: 1\n---\n\nThe API.\n",
    "\(home)/content/invoices/INV-2026-0001.md": "---\n---\n",
    "\(home)/content/updates/backend/user-auth/20260106T091530123Z-ada.md": "---\n---\n",
    "\(home)/content/tasks/backend/user-auth.md": "---\ntitle: Sign in\n---\n",
    "\(home)/.git": "", "\(home)/backend/.git": "", "\(home)/admin/.git": "", "\(home)/unnamed/.git": "",
    "\(worktree)/.git": "gitdir: \(home)/backend/.git/worktrees/user-auth\n", "/tmp/clone/.git": "",
  ]

  static let index = "---\nproject: Shop\nagents_may: [finish]\nagent: claude\n---\n\nWe build a shop.\n"

  static let look = GuardPlaces.Look(
    link: {
      ["\(home)/api": "backend", "\(worktree)/elsewhere": "/home/ada/shop/admin", "/home/ada/loop": "loop"][$0]
    },
    exists: { files[$0] != nil }, read: { files[$0].map { Array($0.utf8) } },
    isFolder: { folder in
      files.keys.contains { $0.utf8.starts(with: "\(folder)/".utf8) }
        || ["/tmp", "\(worktree)/src", "\(home)/backend/src", "\(home)/.worktrees/admin/dashboard"].contains(folder)
    })

  static let makeTargets = [
    GuardMakeTarget(name: "status", isFamily: false, words: ["status", "--"], isNotion: false),
    GuardMakeTarget(name: "status-", isFamily: true, words: ["status", "--"], isNotion: false),
    GuardMakeTarget(name: "worker-new", isFamily: false, words: ["worker", "start", "--"], isNotion: false),
    GuardMakeTarget(name: "release-start", isFamily: false, words: ["release", "start", "--"], isNotion: false),
    GuardMakeTarget(name: "feature-finish", isFamily: false, words: ["feature", "finish", "--"], isNotion: false),
    GuardMakeTarget(name: "deploy-", isFamily: true, words: ["run", "--"], isNotion: false),
    GuardMakeTarget(name: "sync-sprint", isFamily: false, words: ["apply"], isNotion: true),
  ]

  static func places(_ role: AgentRole) -> GuardPlaces {
    var places = GuardPlaces(
      home: home, repos: ["\(home)/backend", "\(home)/admin", "/srv/tools"],
      worktrees: ["\(home)/.worktrees", "/home/ada/adopted"], look: look)
    places.person = "/home/ada"
    places.makeTargets = makeTargets
    places.bases = ["next"]
    if role == .worker {
      places.worktree = worktree
      places.branch = "feature/user-auth"
      places.task = "backend/user-auth"
    }
    return places
  }

  static func guardian(_ role: AgentRole, powers: Set<GuardPower>? = nil) -> Guard {
    Guard(role, places: places(role), powers: powers ?? GuardPower.granted(nil, to: role))
  }

  static func folder(_ role: AgentRole) -> String { role == .worker ? worktree : home }

  /// Why a tool is refused; nil where it is not.
  static func refusal(
    _ role: AgentRole, _ tool: String, _ input: JSONValue, in folder: String? = nil, agent: String = "claude",
    powers: Set<GuardPower>? = nil
  ) -> GuardRefusal? {
    guard let agent = Agent(named: agent) else { return GuardRefusal("", "", instead: "") }
    do throws(GuardRefusal) {
      try guardian(role, powers: powers).judge(
        AgentEvent.ToolUse(name: tool, input: input), in: folder ?? self.folder(role), of: agent)
      return nil
    } catch {
      return error
    }
  }

  static func refusal(
    _ role: AgentRole, command: String, in folder: String? = nil, powers: Set<GuardPower>? = nil
  ) -> GuardRefusal? {
    refusal(role, "Bash", object(["command": command]), in: folder, powers: powers)
  }

  static func object(_ members: KeyValuePairs<String, String>) -> JSONValue {
    .object(members.map { JSONValue.Member(name: $0.key, value: .string($0.value)) })
  }
}
