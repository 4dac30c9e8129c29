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

  @OptionGroup var options: ChangeOptions
  @Argument(help: "The task, as REPO/TASK.") var task: TaskID
  @Argument(help: "todo, in-progress, review, done or cancelled.") var status: BoardTask.Status
  @Option(name: .shortAndLong, help: ArgumentHelp("Why: the text of the update.", valueName: "text"))
  var message: String?

  func run() async throws { try say(try await options.call(MoveTask(task, to: status, message: message ?? ""))) }
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

  @OptionGroup var options: ChangeOptions
  @Argument(help: "The task, as REPO/TASK.") var task: TaskID

  func run() async throws { try say(try await options.call(AcceptReport(task))) }
}

extension AcceptReport.Outcome: Answer {
  package func text(on screen: Screen) -> String {
    "\(task): \(from.rawValue) → \(to.rawValue), as \(worker) reported\n"
  }
}

struct TaskUnblock: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unblock", abstract: "Answer what blocks a task.",
    usage: "orchsite task unblock <task> <answer> [<options>]",
    discussion: "Resolves all blockers that stand, or those named with --blocker, and records the answer.")

  @OptionGroup var options: ChangeOptions
  @Argument(help: "The task, as REPO/TASK.") var task: TaskID
  @Argument(help: "The answer.") var answer: String
  @Option(help: ArgumentHelp("Only this blocker, by its text; may be repeated.", valueName: "text"))
  var blocker: [String] = []

  func run() async throws {
    try say(try await options.call(UnblockTask(task, answer: answer, blockers: blocker)))
  }
}

extension UnblockTask.Outcome: Answer {
  package func text(on screen: Screen) -> String {
    resolved.map { "\(task): resolved \"\($0)\"".printable + "\n" }.joined()
  }
}
