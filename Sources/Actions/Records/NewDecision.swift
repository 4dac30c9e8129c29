import Content
import FrontMatter
import Quantities

/// Records what was decided or learnt.
package struct NewDecision: Verb {
  package var title: String
  /// Else the task's.
  package var repo: String?
  package var task: TaskID?
  package var worker: String?
  package var tags: [String] = []
  /// Else the day of the moment that is recorded.
  package var date: Day?
  package var body = ""

  package init(_ title: String) { self.title = title }

  package typealias Outcome = CreatedRecord

  package func validate() throws(Refusal) {
    try OneLine.checkTitle(title)
    for tag in tags { try OneLine.checkTitle(tag, of: "tag") }
    try OneLine.check(worker, of: "worker")
    try OneLine.check(repo, of: "repo")
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    guard let slug = Slug.suggestion(for: title) else {
      throw .usage("no file name can be made from this title", help: "use letters or digits")
    }
    return try await Change.run(in: home, stage, verb: "decision new", message: "decision: \(title)") {
      change throws(Refusal) in
      let date = date ?? change.at.day
      var record = RecordText(body: body)
      record.add("title", title)
      record.add("date", .bare(date.description))
      record.add("repo", repo ?? task?.repo)
      record.add("task", task?.description)
      record.add("worker", worker)
      record.add("tags", list: tags)
      return CreatedRecord(path: try await change.create("content/decisions/\(date)-\(slug).md", record))
    }
  }
}
