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

extension Home {
  /// Watches `content/`, and reads it.
  fileprivate func watched(by watch: FolderWatch) async throws(Refusal) -> Scan {
    watch.add(path, .itself(names: ["content"]))
    // As it is listed: what begins with a dot belongs to others.
    watch.add("\(path)/content", .tree { $0.utf8.split(separator: UInt8(ascii: "/")).last?.first == UInt8(ascii: ".") })
    return try await records()
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
  private(set) var warnings: [Warning] = []

  private var repos: [RepoWatch] = []
  /// What was active when the repos were last met, and on which branches, by repo.
  private var active: [String: [ActiveTask]] = [:]
  private var facts: GitFacts?
  private var sessions: [SessionMark]?
  /// Repos to look at whatever has changed in them.
  private var due: Set<String> = []
  private var looked: ContinuousClock.Instant?
  /// How long the last look took, and how many times that long the next one is put off.
  private var cost = Duration.zero
  private var patience = Self.leastPatience
  private static let leastPatience = 2
  private static let mostPatience = 40
  /// Whether git cannot be asked at all.
  private var isWithoutGit = false

  init(home: Home, stage: Stage, start: ContinuousClock.Instant, scan: Scan) {
    self.home = home
    self.stage = stage
    self.start = start
    self.scan = scan
    workspace = Workspace(linking: scan, asOf: stage.now)
  }

  private var now: Instant {
    Instant(
      milliseconds: stage.now.milliseconds + Int((ContinuousClock.now - start) / .milliseconds(1)),
      offset: stage.now.offset)
  }

  /// What git said of a repo that has changed since is left out: nothing is concluded from it.
  var situation: BoardSituation {
    guard let facts else { return BoardSituation(of: workspace, sessions: sessions) }
    let stale = stale
    let tasks = facts.tasks.filter { !stale.contains($0.key.repo) }
    return BoardSituation(
      of: workspace, git: GitFacts(readAt: facts.readAt, repos: facts.repos, tasks: tasks), sessions: sessions)
  }

  /// Repos that have changed since git was asked.
  private var stale: Set<String> { due.union(repos.filter(\.isTouched).map(\.slug)) }

  /// What collided and does not any more is news when it does again.
  mutating func forgetPastCollisions() {
    let stale = stale
    known.collisions = situation.collisions.union(
      known.collisions.filter { tasks in tasks.contains { stale.contains($0.repo) } })
  }

  private struct ActiveTask: Equatable {
    let id: TaskID
    let branch: String?
    let base: String?
  }
}

// MARK: - Content

extension Waiting {
  /// Reads what has changed.
  mutating func take(_ changes: FolderChanges, _ watch: FolderWatch) async throws(Refusal) {
    guard !changes.isEmpty else { return }
    guard home.isThere else { throw .noHome(home.path, isNamed: true) }
    let paths = changes.paths.compactMap { FileSystem.relative($0, to: home.path) }
      .filter { $0 == "content" || $0.utf8.starts(with: "content/".utf8) }
    if changes.isIncomplete || paths.contains("content") || changes.paths.contains(home.path) {
      scan = try await home.watched(by: watch)
    } else if !paths.isEmpty {
      let (old, files) = (scan, home.files)
      scan = try await refusing { try await old.updating(paths, from: files) }
    }
    if changes.isIncomplete || !paths.isEmpty { workspace = Workspace(linking: scan, asOf: now) }
    for index in repos.indices { await repos[index].take(changes, in: watch) }
    let notes = FileSystem.folder(of: SessionFolder(home: home.path).path)
    if changes.isIncomplete || changes.paths.contains(where: { $0.utf8.starts(with: notes.utf8) }) {
      readSessions(watch)
    }
    if !paths.isEmpty { meetRepos() }
  }
}

// MARK: - Sessions

extension Waiting {
  /// Watches what agents' hooks write, from when they write it, and reads it.
  mutating func readSessions(_ watch: FolderWatch) {
    let folder = SessionFolder(home: home.path)
    watch.add(home.path, .itself(names: [".orchsite"]))
    watch.add(FileSystem.folder(of: folder.path), .itself(names: ["sessions"]))
    watch.add(folder.path)
    sessions = folder.marks
  }
}

// MARK: - Repos

extension Waiting {
  /// Repos in which other tasks are active than before are due.
  mutating func meetRepos() {
    let tasks = workspace.tasks.map(\.task).filter(\.status.isActive).map {
      ActiveTask(id: $0.id, branch: $0.branch, base: $0.base)
    }
    let before = active
    active = Dictionary(grouping: tasks, by: \.id.repo)
    due.formUnion(Set(before.keys).union(active.keys).filter { before[$0] != active[$0] })
  }

