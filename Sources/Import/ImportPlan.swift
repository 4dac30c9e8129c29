import Content
import Diagnostics
import FrontMatter
import Quantities

/// What an import will write, and what becomes of every file of the backlog. It is made from bytes alone; nothing is
/// written while it is made.
package struct ImportPlan: Sendable {
  /// The backlog, as the user names it.
  package let folder: String
  package let repo: String
  /// Every file of the backlog, in the order of the bytes of their paths.
  package internal(set) var items: [Item]
  /// New files, in the order in which they are to be created: paths relative to home.
  package internal(set) var files: [(path: String, bytes: [UInt8])] = []
  /// Keys to be added to `custom_fields` of the `index.md` that is there, sorted.
  package internal(set) var customFields: [String] = []

  /// One file of the backlog.
  package struct Item: Sendable {
    /// Relative to the backlog.
    package let path: String
    package var outcome: Outcome
    /// The status as it was written, where it is not one of the plain three words.
    package var originalStatus: String?
    /// Whether it has none, and counts as to be done.
    package var hasNoStatus = false
    package var notes: [ImportNote] = []
  }

  package enum Outcome: Sendable, Equatable {
    case task(TaskID, BoardTask.Status)
    /// The path of the decision, relative to home.
    case decision(String)
    /// Imported before; the path of the record, which is left alone.
    case known(String)
    /// Named, with the reason.
    case passedOver(String)
    /// Not to be read, with the reason.
    case unreadable(String)
  }

  /// What the user wants to be otherwise than the backlog says.
  package struct Options: Sendable {
    package let repo: String
    /// Of a new workspace and a new repo.
    package let project: String
    /// The checkout of the new repo, relative to home; `none` without one.
    package let repoPath: String
    /// The names of the folders from home down to the backlog; `nil` where it lies elsewhere.
    package let sourceFolder: [String]?
    package let asOf: Instant

    package init(repo: String, project: String, repoPath: String, sourceFolder: [String]?, asOf: Instant) {
      self.repo = repo
      self.project = project
      self.repoPath = repoPath
      self.sourceFolder = sourceFolder
      self.asOf = asOf
    }
  }

  /// The repo's name: what the user says, else from the project's name.
  package static func repoName(for config: BacklogConfig, folder: String) -> String {
    let slug = slug(of: config.projectName ?? "") ?? slug(of: folder) ?? "backlog"
    // "backlog" is what a repo is called for want of another name.
    return Slug.reserved.contains(slug) && slug != "backlog" ? "\(slug)-2" : slug
  }

  /// Whether there is nothing left to write.
  package var isEmpty: Bool { files.isEmpty && customFields.isEmpty }

  /// Whether a file could not be read at all.
  package var hasUnreadable: Bool {
    items.contains { if case .unreadable = $0.outcome { true } else { false } }
  }
}

