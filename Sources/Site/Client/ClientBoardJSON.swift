import Billing
import Bytes
import Content
import Quantities

/// A client's `board.json`: what the client's pages say, for machines.
struct ClientBoardJSON {
  let context: SiteContext
  let billed: Minutes?

  static let schema = 1

  func render() -> [UInt8] {
    let workspace = context.workspace
    var writer = JSONWriter(options: [], reservingCapacity: 1_024 + workspace.tasks.count * 300)
    writer.object { writer in
      writer.field("schema", Self.schema)
      writer.field("kind", "client-board")
      writer.field("project", workspace.settings.projectTitle)
      writer.field("client", workspace.clients.first?.name)
      writer.field("as_of", workspace.asOf.day.description)
      writer.field("current_sprint", workspace.currentSprint?.title)
      if let billed { writer.field("billed_minutes", billed.count) }
      writer.array("sprints") { writer in
        for sprint in workspace.sprints {
          let figures = context.situation.figures(of: sprint)
          writer.object { writer in
            writer.field("title", sprint.title)
            writer.field("goal", sprint.goal)
            writer.field("total", figures.total)
            writer.field("done", figures.done)
          }
        }
      }
      if let book = context.invoices { writer.invoices(book, namesClients: false) }
      writer.array("tasks") { writer in workspace.tasks.forEach { task($0, &writer) } }
    }
    return writer.endLine()
  }

  private func task(_ task: TrackedTask, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.field("title", task.task.title)
      writer.field("page", ClientPages.path(of: task))
      writer.field("status", task.task.status.rawValue)
      writer.field("since", task.statusSince?.day.description)
      writer.field("sprint", context.workspace.sprint(of: task.task)?.title)
      writer.field("due", task.task.due?.description)
      writer.field("client_note", task.task.clientNote)
      writer.field("waits_for", task.task.waitsFor == .client ? "client" : nil)
    }
  }
}
