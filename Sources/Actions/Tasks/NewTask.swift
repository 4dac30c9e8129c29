import Bytes
import Content
import FrontMatter
import Quantities

/// Writes a new task.
package struct NewTask: Verb {
  /// The repo, or the whole name: then none is made from the title.
  package var place: String
  package var title: String
  package var status = BoardTask.Status.todo
  /// A sprint's name, or `current`; else the backlog.
  package var sprint: String?
  package var priority: BoardTask.Priority?
  package var assignee: String?
  package var labels: [String] = []
  package var estimate: Minutes?
  /// Tasks, with or without their repo.
  package var dependsOn: [String] = []
  package var due: Day?
  package var body = ""

  package init(_ place: String, title: String) {
    self.place = place
    self.title = title
  }

  package typealias Outcome = CreatedRecord

  package func validate() throws(Refusal) {
    try OneLine.checkTitle(title)
    try OneLine.check(assignee, of: "assignee")
    for label in labels { try OneLine.checkTitle(label, of: "label") }
    for task in dependsOn { try OneLine.checkTitle(task, of: "dependency") }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    return try await Change.run(in: home, stage, verb: "task new", message: "new task: \(title)") {
      change throws(Refusal) in
      let id = try name()
      _ = try change.workspace.existingRepo(id.repo)
      var record = RecordText(body: body)
      record.add("title", title)
      record.add("status", status.rawValue)
      record.add("sprint", try sprintName(in: change.workspace))
      record.add("priority", priority?.rawValue)
      record.add("assignee", assignee)
      record.add("labels", list: labels)
      record.add("estimate", estimate?.duration)
      record.add("depends_on", list: dependsOn)
      if let due { record.add("due", .bare(due.description)) }
      record.add("created", .bare(change.at.day.description))
      return CreatedRecord(path: try await change.create("content/tasks/\(id).md", record))
    }
  }

  private func name() throws(Refusal) -> TaskID {
    let id = try wholeName()
    guard !Slug.reserved.contains(id.task) else {
      throw .usage(
        "\"\(id.task)\" is a reserved name",
        help: "give another: orchsite task new \(id.repo)/NAME …, for example \(id.repo)/\(id.task)-2")
    }
    return id
  }

  private func wholeName() throws(Refusal) -> TaskID {
    if place.contains("/") {
      guard let id = TaskID(place) else {
        throw .usage(
          "\"\(place)\" is not REPO/TASK",
          help: "use lowercase letters, digits and -, at most \(Slug.maximumLength) of them on each side")
      }
      return id
    }
    guard let slug = Slug.suggestion(for: title) else {
      throw .usage("no name can be made from this title", help: "give one: orchsite task new \(place)/NAME …")
    }
    guard let id = TaskID("\(place)/\(slug)") else {
      throw .usage("\"\(place)\" is not the name of a repo", help: "use lowercase letters, digits and -")
    }
    return id
  }

  private func sprintName(in workspace: Workspace) throws(Refusal) -> String? {
    guard sprint == "current" else { return sprint }
    return try workspace.existingCurrentSprint(otherwise: "leave --sprint out, or write a sprint first").slug
  }
}
