/// What an event of a session means for whoever looks at it, whichever agent it is.
package enum SessionSignal: Sendable, Equatable {
  /// It is there and waits for its first prompt, or for the next one.
  case started
  /// It works: a prompt was submitted, a tool begins or ends, a permission was refused, an agent of its own begins.
  case active
  /// It wants a permission, an answer, or its plan approved.
  case asks(String?)
  /// Its turn is over.
  case turnEnded(Ending, lastLine: String?)
  /// Its turn was cut off: a limit, a bill, a login.
  case failed(String?)
  /// Its memory was compacted. Where it goes on, another event follows.
  case compacted
  case ended

  package enum Ending: Sendable, Equatable {
    case complete
    /// Tasks of its own go on.
    case background
    /// In plan mode: there is a plan to approve, and nothing is done.
    case plan
  }

  /// The state that it leads to, whatever the session was at before: the newest event decides.
  package var state: SessionMark.State {
    switch self {
    case .started, .compacted: .idle
    case .active: .working
    case .asks: .needsYou
    case .turnEnded(.complete, _): .idle
    case .turnEnded(.background, _): .background
    case .turnEnded(.plan, _): .plan
    case .failed: .stopped
    case .ended: .gone
    }
  }

  /// What is shown beside the state.
  package var detail: String? {
    switch self {
    case .asks(let detail), .failed(let detail), .turnEnded(_, let detail): detail
    case .started, .active, .compacted, .ended: nil
    }
  }
}
