import Bytes
import Content
import Situation

/// The updates of a task, newest first.
struct Timeline {
  let context: SiteContext

  func entries(of task: TrackedTask) -> [Values] {
    // What later updates resolve; which of them did it, it says itself.
    var resolved: Set<ExactText> = []
    return task.updates.reversed().map { update in
      defer { resolved.formUnion(update.resolves.map { ExactText($0) }) }
      let isAllResolved = resolved.contains(ExactText(WorkerUpdate.resolvesAll))
      return Values(reserving: 24) {
        $0.text("id", update.name)
        $0.html("at", context.times.fullHTML(update.at))
        $0.text("by", update.worker)
        $0.values(
          "reported",
          Values {
            $0.text("slug", update.status.rawValue)
            $0.text("text", update.status.words)
          })
        $0.text("spent", update.minutes?.spoken)
        if context.workspace.settings.site.invoices, let billable = update.billableMinutes,
          billable != update.minutes
        {
          $0.text("billable", billable.spoken)
        }
        $0.text("commits", update.commits.map { plural($0, "commit") })
        $0.text("head", update.head.map { String($0.prefix(9)) })
        $0.flag("ready", update.readyForMerge)
        $0.texts("done_items", flag: "has_done", update.done)
        $0.texts("next_items", flag: "has_next", update.next)
        $0.texts("resolved_items", flag: "has_resolved", update.resolves)
        $0.list(
          "blocker_items",
          update.blockers.map { text in
            Values {
              $0.text("text", text)
              $0.flag("resolved", isAllResolved || resolved.contains(ExactText(text)))
            }
          })
        $0.flag("has_blockers", !update.blockers.isEmpty)
        $0.html("notes", context.body(update.source))
        if let corrects = update.corrects, task.updates.contains(where: { $0.name == corrects }) {
          $0.text("corrects", corrects)
        }
      }
    }
  }
}
