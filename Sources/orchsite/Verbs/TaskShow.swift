import Actions
import ArgumentParser
import Arguments
import Bytes
import Content
import Diagnostics
import Site
import Situation
import Terminal

struct TaskShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one task.", usage: "orchsite task show <task> [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ReadingOptions
  @OptionGroup var name: TaskName
  @Flag(help: "Print JSON.") var json = false

  func run() async throws {
    let home = try await home.find()
    try say(try await options.call(ShowTask(try await name.id(in: home)), in: home), asData: json)
  }
}

extension ShowTask.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String { TaskSheet(task: task, workspace: workspace).text }

  package var kind: String { "task" }

  package func write(to writer: inout JSONWriter) {
    writer.key("task")
    writer.task(task)
    writer.field("body", String(decoding: task.task.source.body, as: UTF8.self))
    writer.array("history") { writer in task.updates.reversed().forEach { writer.update($0) } }
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
    for update in task.updates.reversed() {
      if lines.last != "" { lines.append("") }
      lines += Self.lines(of: update, TimeText(asOf: workspace.asOf)).map(\.printable)
    }
    while lines.last == "" { lines.removeLast() }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One update, with all that it says.
  private static func lines(of update: WorkerUpdate, _ times: TimeText) -> [String] {
    var facts = [
      "\(update.at)", update.worker,
      update.isDecision ? "decides" : update.isAnswer ? "answers" : update.status.rawValue,
    ]
    if update.readyForMerge { facts.append("ready to merge") }
    if let minutes = update.minutes { facts.append(minutes.spoken) }
    if let commits = update.commits { facts.append(plural(commits, "commit")) }
    var lines = [facts.joined(separator: "  ")]
    for (name, items) in [
      ("done", update.done), ("next", update.next), ("blocked", update.blockers), ("resolves", update.resolves),
    ] {
      lines += items.map { "  \(name): \($0)" }
    }
    if let corrected = update.corrects { lines.append("  corrects: \(corrected)") }
    let text = String(decoding: update.source.body, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    let body = text.drop(while: \.isEmpty)
    lines += body.prefix((body.lastIndex { !$0.isEmpty }.map { $0 - body.startIndex + 1 }) ?? 0).map {
      $0.isEmpty ? "" : "  \($0)"
    }
    return lines
  }
}
