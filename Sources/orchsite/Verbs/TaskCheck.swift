import Actions
import ArgumentParser
import Arguments
import Bytes
import Content
import Diagnostics
import Terminal

struct TaskCheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Tick boxes of a task's file.",
    usage: "orchsite task check <task> [<number> …] [<options>]",
    discussion: "Boxes are counted from 1, in the order of the text. Without a number, they are listed.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @OptionGroup var name: TaskName
  @Argument(help: "Which boxes.") var numbers: [Int] = []

  func run() async throws {
    let home = try await home.find()
    let request = TickBoxes(try await name.id(in: home), numbers, as: true)
    try await options.say(try await options.call(request, in: home))
  }
}

struct TaskUncheck: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "uncheck", abstract: "Take ticks off boxes of a task's file.",
    usage: "orchsite task uncheck <task> <number> … [<options>]")

  @OptionGroup var home: HomeOptions
  @OptionGroup var options: ChangeOptions
  @OptionGroup var name: TaskName
  @Argument(help: "Which boxes, counted from 1.") var numbers: [Int]

  func run() async throws {
    let home = try await home.find()
    let request = TickBoxes(try await name.id(in: home), numbers, as: false)
    try await options.say(try await options.call(request, in: home))
  }
}

extension TickBoxes.Outcome: ObjectAnswer {
  package func text(on screen: Screen) -> String {
    if isListing {
      let width = String(boxes.count).utf8.count
      return boxes.map { box in
        let number = String(repeating: " ", count: width - String(box.number).utf8.count) + String(box.number)
        let line = "\(number) [\(box.isTicked ? "x" : " ")] \(box.text)".printable
        return (screen.isTerminal ? line.truncated(toColumns: screen.width) : line) + "\n"
      }.joined()
    }
    let lines = boxes.map { box in
      box.isTicked == isTicking
        ? "box \(box.number) is \(isTicking ? "ticked" : "open") already: \(box.text)"
        : "\(isTicking ? "ticked" : "opened") box \(box.number): \(box.text)"
    }
    return (lines + ["\(task): \(progress.done) of \(progress.total)"]).map { $0.printable + "\n" }.joined()
  }

  package var kind: String { "boxes" }

  package func write(to writer: inout JSONWriter) {
    writer.field("task", task.description)
    writer.field("done", progress.done)
    writer.field("total", progress.total)
    writer.array("boxes") { writer in
      for box in boxes {
        writer.object { writer in
          writer.field("number", box.number)
          writer.field("ticked", isListing ? box.isTicked : isTicking)
          writer.field("text", box.text)
        }
      }
    }
  }
}
