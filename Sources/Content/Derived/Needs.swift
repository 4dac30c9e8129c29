import Quantities

/// One thing that waits for the person who coordinates.
package struct Need: Sendable {
  /// In the order of urgency in which they are listed.
  package enum Kind: Int, Sendable, CaseIterable {
    case question
    case blocked
    case collision
    case unproven
    case ready
    case review
    case drift
    case stale
    case unreadable
    /// Time that a person has yet to call billable or not.
    case undecidedTime
    case invoice
  }

  package let kind: Kind
  package let tasks: [TaskID]
  /// What it is about, in the words of whoever said it.
  package let detail: String?
  package let worker: String?
  package let since: Instant?
  /// The file, for what could not be read.
  package let path: String?
  /// The number of the invoice that it is about.
  package let invoice: String?

  package init(
    kind: Kind, tasks: [TaskID], detail: String?, worker: String?, since: Instant?, path: String?,
    invoice: String? = nil
  ) {
    self.kind = kind
    self.tasks = tasks
    self.detail = detail
    self.worker = worker
    self.since = since
    self.path = path
    self.invoice = invoice
  }
}

extension Workspace {
  /// "Who needs me": by kind, the oldest first within each.
  ///
  /// - Parameter money: left out where the site shows no money.
  package func needs(git: GitFacts? = nil, money: MoneyFacts? = nil) -> [Need] {
    var needs: [Need] = []
    func add(
      _ kind: Need.Kind, _ task: TrackedTask, also other: TaskID? = nil, detail: String? = nil,
      worker: String? = nil, since: Instant? = nil
    ) {
      needs.append(
        Need(
          kind: kind, tasks: [task.id] + (other.map { [$0] } ?? []), detail: detail,
          worker: worker ?? task.worker, since: since, path: nil))
    }
    var collisions: Set<Set<TaskID>> = []
    for task in tasks where !task.task.status.isClosed {
      for blocker in task.openBlockers {
        add(
          blocker.isQuestion ? .question : .blocked, task, detail: blocker.text, worker: blocker.worker,
          since: blocker.since)
      }
      if let evidence = git?.tasks[task.id] {
        // A pair is one need, not two: it is listed with the open task that comes first.
        for collision in evidence.collisions where collisions.insert([task.id, collision.task]).inserted {
          add(.collision, task, also: collision.task, detail: collision.files.joined(separator: ", "))
        }
        if let claim = unprovenClaim(of: task, evidence: evidence) {
          add(.unproven, task, detail: claim, since: task.newestReport?.at)
        }
      }
      if let report = task.reported {
        add(.drift, task, detail: report.status.rawValue, worker: report.worker, since: report.at)
      } else if task.isReadyToMerge {
        add(.ready, task, since: task.newestReport?.at)
      } else if task.task.status == .review, task.openBlockers.isEmpty, let since = task.statusSince,
        asOf.minutes(since: since) > 1_440
      {
        add(.review, task, since: since)
      }
      if isStale(task, git: git), !task.isBlocked, task.reported == nil {
        add(.stale, task, since: task.newestUpdate?.at)
      }
    }
    for file in unreadable {
      needs.append(
        Need(
          kind: .unreadable, tasks: [], detail: file.diagnostics.first?.message, worker: nil, since: nil,
          path: file.path))
    }
    if let money, settings.site.invoices, money.toDecide > .zero {
      needs.append(
        Need(
          kind: .undecidedTime, tasks: [], detail: money.toDecide.spoken, worker: nil, since: nil, path: nil))
    }
    // Sorted stably, so that equals stay in task order on every machine.
    return needs.enumerated().sorted { left, right in
      let (leftNeed, rightNeed) = (left.element, right.element)
      if leftNeed.kind != rightNeed.kind { return leftNeed.kind.rawValue < rightNeed.kind.rawValue }
      let (leftTime, rightTime) = (leftNeed.since?.milliseconds ?? .max, rightNeed.since?.milliseconds ?? .max)
      return (leftTime, left.offset) < (rightTime, right.offset)
    }.map(\.element)
  }

  /// Stale by its updates, and no commit either.
  package func isStale(_ task: TrackedTask, git: GitFacts?) -> Bool {
    guard task.isStale else { return false }
    guard let commit = git?.tasks[task.id]?.lastCommit else { return true }
    return asOf.minutes(since: commit) >= settings.staleAfterDays * 1_440
  }

  /// A claim that git does not confirm, in words; `nil` where claim and git agree.
  package func unprovenClaim(of task: TrackedTask, evidence: TaskEvidence) -> String? {
    guard let report = task.newestReport, !evidence.isMerged else { return nil }
    if report.status == .done || report.status == .review, evidence.commits == 0 {
      return "\(report.status.rawValue), 0 commits"
    }
    if report.readyForMerge, evidence.uncommittedFiles > 0 {
      return "ready, \(evidence.uncommittedFiles) uncommitted file\(evidence.uncommittedFiles == 1 ? "" : "s")"
    }
    return nil
  }
}
