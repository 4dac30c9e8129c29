import Content
import Situation

/// Cards of boards and rows of tables: what a task looks like in a list.
struct Cards {
  let context: SiteContext
  /// Where all are of one sprint, no card needs to say which.
  var isOfOneSprint = false

  /// Appends the `<li>` of a task.
  func appendCard(_ task: TrackedTask, root: String, to html: inout HTML) {
    var values = common(task, root: root)
    values.html("git", context.progressHTML(task))
    values.flag("next", context.next.contains(task.id))
    values.flag("waiting", task.isWaiting)
    if let priority = task.task.priority, priority == .high || priority == .urgent, !task.task.status.isClosed {
      values.text("priority_badge", priority.rawValue)
    }
    let badges = context.situation.badges(of: task)
    values.list("badges", badges.prefix(2).map { $0.values(context.times) })
    values.text("tone", tone(task, badges))
    values.text("initials", task.worker.map(initials(of:)))
    // What is late has a badge that says so.
    if !task.task.status.isClosed, let due = task.task.due, due >= context.times.asOf.day {
      values.html("due", context.times.dueHTML(due))
    }
    if task.task.status == .done, let finished = task.finished {
      values.html("finished", context.times.dayHTML(finished.day))
    }
    context.templates.render("card", values, into: &html.bytes)
  }

  /// Appends the `<tr>` of a task.
  func appendRow(_ task: TrackedTask, root: String, to html: inout HTML) {
    var values = common(task, root: root)
    values.list("badges", context.situation.badges(of: task).prefix(2).map { $0.values(context.times) })
    values.text("status_text", task.task.status.words)
    if let sprint = context.workspace.sprint(of: task.task) {
      values.values("sprint", context.link(sprint.title, SitePath.sprint(sprint.slug)))
    }
    if task.logged != .zero { values.text("hours", task.logged.spoken) }
    if let due = task.task.due { values.html("due", context.times.dayHTML(due)) }
    if let update = task.newestUpdate { values.html("updated", context.times.momentHTML(update.at)) }
    context.templates.render("task-row", values, into: &html.bytes)
  }

  private func common(_ task: TrackedTask, root: String) -> Values {
    Values(reserving: 36) {
      $0.possiblyEmpty("root", root)
      $0.text("task", task.name)
      $0.text("title", task.task.title)
      $0.text("href", SitePath.task(task.id))
      $0.text("status", task.task.status.rawValue)
      $0.text("repo", context.title(ofRepo: task.id.repo))
      $0.text("repo_slug", task.id.repo)
      $0.number("color", context.color(ofRepo: task.id.repo))
      if let worker = task.worker {
        $0.text("worker", worker)
        $0.text("worker_href", context.workerHref(worker))
      }
      $0.text("priority", task.task.priority?.rawValue)
      $0.text("labels", task.task.labels.joined(separator: "\n"))
      $0.list("tags", task.task.labels.prefix(Self.tagCount).map(context.tag(_:)))
      if task.task.labels.count > Self.tagCount { $0.number("more_tags", task.task.labels.count - Self.tagCount) }
      $0.text("due_day", task.task.due.map { "\($0)" })
      $0.text("updated_at", task.newestUpdate.map { "\($0.at)" })
      if !isOfOneSprint { $0.text("sprint_name", context.workspace.sprint(of: task.task)?.title) }
      $0.text("ticket", task.task.source.customFields.first { $0.key == "ticket" }?.value)
      $0.flag("blocked", task.isBlocked)
      if let progress = progress(task) {
        $0.values("progress", progress)
        $0.flag("has_begun", (task.progress?.done ?? 0) > 0)
      }
      if let due = task.task.due { $0.flag("due_soon", !task.task.status.isClosed && context.times.isSoon(due)) }
      $0.text("waits_for", waitsFor(task))
    }
  }

  /// More than these are counted.
  private static let tagCount = 3
  private static let namedDependencies = 2

  /// `AL` for Ada Lovelace, `AD` for ada.
  private func initials(of name: String) -> String {
    let words = name.split(maxSplits: 8) { $0 == " " || $0 == "-" || $0 == "_" || $0 == "." || $0 == "@" }
    let letters =
      words.count > 1 ? "\(words[0].prefix(1))\(words[1].prefix(1))" : String((words.first ?? name[...]).prefix(2))
    // One letter may carry thousands of marks.
    return String(String.UnicodeScalarView(letters.uppercased().unicodeScalars.prefix(8)))
  }

  /// Ticked boxes.
  func progress(_ task: TrackedTask) -> Values? {
    task.progress.map { progress in
      Values {
        $0.number("done", progress.done)
        $0.number("total", progress.total)
      }
    }
  }

  private func waitsFor(_ task: TrackedTask) -> String? {
    guard task.isWaiting else { return nil }
    let unmet = task.unmetDependencies
    if unmet.count <= Self.namedDependencies {
      return "waits for \(unmet.map(context.situation.title(of:)).joined(separator: ", "))"
    }
    let all = task.task.dependsOn.count
    return all == unmet.count ? "waits for \(all) tasks" : "\(all) dependencies, \(unmet.count) open"
  }

  private func tone(_ task: TrackedTask, _ badges: [Badge]) -> String? {
    let kinds = Set(badges.map(\.kind))
    if !kinds.isDisjoint(with: [.blocked, .unproven, .overdue]) { return "bad" }
    if !kinds.isDisjoint(with: [.clash, .drift, .stale]) { return "warn" }
    if kinds.contains(.ready) || kinds.contains(.merged) { return "good" }
    return context.next.contains(task.id) ? "next" : nil
  }
}

extension Badge {
  func values(_ times: TimeText) -> Values {
    Values {
      $0.text("kind", kind.rawValue)
      $0.html("text", times.sinceHTML(text, since))
    }
  }
}
