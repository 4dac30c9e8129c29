import Bytes

/// What an orchestrator does only where `agents_may` of `content/index.md` says so.
package enum GuardPower: String, Sendable, CaseIterable {
  case issue
  case pay
  case void
  case writeOff = "write-off"
  case release
  case deploy
  case finish
  case settings

  package init?(word: String) {
    guard let power = Self.allCases.first(where: { ExactText($0.rawValue) == ExactText(word) }) else { return nil }
    self = power
  }

  /// What it lets an agent do, for a refusal.
  var deed: String {
    switch self {
    case .issue: "issuing invoices"
    case .pay: "recording payments"
    case .void: "taking invoices back"
    case .writeOff: "writing work off"
    case .release: "making releases"
    case .deploy: "deploying"
    case .finish: "merging a task's branch"
    case .settings: "changing what can be run, and what agents may do"
    }
  }

  /// What an agent may.
  ///
  /// - Parameter words: `agents_may`; nil where it is absent. They are the orchestrator's: a worker has none.
  package static func granted(_ words: [String]?, to role: AgentRole) -> Set<GuardPower> {
    switch role {
    case .orchestrator: words.map { Set($0.compactMap(GuardPower.init(word:))) } ?? [.finish]
    case .worker: []
    }
  }

  func refusal(of what: String) -> GuardRefusal {
    GuardRefusal(
      what, "\(deed) is for a person here: agents_may in content/index.md does not list \(rawValue)",
      instead: "ask the person to run it")
  }
}
