import Bytes
import Content
import Files
import FrontMatter
import Quantities

/// Records a person's own time: in `content/time/`, with or without a task.
package struct LogTime: Verb {
  /// A client, or a task as REPO/TASK, whose client it is then for.
  package var place: String
  package var minutes: Minutes
  /// What it was, as it may stand on an invoice.
  package var text: String
  package var person: String?
  package var rate: ExactDecimal?
  package var isBillable: Bool?
  /// The name of an earlier entry of the same client.
  package var corrects: String?

  package init(_ place: String, _ minutes: Minutes, text: String) {
    self.place = place
    self.minutes = minutes
    self.text = text
  }

  package struct Outcome: Warned, Equatable {
    package let path: String
    package let client: String
    package let person: String
    package let minutes: Minutes
    package var warnings: [Warning] = []
  }

  package func validate() throws(Refusal) {
    try OneLine.checkTitle(text, of: "text")
    try OneLine.check(corrects, of: "name")
    guard minutes != .zero else { throw .usage("No time is nothing to log.") }
    guard minutes > .zero || corrects != nil else {
      throw .usage("Time is only taken back by a correction: name the entry with --corrects.")
    }
    if let rate, rate.significand < 0 { throw .usage("A rate is not negative.") }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    return try await Change.run(in: home, stage, verb: "time log", message: "time for \(place): \(minutes.duration)") {
      change throws(Refusal) in
      let task = place.contains("/") ? try self.task(change.workspace) : nil
      let client = try self.client(change.workspace, task)
      let person = try change.workspace.person(named: person)
      try refuseTooMuch(change.workspace.time.filter { $0.client == client })
      var record = RecordText()
      record.add("at", .bare(change.at.description))
      record.add("person", person)
      record.add("minutes", .number(minutes.count))
      record.add("text", text)
      record.add("repo", task?.id.repo)
      record.add("task", task?.id.description)
      if let isBillable { record.add("billable", .bare(isBillable ? "true" : "false")) }
      record.add("rate", rate?.description, style: .doubleQuoted)
      record.add("corrects", corrects)
      let stem = "content/time/\(client)/\(change.at.stamp)-\(person)"
      let path = FileSystem.freePath(stem, in: home.path)
      return Outcome(
        path: try await change.create(path, record), client: client, person: person, minutes: minutes)
    }
  }

  private func task(_ workspace: Workspace) throws(Refusal) -> TrackedTask {
    guard let id = TaskID(place) else {
      throw .usage("\"\(place)\" is neither a client nor REPO/TASK")
    }
    return try workspace.existingTask(id)
  }

  /// No more can be taken back than is there.
  private func refuseTooMuch(_ entries: [TimeEntry]) throws(Refusal) {
    guard minutes < .zero, let corrects else { return }
    let left = entries.filter { $0.name == corrects || $0.corrects == corrects }.reduce(Minutes.zero) {
      $0 + $1.minutes
    }
    guard left.count + minutes.count >= 0 else {
      throw .answer("\(Minutes(-minutes.count).spoken) is more than is left of \(corrects): \(left.spoken)")
    }
  }

  private func client(_ workspace: Workspace, _ task: TrackedTask?) throws(Refusal) -> String {
    guard let task else { return try workspace.existingClient(place).slug }
    guard let slug = task.task.client ?? workspace.repo(task.id.repo)?.client else {
      throw .answer(
        "\(task.id) is for no client", help: "add client: to content/repos/\(task.id.repo).md, or to the task")
    }
    return try workspace.existingClient(slug).slug
  }
}

extension FileSystem {
  /// The first of `stem.md`, `stem-2.md`, … that is not there.
  static func freePath(_ stem: String, in home: String) -> String {
    var number = 1
    while true {
      let path = number == 1 ? "\(stem).md" : "\(stem)-\(number).md"
      if kind(of: "\(home)/\(path)") == nil { return path }
      number += 1
    }
  }
}
