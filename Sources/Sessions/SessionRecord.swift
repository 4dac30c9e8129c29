import Bytes
import Quantities

/// What is kept of one session, on this machine: a file in `.orchsite/sessions/`. Losing it loses nothing that counts.
package struct SessionRecord: Sendable, Equatable {
  /// As the agent names it.
  package let id: String
  /// The kind of agent, by name.
  package let agent: String
  /// Of a worker, `repo/task` and its name; nil for the orchestrator's.
  package let task: String?
  package let worker: String?
  package var state: SessionMark.State = .idle
  /// Since when it is in that state.
  package var since: Instant
  package var detail: String?
  /// Of the newest event.
  package var seen: Instant
  package var process: SessionProcess?
  /// The pane of tmux that it runs in.
  package var pane: TmuxPane?
  /// How long it has worked, in milliseconds.
  package var active = 0
  /// What it was told already, or knew when it began.
  package var told: Told?

  /// What reached a session.
  package struct Told: Sendable, Equatable {
    /// The file names of answers.
    package var answers: [String] = []
    /// In words.
    package var collisions: [String] = []
    /// What the folder of the task's updates looked like at that time.
    package var stamp = ""

    package init() {}
  }

  package init(id: String, agent: String, task: String?, worker: String?, at: Instant) {
    self.id = id
    self.agent = agent
    self.task = task
    self.worker = worker
    since = at
    seen = at
  }

  /// More than this between two events is a machine that slept, and no work.
  private static let longestWork = 60 * 60_000

  /// Takes an event in.
  package mutating func take(_ signal: SessionSignal, at: Instant) {
    let passed = at.milliseconds - seen.milliseconds
    if state == .working, passed > 0, passed <= Self.longestWork { active += passed }
    if at.milliseconds > seen.milliseconds { seen = at }
    guard signal.state != state || signal.detail != detail else { return }
    state = signal.state
    detail = signal.detail
    since = at
  }

  /// As others see it: a session whose process has ended is gone, whatever it said last.
  package var mark: SessionMark {
    let isGone = state != .gone && process?.isGone ?? false
    return SessionMark(
      worker: worker ?? SessionMark.orchestrator, task: task, state: isGone ? .gone : state, since: since,
      detail: isGone ? nil : detail, process: process?.id, active: Minutes(active / 60_000), pane: pane)
  }
}

extension SessionRecord {
  package var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("session", id)
      writer.field("agent", agent)
      writer.field("task", task)
      writer.field("worker", worker)
      writer.field("state", state.rawValue)
      writer.field("since", since.description)
      writer.field("detail", detail)
      writer.field("seen", seen.description)
      writer.field("process", process?.id)
      writer.field("process_began", process?.began)
      writer.field("pane", pane?.id)
      writer.field("tmux_socket", pane?.socket)
      writer.field("active_ms", active)
      guard let told else { return }
      writer.object("told") { writer in
        writer.strings("answers", told.answers)
        writer.strings("collisions", told.collisions)
        writer.field("stamp", told.stamp)
      }
    }
    return writer.endLine()
  }

  /// Nil for what is none.
  package init?(_ bytes: [UInt8]) {
    guard let json = JSONValue(parsing: bytes), let id = json["session"]?.text, let agent = json["agent"]?.text,
      let state = (json["state"]?.text).flatMap(SessionMark.State.init(rawValue:)),
      let since = (json["since"]?.text).flatMap({ Instant($0) }),
      let seen = (json["seen"]?.text).flatMap({ Instant($0) })
    else { return nil }
    self.init(id: id, agent: agent, task: json["task"]?.text, worker: json["worker"]?.text, at: since)
    self.state = state
    self.seen = seen
    detail = json["detail"]?.text
    if let process = (json["process"]?.number).flatMap({ Int(exactly: $0) }) {
      self.process = SessionProcess(id: process, began: json["process_began"]?.text)
    }
    pane = json["pane"]?.text.flatMap { TmuxPane(id: $0, socket: json["tmux_socket"]?.text ?? "") }
    active = max((json["active_ms"]?.number).flatMap { Int(exactly: $0) } ?? 0, 0)
    guard let told = json["told"] else { return }
    var read = Told()
    read.answers = told["answers"]?.items.compactMap(\.text) ?? []
    read.collisions = told["collisions"]?.items.compactMap(\.text) ?? []
    read.stamp = told["stamp"]?.text ?? ""
    self.told = read
  }
}