  /// Watches what is not watched yet of a repo.
  ///
  /// - Returns: whether there was anything.
  private mutating func cover(_ view: RepoView, _ watch: FolderWatch) async -> Bool {
    let tasks = active[view.repo.slug, default: []].compactMap { workspace.task($0.id)?.task }
    let index = repos.firstIndex { $0.slug == view.repo.slug } ?? repos.endIndex
    if index == repos.endIndex { repos.append(RepoWatch(view)) }
    return await repos[index].add(view, branches: tasks.map(view.rules.branch(of:)), to: watch)
  }

  /// When it is time to ask git again; nil where nothing has changed.
  var nextLook: ContinuousClock.Instant? {
    guard !isWithoutGit, !stale.isEmpty else { return nil }
    return (looked ?? start) + cost * patience
  }

  var isTimeToLook: Bool { nextLook.map { ContinuousClock.now >= $0 } ?? false }

  /// The first look: what collides already is no news.
  mutating func begin(_ watch: FolderWatch) async {
    await look(watch)
    known.collisions = situation.collisions
    // It was no answer to a change: the next one comes at once.
    cost = .zero
  }

  /// Asks git about the repos that have changed. The next time comes in proportion to what that cost, so that many who
  /// wait beside many who work leave them the machine; and where things change again and again, less and less often.
  mutating func look(_ watch: FolderWatch) async {
    guard !isWithoutGit else { return }
    let start = ContinuousClock.now
    var wanted = due
    due = []
    for index in repos.indices {
      if await repos[index].hasChanged() { wanted.insert(repos[index].slug) }
    }
    if !wanted.isEmpty { await read(wanted, watch) }
    let end = ContinuousClock.now
    let isCalm = looked.map { start - $0 > cost * patience * 2 } ?? true
    patience = isCalm ? Self.leastPatience : min(patience * 2, Self.mostPatience)
    looked = end
    cost = end - start
  }

  private mutating func read(_ wanted: Set<String>, _ watch: FolderWatch) async {
    // Watched first, then looked at: what comes in between is told.
    for slug in wanted.sorted() {
      guard let repo = workspace.repo(slug), let view = try? await RepoView.read(repo, home: home.path, home.git) else {
        continue
      }
      _ = await cover(view, watch)
    }
    let result: EvidenceReader.Result
    do throws(GitError) {
      result = try await EvidenceReader(workspace, home: home.path, home.git).read(only: wanted)
    } catch {
      // Reports come all the same.
      isWithoutGit = true
      warnings.append(Warning("collisions are not seen: \(error)"))
      return
    }
    let read = Set(result.facts.repos.keys)
    var (repos, tasks) = (facts?.repos ?? [:], facts?.tasks.filter { !read.contains($0.key.repo) } ?? [:])
    repos.merge(result.facts.repos) { $1 }
    tasks.merge(result.facts.tasks) { $1 }
    facts = GitFacts(readAt: now, repos: repos, tasks: tasks)
    for view in result.views {
      // A worktree came meanwhile.
      if await cover(view, watch) { due.insert(view.repo.slug) }
    }
  }
}
