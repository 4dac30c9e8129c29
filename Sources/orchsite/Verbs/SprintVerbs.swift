import Actions
import ArgumentParser
import Arguments
import Bytes
import Quantities
import Terminal

struct SprintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sprint", abstract: "Begin and close sprints.",
    subcommands: [SprintList.self, SprintNew.self, SprintClose.self])
}

struct SprintNew: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a new sprint.",
    usage: "orchsite sprint new <sprint> --start <date> --end <date> [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "Its name, for example sprint-13.") var sprint: String
  @Option(help: "Else made from the name.") var title: String?
  @Option(help: ArgumentHelp("The first day.", valueName: "date")) var start: Day
  @Option(help: ArgumentHelp("The last day.", valueName: "date")) var end: Day
  @Option(help: "What it is for, in a sentence.") var goal: String?
  @Option(help: "The time there is, for example 60h.") var capacity: Minutes?

  private var request: NewSprint {
    var request = NewSprint(sprint, from: start, to: end)
    request.title = title
    request.goal = goal
    request.capacity = capacity
    return request
  }

  func validate() throws { try request.validateArguments() }
  func run() async throws { try await options.say(try await options.call(request, in: home)) }
}

struct SprintClose: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "close", abstract: "Roll the unfinished work of a sprint over.",
    usage: "orchsite sprint close <sprint> [<options>]",
    discussion:
      "Open tasks move to the next sprint by start, or to where --into says. Done and cancelled ones stay.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "The sprint.", completion: Completions.sprints) var sprint: String
  @Option(
    help: ArgumentHelp("Another sprint, or backlog.", valueName: "sprint"), completion: Completions.sprints)
  var into: String?

  func run() async throws { try await options.say(try await options.call(CloseSprint(sprint, into: into), in: home)) }
}

extension CloseSprint.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    if moved.isEmpty { return "\(sprint) has no unfinished tasks\n" }
    return moved.map { "\($0.task) (\($0.status.rawValue)) → \(target ?? "backlog")\n" }.joined()
  }

  package var kind: String { "sprint close" }

  package func write(to writer: inout JSONWriter) {
    writer.field("sprint", sprint)
    writer.field("into", target)
    writer.array("moved") { writer in for task in moved { writer.string(task.task.description) } }
  }
}
