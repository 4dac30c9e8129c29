import Actions
import ArgumentParser
import Arguments
import Bytes
import Content
import Diagnostics
import Site
import Terminal

struct TaskCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task", abstract: "Look at tasks and move them.",
    subcommands: [
      TaskList.self, TaskShow.self, TaskNew.self, TaskMove.self, TaskSet.self, TaskCheck.self, TaskUncheck.self,
      TaskAccept.self, TaskUnblock.self,
    ])
}

struct TaskList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List tasks.", usage: "orchsite task list [<options>]",
    discussion: "Without options: all open tasks. Options narrow the list; give several to combine them.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions

  @Option(help: "Only tasks of this repo.", completion: Completions.repos) var repo: String?
  @Option(help: "Only tasks with this status; may be repeated.") var status: [BoardTask.Status] = []
  @Option(
    help: "Only tasks of this sprint: its name, current, or none.",
    completion: Completions.sprints)
  var sprint: String?
  @Option(help: "Only tasks of this worker.") var worker: String?
  @Option(help: "Only tasks with this label.") var label: String?
  @Flag(help: "Only blocked tasks.") var blocked = false
  @Flag(help: "Done and cancelled tasks too.") var all = false
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    var request = ListTasks()
    request.repo = repo
    request.statuses = status
    request.sprint = sprint
    request.worker = worker
    request.label = label
    request.isBlocked = blocked
    request.includesClosed = all
    try say(try await options.call(request, in: home), asData: json)
  }
}

extension ListTasks.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String { TaskTable(tasks: tasks).text(on: screen) }

  package func talk(on screen: Screen) -> String {
    let counts = "\(tasks.count) of \(total) task\(total == 1 ? "" : "s")\n"
    if unreadable == 0 { return counts }
    return counts
      + screen.warning(
        Warning(
          "\(unreadable) file\(unreadable == 1 ? "" : "s") could not be read", help: "orchsite check says why"))
  }

  package var kind: String { "tasks" }

  package func write(to writer: inout JSONWriter) {
    writer.array("tasks") { writer in tasks.forEach { writer.task($0) } }
  }
}

/// Tasks as aligned columns. Columns that say nothing are left out.
struct TaskTable {
  let tasks: [TrackedTask]

  func text(on screen: Screen) -> String {
    let hasWorkers = tasks.contains { $0.worker != nil }
    let hasBoxes = tasks.contains { $0.progress != nil }
    let rows = tasks.map { task -> [String] in
      [task.id.description, task.task.status.rawValue]
        + (hasWorkers ? [task.worker ?? "–"] : [])
        + (hasBoxes ? [task.progress.map { "\($0.done)/\($0.total)" } ?? "–"] : [])
        + [task.task.title + marks(task)]
    }
    return Table(rows, shortening: 0, sparing: hasWorkers && hasBoxes ? [3, 2] : hasWorkers || hasBoxes ? [2] : [])
      .text(on: screen)
  }

  private func marks(_ task: TrackedTask) -> String {
    var marks: [String] = []
    if let priority = task.task.priority, priority == .high || priority == .urgent {
      marks.append(priority.rawValue)
    }
    if task.isBlocked { marks.append("blocked") }
    if task.isWaiting { marks.append("waiting") }
    if let report = task.reported { marks.append("reported \(report.status.rawValue)") }
    if task.isStale { marks.append("stale") }
    if task.isReadyToMerge { marks.append("ready") }
    return marks.isEmpty ? "" : " [\(marks.joined(separator: ", "))]"
  }
}
