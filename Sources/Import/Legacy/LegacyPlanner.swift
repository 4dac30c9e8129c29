import Bytes
import Content
import FrontMatter
import Quantities

/// Makes drafts of what files of the old system say, one file after the other.
struct LegacyPlanner {
  let target: ImportTarget
  let options: LegacyPlan.Options
  var items: [LegacyPlan.Item]
  var drafts: [LegacyDraft] = []
  /// What the user has to say first.
  var missing: LegacyPlan.Missing?
  var records: LegacyRecords
  var tasks: LegacyTasks
  /// As boards are titled.
  var project: String?
  /// Repos that are not there, with their titles.
  var newRepos: [(slug: String, title: String)] = []
  var taskNames: [String: Naming] = [:]
  var decisionNames: [Day: Naming] = [:]
  var sprintNames: Naming
  /// Names of updates, by task.
  var updateNames: [TaskID: Set<String>] = [:]
  var effort: Int { records.looks + tasks.looks + drafts.count }

  /// Names of files without their endings, by folder.
  let takenNames: [String: Set<String>]

  init(_ target: ImportTarget, _ options: LegacyPlan.Options, _ items: [LegacyPlan.Item]) {
    self.target = target
    self.options = options
    self.items = items
    records = LegacyRecords(target)
    tasks = LegacyTasks(Workspace(linking: target.scan, asOf: options.asOf))
    var taken: [String: Set<String>] = [:]
    for path in target.paths {
      let parts = path.split(separator: "/").map(String.init)
      guard let name = parts.last else { continue }
      let stem = String(name.prefix { $0 != "." })
      taken[parts.dropLast().joined(separator: "/"), default: []].insert(stem)
    }
    takenNames = taken
    sprintNames = Naming(taken: taken["content/sprints"] ?? [])
  }

  // MARK: Names

  mutating func newTask(_ wanted: String?, in repo: String, from line: String) -> TaskID {
    var names = taskNames[repo] ?? Naming(taken: takenNames["content/tasks/\(repo)"] ?? [])
    let name = names.name(wanted ?? "task-\(stableHash(line))")
    taskNames[repo] = names
    return TaskID(repo: repo, task: name)
  }

  mutating func newUpdate(of task: TaskID, at: Instant, worker: String) -> String {
    let folder = "content/updates/\(task)"
    var taken = updateNames[task] ?? takenNames[folder] ?? []
    let stem = "\(at.stamp)-\(worker)"
    var name = stem
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(stem)-\(number)"
      number += 1
    }
    updateNames[task] = taken
    return "\(folder)/\(name).md"
  }

  mutating func newDecision(_ title: String, on date: Day) -> String {
    let prefix = "\(date)-"
    var names =
      decisionNames[date]
      ?? Naming(
        taken: Set(
          (takenNames["content/decisions"] ?? []).filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(11)) }))
    let name = names.name(slug(of: title) ?? "text")
    decisionNames[date] = names
    return "content/decisions/\(prefix)\(name).md"
  }

  /// The repo that a cell names: one that is there, by name or title, else a new one.
  ///
  /// - Returns: `nil` when it names none that could have a folder.
  mutating func repo(named cell: String) -> String? {
    let name = cell.split { ",;&+".contains($0) }.first.map { String($0).trimmed } ?? cell
    guard var slug = slug(of: name) else { return nil }
    if let known = target.records.repos.first(where: { $0.slug == slug })
      ?? target.records.repos.first(where: { ExactText($0.title) == ExactText(name) })
    {
      return known.slug
    }
    if Slug.reserved.contains(slug) { slug += "-2" }
    makeRepo(slug, title: name)
    return slug
  }

  mutating func makeRepo(_ slug: String, title: String) {
    guard !target.paths.contains("content/repos/\(slug).md"), !newRepos.contains(where: { $0.slug == slug }) else {
      return
    }
    newRepos.append((slug, title))
  }

  /// A person's or a worker's name as a slug.
  static func worker(_ name: String) -> String {
    let name = name.hasPrefix("@") ? String(name.dropFirst()) : name
    let worker = slug(of: name) ?? "w-\(stableHash(name))"
    return worker == WorkerUpdate.board ? "\(worker)-2" : worker
  }

  // MARK: Entries

  /// Adds an entry to the report, and the draft that it stands for.
  mutating func add(_ entry: LegacyPlan.Entry, to item: Int, _ draft: (LegacyDraft.Origin) -> LegacyDraft) {
    let origin = LegacyDraft.Origin(item: item, entry: items[item].entries.count, line: entry.line)
    items[item].entries.append(entry)
    drafts.append(draft(origin))
  }

  mutating func note(_ item: Int, _ kind: ImportNote.Kind, _ message: String, line: Int) {
    items[item].notes.append(ImportNote(kind, message, line: line))
  }

  /// Keeps text as a decision.
  ///
  /// - Parameters:
  ///   - date: of the decision; else the day of the import.
  ///   - invoiced: titles of tasks of which the text says that time was invoiced.
  mutating func keep(
    _ units: [KeptUnit], titled title: String, of item: Int, on date: Day?, keepsHeadings: Bool = false,
    invoiced: [String] = []
  ) {
    let file = items[item].path
    let text = KeptText(units, known: &records.kept[ExactText(file), default: [:]], keepsHeadings: keepsHeadings)
    let date = date ?? options.asOf.day
    guard let first = text.lines.first, !text.isEmpty else {
      if let path = records.keptIn[ExactText(file)], let first = units.first {
        items[item].entries.append(.init(first.lines[0].number, title, .known(path)))
      }
      return
    }
    let path = newDecision(title, on: date)
    let repo = options.repo
    let source = options.sourceFolder
    if let repo { makeRepo(repo, title: repo) }
    add(LegacyPlan.Entry(first.number, title, .text(text.count, path)), to: item) { origin in
      var draft = LegacyDraft(
        .decision, path, origin,
        required: [("title", .scalar(title)), ("date", .bare(date.description))])
      if let repo { draft.wished.append(("repo", .scalar(repo), repo)) }
      draft.noted = [("x-board-file", .scalar(file))]
      if !invoiced.isEmpty { draft.noted.append(("x-board-invoiced", .list(invoiced.map { .scalar($0) }))) }
      draft.body = Self.moved(text.body, file, path, source)
      return draft
    }
  }

  /// A body with its relative links as they must be in the record at a path.
  static func moved(_ body: [UInt8], _ file: String, _ path: String, _ folder: [String]?) -> [UInt8] {
    guard body.contains(UInt8(ascii: "[")) else { return body }
    var moves = LinkMoves(records: [:], folder: folder)
    moves.scheme = "board:"
    var anchors = Anchors { _ in body }
    return RewrittenBody(body) { moves.destination($0, source: file, path: path, &anchors) }.bytes
  }
}

