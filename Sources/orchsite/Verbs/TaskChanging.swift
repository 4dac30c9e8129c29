import ArgumentParser
import Content
import Diagnostics
import Files
import FrontMatter
import Quantities

struct TaskMove: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "move", abstract: "Move a task to another status.",
    discussion: "Edits the status line of the task's file and writes an update in the board's name.")

  @OptionGroup var options: ChangeOptions
  @Argument(help: "The task, as REPO/TASK.") var task: TaskID
  @Argument(help: "todo, in-progress, review, done or cancelled.") var status: BoardTask.Status
  @Option(name: .shortAndLong, help: ArgumentHelp("Why: the text of the update.", valueName: "text"))
  var message: String?

  func run() async throws {
    try await Change.run(options, verb: "task move", message: "move \(task) to \(status.rawValue)") {
      change, editor in
      let tracked = try change.task(task)
      let before = tracked.task.status
      guard try editor.move(tracked, to: status, at: change.at, notes: message ?? "") else {
        Console.say("\(task) is \(status.rawValue) already")
        return
      }
      Console.say("\(task): \(before.rawValue) → \(status.rawValue)")
    }
  }
}

struct TaskAccept: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Take over the status that a worker reported.")

  @OptionGroup var options: ChangeOptions
  @Argument(help: "The task, as REPO/TASK.") var task: TaskID

  func run() async throws {
    try await Change.run(options, verb: "task accept", message: "accept the report on \(task)") {
      change, editor in
      let tracked = try change.task(task)
      guard let report = tracked.reported else {
        throw Failure.answer(
          "nothing to accept: the board and the newest report agree on \(tracked.task.status.rawValue)",
          help: "orchsite task move \(task) STATUS moves it all the same")
      }
      let before = tracked.task.status
      _ = try editor.move(tracked, to: report.status, at: change.at)
      Console.say("\(task): \(before.rawValue) → \(report.status.rawValue), as \(report.worker) reported")
    }
  }
}

struct TaskUnblock: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unblock", abstract: "Answer what blocks a task.",
    discussion: "Resolves all blockers that stand, or those named with --blocker, and records the answer.")

  @OptionGroup var options: ChangeOptions
  @Argument(help: "The task, as REPO/TASK.") var task: TaskID
  @Argument(help: "The answer.") var answer: String
  @Option(help: ArgumentHelp("Only this blocker, by its text; may be repeated.", valueName: "text"))
  var blocker: [String] = []

  func run() async throws {
    try await Change.run(options, verb: "task unblock", message: "answer what blocks \(task)") {
      change, editor in
      let tracked = try change.task(task)
      let open = tracked.openBlockers.map(\.text)
      guard !open.isEmpty else {
        throw Failure.answer("nothing blocks \(task)", help: "orchsite task show \(task)")
      }
      for text in blocker where !open.contains(text) {
        throw Failure.answer(
          "nothing blocks \(task) with the text \"\(text)\"",
          help: "one of \(open.map { "\"\($0)\"" }.joined(separator: ", "))")
      }
      let resolved = blocker.isEmpty ? open : blocker
      try editor.unblock(tracked, blockers: resolved, answer: answer, at: change.at)
      for text in resolved { Console.say("\(task): resolved \"\(text)\"".printable) }
    }
  }
}

struct TaskSet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Change keys of a task's file.",
    discussion: """
      KEY=VALUE sets a key, KEY= removes it, KEY+=ITEM adds to a list; lists are separated by commas. Everything \
      else in the file stays as it is, byte for byte. What would make the file wrong is refused. \
      The status is moved with task move.
      """)

  @OptionGroup var options: ChangeOptions
  @Argument(help: "The task, as REPO/TASK.") var task: TaskID
  @Argument(help: "For example: priority=high labels+=urgent due=") var assignments: [Assignment]

  func validate() throws {
    guard !assignments.isEmpty else { throw ValidationError("Nothing to set: give KEY=VALUE.") }
  }

  func run() async throws {
    let keys = assignments.map(\.key).joined(separator: ", ")
    try await Change.run(options, verb: "task set", message: "set \(keys) of \(task)") { change, editor in
      let tracked = try change.task(task)
      let path = tracked.task.source.path
      let edits = try assignments.flatMap { try $0.edits(in: tracked.task.source, change.workspace.settings) }
      try await change.refuseIfWorse(path, try editor.preview(path, edits))
      if try editor.edit(path, edits) {
        for assignment in assignments { Console.say("\(task): \(assignment.summary)".printable) }
      } else {
        Console.say("\(task) says so already")
      }
    }
  }
}

/// `priority=high`, `labels+=urgent`, `due=`.
struct Assignment: ExpressibleByArgument, Sendable {
  let key: String
  let value: String
  let isAddition: Bool

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else { return nil }
    var key = argument[..<equals]
    isAddition = key.last == "+"
    if isAddition { key = key.dropLast() }
    guard !key.isEmpty, key.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }) else {
      return nil
    }
    self.key = String(key)
    value = String(argument[argument.index(after: equals)...])
  }

  var summary: String {
    if value.isEmpty { return "\(key) removed" }
    return isAddition ? "\(key) += \(value)" : "\(key) = \(value)"
  }

  private static let lists: Set<String> = ["labels", "depends_on", "touches"]
  private static let decimals: Set<String> = ["rate", "fixed_price"]

  func edits(in source: RecordSource, _ settings: ProjectSettings) throws -> [FrontMatterEdit] {
    guard key != "status" else {
      throw Failure.usage("The status is moved with: orchsite task move TASK STATUS")
    }
    let isKnown = BoardTask.keys.contains(key) || settings.customFields.contains(key) || key.hasPrefix("x-")
    guard isKnown else {
      let near = nearest(to: key, among: BoardTask.keys).map { " Did you mean \($0)?" } ?? ""
      throw Failure.usage("A task has no key \"\(key)\".\(near)")
    }
    let isList = Self.lists.contains(key)
    if isAddition, !isList { throw Failure.usage("\"\(key)\" is no list: write \(key)=\(value)") }
    if value.isEmpty {
      let isThere = try FrontMatterDocument(source.file).value(of: key) != nil
      return isThere ? [.remove(key: key)] : []
    }
    if isList {
      let items = value.split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
      return isAddition ? items.map { .append(key: key, item: $0) } : [.setList(key: key, to: items)]
    }
    return [.set(key: key, to: value, style: Self.decimals.contains(key) ? .doubleQuoted : .plain)]
  }
}

extension StringProtocol {
  /// Without spaces at either end.
  var trimmed: String {
    var text = self[...]
    while text.first == " " { text = text.dropFirst() }
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }
}
