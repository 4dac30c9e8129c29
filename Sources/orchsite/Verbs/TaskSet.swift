import Actions
import ArgumentParser
import Arguments
import Bytes
import Content
import Diagnostics
import Terminal

struct TaskSet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Change keys of a task's file.",
    usage: "orchsite task set <task> … KEY=VALUE … [<options>]",
    discussion: """
      KEY=VALUE sets a key, KEY= removes it, KEY+=ITEM adds to a list, KEY-=ITEM takes out of it; lists are separated by commas, \
      and an item that holds one is put in quotes: 'labels-="a, b"'. Everything else in the file stays as it is, byte for byte. What would make the file wrong is refused. \
      The status is moved with task move. Of several tasks, all are changed or none.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(
    help: ArgumentHelp(
      "The tasks, then for example: priority=high labels+=urgent due=", valueName: "task> … KEY=VALUE <"),
    completion: Completions.tasks)
  var words: [String]

  private var tasks: [String] { Array(words.prefix { Assignment($0) == nil }) }
  private var assignments: [Assignment] { words.dropFirst(tasks.count).compactMap { Assignment($0) } }

  func validate() throws {
    if let wrong = words.dropFirst(tasks.count).first(where: { Assignment($0) == nil }) {
      throw ValidationError("\"\(wrong)\" is not KEY=VALUE.")
    }
    try SetTaskKeys([TaskID](repeating: TaskID(repo: "", task: ""), count: tasks.count), assignments)
      .validateArguments()
  }

  func run() async throws {
    let home = try await home.find()
    let request = SetTaskKeys(try await home.tasks(named: tasks), assignments)
    try await options.say(try await options.call(request, in: home))
  }
}

extension SetTaskKeys.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String { files.map(\.text).joined() }

  package var kind: String { "task set" }

  package func write(to writer: inout JSONWriter) {
    writer.array("tasks") { writer in
      for file in files {
        writer.object { writer in
          writer.field("task", file.task.description)
          writer.field("written", !file.set.isEmpty)
          writer.array("set") { writer in for assignment in file.set { writer.string(assignment.key) } }
          writer.array("absent") { writer in for absent in file.absent { writer.string(absent.item) } }
        }
      }
    }
  }
}

extension SetTaskKeys.Outcome.File {
  fileprivate var text: String {
    let absent = absent.map { "\(task): \($0.summary)".printable + "\n" }.joined()
    if set.isEmpty {
      return absent.isEmpty
        ? "nothing to do: the file of \(task) says so already\n" : "nothing to do\n\(absent)"
    }
    return set.map { "\(task): \($0.summary)".printable + "\n" }.joined() + absent
  }
}

extension SetTaskKeys.Outcome.Absent {
  fileprivate var summary: String {
    let held = present.isEmpty ? "it is empty" : "it holds \(present.map { "\"\($0)\"" }.joined(separator: ", "))"
    return "\"\(item)\" is not in \(key): \(held)"
  }
}

extension Assignment {
  fileprivate var summary: String {
    if value.isEmpty { return "\(key) removed" }
    return "\(key) \(operation.rawValue) \(value)"
  }
}
