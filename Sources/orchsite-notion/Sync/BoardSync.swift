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
  func requests(statusType: StatusType, prunes: Bool, cache: SyncCache) -> Int {
    missing.reduce(0) { $0 + ($1.kind == .task ? 5 : 2) } + additions.count
      + pages.reduce(0) { sum, planned in
        guard let page = planned.page else { return sum + (prunes ? 2 : 0) }
        switch planned.decision {
        case .create:
          let requests = PageRequests(page, statusType: statusType).exported(page, statusType).count
          return sum + requests + (requests > 1 ? 1 : 0)
        case .update(_, body: true): return sum + edits(of: page, cache) + 4
        case .finish: return sum + RequestPlan(page.blocks).requests.count + 4
        case .update: return sum + 2
        case .same, .drift, .trashed, .duplicate, .unreadable, .remove: return sum
        }
      }
  }

  /// What the edits of a body take; without a cache as much as writing it anew.
  private func edits(of page: BoardPage, _ cache: SyncCache) -> Int {
    guard let known = cache.page(page.key)?.known else { return RequestPlan(page.blocks).requests.count }
    let edits = BodyEdits(from: known, to: page.body.map(\.fingerprint))
    return edits.deletions.count
      + edits.insertions.reduce(0) { $0 + RequestPlan(page.blocks[$1.blocks]).requests.count }
  }
}

/// Looks up what is there and decides what is to be done.
struct SyncPlanner {
  let client: NotionClient
  let board: BoardPages
  let cache: SyncCache
  /// Pages whose files cannot be read.
  let unreadable: Set<PageKey>
  /// Whether what is looked up may be noted in the cache.
  let notes: Bool
  /// Whether databases in the trash are made again.
  let recreates: Bool

  func plan(parent: String, known: [String: String]) async throws(NotionError) -> SyncPlan {
    var remote = try await client.connect(parent: parent)
    remote.databases = try await client.findDatabases(board.schemas, known: known, below: parent, recreates: recreates)
    try remote.refuseOtherColumns(board.schemas)
    let additions: [(schema: Schema, columns: [Column])] = board.schemas.compactMap { schema in
      guard let there = remote.databases[schema.kind]?.columns else { return nil }
      let columns = schema.columns.filter { there[$0.name] == nil && !$0.isTitle }
      return columns.isEmpty ? nil : (schema, columns)
    }
    let wanted = Set(board.pages.map(\.key))
    var trashed: Set<PageKey> = []
    var keyless: [PageKey: RemotePage] = [:]
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
      // Its Key may have been taken away by hand: then the cache knows it.
      for page in absent where remote.pages[page.key] == nil && !trashed.contains(page.key) {
        guard let id = cache.page(page.key)?.id, let row = rows.first(where: { $0.id == id }), row.key == nil
        else { continue }
        keyless[page.key] = row
        remote.note(id, of: page.key)
      }
    }
    let grown = Set(additions.map(\.schema.kind))
    var pages: [PlannedPage] = []
    for page in board.pages {
      if let row = keyless[page.key] {
        pages.append(
          PlannedPage(
            key: page.key, page: page, there: [row], decision: .drift, intended: .update(properties: true, body: true)))
      } else {
        pages.append(try await planned(page, trashed, grown, remote))
      }
    }
    let gone = remote.pages.keys.filter { !wanted.contains($0) }.sorted { ExactText($0.text) < ExactText($1.text) }
    for key in gone {
      // Rows that people made, with a Key of their own, are theirs.
      let own = (remote.pages[key] ?? []).filter { $0.creator == remote.bot }
      guard !own.isEmpty else { continue }
      let decision: SyncDecision = unreadable.contains(key) ? .unreadable : .remove
      pages.append(PlannedPage(key: key, page: nil, there: own, decision: decision, intended: decision))
    }
    return SyncPlan(
      remote: remote, pages: pages, missing: board.schemas.filter { remote.databases[$0.kind] == nil },
      additions: additions)
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
    _ page: BoardPage, _ trashed: Set<PageKey>, _ grown: Set<PageKind>, _ remote: RemoteBoard
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
    // A column that was just added is empty everywhere.
    if grown.contains(page.key.kind), decision != .finish {
      let body = if case .update(_, body: true) = decision { true } else { false }
      decision = .update(properties: true, body: body)
    }
    // What only this program wrote is as it was written, by whichever machine; what was looked at is not again.
    let isKnown = cached.map { $0.editor == row.editor && $0.edited == row.edited } ?? false
    if row.editor != remote.bot, !isKnown, try await hasDrifted(page, row, cached, decision, remote) {
      return planned(.drift, intended: .update(properties: true, body: true))
    }
    return planned(decision, intended: decision)
  }

  /// Whether what this program wrote says something else now.
  private func hasDrifted(
    _ page: BoardPage, _ row: RemotePage, _ cached: SyncCache.Page?, _ decision: SyncDecision, _ remote: RemoteBoard
  ) async throws(NotionError) -> Bool {
    let columns =
      board.schemas.first { $0.kind == page.key.kind }?.columns.map(\.name).filter { $0 != Column.hash } ?? []
    let (changesProperties, changesBody) =
      if case .update(let properties, let body) = decision { (properties, body) } else { (false, false) }
    if let cached, !cached.seen.isEmpty {
      guard row.fingerprint(of: columns) == cached.seen else { return true }
    } else if decision != .finish, changesProperties || !row.says(page.properties, page: { remote.ids[$0] }) {
      return true
    }
    let blocks = try await client.blocks(of: row.id, remote)
    if decision == .finish { return blocks.contains { $0.wasTouched || $0.isOurs && $0.holdsOthers } }
    let own = blocks.filter(\.isOurs).map { $0.block?.visibleFingerprint ?? "?" }
    guard own == (cached?.written ?? (changesBody ? nil : page.body.map(\.visibleFingerprint))) else { return true }
    // Others' rows and blocks are noted, so that this is not looked up each time.
    if notes {
      var noted = cached ?? SyncCache.Page()
      (noted.id, noted.edited) = (row.id, row.edited)
      noted.editor = row.editor
      noted.seen = row.fingerprint(of: columns)
      noted.written = own
      // The blocks are looked at when they are to be changed.
      noted.blocks = nil
      try? cache.save(noted, of: page.key)
    }
    return false
  }
}

extension RemoteBoard {
  /// Without Key and Hash nobody could tell what is there, and everything would be made a second time.
  func refuseOtherColumns(_ schemas: [Schema]) throws(NotionError) {
    for schema in schemas {
      guard let columns = databases[schema.kind]?.columns else { continue }
      for name in [Column.key, Column.hash] where columns[name] == nil {
        throw .blocked(
          "the database \(schema.title) has no column \(name)",
          help: "the sync goes by it: in Notion, give it its name back, or restore it")
      }
      for column in schema.columns where !column.isTitle {
        guard let there = columns[column.name] else { continue }
        guard there.type == schema.type(of: column) else {
          throw .blocked(
            "the column \(column.name) of \(schema.title) is of the kind \(there.type), not \(schema.type(of: column))",
            help: "in Notion, give it another name: apply makes its own again"
              + (column.name == Column.status ? "; or see --status-type" : ""))
        }
        guard case .relation(let kind) = column.kind, let target = there.target else { continue }
        guard databases[kind]?.source == target else {
          throw .blocked(
            "the column \(column.name) of \(schema.title) leads to another database than \(kind.database)",
            help: "in Notion, delete the column, or give it another name: apply makes it again")
        }
      }
    }
  }
}

extension Column {
  fileprivate var isTitle: Bool { if case .title = kind { true } else { false } }
}
