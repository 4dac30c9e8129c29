import Bytes
import Content
import Evidence
import Files
import FrontMatter
import Git

/// Brings a task's branch home and ends the task: the merge, the board's word, the worktree, the branch. Each step
/// looks at what is there, so that a run that was ended between two of them is finished by the next.
package struct FinishFeature: Verb {
  package var task: TaskID
  /// Whether the base is pushed afterwards.
  package var isPushing = false
  /// Whether somebody else merges it.
  package var pullRequest: PullRequest?
  /// Whether blockers, and what cannot be confirmed, do not count.
  package var anyway = false

  package init(_ task: TaskID) { self.task = task }

  package enum PullRequest: Sendable, Equatable {
    /// It is yet to be opened.
    case unknown
    case at(String)
  }

  package struct Outcome: Warned {
    package let task: TaskID
    package let branch: String
    package let base: String
    package var merge = Merge.none
    /// nil where the board said so already.
    package var moved: Move?
    /// The worktree that was removed.
    package var worktree: String?
    package var branchFate: CleanWorktree.BranchFate?
    /// The name under which commits are kept that only the logs of worktree and branch knew.
    package var strays: String?
    /// The remote that the base was pushed to.
    package var pushed: String?
    package let isDryRun: Bool
    /// What could not be done, when all else was.
    package var failures: [Refusal] = []
    package var warnings: [Warning] = []
  }

  package struct Move: Sendable, Equatable {
    package let from: BoardTask.Status
    package let to: BoardTask.Status
  }

  package enum Merge: Sendable, Equatable {
    /// There was nothing left to do.
    case none
    /// - Parameters: the merge commit, nil where it would be made; the checkout that it was made in, nil for a
    ///   temporary one.
    case merged(commit: String?, in: String?)
    case wasMerged(TaskEvidence.Merge.Proof)
    /// Nobody can tell, and somebody said so.
    case unconfirmed
    /// Its branch was pushed (nil: it is there already), and a pull request is to merge it.
    case requested(remote: String?, RequestPlace)
  }

  package enum RequestPlace: Sendable, Equatable {
    /// It is recorded here.
    case at(String)
    /// Where it can be opened.
    case toOpen(String)
  }

  package func validate() throws(Refusal) {
    guard case .at(let address) = pullRequest else { return }
    try OneLine.checkTitle(address, of: "pull request")
    guard ["https://", "http://"].contains(where: { address.hasPrefix($0) }), !address.contains(" ") else {
      throw .usage(
        "\"\(address)\" is not the address of a pull request", help: "write --pr=https://…, or --pr behind all else")
    }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    let lock = try await RepoLock(task.repo, in: home, verb: "feature finish", stage)
    defer { _ = lock }
    let workspace = try await home.workspace(asOf: stage.now)
    let known = try workspace.existingTask(task)
    let repo = try workspace.existingRepo(task.repo)
    var view = try await home.view(of: repo)
    let base = view.rules.base(of: known.task)
    var warnings: [Warning] = []
    if !stage.isDryRun {
      await TemporaryWorktree.sweep(view)
      _ = await view.fetch(for: base, otherwise: "what is here counts", &warnings)
      view = try await home.view(of: repo)
    }
    let removal = try await WorktreeRemoval.look(
      at: task, known, in: view, workspace.settings, home: home, at: stage.now)
    var work = Work(
      request: self, home: home, stage: stage, repo: repo, known: known, settings: workspace.settings, view: view,
      removal: removal, base: base)
    var outcome = try await work.run()
    outcome.warnings = warnings + outcome.warnings
    // What was merged elsewhere is not here yet.
    if case .wasMerged = outcome.merge, let behind = try await view.behind(base) { outcome.warnings.append(behind) }
    return outcome
  }
}

/// One run, from what was found to what came of it.
private struct Work {
  let request: FinishFeature
  let home: Home
  let stage: Stage
  let repo: Repo
  let known: TrackedTask
  let settings: ProjectSettings
  var view: RepoView
  var removal: WorktreeRemoval
  let base: String

  private var task: TaskID { request.task }
  private var branch: String { removal.branch }

  private func outcome(_ merge: FinishFeature.Merge = .none) -> FinishFeature.Outcome {
    FinishFeature.Outcome(task: task, branch: branch, base: base, merge: merge, isDryRun: stage.isDryRun)
  }

