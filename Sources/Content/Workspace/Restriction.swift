import Diagnostics
import FrontMatter
import Quantities

// What a client may see is built up, not cut down: every record is made anew from the fields that are allowed. The
// initializers name all fields, so one that is added to a record later does not compile until somebody has decided
// about it here.

extension Workspace {
  /// What one client may see, as a workspace: whoever emits from it cannot tell more.
  ///
  /// It keeps titles, status, `client_note`, due days and `waits_for: client` of the client's tasks, the day since
  /// which each has its status, titles and goals of the sprints that they are in, the project's title and language,
  /// and the client's name and address of the view. Starts and ends of sprints stay too, because they put sprints in
  /// order; pages do not show them.
  ///
  /// Repos do not exist in it: all tasks are in one that stands in for them, and no file has a path or a body. A task
  /// belongs to the client that it names, else to its repo's.
  package func restricted(to client: Client) -> Workspace {
    let own = tasks.filter { ($0.task.client ?? repo($0.id.repo)?.client) == client.slug }
    let shownSprints = sprints.filter { sprint in own.contains { $0.task.sprint == sprint.slug } }
    // A slug may tell more than the title; a number in time order does not.
    let sprintNames = Dictionary(uniqueKeysWithValues: shownSprints.enumerated().map { ($1.slug, "\($0 + 1)") })
    let current = currentSprint.flatMap { sprintNames[$0.slug] }

    var records: [Record] = [
      .settings(ProjectSettings(restricting: settings, to: client, sprint: current)),
      .client(Client(restricting: client)),
    ]
    records += shownSprints.compactMap { sprint in
      sprintNames[sprint.slug].map { .sprint(Sprint(restricting: sprint, slug: $0)) }
    }
    for (task, id) in zip(own, Self.sharedNames(of: own.map(\.id))) {
      records.append(
        .task(BoardTask(restricting: task.task, id: id, sprint: task.task.sprint.flatMap { sprintNames[$0] })))
      // When a task was put back to be done is nobody's business but the team's.
      if task.task.status != .todo, let day = task.statusSince?.day {
        records.append(.update(WorkerUpdate(restricting: task.task.status, since: day, task: id)))
      }
    }
    return Workspace(linking: Scan(of: records), asOf: asOf, hasCurrentSprint: current != nil)
  }

  /// The repo that stands in for all in a restricted workspace: no slug, so that no real one is mistaken for it.
  static let sharedRepo = "(shared)"

  /// Names without repos: the task's own slug, with `-2`, `-3` … from the second repo on that has such a task.
  private static func sharedNames(of ids: [TaskID]) -> [TaskID] {
    let slugs = Set(ids.map(\.task))
    var names: [TaskID: String] = [:]
    var taken: Set<String> = []
    // In the order of names and not of repos, which people change.
    for id in ids.sorted() {
      var name = id.task
      var number = 2
      while taken.contains(name) || (number > 2 && slugs.contains(name)) {
        name = "\(id.task)-\(number)"
        number += 1
      }
      taken.insert(name)
      names[id] = name
    }
    return ids.map { TaskID(repo: sharedRepo, task: names[$0] ?? $0.task) }
  }
}

// MARK: - Records of allowed fields

extension RecordSource {
  /// Of a record that comes from no file that may be named.
  fileprivate static let withheld = RecordSource(file: SourceFile(path: "", bytes: []), bodyRange: 0..<0)
}

extension ProjectSettings {
  fileprivate init(restricting settings: ProjectSettings, to client: Client, sprint: String?) {
    let standIn = ProjectSettings(standIn: ())
    self.init(
      project: settings.site.title ?? settings.project, workspace: standIn.workspace, language: settings.language,
      sprint: sprint, worktrees: standIn.worktrees, agent: nil, staleAfterDays: standIn.staleAfterDays,
      autoCommit: standIn.autoCommit, wip: [:], customFields: [], agentsMay: [], radarQuiet: [],
      // The address of the team's own site is not the client's to know.
      site: SiteSettings(baseURL: client.baseURL, title: nil, invoices: settings.site.invoices),
      pdf: nil, source: nil)
  }
}

extension Client {
  fileprivate init(restricting client: Client) {
    self.init(
      slug: client.slug, name: client.name, country: "", vatID: nil, billable: nil, baseURL: client.baseURL,
      source: .withheld)
  }
}

extension Sprint {
  fileprivate convenience init(restricting sprint: Sprint, slug: String) {
    self.init(
      slug: slug, title: sprint.title, start: sprint.start, end: sprint.end, goal: sprint.goal, capacity: nil,
      source: .withheld)
  }
}

extension BoardTask {
  fileprivate convenience init(restricting task: BoardTask, id: TaskID, sprint: String?) {
    self.init(
      id: id, title: task.title, status: task.status, sprint: sprint, priority: nil, assignee: nil, labels: [],
      estimate: nil, dependsOn: [], branch: nil, base: nil, touches: [], due: task.due, created: nil,
      pullRequest: nil, client: nil, clientNote: task.clientNote,
      waitsFor: task.waitsFor == .client ? .client : nil, billable: nil, rate: nil, billing: nil, fixedPrice: nil,
      source: .withheld)
  }
}

extension WorkerUpdate {
  /// The one thing that updates tell a client: since which day the task has its status.
  fileprivate convenience init(restricting status: BoardTask.Status, since day: Day, task: TaskID) {
    self.init(
      name: "", task: task, at: Instant(milliseconds: day.ordinal * 86_400_000), worker: Self.board, status: status,
      minutes: nil, billableMinutes: nil, commits: nil, head: nil, done: [], next: [], blockers: [], resolves: [],
      readyForMerge: false, corrects: nil, decides: nil, rate: nil, source: .withheld)
  }
}
