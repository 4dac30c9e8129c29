import Bytes
import Content

/// What a page may ask for. Each is what a verb does.
package enum BoardAction: Sendable, Equatable {
  case move(TaskID, to: BoardTask.Status)
  /// - seen: whether each box of the task was ticked on the page.
  case tick(TaskID, box: Int, isTicking: Bool, seen: [Bool])
  /// - blocker: the text of the one that is answered; nil for all.
  case answer(TaskID, text: String, blocker: String?)
  case accept(TaskID)
}

/// What became of it, in words.
package struct ActionReply: Sendable, Equatable {
  package let isDone: Bool
  package let text: String

  package init(isDone: Bool, text: String) {
    self.isDone = isDone
    self.text = text
  }
}

extension BoardAction {
  package static let names = ["move", "tick", "answer", "accept"]

  /// Why a body is no such request.
  package struct Unreadable: Error {
    package let message: String
  }

  package init(_ name: String, _ body: [UInt8]) throws(Unreadable) {
    let value: JSONValue
    do throws(JSONError) { value = try JSONValue(body) } catch { throw Unreadable(message: "not JSON: \(error)") }
    guard let task = value["task"]?.text.flatMap({ TaskID($0) }) else {
      throw Unreadable(message: "task is missing, or not REPO/TASK")
    }
    switch name {
    case "move":
      guard let status = value["status"]?.text.flatMap(BoardTask.Status.init(rawValue:)) else {
        throw Unreadable(message: "status is missing, or none of todo, in-progress, review, done, cancelled")
      }
      self = .move(task, to: status)
    case "tick":
      guard let box = value["box"]?.number.flatMap(Int.init(exactly:)), let isTicking = value["ticked"]?.flag,
        let seen = value["seen"], seen.isList, seen.items.allSatisfy({ $0.flag != nil })
      else { throw Unreadable(message: "box, ticked or seen is missing") }
      self = .tick(task, box: box, isTicking: isTicking, seen: seen.items.compactMap(\.flag))
    case "answer":
      guard let text = value["text"]?.text else { throw Unreadable(message: "text is missing") }
      self = .answer(task, text: text, blocker: value["blocker"]?.text)
    default:
      self = .accept(task)
    }
  }
}
