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
    if let path = known.worktree, let state = states[ExactText(path)],
      state.uncommitted.contains(where: { !Radar.isOwn($0.path) })
    {
      let worktree = view.worktree(at: path).map(view.path(of:)) ?? path
      let gitDirectory = WorkerMarker.worktree(of: worktree)?.gitDirectory ?? view.commonDirectory
      let snapshot = try await git.at(worktree).snapshot(
        of: state, gitDirectory: gitDirectory, in: scratch, leavingOut: Radar.isOwn)
      if let snapshot {
        tips.append(Contender.Tip(commit: snapshot.commit, hasBase: hasBase))
        skipped = snapshot.skipped
      }
    }
    if tips.isEmpty, known.commits > 0, !isHome { tips.append(Contender.Tip(commit: head, hasBase: hasBase)) }
    // What another machine has pushed, and nobody has merged here.
    if !isHome, let distance = known.upstream, distance.behind > 0, let far = upstream(of: task) {
      if tips.map(\.commit) == [head], distance.ahead == 0 { tips = [] }
      tips.append(Contender.Tip(commit: far.commit, hasBase: false))
      if let base, let ancestor = try await git.mergeBase(of: base.commit, and: far.commit) {
        paths += try await git.changedPaths(from: ancestor, to: far.commit)
      }
      (adds, removes) = (true, true)
    }
    guard !tips.isEmpty else { return nil }
    return Contender(
      task: task.id, isReady: task.isReadyToMerge, tips: tips,
      base: base.map { Contender.Base(name: name, commit: $0.commit) },
      paths: paths.filter { !Radar.isOwn($0) }, adds: adds, removes: removes)
  }
}

extension GitError {
  /// What copying an index throws is told as git's own failure would be.
  fileprivate init(_ error: any Error) {
    self = error as? GitError ?? .notStarted(command: "add", reason: String(describing: error))
  }
}
