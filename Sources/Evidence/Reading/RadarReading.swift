import Bytes
import Content
import Files
import Git
import Sessions

/// A repo as it was at one look, with all that git says of some of its tasks.
package struct RepoLook: Sendable {
  package let facts: RepoFacts
  package internal(set) var evidence: [TaskID: TaskEvidence]
  /// What could not be read, and hides nothing else.
  package internal(set) var problems: [RepoProblem]
  let contenders: [Contender]
}

extension RepoReading {
  /// Looks at working trees and branches, and at what would come of merging them.
  ///
  /// - Parameter quiet: files that are made anew rather than merged.
  /// - Throws: what running git throws.
  package func look(at tasks: [TrackedTask], quiet: [Glob]) async throws(GitError) -> RepoLook {
    var reading = self
    reading.distances = try await distancesToBase()
    return try await reading.read(tasks, quiet: quiet)
  }

  /// How far each branch is from the base.
  private func distancesToBase() async throws(GitError) -> [MergePair: Distance] {
    guard let base = view.references.local(view.rules.base) ?? view.references.remote(view.rules.base) else {
      return [:]
    }
    let heads = Set(view.references.branches.map(\.commit)).subtracting([base.commit]).sorted()
    let found = await sideBySide(heads) { head throws(GitError) in
      try await distance(from: base.commit, to: head)
    }
    var distances: [MergePair: Distance] = [:]
    for (head, result) in zip(heads, found) {
      distances[MergePair(ours: base.commit, theirs: head)] = try result.get()
    }
    return distances
  }

  private func read(_ tasks: [TrackedTask], quiet: [Glob]) async throws(GitError) -> RepoLook {
    var (states, problems) = await self.states()
    problems += view.references.missing.map { .reference(view.repo.slug, $0) }
    var evidence: [TaskID: TaskEvidence] = [:]
    let open = tasks.filter { !$0.task.status.isClosed }
    let seen = states
    let found = await sideBySide(open) { task throws(GitError) in try await self.evidence(of: task, seen) }
    for (task, result) in zip(open, found) { evidence[task.id] = try result.get() }
    let known = evidence
    let candidates = await sideBySide(open.filter { known[$0.id]?.head != nil }) { task throws(Unread) in
      try await self.candidate(task, known[task.id], seen)
    }
    var contenders: [Contender] = []
    var leftOut: [RadarFacts.LeftOut] = []
    for candidate in candidates {
      switch candidate {
      case .success(let (contender, skipped)):
        if let contender { contenders.append(contender) }
        leftOut += skipped
      case .failure(let unread): problems.append(.worktree(view.repo.slug, unread.worktree, unread.error))
      }
    }
    var facts = try await self.facts(states)
    let findings = try await Radar(git: scratch.runner(git), contenders: contenders, quiet: quiet).findings()
    for contender in contenders {
      evidence[contender.task]?.collisions = findings.collisions[contender.task] ?? []
      evidence[contender.task]?.overlaps = findings.overlaps[contender.task] ?? []
    }
    problems += findings.failures.map { .git(view.repo.slug, .failed($0)) }
    facts.radar = RadarFacts(branches: contenders.count, mergeOrder: findings.order, leftOut: leftOut)
    return RepoLook(facts: facts, evidence: evidence, problems: problems, contenders: contenders)
  }

  /// Why a working tree could not be looked into.
  private struct Unread: Error {
    let worktree: String
    let error: GitError
  }

  private func candidate(
    _ task: TrackedTask, _ known: TaskEvidence?, _ states: States
  ) async throws(Unread) -> (Contender?, [RadarFacts.LeftOut]) {
    guard let known, let head = known.head else { return (nil, []) }
    do {
      var skipped: [String] = []
      let contender = try await contender(task, known, head, states, &skipped)
      return (contender, skipped.map { RadarFacts.LeftOut(task: task.id, path: $0) })
    } catch {
      throw Unread(worktree: known.worktree ?? view.folder, error: GitError(error))
    }
  }

