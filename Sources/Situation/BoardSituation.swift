import Billing
import Content
import Evidence
import Files
import Quantities
import Sessions

/// Everything that is known at one moment: what `content/` says, what git confirms, what is owed, what agents are at,
/// and what follows from it. Terminal, JSON, agents and pages all answer from here, words included, so that they
/// cannot disagree.
package struct BoardSituation: Sendable {
  package let workspace: Workspace
  /// `nil`: git was not read.
  package let git: GitFacts?
  /// `nil`: nobody asked for invoices.
  package let invoices: InvoiceBook?
  /// What is not billed yet; `nil`: nobody did the arithmetic.
  package let money: MoneyFacts?
  /// `nil`: nobody looked for sessions.
  package let sessions: [SessionMark]?

  /// "Who needs me": by kind, the oldest first within each.
  package private(set) var needs: [Need] = []
  /// What can start now, the most urgent first.
  package private(set) var next: [NextTask] = []
  /// Everybody who reported or is assigned to open work: those who wait first, then by name.
  package private(set) var crew: [CrewMember] = []

  package init(
    of workspace: Workspace, git: GitFacts? = nil, invoices: InvoiceBook? = nil, money: MoneyFacts? = nil,
    sessions: [SessionMark]? = nil
  ) {
    self.workspace = workspace
    self.git = git
    self.invoices = invoices
    self.money = money
    self.sessions = sessions
    needs = findNeeds()
    next = findNext()
    crew = findCrew()
  }

  /// What one client may see: no evidence, no sessions, its own invoices, and a workspace of what is allowed. Whoever
  /// emits from it cannot tell more.
  package func restricted(to client: Client) -> BoardSituation {
    BoardSituation(of: workspace.restricted(to: client), invoices: invoices?.restricted(to: client.slug))
  }

  /// The same without a word about money.
  package func withoutMoney() -> BoardSituation {
    if invoices == nil, money == nil { return self }
    return BoardSituation(of: workspace, git: git, sessions: sessions)
  }
}

extension BoardSituation {
  package var asOf: Instant { workspace.asOf }
  package var times: TimeText { TimeText(asOf: workspace.asOf) }

  package func evidence(of task: TrackedTask) -> TaskEvidence? { git?.tasks[task.id] }
  package func figures(of sprint: Sprint) -> SprintFigures { workspace.figures(of: sprint) }
  package func title(of task: TaskID) -> String { workspace.task(task)?.task.title ?? task.description }

  /// Files that could not be read, by whichever room; by path.
  package var unreadable: [UnreadableFile] {
    guard let undecoded = invoices?.undecoded, !undecoded.isEmpty else { return workspace.unreadable }
    return (workspace.unreadable + undecoded).sorted { FileSystem.bytesPrecede($0.path, $1.path) }
  }

  /// Stale by its updates, and no commit either.
  package func isStale(_ task: TrackedTask) -> Bool {
    guard task.isStale else { return false }
    guard let commit = evidence(of: task)?.lastCommit else { return true }
    return asOf.minutes(since: commit) >= workspace.settings.staleAfterDays * 1_440
  }

  /// What the newest report claims and git does not confirm; `nil` where they agree, and where git was not read.
  package func unprovenClaim(of task: TrackedTask) -> UnprovenClaim? {
    guard let evidence = evidence(of: task), !evidence.isMerged, let report = task.newestReport else { return nil }
    // A branch that moved on without commits of its own was brought up to date; a claim about it is another matter.
    if report.status == .done || report.status == .review, evidence.commits == 0, evidence.head == evidence.forkPoint {
      return .withoutCommits(report.status)
    }
    if report.readyForMerge, evidence.uncommittedFiles > 0 {
      return .readyButUncommitted(files: evidence.uncommittedFiles)
    }
    let reports = task.updates.filter { !$0.isFromBoard }.suffix(2)
    if reports.count == 2, report.status == .inProgress, let head = evidence.head,
      reports.allSatisfy({ $0.head.map { head.utf8.starts(with: $0.utf8) } ?? false })
    {
      return .withoutCommitsLately
    }
    return nil
  }
}

/// A claim that git does not confirm.
package enum UnprovenClaim: Sendable, Equatable {
  case withoutCommits(BoardTask.Status)
  case readyButUncommitted(files: Int)
  /// The last two reports were about the same commit, which is still the newest.
  case withoutCommitsLately
}
