import Bytes
import Content
import Quantities
import Situation

/// `workers.html`: who is on what, since when, and what they wait for.
struct WorkersPage: TeamPage {
  static let path = SitePath.workers
  static let item = "Workers"
  static let template = PageTemplate(
    "workers",
    values: """
      @layout
      workers{ name id state state_text
        tasks{ title href repo color since progress{ @progress } git waits{ text } } has_tasks
        last{ at title href detail } spent active }
      """)

  let context: SiteContext
  let frame: PageFrame

  func render() -> [UInt8] {
    let workspace = context.workspace
    let sprintTasks = workspace.currentSprint.map { workspace.tasks(inSprint: $0.slug) } ?? []
    let hours = Dictionary(uniqueKeysWithValues: hoursByWorker(sprintTasks).map { (ExactText($0.name), $0.minutes) })
    let values = Values { values in
      values.list("workers", context.situation.crew.map { worker($0, spent: hours[ExactText($0.name)]) })
    }
    return page(
      about: .description("Who is at what: \(plural(context.situation.crew.count, "worker"))"), values)
  }

  private func worker(_ member: CrewMember, spent: Minutes?) -> Values {
    Values {
      $0.text("name", member.name)
      $0.text("id", SitePath.workerID(member.name))
      $0.text("state", member.state.slug)
      $0.html("state_text", context.times.sinceHTML(member.stateWords(context.times), member.since))
      $0.list("tasks", member.tasks.map(task(_:)))
      $0.flag("has_tasks", !member.tasks.isEmpty)
      $0.values("last", member.lastReport.map(last(_:)))
      if let spent, spent > .zero { $0.text("spent", spent.spoken) }
      let active = member.tasks.reduce(Minutes.zero) { $0 + context.situation.active(on: $1.id) }
      if active > .zero { $0.text("active", active.spoken) }
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
      $0.html("git", context.progressHTML(task))
      $0.texts("waits", task.openBlockers.map(\.text) + unmet(task))
    }
  }

  private func unmet(_ task: TrackedTask) -> [String] {
    task.unmetDependencies.map { "waits for \(context.situation.title(of: $0))" }
  }

  private func last(_ update: WorkerUpdate) -> Values {
    Values {
      $0.html("at", context.times.momentHTML(update.at))
      $0.text("title", context.situation.title(of: update.task))
      $0.text("href", SitePath.task(update.task))
      $0.text("detail", update.blockers.first ?? update.done.first ?? update.next.first)
    }
  }
}
