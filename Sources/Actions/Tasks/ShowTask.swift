import Content

/// One task with all that is known of it.
package struct ShowTask: Verb {
  package var task: TaskID

  package init(_ task: TaskID) { self.task = task }

  package struct Outcome: Sendable {
    package let task: TrackedTask
    package let workspace: Workspace
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let workspace = try await home.workspace(asOf: stage.now)
    return Outcome(task: try workspace.existingTask(task), workspace: workspace)
  }
}
