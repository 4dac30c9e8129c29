import Content
import FrontMatter

/// Rolls the unfinished work of a sprint over, as a whole or not at all. Done and cancelled tasks stay.
package struct CloseSprint: Verb {
  package var sprint: String
  /// Another sprint, or `backlog`; else the next one by start.
  package var into: String?

  package init(_ sprint: String, into: String? = nil) {
    self.sprint = sprint
    self.into = into
  }

  package struct Outcome: Warned, Equatable {
    package let sprint: String
    /// Where the tasks went; `nil` is the backlog.
    package let target: String?
    package let moved: [Moved]
    package var warnings: [Warning] = []
  }

  package struct Moved: Sendable, Equatable {
    package let task: TaskID
    package let status: BoardTask.Status
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try await Change.run(in: home, stage, verb: "sprint close", message: "close \(sprint)") {
      change throws(Refusal) in
      let workspace = change.workspace
      let closing = try workspace.existingSprint(sprint)
      if !workspace.unreadable.isEmpty {
        let count = workspace.unreadable.count
        change.warn(
          "\(count) file\(count == 1 ? "" : "s") could not be read, and may be part of the sprint",
          help: "orchsite check says why; closing the sprint again takes them along")
      }
      let unfinished = workspace.tasks(inSprint: sprint).filter { !$0.task.status.isClosed }
      guard !unfinished.isEmpty else { return Outcome(sprint: sprint, target: nil, moved: []) }
      let target = try target(after: closing, in: workspace)
      let edit: FrontMatterEdit = target.map { .set(key: "sprint", to: $0) } ?? .remove(key: "sprint")
      try change.write { editor throws(EditError) in
        for task in unfinished { try editor.edit(task.task.source.path, [edit]) }
      }
      return Outcome(
        sprint: sprint, target: target, moved: unfinished.map { Moved(task: $0.id, status: $0.task.status) })
    }
  }

  private func target(after closing: Sprint, in workspace: Workspace) throws(Refusal) -> String? {
    switch into {
    case "backlog": return nil
    case let slug?:
      guard slug != closing.slug else { throw .usage("a sprint cannot be closed into itself") }
      return try workspace.existingSprint(slug, otherwise: "orchsite sprint new \(slug) writes it").slug
    case nil:
      guard let next = workspace.sprints.first(where: { $0.start > closing.start }) else {
        throw .answer(
          "no sprint comes after \(closing.slug)",
          help: "write one with orchsite sprint new, or say --into backlog")
      }
      return next.slug
    }
  }
}
