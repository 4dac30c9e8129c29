import Bytes
import Content
import Evidence
import Quantities

/// A task that can start now, with the reason why it comes where it comes.
package struct NextTask: Sendable {
  package let task: TrackedTask
  package let times: TimeText

  package var id: TaskID { task.id }
  package let command: String

  /// `High priority, due 20 Jan, nothing to wait for.`
  package var why: String {
    let priority = task.task.priority.map { "\($0.rawValue) priority" } ?? "no priority set"
    let due = task.task.due.map { ", due \(times.day($0))" } ?? ""
    return "\(priority.prefix(1).uppercased())\(priority.dropFirst())\(due), nothing to wait for."
  }
}

/// A task that cannot start now.
package struct WaitingTask: Sendable {
  package let task: TrackedTask
  /// In words: `waits for web/login (review)`.
  package let reason: String
}

extension BoardSituation {
  /// Open tasks of the current sprint that wait for nothing and nobody, and that are not foreseen to collide with work
  /// that goes on, by priority, then repo order, then due date,
  /// then name.
  func findNext() -> [NextTask] {
    workspace.boardTasks.filter { $0.canStart && foreseenCollision(of: $0) == nil }.sorted { left, right in
      let ranks = ((left.task.priority ?? .medium).rank, (right.task.priority ?? .medium).rank)
      if ranks.0 != ranks.1 { return ranks.0 > ranks.1 }
      let orders = (workspace.order(ofRepo: left.id.repo) ?? .max, workspace.order(ofRepo: right.id.repo) ?? .max)
      if orders.0 != orders.1 { return orders.0 < orders.1 }
      let dues = (left.task.due?.ordinal ?? .max, right.task.due?.ordinal ?? .max)
      return dues.0 != dues.1 ? dues.0 < dues.1 : left.id < right.id
    }.map { NextTask(task: $0, times: times, command: startCommand(for: $0)) }
  }

  /// Work that goes on and changes what a task is going to change: by what is on its branch already, by its `touches` beside the paths that are changed
  /// already, and beside what another says that it will change.
  package func foreseenCollision(of task: TrackedTask) -> (task: TaskID, path: String)? {
    for collision in evidence(of: task)?.collisions ?? [] {
      guard let other = collision.task.flatMap(workspace.task(_:)), other.task.status.isActive else { continue }
      return (other.id, collision.files.first?.path ?? "the same")
    }
    guard !task.task.touches.isEmpty else { return nil }
    let globs = task.task.touches.map { Glob($0) }
    for other in workspace.tasks(ofRepo: task.id.repo) where other.id != task.id && other.task.status.isActive {
      let evidence = evidence(of: other)
      if evidence?.isMerged ?? false { continue }
      if let path = evidence?.changedPaths.first(where: { path in globs.contains { $0.matches(path) } }) {
        return (other.id, path)
      }
      if let path = other.task.touches.first(where: task.task.touches.containsExactly) { return (other.id, path) }
    }
    return nil
  }

  /// Open tasks of the current sprint that cannot start now, in task order.
  package var waiting: [WaitingTask] {
    let startable = Set(next.map(\.id))
    return workspace.boardTasks.filter { $0.task.status == .todo && !startable.contains($0.id) }.map { task in
      WaitingTask(task: task, reason: reasonToWait(task))
    }
  }

  private func reasonToWait(_ task: TrackedTask) -> String {
    if let blocker = task.openBlockers.first {
      return blocker.isQuestion ? "asks: \(blocker.text)" : "blocked: \(blocker.text)"
    }
    if !task.unmetDependencies.isEmpty {
      let names = task.unmetDependencies.map { id in
        "\(id) (\(workspace.task(id)?.task.status.words.lowercased() ?? "missing"))"
      }
      return "waits for \(names.joined(separator: ", "))"
    }
    switch task.task.waitsFor {
    case .client: return "waits for the client"
    case .other(let text): return "waits for \(text)"
    case nil: break
    }
    if let collision = foreseenCollision(of: task) {
      return "would collide with \(collision.task), which changes \(collision.path)"
    }
    return "waits"
  }

  /// What to say where nothing can start.
  package var nothingNext: String {
    let open = workspace.boardTasks.count { $0.task.status == .todo }
    let backlog = workspace.tasks(inSprint: nil).count { $0.task.status == .todo }
    let others =
      workspace.currentSprint == nil || backlog == 0
      ? "" : " \(plural(backlog, "open task")) \(backlog == 1 ? "is" : "are") in no sprint."
    return open == 0
      ? "Nothing is left to start.\(others)"
      : "Nothing can start: \(plural(open, "open task")) \(open == 1 ? "waits" : "wait") for something."
  }
}
