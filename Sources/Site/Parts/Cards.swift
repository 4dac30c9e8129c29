import Content
import Quantities

/// Cards of boards and rows of tables: what a task looks like in a list.
struct Cards {
  let context: SiteContext

  /// Appends the `<li>` of a task.
  func appendCard(_ task: TrackedTask, root: String, to html: inout HTML) {
    var values = common(task, root: root)
    if let evidence = context.git?.tasks[task.id] { values.text("git", gitLine(evidence)) }
    values.flag("next", context.next.contains(task.id))
    let badges = badges(task)
    values.list("badges", badges.prefix(2).map(\.values))
    values.text("tone", tone(task, badges))
    if !task.task.status.isClosed, let due = task.task.due {
      values.html("due", context.times.dayHTML(due))
    }
    if task.task.status == .done, let finished = task.finished {
      values.html("finished", context.times.dayHTML(finished.day))
    }
    context.templates.render("card", values, into: &html.bytes)
  }

  /// Appends the `<tr>` of a task.
  func appendRow(_ task: TrackedTask, root: String, to html: inout HTML) {
    var values = common(task, root: root)
    values.list("badges", badges(task).prefix(2).map(\.values))
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
    Values(reserving: 24) {
      $0.possiblyEmpty("root", root)
      $0.text("task", task.name)
      $0.text("title", task.task.title)
      $0.text("href", SitePath.task(task.id))
      $0.text("status", task.task.status.rawValue)
      $0.text("repo", context.title(ofRepo: task.id.repo))
      $0.text("repo_slug", task.id.repo)
      $0.number("color", context.color(ofRepo: task.id.repo))
      $0.text("worker", task.worker)
      $0.text("priority", task.task.priority?.rawValue)
      if let priority = task.task.priority, priority == .high || priority == .urgent,
        !task.task.status.isClosed
      {
        $0.text("priority_badge", priority.rawValue)
      }
      $0.text("labels", task.task.labels.joined(separator: "\n"))
      $0.flag("blocked", task.isBlocked)
      $0.flag("waiting", task.isWaiting)
      $0.values("progress", progress(task))
      $0.text("waits_for", waitsFor(task))
    }
  }

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
    return task.unmetDependencies.map { context.workspace.task($0)?.task.title ?? $0.description }
      .joined(separator: ", ")
  }

  private func gitLine(_ evidence: TaskEvidence) -> String {
    let commits = plural(evidence.commits, "commit")
    return evidence.lastCommit.map { "\(commits) · \(context.times.age($0))" } ?? commits
  }
}

// MARK: - Badges

/// One mark of a task: a kind for its look, a text that is complete in itself.
struct Badge {
  enum Kind: String {
    case blocked
    case clash
    case unproven
    case drift
    case overdue
    case stale
    case waiting
    case ready
  }

  let kind: Kind
  let text: String

  var values: Values {
    Values {
      $0.text("kind", kind.rawValue)
      $0.text("text", text)
    }
  }
}

extension Cards {
  /// All marks of a task, the strongest first.
  func badges(_ task: TrackedTask) -> [Badge] {
    let record = task.task
    guard !record.status.isClosed else { return [] }
    let workspace = context.workspace
    let evidence = context.git?.tasks[task.id]
    var badges: [Badge] = []
    if let blocker = task.openBlockers.first {
      badges.append(Badge(kind: .blocked, text: "blocked \(context.times.age(blocker.since))"))
    }
    if let evidence, !evidence.collisions.isEmpty {
      let others = evidence.collisions.map { workspace.task($0.task)?.task.title ?? $0.task.description }
      badges.append(Badge(kind: .clash, text: "clash: \(others.joined(separator: ", "))"))
    }
    if let evidence, workspace.unprovenClaim(of: task, evidence: evidence) != nil {
      badges.append(Badge(kind: .unproven, text: "unproven"))
    }
    if let report = task.reported {
      badges.append(Badge(kind: .drift, text: "reported: \(report.status.words.lowercased())"))
    }
    if let due = record.due, due < workspace.asOf.day {
      badges.append(Badge(kind: .overdue, text: "overdue \(plural(workspace.asOf.day - due, "day"))"))
    }
    if workspace.isStale(task, git: context.git) {
      let since = task.newestUpdate.map { context.times.age($0.at) }
      badges.append(Badge(kind: .stale, text: since.map { "stale \($0)" } ?? "stale"))
    }
    switch record.waitsFor {
    case .client: badges.append(Badge(kind: .waiting, text: "waits for client"))
    case .other(let text): badges.append(Badge(kind: .waiting, text: "waits for \(text)"))
    case nil: break
    }
    if task.isReadyToMerge, task.reported == nil { badges.append(Badge(kind: .ready, text: "ready")) }
    return badges
  }

  private func tone(_ task: TrackedTask, _ badges: [Badge]) -> String? {
    let kinds = Set(badges.map(\.kind))
    if !kinds.isDisjoint(with: [.blocked, .unproven, .overdue]) { return "bad" }
    if !kinds.isDisjoint(with: [.clash, .drift, .stale]) { return "warn" }
    if kinds.contains(.ready) { return "good" }
    return context.next.contains(task.id) ? "next" : nil
  }
}
