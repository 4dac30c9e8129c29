import Bytes
import Content
import Evidence
import Files
import FrontMatter
import Git
import Import
import Quantities
import Sessions
import Situation

/// A worker's report: one update, with the commits that git counts. What it claims is written; the board is a person's.
package struct WriteReport: Verb {
  /// nil: the task of the worktree that `folder` is in.
  package var task: TaskID?
  package var folder: String
  /// nil: the one that the environment names, else the worktree's, else the task's slug.
  package var worker: String?
  package var kind = Kind.progress
  package var status: BoardTask.Status?
  package var minutes: Minutes?
  package var done: [String] = []
  package var next: [String] = []
  package var blockers: [String] = []
  package var isReady = false
  package var notes = ""
  /// Whether the task's branch is pushed afterwards.
  package var isPushing = false
  /// The task and the branch that such a block names.
  private var named: [String] = []
  /// A report in the form of the system that this one replaces, and how its times are meant.
  package var block: (text: String, times: WorkerUpdateBlock.Times)?

  package enum Kind: Sendable, Equatable {
    case progress
    /// `blocked`: there is a blocker, and nothing else matters.
    case blocked
    /// `done`: refused where git does not agree.
    case done

    var verb: String {
      switch self {
      case .progress: "report"
      case .blocked: "blocked"
      case .done: "done"
      }
    }
  }

  package init(_ task: TaskID?, in folder: String) {
    self.task = task
    self.folder = folder
  }

  package struct Outcome: Warned {
    package let task: TaskID
    package let path: String
    package let status: BoardTask.Status
    package let minutes: Minutes?
    /// nil where git was not asked: the repo is not here.
    package let commits: Int?
    package let isReady: Bool
    package let blockers: [String]
    /// What was answered since this worker's last report.
    package let answers: [Answer]
    /// Tasks that this one waits for, and that were finished since.
    package let finished: [TaskID]
    /// With whom the work collides, in words.
    package var collisions: [String] = []
    package var pushed: PushedBranch?
    /// Where the report waits, because home could not be written to; `path` is then where it will be.
    package var queued: String?
    package var warnings: [Warning] = []
  }

  package struct PushedBranch: Sendable, Equatable {
    package let branch: String
    package let remote: String
    /// Whether it only would be.
    package let isDryRun: Bool
  }

  package struct Answer: Sendable, Equatable {
    package let question: String
    package let answer: String
  }

  package func validate() throws(Refusal) {
    try OneLine.check(worker, of: "worker")
    for (texts, name) in [(done, "item of done"), (next, "item of next"), (blockers, "blocker")] {
      for text in texts {
        do throws(Refusal) {
          try OneLine.checkTitle(text, of: name)
        } catch {
          guard case .usage(let message, _) = error else { throw error }
          throw .usage(
            message, help: "what has several lines goes into a file: --file FILE, or --file - from standard input")
        }
        guard text.unicodeScalars.contains(where: \.saysSomething) else { throw .usage("The \(name) says nothing.") }
      }
    }
    if let minutes, minutes < .zero { throw .usage("The time is negative.") }
    if kind == .progress, block == nil, done.isEmpty, next.isEmpty, blockers.isEmpty, minutes == nil, status == nil,
      !isReady, notes.isEmpty
    {
      throw .usage(
        "There is nothing to report: say what is done (-d), what comes next (-n), or what is in the way (-b).")
    }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    var report = self
    try report.takeBlock()
    try report.validate()
    let place = WorkerPlace.find(from: folder)
    guard let task = task ?? place?.task else {
      throw .usage(
        "which task?",
        help:
          "run it in the task's worktree, or name it: orchsite \(kind == .blocked ? "blocked \"…\" --task REPO/TASK" : "\(kind.verb) REPO/TASK …")"
      )
    }
    let here = place?.task == task ? place : nil
    let workspace = try await home.workspace(asOf: stage.now)
    let known = try workspace.existingTask(task)
    let branch = try await BranchState.read(known, here, workspace, home, isStrict: kind == .done)
    if kind == .done { try branch.refuseUnfinished(task) }
    let name = try report.name(for: task, place: here)
    var outcome: Outcome
    do throws(Refusal) {
      outcome = try await report.record(task, name, branch, home, stage)
    } catch {
      guard let here, Outbox.isRefused(error) else { throw error }
      return try report.queue(known, name, branch, here, stage)
    }
    await Self.addCollisions(to: &outcome, home, stage)
    guard isPushing else { return outcome }
    do throws(Refusal) {
      outcome.pushed = try await Self.push(known.task, try workspace.existingRepo(task.repo), home, stage)
    } catch {
      // The report stands, whatever becomes of the branch.
      guard let warning = Warning(error) else { throw error }
      outcome.warnings.append(warning)
    }
    return outcome
  }

  /// What is in the way of others is said to whoever reports, while it is small. The report stands in any case.
  private static func addCollisions(to outcome: inout Outcome, _ home: Home, _ stage: Stage) async {
    do throws(Refusal) {
      let workspace = try await home.workspace(asOf: stage.now)
      let task = try workspace.existingTask(outcome.task)
      // Where nobody else is at work, there is only the base to ask about, and `done` asks.
      let others = workspace.tasks(ofRepo: task.id.repo).filter { $0.task.status.isActive && $0.id != task.id }
      guard outcome.commits != nil, !others.isEmpty else { return }
      let result = try await home.evidence(for: workspace, only: task.id.repo)
      let situation = BoardSituation(of: workspace, git: result.facts)
      outcome.collisions = situation.collisions(of: task)
      CollisionNote.write(situation, in: home.path)
      outcome.warnings += result.problems.filter(\.isFailure).compactMap(\.warning)
    } catch {
      outcome.warnings.append(
        Warning("recorded, but nobody could tell whether it collides with others", help: "orchsite conflicts says why"))
    }
  }

  /// Brings a task's branch to its repo's remote, for other machines to see.
  private static func push(
    _ task: BoardTask, _ repo: Repo, _ home: Home, _ stage: Stage
  ) async throws(Refusal) -> PushedBranch {
    let view = try await home.view(of: repo)
    let branch = view.rules.branch(of: task)
    guard view.rules.canBelongToTask(branch) else {
      throw .answer("not pushed: \(branch) is no branch of a task in \(repo.slug): others come home to it")
    }
    guard let local = view.references.local(branch) else {
      throw .answer(
        "not pushed: \(repo.slug) has no branch \(branch)",
        help: "orchsite worker start \(task.id.repo) \(task.id.task) makes it")
    }
    var push = Push(view: view, references: [local.name], branch: branch)
    push.setsUpstream = local.upstream == nil
    if stage.isDryRun {
      guard let remote = try await refusing({ try await view.remote(of: branch) }) else {
        throw .answer("\(repo.slug) has no remote to push to")
      }
      return PushedBranch(branch: branch, remote: remote, isDryRun: true)
    }
    return PushedBranch(branch: branch, remote: try await push.run(), isDryRun: false)
  }

  private func name(for task: TaskID, place: WorkerPlace?) throws(Refusal) -> String {
    let text = worker ?? place?.marker.worker ?? task.task
    let name = Slug.suggestion(for: text) ?? Slug.standIn(for: text)
    guard name != WorkerUpdate.board else {
      throw .usage("\"\(text)\" is the board's own name", help: "name the worker otherwise: --as NAME")
    }
    return name
  }

  private func record(
    _ task: TaskID, _ worker: String, _ branch: BranchState, _ home: Home, _ stage: Stage
  ) async throws(Refusal) -> Outcome {
    try await Change.run(in: home, stage, verb: kind.verb, message: "\(worker) reports on \(task)") {
      change throws(Refusal) in
      let tracked = try change.task(task)
      let draft = try draft(on: tracked, by: worker, branch, at: change.at)
      let path = try change.write { editor throws(EditError) in try editor.write(draft) }
      change.warnIfLate(tracked)
      if !mayBeAbout(tracked.task) {
        change.warn(
          "the block is about \(named.map { "\"\($0)\"" }.joined(separator: ", ")), and was recorded for \(task)",
          help: "if another task was meant, correct it there: orchsite report REPO/TASK --stdin")
      }
      if let minutes = draft.minutes, minutes.count > 1_440 {
        change.warn("\(minutes.spoken) in one report is more than a day", help: "a correction takes it back")
      }
      return outcome(of: draft, at: path, on: tracked) { id in change.workspace.task(id) }
    }
  }

  private func draft(
    on tracked: TrackedTask, by worker: String, _ branch: BranchState, at: Instant
  ) throws(Refusal) -> UpdateDraft {
    let current = tracked.reported?.status ?? tracked.task.status
    let status: BoardTask.Status =
      switch kind {
      case .done: .review
      case .blocked: current.isClosed || current == .todo ? .inProgress : current
      case .progress: self.status ?? (isReady ? .review : current == .todo ? .inProgress : current)
      }
    var draft = UpdateDraft(
      task: tracked.id, at: ContentEditor.moment(at, after: tracked), worker: worker, status: status)
    draft.minutes = try spent(by: worker, on: tracked)
    draft.commits = branch.commits
    draft.head = branch.head
    draft.done = done
    draft.next = next
    draft.blockers = blockers
    draft.readyForMerge = isReady || kind == .done
    draft.notes = notes
    return draft
  }

  /// - Parameter task: looks tasks up.
  private func outcome(
    of draft: UpdateDraft, at path: String, on tracked: TrackedTask, _ task: (TaskID) -> TrackedTask?
  ) -> Outcome {
    let previous = tracked.updates.last { !$0.isFromBoard && $0.worker == draft.worker }
    // Before its first report, what happened since the work began.
    let began = tracked.updates.last { $0.isFromBoard && $0.head != nil }
    let since = (previous ?? began)?.at.milliseconds ?? Int.min
    return Outcome(
      task: tracked.id, path: path, status: draft.status, minutes: draft.minutes, commits: draft.commits,
      isReady: draft.readyForMerge, blockers: blockers, answers: Self.answers(to: tracked, since: since).map(\.answer),
      finished: tracked.task.dependsOn.filter { id in
        guard let other = task(id), other.task.status == .done else { return false }
        return (other.newestUpdate?.at.milliseconds ?? Int.min) > since
      })
  }

  /// Keeps the report where it can be kept, for the next verb at home.
  private func queue(
    _ tracked: TrackedTask, _ worker: String, _ branch: BranchState, _ place: WorkerPlace, _ stage: Stage
  ) throws(Refusal) -> Outcome {
    var draft = try draft(on: tracked, by: worker, branch, at: stage.now)
    // Behind what waits already, which the workspace does not know of.
    let waiting = Outbox.waiting(in: place).compactMap(\.report?.draft.at.milliseconds).max()
    if let waiting, waiting >= draft.at.milliseconds {
      draft.at = Instant(milliseconds: waiting + 1, offset: draft.at.offset)
    }
    draft.machine = stage.machine
    let report = QueuedReport(draft)
    var outcome = outcome(of: draft, at: report.path, on: tracked) { _ in nil }
    do throws(FileError) {
      outcome.queued = try Outbox.put(report, in: place)
    } catch {
      throw .outside(
        "nothing was recorded: neither home nor the worktree can be written to from here: \(error)",
        help: "run it where one of them can be, or tell the person")
    }
    return outcome
  }

  /// What was answered since a moment; each with the name of its update.
  static func answers(to task: TrackedTask, since: Int) -> [(name: String, answer: Answer)] {
    task.updates.filter { $0.isAnswer && !$0.isDecision && $0.at.milliseconds > since }.map { update in
      let answer = String(decoding: update.source.body, as: UTF8.self).split(separator: "\n").joined(separator: " ")
      return (update.name, Answer(question: update.resolves.joined(separator: "; "), answer: answer))
    }
  }
}

