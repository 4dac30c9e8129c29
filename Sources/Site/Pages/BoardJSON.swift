import Bytes
import Content
import Situation

/// `board.json`: the same data for machines, versioned. Times are RFC 3339, lengths of time whole minutes.
struct BoardJSON {
  let context: SiteContext

  static let schema = 1

  func render() -> [UInt8] {
    let workspace = context.workspace
    var writer = JSONWriter(options: [], reservingCapacity: 4_096 + workspace.tasks.count * 600)
    writer.object { writer in
      writer.field("schema", Self.schema)
      writer.field("kind", "board")
      writer.field("project", workspace.settings.projectTitle)
      writer.field("as_of", workspace.asOf.description)
      writer.field("current_sprint", workspace.currentSprint?.slug)
      writer.array("repos") { writer in workspace.repos.forEach { writer.repo($0) } }
      writer.array("sprints") { writer in workspace.sprints.forEach { writer.sprint($0, in: context.situation) } }
      writer.array("tasks") { writer in workspace.tasks.forEach { writer.task($0) } }
      writer.array("needs") { writer in
        context.situation.needs.forEach { writer.need($0, in: context.situation) }
      }
      writer.strings("next", context.situation.next.map(\.id.description))
      writer.array("unreadable") { writer in
        context.situation.unreadable.forEach { file in
          writer.object { writer in
            writer.field("path", file.path)
            writer.field("message", file.diagnostics.first?.message)
          }
        }
      }
      if let book = context.invoices, InvoicesPage.isShown(in: context) { writer.invoices(book) }
      if let money = context.money { writer.work(money) }
    }
    return writer.endLine()
  }
}

extension JSONWriter {
  /// The value of a key; null where there is none.
  fileprivate mutating func field(_ name: String, _ value: KeyValue?) {
    switch value {
    case .text(let text), .code(let text), .link(let text), .sprint(let text): field(name, text)
    case .texts(let texts), .codes(let texts): strings(name, texts)
    case .tasks(let tasks): strings(name, tasks.map(\.description))
    case .client: field(name, "client")
    case .day(let day): field(name, day.description)
    case .minutes(let minutes): field(name, minutes.count)
    case .number(let number): field(name, number)
    case .decimal(let decimal): field(name, decimal.description)
    case .flag(let flag): field(name, flag)
    case nil: field(name, String?.none)
    }
  }

  fileprivate mutating func repo(_ repo: Repo) {
    object { writer in
      writer.field("repo", repo.slug)
      writer.field("title", repo.title)
      writer.field("path", repo.path)
      writer.field("client", repo.client)
    }
  }

  package mutating func sprint(_ sprint: Sprint, in situation: BoardSituation) {
    let figures = situation.figures(of: sprint)
    object { writer in
      writer.field("sprint", sprint.slug)
      writer.field("title", sprint.title)
      writer.field("start", sprint.start.description)
      writer.field("end", sprint.end.description)
      writer.field("goal", sprint.goal)
      writer.field("capacity_minutes", sprint.capacity?.count)
      writer.field("total", figures.total)
      writer.field("done", figures.done)
      writer.field("spent_minutes", figures.spent.count)
    }
  }

  /// Something that waits for a person, with what to paste.
  ///
  /// - Parameter isUnread: nil where nobody keeps account of that.
  package mutating func need(_ need: Need, in situation: BoardSituation, isUnread: Bool? = nil) {
    object { writer in
      writer.field("kind", need.kind.rawValue)
      writer.strings("tasks", need.tasks.map(\.description))
      writer.field("detail", need.detail)
      writer.field("worker", need.worker)
      writer.field("since", need.since?.description)
      writer.field("path", need.path)
      writer.field("invoice", need.invoice?.document.number)
      writer.field("command", situation.command(for: need))
      if let isUnread { writer.field("unread", isUnread) }
    }
  }

  /// An update, whole.
  package mutating func update(_ update: WorkerUpdate) {
    object { writer in
      writer.field("path", update.source.path)
      writer.field("at", update.at.description)
      writer.field("worker", update.worker)
      writer.field("status", update.status.rawValue)
      writer.field("ready_for_merge", update.readyForMerge)
      writer.field("minutes", update.minutes?.count)
      writer.field("commits", update.commits)
      writer.field("head", update.head)
      writer.strings("done", update.done)
      writer.strings("next", update.next)
      writer.strings("blockers", update.blockers)
      writer.strings("resolves", update.resolves)
      writer.field("corrects", update.corrects)
      writer.field("text", String(decoding: update.source.body, as: UTF8.self))
    }
  }

  /// A task with what follows from it: the shape that `task show --json` and `task list --json` print too.
  package mutating func task(_ tracked: TrackedTask) {
    let task = tracked.task
    object { writer in
      writer.field("task", tracked.name)
      for key in BoardTask.jsonKeys { writer.field(key.jsonName, key.value(task)) }
      writer.field("worker", tracked.worker)
      writer.field("spent_minutes", tracked.logged.count)
      writer.strings("waits_for_tasks", tracked.unmetDependencies.map(\.description))
      let boxes = tracked.progress
      writer.field("boxes_done", boxes?.done)
      writer.field("boxes_total", boxes?.total)
      writer.array("blockers") { writer in
        tracked.isBlocked
          ? tracked.openBlockers.forEach { blocker in
            writer.object { writer in
              writer.field("text", blocker.text)
              writer.field("worker", blocker.worker)
              writer.field("since", blocker.since.description)
            }
          } : ()
      }
      writer.field("reported", tracked.reported?.status.rawValue)
      writer.field("ready_to_merge", tracked.isReadyToMerge)
      writer.field("stale", tracked.isStale)
      writer.field("started", tracked.started?.description)
      writer.field("finished", tracked.finished?.description)
      writer.field("updated", tracked.newestUpdate?.at.description)
      writer.field("updates", tracked.updates.count)
    }
  }
}
