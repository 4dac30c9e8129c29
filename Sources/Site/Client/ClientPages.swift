import Billing
import Content
import Quantities
import Situation

/// The site of one client, made from a restricted workspace: what is in hand, what comes next, what was delivered,
/// and what the client is asked for.
struct ClientPages: Sendable {
  let context: SiteContext
  let frame: PageFrame
  /// Time on the client's invoices; `nil` where the site says nothing about money.
  let billed: Minutes?

  /// Longer lists are on the page of all tasks.
  static let nextLimit = 12
  static let deliveredLimit = 20

  static let templates = [overviewTemplate, tasksTemplate, sprintsTemplate, taskTemplate]

  private static let overviewTemplate = PageTemplate(
    "client",
    values: """
      @layout sprint{ goal done total has_total } delivered_count total_count billed asked{ @entry } has_asked
      columns{ id heading count entries{ @entry } has_entries more }
      """)
  private static let tasksTemplate = PageTemplate(
    "client-tasks", values: "@layout @filter total_count entries{ @entry } has_entries")
  private static let sprintsTemplate = PageTemplate(
    "client-sprints",
    values: """
      @layout sprints{ title state state_text goal done total has_total entries{ @entry } }
      """)
  private static let taskTemplate = PageTemplate("client-task", values: "@layout entry{ @entry } goal")

  init(_ context: SiteContext, client: Client) {
    self.context = context
    billed = context.invoices.map { $0.billedMinutes(of: client.slug) }
    var items = [("Overview", SitePath.index), ("Tasks", SitePath.tasks)]
    if !context.workspace.sprints.isEmpty { items.append(("Sprints", SitePath.sprints)) }
    if InvoicesPage.isShown(in: context) { items.append((InvoicesPage.item, InvoicesPage.path)) }
    frame = PageFrame(
      context,
      PageFrame.Furnishing(header: "client-header", footer: "client-footer", items: items, client: client.name))
  }

  func all() -> PageList {
    var pages = [
      Page(SitePath.index) { overview() },
      Page(SitePath.tasks) { tasks() },
      Page(SitePath.boardJSON) { ClientBoardJSON(context: context, billed: billed).render() },
    ]
    if !context.workspace.sprints.isEmpty { pages.append(Page(SitePath.sprints) { sprints() }) }
    if InvoicesPage.isShown(in: context) { pages.append(Page(InvoicesPage.self, context, frame)) }
    pages += InvoicePages(context: context, frame: frame).pages
    pages += context.workspace.tasks.map { Page(Self.path(of: $0), .task($0)) }
    if let address = context.baseURL {
      pages.append(Page(SitePath.feed) { ClientFeed(context: context, address: address).render() })
    }
    return PageList(
      pages: pages, renderTask: task, searched: SearchDocuments(context, isForClient: true, pages: frame.items))
  }

  /// The repo is not named: it may be shared with other clients, and its name is not theirs to know.
  static func path(of task: TrackedTask) -> String { "tasks/\(task.id.task).html" }

  // MARK: Pages

  private func overview() -> [UInt8] {
    let workspace = context.workspace
    let open = workspace.tasks.filter { !$0.task.status.isClosed }
    let now = open.filter(\.task.status.isActive).sorted { key(now: $0) < key(now: $1) }
    let next = open.filter { $0.task.status == .todo }.sorted { key(next: $0) < key(next: $1) }
    let delivered = workspace.tasks.filter { $0.task.status == .done }.sorted { key(done: $0) < key(done: $1) }
    let asked = open.filter { $0.task.waitsFor == .client }.sorted { key(next: $0) < key(next: $1) }
    let sprint = workspace.currentSprint

    var values = Values()
    values.values("sprint", sprint.map(sprintHead(_:)))
    values.number("delivered_count", delivered.count)
    values.number("total_count", open.count + delivered.count)
    values.text("billed", billed.flatMap { $0 == .zero ? nil : $0.spoken })
    values.list("asked", asked.map(entry(_:)))
    values.flag("has_asked", !asked.isEmpty)
    values.list(
      "columns",
      [
        column("now", "Now", now, limit: .max), column("next", "Next", next, limit: Self.nextLimit),
        column("delivered", "Delivered", delivered, limit: Self.deliveredLimit),
      ])
    let about = HTML.description(
      ([sprint?.goal].compactMap(\.self) + [
        "\(delivered.count) of \(plural(open.count + delivered.count, "task")) delivered"
      ])
      .joined(separator: " · "))
    return frame.page(
      SitePath.index, template: Self.overviewTemplate, title: sprint?.title ?? "Overview", about: about,
      current: SitePath.index,
      values)
  }

  private func sprintHead(_ sprint: Sprint) -> Values {
    let figures = context.situation.figures(of: sprint)
    return Values {
      $0.text("goal", sprint.goal)
      $0.number("done", figures.done)
      $0.number("total", figures.total)
      $0.flag("has_total", figures.total > 0)
    }
  }