  mutating func run() async throws(Refusal) -> FinishFeature.Outcome {
    try view.refuseShared(
      branch, help: "write another into content/tasks/\(task).md (branch: …), or leave branch out")
    guard ExactText(branch) != ExactText(base) else {
      throw .answer(
        "\(branch) is both branch and base of \(task)", help: "change one of them in content/tasks/\(task).md")
    }
    if let worktree = removal.worktree, !worktree.isGone, let other = worktree.branch,
      ExactText(other) != ExactText(branch)
    {
      throw .answer(
        "\(worktree.path) is on \(other), not on \(branch)",
        help:
          "git -C \(SuggestedWord(worktree.path)) switch \(SuggestedWord(branch)); or name the other in content/tasks/\(task).md (branch: …)"
      )
    }
    for other in view.worktrees where !other.isBare && other.branch.map({ ExactText($0) }) == ExactText(branch) {
      guard other.path != removal.worktree?.path else { continue }
      let path = view.path(of: other)
      throw .answer(
        "\(branch) is checked out in \(path)\(other == view.worktrees.first ? ", the main checkout" : "")",
        help: "switch that to another branch first: git -C \(SuggestedWord(path)) switch \(SuggestedWord(base))")
    }
    // A branch that another machine has pushed, and nobody has here.
    let far = removal.head == nil ? view.references.remote(branch) : nil
    guard let head = removal.head ?? far?.commit else { return try await finishGone() }
    let merge =
      removal.head != nil
      ? removal.merge
      : try await refusing { try await RepoReading(view).merge(of: known, branch, head, into: base) }
    if known.task.status == .cancelled, !request.anyway {
      throw .answer("\(task) is cancelled", help: "orchsite task move \(task) review opens it; --anyway finishes it")
    }
    switch merge {
    case .notBegun:
      throw .answer(
        "\(task) is not begun: \(branch) has no commit that \(base) has not",
        help: "commit the work there; orchsite task move \(task) done calls it done without any")
    case .notConfirmed:
      guard request.anyway else { throw unconfirmed }
      return try await move(outcome(.unconfirmed))
    case .merged(let proof):
      try refuseUnfinished()
      return try await end(outcome(.wasMerged(proof)))
    case .notMerged: return try await bringHome(head, name: far.map { GitReference.shortName($0.name) } ?? branch)
    }
  }

  private var unconfirmed: Refusal {
    .answer(
      "not confirmed: \(base) may have what \(branch) brought, but nothing proves it",
      help:
        "look at git -C \(SuggestedWord(view.folder)) log \(SuggestedWord("\(base)..\(branch)")); if all of it is there, --anyway calls the task done and leaves the branch"
    )
  }

  /// The branch is gone: what is left is the board's word.
  private func finishGone() async throws(Refusal) -> FinishFeature.Outcome {
    if known.task.status == .done { return try await push(try await move(outcome())) }
    let evidence = try await refusing { try await RepoReading(view).evidence(of: known, [:]) }
    if case .merged(let proof) = evidence?.merge {
      try refuseBlocked()
      let moved = try await move(outcome(.wasMerged(proof)))
      if !stage.isDryRun {
        try await refusing { _ = try await view.git.run(["update-ref", "-d", RepoReading.proof(of: task)]) }
      }
      return try await push(moved)
    }
    guard evidence != nil || known.startCommit != nil else {
      throw .answer(
        "there is no branch \(branch)", help: "orchsite worker start \(task.repo) \(task.task) begins the task")
    }
    if request.anyway { return try await move(outcome(.unconfirmed)) }
    throw .answer(
      "not confirmed: there is no branch \(branch) any more, and nothing proves that \(base) has what it brought",
      help: "if it has, --anyway calls the task done")
  }

  // MARK: What stands in the way

  private func refuseBlocked() throws(Refusal) {
    guard !known.openBlockers.isEmpty, !request.anyway else { return }
    throw .answer(
      "\(task) is blocked: \(known.openBlockers.map(\.text).joined(separator: "; "))",
      help: "orchsite task unblock \(task) answers it; --anyway finishes it all the same")
  }

