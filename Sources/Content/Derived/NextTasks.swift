import Quantities

extension Workspace {
  /// What can start now: open tasks of the current sprint that wait for nothing and nobody, by priority, then
  /// repo order, then due date, then name.
  package var nextTasks: [TrackedTask] {
    boardTasks.filter { task in
      task.task.status == .todo && !task.isWaiting && !task.isBlocked && task.task.waitsFor == nil
    }.sorted { left, right in
      let ranks = (left.task.rank, right.task.rank)
      if ranks.0 != ranks.1 { return ranks.0 > ranks.1 }
      let orders = (order(ofRepo: left.id.repo) ?? .max, order(ofRepo: right.id.repo) ?? .max)
      if orders.0 != orders.1 { return orders.0 < orders.1 }
      let dues = (left.task.due?.ordinal ?? .max, right.task.due?.ordinal ?? .max)
      if dues.0 != dues.1 { return dues.0 < dues.1 }
      return left.id < right.id
    }
  }
}

extension BoardTask {
  var rank: Int { (priority ?? .medium).rank }
}
