import Agents
import Bytes
import Content
import Files
import Quantities
import Sessions

/// Records what a session is at, as an event of its agent tells, and gives back what the session has to know. Hooks call
/// it many times a minute: it reads the one task's files and nothing else, starts no process, and never refuses.
package struct MarkSession: Verb {
  package let agent: Agent
  package let event: AgentEvent
  package let place: AgentPlace
  package var process: SessionProcess?
  package var pane: TmuxPane?

  package init(_ event: AgentEvent, of agent: Agent, at place: AgentPlace) {
    self.event = event
    self.agent = agent
    self.place = place
  }

  package struct Outcome: Sendable {
    /// A line each; empty where there is nothing to say, or the event has no way to say it.
    package let news: [String]
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let folder = SessionFolder(home: home.path)
    let signal = agent.signal(of: event)
    // What is to be told is looked up before the lock is taken, so that nobody waits for it.
    let before = folder.read(event.session)
    var told = before?.told
    var news: [String] = []
    if let worker = place.worker, let task = worker.task, agent.canTell(at: event) {
      news = await SessionNews(home: home.path, task: task, worker: worker.marker.worker).take(from: &told)
    }
    if signal == .started { news.insert(place.role.greeting, at: 0) }
    guard signal != nil || !news.isEmpty || before == nil else { return Outcome(news: news) }
    try refusing {
      try folder.change(event.session) { record throws(FileError) in
        var record = record ?? new(stage.now)
        if let signal { record.take(signal, at: stage.now) }
        if let process { record.process = process }
        if let pane { record.pane = pane }
        record.told = told
        return record
      }
    }
    if signal == .started { folder.sweep(stage.now) }
    return Outcome(news: news)
  }

  private func new(_ now: Instant) -> SessionRecord {
    SessionRecord(
      id: event.session, agent: agent.name, task: place.worker?.task?.description, worker: place.worker?.marker.worker,
      at: now)
  }
}

extension Home {
  /// What sessions of agents say here; nil where no agent has ever called a hook.
  package var sessions: [SessionMark]? { SessionFolder(home: path).marks }
}
