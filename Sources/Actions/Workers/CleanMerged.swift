import Content
import Evidence

/// Removes every worker's worktree whose branch is merged, as `CleanWorktree` does with one.
package struct CleanMerged: Verb {
  package init() {}

  package struct Outcome: Warned {
    package let cleaned: [TaskID]
    /// Those that are merged and hold something else, and why they stay.
    package let refused: [(task: TaskID, reason: String)]
    package let isDryRun: Bool
    package var warnings: [Warning] = []
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let listed = try await ListWorkers().run(in: home, stage)
    var cleaned: [TaskID] = []
    var refused: [(task: TaskID, reason: String)] = []
    for row in listed.worktrees where row.isOurs && row.merge.isMerged {
      guard let task = row.task?.id else { continue }
      do throws(Refusal) {
        _ = try await CleanWorktree(task).run(in: home, stage)
        cleaned.append(task)
      } catch {
        guard case .answer(let reason, _) = error else { throw error }
        refused.append((task, reason))
      }
    }
    return Outcome(cleaned: cleaned, refused: refused, isDryRun: stage.isDryRun)
  }
}
