import Bytes
import Content
import Evidence
import Situation

/// What a worker changed since its branch parted from its base, uncommitted work included; of two, where they touch.
package struct ShowDiff: Verb {
  package let task: TaskID
  package var other: TaskID?
  /// Whether only the names and figures of files are wanted.
  package var isSummary = false

  package init(_ task: TaskID) { self.task = task }

  package struct Outcome: Sendable {
    package let situation: BoardSituation
    /// One, or two.
    package let sides: [Side]
    /// Of two: what git could not put together.
    package let clash: Clash?
    /// Of two: what both change all the same.
    package let shared: SharedFiles?
  }

  package struct Side: Sendable {
    package let task: TrackedTask
    package let changes: WorkChanges
  }

  package func validate() throws(Refusal) {
    guard let other else { return }
    guard task.repo == other.repo else { throw .usage("\(task) and \(other) are in two repos, and cannot touch") }
    guard task != other else { throw .usage("\(task) is named twice") }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    let workspace = try await home.workspace(asOf: stage.now)
    let tasks = try [task, other].compactMap(\.self).map { id throws(Refusal) in try workspace.existingTask(id) }
    let view = try await home.view(of: workspace.existingRepo(task.repo))
    let reading = try refusing { try RepoReading(view) }
    let look = try await refusing {
      try await reading.look(at: tasks, quiet: workspace.settings.radarQuiet.map { Glob($0) })
    }
    if let problem = look.problems.first(where: \.isFailure) { throw Refusal(problem) }
    let situation = BoardSituation(
      of: workspace,
      git: GitFacts(readAt: workspace.asOf, repos: [task.repo: look.facts], tasks: look.evidence))
    let clash = situation.clashes(inRepo: task.repo).first { $0.collision.task != nil }
    let shared = situation.sharedFiles(inRepo: task.repo).first { $0.overlap.other.task != nil }
    let paths =
      (clash?.collision.files.map(\.path) ?? []) + (shared?.overlap.paths ?? []) + (shared?.overlap.regenerate ?? [])
    var sides: [Side] = []
    for task in tasks {
      let changes = try await refusing {
        try await reading.changes(of: task.id, in: look, only: other == nil ? nil : paths, isSummary: isSummary)
      }
      guard let changes else { throw nothing(task, situation) }
      sides.append(Side(task: task, changes: changes))
    }
    return Outcome(situation: situation, sides: sides, clash: clash, shared: shared)
  }

  private func nothing(_ task: TrackedTask, _ situation: BoardSituation) -> Refusal {
    guard let evidence = situation.evidence(of: task) else {
      return .answer("\(task.id) has no branch", help: "\(SuggestedCommand.start(task.id)) begins one")
    }
    return evidence.isMerged
      ? .answer("\(task.id) is merged: its base has all that it brought")
      : .answer("\(task.id) changes nothing yet")
  }
}