  /// What the removal of the worktree wants to see, looked for before anything is done.
  private func refuseUnfinished() throws(Refusal) {
    try removal.refuseForeign()
    guard removal.contents.isEmpty else { throw notReady(removal.contents) }
    try refuseBlocked()
  }

  private func notReady(_ contents: WorktreeContents) -> Refusal {
    .answer(
      (["\(task) is not finished: \(removal.worktree?.path ?? "")"] + contents.words).joined(separator: "\n"),
      help: "commit it, or move it away, and run it again")
  }

  // MARK: Merging

  private mutating func bringHome(_ head: String, name: String) async throws(Refusal) -> FinishFeature.Outcome {
    if let pullRequest = request.pullRequest { return try await ask(for: pullRequest, head) }
    if let address = known.task.pullRequest, !request.anyway {
      throw .answer(
        "\(branch) is not merged yet: it waits for \(address)",
        help: "merge it there, and run it again; --anyway merges it here")
    }
    try refuseUnfinished()
    try await view.refuseBehind(base)
    if !request.anyway { try await view.refuseUnmergedRemote(of: branch) }
    let kind = name == branch ? "branch" : "remote-tracking branch"
    let merge = BranchMerge(
      view: view, source: name, commit: head, target: base, message: "Merge \(kind) '\(name)' into \(base)")
    let scratch = try refusing { try ScratchObjects(besides: view.commonDirectory) }
    let plan = try await merge.plan(scratch)
    let place: String? = if case .checkout(let path) = plan.place { path } else { nil }
    if stage.isDryRun { return try await end(outcome(.merged(commit: nil, in: place))) }
    let merged = try await merge.run(plan)
    do throws(Refusal) {
      return try await end(outcome(.merged(commit: merged, in: place)))
    } catch {
      throw .after([Warning("\(name) is merged into \(base), and that is all", help: "run it again to go on")], error)
    }
  }

  /// Everything behind the merge.
  private mutating func end(_ outcome: FinishFeature.Outcome) async throws(Refusal) -> FinishFeature.Outcome {
    // The board first: what proves the merge is gone with the branch.
    var outcome = try await move(outcome)
    if removal.head != nil || removal.worktree != nil {
      if stage.isDryRun {
        outcome.worktree = removal.worktree?.path
        outcome.branchFate = removal.head.map { _ in removal.merge == .merged(.sameTree) ? .kept(as: "") : .deleted }
      } else {
        do throws(Refusal) { try await clean(&outcome) } catch { outcome.failures.append(error) }
      }
    }
    return try await push(outcome)
  }

  private mutating func clean(_ outcome: inout FinishFeature.Outcome) async throws(Refusal) {
    view = try await home.view(of: repo)
    var again = try await WorktreeRemoval.look(at: task, known, in: view, settings, home: home, at: stage.now)
    // The board says done by now, and needs no proof.
    again.isOpen = false
    try again.refuseForeign()
    guard again.contents.isEmpty else { throw notReady(again.contents) }
    (outcome.branchFate, outcome.strays) = try await again.remove()
    outcome.worktree = again.worktree?.path
  }

  // MARK: The board

  private func move(
    _ outcome: FinishFeature.Outcome, to status: BoardTask.Status = .done, pullRequest: String? = nil
  ) async throws(Refusal) -> FinishFeature.Outcome {
    var outcome = outcome
    let from = known.task.status
    if stage.isDryRun {
      if from != status { outcome.moved = FinishFeature.Move(from: from, to: status) }
      return outcome
    }
    // Where the board says so already, too: what an ended run has written may wait for its commit.
    let (task, base) = (task, outcome)
    return try await Change.run(in: home, stage, verb: "feature finish", message: "finish \(task)") {
      change throws(Refusal) in
      var outcome = base
      let tracked = try change.task(task)
      let at = change.at
      if let pullRequest {
        try await change.edit(tracked.task.source.path, [.set(key: "pr", to: pullRequest)])
      }
      let isWritten = try change.write { editor throws(EditError) in
        try editor.move(tracked, to: status, at: at)
      }
      if isWritten { change.warnIfLate(tracked) }
      if tracked.task.status != status {
        outcome.moved = FinishFeature.Move(from: tracked.task.status, to: status)
      }
      return outcome
    }
  }

  // MARK: Remotes

