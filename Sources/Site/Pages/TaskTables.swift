import Content
import Situation

/// `backlog.html`: open tasks in no sprint.
struct BacklogPage: TeamPage {
  static let path = "backlog.html"
  static let item = "Backlog"
  static let template = PageTemplate("backlog", values: "@layout @filter @task-table closed")

  let context: SiteContext
  let frame: PageFrame

  func render() -> [UInt8] {
    let sprintless = context.workspace.tasks(inSprint: nil)
    let open = sprintless.filter { !$0.task.status.isClosed }
    let closed = sprintless.count - open.count
    var values = TaskTable(context: context).values(
      open, empty: context.workspace.tasks.isEmpty ? "No tasks yet." : "The backlog is empty.")
    if closed > 0 {
      values.text(
        "closed", "\(plural(closed, "done or cancelled task")) \(closed == 1 ? "is" : "are") in no sprint")
    }
    return page(about: .description("\(plural(open.count, "open task")) in no sprint"), values)
  }
}

/// `tasks.html`: every task.
struct TasksPage: TeamPage {
  static let path = SitePath.tasks
  static let item = "Tasks"
  static let template = PageTemplate("tasks", values: "@layout @filter @task-table total_count")

  let context: SiteContext
  let frame: PageFrame

  func render() -> [UInt8] {
    let tasks = context.workspace.tasks
    var values = TaskTable(context: context).values(tasks, empty: "No tasks yet.")
    values.number("total_count", tasks.count)
    return page(about: .description("\(plural(tasks.count, "task"))"), values)
  }
}

/// Tasks as rows, the newest first.
private struct TaskTable {
  let context: SiteContext

  /// By their newest update, else by the day they were written.
  private func newestFirst(_ tasks: [TrackedTask]) -> [TrackedTask] {
    let keyed = tasks.enumerated().map { place, task in
      (-(task.newestUpdate?.at.milliseconds ?? task.task.created.map { $0.ordinal * 86_400_000 } ?? .min + 1), place)
    }
    return keyed.sorted { $0 < $1 }.map { tasks[$0.1] }
  }

  func values(_ tasks: [TrackedTask], empty: String) -> Values {
    let tasks = newestFirst(tasks)
    let cards = Cards(context: context)
    return Values { values in
      values.html("unreadable", Board(context: context).unreadable)
      // More than they need: memory that nothing is written to costs nothing, and growing would copy it all.
      if !tasks.isEmpty {
        values.stream("rows", limit: tasks.count * 1_024) { html in
          for task in tasks { cards.appendRow(task, root: "", to: &html) }
        }
      }
      values.values("filter", Board(context: context).filter(tasks, hasStatuses: true))
      if tasks.isEmpty {
        values.values(
          "empty",
          Values {
            $0.text("label", empty)
            $0.text("text", SuggestedCommand.newTask)
          })
      }
    }
  }
}