extension ImportPlan {
  /// Plans an import: reads the files, names the new records, translates them, and proves that content will read them
  /// without an error, each alone and all together.
  package init(of backlog: BacklogFolder, into target: ImportTarget, _ options: Options) async throws {
    folder = backlog.name
    repo = options.repo
    items = backlog.files.map { Item(path: $0.path, outcome: .passedOver("")) }

    // Read.
    let chunks = stride(from: 0, to: backlog.files.count, by: 64).map {
      Array(backlog.files[$0..<min($0 + 64, backlog.files.count)])
    }
    let readings = await inParallel(chunks, concurrency: 2) { $0.map(Reading.init) }.flatMap(\.self)
    var sources: [Int: SourceRecord] = [:]
    for (index, reading) in readings.enumerated() {
      switch reading {
      case .record(let source): sources[index] = source
      case .ended(let outcome): items[index].outcome = outcome
      }
    }

    // Recognise what is there, and name the rest.
    let earlier = EarlierImports(target.imported, sources: sources.sorted { $0.key < $1.key }.map(\.value))
    var new: [Int] = []
    var paths: [[UInt8]: String] = [:]
    for index in sources.keys.sorted() {
      guard let source = sources[index] else { continue }
      if let (record, note) = earlier.record(of: source) {
        items[index].outcome = .known(record.path)
        items[index].notes = note.map { [$0] } ?? []
        paths[Array(source.path.utf8)] = record.path
      } else {
        new.append(index)
      }
    }
    let translation = Translation(
      config: backlog.config, repo: repo, words: StatusWords(columns: backlog.config.statuses),
      sprints: Set(target.records.sprints.map(\.slug)), clients: Set(target.records.clients.map(\.slug)))
    let names = Self.names(of: new.compactMap { sources[$0] }, translation, target, repo)
    for (index, name) in zip(new, names) {
      guard let source = sources[index] else { continue }
      guard let name else {
        items[index].outcome = .passedOver(SourcePlace.decision.reason)
        continue
      }
      paths[Array(source.path.utf8)] = name
    }
    new = zip(new, names).compactMap { $1 == nil ? nil : $0 }

    // Connect.
    let links = Self.dependencies(of: new.compactMap { sources[$0] }, paths, target, repo)
    let places = paths
    let moves = LinkMoves(records: places, folder: options.sourceFolder)

    // Translate, and prove each file.
    let work = new.compactMap { sources[$0] }
    let bodies = Dictionary(
      work.compactMap { source in places[Array(source.path.utf8)].map { ($0, source.body) } },
      uniquingKeysWith: { first, _ in first })
    let parts = stride(from: 0, to: work.count, by: 64).map { Array(work[$0..<min($0 + 64, work.count)]) }
    let drafts = await inParallel(parts, concurrency: 2) { part in
      part.map { source in
        Self.draft(source, places[Array(source.path.utf8)] ?? "", translation, links, moves, bodies)
      }
    }.flatMap(\.self)

    try await settle(zip(new, drafts).map { (index: $0, draft: $1.draft, bytes: $1.bytes) }, target, options)
  }

  /// What reading one file gave.
  private enum Reading: Sendable {
    case record(SourceRecord)
    case ended(Outcome)

    init(_ file: BacklogFolder.File) {
      switch file.content {
      case .unreadable(let reason): self = .ended(.unreadable(reason))
      case .passedOver(let reason): self = .ended(.passedOver(reason))
      case .bytes(let bytes):
        let place = SourcePlace(file.path)
        guard place.isTask || place == .decision else {
          self = .ended(.passedOver(place.reason))
          return
        }
        switch SourceRecord.read(file.path, place, bytes) {
        case .success(let source): self = .record(source)
        case .failure(let passedOver): self = .ended(.passedOver(passedOver.reason))
        }
      }
    }
  }

  /// The paths of new records, in the order of their sources; `nil` for decisions without a date.
  private static func names(
    of sources: [SourceRecord], _ translation: Translation, _ target: ImportTarget, _ repo: String
  ) -> [String?] {
    func taken(below folder: String) -> Set<String> {
      Set(
        target.paths.filter { $0.utf8.starts(with: folder.utf8) }.map {
          String(decoding: $0.utf8.dropFirst(folder.utf8.count).prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self)
        })
    }
    var tasks = Naming(taken: taken(below: "content/tasks/\(repo)/"))
    var decisions: [Day: Naming] = [:]
    return sources.map { source in
      if source.place.isTask { return "content/tasks/\(repo)/\(tasks.name(Naming.wanted(for: source))).md" }
      guard let date = translation.date(of: source) else { return nil }
      let wanted = slug(of: source.title) ?? "decision-\(stableHash(source.path))"
      var names = decisions[date] ?? Naming(taken: taken(below: "content/decisions/\(date)-"))
      let name = names.name(wanted)
      decisions[date] = names
      return "content/decisions/\(date)-\(name).md"
    }
  }
}

// MARK: - Drafts

extension ImportPlan {
  /// What a task depends on, and what of it is only noted.
  struct Dependencies: Sendable {
    var tasks: [TaskID] = []
    var unresolved: [String] = []
    var notes: [ImportNote] = []
  }

