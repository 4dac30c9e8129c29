import Actions
import Bytes
import Notion

/// How the writing goes about what is in doubt.
struct SyncManners {
  enum Trashed: String, CaseIterable {
    case skip
    case restore
    case recreate
  }

  /// Overwrites what was changed in Notion.
  var force = false
  /// Puts pages into the trash whose records are gone.
  var prunes = false
  var trashed = Trashed.skip
}

/// Carries a plan out: databases, pages that are missing, then what changed, then what is gone.
final class SyncRun {
  struct Outcome {
    var created = 0
    var updated = 0
    var removed = 0
    /// Pages that are not as they should be, with the reason.
    var failed: [(key: PageKey, reason: String)] = []
    /// Why nothing more was done.
    var stopped: NotionError?
    /// Keys that there are several of, with their addresses.
    var duplicates: [(key: PageKey, addresses: [String])] = []
  }

  private let client: NotionClient
  private let board: BoardPages
  private let cache: SyncCache
  private let manners: SyncManners
  private var plan: SyncPlan
  private let writer: PageWriter
  private(set) var outcome = Outcome()
  /// Told of each page: how many are done, of how many.
  var progress: (Int, Int) -> Void = { _, _ in }
  private var hasBoard: Bool
  private var done = 0
  private var total = 0

  init(
    _ client: NotionClient, _ board: BoardPages, _ cache: SyncCache, _ plan: SyncPlan, _ manners: SyncManners,
    home: String
  ) {
    self.client = client
    self.board = board
    self.cache = cache
    self.plan = plan
    self.manners = manners
    hasBoard = cache.target()?.hasBoard ?? false
    writer = PageWriter(client, plan.remote, cache, board, home: home)
  }

  func run() async throws(Refusal) -> Outcome {
    do throws(PageProblem) {
      try await makeDatabases()
    } catch {
      switch error {
      case .notion(let problem): outcome.stopped = problem
      case .missing(let what): throw .outside(what)
      case .here(let refusal): throw refusal
      }
      return outcome
    }
    let tasks = plan.pages.filter { work(for: $0) != .same }
    total = tasks.count
    var unfinished: [BoardPage] = []
    for planned in tasks where isMade(planned) {
      guard let page = planned.page else { continue }
      try await attempt(page.key) { () async throws(PageProblem) in
        if try await self.writer.create(page) { self.outcome.created += 1 } else { unfinished.append(page) }
      }
      if outcome.stopped != nil { return outcome }
    }
    // Now that all pages are there, bodies can mention them.
    for page in unfinished {
      guard let id = writer.board.ids[page.key] else { continue }
      try await attempt(page.key) { () async throws(PageProblem) in
        try await self.writer.update(page, id, body: true, isFresh: true)
        self.outcome.created += 1
      }
      if outcome.stopped != nil { return outcome }
    }
    for planned in tasks where !isMade(planned) {
      try await attempt(planned.key) { () async throws(PageProblem) in try await self.change(planned) }
      if outcome.stopped != nil { return outcome }
    }
    try await findDuplicates()
    return outcome
  }

  /// What is done, with what the user insists on.
  private func work(for planned: PlannedPage) -> SyncDecision {
    switch planned.decision {
    case .drift: manners.force ? planned.intended : .same
    case .trashed: manners.trashed == .skip ? .same : .trashed
    case .duplicate: .same
    case .remove: manners.prunes ? .remove : .same
    default: planned.decision
    }
  }

  private func isMade(_ planned: PlannedPage) -> Bool {
    switch work(for: planned) {
    case .create: true
    case .trashed: manners.trashed == .recreate
    default: false
    }
  }

  private func change(_ planned: PlannedPage) async throws(PageProblem) {
    switch work(for: planned) {
    case .update(_, let body):
      guard let page = planned.page, let row = planned.there.first else { return }
      // What somebody changed is in no cache.
      try await writer.update(page, row.id, body: body, looks: planned.decision == .drift)
      outcome.updated += 1
    case .finish:
      guard let page = planned.page, let row = planned.there.first else { return }
      try await writer.update(page, row.id, body: true, looks: true)
      outcome.updated += 1
    case .trashed:
      guard let page = planned.page, let source = writer.board.databases[page.key.kind]?.source else { return }
      let rows: [RemotePage]
      do throws(NotionError) { rows = try await client.rows(source, inTrash: true).pages } catch {
        throw .notion(error)
      }
      guard let row = rows.first(where: { $0.key == page.key && $0.isInTrash }) else { return }
      try await writer.setTrash(page.key, row.id, to: false)
      writer.board.note(row.id, of: page.key)
      try await writer.update(page, row.id, body: true, looks: true)
      outcome.updated += 1
    case .remove:
      for row in planned.there { try await writer.setTrash(planned.key, row.id, to: true) }
      outcome.removed += 1
    case .create, .same, .drift, .duplicate: break
    }
  }

