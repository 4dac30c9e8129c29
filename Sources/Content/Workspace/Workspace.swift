import Bytes
import Diagnostics
import Files
import Quantities

/// Everything in `content/`, connected and immutable: what every page, figure and answer is made from.
package struct Workspace: Sendable {
  package private(set) var settings: ProjectSettings
  /// "Now", which entered at the command line.
  package let asOf: Instant
  /// In repo order; a repo that has tasks but no file is here too.
  package let repos: [Repo]
  /// By start, then slug.
  package let sprints: [Sprint]
  package let clients: [Client]
  /// Newest first.
  package let decisions: [Decision]
  /// By repo order, then task slug.
  package let tasks: [TrackedTask]
  /// By client, then name.
  package let time: [TimeEntry]
  package let writeOffs: [WriteOff]
  package let billing: [BillingRecord]
  package let unreadable: [UnreadableFile]
  package let attachments: Set<ExactText>
  package let currentSprint: Sprint?
  /// What was wrong with single files; what is wrong between them, `check` finds.
  package let scanDiagnostics: [Diagnostic]
  /// Updates whose task has no readable file; their task's page cannot show them.
  package let orphanedUpdates: [WorkerUpdate]

  private let taskIndex: [TaskID: Int]
  private let repoIndex: [String: Int]
  private let sprintIndex: [String: Int]
  private let tasksByRepo: [String: [TrackedTask]]
  private let tasksBySprint: [String?: [TrackedTask]]
  private let sprintFigures: [String: SprintFigures]

  package func task(_ id: TaskID) -> TrackedTask? { taskIndex[id].map { tasks[$0] } }
  package func repo(_ slug: String) -> Repo? { repoIndex[slug].map { repos[$0] } }
  /// The place of a repo in repo order, from 0.
  package func order(ofRepo slug: String) -> Int? { repoIndex[slug] }
  package func sprint(_ slug: String) -> Sprint? { sprintIndex[slug].map { sprints[$0] } }
  package func client(_ slug: String) -> Client? { clients.first { $0.slug == slug } }

  /// The sprint of a task, if that sprint can be read.
  package func sprint(of task: BoardTask) -> Sprint? { task.sprint.flatMap { sprint($0) } }

  /// The tasks of a sprint, or for `nil` those of none (or of one that cannot be read).
  package func tasks(inSprint slug: String?) -> [TrackedTask] { tasksBySprint[slug] ?? [] }
  package func tasks(ofRepo slug: String) -> [TrackedTask] { tasksByRepo[slug] ?? [] }
  package func figures(of sprint: Sprint) -> SprintFigures {
    sprintFigures[sprint.slug] ?? SprintFigures(of: sprint, tasks: [], asOf: asOf)
  }

  /// The tasks of the board at nine in the morning: the current sprint's, or the sprintless ones without one.
  package var boardTasks: [TrackedTask] { tasks(inSprint: currentSprint?.slug) }

  /// The same, for pages without money.
  package func withoutMoney() -> Workspace {
    var workspace = self
    workspace.settings = settings.withoutMoney()
    return workspace
  }
}

extension Workspace {
  /// Reads and links a whole workspace.
  package static func load(
    _ files: ContentFiles, _ reading: Reading, asOf: Instant, concurrency: Int = Processors.count
  ) async throws -> Workspace {
    Workspace(linking: try await Scan.run(files, reading, concurrency: concurrency), asOf: asOf)
  }

  /// Connects the records of a scan.
  ///
  /// - Parameter hasCurrentSprint: false for a part of a workspace whose current sprint is not in that part.
  package init(linking scan: Scan, asOf: Instant, hasCurrentSprint: Bool = true) {
    self.asOf = asOf
    let scan = RecordLists(scan)
    let settings = scan.settings ?? ProjectSettings(standIn: ())
    self.settings = settings

    let known = Set(scan.repos.map(\.slug))
    let implied = Set(scan.tasks.map(\.id.repo)).subtracting(known).map { Repo(implied: $0) }
    repos = (scan.repos + implied).sorted { ($0.order, $0.slug) < ($1.order, $1.slug) }
    let repoIndex = Dictionary(uniqueKeysWithValues: repos.enumerated().map { ($1.slug, $0) })
    self.repoIndex = repoIndex

    let sprints = scan.sprints.sorted { ($0.start, $0.slug) < ($1.start, $1.slug) }
    self.sprints = sprints
    let sprintIndex = Dictionary(uniqueKeysWithValues: sprints.enumerated().map { ($1.slug, $0) })
    self.sprintIndex = sprintIndex
    let pinned = settings.sprint.flatMap { pin in sprints.first { $0.slug == pin } }
    currentSprint = hasCurrentSprint ? pinned ?? sprints.last { $0.start <= asOf.day } : nil

    clients = scan.clients.sorted { $0.slug < $1.slug }
    decisions = scan.decisions.sorted { ($0.date, $0.name) > ($1.date, $1.name) }
    time = scan.time
    writeOffs = scan.writeOffs
    billing = scan.billing
    unreadable = scan.unreadable
    attachments = scan.attachments
    scanDiagnostics = scan.diagnostics

    let byRepo = Dictionary(grouping: scan.tasks, by: \.id.repo)
    // Paths are nearly in the order of names already: `a.md` stands behind `a-b.md`.
    let records = repos.flatMap { repo in (byRepo[repo.slug] ?? []).sorted { $0.id.task < $1.id.task } }
    let taskIndex = Dictionary(uniqueKeysWithValues: records.enumerated().map { ($1.id, $0) })
    self.taskIndex = taskIndex

    var updates = [[WorkerUpdate]](repeating: [], count: records.count)
    var orphans: [WorkerUpdate] = []
    for update in scan.updates {
      if let index = taskIndex[update.task] { updates[index].append(update) } else { orphans.append(update) }
    }
    orphanedUpdates = orphans

    var dependents = [[TaskID]](repeating: [], count: records.count)
    for record in records {
      for dependency in record.dependsOn {
        if let index = taskIndex[dependency], dependents[index].last != record.id {
          dependents[index].append(record.id)
        }
      }
    }
    let stale = settings.staleAfterDays
    let tasks = records.enumerated().map { index, record in
      TrackedTask(
        record, updates: updates[index].sorted(by: WorkerUpdate.isOlder),
        unmetDependencies: record.dependsOn.filter { dependency in
          taskIndex[dependency].map { records[$0].status != .done } ?? true
        },
        dependents: dependents[index], asOf: asOf, staleAfterDays: stale)
    }
    self.tasks = tasks
    tasksByRepo = Dictionary(grouping: tasks, by: \.id.repo)
    let bySprint = Dictionary(grouping: tasks) { task in
      task.task.sprint.flatMap { sprintIndex[$0] == nil ? nil : $0 }
    }
    tasksBySprint = bySprint
    sprintFigures = Dictionary(
      uniqueKeysWithValues: sprints.map {
        ($0.slug, SprintFigures(of: $0, tasks: bySprint[$0.slug] ?? [], asOf: asOf))
      })
  }
}
