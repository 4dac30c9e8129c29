import Bytes
import Content
import Evidence
import Files
import FrontMatter
import Git
import Sessions

/// Begins a task: its file if there is none, its branch, its worktree, and the board's word that somebody is at it. What
/// is there already stays as it is, so running it again finishes what was begun.
package struct StartWorker: Verb {
  package var task: TaskID
  /// Of a task that has no file yet.
  package var title: String?
  /// The worker's name; else the task's.
  package var worker: String?
  /// Where a new branch begins; else the repo's base.
  package var base: String?
  /// Whether unmet dependencies and the like do not count.
  package var anyway = false
  /// Only an existing worktree: nothing is made.
  package var isResuming = false
  package let approvals: Approvals

  package init(_ task: TaskID, approvals: Approvals) {
    self.task = task
    self.approvals = approvals
  }

  package struct Outcome: Warned {
    package let task: TaskID
    package let title: String
    package let branch: String
    /// What the branch began at, by name; nil for one that was there.
    package let base: String?
    package let fork: String?
    package let worktree: String
    package let worker: String
    package let steps: [Step]
    /// Files that git ignores and that were copied.
    package let copied: [String]
    package let setup: Setup
    /// How the agent that `index.md` names is started there.
    package let launch: AgentStart?
    package let isDryRun: Bool
    package var warnings: [Warning] = []
  }

  package enum Step: Sendable, Equatable {
    case task(path: String)
    case branch(String, from: String)
    case remoteBranch(String, of: String)
    case worktree(String)
    case finishedWorktree(String)
    case moved(from: BoardTask.Status)
  }

  package enum Setup: Sendable, Equatable {
    case none
    case done(String)
    /// It was run here before.
    case doneBefore(String)
    case failed(String, status: Int32)
    case notApproved(String)
  }

  package func validate() throws(Refusal) {
    if let title { try OneLine.checkTitle(title) }
    try OneLine.check(worker, of: "worker")
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    let workspace = try await home.workspace(asOf: stage.now)
    let repo = try workspace.existingRepo(task.repo)
    let known = workspace.task(task)
    try refuse(known, in: workspace, on: stage.machine)
    let view = try await home.view(of: repo)
    let path = workspace.settings.worktreePath(of: task, home: home.path)
    let branch = known.map { view.rules.branch(of: $0.task) } ?? view.rules.featurePrefix + task.task
    try view.refuseShared(
      branch, help: "write another into content/tasks/\(task).md (branch: …), or leave branch out")
    let found = view.worktree(of: task, branch: branch, expectedAt: path)
    if isResuming, found == nil {
      throw .answer("\(task) has no worktree", help: "orchsite worker start \(task.repo) \(task.task) makes one")
    }
    if !stage.isDryRun, let setup = repo.runnableSetup,
      found.flatMap({ WorkerPlace.at($0.path) })?.marker.setUp != setup.text
    {
      // Before anything is locked: whoever is asked takes their time.
      _ = try approvals.allows(setup, in: home.path)
    }
    let lock = try await RepoLock(task.repo, in: home, verb: isResuming ? "worker resume" : "worker start", stage)
    defer { _ = lock }
    var work = WorktreeMaking(
      view: try await home.view(of: repo), task: task, branch: branch, path: path,
      base: base ?? known.map { view.rules.base(of: $0.task) } ?? view.rules.base, isDryRun: stage.isDryRun)
    let place = try await work.make()
    try place?.refuseForeign(to: home)
    let worker =
      self.worker ?? place?.marker.worker ?? known?.task.assignee.flatMap { Slug.suggestion(for: $0) } ?? task.task
    var steps = work.steps
    if stage.isDryRun {
      if known == nil { steps.insert(.task(path: "content/tasks/\(task).md"), at: 0) }
      if let status = known?.task.status, status != .inProgress { steps.append(.moved(from: status)) }
      return try outcome(
        home, workspace, known, branch, work, place?.path ?? work.path, worker, steps, copied: [], .none,
        program: stage.program, isDryRun: true)
    }
    guard var marker = place?.marker ?? work.marker(home: home.path, worker: worker),
      let gitDirectory = work.gitDirectory
    else { throw .outside("git does not list the worktree that it has made: \(path)") }
    marker.worker = worker
    marker.home = home.path
    try await work.claim(&marker)
    let recorded = try await record(in: home, stage, known, fork: marker.fork)
    steps += recorded.steps
    let copies = try await WorktreeCopies.copy(for: repo, from: view, to: work.path, gitDirectory)
    var warnings = work.warnings + recorded.warnings + copies.warnings
    if work.start != nil {
      let kept = try await refusing { try await Rescue.all(in: view) }
      if let rescue = kept.first(where: { $0.repo == task.repo && $0.task == task.task }) {
        warnings.append(
          Warning(
            "work on \(task) was given up before, and is kept",
            help:
              "orchsite worker clean \(task.repo) \(task.task), then orchsite rescue restore \(rescue.name), brings it back"
          ))
      }
    }
    let setup = try await SetUp(repo: repo, approvals: approvals, home: home, worktree: work.path, stage)
      .run(&marker, gitDirectory)
    var outcome = try outcome(
      home, workspace, known, branch, work, work.path, worker, steps, copied: copies.copied, setup,
      program: stage.program, isDryRun: false)
    outcome.warnings = warnings
    return outcome
  }

  private func outcome(
    _ home: Home, _ workspace: Workspace, _ known: TrackedTask?, _ branch: String, _ work: WorktreeMaking,
    _ path: String, _ worker: String, _ steps: [Step], copied: [String], _ setup: Setup, program: String,
    isDryRun: Bool
  ) throws(Refusal) -> Outcome {
    Outcome(
      task: task, title: known?.task.title ?? title ?? standardTitle, branch: work.current ?? branch,
      base: work.start?.name,
      fork: work.start?.commit, worktree: path, worker: worker, steps: steps, copied: copied, setup: setup,
      launch: try AgentStart(
        as: .worker, in: path, of: workspace, home: home, approvals, program: program, isDryRun: isDryRun,
        task: task, worker: worker),
      isDryRun: isDryRun)
  }

  /// `fix-login` → `Fix login`.
  private var standardTitle: String {
    let words = task.task.replacing("-", with: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}

// MARK: - Content

extension StartWorker {
  /// Refuses what should not begin now.
  private func refuse(_ known: TrackedTask?, in workspace: Workspace, on machine: String?) throws(Refusal) {
    guard let known else {
      if let file = workspace.unreadable.first(where: { $0.record == .task(task) }) { throw .content(file.diagnostics) }
      guard !Slug.reserved.contains(task.task) else {
        throw .usage("\"\(task.task)\" is a reserved name", help: "give the task another one")
      }
      return
    }
    guard !anyway, !isResuming else { return }
    if known.task.status.isClosed {
      throw .answer(
        "\(task) is \(known.task.status.rawValue)",
        help: "orchsite task move \(task) todo opens it again; --anyway starts it as it is")
    }
    if !known.unmetDependencies.isEmpty, !known.task.status.isActive {
      let names = known.unmetDependencies.map(\.description).joined(separator: ", ")
      throw .answer(
        "\(task) depends on \(names), not done yet", help: "finish what it depends on; --anyway starts it all the same")
    }
    if let holder = known.holder(besides: machine), let other = holder.machine {
      throw .answer(
        "\(task) is held by another machine: \(holder.isFromBoard ? "it was started" : "\(holder.worker) reported") on \(other) at \(holder.at)",
        help: "go on there; or give it back, orchsite task move \(task) todo; --anyway starts it here too")
    }
  }

  private struct Recorded: Warned {
    var steps: [Step] = []
    var warnings: [Warning] = []
  }

  /// Makes the task's file where there is none, and moves it, with an update that holds where the work began.
  private func record(
    in home: Home, _ stage: Stage, _ known: TrackedTask?, fork: String?
  ) async throws(Refusal) -> Recorded {
    // With nothing to say, too: an earlier run may have been ended before it committed what it wrote.
    return try await Change.run(in: home, stage, verb: "worker start", message: "start \(task)") {
      change throws(Refusal) in
      var recorded = Recorded()
      let at = change.at
      if let tracked = change.workspace.task(task) {
        // Whoever goes on in the worktree of a closed task does not open it.
        if isResuming, tracked.task.status.isClosed { return recorded }
        let status: BoardTask.Status = tracked.task.status == .review ? .review : .inProgress
        guard tracked.task.status != status || tracked.startCommit != fork else { return recorded }
        try change.write { editor throws(EditError) in
          _ = try editor.start(tracked, as: status, head: fork, at: at)
        }
        if tracked.task.status != status { recorded.steps.append(.moved(from: tracked.task.status)) }
      } else {
        var record = RecordText(body: "")
        record.add("title", title ?? standardTitle)
        record.add("status", BoardTask.Status.inProgress.rawValue)
        record.add("sprint", change.workspace.currentSprint?.slug)
        record.add("created", .bare(at.day.description))
        let path = try await change.create("content/tasks/\(task).md", record)
        recorded.steps.append(.task(path: path))
        var draft = UpdateDraft(task: task, at: at, worker: WorkerUpdate.board, status: .inProgress)
        draft.head = fork
        try change.write { editor throws(EditError) in _ = try editor.write(draft) }
      }
      return recorded
    }
  }
}
