import Bytes
import Diagnostics
import FrontMatter

// Every name that one file uses for another must lead somewhere. Where it leads to a file that is there but could
// not be read, that file's own error is enough.

extension Workspace {
  func checkReferences(_ known: inout KnownRecords) -> [Diagnostic] {
    var found: [Diagnostic] = []
    if let source = settings.source, let pin = settings.sprint, sprint(pin) == nil {
      found += known.unknown(.sprint, pin, in: source)
    }
    for repo in repos {
      guard let source = repo.source else {
        found += checkImplied(repo, &known)
        continue
      }
      if let client = repo.client, !known.hasClient(client) { found += known.unknown(.client, client, in: source) }
    }
    for task in tasks { found += checkReferences(of: task.task, &known) }
    for decision in decisions {
      if let slug = decision.repo, repo(slug) == nil { found += known.unknown(.repo, slug, in: decision.source) }
      if let id = decision.task, task(id) == nil { found += known.unknownTask(id, in: decision.source, key: "task") }
    }
    return found
  }

  /// A folder of tasks whose repo has no file: said once, not once a task.
  private func checkImplied(_ repo: Repo, _ known: inout KnownRecords) -> [Diagnostic] {
    let affected = tasks(ofRepo: repo.slug)
    guard let first = affected.first, !known.isUnreadable(.repo(repo.slug)) else { return [] }
    let others = affected.count > 1 ? " (and of \(affected.count - 1) more)" : ""
    return [
      first.task.source.diagnostic(
        .error, "repo", "unknown repo \"\(repo.slug)\" of this task\(others)",
        help: [
          known.similarRepo(repo.slug),
          RecordPath.adviceToWrite("content/repos/\(repo.slug).md") ?? "rename the folder of its tasks",
        ].compactMap(\.self).joined(separator: " else "))
    ]
  }

  private func checkReferences(of task: BoardTask, _ known: inout KnownRecords) -> [Diagnostic] {
    var found: [Diagnostic] = []
    if let slug = task.sprint, sprint(slug) == nil { found += known.unknown(.sprint, slug, in: task.source) }
    if let slug = task.client, !known.hasClient(slug) { found += known.unknown(.client, slug, in: task.source) }
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
        found += known.unknownTask(id, in: task.source, key: "depends_on", item: index)
      }
    }
    return found
  }
}

/// What is asked for every name that leads nowhere, made for the first one.
struct KnownRecords {
  /// What is referred to by a slug; the key and the folder are called after it.
  enum Kind: String {
    case repo
    case sprint
    case client
  }

  private let workspace: Workspace
  private lazy var unreadable = Set(workspace.unreadable.map(\.record))
  private lazy var tasks = SuggestionIndex(workspace.tasks.map(\.id.description))
  private lazy var tasksByName = Dictionary(
    workspace.tasks.map { (ExactText($0.id.task), $0.id) }, uniquingKeysWith: { first, _ in first })
  private lazy var repos = workspace.repos.map(\.slug)
  private lazy var sprints = workspace.sprints.map(\.slug)
  private lazy var clients = workspace.clients.map(\.slug)
  private lazy var clientIndex = Set(clients.map { ExactText($0) })
  private var suggestions: [Kind: SuggestionIndex] = [:]

  init(_ workspace: Workspace) { self.workspace = workspace }

  /// Whether a record is there but could not be read: then its own problem is reported, and calling it missing would
  /// be wrong.
  mutating func isUnreadable(_ record: RecordPath) -> Bool { unreadable.contains(record) }

  mutating func hasClient(_ slug: String) -> Bool { clientIndex.contains(ExactText(slug)) }

  mutating func similarTask(_ id: TaskID) -> String? { tasks.didYouMean(id.description) }

  mutating func similarClient(_ slug: String) -> String? { index(of: .client, clients).didYouMean(slug) }

  /// A repo that has a file.
  mutating func similarRepo(_ slug: String) -> String? {
    index(of: .repo, repos).didYouMean(slug, where: { workspace.repo($0)?.source != nil })
  }

  mutating func unknownTask(
    _ id: TaskID, in source: RecordSource, key: String, item: Int? = nil
  ) -> [Diagnostic] {
    if isUnreadable(.task(id)) { return [] }
    let sameName = tasksByName[ExactText(id.task)].map { "did you mean \($0)?" }
    return [
      source.diagnostic(
        .error, key, "there is no task \(id)", help: sameName ?? similarTask(id) ?? "write it, or remove it",
        key: key, item: item)
    ]
  }

  mutating func unknown(_ kind: Kind, _ slug: String, in source: RecordSource) -> [Diagnostic] {
    let (record, slugs): (RecordPath, [String]) =
      switch kind {
      case .repo: (.repo(slug), repos)
      case .sprint: (.sprint(slug), sprints)
      case .client: (.client(slug), clients)
      }
    if isUnreadable(record) { return [] }
    let noun = kind.rawValue
    let list = slugs.prefix(8).joined(separator: ", ") + (slugs.count > 8 ? ", …" : "")
    let remedies = [
      slugs.isEmpty ? nil : "one of \(list)",
      // A file of a reserved name would not be read.
      Slug.reserved.contains(slug) ? "take the line out" : "write content/\(noun)s/\(slug).md",
    ]
    let help = index(of: kind, slugs).didYouMean(slug) ?? remedies.compactMap(\.self).joined(separator: "; or ")
    return [source.diagnostic(.error, noun, "unknown \(noun) \"\(slug)\"", help: help, key: noun)]
  }

  private mutating func index(of kind: Kind, _ slugs: [String]) -> SuggestionIndex {
    if let index = suggestions[kind] { return index }
    let index = SuggestionIndex(slugs)
    suggestions[kind] = index
    return index
  }
}

// MARK: - Cycles

extension Workspace {
  /// One diagnostic a cycle, at the dependency that closes it. The search keeps its own stack: a chain of 50,000
  /// tasks is deeper than a thread's.
  func checkDependencyCycles() -> [Diagnostic] {
    /// A task whose dependencies are being followed stands on the path, at this place.
    enum Colour { case grey(Int), black }
    var colours: [TaskID: Colour] = [:]
    var found: [Diagnostic] = []
    for root in tasks where colours[root.id] == nil {
      var path: [(task: BoardTask, next: Int)] = [(root.task, 0)]
      colours[root.id] = .grey(0)
      while let (task, next) = path.last {
        guard next < task.dependsOn.count else {
          colours[task.id] = .black
          path.removeLast()
          continue
        }
        path[path.count - 1].next += 1
        let id = task.dependsOn[next]
        guard id != task.id, let dependency = self.task(id) else { continue }
        switch colours[id] {
        case nil:
          colours[id] = .grey(path.count)
          path.append((dependency.task, 0))
        // Written twice, it is said once.
        case .grey where task.dependsOn[..<next].contains(id): continue
        case .grey(let start):
          let cycle = path[start...].lazy.map(\.task.id.description)
          let shown =
            (cycle.count > 6 ? cycle.prefix(3) + ["…"] + cycle.suffix(2) : Array(cycle)) + [id.description]
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
    var owners: [ExactText: TrackedTask] = [:]
    var found: [Diagnostic] = []
    for task in tasks where task.task.status.isActive {
      let key = ExactText("\(task.id.repo) \(task.task.branchName)")
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
