import Billing
import Content
import Evidence
import Git
import Quantities
import Situation

/// How things stand: repos, workers, what was reported since the last look, who needs whom, what the board counts.
package struct ShowStatus: Verb {
  /// Only this repo.
  package var repo: String?

  package init() {}

  package struct Outcome: Sendable {
    package let situation: BoardSituation
    package let repos: [RepoLine]
    /// Who is at what: those who wait first, work that nobody has reported on last.
    package let work: [Work]
    /// Oldest first.
    package let reports: [Report]
    /// nil: nobody has looked before, and reports are those of the last day.
    package let lastLook: Instant?
    package let needs: [Need]
    package let counts: [Count]
    /// Whether git failed somewhere: then there may be more.
    package let isIncomplete: Bool
  }

  package struct RepoLine: Sendable {
    package let repo: Repo
    /// nil where git was not read, and then why, in words; nil too for a repo without a repository.
    package let facts: RepoFacts?
    package let problem: String?
  }

  /// A task that somebody is at, or that waits for an answer.
  package struct Work: Sendable {
    package let task: TrackedTask
    /// nil where nobody has reported yet, and nobody is assigned.
    package let worker: CrewMember?
  }

  package struct Report: Sendable {
    package let task: TrackedTask
    package let update: WorkerUpdate
  }

  package struct Count: Sendable {
    package let status: BoardTask.Status
    package let tasks: Int
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    var workspace = try await home.workspace(asOf: stage.now)
    if let repo { _ = try workspace.existingRepo(repo) }
    if await home.collectOutboxes(workspace, stage) { workspace = try await home.workspace(asOf: stage.now) }
    let result = try await home.evidence(for: workspace, only: repo)
    let ledger = WorkLedger(workspace)
    let situation = BoardSituation(
      of: workspace, git: result.facts, invoices: ledger.book, money: MoneyFacts(ledger), sessions: home.sessions)
    CollisionNote.write(situation, in: home.path)
    let look = LastLook.read(in: home.path)
    let outcome = outcome(situation, result.problems, look)
    // Whoever asks about another moment has not looked; who asks about one repo has not seen the others.
    if !stage.isNamed, repo == nil { LastLook.note(workspace, in: home.path) }
    return outcome
  }

  private func outcome(_ situation: BoardSituation, _ problems: [RepoProblem], _ look: LastLook?) -> Outcome {
    let workspace = situation.workspace
    func isMeant(_ task: TaskID) -> Bool { repo.map { $0 == task.repo } ?? true }
    let words = problems.compactMap(\.words)
    let repos = workspace.repos.filter { repo == nil || $0.slug == repo }.map { repo in
      RepoLine(
        repo: repo, facts: situation.git?.repos[repo.slug], problem: words.first { $0.repo == repo.slug }?.reason)
    }
    let day = 1_440
    let reports = workspace.tasks.filter { isMeant($0.id) }.flatMap { task in
      task.updates.filter { update in
        !update.isFromBoard && (look?.isNew(update) ?? (workspace.asOf.minutes(since: update.at) < day))
      }.map { Report(task: task, update: $0) }
    }.sorted { WorkerUpdate.isOlder($0.update, $1.update) }
    var work = situation.crew.flatMap { member in
      member.tasks.filter { isMeant($0.id) }.map { Work(task: $0, worker: member) }
    }
    let known = Set(work.map(\.task.id))
    work += workspace.tasks.filter { $0.task.status.isActive && isMeant($0.id) && !known.contains($0.id) }.map {
      Work(task: $0, worker: nil)
    }
    let board = workspace.boardTasks.filter { isMeant($0.id) }
    return Outcome(
      situation: situation, repos: repos,
      work: work,
      reports: reports, lastLook: look?.at,
      needs: situation.needs.filter { need in need.tasks.isEmpty ? repo == nil : need.tasks.contains(where: isMeant) },
      counts: BoardTask.Status.allCases.map { status in
        Count(status: status, tasks: board.count { $0.task.status == status })
      },
      isIncomplete: problems.contains(where: \.isFailure))
  }
}

/// What to start now, and what waits for what.
package struct ShowNext: Verb {
  package init() {}

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> BoardSituation {
    let workspace = try await home.workspace(asOf: stage.now)
    // Without git, nothing is foreseen; what can start can start all the same.
    let facts = try? await home.evidence(for: workspace).facts
    return BoardSituation(of: workspace, git: facts)
  }
}
