import Bytes
import Content

/// The tasks that match. Without conditions: all that are open.
package struct ListTasks: Verb {
  package var repo: String?
  package var statuses: [BoardTask.Status] = []
  /// A sprint's name, `current`, or `none`.
  package var sprint: String?
  package var worker: String?
  package var label: String?
  package var isBlocked = false
  /// Done and cancelled ones too.
  package var includesClosed = false

  package init() {}

  package struct Outcome: Sendable {
    package let tasks: [TrackedTask]
    /// How many tasks there are.
    package let total: Int
    /// How many files could not be read.
    package let unreadable: Int
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let workspace = try await home.workspace(asOf: stage.now)
    return Outcome(
      tasks: try selected(from: workspace), total: workspace.tasks.count, unreadable: workspace.unreadable.count)
  }

  private func selected(from workspace: Workspace) throws(Refusal) -> [TrackedTask] {
    if let repo, workspace.repo(repo) == nil {
      throw .answer("there is no repo \(repo)", help: names(workspace.repos.map(\.slug)))
    }
    var wanted: String??
    switch sprint {
    case nil: wanted = nil
    case "none": wanted = .some(nil)
    case "current":
      wanted = .some(try workspace.existingCurrentSprint(otherwise: "orchsite sprint new begins one").slug)
    case let slug?:
      guard workspace.sprint(slug) != nil else {
        throw .answer("there is no sprint \(slug)", help: names(workspace.sprints.map(\.slug)))
      }
      wanted = .some(slug)
    }
    return workspace.tasks.filter { task in
      (repo == nil || task.id.repo == repo)
        && (statuses.isEmpty ? includesClosed || !task.task.status.isClosed : statuses.contains(task.task.status))
        && (wanted == nil || workspace.sprint(of: task.task)?.slug == wanted ?? nil)
        && (worker == nil || task.worker.map({ ExactText($0) }) == worker.map({ ExactText($0) }))
        && (label.map(task.task.labels.containsExactly) ?? true)
        && (!isBlocked || task.isBlocked)
    }
  }

  private func names(_ names: [String]) -> String {
    names.isEmpty ? "there is none yet" : "one of \(names.joined(separator: ", "))"
  }
}
