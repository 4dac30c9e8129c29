import Content
import Evidence
import Files
import Git
import Quantities

/// What git says of a workspace's repos, asked again only where something has changed.
///
/// Asking costs: so the next time comes in proportion to what the last one took, and many who wait beside many who work
/// leave them the machine.
package struct EvidenceWatch {
  /// Which work is looked at.
  package enum Scope: Sendable {
    /// Repos in which tasks are active.
    case active
    /// All repos, with all work that is not closed: what pages show.
    case all
  }

  /// As it was last read; nil before.
  package private(set) var facts: GitFacts?
  /// Why git cannot be asked at all.
  package private(set) var failure: GitError?

  private let home: Home
  private let scope: Scope
  private let start = ContinuousClock.now
  private var repos: [RepoWatch] = []
  /// What git's answers depend on besides the repos, by repo, as the workspace last said it.
  private var claims: [String: Claims] = [:]
  /// Repos to look at whatever has changed in them.
  private var due: Set<String> = []
  private var looked: ContinuousClock.Instant?
  /// How long the last look took, and how many times that long the next one is put off.
  private var cost = Duration.zero
  private var patience = Self.leastPatience
  private static let leastPatience = 2
  private static let mostPatience = 40

  package init(_ home: Home, _ scope: Scope) {
    self.home = home
    self.scope = scope
  }

  private struct Claims: Equatable {
    /// The repo's file; nil where only tasks count, and for a repo that has none.
    var repo: RecordSource?
    var quiet: [String] = []
    var tasks: [Claim] = []

    static func == (left: Claims, right: Claims) -> Bool {
      left.repo === right.repo && left.quiet == right.quiet && left.tasks == right.tasks
    }
  }

  private struct Claim: Equatable {
    let id: TaskID
    let branch: String?
    let base: String?
    /// The newest update, which names commits; nil where only branches count.
    var newest: String?
  }
}

// MARK: - What changed

extension EvidenceWatch {
  /// Repos of which the workspace says something else than before are due.
  package mutating func meet(_ workspace: Workspace) {
    var claims: [String: Claims] = [:]
    if scope == .all {
      for repo in workspace.repos {
        claims[repo.slug] = Claims(repo: repo.source, quiet: workspace.settings.radarQuiet)
      }
    }
    for task in workspace.tasks where scope == .all ? !task.task.status.isClosed : task.task.status.isActive {
      var claim = Claim(id: task.id, branch: task.task.branch, base: task.task.base)
      if scope == .all { claim.newest = task.newestUpdate?.source.path }
      claims[task.id.repo, default: Claims()].tasks.append(claim)
    }
    due.formUnion(Set(self.claims.keys).union(claims.keys).filter { self.claims[$0] != claims[$0] })
    self.claims = claims
  }

  package mutating func take(_ changes: FolderChanges, in watch: FolderWatch) async {
    for index in repos.indices { await repos[index].take(changes, in: watch) }
  }

  /// Repos that have changed since git was asked.
  package var stale: Set<String> { due.union(repos.filter(\.isTouched).map(\.slug)) }

  /// What git said of repos that have not changed since.
  package var currentFacts: GitFacts? {
    guard let facts else { return nil }
    let stale = stale
    return GitFacts(
      readAt: facts.readAt, repos: facts.repos, tasks: facts.tasks.filter { !stale.contains($0.key.repo) })
  }
}

// MARK: - Asking

extension EvidenceWatch {
  /// When it is time to ask git again; nil where nothing has changed.
  package var nextLook: ContinuousClock.Instant? {
    guard failure == nil, !stale.isEmpty else { return nil }
    return (looked ?? start) + cost * patience
  }

  package var isTimeToLook: Bool { nextLook.map { ContinuousClock.now >= $0 } ?? false }

  /// What was asked was no answer to a change: the next time comes at once.
  package mutating func forgetCost() { cost = .zero }

  /// Asks git about the repos that have changed; where things change again and again, less and less often.
  package mutating func look(at workspace: Workspace, now: () -> Instant, _ watch: FolderWatch) async {
    guard failure == nil else { return }
    let start = ContinuousClock.now
    var wanted = due
    due = []
    for index in repos.indices {
      if await repos[index].hasChanged() { wanted.insert(repos[index].slug) }
    }
    if !wanted.isEmpty { await read(wanted, workspace, now, watch) }
    let end = ContinuousClock.now
    let isCalm = looked.map { start - $0 > cost * patience * 2 } ?? true
    patience = isCalm ? Self.leastPatience : min(patience * 2, Self.mostPatience)
    looked = end
    cost = end - start
  }

  private mutating func read(
    _ wanted: Set<String>, _ workspace: Workspace, _ now: () -> Instant, _ watch: FolderWatch
  ) async {
    // Watched first, then looked at: what comes in between is told.
    for slug in wanted.sorted() {
      guard let repo = workspace.repo(slug), let view = try? await RepoView.read(repo, home: home.path, home.git) else {
        continue
      }
      _ = await cover(view, workspace, watch)
    }
    let result: EvidenceReader.Result
    do throws(GitError) {
      result = try await EvidenceReader(workspace, home: home.path, home.git).read(only: wanted)
    } catch {
      failure = error
      return
    }
    // A repo that is shown goes from the pages with its checkout; who waits concludes nothing from its absence.
    let replaced = scope == .all ? wanted : Set(result.facts.repos.keys)
    var repos = (facts?.repos ?? [:]).filter { !replaced.contains($0.key) }
    var tasks = (facts?.tasks ?? [:]).filter { !replaced.contains($0.key.repo) }
    repos.merge(result.facts.repos) { $1 }
    tasks.merge(result.facts.tasks) { $1 }
    facts = GitFacts(readAt: now(), repos: repos, tasks: tasks)
    for view in result.views {
      // A worktree came meanwhile.
      if await cover(view, workspace, watch) { due.insert(view.repo.slug) }
    }
  }

  /// Watches what is not watched yet of a repo.
  ///
  /// - Returns: whether there was anything.
  private mutating func cover(_ view: RepoView, _ workspace: Workspace, _ watch: FolderWatch) async -> Bool {
    let tasks = claims[view.repo.slug]?.tasks.compactMap { workspace.task($0.id)?.task } ?? []
    let index = repos.firstIndex { $0.slug == view.repo.slug } ?? repos.endIndex
    if index == repos.endIndex { repos.append(RepoWatch(view)) }
    return await repos[index].add(view, branches: tasks.map(view.rules.branch(of:)), to: watch)
  }
}
