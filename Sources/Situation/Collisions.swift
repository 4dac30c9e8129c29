import Content
import Evidence

/// Two branches, or a branch and its base, that git could not put together; each pair once.
package struct Clash: Sendable {
  package let task: TrackedTask
  package let collision: TaskEvidence.Collision
}

/// The same of two branches that change the same files and need nobody's decision.
package struct SharedFiles: Sendable {
  package let task: TrackedTask
  package let overlap: TaskEvidence.Overlap
}

extension BoardSituation {
  /// In the order of tasks.
  ///
  /// - Parameter repo: only what is in it; nil for all.
  package func clashes(inRepo repo: String? = nil) -> [Clash] {
    var seen: Set<Set<TaskID>> = []
    return openTasks(inRepo: repo).flatMap { task in
      (evidence(of: task)?.collisions ?? []).filter { collision in
        collision.task.map { seen.insert([task.id, $0]).inserted } ?? true
      }.map { Clash(task: task, collision: $0) }
    }
  }

  package func sharedFiles(inRepo repo: String? = nil) -> [SharedFiles] {
    var seen: Set<Set<TaskID>> = []
    return openTasks(inRepo: repo).flatMap { task in
      (evidence(of: task)?.overlaps ?? []).filter { overlap in
        guard case .task(let other) = overlap.other else { return true }
        return seen.insert([task.id, other]).inserted
      }.map { SharedFiles(task: task, overlap: $0) }
    }
  }

  private func openTasks(inRepo repo: String?) -> [TrackedTask] {
    (repo.map(workspace.tasks(ofRepo:)) ?? workspace.tasks).filter { !$0.task.status.isClosed }
  }

  /// With what a task collides, and where, in words.
  package func collisions(of task: TrackedTask) -> [String] {
    (evidence(of: task)?.collisions ?? []).map { collision in
      let name = collision.task?.description ?? name(of: collision.other)
      return "\(name): \(collision.words)"
    }
  }

  /// The name of what a task collides with.
  package func name(of other: TaskEvidence.Collision.Other) -> String {
    switch other {
    case .task(let task): title(of: task)
    case .base(let branch): branch
    }
  }

  /// What to paste, to look at it.
  package func command(for clash: Clash) -> String {
    SuggestedCommand.diff(clash.task.id, and: clash.collision.task)
  }

  /// In which order tasks of a repo come home with the least to mend, in words; empty where none collide.
  package func mergeOrder(inRepo repo: String) -> [String] {
    (git?.repos[repo]?.radar.mergeOrder ?? []).map { step in
      let others = step.adaptsTo.map { other in
        switch other {
        case .task(let task): task.task
        case .base(let branch): branch
        }
      }
      return step.task.task + (others.isEmpty ? "" : " (adapts to \(others.joined(separator: ", ")))")
    }
  }
}

extension TaskEvidence.Collision {
  private static let namedAtMost = 3

  /// `both change a.js:3-5 and 2 more files`.
  package var words: String {
    if isUnrelated { return "no history in common" }
    let verb =
      switch other {
      case .task: "both change"
      case .base: "conflicts in"
      }
    return files.isEmpty ? "git does not say where" : "\(verb) \(listedFiles)"
  }

  private var listedFiles: String {
    let more = files.count - Self.namedAtMost
    let names = files.prefix(Self.namedAtMost).map(\.words).joined(separator: ", ")
    return more > 0 ? "\(names) and \(plural(more, "more file"))" : names
  }
}

extension TaskEvidence.Collision.File {
  /// `src/total.js:3-5,9`, and what is the matter where that is not that both change these lines.
  package var words: String {
    let places = lines.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
    let reason =
      switch kind {
      case .content: ""
      case .bothAdded: " (added by both)"
      case .modifiedAndDeleted: " (changed by one, deleted by the other)"
      case .renamed: " (renamed)"
      case .fileAndFolder: " (a file for one, a folder for the other)"
      case .mode: " (mode)"
      case .binary: " (binary)"
      case .submodule: " (submodule)"
      }
    return path + (places.isEmpty ? "" : ":" + places.joined(separator: ",")) + reason
  }
}

extension TaskEvidence.Overlap {
  /// Of each kind of file one sentence without its subject.
  package var words: [String] {
    func listed(_ paths: [String]) -> String {
      let more = paths.count - 3
      return paths.prefix(3).joined(separator: ", ") + (more > 0 ? " and \(plural(more, "more file"))" : "")
    }
    var words: [String] = []
    if !regenerate.isEmpty { words.append("both change \(listed(regenerate)): regenerate after merging both") }
    if !paths.isEmpty { words.append("both change \(listed(paths)), and git merges it") }
    return words
  }
}
