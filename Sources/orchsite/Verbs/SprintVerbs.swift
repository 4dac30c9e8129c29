import ArgumentParser
import Content
import FrontMatter
import Quantities

struct SprintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sprint", abstract: "Begin and close sprints.",
    subcommands: [SprintNew.self, SprintClose.self])
}

struct SprintNew: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a new sprint.",
    usage: "orchsite sprint new <sprint> --start <date> --end <date> [<options>]")

  @OptionGroup var options: ChangeOptions
  @Argument(help: "Its name, for example sprint-13.") var sprint: String
  @Option(help: "Else made from the name.") var title: String?
  @Option(help: ArgumentHelp("The first day.", valueName: "date")) var start: Day
  @Option(help: ArgumentHelp("The last day.", valueName: "date")) var end: Day
  @Option(help: "What it is for, in a sentence.") var goal: String?
  @Option(help: "The time there is, for example 60h.") var capacity: Minutes?

  func validate() throws {
    guard Slug.isValid(sprint) else {
      throw ValidationError("\"\(sprint)\" is not a name: use lowercase letters, digits and -.")
    }
    if let title { try OneLine.checkTitle(title) }
    try OneLine.check(goal, of: "goal")
    guard start <= end else { throw ValidationError("The sprint would end before it starts.") }
  }

  func run() async throws {
    try await Change.run(options, verb: "sprint new", message: "new sprint: \(sprint)") { change, editor in
      var record = RecordText()
      record.add("title", title ?? defaultTitle)
      record.add("start", start.description)
      record.add("end", end.description)
      record.add("goal", goal)
      record.add("capacity", capacity?.duration)
      try await change.create("content/sprints/\(sprint).md", record.text, &editor)
    }
  }

  /// "sprint-13" → "Sprint 13".
  private var defaultTitle: String {
    let words = sprint.split(separator: "-").joined(separator: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}

struct SprintClose: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "close", abstract: "Roll the unfinished work of a sprint over.",
    usage: "orchsite sprint close <sprint> [<options>]",
    discussion:
      "Open tasks move to the next sprint by start, or to where --into says. Done and cancelled ones stay.")

  @OptionGroup var options: ChangeOptions
  @Argument(help: "The sprint.", completion: Completions.sprints) var sprint: String
  @Option(
    help: ArgumentHelp("Another sprint, or backlog.", valueName: "sprint"), completion: Completions.sprints)
  var into: String?

  func run() async throws {
    try await Change.run(options, verb: "sprint close", message: "close \(sprint)") { change, editor in
      let workspace = change.workspace
      guard let closing = workspace.sprint(sprint) else {
        let near = nearest(to: sprint, among: workspace.sprints.map(\.slug)).map { "did you mean \($0)?" }
        throw Failure.answer("there is no sprint \(sprint)", help: near)
      }
      if !workspace.unreadable.isEmpty {
        let count = workspace.unreadable.count
        Console.warning(
          "\(count) file\(count == 1 ? "" : "s") could not be read, and may be part of the sprint",
          help: "orchsite check says why; closing the sprint again takes them along")
      }
      let unfinished = workspace.tasks(inSprint: sprint).filter { !$0.task.status.isClosed }
      guard !unfinished.isEmpty else {
        Console.say("\(sprint) has no unfinished tasks")
        return
      }
      let target = try target(after: closing, in: workspace)
      let edit: FrontMatterEdit = target.map { .set(key: "sprint", to: $0) } ?? .remove(key: "sprint")
      // A sprint is rolled over as a whole or not at all.
      try editor.editTogether(unfinished.map(\.task.source.path), edit)
      for task in unfinished {
        Console.say("\(task.id) (\(task.task.status.rawValue)) → \(target ?? "backlog")")
      }
    }
  }

  private func target(after closing: Sprint, in workspace: Workspace) throws -> String? {
    switch into {
    case "backlog": return nil
    case let slug?:
      guard slug != closing.slug else { throw Failure.usage("a sprint cannot be closed into itself") }
      guard workspace.sprint(slug) != nil else {
        let near = nearest(to: slug, among: workspace.sprints.map(\.slug)).map { "did you mean \($0)?" }
        throw Failure.answer(
          "there is no sprint \(slug)", help: near ?? "orchsite sprint new \(slug) writes it")
      }
      return slug
    case nil:
      guard let next = workspace.sprints.first(where: { $0.start > closing.start }) else {
        throw Failure.answer(
          "no sprint comes after \(closing.slug)",
          help: "write one with orchsite sprint new, or say --into backlog")
      }
      return next.slug
    }
  }
}
