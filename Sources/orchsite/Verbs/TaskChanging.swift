import ArgumentParser
import Content
import Diagnostics
import Files
import FrontMatter
import Quantities

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

  func run() async throws {
    try await Change.run(options, verb: "task move", message: "move \(task) to \(status.rawValue)") {
      change, editor in
      let tracked = try change.task(task)
      let before = tracked.task.status
      guard try editor.move(tracked, to: status, at: change.at, notes: message ?? "") else {
        Console.say("\(task) is \(status.rawValue) already")
        return
      }
      change.sayIfLate(tracked)
      if before == status {
        Console.say("\(task) is \(status.rawValue) already; its history says so now")
      } else {
        Console.say("\(task): \(before.rawValue) → \(status.rawValue)")
      }
    }
  }
}

struct TaskAccept: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Take over the status that a worker reported.",
    usage: "orchsite task accept <task> [<options>]")

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
      change.sayIfLate(tracked)
      Console.say("\(task): \(before.rawValue) → \(report.status.rawValue), as \(report.worker) reported")
    }
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
      change.sayIfLate(tracked)
      for text in resolved { Console.say("\(task): resolved \"\(text)\"".printable) }
    }
  }
}

struct TaskSet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Change keys of a task's file.",
    usage: "orchsite task set <task> KEY=VALUE … [<options>]",
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
    for (index, assignment) in assignments.enumerated() {
      try OneLine.check(assignment.value, of: assignment.key)
      if assignment.isAddition, assignment.items.isEmpty {
        throw ValidationError("Nothing to add: give \(assignment.key)+=ITEM.")
      }
      // Several additions to one list are fine; of anything else the user can only mean one.
      let others = assignments[..<index].filter { $0.key == assignment.key }
      if others.contains(where: { !($0.isAddition && assignment.isAddition) }) {
        throw ValidationError("\(assignment.key) is given twice.")
      }
    }
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
        Console.say("nothing to do: the file of \(task) says so already")
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

  /// The value as a list.
  var items: [String] { value.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty } }

  func edits(in source: RecordSource, _ settings: ProjectSettings) throws -> [FrontMatterEdit] {
    guard key != "status" else {
      throw Failure.usage(
        "set does not change a status", help: "orchsite task move REPO/TASK STATUS does, and records it")
    }
    let isKnown = BoardTask.keys.contains(key) || settings.customFields.contains(key) || key.hasPrefix("x-")
    guard isKnown else {
      let near = nearest(to: key, among: BoardTask.keys + settings.customFields.sorted())
      throw Failure.usage(
        "a task has no key \"\(key)\"",
        help: near.map { "did you mean \($0)?" } ?? "name it in custom_fields of content/index.md, or begin it with x-")
    }
    let form = BoardTask.key(key)?.form ?? .scalar
    let isList = form == .list
    let present = try FrontMatterDocument(source.file).value(of: key)
    if isAddition {
      guard isList || present?.isList == true else {
        throw Failure.usage("\"\(key)\" is no list", help: "write \(key)=\(value)")
      }
      let there = present?.texts ?? []
      return items.filter { !there.contains($0) }.map { .append(key: key, item: $0) }
    }
    if value.isEmpty { return present == nil ? [] : [.remove(key: key)] }
    if isList || present?.isList == true { return [.setList(key: key, to: items)] }
    return [.set(key: key, to: value, style: form == .quoted ? .doubleQuoted : .plain)]
  }
}

extension YAMLValue {
  fileprivate var isList: Bool { if case .list = self { true } else { false } }

  /// What a list holds, or the one text that stands for a list.
  fileprivate var texts: [String] {
    switch self {
    case .scalar(let scalar): scalar.isAbsent ? [] : [scalar.text]
    case .list(let items, _): items.flatMap(\.texts)
    case .map: []
    }
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
