import Bytes
import Content
import Diagnostics
import Evidence
import Files
import Git

/// Home's branch and its upstream brought together: what only this machine has is made again on top of what came, the
/// checkout follows, and the result is pushed.
struct HomeSync: Sendable {
  let home: Home
  let stage: Stage
  let budget: Budget

  private static let fetchLimit: Duration = .seconds(60)
  /// How many commits are replayed in what a person notices.
  private static let replayedInHaste = 50
  /// How often it begins again while others push, or commit here.
  private static let attempts = 40

  func run() async throws(Refusal) -> SyncWorkspace.Outcome {
    if !stage.insists { try await home.refuseWorkBranch() }
    var place = try await HomeBranch.look(home)
    let first = place.head
    var isNew = false
    if stage.isDryRun {
      let known = try await refusing { try await place.git.commit(named: place.upstream.tracking) }
      if !place.isConfigured || known == nil { return try await firstOutcome(place) }
    }
    if !stage.isDryRun {
      PreparedFiles.sweep(folder)
      isNew = try await meet(place)
    }
    for attempt in 0..<Self.attempts {
      if attempt > 0 {
        // So that several machines that push at once do not meet again and again.
        try? await Task.sleep(for: .milliseconds(Int.random(in: 0...(20 * min(attempt, 10)))))
        place = try await HomeBranch.look(home)
        try await fetch(place.upstream)
      }
      if isNew { return try await pushFirst(place) }
      if stage.isDryRun {
        let plan = try await self.plan(place)
        if plan.head != place.head { try await refuseObstacles(to: try await move(place, to: plan), place) }
        return try await outcome(place, from: first, plan, to: plan.head)
      }
      // Where others commit all the time, they wait for once.
      guard let plan = try await attempt < 3 ? move(place) : moveAlone() else { continue }
      guard plan.head != plan.upstream else { return try await outcome(place, from: first, plan, to: plan.head) }
      if try await push(place, plan) { return try await outcome(place, from: first, plan, to: plan.head) }
    }
    throw .outside(
      "not pushed: \(place.upstream.name) moved on each time",
      help: "nothing is lost; orchsite sync tries again")
  }

  private func outcome(
    _ place: HomeBranch, from first: String, _ plan: SyncPlan, to head: String
  ) async throws(Refusal) -> SyncWorkspace.Outcome {
    let git = place.git
    return try await refusing {
      var outcome = SyncWorkspace.Outcome(branch: place.branch, upstream: place.upstream.name)
      outcome.isDryRun = stage.isDryRun
      if let base = try await git.mergeBase(of: first, and: plan.upstream), base != plan.upstream {
        outcome.incoming = try await git.changedPaths(from: base, to: plan.upstream).compactMap { path in
          place.prefix.isEmpty ? path : FileSystem.relative(path, to: String(place.prefix.dropLast()))
        }.filter { $0.utf8.starts(with: "content/".utf8) }
        outcome.commitsIn = try await git.count(from: base, to: plan.upstream)
      }
      try await outcome.goesOut(git.commits(from: [head], notIn: [plan.upstream]), git)
      return outcome
    }
  }
}

// MARK: - The network

extension HomeSync {
  private func atMost(_ limit: Duration, _ git: GitRunner) throws(Refusal) -> GitRunner {
    var git = git
    git.timeLimit = try budget.next(limit)
    return git
  }

  private func fetch(_ upstream: Upstream) async throws(Refusal) {
    for pause in GitRunner.lockRetries {
      let git = try atMost(Self.fetchLimit, home.git)
      do throws(GitError) {
        return try await git.fetch(upstream)
      } catch {
        if case .failed(let failure) = error, failure.message.contains("couldn't find remote ref") {
          throw gone(upstream)
        }
        guard error.isAboutALock else { throw unreachable(upstream.remote, error) }
        try? await Task.sleep(for: pause)
      }
    }
    throw .outside(
      "\(upstream.name) could not be fetched: another git holds its lock", help: "orchsite sync tries again")
  }

  private func gone(_ upstream: Upstream) -> Refusal {
    .answer(
      "\(GitReference.shortName(upstream.reference)) is not on \(upstream.remote) any more",
      help:
        "git -C \(SuggestedWord(home.path)) push \(SuggestedWord(upstream.remote)) HEAD:\(SuggestedWord(upstream.reference)) puts it there again"
    )
  }

  private func unreachable(_ remote: String, _ error: GitError) -> Refusal {
    .outside(
      "\(remote) of home could not be reached: \(error.inOneLine)",
      help: "what is here stays as it is; orchsite sync goes on when it can be reached")
  }

