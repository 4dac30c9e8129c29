import Bytes
import Content
import Evidence
import Files
import Git
import Quantities
import Sessions
import Situation

/// Waits until a worker reports, asks, is blocked or finishes, or until work collides. Nothing runs meanwhile: the system
/// tells of changes.
package struct WaitForNews: Verb {
  /// Only news of these; none for all.
  package var tasks: [TaskID]
  /// nil: for ever.
  package var limit: Duration?

  package init(_ tasks: [TaskID] = [], limit: Duration? = nil) {
    self.tasks = tasks
    self.limit = limit
  }

  package struct Outcome: Sendable {
    /// The most urgent; nil when the time was up before there was any.
    package let news: News?
    /// How much more has happened at the same time.
    package let others: Int
    /// As it was then.
    package let situation: BoardSituation
    package let limit: Duration?
    package let warnings: [Warning]
  }

  package func validate() throws(Refusal) {
    if let limit, limit < .zero { throw .usage("a time limit is not negative") }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    let start = ContinuousClock.now
    let deadline = limit.map { start + $0 }
    // What comes behind this list is news, whenever it is seen.
    let listed = try refusing { try home.files.list(Subtrees(["content/updates"])).map { ExactText($0.path) } }
    _ = await home.collectOutboxes(try await home.workspace(asOf: stage.now), stage)
    let watch = FolderWatch()
    var waiting = Waiting(home: home, stage: stage, start: start, scan: try await home.watched(by: watch))
    let workspace = waiting.workspace
    for task in tasks { _ = try workspace.existingTask(task) }
    let wanted = tasks.isEmpty ? nil : Set(tasks)
    let there = Set(workspace.tasks.flatMap(\.updates).map { ExactText($0.source.path) })
    waiting.known.updates = Set(listed).intersection(there)
    waiting.meetRepos()
    waiting.readSessions(watch)
    waiting.known.sessions = waiting.situation.waitingSessions
    await waiting.begin(watch)
    stage.tell(.watching(watch.shortcoming))

    while true {
      let situation = waiting.situation
      let news = situation.news(besides: waiting.known, of: wanted)
      if let first = news.first {
        return Outcome(
          news: first, others: news.count - 1, situation: situation, limit: limit, warnings: waiting.warnings)
      }
      waiting.forgetPastCollisions()
      if Task.isCancelled { throw .outside("the wait was ended") }
      if let deadline, ContinuousClock.now >= deadline {
        return Outcome(news: nil, others: 0, situation: situation, limit: limit, warnings: waiting.warnings)
      }
      let changes = await watch.changes(until: [deadline, waiting.nextLook].compactMap(\.self).min())
      try await waiting.take(changes, watch)
      guard waiting.isTimeToLook, waiting.situation.news(besides: waiting.known, of: wanted).isEmpty else { continue }
      await waiting.look(watch)
    }
  }
}

/// What one wait knows, and what it has yet to look at.
private struct Waiting {
  let home: Home
  let stage: Stage
  let start: ContinuousClock.Instant
  var scan: Scan
  private(set) var workspace: Workspace
  var known = KnownNews()

  private var evidence: EvidenceWatch
  private var sessions: [SessionMark]?

  init(home: Home, stage: Stage, start: ContinuousClock.Instant, scan: Scan) {
    self.home = home
    self.stage = stage
    self.start = start
    self.scan = scan
    workspace = Workspace(linking: scan, asOf: stage.now)
    evidence = EvidenceWatch(home, .active)
  }

  /// Reports come all the same.
  var warnings: [Warning] { evidence.failure.map { [Warning("collisions are not seen: \($0)")] } ?? [] }

  /// What git said of a repo that has changed since is left out: nothing is concluded from it.
  var situation: BoardSituation {
    BoardSituation(of: workspace, git: evidence.currentFacts, sessions: sessions)
  }

  /// What collided and does not any more is news when it does again.
  mutating func forgetPastCollisions() {
    let stale = evidence.stale
    known.collisions = situation.collisions.union(
      known.collisions.filter { tasks in tasks.contains { stale.contains($0.repo) } })
  }

  /// Reads what has changed.
  mutating func take(_ changes: FolderChanges, _ watch: FolderWatch) async throws(Refusal) {
    guard !changes.isEmpty else { return }
    let scan = try await home.updating(scan, by: changes, watch)
    if let scan {
      self.scan = scan
      workspace = Workspace(linking: scan, asOf: stage.now(since: start))
    }
    await evidence.take(changes, in: watch)
    if home.concernsSessions(changes) { readSessions(watch) }
    if scan != nil { meetRepos() }
  }

  mutating func readSessions(_ watch: FolderWatch) { sessions = home.watchedSessions(by: watch) }

  /// Repos in which other tasks are active than before are due.
  mutating func meetRepos() { evidence.meet(workspace) }

  /// When it is time to ask git again; nil where nothing has changed.
  var nextLook: ContinuousClock.Instant? { evidence.nextLook }
  var isTimeToLook: Bool { evidence.isTimeToLook }

  /// The first look: what collides already is no news.
  mutating func begin(_ watch: FolderWatch) async {
    await look(watch)
    known.collisions = situation.collisions
    evidence.forgetCost()
  }

  mutating func look(_ watch: FolderWatch) async {
    let (stage, start) = (stage, start)
    await evidence.look(at: workspace, now: { stage.now(since: start) }, watch)
  }
}

extension Stage {
  /// The moment that it is, if it was `now` at another.
  fileprivate func now(since start: ContinuousClock.Instant) -> Instant {
    Instant(
      milliseconds: now.milliseconds + Int((ContinuousClock.now - start) / .milliseconds(1)), offset: now.offset)
  }
}