  /// - Returns: nil for a task that brings nothing home.
  private func contender(
    _ task: TrackedTask, _ known: TaskEvidence, _ head: String, _ states: States, _ skipped: inout [String]
  ) async throws -> Contender? {
    let name = view.rules.base(of: task.task)
    let base = view.references.local(name) ?? view.references.remote(name)
    let isHome: Bool
    switch known.merge {
    case .merged, .notConfirmed: isHome = true
    case .notBegun, .notMerged: isHome = false
    }
    var tips: [Contender.Tip] = []
    var paths = known.changedPaths
    var (adds, removes) = (known.addsFiles, known.removesFiles)
    let hasBase = base != nil && known.behind == 0
    // What the base has done since counts as the branch's own, as far as it may be a rename.
    if !hasBase, let base, let ancestor = try await git.mergeBase(of: base.commit, and: head) {
      let drift = try await git.changes(from: ancestor, to: base.commit)
      (adds, removes) = (adds || drift.adds, removes || drift.removes)
    }
    if let path = known.worktree, let state = states[ExactText(path)],
      let snapshot = try await snapshot(of: path, state)
    {
      tips.append(Contender.Tip(commit: snapshot.commit, hasBase: hasBase))
      skipped = snapshot.skipped
    }
    if tips.isEmpty, known.commits > 0, !isHome { tips.append(Contender.Tip(commit: head, hasBase: hasBase)) }
    if let detached = try await detachedTip(of: task, head, states) {
      // A snapshot is in no repository but the one beside it.
      let beside = scratch.runner(git)
      if tips.map(\.commit) == [head], try await beside.isAncestor(head, of: detached.commit) { tips = [] }
      tips.append(Contender.Tip(commit: detached.commit, hasBase: false))
      skipped += detached.skipped
      if let base, let ancestor = try await beside.mergeBase(of: base.commit, and: detached.commit) {
        paths += try await beside.changedPaths(from: ancestor, to: detached.commit)
      }
      (adds, removes) = (true, true)
    }
    // What another machine has pushed, and nobody has merged here.
    var remote: Contender.Remote?
    if !isHome, let distance = known.upstream, distance.behind > 0, let far = upstream(of: task) {
      if tips.map(\.commit) == [head], distance.ahead == 0 { tips = [] }
      if let own = tips.first {
        remote = Contender.Remote(name: GitReference.shortName(far.name), commit: far.commit, own: own.commit)
      }
      tips.append(Contender.Tip(commit: far.commit, hasBase: false))
      if let base, let ancestor = try await git.mergeBase(of: base.commit, and: far.commit) {
        paths += try await git.changedPaths(from: ancestor, to: far.commit)
      }
      (adds, removes) = (true, true)
    }
    guard !tips.isEmpty else { return nil }
    return Contender(
      task: task.id, isReady: task.isReadyToMerge, tips: tips,
      base: base.map { Contender.Base(name: name, commit: $0.commit) }, remote: remote,
      paths: paths.filter { !Radar.isOwn($0) }, adds: adds, removes: removes)
  }
}

// MARK: - Working trees

extension RepoReading {
  /// - Returns: nil where nothing is uncommitted.
  private func snapshot(of path: String, _ state: WorkingState) async throws -> Snapshot? {
    guard state.uncommitted.contains(where: { !Radar.isOwn($0.path) }) else { return nil }
    let worktree = view.worktree(at: path).map(view.path(of:)) ?? path
    let gitDirectory = WorkerMarker.worktree(of: worktree)?.gitDirectory ?? view.commonDirectory
    return try await git.at(worktree).snapshot(
      of: state, gitDirectory: gitDirectory, in: scratch, leavingOut: Radar.isOwn)
  }

  /// The work in a task's worktree that has left its branch: a detached HEAD with commits, or changes, of its own. While
  /// a rebase or the like goes on there, it is the branch that counts.
  private func detachedTip(
    of task: TrackedTask, _ head: String, _ states: States
  ) async throws -> (commit: String, skipped: [String])? {
    for listed in view.worktrees where listed.branch == nil && !listed.isBare && !listed.isGone {
      let path = view.path(of: listed)
      guard let place = WorkerMarker.worktree(of: path), let marker = WorkerMarker.read(in: place.gitDirectory),
        ExactText(marker.repo) == ExactText(task.id.repo), ExactText(marker.task) == ExactText(task.id.task),
        let state = states[ExactText(listed.path)], let own = state.head,
        try await git.at(path).checkout()?.operation == nil
      else { continue }
      if let snapshot = try await snapshot(of: listed.path, state) { return (snapshot.commit, snapshot.skipped) }
      return own == head ? nil : (own, [])
    }
    return nil
  }
}

extension GitError {
  /// What copying an index throws is told as git's own failure would be.
  fileprivate init(_ error: any Error) {
    self = error as? GitError ?? .notStarted(command: "add", reason: String(describing: error))
  }
}
