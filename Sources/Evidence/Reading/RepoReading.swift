import Bytes
import Content
import Files
import Git
import Quantities
import Sessions

/// What one repo's git says, asked in as few calls as it takes: of each working tree its state, of each active task
/// its branch.
package struct RepoReading: Sendable {
  let view: RepoView
  let scratch: ScratchObjects
  /// How far branches are from their bases, as far as it was asked for beforehand.
  var distances: [MergePair: Distance] = [:]

  /// What is uncommitted in each working tree, by its path.
  package typealias States = [ExactText: WorkingState]

  package init(_ view: RepoView) throws(FileError) {
    self.view = view
    scratch = try ScratchObjects(besides: view.commonDirectory)
  }

  var git: GitRunner { view.git }

  /// - Returns: beside the states, those that could not be read, and why. One of them hides none of the others.
  package func states() async -> (states: States, problems: [RepoProblem]) {
    let worktrees = view.worktrees.filter { !$0.isBare && !$0.isGone }
    let results = await sideBySide(worktrees) { worktree throws(GitError) in
      try await git.at(view.path(of: worktree)).workingState()
    }
    var states: States = [:]
    var problems: [RepoProblem] = []
    for (worktree, result) in zip(worktrees, results) {
      switch result {
      case .success(let state): states[ExactText(worktree.path)] = state
      case .failure(let error): problems.append(.worktree(view.repo.slug, worktree.path, error))
      }
    }
    return (states, problems)
  }

  package func facts(_ states: States) async throws(GitError) -> RepoFacts {
    let base = view.references.local(view.rules.base) ?? view.references.remote(view.rules.base)
    var branches: [RepoFacts.Branch] = []
    for reference in view.references.branches {
      let name = GitReference.shortName(reference.name)
      let isBase = name == view.rules.base
      branches.append(
        RepoFacts.Branch(
          name: name, kind: view.rules.kind(of: name), head: reference.commit, lastCommit: reference.committed,
          distance: isBase ? nil : try await distance(from: base?.commit, to: reference.commit)))
    }
    let main = view.worktrees.first
    let upstream = base.flatMap { $0.upstream.flatMap { view.references[$0] } }
    return RepoFacts(
      currentBranch: main?.branch, base: view.rules.base,
      upstream: try await distance(from: upstream?.commit, to: base?.commit),
      uncommittedFiles: main.flatMap { states[ExactText($0.path)] }?.uncommitted.count ?? 0,
      version: try await version(), branches: branches,
      worktrees: view.worktrees.filter { !$0.isBare }.map { worktree in
        RepoFacts.Worktree(
          path: worktree.path, branch: worktree.branch,
          uncommittedFiles: states[ExactText(worktree.path)]?.uncommitted.count, isLocked: worktree.lock != nil)
      })
  }

  /// What the base's version file says, else the newest tag that the main branch has.
  private func version() async throws(GitError) -> String? {
    let work = view.references.local(view.rules.base) ?? view.references.remote(view.rules.base)
    if let work, let file = try await VersionFile.find(in: work.commit, git) { return file.text }
    guard let base = view.references.local(view.rules.main) ?? view.references.local(view.rules.base) else {
      return nil
    }
    let output = try await git.run(["describe", "--tags", "--abbrev=0", base.commit], accepting: [0, 128])
    return output.status == 0 ? output.line : nil
  }

  func distance(from other: String?, to commit: String?) async throws(GitError) -> Distance? {
    guard let other, let commit else { return nil }
    if other == commit { return Distance(ahead: 0, behind: 0) }
    if let known = distances[MergePair(ours: other, theirs: commit)] { return known }
    let divergence = try await git.divergence(of: other, and: commit)
    return Distance(ahead: divergence.right, behind: divergence.left)
  }

  /// The newest commit that two have, without asking where their distance tells.
  private func ancestor(of base: String, and head: String) async throws(GitError) -> String? {
    guard let distance = try await distance(from: base, to: head) else { return nil }
    if distance.behind == 0 { return base }
    return distance.ahead == 0 ? head : try await git.mergeBase(of: base, and: head)
  }
}

// MARK: - One task