  /// One page that cannot be written does not keep others from it.
  private func attempt(_ key: PageKey, _ body: () async throws(PageProblem) -> Void) async throws(Refusal) {
    do throws(PageProblem) {
      try await body()
      done += 1
      progress(done, total)
    } catch {
      switch error {
      case .notion(let problem) where problem.isFatal: outcome.stopped = problem
      case .notion(let problem): outcome.failed.append((key, problem.words))
      case .missing(let what): outcome.failed.append((key, what))
      case .here(let refusal): throw refusal
      }
    }
  }

  // MARK: Databases

  private func makeDatabases() async throws(PageProblem) {
    for schema in plan.missing { try await make(schema) }
    for (schema, columns) in plan.additions {
      guard let database = writer.board.databases[schema.kind] else { continue }
      let addition = schema.addition(of: columns)
      let body = try await writer.filled(addition.body, addition.references, for: nil)
      _ = try await asking { () throws(NotionError) in
        try await self.client.send(.patch, "/data_sources/\(database.source)", body)
      }
      writer.board.databases[schema.kind] = try await asking { () throws(NotionError) in
        try await self.client.database(id: database.id, source: database.source)
      }
    }
    try remember()
    try await makeBoard()
    try remember()
  }

  private func make(_ schema: Schema) async throws(PageProblem) {
    let creation = schema.creation()
    let body = try await writer.filled(creation.body, creation.references, for: nil)
    var isThere = false
    for _ in 1...5 where !isThere {
      do throws(NotionError) {
        _ = try await client.send(.post, "/databases", body)
      } catch {
        switch error {
        // Perhaps it was made: it is looked for below.
        case .uncertain, .conflict: break
        case .refused, .unreachable, .blocked: throw .notion(error)
        }
      }
      let parent = plan.remote.parent
      let found = try await asking { () throws(NotionError) in
        try await self.client.findDatabases([schema], known: [:], below: parent)
      }
      writer.board.databases[schema.kind] = found[schema.kind]
      isThere = found[schema.kind] != nil
    }
    guard isThere else { throw .notion(.uncertain("the database \(schema.title) could not be made")) }
    try remember()
  }

  /// A board of the tasks, once: whoever takes it away in Notion does not get it again.
  private func makeBoard() async throws(PageProblem) {
    guard !hasBoard, let schema = board.schemas.first(where: { $0.kind == .task }), let board = schema.board(),
      let database = writer.board.databases[.task]
    else { return }
    let view = try await writer.filled(board.body, board.references, for: nil)
    for _ in 1...5 {
      if try await isThere(boardOf: database) {
        hasBoard = true
        return
      }
      do throws(NotionError) {
        _ = try await client.send(.post, "/views", view)
        hasBoard = true
        return
      } catch {
        switch error {
        // Perhaps it was made: it is looked for.
        case .uncertain, .conflict: continue
        case .refused where !error.isFatal:
          // The rows are what counts: they are written, and it is tried again next time.
          outcome.failed.append((PageKey(.task, "(board view)"), error.words))
          return
        case .refused, .unreachable, .blocked: throw .notion(error)
        }
      }
    }
  }

  /// The list of views may name them alone.
  private func isThere(boardOf database: RemoteBoard.Database) async throws(PageProblem) -> Bool {
    try await asking { () throws(NotionError) in
      let views = try await self.client.send(.get, "/views?database_id=\(database.id)")["results"]?.items ?? []
      for view in views {
        var type = view["type"]?.text
        if type == nil, let id = view["id"]?.text {
          type = try await self.client.send(.get, "/views/\(id)")["type"]?.text
        }
        if type == "board" { return true }
      }
      return false
    }
  }

  private func remember() throws(PageProblem) {
    var target = SyncCache.Target(parent: plan.remote.parent, hasBoard: hasBoard)
    for (kind, database) in writer.board.databases { target.databases[kind.rawValue] = database.id }
    do throws(Refusal) { try cache.save(target) } catch { throw .here(error) }
  }

  /// Another one may have been at it at the same time: nothing keeps two machines apart.
  private func findDuplicates() async throws(Refusal) {
    guard outcome.created > 0 else { return }
    for (kind, database) in writer.board.databases.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      guard let rows = try? await client.rows(database.source).pages else { return }
      let own = rows.filter { $0.key?.kind == kind && !$0.isInTrash }
      for (key, several) in Dictionary(grouping: own, by: \.key) where several.count > 1 {
        guard let key else { continue }
        outcome.duplicates.append((key, several.sorted { $0.created < $1.created }.map(\.url)))
      }
    }
    outcome.duplicates.sort { ExactText($0.key.text) < ExactText($1.key.text) }
  }

  private func asking<Value>(_ body: () async throws(NotionError) -> Value) async throws(PageProblem) -> Value {
    do throws(NotionError) { return try await body() } catch { throw .notion(error) }
  }
}