// MARK: - The old form

extension WriteReport {
  /// Fills what was not said otherwise from the block.
  private mutating func takeBlock() throws(Refusal) {
    guard let block else { return }
    let read: WorkerUpdateBlock
    do throws(WorkerUpdateBlock.Problem) {
      read = try WorkerUpdateBlock(block.text, units: block.times.units)
    } catch {
      throw .answer("\(error.message)", help: error.help)
    }
    named = [read.task, read.branch].compactMap(\.self)
    status = status ?? read.status
    done += read.done
    next += read.next
    blockers += read.blockers
    isReady = isReady || read.isReady
    if notes.isEmpty { notes = read.notes }
    if minutes == nil, let time = read.time {
      guard let meaning = block.times.meaning else {
        throw .usage(
          "\"Time: \(time.duration)\" may be a total or what was added",
          help: "say which: --time-is total, or --time-is increment")
      }
      minutes = time
      isTotal = meaning == .total
    }
  }

  /// Whether a block may be about a task: it names the task, its title or its branch, or nothing.
  private func mayBeAbout(_ task: BoardTask) -> Bool {
    let names = [task.id.task, task.title, task.branchName].flatMap { Self.slugs(of: $0) }
    return named.isEmpty || named.contains { !Set(Self.slugs(of: $0)).isDisjoint(with: names) }
  }

  /// Of a name with folders, such as a branch, the last part too.
  private static func slugs(of name: String) -> [String] {
    [name, name.split(separator: "/").last.map(String.init) ?? name].compactMap { Slug.suggestion(for: $0) }
  }

  /// What is written: since this worker's previous update.
  private func spent(by worker: String, on task: TrackedTask) throws(Refusal) -> Minutes? {
    guard let minutes, isTotal else { return minutes }
    let before = task.updates.filter { $0.worker == worker }.reduce(Minutes.zero) { $0 + ($1.minutes ?? .zero) }
    guard minutes.count >= before.count else {
      throw .answer(
        "a total of \(minutes.spoken) is less than the \(before.spoken) that are recorded",
        help: "--time-is increment adds it")
    }
    return Minutes(minutes.count - before.count)
  }

  private var isTotal: Bool {
    get { block?.times.isTotal ?? false }
    set { block?.times.isTotal = newValue }
  }
}
