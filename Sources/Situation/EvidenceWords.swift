import Content
import Evidence
import Quantities

// What git says of a task and of a repo, in words, for pages and answers alike.

/// One thing that git says.
package struct GitFact: Sendable, Equatable {
  package enum Kind: String, Sendable {
    case branch
    case commits
    case files
    case uncommitted
    case distance
    case pushed
    case merged
    case worktree
    case collision
    case overlap
  }

  package let kind: Kind
  package let name: String
  package let value: String
  /// Whether it is a name, a path or an id, to be shown as such.
  package let isCode: Bool
  /// What an age in the value counts from.
  package let since: Instant?

  init(_ kind: Kind, _ name: String, _ value: String, isCode: Bool = false, since: Instant? = nil) {
    self.kind = kind
    self.name = name
    self.value = value
    self.isCode = isCode
    self.since = since
  }
}

extension TaskEvidence.Merge {
  package var words: String {
    switch self {
    case .notBegun: "not begun"
    case .notMerged: "not merged"
    case .merged(.reachable): "merged"
    case .merged(.sameTree): "merged, by other commits (squashed or rebased)"
    case .merged(.pullRequest): "merged, by its pull request"
    case .notConfirmed: "not confirmed: it may be merged, and git cannot prove it"
    }
  }
}

extension BoardSituation {
  /// Claims beside what git counts. Empty where git says nothing about the task.
  package func gitFacts(of task: TrackedTask) -> [GitFact] {
    guard let evidence = evidence(of: task) else { return [] }
    var facts: [GitFact] = []
    if let head = evidence.head { facts.append(GitFact(.branch, "Head", String(head.prefix(10)), isCode: true)) }
    // An older report may know of fewer; none can know of more.
    let claimed = task.newestReport?.commits.flatMap { $0 > evidence.commits ? " (claimed: \($0))" : nil } ?? ""
    // Of a branch that is gone, nobody can count them.
    let isCounted = evidence.head != nil || evidence.isMerged
    facts.append(
      GitFact(
        .commits, "Commits",
        (isCounted ? plural(evidence.commits, "commit") : "not known") + claimed
          + (evidence.lastCommit.map { ", the last \(ago($0))" } ?? ""), since: evidence.lastCommit))
    if let files = evidence.changedFiles, files > 0 { facts.append(GitFact(.files, "Changed", plural(files, "file"))) }
    if evidence.worktree != nil {
      facts.append(
        GitFact(
          .uncommitted, "Uncommitted",
          evidence.uncommittedFiles == 0 ? "nothing" : plural(evidence.uncommittedFiles, "file")))
    }
    if evidence.behind > 0 {
      facts.append(GitFact(.distance, "Behind", "\(plural(evidence.behind, "commit")) of its base"))
    }
    if evidence.head != nil {
      let pushed =
        switch evidence.upstream {
        case nil: "no"
        case let distance? where distance.ahead == 0: "yes"
        case let distance?: "but for \(plural(distance.ahead, "commit"))"
        }
      let far = evidence.upstream.map(\.behind) ?? 0
      facts.append(
        GitFact(.pushed, "Pushed", pushed + (far > 0 ? "; \(plural(far, "commit")) there are not here" : "")))
    }
    facts.append(GitFact(.merged, "Merged", evidence.merge.words))
    for collision in evidence.collisions {
      facts.append(GitFact(.collision, "Collides with \(name(of: collision.other))", collision.words))
    }
    for overlap in evidence.overlaps {
      facts += overlap.words.map { GitFact(.overlap, "Beside \(name(of: overlap.other))", $0) }
    }
    if let worktree = evidence.worktree { facts.append(GitFact(.worktree, "Worktree", worktree, isCode: true)) }
    return facts
  }

  private func ago(_ instant: Instant) -> String {
    let age = times.age(instant)
    return age == "just now" ? age : "\(age) ago"
  }

  /// The active task that a branch of a repo belongs to.
  package func task(onBranch branch: String, ofRepo repo: String) -> TrackedTask? {
    guard let head = git?.repos[repo]?.branches.first(where: { $0.name == branch })?.head else { return nil }
    return workspace.tasks(ofRepo: repo).first {
      $0.task.branchName == branch || (evidence(of: $0)?.head == head && !$0.task.status.isClosed)
    }
  }
}
