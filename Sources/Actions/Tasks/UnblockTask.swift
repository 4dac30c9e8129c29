import Bytes
import Content
import FrontMatter
import Markdown
import Quantities

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

  package func validate() throws(Refusal) { try Self.check(answer) }

  package static func check(_ answer: String) throws(Refusal) {
    // A pasted "…" stands for an answer and is none.
    guard MarkdownDocument.visibleText(of: answer).unicodeScalars.contains(where: \.saysSomething) else {
      throw .usage("The answer says nothing: write what the worker has to know.")
    }
  }

  /// What is to be answered.
  ///
  /// - Throws: where nothing blocks the task, or no blocker has one of the texts.
  package func question(in home: Home, asOf: Instant) async throws(Refusal) -> [String] {
    try resolved(of: try await home.workspace(asOf: asOf).existingTask(task))
  }

  /// The blockers that the answer resolves.
  private func resolved(of tracked: TrackedTask) throws(Refusal) -> [String] {
    let open = tracked.openBlockers.map(\.text)
    guard !open.isEmpty else { throw .answer("nothing blocks \(task)", help: "orchsite task show \(task)") }
    for text in blockers where !open.containsExactly(text) {
      throw .answer(
        "nothing blocks \(task) with the text \"\(text)\"",
        help: "one of \(open.map { "\"\($0)\"" }.joined(separator: ", "))")
    }
    return blockers.isEmpty ? open : blockers
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    return try await Change.run(in: home, stage, verb: "task unblock", message: "answer what blocks \(task)") {
      change throws(Refusal) in
      let tracked = try change.task(task)
      let resolved = try resolved(of: tracked)
      let at = change.at
      try change.write { editor throws(EditError) in
        try editor.unblock(tracked, blockers: resolved, answer: answer, at: at)
      }
      change.warnIfLate(tracked)
      return Outcome(task: task, resolved: resolved)
    }
  }
}

extension Unicode.Scalar {
  /// Whether it is more than a blank or a mark of punctuation: a letter, a digit, a thumb.
  var saysSomething: Bool {
    if isInvisible { return false }
    return switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber, .mathSymbol, .currencySymbol, .otherSymbol:
      true
    default: false
    }
  }
}