/// Tasks by what reports and invoices call them.
struct LegacyTasks {
  struct Known {
    let id: TaskID
    let title: String
    let branch: String
    let assignee: String?
    /// Minutes that each worker has recorded.
    var recorded: [String: Int] = [:]
    /// What each worker has said to be in the way, and nobody has resolved.
    var blockers: [String: [String]] = [:]
  }

  private(set) var all: [Known] = []
  private var byID: [TaskID: Int] = [:]
  private var byBranch: [ExactText: [Int]] = [:]
  private var bySlug: [String: [Int]] = [:]
  private(set) var looks = 0

  init(_ workspace: Workspace) {
    for task in workspace.tasks {
      var known = Known(
        id: task.id, title: task.task.title, branch: task.task.branchName, assignee: task.task.assignee)
      for update in task.updates { known.recorded[update.worker, default: 0] += update.minutes?.count ?? 0 }
      for blocker in task.openBlockers { known.blockers[blocker.worker, default: []].append(blocker.text) }
      add(known)
    }
  }

  mutating func add(_ task: Known) {
    byID[task.id] = all.count
    byBranch[ExactText(task.branch), default: []].append(all.count)
    for name in [slug(of: task.title), task.id.task].compactMap(\.self).distinct() {
      bySlug[name, default: []].append(all.count)
    }
    all.append(task)
  }

  subscript(id: TaskID) -> Known? {
    get { byID[id].map { all[$0] } }
    set { if let index = byID[id], let newValue { all[index] = newValue } }
  }

  enum Answer {
    case task(Known, byTitle: Bool)
    case none
    case several([TaskID])
  }

  /// The task of a branch, else of a title.
  mutating func task(branch: String?, title: String?, repo: String?) -> Answer {
    let branched = branch.flatMap { byBranch[ExactText($0)] } ?? []
    let titled = title.flatMap { slug(of: LegacyCell.plain($0)) }.flatMap { bySlug[$0] } ?? []
    looks += branched.count + titled.count
    let all = all
    for (found, byTitle) in [(branched, false), (titled, true)] where !found.isEmpty {
      // Of several the one that fits otherwise too.
      let titles = Set(titled)
      let ways: [(Int) -> Bool] = [
        { _ in true }, { repo == nil || all[$0].id.repo == repo }, { titles.contains($0) },
        { title.map { ExactText($0) } == ExactText(all[$0].title) },
      ]
      var rest = found
      for fits in ways {
        let fitting = rest.filter(fits)
        if fitting.count == 1 { return .task(all[fitting[0]], byTitle: byTitle) }
        if !fitting.isEmpty { rest = fitting }
      }
      return .several(rest.map { all[$0].id })
    }
    return .none
  }
}
