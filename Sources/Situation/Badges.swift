import Content
import Evidence
import Quantities

/// One mark of a task: a kind for its look, a text that is complete in itself.
package struct Badge: Sendable, Equatable {
  package enum Kind: String, Sendable {
    case blocked
    case clash
    case unproven
    case drift
    case overdue
    case stale
    case waiting
    case ready
    case merged
  }

  package let kind: Kind
  package let text: String
  /// What an age in the text counts from.
  package let since: Instant?
}

extension BoardSituation {
  /// All marks of a task, the strongest first.
  package func badges(of task: TrackedTask) -> [Badge] {
    guard !task.task.status.isClosed else { return [] }
    var badges: [Badge] = []
    func add(_ kind: Badge.Kind, _ text: String, since: Instant? = nil) {
      badges.append(Badge(kind: kind, text: text, since: since))
    }
    if let blocker = task.openBlockers.first {
      add(.blocked, "blocked \(times.age(blocker.since))", since: blocker.since)
    }
    if let collisions = evidence(of: task)?.collisions, !collisions.isEmpty {
      add(.clash, "clash: \(collisions.map { name(of: $0.other) }.joined(separator: ", "))")
    }
    if unprovenClaim(of: task) != nil { add(.unproven, "unproven") }
    if let report = task.reported, !(evidence(of: task)?.isMerged ?? false) {
      add(.drift, "reported: \(report.status.words.lowercased())")
    }
    if let overdue = overdue(task) { add(.overdue, overdue) }
    if isStale(task) {
      let since = task.newestUpdate?.at
      add(.stale, since.map { "stale \(times.age($0))" } ?? "stale", since: since)
    }
    switch task.task.waitsFor {
    case .client: add(.waiting, "waits for client")
    case .other(let text): add(.waiting, "waits for \(text)")
    case nil: break
    }
    // What counts then is that the board does not know yet.
    if evidence(of: task)?.isMerged ?? false {
      add(.merged, "merged")
      return badges
    }
    if task.isReadyToMerge, task.reported == nil, unprovenClaim(of: task) == nil { add(.ready, "ready") }
    return badges
  }
}
