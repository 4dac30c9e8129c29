import Actions
import ArgumentParser
import Arguments
import Bytes
import Content
import Quantities
import Terminal

struct TaskNew: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a new task.", usage: "orchsite task new <repo[/task]> <title> [<options>]",
    discussion: "The task's name is made from the title, unless it is given as REPO/TASK.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: ArgumentHelp("The repo, or the whole name.", valueName: "repo[/task]")) var place: String
  @Argument(help: "The title.") var title: String
  @Option(help: "todo, in-progress, review, done or cancelled.") var status: BoardTask.Status = .todo
  @Option(
    help: "A sprint's name, or current; else the backlog.",
    completion: Completions.sprints)
  var sprint: String?
  @Option(help: "low, medium, high or urgent.") var priority: BoardTask.Priority?
  @Option(help: "Who works on it.") var assignee: String?
  @Option(name: .customLong("label"), help: "May be repeated.") var labels: [String] = []
  @Option(help: "For example 4h or 1h30m.") var estimate: Minutes?
  @Option(
    name: .customLong("depends-on"),
    help: ArgumentHelp("A task it waits for; may be repeated.", valueName: "task"))
  var dependsOn: [String] = []
  @Option(help: ArgumentHelp("For example 2026-02-01.", valueName: "date")) var due: Day?
  @Option(help: ArgumentHelp("A file with the description; - reads standard input.", valueName: "file"))
  var bodyFile: String?

  private var request: NewTask {
    var request = NewTask(place, title: title)
    request.status = status
    request.sprint = sprint
    request.priority = priority
    request.assignee = assignee
    request.labels = labels
    request.estimate = estimate
    request.dependsOn = dependsOn
    request.due = due
    return request
  }

  func validate() throws { try request.validateArguments() }

  func run() async throws {
    var request = request
    request.body = try home.text(of: bodyFile)
    try await options.say(try await options.call(request, in: home))
  }
}

extension CreatedRecord: ObjectAnswer {
  package func text(on screen: Screen) -> String { "created \(path)\n" }

  package var kind: String { "created" }
  package func write(to writer: inout JSONWriter) { writer.field("path", path) }
}
