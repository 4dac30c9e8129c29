import Actions
import Bytes
import Diagnostics
import Notion

/// What is to be done with one page, and what is known of it.
struct PlannedPage {
  let key: PageKey
  /// Nil for one whose record is gone.
  let page: BoardPage?
  /// What is there; several where there are duplicates.
  let there: [RemotePage]
  var decision: SyncDecision
  /// The decision without what stands in its way, for whoever insists.
  let intended: SyncDecision
}

/// A board, and what of it is in Notion.
struct SyncPlan {
  var remote: RemoteBoard
  /// In the order of databases and names; those whose records are gone last.
  var pages: [PlannedPage]
  /// Databases that have to be made.
  let missing: [Schema]
  /// Columns that have to be added.
  let additions: [(schema: Schema, columns: [Column])]

  func count(_ sign: String) -> Int { pages.count { $0.decision.sign == sign } }

  /// Whether `apply` would change something.
  func hasChanges(prunes: Bool) -> Bool {
    !missing.isEmpty || !additions.isEmpty
      || pages.contains { $0.decision.isChange || prunes && $0.decision == .remove }
  }

  /// About how many requests `apply` would send.
  func requests(statusType: StatusType, prunes: Bool) -> Int {
    missing.reduce(0) { $0 + ($1.kind == .task ? 4 : 2) } + additions.count
      + pages.reduce(0) { sum, planned in
        guard let page = planned.page else { return sum + (prunes ? 1 : 0) }
        switch planned.decision {
        case .create, .finish: return sum + PageRequests(page, statusType: statusType).exported(page, statusType).count
        case .update(_, body: true): return sum + RequestPlan(page.blocks).requests.count + 2
        case .update: return sum + 1
        case .same, .drift, .trashed, .duplicate, .remove: return sum
        }
      }
  }
}

/// Looks up what is there and decides what is to be done.
struct SyncPlanner {
  let client: NotionClient
  let board: BoardPages
  let cache: SyncCache
  /// Whether what is looked up may be noted in the cache.
  let notes: Bool
  /// Whether databases in the trash are made again.
  let recreates: Bool

  func plan(parent: String, known: [String: String]) async throws(NotionError) -> SyncPlan {
    var remote = try await client.connect(parent: parent)
    remote.databases = try await client.findDatabases(board.schemas, known: known, below: parent, recreates: recreates)
    try refuseOtherColumns(remote)
    let wanted = Set(board.pages.map(\.key))
    var trashed: Set<PageKey> = []
    for schema in board.schemas {
      guard let source = remote.databases[schema.kind]?.source else { continue }
      let (rows, isIncomplete) = try await client.rows(source)
      for row in rows { note(row, schema.kind, &remote) }
      let absent = board.pages.filter { $0.key.kind == schema.kind && remote.pages[$0.key] == nil }
      guard !absent.isEmpty else { continue }
      if isIncomplete {
        // The service ends lists at a length; the rest is asked for one by one.
        for page in absent {
          for row in try await client.rows(source, key: page.key) { note(row, schema.kind, &remote) }
        }
      }
      for row in try await client.rows(source, inTrash: true).pages where row.isInTrash {
        if let key = row.key, wanted.contains(key), remote.pages[key] == nil { trashed.insert(key) }
      }
    }
    var pages: [PlannedPage] = []
    for page in board.pages { pages.append(try await planned(page, trashed, remote)) }
    let gone = remote.pages.keys.filter { !wanted.contains($0) }.sorted { ExactText($0.text) < ExactText($1.text) }
    pages += gone.map { key in
      PlannedPage(key: key, page: nil, there: remote.pages[key] ?? [], decision: .remove, intended: .remove)
    }
    return SyncPlan(
      remote: remote, pages: pages, missing: board.schemas.filter { remote.databases[$0.kind] == nil },
      additions: board.schemas.compactMap { schema in
        guard let there = remote.databases[schema.kind]?.columns else { return nil }
        let columns = schema.columns.filter { there[$0.name] == nil && !$0.isTitle }
        return columns.isEmpty ? nil : (schema, columns)
      })
  }

  /// Without Key and Hash nobody could tell what is there, and everything would be made a second time.
  private func refuseOtherColumns(_ remote: RemoteBoard) throws(NotionError) {
    for schema in board.schemas {
      guard let columns = remote.databases[schema.kind]?.columns else { continue }
      for name in [Column.key, Column.hash] where columns[name] == nil {
        throw .blocked(
          "the database \(schema.title) has no column \(name)",
          help: "the sync goes by it: in Notion, give it its name back, or restore it")
      }
      for column in schema.columns {
        guard let there = columns[column.name], there.type != schema.type(of: column) else { continue }
        throw .blocked(
          "the column \(column.name) of \(schema.title) is of the kind \(there.type), not \(schema.type(of: column))",
          help: "in Notion, give it another name: apply makes its own again"
            + (column.name == Column.status ? "; or see --status-type" : ""))
      }
    }
  }

