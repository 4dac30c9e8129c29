import Bytes

/// Who may call which verb of `orchsite`. Every verb stands here, and a test says so.
package enum VerbRule: Sendable, Equatable {
  /// Everybody.
  case reading
  /// What a worker says of its own task; the orchestrator too.
  case working
  /// The orchestrator.
  case coordinating
  /// Whoever has the power.
  case power(GuardPower)
  /// No agent.
  case person

  package static let all: [(words: [String], rule: VerbRule)] = [
    (["init"], .person), (["trust"], .person), (["serve"], .person), (["rescue", "forget"], .person),
    (["status"], .reading), (["next"], .reading), (["wait"], .reading), (["doctor"], .reading), (["check"], .reading),
    (["conflicts"], .reading), (["diff"], .reading), (["inbox"], .reading), (["role"], .reading), (["guard"], .reading),
    (["mark"], .reading), (["mcp"], .coordinating),
    (["brief"], .working), (["report"], .working), (["blocked"], .working), (["done"], .working),
    (["task", "list"], .reading), (["task", "show"], .reading), (["task", "check"], .working),
    (["task", "uncheck"], .working), (["task", "new"], .coordinating), (["task", "move"], .coordinating),
    (["task", "set"], .coordinating), (["task", "accept"], .coordinating), (["task", "unblock"], .coordinating),
    (["sprint", "list"], .reading), (["sprint", "new"], .coordinating), (["sprint", "close"], .coordinating),
    (["decision", "list"], .reading), (["decision", "new"], .coordinating),
    (["client", "list"], .reading), (["client", "new"], .coordinating),
    (["repo", "list"], .reading), (["repo", "new"], .coordinating),
    (["orchestrator"], .coordinating), (["worker", "list"], .reading), (["worker", "start"], .coordinating),
    (["worker", "resume"], .coordinating),
    (["worker", "adopt"], .coordinating), (["worker", "clean"], .coordinating),
    (["rescue", "list"], .reading), (["rescue", "restore"], .coordinating),
    (["feature", "finish"], .power(.finish)),
    (["release", "start"], .power(.release)), (["release", "finish"], .power(.release)),
    (["hotfix", "start"], .power(.release)), (["hotfix", "finish"], .power(.release)),
    (["flow", "init"], .coordinating), (["sync"], .coordinating), (["run"], .coordinating), (["build"], .coordinating),
    (["import"], .coordinating), (["templates", "eject"], .coordinating),
    (["time", "list"], .reading), (["time", "log"], .coordinating), (["time", "decide"], .coordinating),
    (["time", "review"], .coordinating),
    (["invoice", "unbilled"], .reading), (["invoice", "list"], .reading), (["invoice", "show"], .reading),
    (["invoice", "check"], .reading), (["invoice", "draft"], .coordinating), (["invoice", "pdf"], .coordinating),
    (["invoice", "export"], .coordinating), (["invoice", "issue"], .power(.issue)), (["invoice", "pay"], .power(.pay)),
    (["invoice", "credit"], .power(.void)), (["invoice", "void"], .power(.void)),
    (["invoice", "write-off"], .power(.writeOff)),
  ]

  /// The rule of the verb that some words begin with, and how many words it has; nil where they begin with none.
  package static func of(_ words: [String]) -> (rule: VerbRule, count: Int)? {
    for (verb, rule) in all where words.count >= verb.count {
      if zip(verb, words).allSatisfy({ $0.isExactly($1) }) { return (rule, verb.count) }
    }
    // `rescue` alone is `rescue list`.
    if let first = words.first, first.isExactly("rescue"), words.count == 1 || words[1].begins("-") {
      return (.reading, 1)
    }
    return nil
  }

  /// Whether some verbs begin with a word.
  static func isGroup(_ word: String) -> Bool { all.contains { $0.words.count == 2 && $0.words[0].isExactly(word) } }

  /// Of `orchsite-notion`.
  static let notion: [String: VerbRule] = [
    "plan": .reading, "status": .reading, "check": .reading, "blocks": .reading, "export": .coordinating,
    "apply": .coordinating,
  ]
}