  /// Fetches the upstream; where none is configured, finds out whether the branch may be the remote's first one.
  ///
  /// - Returns: whether the remote has no such branch yet.
  private func meet(_ place: HomeBranch) async throws(Refusal) -> Bool {
    // A clone of an empty repository has an upstream that was never there.
    let isKnown = try await refusing { try await place.git.commit(named: place.upstream.tracking) != nil }
    if place.isConfigured, isKnown {
      try await fetch(place.upstream)
      return false
    }
    let remote = place.upstream.remote
    let branches: [String: String]
    let git = try atMost(Self.fetchLimit, home.git)
    do throws(GitError) { branches = try await git.branches(ofRemote: remote) } catch {
      throw unreachable(remote, error)
    }
    guard let far = branches[place.upstream.reference] else {
      if !branches.isEmpty {
        // Only an empty remote never had what is configured.
        if place.isConfigured { throw gone(place.upstream) }
        // What is on another branch there is known; the rest would be published by this.
        let known = try await known(Array(branches.values), place.git)
        let only = try await refusing { try await place.git.commits(from: [place.head], notIn: known) }
        try await SyncPlan.refuseForeign(only, place, help: "push it yourself: \(place.firstPush)")
      }
      return true
    }
    if place.isConfigured {
      try await fetch(place.upstream)
      return false
    }
    // An earlier run may have been ended behind its push.
    let isOurs = try await refusing {
      guard try await place.git.commit(named: far) != nil else { return false }
      return try await place.git.isAncestor(far, of: place.head)
    }
    guard isOurs else {
      throw .answer(
        "\(place.branch) has no upstream, and \(remote) has a branch of that name",
        help:
          "if they are the same: git -C \(SuggestedWord(home.path)) fetch \(SuggestedWord(remote)), then git -C \(SuggestedWord(home.path)) branch --set-upstream-to \(SuggestedWord(place.upstream.name))"
      )
    }
    return true
  }

  private func known(_ commits: [String], _ git: GitRunner) async throws(Refusal) -> [String] {
    try await refusing {
      var known: [String] = []
      for commit in Set(commits).sorted() where try await git.commit(named: commit) != nil { known.append(commit) }
      return known
    }
  }

  private func pushFirst(_ place: HomeBranch) async throws(Refusal) -> SyncWorkspace.Outcome {
    let git = try atMost(RepoView.pushLimit, place.git)
    let outcome = try await firstOutcome(place)
    do throws(GitError) {
      try await git.run([
        "push", "--quiet", "--no-follow-tags", "--set-upstream", "--", place.upstream.remote,
        "\(GitReference.heads)\(place.branch):\(place.upstream.reference)",
      ])
    } catch {
      throw notPushed(place, error)
    }
    return outcome
  }

  /// What a first push brings out.
  private func firstOutcome(_ place: HomeBranch) async throws(Refusal) -> SyncWorkspace.Outcome {
    try await refusing {
      var outcome = SyncWorkspace.Outcome(branch: place.branch, upstream: place.upstream.name)
      outcome.isDryRun = stage.isDryRun
      outcome.isFirst = true
      try await outcome.goesOut(place.git.commits(from: [place.head], notIn: ["--remotes"]), place.git)
      return outcome
    }
  }

  private func notPushed(_ place: HomeBranch, _ error: GitError) -> Refusal {
    .outside(
      "not pushed to \(place.upstream.remote): \(error.inOneLine)",
      help: "what came in is here, and what is to go out waits: orchsite sync tries again")
  }

  /// - Returns: false where the remote has moved on.
  private func push(_ place: HomeBranch, _ plan: SyncPlan) async throws(Refusal) -> Bool {
    let git = try atMost(RepoView.pushLimit, place.git)
    do throws(GitError) {
      try await git.run([
        "push", "--quiet", "--no-follow-tags", "--", place.upstream.remote, "\(plan.head):\(place.upstream.reference)",
      ])
      return true
    } catch let pushing {
      // Whatever git says: if the remote is not where it was, or just being moved, it is tried again.
      if pushing.isAboutALock { return false }
      do throws(Refusal) { try await fetch(place.upstream) } catch { throw notPushed(place, pushing) }
      let now = try await refusing { try await git.commit(named: place.upstream.tracking) }
      if now == plan.head { return true }
      guard now != plan.upstream else { throw notPushed(place, pushing) }
      return false
    }
  }
}

extension SyncWorkspace.Outcome {
  fileprivate mutating func goesOut(_ commits: [String], _ git: GitRunner) async throws(GitError) {
    commitsOut = commits.count
    outgoing = try await git.subjects(of: commits.reversed())
  }
}

// MARK: - The checkout

extension HomeSync {
  private func plan(_ place: HomeBranch) async throws(Refusal) -> SyncPlan {
    try await SyncPlan.make(
      place, home, insists: stage.insists, limit: budget.isLimited ? Self.replayedInHaste : nil)
  }

