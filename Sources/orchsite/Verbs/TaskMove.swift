import Actions
import ArgumentParser
import Content
import Diagnostics
import Terminal

struct TaskMove: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "move", abstract: "Move a task to another status.",
    usage: "orchsite task move <task> <status> [<options>]",
    discussion: "Edits the status line of the task's file and writes an update in the board's name.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "The task, as REPO/TASK.") var task: TaskID
  @Argument(help: "todo, in-progress, review, done or cancelled.") var status: BoardTask.Status
  @Option(name: .shortAndLong, help: ArgumentHelp("Why: the text of the update.", valueName: "text"))
  var message: String?

  func run() async throws {
    try say(try await options.call(MoveTask(task, to: status, message: message ?? ""), in: home))
  }
}

extension MoveTask.Outcome: Answer {
  package func text(on screen: Screen) -> String {
    if !isWritten { return "\(task) is \(to.rawValue) already\n" }
    return from == to
      ? "\(task) is \(to.rawValue) already; its history says so now\n"
      : "\(task): \(from.rawValue) → \(to.rawValue)\n"
  }
}

struct TaskAccept: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Take over the status that a worker reported.",
    usage: "orchsite task accept <task> [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "The task, as REPO/TASK.") var task: TaskID

  func run() async throws { try say(try await options.call(AcceptReport(task), in: home)) }
}

extension AcceptReport.Outcome: Answer {
  package func text(on screen: Screen) -> String {
    "\(task): \(from.rawValue) → \(to.rawValue), as \(worker) reported\n"
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
  @Argument(help: "The task, as REPO/TASK.") var task: TaskID
  @Argument(help: "The answer; else it is asked for on a terminal.") var answer: String?
  @Option(help: ArgumentHelp("Only this blocker, by its text; may be repeated.", valueName: "text"))
  var blocker: [String] = []

  func validate() throws {
    if let answer { try UnblockTask(task, answer: answer).validateArguments() }
  }

  func run() async throws {
    let home = try await home.find()
    var request = UnblockTask(task, answer: answer ?? "", blockers: blocker)
    if answer == nil {
      let open = try await request.question(in: home, asOf: Clock.now)
      guard let text = try Asking.text("The answer", about: open) else {
        throw Refusal.usage(
          "there is no answer", help: "orchsite task unblock \(task) \"what the worker has to know\"")
      }
      request.answer = text
    }
    try say(try await options.call(request, in: home))
  }
}

extension UnblockTask.Outcome: Answer {
  package func text(on screen: Screen) -> String {
    resolved.map { "\(task): resolved \"\($0)\"".printable + "\n" }.joined()
  }
}
