import Content
import Situation

/// "Needs you": who waits for the reader, since when, and what to paste.
struct NeedsList {
  let context: SiteContext

  /// Fills the values of the part `needs`.
  func fill(_ values: inout Values) {
    let needs = context.situation.needs
    values.number("needs_count", needs.count)
    values.list("needs", needs.map(need(_:)))
  }

  private func need(_ need: Need) -> Values {
    Values {
      $0.text("kind", need.kind.rawValue)
      $0.text("label", need.label)
      $0.text("task", need.task?.id.description)
      $0.text("blocker", need.blocker?.text)
      $0.list("tasks", links(of: need))
      $0.text("text", need.sentence)
      if let repo = need.task?.id.repo {
        $0.values(
          "repo",
          Values {
            $0.text("title", context.title(ofRepo: repo))
            $0.number("color", context.color(ofRepo: repo))
          })
      }
      $0.text("by", need.worker)
      $0.html("age", need.waitsSince(context.times.asOf).map(context.times.ageHTML(_:)))
      $0.text("command", context.situation.command(for: need))
    }
  }

  private func links(of need: Need) -> [Values] {
    if let number = need.invoice?.document.number { return [context.link(number, SitePath.invoice(number))] }
    return need.tasks.filter { context.workspace.task($0) != nil }.map(context.taskLink(_:))
  }
}