  private func column(_ id: String, _ heading: String, _ tasks: [TrackedTask], limit: Int) -> Values {
    let shown = tasks.prefix(limit)
    return Values {
      $0.text("id", id)
      $0.text("heading", heading)
      $0.number("count", tasks.count)
      $0.list("entries", shown.map(entry(_:)))
      $0.flag("has_entries", !shown.isEmpty)
      if shown.count < tasks.count { $0.text("more", "\(tasks.count - shown.count) more") }
    }
  }

  private func tasks() -> [UInt8] {
    let tasks = context.workspace.tasks.sorted { key(all: $0) < key(all: $1) }
    let statuses = Set(tasks.map(\.task.status))
    let values = Values { values in
      values.number("total_count", tasks.count)
      values.list("entries", tasks.map(entry(_:)))
      values.flag("has_entries", !tasks.isEmpty)
      guard tasks.count > 1 else { return }
      values.values(
        "filter",
        Values {
          $0.text("noun", "tasks")
          $0.number("total", tasks.count)
          $0.values(
            "statuses",
            Board(context: context).options(
              BoardTask.Status.allCases.filter(statuses.contains).map { ($0.rawValue, $0.words) }))
          $0.flag("has_blocked", false)
        })
    }
    return frame.page(
      SitePath.tasks, template: Self.tasksTemplate, title: "Tasks", about: .description(plural(tasks.count, "task")),
      current: SitePath.tasks, values)
  }

  private func sprints() -> [UInt8] {
    let workspace = context.workspace
    let values = Values { values in
      values.list(
        "sprints",
        workspace.sprints.reversed().map { sprint in
          let figures = context.situation.figures(of: sprint)
          let state = context.situation.state(of: sprint)
          let tasks = workspace.tasks(inSprint: sprint.slug).sorted { key(all: $0) < key(all: $1) }
          return Values {
            $0.text("title", sprint.title)
            $0.text("state", state.rawValue)
            $0.text("state_text", state.words)
            $0.text("goal", sprint.goal)
            $0.number("done", figures.done)
            $0.number("total", figures.total)
            $0.flag("has_total", figures.total > 0)
            $0.list("entries", tasks.map(entry(_:)))
          }
        })
    }
    return frame.page(
      SitePath.sprints, template: Self.sprintsTemplate, title: "Sprints",
      about: .description(plural(workspace.sprints.count, "sprint")), current: SitePath.sprints, values)
  }

  @Sendable private func task(_ task: TrackedTask) -> [UInt8] {
    let values = Values { values in
      values.values("entry", entry(task))
      values.text("goal", context.workspace.sprint(of: task.task)?.goal)
    }
    return frame.page(
      Self.path(of: task), template: Self.taskTemplate, title: task.task.title,
      about: .description(task.task.clientNote ?? task.task.status.words), current: SitePath.tasks, values)
  }

  /// A task wherever it stands: in a column, a row, a list or on its page.
  private func entry(_ task: TrackedTask) -> Values {
    let record = task.task
    return Values {
      $0.text("title", record.title)
      $0.text("href", Self.path(of: task))
      $0.text("status", record.status.rawValue)
      $0.text("status_text", record.status.words)
      $0.text("note", record.clientNote)
      $0.text("sprint_name", context.workspace.sprint(of: record)?.title)
      $0.html("due", record.status == .cancelled ? nil : record.due.map(context.times.dayHTML(_:)))
      $0.text("overdue", context.situation.overdue(task))
      $0.html("since", (task.statusSince?.day).map(context.times.dayHTML(_:)))
      $0.flag("waits", record.waitsFor == .client && !record.status.isClosed)
    }
  }
}

// MARK: - Orders

extension ClientPages {
  /// Places in lists; the name tells apart what nothing else does.
  private typealias Key = (Int, Int, String)

  /// What is nearest to delivery first.
  private func key(now task: TrackedTask) -> Key {
    (task.task.status == .review ? 0 : 1, task.task.due?.ordinal ?? .max, task.id.task)
  }

  /// By sprint, those without one last.
  private func key(next task: TrackedTask) -> Key {
    let sprint = context.workspace.sprints.firstIndex { $0.slug == task.task.sprint }
    return (sprint ?? .max, task.task.due?.ordinal ?? .max, task.id.task)
  }

  /// The newest first.
  private func key(done task: TrackedTask) -> Key { (0, -(task.finished?.day.ordinal ?? 0), task.id.task) }

  /// In work, then to do, then closed.
  private func key(all task: TrackedTask) -> Key {
    let rank: [BoardTask.Status] = [.review, .inProgress, .todo, .done, .cancelled]
    return (
      rank.firstIndex(of: task.task.status) ?? 0,
      task.task.status.isClosed ? -(task.statusSince?.day.ordinal ?? 0) : task.task.due?.ordinal ?? .max, task.id.task
    )
  }
}
