import ArgumentParser
import Content
import Files
import FrontMatter
import Quantities

struct TaskNew: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a new task.", usage: "orchsite task new <repo[/task]> <title> [<options>]",
    discussion: "The task's name is made from the title, unless it is given as REPO/TASK.")

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

  func validate() throws {
    try OneLine.checkTitle(title)
    try OneLine.check(assignee, of: "assignee")
    for label in labels { try OneLine.checkTitle(label, of: "label") }
  }

  func run() async throws {
    let body = try BodyFile.read(bodyFile, options.home)
    try await Change.run(options, verb: "task new", message: "new task: \(title)") { change, editor in
      let id = try name()
      guard change.workspace.repo(id.repo) != nil else {
        let near = nearest(to: id.repo, among: change.workspace.repos.map(\.slug)).map {
          "did you mean \($0)?"
        }
        throw Failure.answer(
          "there is no repo \(id.repo)", help: near ?? "write content/repos/\(id.repo).md first")
      }
      var record = RecordText(body: body)
      record.add("title", title)
      record.add("status", status.rawValue)
      record.add("sprint", try sprintName(in: change.workspace))
      record.add("priority", priority?.rawValue)
      record.add("assignee", assignee)
      record.add("labels", list: labels)
      record.add("estimate", estimate?.duration)
      record.add("depends_on", list: dependsOn)
      record.add("due", due?.description)
      record.add("created", change.at.day.description)
      try await change.create("content/tasks/\(id).md", record.text, &editor)
    }
  }

  private func name() throws -> TaskID {
    if place.contains("/") {
      guard let id = TaskID(place) else {
        throw Failure.usage(
          "\"\(place)\" is not REPO/TASK",
          help: "use lowercase letters, digits and -, at most \(Slug.maximumLength) of them on each side")
      }
      return id
    }
    guard let slug = Slug.suggestion(for: title) else {
      throw Failure.usage("no name can be made from this title", help: "give one: orchsite task new \(place)/NAME …")
    }
    guard let id = TaskID("\(place)/\(slug)") else {
      throw Failure.usage("\"\(place)\" is not the name of a repo", help: "use lowercase letters, digits and -")
    }
    return id
  }

  private func sprintName(in workspace: Workspace) throws -> String? {
    guard sprint == "current" else { return sprint }
    guard let current = workspace.currentSprint else {
      throw Failure.answer("no sprint has begun", help: "leave --sprint out, or write a sprint first")
    }
    return current.slug
  }
}

/// The text of a new record, from a file or from standard input.
enum BodyFile {
  /// - Parameter path: relative to where `-C` leads; none is no text.
  static func read(_ path: String?, _ options: HomeOptions) throws -> String {
    guard let path else { return "" }
    let bytes =
      try path == "-"
      ? Console.readInput() : FileSystem.read(options.fromStart(path), limit: ContentFiles.sizeLimit)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure.answer("\(path) is not UTF-8", help: "save it as UTF-8")
    }
    return text
  }
}
