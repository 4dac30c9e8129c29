import Actions
import ArgumentParser
import Arguments
import Bytes
import Content
import Diagnostics
import Terminal

struct TaskMove: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "move", abstract: "Move a task to another status.",
    usage: "orchsite task move <task> … <status> [<options>]",
    discussion:
      "Edits the status line of the task's file and writes an update in the board's name. Of several tasks, all are moved or none."
  )

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(
    help: ArgumentHelp(
      "The tasks, then todo, in-progress, review, done or cancelled.", valueName: "task> … <status"),
    completion: Completions.moves)
  var words: [String]
  @Option(name: .shortAndLong, help: ArgumentHelp("Why: the text of the update.", valueName: "text"))
  var message: String?

  private var status: BoardTask.Status? { words.last.flatMap { BoardTask.Status(rawValue: $0) } }

  func validate() throws {
    guard words.count > 1 else { throw ValidationError("Name a task and a status.") }
    guard status != nil else {
      throw ValidationError(
        "\"\(words[words.count - 1])\" is not a status: todo, in-progress, review, done or cancelled.")
    }
  }

  func run() async throws {
    guard let status else { return }
    let home = try await home.find()
    let tasks = try await home.tasks(named: words.dropLast())
    try await options.say(try await options.call(MoveTask(tasks, to: status, message: message ?? ""), in: home))
  }
}

extension MoveTask.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    moves.map { move in
      if !move.isWritten { return "\(move.task) is \(move.to.rawValue) already\n" }
      return move.from == move.to
        ? "\(move.task) is \(move.to.rawValue) already; its history says so now\n"
        : "\(move.task): \(move.from.rawValue) → \(move.to.rawValue)\n"
    }.joined()
  }

  package var kind: String { "task move" }

  package func write(to writer: inout JSONWriter) {
    writer.array("tasks") { writer in
      for move in moves {
        writer.object { writer in
          writer.field("task", move.task.description)
          writer.field("from", move.from.rawValue)
          writer.field("to", move.to.rawValue)
          writer.field("written", move.isWritten)
        }
      }
    }
  }
}

struct TaskAccept: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Take over the status that a worker reported.",
    usage: "orchsite task accept <task> [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @OptionGroup var name: TaskName

  func run() async throws {
    let home = try await home.find()
    try await options.say(try await options.call(AcceptReport(try await name.id(in: home)), in: home))
  }
}

extension AcceptReport.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    "\(task): \(from.rawValue) → \(to.rawValue), as \(worker) reported\n"
  }

  package var kind: String { "task accept" }

  package func write(to writer: inout JSONWriter) {
    writer.field("task", task.description)
    writer.field("from", from.rawValue)
    writer.field("to", to.rawValue)
    writer.field("worker", worker)
  }
}

struct TaskUnblock: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unblock", abstract: "Answer what blocks a task.",
    usage: "orchsite task unblock <task> [<answer>] [<options>]",
    discussion: """
      Resolves all blockers that stand, or those named with --blocker, and records the answer. An answer that is left \
      out is asked for on a terminal, in the editor that VISUAL or EDITOR names if there is one.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @OptionGroup var name: TaskName
  @Argument(help: "The answer; else it is asked for on a terminal.") var answer: String?
  @Option(help: ArgumentHelp("Only this blocker, by its text; may be repeated.", valueName: "text"))
  var blocker: [String] = []

  func validate() throws {
    if let answer { try asArguments { () throws(Refusal) in try UnblockTask.check(answer) } }
  }

  func run() async throws {
    let home = try await home.find()
    let task = try await name.id(in: home)
    var request = UnblockTask(task, answer: answer ?? "", blockers: blocker)
    if answer == nil {
      let open = try await request.question(in: home, asOf: Clock.now)
      guard let text = try Asking.text("The answer", about: open) else {
        throw Refusal.usage(
          "there is no answer", help: "orchsite task unblock \(task) \"what the worker has to know\"")
      }
      request.answer = text
    }
    try await options.say(try await options.call(request, in: home))
  }
}

extension UnblockTask.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    resolved.map { "\(task): resolved \"\($0)\"".printable + "\n" }.joined()
  }

  package var kind: String { "task unblock" }

  package func write(to writer: inout JSONWriter) {
    writer.field("task", task.description)
    writer.array("resolved") { writer in for text in resolved { writer.string(text) } }
  }
}
