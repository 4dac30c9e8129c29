import Content

/// Ticks boxes of a task's file, or takes their ticks away.
package struct TickBoxes: Verb {
  package var task: TaskID
  /// From 1, in the order of the text. None: all boxes are only listed.
  package var numbers: [Int]
  package var isTicking: Bool
  /// Whether each box was ticked where somebody chose among them; with others, a number may mean another box, and
  /// nothing is done. Nil for one who looks at the file itself.
  package var seen: [Bool]?

  package init(_ task: TaskID, _ numbers: [Int], as isTicking: Bool) {
    self.task = task
    self.numbers = numbers
    self.isTicking = isTicking
  }

  package struct Outcome: Warned, Equatable {
    package let task: TaskID
    /// Those that were asked for, as they were before.
    package let boxes: [NumberedBox]
    /// As it is now.
    package let progress: Progress
    package let isListing: Bool
    package let isTicking: Bool
    package var warnings: [Warning] = []
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    if numbers.isEmpty { return try list(try await home.workspace(asOf: stage.now).existingTask(task)) }
    let verb = isTicking ? "check" : "uncheck"
    let names = numbers.map(String.init).joined(separator: ", ")
    return try await Change.run(in: home, stage, verb: "task \(verb)", message: "\(verb) box \(names) of \(task)") {
      change throws(Refusal) in
      let tracked = try change.task(task)
      let all = try boxes(of: tracked)
      if let seen, seen != all.map(\.isTicked) {
        throw .answer(
          "the boxes of \(task) are others by now: nothing was ticked", help: "look at them again, then tick")
      }
      for number in numbers where !(1...all.count).contains(number) {
        throw .answer(
          "\(task) has no box \(number): it has \(all.count)", help: "orchsite task check \(task) lists them")
      }
      let wanted = Set(numbers)
      _ = try change.write { editor throws(EditError) in
        try editor.tick(tracked.task.source.path, wanted, as: isTicking)
      }
      let done = all.count { wanted.contains($0.number) ? isTicking : $0.isTicked }
      return Outcome(
        task: task, boxes: all.filter { wanted.contains($0.number) }, progress: Progress(done: done, total: all.count),
        isListing: false, isTicking: isTicking)
    }
  }

  private func list(_ tracked: TrackedTask) throws(Refusal) -> Outcome {
    let all = try boxes(of: tracked)
    return Outcome(
      task: task, boxes: all, progress: Progress(done: all.count { $0.isTicked }, total: all.count), isListing: true,
      isTicking: isTicking)
  }

  private func boxes(of tracked: TrackedTask) throws(Refusal) -> [NumberedBox] {
    let all = tracked.task.source.numberedBoxes
    guard !all.isEmpty else {
      throw .answer(
        "\(task) has no boxes", help: "write lines like - [ ] what is to be done, into \(tracked.task.source.path)")
    }
    return all
  }
}
