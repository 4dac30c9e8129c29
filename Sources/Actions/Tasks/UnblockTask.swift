import Bytes
import Content

/// Answers what blocks a task: resolves all blockers that stand, or those named.
package struct UnblockTask: Verb {
  package var task: TaskID
  package var answer: String
  /// By their texts; none means all.
  package var blockers: [String]

  package init(_ task: TaskID, answer: String, blockers: [String] = []) {
    self.task = task
    self.answer = answer
    self.blockers = blockers
  }

  package struct Outcome: Warned, Equatable {
    package let task: TaskID
    package let resolved: [String]
    package var warnings: [Warning] = []
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try await Change.run(in: home, stage, verb: "task unblock", message: "answer what blocks \(task)") {
      change throws(Refusal) in
      let tracked = try change.task(task)
      let open = tracked.openBlockers.map(\.text)
      guard !open.isEmpty else { throw .answer("nothing blocks \(task)", help: "orchsite task show \(task)") }
      for text in blockers where !open.containsExactly(text) {
        throw .answer(
          "nothing blocks \(task) with the text \"\(text)\"",
          help: "one of \(open.map { "\"\($0)\"" }.joined(separator: ", "))")
      }
      let resolved = blockers.isEmpty ? open : blockers
      let at = change.at
      try change.write { editor throws(EditError) in
        try editor.unblock(tracked, blockers: resolved, answer: answer, at: at)
      }
      change.warnIfLate(tracked)
      return Outcome(task: task, resolved: resolved)
    }
  }
}
