import Content
import Quantities

/// A record that was written.
package struct CreatedRecord: Warned, Equatable {
  /// Relative to home.
  package let path: String
  package var warnings: [Warning] = []
}

/// Writes a new sprint.
package struct NewSprint: Verb {
  package var sprint: String
  package var start: Day
  package var end: Day
  /// Else made from the name.
  package var title: String?
  package var goal: String?
  package var capacity: Minutes?

  package init(_ sprint: String, from start: Day, to end: Day) {
    self.sprint = sprint
    self.start = start
    self.end = end
  }

  package typealias Outcome = CreatedRecord

  package func validate() throws(Refusal) {
    try OneLine.checkName(sprint)
    if let title { try OneLine.checkTitle(title) }
    try OneLine.check(goal, of: "goal")
    guard start <= end else { throw .usage("The sprint would end before it starts.") }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    return try await Change.run(in: home, stage, verb: "sprint new", message: "new sprint: \(sprint)") {
      change throws(Refusal) in
      var record = RecordText()
      record.add("title", title ?? defaultTitle)
      record.add("start", .bare(start.description))
      record.add("end", .bare(end.description))
      record.add("goal", goal)
      record.add("capacity", capacity?.duration)
      return CreatedRecord(path: try await change.create("content/sprints/\(sprint).md", record))
    }
  }

  /// "sprint-13" → "Sprint 13".
  private var defaultTitle: String {
    let words = sprint.split(separator: "-").joined(separator: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}