  /// Decides where home's branch is to stand, and brings the checkout there.
  ///
  /// - Returns: nil where somebody has committed meanwhile.
  private func move(_ place: HomeBranch) async throws(Refusal) -> SyncPlan? {
    let plan = try await plan(place)
    guard plan.head != place.head else { return plan }
    let move = try await self.move(place, to: plan)
    let prepared = try await refusing { try await move.prepare(in: folder) }
    let editor = try await lock()
    defer { _ = editor }
    // Another sync may have been ended here meanwhile.
    _ = try await SyncNote.finish(in: home)
    let now = try await HomeBranch.look(home)
    guard now.head == place.head, ExactText(now.branch) == ExactText(place.branch) else { return nil }
    return try await run(move, prepared, place) ? plan : nil
  }

  /// The same with the workspace locked from the beginning.
  private func moveAlone() async throws(Refusal) -> SyncPlan? {
    let editor = try await lock()
    defer { _ = editor }
    _ = try await SyncNote.finish(in: home)
    let place = try await HomeBranch.look(home)
    let plan = try await plan(place)
    guard plan.head != place.head else { return plan }
    let move = try await self.move(place, to: plan)
    let prepared = try await refusing { try await move.prepare(in: folder) }
    return try await run(move, prepared, place) ? plan : nil
  }

  private var folder: String { "\(home.path)/.orchsite/sync" }

  private func lock() async throws(Refusal) -> ContentEditor {
    let limit = try budget.next(.seconds(120))
    let tell = stage.tell
    return try await refusing {
      try await ContentEditor(home: home.path, verb: "sync", timeLimit: limit) { tell(.waiting($0)) }
    }
  }

  private func move(_ place: HomeBranch, to plan: SyncPlan) async throws(Refusal) -> CheckoutMove {
    try await refusing { try await CheckoutMove(of: place.branch, from: place.head, to: plan.head, place.git) }
  }

  private func run(
    _ move: CheckoutMove, _ prepared: borrowing PreparedFiles, _ place: HomeBranch
  ) async throws(Refusal) -> Bool {
    try await refuseObstacles(to: move, place)
    do {
      return try await move.run(prepared, notePath: SyncNote.path(in: home))
    } catch {
      throw Refusal(error)
    }
  }

  private func refuseObstacles(to move: CheckoutMove, _ place: HomeBranch) async throws(Refusal) {
    let obstacles = try await refusing { try await move.obstacles() }
    guard !obstacles.isEmpty else { return }
    let isOne = obstacles.count == 1
    throw .answer(
      "\(place.upstream.name) changes what is changed here and not committed: \(SyncPlan.listed(obstacles))",
      help:
        "nothing has moved; commit \(isOne ? "it" : "them"), or put \(isOne ? "it" : "them") away (git stash), then orchsite sync"
    )
  }
}

/// What a sync notes before it moves home's checkout, and what becomes of that when it was ended there.
enum SyncNote {
  static func path(in home: Home) -> String { "\(home.path)/.orchsite/moving" }

  /// The same for a verb that does something else: it is not kept from that.
  static func takeUp(in home: Home) async -> Warning? {
    do throws(Refusal) {
      return try await finish(in: home)
    } catch {
      return Warning("orchsite sync was ended half-way, and could not be finished", help: "orchsite sync tries again")
    }
  }

  /// Goes on with a move that was ended half-way. The caller holds the workspace's lock.
  ///
  /// - Returns: what is to be said, where that could not be.
  static func finish(in home: Home) async throws(Refusal) -> Warning? {
    let path = path(in: home)
    guard FileSystem.kind(of: path) != nil else { return nil }
    return try await refusing {
      guard let checkout = try await home.git.checkout() else {
        try FileSystem.removeFile(path)
        return nil
      }
      let git = home.git.at(checkout.topLevel)
      // What the note names may be gone, with the repository.
      guard let move = try? await CheckoutMove.begun(notePath: path, git) else {
        try? FileSystem.removeFile(path)
        return nil
      }
      let head = try await git.commit(named: "HEAD")
      let branch = try await git.target(ofSymbolic: "HEAD")
      if head == move.note.from, branch.map({ ExactText($0) }) == ExactText(GitReference.heads + move.note.branch),
        try await move.obstacles().isEmpty
      {
        let prepared = try await move.prepare(in: "\(home.path)/.orchsite/sync")
        if try await move.run(prepared, notePath: path) { return nil }
      }
      let left = head == move.note.to ? [] : try await move.leftovers()
      if FileSystem.kind(of: path) != nil { try FileSystem.removeFile(path) }
      guard !left.isEmpty else { return nil }
      return Warning(
        "orchsite sync was ended half-way, and somebody has committed since; it left files that are not committed: \(SyncPlan.listed(left))",
        help: "git diff shows them; git restore FILE takes one back")
    }
  }
}
