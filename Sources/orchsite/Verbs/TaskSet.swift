import Actions
import ArgumentParser
import Content
import Diagnostics
import Terminal

struct TaskSet: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Change keys of a task's file.",
    usage: "orchsite task set <task> KEY=VALUE … [<options>]",
    discussion: """
      KEY=VALUE sets a key, KEY= removes it, KEY+=ITEM adds to a list, KEY-=ITEM takes out of it; lists are separated by commas, \
      and an item that holds one is put in quotes: 'labels-="a, b"'. Everything else in the file stays as it is, byte for byte. What would make the file wrong is refused. \
      The status is moved with task move.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @Argument(help: "The task, as REPO/TASK.") var task: TaskID
  @Argument(help: "For example: priority=high labels+=urgent due=") var assignments: [Assignment]

  private var request: SetTaskKeys { SetTaskKeys(task, assignments) }

  func validate() throws { try request.validateArguments() }
  func run() async throws { try say(try await options.call(request, in: home)) }
}

extension SetTaskKeys.Outcome: Answer {
  package func text(on screen: Screen) -> String {
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
