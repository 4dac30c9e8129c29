import Content
import FrontMatter

/// Moves tasks to another status, all of them or none, and records it in the board's name.
package struct MoveTask: Verb {
  package var tasks: [TaskID]
  package var status: BoardTask.Status
  /// The text of the update.
  package var message: String

  package init(_ task: TaskID, to status: BoardTask.Status, message: String = "") {
    self.init([task], to: status, message: message)
  }

  package init(_ tasks: [TaskID], to status: BoardTask.Status, message: String = "") {
    self.tasks = tasks
    self.status = status
    self.message = message
  }

  package struct Outcome: Warned, Equatable {
    package let moves: [Move]
    package var warnings: [Warning] = []
  }

  package struct Move: Sendable, Equatable {
    package let task: TaskID
    package let from: BoardTask.Status
    package let to: BoardTask.Status
    /// False where the board and its history said so already.
    package let isWritten: Bool
  }

  package func validate() throws(Refusal) {
    guard !tasks.isEmpty else { throw .usage("Which task?") }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    let tasks = tasks.once
    let names = tasks.map(\.description).joined(separator: ", ")
    return try await Change.run(in: home, stage, verb: "task move", message: "move \(names) to \(status.rawValue)") {
      change throws(Refusal) in
      var moves: [Move] = []
      for task in tasks {
        let tracked = try change.task(task)
        let at = change.at
        let isWritten = try change.write { editor throws(EditError) in
          try editor.move(tracked, to: status, at: at, notes: message)
        }
        if isWritten { change.warnIfLate(tracked) }
        moves.append(Move(task: task, from: tracked.task.status, to: status, isWritten: isWritten))
      }
      return Outcome(moves: moves)
    }
  }
}

/// Takes over the status that a worker reported.
package struct AcceptReport: Verb {
  package var task: TaskID

  package init(_ task: TaskID) { self.task = task }

  package struct Outcome: Warned, Equatable {
    package let task: TaskID
    package let from: BoardTask.Status
    package let to: BoardTask.Status
    package let worker: String
    package var warnings: [Warning] = []
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try await Change.run(in: home, stage, verb: "task accept", message: "accept the report on \(task)") {
      change throws(Refusal) in
      let tracked = try change.task(task)
      guard let report = tracked.reported else {
        throw .answer(
          "nothing to accept: the board and the newest report agree on \(tracked.task.status.rawValue)",
          help: "orchsite task move \(task) STATUS moves it all the same")
      }
      let at = change.at
      _ = try change.write { editor throws(EditError) in try editor.move(tracked, to: report.status, at: at) }
      change.warnIfLate(tracked)
      return Outcome(task: task, from: tracked.task.status, to: report.status, worker: report.worker)
    }
  }
}
