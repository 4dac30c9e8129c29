import Content
import Quantities
import Situation

/// The board at nine in the morning: who needs me, what is where, what is next.
struct IndexPage: TeamPage {
  static let path = SitePath.index
  static let item = "Board"
  static let template = PageTemplate(
    "index",
    values: """
      @layout @board @filter @headline @needs @hours unreadable sprint{ @link }
      planned_sprint{ title href days } intro next_tasks{ @next-task } next_fold{ @next-task } next_more
      next_note since_heading since{ at by verb title href detail } since_more burndown unbilled{ text }
      has_unbilled
      """)

  let context: SiteContext
  let frame: PageFrame

  private static let sinceLimit = 12

  func render() -> [UInt8] {
    let workspace = context.workspace
    // What was cancelled is not on the board at nine in the morning; the sprint's page has it.
    let tasks = workspace.boardTasks.filter { $0.task.status != .cancelled }
    var values = Values()
    values.values("sprint", workspace.currentSprint.map { context.link($0.title, SitePath.sprint($0.slug)) })
    if workspace.currentSprint == nil { values.values("planned_sprint", workspace.sprints.first.map { planned($0) }) }
    Headline(context: context).fill(&values, for: workspace.currentSprint, crew: context.situation.crew)
    NeedsList(context: context).fill(&values)
    values.html("unreadable", Board(context: context).unreadable)
    Board(context: context).fill(&values, with: tasks, of: workspace.currentSprint, root: "", isCurrent: true)
    fillNext(&values)
    fillSince(&values)
    if let sprint = workspace.currentSprint { SprintSections(context: context).fill(&values, for: sprint) }
    values.texts(
      "unbilled", flag: "has_unbilled", (context.money?.unbilled ?? []).map(\.spoken))
    values.html("intro", context.body(workspace.settings.source))
    return page(
      title: workspace.currentSprint?.title,
      about: workspace.currentSprint.map(context.about(_:)) ?? .description(context.counts(tasks)), values)
  }

  /// The next sprint, where none has begun.
  private func planned(_ sprint: Sprint) -> Values {
    Values {
      $0.text("title", sprint.title)
      $0.text("href", SitePath.sprint(sprint.slug))
      $0.text("days", context.situation.days(of: sprint))
    }
  }

  private func fillNext(_ values: inout Values) {
    let next = context.situation.next.prefix(SiteContext.nextCount).map { next in
      Values {
        $0.text("title", next.task.task.title)
        $0.text("href", SitePath.task(next.id))
        $0.text("repo", context.title(ofRepo: next.id.repo))
        $0.number("color", context.color(ofRepo: next.id.repo))
        $0.html("command", .command(next.command))
        $0.text("why", next.why)
      }
    }
    values.list("next_tasks", Array(next.prefix(1)))
    values.list("next_fold", Array(next.dropFirst()))
    if next.count > 1 { values.number("next_more", next.count - 1) }
    values.text("next_note", context.situation.nothingNext)
  }

  // MARK: Since yesterday

  private struct Event {
    let at: Instant
    let order: Int
    let values: Values
  }

  /// Reports, moves and decisions since the morning of the last working day.
  private func fillSince(_ values: inout Values) {
    let workspace = context.workspace
    let today = workspace.asOf.day
    // On a Monday, and at the week-end, the last working day is Friday.
    let back = today.weekday == 0 ? 3 : today.weekday == 6 ? 2 : 1
    let from = today.adding(-back)
    values.text("since_heading", back == 1 ? "Since yesterday" : "Since Friday")

    var events: [Event] = []
    for task in workspace.tasks {
      for update in task.updates where update.at.day >= from && update.at <= workspace.asOf {
        events.append(Event(at: update.at, order: events.count, values: self.values(update, of: task)))
      }
    }
    for decision in workspace.decisions where decision.date >= from && decision.date <= today {
      let at = Instant(milliseconds: decision.date.ordinal * 86_400_000, offset: 0)
      events.append(Event(at: at, order: events.count, values: self.values(decision)))
    }
    events.sort { $0.at.milliseconds == $1.at.milliseconds ? $0.order < $1.order : $0.at > $1.at }
    values.list("since", events.prefix(Self.sinceLimit).map(\.values))
    if events.count > Self.sinceLimit { values.text("since_more", "\(events.count - Self.sinceLimit) more") }
  }

  private func values(_ update: WorkerUpdate, of task: TrackedTask) -> Values {
    let verb =
      if update.isFromBoard {
        update.resolves.isEmpty ? "moved to \(update.status.words.lowercased()):" : "answered on"
      } else if !update.blockers.isEmpty {
        "is blocked on"
      } else {
        "reported on"
      }
    let detail = update.isFromBoard ? nil : update.blockers.first ?? update.done.first ?? update.next.first
    return Values {
      $0.html("at", context.times.momentHTML(update.at))
      $0.text("by", update.worker)
      $0.text("verb", verb)
      $0.text("title", task.task.title)
      $0.text("href", SitePath.task(task.id))
      $0.text("detail", detail)
    }
  }

  private func values(_ decision: Decision) -> Values {
    Values {
      $0.html("at", context.times.dayHTML(decision.date))
      $0.text("by", decision.worker)
      $0.text("verb", "decided")
      $0.text("title", decision.title)
      $0.text("href", "\(SitePath.decisions)#\(decision.name.percentEncodedFragment)")
    }
  }
}
