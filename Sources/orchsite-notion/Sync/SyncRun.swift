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
    /// Pages that stay as somebody else wrote them, with the reason.
    var skipped: [(key: PageKey, reason: String)] = []
    /// Relations that were left out, because there is no such page.
    var leftOut: [(page: PageKey, missing: PageKey)] = []
    /// Pages that were written.
    var written: Set<PageKey> = []
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
      case .missing(let what), .changed(let what): throw .outside(what)
      case .here(let refusal): throw refusal
      }
      return outcome
    }
    try await writePages()
    outcome.leftOut = writer.leftOut
    if outcome.stopped == nil { await findDuplicates() }
    return outcome
  }

  private func writePages() async throws(Refusal) {
    let made = plan.pages.filter(isMade)
    total = plan.pages.count { work(for: $0) != .same }
    var unfinished: [BoardPage] = []
    for planned in made {
      guard let page = planned.page else { continue }
      try await attempt(page.key) { () async throws(PageProblem) in
        guard try await self.writer.create(page) else { return unfinished.append(page) }
        self.outcome.created += 1
        self.advance()
      }
      if outcome.stopped != nil { return }
    }
    // Now that all pages are there, bodies can mention them.
    for page in unfinished {
      guard let id = writer.board.ids[page.key] else { continue }
      try await attempt(page.key) { () async throws(PageProblem) in
        var manner = PageWriter.Manner()
        manner.isFresh = true
        try await self.writer.update(page, id, manner)
        self.outcome.created += 1
        self.advance()
      }
      if outcome.stopped != nil { return }
    }
    // Others lead to pages that were made again under another id.
    let appeared = Set(made.map(\.key)).filter { writer.board.ids[$0] != nil }.union(restored)
    for planned in plan.pages where !isMade(planned) {
      var planned = planned
      if let page = planned.page, case .same = planned.decision {
        let body = !appeared.isDisjoint(with: page.mentioned)
        if body || !appeared.isDisjoint(with: page.related) { planned.decision = .update(properties: true, body: body) }
      }
      guard work(for: planned) != .same else { continue }
      try await attempt(planned.key) { () async throws(PageProblem) in
        try await self.change(planned)
        self.advance()
      }
      if outcome.stopped != nil { return }
    }
  }

  private func advance() {
    done += 1
    progress(min(done, total), total)
  }

  /// Pages that come out of the trash.
  private var restored: Set<PageKey> {
    guard manners.trashed == .restore else { return [] }
    return Set(plan.pages.filter { $0.decision == .trashed }.map(\.key))
  }

  /// What is done, with what the user insists on.
  private func work(for planned: PlannedPage) -> SyncDecision {
    switch planned.decision {
    case .drift: manners.force ? planned.intended : .same
    case .trashed: manners.trashed == .skip ? .same : .trashed
    case .duplicate, .unreadable: .same
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
    var manner = PageWriter.Manner()
    manner.force = manners.force
    manner.decidedBy = planned.there.first
    switch work(for: planned) {
    case .update(_, let body):
      guard let page = planned.page, let row = planned.there.first else { return }
      manner.body = body
      // What somebody changed is in no cache.
      manner.looks = planned.decision == .drift
      try await writer.update(page, row.id, manner)
      outcome.updated += 1
    case .finish:
      guard let page = planned.page, let row = planned.there.first else { return }
      manner.looks = true
      try await writer.update(page, row.id, manner)
      outcome.updated += 1
    case .trashed:
      guard let page = planned.page, let source = writer.board.databases[page.key.kind]?.source else { return }
      let rows: [RemotePage]
      do throws(NotionError) { rows = try await client.rows(source, inTrash: true).pages } catch {
        throw .notion(error)
      }
      guard let row = rows.first(where: { $0.key == page.key && $0.isInTrash }) else { return }
      try await writer.restore(page.key, row.id)
      writer.board.note(row.id, of: page.key)
      manner.looks = true
      manner.decidedBy = nil
      try await writer.update(page, row.id, manner)
      outcome.updated += 1
    case .remove:
      for row in planned.there { try await writer.remove(planned.key, row, force: manners.force) }
      outcome.removed += 1
    case .create, .same, .drift, .duplicate, .unreadable: return
    }
  }

  /// One page that cannot be written does not keep others from it.
  private func attempt(_ key: PageKey, _ body: () async throws(PageProblem) -> Void) async throws(Refusal) {
    do throws(PageProblem) {
      try await body()
      outcome.written.insert(key)
    } catch {
      switch error {
      case .notion(let problem) where problem.isFatal: outcome.stopped = problem
      case .notion(let problem): outcome.failed.append((key, problem.words))
      case .missing(let what): outcome.failed.append((key, what))
      case .changed(let what): outcome.skipped.append((key, what))
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
      let body = try await writer.filled(addition.body, addition.references)
      _ = try await asking { () throws(NotionError) in
        try await self.client.send(.patch, "/data_sources/\(database.source)", body)
      }
      writer.board.databases[schema.kind] = try await asking { () throws(NotionError) in
        try await self.client.database(id: database.id, source: database.source)
      }
    }
    try remember()
    do throws(NotionError) {
      try writer.board.refuseOtherColumns(board.schemas)
    } catch {
      throw .notion(error)
    }
    try await makeBoard()
    try remember()
  }

  private func make(_ schema: Schema) async throws(PageProblem) {
    let creation = schema.creation()
    let body = try await writer.filled(creation.body, creation.references)
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
        try await self.client.findDatabases(self.board.schemas, known: [:], below: parent)
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
    let view = try await writer.filled(board.body, board.references)
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
  private func findDuplicates() async {
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
