import Diagnostics
import FrontMatter

// Every name that one file uses for another must lead somewhere. Where it leads to a file that is there but could
// not be read, that file's own error is enough.

extension Workspace {
  func checkReferences() -> [Diagnostic] {
    var found: [Diagnostic] = []
    if let source = settings.source, let pin = settings.sprint, sprint(pin) == nil {
      found += unknown("sprint", pin, .sprint(pin), among: sprints.map(\.slug), in: source, key: "sprint")
    }
    for repo in repos {
      guard let source = repo.source else {
        found += checkImplied(repo)
        continue
      }
      if let client = repo.client, self.client(client) == nil {
        found += unknown(
          "client", client, .client(client), among: clients.map(\.slug), in: source, key: "client")
      }
    }
    for task in tasks { found += checkReferences(of: task.task) }
    for decision in decisions {
      if let slug = decision.repo, repo(slug) == nil {
        found += unknown(
          "repo", slug, .repo(slug), among: repos.map(\.slug), in: decision.source, key: "repo")
      }
      if let id = decision.task, task(id) == nil {
        found += unknownTask(id, in: decision.source, key: "task")
      }
    }
    return found
  }

  /// A folder of tasks whose repo has no file: said once, not once a task.
  private func checkImplied(_ repo: Repo) -> [Diagnostic] {
    let affected = tasks.filter { $0.id.repo == repo.slug }
    guard let first = affected.first, !isUnreadable(.repo(repo.slug)) else { return [] }
    let others = affected.count > 1 ? " (and of \(affected.count - 1) more)" : ""
    let near = nearest(to: repo.slug, among: repos.filter { $0.source != nil }.map(\.slug))
    return [
      first.task.source.diagnostic(
        .error, "repo", "unknown repo \"\(repo.slug)\" of this task\(others)",
        help: near.map { "did you mean \($0)? else write content/repos/\(repo.slug).md" }
          ?? "write content/repos/\(repo.slug).md")
    ]
  }

  private func checkReferences(of task: BoardTask) -> [Diagnostic] {
    var found: [Diagnostic] = []
    if let slug = task.sprint, sprint(slug) == nil {
      found += unknown(
        "sprint", slug, .sprint(slug), among: sprints.map(\.slug), in: task.source, key: "sprint")
    }
    if let slug = task.client, client(slug) == nil {
      found += unknown(
        "client", slug, .client(slug), among: clients.map(\.slug), in: task.source, key: "client")
    }
    for (index, id) in task.dependsOn.enumerated() {
      if id == task.id {
        found.append(
          task.source.diagnostic(
            .error, "depends_on", "a task cannot depend on itself", help: "remove it from the list",
            key: "depends_on", item: index))
      } else if let dependency = self.task(id) {
        if dependency.task.status == .cancelled, !task.status.isClosed {
          found.append(
            task.source.diagnostic(
              .warning, "depends_on", "waits for \(id), which is cancelled",
              help: "remove it from the list, or cancel this task too", key: "depends_on", item: index))
        }
      } else {
        found += unknownTask(id, in: task.source, key: "depends_on", item: index)
      }
    }
    return found
  }

  private func unknownTask(
    _ id: TaskID, in source: RecordSource, key: String, item: Int? = nil
  ) -> [Diagnostic] {
    if isUnreadable(.task(id)) { return [] }
    let sameName = tasks.first { $0.id.task == id.task }?.id.description
    let near = sameName ?? nearest(to: id.description, among: tasks.map(\.id.description))
    return [
      source.diagnostic(
        .error, key, "there is no task \(id)",
        help: near.map { "did you mean \($0)?" } ?? "write it, or remove it",
        key: key, item: item)
    ]
  }

  private func unknown(
    _ noun: String, _ slug: String, _ record: RecordPath, among known: [String], in source: RecordSource,
    key: String
  ) -> [Diagnostic] {
    if isUnreadable(record) { return [] }
    let list = known.prefix(8).joined(separator: ", ") + (known.count > 8 ? ", …" : "")
    let help =
      nearest(to: slug, among: known).map { "did you mean \($0)?" }
      ?? (known.isEmpty
        ? "write content/\(noun)s/\(slug).md" : "one of \(list); or write content/\(noun)s/\(slug).md")
    return [source.diagnostic(.error, noun, "unknown \(noun) \"\(slug)\"", help: help, key: key)]
  }
}

// MARK: - Cycles

extension Workspace {
  /// One diagnostic a cycle, at the dependency that closes it. The search keeps its own stack: a chain of 50,000
  /// tasks is deeper than a thread's.
  func checkDependencyCycles() -> [Diagnostic] {
    enum Colour { case white, grey, black }
    var colours: [TaskID: Colour] = [:]
    var found: [Diagnostic] = []
    for root in tasks where colours[root.id] == nil {
      var path: [(task: BoardTask, next: Int)] = [(root.task, 0)]
      colours[root.id] = .grey
      while let (task, next) = path.last {
        guard next < task.dependsOn.count else {
          colours[task.id] = .black
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let id = task.dependsOn[next]
        guard id != task.id, !task.dependsOn[..<next].contains(id), let dependency = self.task(id) else {
          continue
        }
        switch colours[id] ?? .white {
        case .white:
          colours[id] = .grey
          path.append((dependency.task, 0))
        case .grey:
          let start = path.firstIndex { $0.task.id == id } ?? 0
          let cycle = path[start...].map(\.task.id.description) + [id.description]
          let shown = cycle.count > 7 ? cycle.prefix(3) + ["…"] + cycle.suffix(3) : cycle[...]
          found.append(
            task.source.diagnostic(
              .error, "depends_on", "a circle: \(shown.joined(separator: " → "))",
              help: "remove one of these dependencies", key: "depends_on", item: next))
        case .black: break
        }
      }
    }
    return found
  }

  /// Two active tasks of one repo on one branch overwrite each other's work.
  func checkBranches() -> [Diagnostic] {
    var owners: [String: TrackedTask] = [:]
    var found: [Diagnostic] = []
    for task in tasks where task.task.status.isActive {
      let key = "\(task.id.repo) \(task.task.branchName)"
      guard let other = owners[key] else {
        owners[key] = task
        continue
      }
      // At least one of the two names the branch in its file: that is the line to change.
      let place = task.task.branch != nil ? task : other
      let partner = task.task.branch != nil ? other : task
      found.append(
        place.task.source.diagnostic(
          .error, "branch", "\(partner.id) is on the branch \"\(task.task.branchName)\" too",
          help: "give each active task its own branch", key: "branch"))
    }
    return found
  }
}