extension RepoReading {
  /// What git says of a task; nil for one that nobody is at, or that never had a branch.
  package func evidence(of task: TrackedTask, _ states: States) async throws(GitError) -> TaskEvidence? {
    guard !task.task.status.isClosed else { return nil }
    let branch = view.rules.branch(of: task.task)
    guard view.rules.canBelongToTask(branch),
      !view.references.missing.containsExactly(GitReference.heads + branch)
    else { return nil }
    guard let reference = view.references.local(branch) ?? view.references.remote(branch) else {
      return task.task.status.isActive ? try await evidenceOfGone(task) : nil
    }
    let head = reference.commit
    let worktree = view.worktree(on: branch)
    let state = worktree.flatMap { states[ExactText($0.path)] }
    let upstream = upstream(of: task)
    let base =
      view.references.local(view.rules.base(of: task.task)) ?? view.references.remote(view.rules.base(of: task.task))
    let distance = try await distance(from: base?.commit, to: head)
    let fork = try await forkPoint(of: task, head: head, base: base?.commit)
    let merge = try await merge(of: task, branch, head, since: fork, into: base, ahead: distance?.ahead)
    let commits =
      if case .merged = merge, let fork { try await git.count(from: fork, to: head) } else { distance?.ahead ?? 0 }
    let ancestor = base == nil ? nil : try await ancestor(of: base?.commit ?? head, and: head)
    var changes: PathChanges?
    if let ancestor { changes = try await git.changes(from: ancestor, to: head) }
    let files = changes?.paths
    var evidence = TaskEvidence(
      commits: commits, behind: distance?.behind ?? 0, uncommittedFiles: state?.uncommitted.count ?? 0,
      changedFiles: files?.count, changedPaths: ((files ?? []) + (state?.uncommitted.map(\.path) ?? [])).distinct(),
      lastCommit: commits == 0 ? nil : reference.committed, head: head, forkPoint: fork,
      upstream: try await self.distance(from: upstream?.commit, to: head), merge: merge, worktree: worktree?.path,
      worker: worktree.flatMap { WorkerMarker.worktree(of: $0.path) }.flatMap {
        WorkerMarker.read(in: $0.gitDirectory)
      }?
      .worker)
    evidence.addsFiles = changes?.adds ?? true
    evidence.removesFiles = changes?.removes ?? true
    for entry in state?.uncommitted ?? [] {
      // What is staged may be anything.
      if entry.kind != .changed || entry.isStaged { evidence.addsFiles = true }
      if entry.isMissing || entry.isStaged { evidence.removesFiles = true }
    }
    return evidence
  }

  /// The remote branch that a task's branch is pushed to.
  func upstream(of task: TrackedTask) -> GitReference? {
    let branch = view.rules.branch(of: task.task)
    return view.references.local(branch).flatMap { $0.upstream.flatMap { view.references[$0] } }
      ?? view.references.remote(branch)
  }

  /// The branch is gone; what is known of it is the commit that was last reported.
  private func evidenceOfGone(_ task: TrackedTask) async throws(GitError) -> TaskEvidence? {
    let heads = task.updates.compactMap { $0.isFromBoard ? nil : $0.head }
    let base =
      view.references.local(view.rules.base(of: task.task)) ?? view.references.remote(view.rules.base(of: task.task))
    if let base, let proof = try await proof(of: task.id) {
      for known in proof.bases where try await git.isAncestor(known, of: base.commit) {
        let fork = try await forkPoint(of: task, head: proof.head, base: base.commit)
        let isReachable = try await git.isAncestor(proof.head, of: base.commit)
        return TaskEvidence(
          commits: fork == nil ? 0 : try await git.count(from: fork ?? proof.head, to: proof.head), forkPoint: fork,
          merge: .merged(isReachable ? .reachable : .sameTree))
      }
    }
    guard let last = heads.last, let head = try await git.commit(named: last) else { return nil }
    let fork = try await forkPoint(of: task, head: head, base: base?.commit)
    guard let base, let fork, fork != head, try await git.isAncestor(head, of: base.commit) else {
      return TaskEvidence(commits: 0, forkPoint: fork, merge: .notConfirmed)
    }
    return TaskEvidence(
      commits: try await git.count(from: fork, to: head), forkPoint: fork, merge: .merged(.reachable))
  }

  /// A reference to a commit whose first parent is where a merged branch was that was deleted before its task was done.
  /// The others are where its bases were when they had all of it.
  package static func proof(of task: TaskID) -> String { "refs/orchsite/merged/\(task.task)" }

  private func proof(of task: TaskID) async throws(GitError) -> (head: String, bases: [String])? {
    let output = try await git.run(
      ["rev-list", "--parents", "--max-count=1", Self.proof(of: task), "--"], accepting: [0, 128])
    let parents = output.line.split(separator: " ").dropFirst().map(String.init)
    guard output.status == 0, let head = parents.first else { return nil }
    return (head, Array(parents.dropFirst()))
  }

  /// Where the branch began: as its first update says, else where it parted from its base.
  private func forkPoint(of task: TrackedTask, head: String, base: String?) async throws(GitError) -> String? {
    if let start = task.startCommit, let commit = try await git.commit(named: start),
      try await git.isAncestor(commit, of: head)
    {
      return commit
    }
    guard let base else { return nil }
    return try await ancestor(of: base, and: head)
  }

