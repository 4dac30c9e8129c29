import Content
import Situation

/// `backlog.html` and `tasks.html`: tasks as rows.
struct TaskTables {
  let context: SiteContext
  let frame: PageFrame
  let unreadable: HTML?

  /// Open tasks in no sprint.
  func backlog() -> [UInt8] {
    let sprintless = context.workspace.tasks(inSprint: nil)
    let open = sprintless.filter { !$0.task.status.isClosed }
    let closed = sprintless.count - open.count
    var values = table(
      newestFirst(open), empty: context.workspace.tasks.isEmpty ? "No tasks yet." : "The backlog is empty.")
    if closed > 0 {
      values.text(
        "closed", "\(plural(closed, "done or cancelled task")) \(closed == 1 ? "is" : "are") in no sprint")
    }
    return frame.page(
      SitePath.backlog, template: "backlog", title: "Backlog",
      about: .description("\(plural(open.count, "open task")) in no sprint"), current: SitePath.backlog, values)
  }

  /// Every task.
  func tasks() -> [UInt8] {
    var values = table(newestFirst(context.workspace.tasks), empty: "No tasks yet.")
    values.number("total_count", context.workspace.tasks.count)
    return frame.page(
      SitePath.tasks, template: "tasks", title: "Tasks",
      about: .description("\(plural(context.workspace.tasks.count, "task"))"), current: SitePath.tasks, values)
  }

  /// By their newest update, else by the day they were written.
  private func newestFirst(_ tasks: [TrackedTask]) -> [TrackedTask] {
    let keyed = tasks.enumerated().map { place, task in
      (-(task.newestUpdate?.at.milliseconds ?? task.task.created.map { $0.ordinal * 86_400_000 } ?? .min + 1), place)
    }
    return keyed.sorted { $0 < $1 }.map { tasks[$0.1] }
  }

  private func table(_ tasks: [TrackedTask], empty: String) -> Values {
    let cards = Cards(context: context)
    return Values { values in
      values.html("unreadable", unreadable)
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
