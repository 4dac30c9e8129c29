import Quantities

/// What the session of an agent last said about itself. Whoever is called by the agent's hooks makes it.
package struct SessionMark: Sendable, Equatable {
  package let worker: String
  /// `repo/task`; `nil` for a session that is on none, such as the orchestrator's.
  package let task: String?
  package let state: State
  package let since: Instant
  /// The tool and the first line of what it wants, the reason it stopped, or its last line.
  package let detail: String?
  package let process: Int?
  /// How long it has worked.
  package let active: Minutes
  /// The pane of tmux that it runs in.
  package let pane: TmuxPane?

  /// What a session is called that is nobody's worker.
  package static let orchestrator = "orchestrator"

  package init(
    worker: String, task: String?, state: State, since: Instant, detail: String? = nil, process: Int? = nil,
    active: Minutes = .zero, pane: TmuxPane? = nil
  ) {
    self.worker = worker
    self.task = task
    self.state = state
    self.since = since
    self.detail = detail
    self.process = process
    self.active = active
    self.pane = pane
  }
}

/// Where in tmux something runs.
package struct TmuxPane: Sendable, Equatable {
  /// `%5`
  package let id: String
  /// The server's; absolute.
  package let socket: String

  /// - Returns: nil for what is none.
  package init?(id: String, socket: String) {
    guard id.utf8.first == UInt8(ascii: "%"), id.utf8.count > 1,
      id.utf8.dropFirst().allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      socket.utf8.first == UInt8(ascii: "/")
    else { return nil }
    self.id = id
    self.socket = socket
  }
}

extension SessionMark {
  package enum State: String, Sendable, CaseIterable {
    case working
    /// It asks for a permission or an answer, and does nothing meanwhile.
    case needsYou = "needs-you"
    /// Its turn is over, and tasks of its own go on.
    case background
    /// It has made a plan that a person has to approve.
    case plan
    case idle
    /// By a limit, a bill or a login.
    case stopped
    /// It ended, or its process is no more.
    case gone

    /// Whether nothing goes on until a person acts.
    package var needsPerson: Bool { self == .needsYou || self == .plan || self == .stopped }
  }
}