  private func note(_ row: RemotePage, _ kind: PageKind, _ remote: inout RemoteBoard) {
    guard let key = row.key, key.kind == kind, !row.isInTrash else { return }
    if remote.pages[key]?.contains(where: { $0.id == row.id }) == true { return }
    remote.pages[key, default: []].append(row)
    // The oldest of several is the one that others refer to.
    let oldest = remote.pages[key]?.min { $0.created < $1.created }
    if let oldest { remote.note(oldest.id, of: key) }
  }

  private func planned(
    _ page: BoardPage, _ trashed: Set<PageKey>, _ remote: RemoteBoard
  ) async throws(NotionError) -> PlannedPage {
    let there = remote.pages[page.key] ?? []
    func planned(_ decision: SyncDecision, intended: SyncDecision) -> PlannedPage {
      PlannedPage(key: page.key, page: page, there: there, decision: decision, intended: intended)
    }
    guard let row = there.first else {
      let isTrashed = trashed.contains(page.key)
      return planned(isTrashed ? .trashed : .create, intended: .create)
    }
    guard there.count == 1 else { return planned(.duplicate, intended: .duplicate) }
    var decision = SyncDecision(of: page, there: row)
    let cached = cache.page(page.key).flatMap { $0.id == row.id ? $0 : nil }
    // What was not finished is written anew in any case.
    if cached?.isPending == true { decision = .finish }
    if decision == .finish { return planned(.finish, intended: .finish) }
    let wasTouched = row.editor != remote.bot || cached.map { $0.edited != row.edited } ?? false
    if wasTouched, try await hasDrifted(page, row, cached, decision, remote) {
      return planned(.drift, intended: .update(properties: true, body: true))
    }
    return planned(decision, intended: decision)
  }

  /// Whether what this program wrote says something else now.
  private func hasDrifted(
    _ page: BoardPage, _ row: RemotePage, _ cached: SyncCache.Page?, _ decision: SyncDecision, _ remote: RemoteBoard
  ) async throws(NotionError) -> Bool {
    let columns = board.schemas.first { $0.kind == page.key.kind }?.columns.map(\.name) ?? []
    let (changesProperties, changesBody) =
      if case .update(let properties, let body) = decision { (properties, body) } else { (false, false) }
    if let cached, !cached.seen.isEmpty {
      guard row.fingerprint(of: columns.filter { $0 != Column.hash }) == cached.seen else { return true }
    } else if changesProperties || !row.says(page.properties, page: { remote.ids[$0] }) {
      return true
    }
    let blocks = try await client.blocks(of: row.id, remote).map(\.known)
    let own = blocks.compactMap(\.fingerprint)
    let isAsWritten: Bool
    if let known = cached?.known {
      // Pictures that were uploaded come back under other names: the same block is the same picture.
      isAsWritten =
        own.count == known.count { $0.fingerprint != nil }
        && zip(blocks.filter { $0.fingerprint != nil }, known.filter { $0.fingerprint != nil }).allSatisfy {
          $0.id == $1.id && ($0.fingerprint == $1.fingerprint || isUpload($1.fingerprint, page))
        }
    } else {
      isAsWritten = !changesBody && own == page.body.map(\.fingerprint)
    }
    guard isAsWritten else { return true }
    // Others' rows and blocks are noted, so that this is not looked up each time.
    var noted = cached ?? SyncCache.Page()
    (noted.id, noted.edited) = (row.id, row.edited)
    noted.seen = row.fingerprint(of: columns.filter { $0 != Column.hash })
    let known = Dictionary(
      (cached?.known ?? []).map { ($0.id, $0.fingerprint) }, uniquingKeysWith: { first, _ in first })
    noted.blocks = blocks.map { block in
      SyncCache.Block(id: block.id, fingerprint: block.fingerprint == nil ? nil : known[block.id] ?? block.fingerprint)
    }
    if notes { try? cache.save(noted, of: page.key) }
    return false
  }

  private func isUpload(_ fingerprint: String?, _ page: BoardPage) -> Bool {
    page.body.contains { block in
      guard case .image(.file, _) = block.kind else { return false }
      return block.fingerprint == fingerprint
    }
  }
}

extension Column {
  fileprivate var isTitle: Bool { if case .title = kind { true } else { false } }
}
