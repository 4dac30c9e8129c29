import Diagnostics

// What a client may see is built up, not cut down: every record is made anew, by the initializer that reads its file,
// from what its keys let a client see. A key whose declaration does not say so does not compile.

extension Workspace {
  /// What one client may see, as a workspace: whoever emits from it cannot tell more.
  ///
  /// It keeps titles, status, `client_note`, due days and `waits_for: client` of the client's tasks, the day since
  /// which each has its status, titles and goals of the sprints that they are in, the project's title and language,
  /// and the client's name and address of the view. Starts and ends of sprints stay too, because they put sprints in
  /// order; pages do not show them.
  ///
  /// Repos do not exist in it: all tasks are in one that stands in for them, and no file has a path or a body. A task
  /// belongs to the client that it names, else to its repo's.
  package func restricted(to client: Client) -> Workspace {
    let own = tasks.filter { ($0.task.client ?? repo($0.id.repo)?.client) == client.slug }
    let shownSprints = sprints.filter { sprint in own.contains { $0.task.sprint == sprint.slug } }
    // A slug may tell more than the title; a number in time order does not.
    let sprintNames = Dictionary(uniqueKeysWithValues: shownSprints.enumerated().map { ($1.slug, "\($0 + 1)") })
    let current = currentSprint.flatMap { sprintNames[$0.slug] }

    let restriction = Restriction(client: client, sprints: sprintNames, currentSprint: current)
    var records: [Record?] = [
      restriction.record(settings) { ProjectSettings(&$0, source: nil) }.map(Record.settings),
      restriction.record(client) { Client(&$0, slug: client.slug, source: .withheld) }.map(Record.client),
    ]
    records += shownSprints.map { sprint in
      restriction.record(sprint) { Sprint(&$0, slug: sprintNames[sprint.slug] ?? "", source: .withheld) }
        .map(Record.sprint)
    }
    for (task, id) in zip(own, Self.sharedNames(of: own.map(\.id))) {
      records.append(restriction.record(task.task) { BoardTask(&$0, id: id, source: .withheld) }.map(Record.task))
      // When a task was put back to be done is nobody's business but the team's.
      guard task.task.status != .todo, let update = task.updateOfStatus else { continue }
      records.append(
        restriction.record(update) { WorkerUpdate(&$0, name: "", task: id, source: .withheld) }.map(Record.update))
    }
    return Workspace(linking: Scan(of: records.compactMap(\.self)), asOf: asOf, hasCurrentSprint: current != nil)
  }

  /// The repo that stands in for all in a restricted workspace: no slug, so that no real one is mistaken for it.
  static let sharedRepo = "(shared)"

  /// Names without repos: the task's own slug, with `-2`, `-3` … from the second repo on that has such a task.
  private static func sharedNames(of ids: [TaskID]) -> [TaskID] {
    let slugs = Set(ids.map(\.task))
    var names: [TaskID: String] = [:]
    var taken: Set<String> = []
    // In the order of names and not of repos, which people change.
    for id in ids.sorted() {
      var name = id.task
      var number = 2
      while taken.contains(name) || (number > 2 && slugs.contains(name)) {
        name = "\(id.task)-\(number)"
        number += 1
      }
      taken.insert(name)
      names[id] = name
    }
    return ids.map { TaskID(repo: sharedRepo, task: names[$0] ?? $0.task) }
  }
}

// MARK: - Records as a client sees them

/// For whom records are restricted, and what stands for the names that might tell something.
package struct Restriction: Sendable {
  package let client: Client
  /// The names that sprints have for the client, by slug.
  let sprints: [String: String]
  let currentSprint: String?

  /// Makes a record anew from what its keys say that a client may see.
  fileprivate func record<Record>(
    _ original: Record, _ make: (inout RecordReader<Record>) -> Record?
  ) -> Record? {
    var reader = RecordReader(restricting: original, self)
    return make(&reader)
  }
}

extension RecordSource {
  /// Of a record that comes from no file that may be named.
  fileprivate static let withheld = RecordSource(file: SourceFile(path: "", bytes: []), bodyRange: 0..<0)
}