  /// Whether the base has what a branch brought. Asked of a branch whose task is gone, too.
  package func merge(
    of task: TrackedTask?, _ branch: String, _ head: String, into base: String
  ) async throws(GitError) -> TaskEvidence.Merge {
    guard let base = view.references.local(base) ?? view.references.remote(base) else { return .notMerged }
    let fork: String?
    if let task {
      fork = try await forkPoint(of: task, head: head, base: base.commit)
    } else {
      fork = try await ancestor(of: base.commit, and: head)
    }
    let ahead = try await distance(from: base.commit, to: head)?.ahead
    return try await merge(of: task, branch, head, since: fork, into: base, ahead: ahead)
  }

  private func merge(
    of task: TrackedTask?, _ branch: String, _ head: String, since fork: String?, into base: GitReference?, ahead: Int?
  ) async throws(GitError) -> TaskEvidence.Merge {
    guard let base, let ahead else { return .notMerged }
    // What came home by way of a git host is there before the local base knows.
    let bases = [base, view.upstream(of: base)].compactMap(\.self)
    var isReachable = ahead == 0
    if !isReachable, let upstream = bases.dropFirst().first {
      isReachable = try await git.isAncestor(head, of: upstream.commit)
    }
    if isReachable {
      // Where work began is known: what stands there has no commit of its own, whatever its log says.
      if let start = task?.startCommit, try await git.commit(named: start) == head { return .notBegun }
      guard fork != head else { return try await begun(task, branch, head) ? .merged(.reachable) : .notBegun }
      return try await isItsOwn(task, branch, head, in: bases) ? .merged(.reachable) : .notConfirmed
    }
    for base in bases {
      if let proof = try await sameTree(head, base.commit) { return proof }
    }
    return .notMerged
  }

  /// Whether the base has all that the branch brought, by other commits.
  private func sameTree(_ head: String, _ base: String) async throws(GitError) -> TaskEvidence.Merge? {
    guard let ancestor = try await ancestor(of: base, and: head), ancestor != base else { return nil }
    let (tree, before, own) = try await (git.tree(of: base), git.tree(of: ancestor), git.tree(of: head))
    // A branch that changed nothing in the end is in every base.
    if own == before { return nil }
    if case .clean(tree) = try await scratch.runner(git).simulateMerge(of: head, into: base) {
      return .merged(.sameTree)
    }
    // It may have come in and been changed since: then one commit of the base, or each of the branch, is found there.
    let paths = try await git.changedPaths(from: ancestor, to: head)
    guard paths.count <= Self.pathsAtMost, let whole = try await git.patchID(from: ancestor, to: head) else {
      return nil
    }
    let there = Set(
      try await git.patchIDs(ofCommitsFrom: ancestor, to: base, touching: paths, atMost: Self.commitsAtMost))
    if there.contains(whole) { return .notConfirmed }
    let each = try await git.patchIDs(ofCommitsFrom: ancestor, to: head, touching: [], atMost: Self.commitsAtMost)
    return !each.isEmpty && each.allSatisfy(there.contains) ? .notConfirmed : nil
  }

  private static let pathsAtMost = 500
  private static let commitsAtMost = 500

  /// Whether commits were made on a branch that it still has, as far as its log tells: those that were taken back since
  /// are no work of its own.
  private func begun(_ task: TrackedTask?, _ branch: String, _ head: String) async throws(GitError) -> Bool {
    var made = Set(try await git.log(ofBranch: branch).filter { $0.action.hasPrefix("commit") }.map(\.commit))
    guard !made.isEmpty else { return false }
    made.subtract(try await git.commits(from: made.sorted(), notIn: [head]))
    guard !made.isEmpty, let start = task?.startCommit, try await git.commit(named: start) != nil else {
      return !made.isEmpty
    }
    return !(try await git.commits(from: made.sorted(), notIn: [start]).isEmpty)
  }

  /// Whether what the base has behind the branch's fork point came from the branch: it may as well have been brought
  /// up to date. A merge commit tells, the branch's own log, or a report of a commit that only the branch had.
  private func isItsOwn(
    _ task: TrackedTask?, _ branch: String, _ head: String, in bases: [GitReference]
  ) async throws(GitError) -> Bool {
    for base in bases {
      // On the first-parent line of the base stand merges and what was fast-forwarded or committed there.
      let line = try await git.run(["rev-list", "--first-parent", "--max-count=20000", base.commit]).text
      if try await git.isAncestor(head, of: base.commit), !line.split(separator: "\n").contains(Substring(head)) {
        return true
      }
    }
    if try await begun(task, branch, head) { return true }
    return (task?.updates ?? []).contains { update in
      !update.isFromBoard && (update.commits ?? 0) > 0 && update.head.map { head.utf8.starts(with: $0.utf8) } == true
    }
  }
}
