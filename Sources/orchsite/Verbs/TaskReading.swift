import ArgumentParser
import Bytes
import Content
import Diagnostics
import Quantities
import Site

struct TaskCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task", abstract: "Look at tasks and move them.",
    subcommands: [
      TaskList.self, TaskShow.self, TaskNew.self, TaskMove.self, TaskSet.self, TaskAccept.self,
      TaskUnblock.self,
    ])
}

struct TaskList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List tasks.", usage: "orchsite task list [<options>]",
    discussion: "Without options: all open tasks. Options narrow the list; give several to combine them.")

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
    let (_, workspace) = try await options.load(.frontMatter)
    let tasks = try selected(from: workspace)
    if json {
      Console.say(
        JSONWriter.answer(kind: "tasks") { writer in
          writer.array("tasks") { writer in tasks.forEach { writer.task($0) } }
        })
      return
    }
    if !tasks.isEmpty { Console.say(TaskTable(tasks: tasks, width: Console.width).text, terminator: "") }
    Console.talk("\(tasks.count) of \(workspace.tasks.count) task\(workspace.tasks.count == 1 ? "" : "s")")
    if !workspace.unreadable.isEmpty {
      let count = workspace.unreadable.count
      Console.warning(
        "\(count) file\(count == 1 ? "" : "s") could not be read", help: "orchsite check says why")
    }
  }

  private func selected(from workspace: Workspace) throws -> [TrackedTask] {
    if let repo, workspace.repo(repo) == nil {
      throw Failure.answer("there is no repo \(repo)", help: names(workspace.repos.map(\.slug)))
    }
    var wanted: String??
    switch sprint {
    case nil: wanted = nil
    case "none": wanted = .some(nil)
    case "current":
      guard let current = workspace.currentSprint else {
        throw Failure.answer("no sprint has begun", help: "orchsite sprint new begins one")
      }
      wanted = .some(current.slug)
    case let slug?:
      guard workspace.sprint(slug) != nil else {
        throw Failure.answer("there is no sprint \(slug)", help: names(workspace.sprints.map(\.slug)))
      }
      wanted = .some(slug)
    }
    return workspace.tasks.filter { task in
      (repo == nil || task.id.repo == repo)
        && (status.isEmpty ? all || !task.task.status.isClosed : status.contains(task.task.status))
        && (wanted == nil || workspace.sprint(of: task.task)?.slug == wanted ?? nil)
        && (worker == nil || task.worker == worker) && (label.map(task.task.labels.contains) ?? true)
        && (!blocked || task.isBlocked)
    }
  }

  private func names(_ names: [String]) -> String {
    names.isEmpty ? "there is none yet" : "one of \(names.joined(separator: ", "))"
  }
}

extension BoardTask.Status: ExpressibleByArgument {}
extension BoardTask.Priority: ExpressibleByArgument {}

/// Tasks as aligned columns, cut to the terminal's width.
struct TaskTable {
  let tasks: [TrackedTask]
  let width: Int

  var text: String {
    let rows = tasks.map { task in
      [
        task.id.description, task.task.status.rawValue, task.worker ?? "–",
        task.progress.map { "\($0.done)/\($0.total)" } ?? "–", marks(task) + task.task.title,
      ].map(\.printable)
    }
    let widths = (0..<4).map { column in rows.map { $0[column].columns }.max() ?? 0 }
    return rows.map { row in
      let fixed = zip(row, widths).map { $0.padded(toColumns: $1) }.joined(separator: "  ")
      return "\(fixed)  \(row[4])".truncated(toColumns: max(width, 40)) + "\n"
    }.joined()
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
    return marks.isEmpty ? "" : "[\(marks.joined(separator: ", "))] "
  }
}

struct TaskShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one task.", usage: "orchsite task show <task> [<options>]")

  @OptionGroup var options: ReadingOptions
  @Argument(help: "The task, as REPO/TASK.") var task: TaskID
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let (_, workspace) = try await options.load(.frontMatter)
    let task = try workspace.existingTask(task)
    if json {
      Console.say(
        JSONWriter.answer(kind: "task") { writer in
          writer.key("task")
          writer.task(task)
          writer.field("body", String(decoding: task.task.source.body, as: UTF8.self))
        })
    } else {
      Console.say(TaskSheet(task: task, workspace: workspace).text, terminator: "")
    }
  }
}

/// One task on a terminal.
struct TaskSheet {
  let task: TrackedTask
  let workspace: Workspace

  var text: String {
    let record = task.task
    var lines = ["\(record.title)".printable, ""]
    func add(_ name: String, _ value: String?) {
      if let value { lines.append("\(name.padded(toColumns: 12))\(value.printable)") }
    }
    add("task", task.id.description)
    add(
      "status", record.status.rawValue + (task.reported.map { " (\($0.worker) reported \($0.status.rawValue))" } ?? ""))
    add("worker", task.worker)
    for key in BoardTask.sheetKeys {
      // What was spent stands above what was planned.
      if key.name == "estimate" {
        add("boxes", task.progress.map { "\($0.done) of \($0.total)" })
        add("time", task.logged == .zero ? nil : task.logged.spoken)
      }
      add(key.label.lowercased(), key.value(record)?.words)
    }
    for id in record.dependsOn {
      let status = workspace.task(id)?.task.status.rawValue ?? "missing"
      add("depends on", "\(id) (\(status))")
    }
    for id in task.dependents { add("needed by", id.description) }
    for blocker in task.isBlocked ? task.openBlockers : [] {
      add("blocked", "\(blocker.text) (\(blocker.worker), \(blocker.since))")
    }
    add("file", record.source.path)
    let body = String(decoding: record.source.body, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    lines += body.map { String($0).printable }
    if let update = task.newestUpdate {
      if lines.last != "" { lines.append("") }
      lines.append("\(task.updates.count) update\(task.updates.count == 1 ? "" : "s"), the newest:")
      add("  \(update.worker)", "\(update.at) \(update.status.rawValue)")
      for item in update.done { lines.append("  done: \(item)".printable) }
      for item in update.next { lines.append("  next: \(item)".printable) }
    }
    while lines.last == "" { lines.removeLast() }
    return lines.joined(separator: "\n") + "\n"
  }
}
