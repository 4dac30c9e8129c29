import Bytes
import Content
import Quantities
import Situation

/// Burndown and hours of a sprint: on its own page, and below the board while it is the current one.
struct SprintSections {
  let context: SiteContext

  func fill(_ values: inout Values, for sprint: Sprint) {
    let figures = context.situation.figures(of: sprint)
    values.html("burndown", Burndown(sprint: sprint, figures: figures, times: context.times).html())
    if let capacity = sprint.capacity, capacity > .zero {
      values.values(
        "capacity",
        Values {
          $0.text("spent", figures.spent.spoken)
          $0.number("spent_minutes", max(figures.spent.count, 0))
          $0.text("planned", capacity.spoken)
          $0.number("planned_minutes", capacity.count)
          $0.flag("over", figures.spent > capacity)
        })
    } else if figures.spent > .zero {
      values.text("hours_only", figures.spent.spoken)
    }
    let chart = HoursChart(
      title: "Hours per worker", id: "hours-title",
      bars: hoursByWorker(context.workspace.tasks(inSprint: sprint.slug))
    ).html()
    values.html("hours_chart", chart)
    values.flag("has_hours", sprint.capacity ?? .zero > .zero || figures.spent > .zero || chart != nil)
  }
}

/// Logged time by who logged it, board moves left out.
func hoursByWorker(_ tasks: [TrackedTask]) -> [(name: String, minutes: Minutes)] {
  var sums: [ExactText: Minutes] = [:]
  for update in tasks.flatMap(\.updates) {
    if let minutes = update.minutes { sums[ExactText(update.worker), default: .zero] += minutes }
  }
  return sums.sorted { $0.key < $1.key }.map { ($0.key.text, $0.value) }
}

/// `sprints/<sprint>.html`.
struct SprintPage {
  static let template = PageTemplate(
    "sprint",
    values: """
      @layout @board @filter @headline @hours unreadable state state_text body burndown
      plan{ rows{ name color plan_href planned finished estimate spent } sum_planned sum_finished sum_estimate
        sum_spent }
      billing{ @fact } has_billing previous_sprint{ @link } next_sprint{ @link }
      """)

  let context: SiteContext
  let frame: PageFrame
  let sprint: Sprint

  func render() -> [UInt8] {
    let path = SitePath.sprint(sprint.slug)
    let root = SitePath.root(of: path)
    let workspace = context.workspace
    let tasks = workspace.tasks(inSprint: sprint.slug)
    let state = context.situation.state(of: sprint)
    var values = Values()
    Board(context: context).fill(&values, with: tasks, of: sprint, root: root, isCurrent: state == .current)
    SprintSections(context: context).fill(&values, for: sprint)
    values.html("unreadable", Board(context: context).unreadable)
    Headline(context: context).fill(&values, for: sprint)
    values.text("state", state.rawValue)
    values.text("state_text", state.words)
    values.html("body", context.body(sprint.source))
    values.values("plan", plan(tasks))
    BillingFacts(context: context).fill(&values) { $0.sum(of: tasks.map(\.id)) }
    if let index = workspace.sprints.firstIndex(where: { $0.slug == sprint.slug }) {
      if index > 0 { values.values("previous_sprint", link(workspace.sprints[index - 1])) }
      if index + 1 < workspace.sprints.count {
        values.values("next_sprint", link(workspace.sprints[index + 1]))
      }
    }
    return frame.page(
      path, template: Self.template, title: sprint.title, about: context.about(sprint), current: SitePath.sprints,
      values)
  }

  private func link(_ sprint: Sprint) -> Values { context.link(sprint.title, SitePath.sprint(sprint.slug)) }

  /// Planned against done, a row a repo.
  private func plan(_ tasks: [TrackedTask]) -> Values? {
    let planned = tasks.filter { $0.task.status != .cancelled }
    guard !planned.isEmpty else { return nil }
    func estimate(_ tasks: [TrackedTask]) -> String {
      spoken(tasks.reduce(.zero) { $0 + ($1.task.estimate ?? .zero) })
    }
    func done(_ tasks: [TrackedTask]) -> Int { tasks.count { $0.task.status == .done } }
    func spent(_ tasks: [TrackedTask]) -> String { spoken(tasks.reduce(.zero) { $0 + $1.logged }) }
    let rows = context.workspace.repos.compactMap { repo -> Values? in
      let own = planned.filter { $0.id.repo == repo.slug }
      let all = tasks.filter { $0.id.repo == repo.slug }
      guard !own.isEmpty || spent(all) != spent([]) else { return nil }
      return Values {
        $0.text("name", repo.title)
        $0.number("color", context.color(ofRepo: repo.slug))
        $0.text("plan_href", SitePath.repo(repo.slug))
        $0.number("planned", own.count)
        $0.number("finished", done(own))
        $0.text("estimate", estimate(own))
        // Time on what was cancelled later was spent all the same.
        $0.text("spent", spent(all))
      }
    }
    return Values {
      $0.list("rows", rows)
      $0.number("sum_planned", planned.count)
      $0.number("sum_finished", done(planned))
      $0.text("sum_estimate", estimate(planned))
      $0.text("sum_spent", spent(tasks))
    }
  }
}

/// A length of time in a table: a dash for none.
func spoken(_ minutes: Minutes) -> String { minutes == .zero ? "–" : minutes.spoken }

/// `sprints.html`.
struct SprintsPage: TeamPage {
  static let path = SitePath.sprints
  static let item = "Sprints"
  static let template = PageTemplate(
    "sprints",
    values: """
      @layout sprints{ title href dates state state_text goal done total has_total spent planned } plan_chart
      throughput
      """)

  let context: SiteContext
  let frame: PageFrame

  func render() -> [UInt8] {
    let bars = context.workspace.sprints.reversed().map { sprint in
      let figures = context.situation.figures(of: sprint)
      return (name: sprint.title, planned: figures.total, done: figures.done)
    }
    let values = Values { values in
      values.html("plan_chart", PlanChart(bars: bars).html())
      values.html("throughput", ThroughputChart(tasks: context.workspace.tasks, times: context.times).html())
      values.list(
        "sprints",
        context.workspace.sprints.reversed().map { sprint in
          let figures = context.situation.figures(of: sprint)
          let state = context.situation.state(of: sprint)
          return Values {
            $0.text("title", sprint.title)
            $0.text("href", SitePath.sprint(sprint.slug))
            $0.text("dates", context.times.span(sprint.start, sprint.end))
            $0.text("state", state.rawValue)
            $0.text("state_text", state.words)
            $0.text("goal", sprint.goal)
            $0.number("done", figures.done)
            $0.number("total", figures.total)
            $0.flag("has_total", figures.total > 0)
            $0.text("spent", spoken(figures.spent))
            $0.text("planned", sprint.capacity?.spoken)
          }
        })
    }
    return page(
      about: .description(
        (["\(plural(context.workspace.sprints.count, "sprint"))"]
          + bars.prefix(3).map { "\($0.name): \($0.done) of \($0.planned) done" }).joined(separator: " · ")),
      values)
  }
}
