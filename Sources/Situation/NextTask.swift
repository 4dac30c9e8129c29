import Content
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

extension BoardSituation {
  /// Open tasks of the current sprint that wait for nothing and nobody, by priority, then repo order, then due date,
  /// then name.
  func findNext() -> [NextTask] {
    workspace.boardTasks.filter(\.canStart).sorted { left, right in
      let ranks = ((left.task.priority ?? .medium).rank, (right.task.priority ?? .medium).rank)
      if ranks.0 != ranks.1 { return ranks.0 > ranks.1 }
      let orders = (workspace.order(ofRepo: left.id.repo) ?? .max, workspace.order(ofRepo: right.id.repo) ?? .max)
      if orders.0 != orders.1 { return orders.0 < orders.1 }
      let dues = (left.task.due?.ordinal ?? .max, right.task.due?.ordinal ?? .max)
      return dues.0 != dues.1 ? dues.0 < dues.1 : left.id < right.id
    }.map { NextTask(task: $0, times: times, command: startCommand(for: $0)) }
  }

  /// What to say where nothing can start.
  package var nothingNext: String {
    let open = workspace.boardTasks.count { $0.task.status == .todo }
    return open == 0
      ? "Nothing is left to start."
      : "Nothing can start: \(plural(open, "open task")) \(open == 1 ? "waits" : "wait") for something."
  }
}