  private static func dependencies(
    of sources: [SourceRecord], _ paths: [[UInt8]: String], _ target: ImportTarget, _ repo: String
  ) -> [String: Dependencies] {
    func id(_ source: SourceRecord) -> TaskID? {
      guard source.place.isTask, let path = paths[Array(source.path.utf8)], case .task(let id) = RecordPath(path) else {
        return nil
      }
      return id
    }
    var index = DependencyIndex()
    for record in target.imported {
      if let task = record.task { index.add(record.idText.flatMap { BacklogID($0) }, task) }
    }
    for source in sources { if let task = id(source) { index.add(source.id, task) } }

    var graph = DependencyGraph()
    for task in target.records.tasks { graph.add(task.id, dependsOn: task.dependsOn, isFixed: true) }
    var all: [String: Dependencies] = [:]
    var texts: [TaskID: [TaskID: String]] = [:]
    for source in sources {
      guard let task = id(source) else { continue }
      var found = Dependencies()
      for text in source.dependencyTexts {
        switch index.answer(to: text) {
        case .task(let other) where other == task:
          found.unresolved.append(text)
          found.notes.append(ImportNote(.dependency, "depends on itself: \(text)"))
        case .task(let other):
          if !found.tasks.contains(other) { found.tasks.append(other) }
          texts[task, default: [:]][other] = text
        case .missing:
          found.unresolved.append(text)
          found.notes.append(ImportNote(.dependency, "depends on \(text), which is not there"))
        case .ambiguous(let count):
          found.unresolved.append(text)
          found.notes.append(ImportNote(.dependency, "depends on \(text), which \(count) files are called"))
        }
      }
      graph.add(task, dependsOn: found.tasks, isFixed: false)
      all["\(task)"] = found
    }
    for (task, dependency) in graph.breakCircles() {
      let text = texts[task]?[dependency] ?? dependency.task
      all["\(task)"]?.tasks.removeAll { $0 == dependency }
      all["\(task)"]?.unresolved.append(text)
      all["\(task)"]?.notes.append(ImportNote(.dependency, "depends on \(text), which would close a circle"))
    }
    return all
  }

  private static func draft(
    _ source: SourceRecord, _ path: String, _ translation: Translation, _ dependencies: [String: Dependencies],
    _ moves: LinkMoves, _ bodies: [String: [UInt8]]
  ) -> (draft: RecordDraft, bytes: [UInt8]?) {
    var anchors = Anchors { bodies[$0] ?? [] }
    let body = RewrittenBody(source.body) { moves.destination($0, source: source.path, path: path, &anchors) }
    var draft: RecordDraft
    if case .task(let id) = RecordPath(path) {
      let links = dependencies["\(id)"] ?? Dependencies()
      draft = translation.task(
        source, id, translation.status(of: source), dependsOn: links.tasks, unresolved: links.unresolved,
        body: body.bytes)
      draft.notes += links.notes
    } else {
      let date = translation.date(of: source) ?? Day(ordinal: 0)
      draft = translation.decision(source, date: date, path: path, body: body.bytes)
    }
    // Line numbers in the report are those of the source.
    let firstLine = source.linesBeforeBody
    for change in body.changes {
      let line = source.body[..<change.offset].count { $0 == UInt8(ascii: "\n") } + 1 + firstLine
      draft.notes.append(ImportNote(.link, "\(change.old) → \(change.new)", line: line))
    }
    return (draft, draft.settle())
  }
}

extension SourceRecord {
  /// The items of `dependencies`, in the order written.
  fileprivate var dependencyTexts: [String] {
    ["dependencies", "depends_on"].flatMap { key -> [String] in
      guard let value = document?.value(of: key), let texts = value.texts else { return [] }
      guard case .scalar = value else { return texts }
      return texts.flatMap { $0.split(separator: ",").map { String($0).trimmed } }.filter { !$0.isEmpty }
    }
  }

  /// How many lines of the source stand before its body.
  fileprivate var linesBeforeBody: Int {
    frontMatter.isEmpty && document == nil ? 0 : frontMatter.count { $0 == UInt8(ascii: "\n") } + 2
  }
}