  private func push(_ outcome: FinishFeature.Outcome) async throws(Refusal) -> FinishFeature.Outcome {
    guard request.isPushing else { return outcome }
    var outcome = outcome
    if stage.isDryRun {
      outcome.pushed = try await refusing { try await view.remote(of: base) }
      return outcome
    }
    let push = Push(view: view, references: [GitReference.heads + base], branch: base)
    do throws(Refusal) { outcome.pushed = try await push.run() } catch { outcome.failures.append(error) }
    return outcome
  }

  /// Pushes the branch, for somebody else to merge it.
  private func ask(
    for pullRequest: FinishFeature.PullRequest, _ head: String
  ) async throws(Refusal) -> FinishFeature.Outcome {
    // The worktree stays, so only what would be missing from the pull request counts.
    var missing = WorktreeContents()
    missing.operation = removal.contents.operation
    missing.uncommitted = removal.contents.uncommitted
    missing.commits = removal.contents.commits
    guard missing.isEmpty else { throw notReady(missing) }
    try refuseBlocked()
    let remote = try await refusing { try await view.remote(of: branch) }
    guard let remote else {
      throw .answer(
        "\(repo.slug) has no remote to push \(branch) to",
        help: "git -C \(SuggestedWord(view.folder)) remote add origin URL")
    }
    if !stage.isDryRun, removal.head != nil {
      _ = try await Push(
        view: view, references: [GitReference.heads + branch], branch: branch, setsUpstream: true
      ).run()
    }
    let place: FinishFeature.RequestPlace
    var address: String?
    if case .at(let named) = pullRequest {
      place = .at(named)
      address = named
    } else if let recorded = known.task.pullRequest {
      place = .at(recorded)
    } else {
      let url = try await refusing { try await view.git.run(["remote", "get-url", "--", remote]).line }
      place = .toOpen(PullRequestPage(remote: url, branch: branch, base: base).text)
    }
    return try await move(
      outcome(.requested(remote: removal.head == nil ? nil : remote, place)), to: .review, pullRequest: address)
  }
}

/// Where a pull request is opened.
struct PullRequestPage {
  /// The page, or a sentence that says what to open.
  let text: String

  /// - Parameter remote: an address as git has it, of any form; what is secret in it is left out.
  init(remote: String, branch: String, base: String) {
    guard let (host, path) = Self.parts(of: remote) else {
      text = "a pull request of \(branch) into \(base)"
      return
    }
    func encoded(_ name: String) -> String { name.percentEncoded(keeping: UInt8(ascii: "/")) }
    if host == "github.com" {
      text = "https://github.com/\(path)/compare/\(encoded(base))...\(encoded(branch))?expand=1"
    } else if host.hasPrefix("gitlab.") {
      text =
        "https://\(host)/\(path)/-/merge_requests/new?merge_request%5Bsource_branch%5D=\(encoded(branch))&merge_request%5Btarget_branch%5D=\(encoded(base))"
    } else {
      text = "a pull request of \(branch) into \(base) at https://\(host)/\(path)"
    }
  }

  /// `https://ada:secret@host/path.git`, `git@host:path.git`, `ssh://git@host:22/path`; nil for a folder.
  private static func parts(of remote: String) -> (host: String, path: String)? {
    var rest = remote[...]
    let hasScheme: Bool
    if let scheme = rest.firstRange(of: "://") {
      guard ["https", "http", "ssh", "git"].contains(String(rest[..<scheme.lowerBound])) else { return nil }
      rest = rest[scheme.upperBound...]
      hasScheme = true
    } else {
      hasScheme = false
    }
    let end = rest.firstIndex { $0 == "/" || (!hasScheme && $0 == ":") } ?? rest.endIndex
    guard end < rest.endIndex, hasScheme || rest[end] == ":" else { return nil }
    var host = rest[..<end]
    if let at = host.lastIndex(of: "@") { host = host[host.index(after: at)...] }
    if let port = host.firstIndex(of: ":") { host = host[..<port] }
    var path = rest[rest.index(after: end)...]
    while path.hasPrefix("/") { path = path.dropFirst() }
    if path.hasSuffix(".git") { path = path.dropLast(4) }
    return host.isEmpty || path.isEmpty ? nil : (String(host), String(path))
  }
}
