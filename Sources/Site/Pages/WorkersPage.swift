import Content
import Quantities

/// `workers.html`: who is on what, since when, and what they wait for.
struct WorkersPage {
  let context: SiteContext
  let frame: PageFrame

  func render() -> [UInt8] {
    let workspace = context.workspace
    let sprintTasks = workspace.currentSprint.map { workspace.tasks(inSprint: $0.slug) } ?? []
    let hours = Dictionary(uniqueKeysWithValues: hoursByWorker(sprintTasks).map { ($0.name, $0.minutes) })
    let values = Values { values in
      values.list("workers", workspace.crew(git: context.git).map { worker($0, spent: hours[$0.name]) })
    }
    return frame.page(
      SitePath.workers, template: "workers", title: "Workers", current: SitePath.workers, values)
  }

  private func worker(_ member: CrewMember, spent: Minutes?) -> Values {
    Values {
      $0.text("name", member.name)
      // An assignee may be any text; an id has no spaces.
      $0.text("id", "worker-\(member.name.percentEncodedFragment)")
      $0.text("state", member.state.slug)
      $0.text("state_text", stateText(member))
      $0.list("tasks", member.tasks.map(task(_:)))
      $0.flag("has_tasks", !member.tasks.isEmpty)
      $0.values("last", member.lastReport.map(last(_:)))
      if let spent, spent > .zero { $0.text("spent", spent.spoken) }
    }
  }

  private func stateText(_ member: CrewMember) -> String {
    let since = member.blockedSince.map { " \(context.times.age($0))" } ?? ""
    switch member.state {
    case .question: return "asks you\(since)"
    case .blocked: return "blocked\(since)"
    case .stale:
      // Since the last word on a task that is stale; the worker may have reported on another one since.
      let silent = member.tasks.filter { context.workspace.isStale($0, git: context.git) }
      let last = silent.compactMap(\.newestUpdate?.at).min()
      return last.map { "silent \(context.times.age($0))" } ?? "silent"
    case .working: return "working"
    case .idle: return member.lastReport.map { "idle since \(context.times.day($0.at.day))" } ?? "idle"
    }
  }

  private func task(_ task: TrackedTask) -> Values {
    Values {
      $0.text("title", task.task.title)
      $0.text("href", SitePath.task(task.id))
      $0.text("repo", context.title(ofRepo: task.id.repo))
      $0.number("color", context.color(ofRepo: task.id.repo))
      $0.html("since", task.started.map { context.times.dayHTML($0.day) })
      $0.values("progress", Cards(context: context).progress(task))
      $0.texts("waits", task.openBlockers.map(\.text) + unmet(task))
    }
  }

  private func unmet(_ task: TrackedTask) -> [String] {
    task.unmetDependencies.map { "waits for \(context.workspace.task($0)?.task.title ?? $0.description)" }
  }

  private func last(_ update: WorkerUpdate) -> Values {
    Values {
      $0.html("at", context.times.momentHTML(update.at))
      $0.text("title", context.workspace.task(update.task)?.task.title ?? update.task.description)
      $0.text("href", SitePath.task(update.task))
      $0.text("detail", update.blockers.first ?? update.done.first ?? update.next.first)
    }
  }
}

extension CrewMember.State {
  fileprivate var slug: String {
    switch self {
    case .question: "question"
    case .blocked: "blocked"
    case .stale: "stale"
    case .working: "working"
    case .idle: "idle"
    }
  }
}
