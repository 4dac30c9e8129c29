import Actions
import Billing
import Bytes
import Files
import Notion

/// Why a page is not as it should be.
enum PageProblem: Error {
  case notion(NotionError)
  /// What cannot be written because something else is not there.
  case missing(String)
  /// Somebody else has written on it.
  case changed(String)
  case here(Refusal)
}

/// Writes one page at a time, and keeps after each request what came of it.
final class PageWriter {
  let client: NotionClient
  var board: RemoteBoard
  private let cache: SyncCache
  private let statusType: StatusType
  private let home: String
  private let columns: [PageKind: [String]]
  /// Pages that were written without a relation to another one that is not there.
  private(set) var leftOut: [(page: PageKey, missing: PageKey)] = []
  /// Pictures that were uploaded in this run.
  private var uploads: [UploadedFile: String] = [:]

  /// How often a page is looked at anew after an answer that says nothing.
  private static let looks = 5

  init(_ client: NotionClient, _ board: RemoteBoard, _ cache: SyncCache, _ pages: BoardPages, home: String) {
    self.client = client
    self.board = board
    self.cache = cache
    self.home = home
    statusType = pages.statusType
    columns = Dictionary(
      uniqueKeysWithValues: pages.schemas.map { ($0.kind, $0.columns.map(\.name).filter { $0 != Column.hash }) })
  }

  // MARK: Making

  /// Makes a page, with its body where that goes along; else `update` writes the rest.
  ///
  /// - Returns: whether it is whole.
  func create(_ page: BoardPage) async throws(PageProblem) -> Bool {
    let page = adapted(page)
    let requests = PageRequests(page, statusType: statusType)
    let body = try await filled(requests.creation.body, requests.creation.references)
    var cached = SyncCache.Page()
    cached.isPending = true
    try save(cached, page.key)
    for _ in 1...Self.looks {
      var made: RemotePage?
      do throws(NotionError) {
        made = RemotePage(try await client.send(.post, "/pages", body))
      } catch {
        switch error {
        case .uncertain, .conflict: break
        case .refused, .unreachable, .blocked: throw .notion(error)
        }
      }
      if let made { return try note(made, page, isWhole: requests.isWhole) }
      // Perhaps it was made: a second one would be a duplicate. What was just made may not be found at once.
      for look in 1...2 {
        if let found = try await found(page.key) {
          return try note(found, page, isWhole: requests.isWhole && found.hash == page.hash)
        }
        if look == 1 { await client.pause() }
      }
    }
    throw .notion(.uncertain("no clear answer after \(Self.looks) tries"))
  }

  /// As it can be written now: with the name that the title's column has, without relations to what is not there.
  private func adapted(_ page: BoardPage) -> BoardPage {
    let missing = Set(page.related.filter { board.ids[$0] == nil })
    for key in missing { leftOut.append((page.key, key)) }
    return page.adapted(title: board.databases[page.key.kind]?.titleName, without: missing)
  }

  private func found(_ key: PageKey) async throws(PageProblem) -> RemotePage? {
    guard let source = board.databases[key.kind]?.source else { return nil }
    return try await asking { () throws(NotionError) in try await self.client.rows(source, key: key).first }
  }

  private func note(_ made: RemotePage, _ page: BoardPage, isWhole: Bool) throws(PageProblem) -> Bool {
    board.note(made.id, of: page.key)
    var cached = SyncCache.Page()
    cached.id = made.id
    note(made, page, &cached)
    cached.isPending = !isWhole
    // A page that was just made has no blocks but what came along; these were not named in the answer.
    cached.blocks = page.blocks.isEmpty || !isWhole ? [] : nil
    cached.written = isWhole ? page.body.map(\.visibleFingerprint) : nil
    try save(cached, page.key)
    return isWhole
  }

  private func note(_ now: RemotePage, _ page: BoardPage, _ cached: inout SyncCache.Page) {
    cached.edited = now.edited
    cached.editor = nil
    cached.seen = now.fingerprint(of: columns[page.key.kind] ?? [])
  }

  // MARK: Changing

  /// How a page that is there is to be written.
  struct Manner {
    /// Its body too.
    var body = true
    /// It was made a moment ago, and has no blocks yet.
    var isFresh = false
    /// Its blocks have to be looked at, whatever the cache says of them.
    var looks = false
    /// What somebody else wrote into our blocks is overwritten.
    var force = false
    /// What was decided by; it has to be so still.
    var decidedBy: RemotePage?
  }

  /// Makes a page say what it should: its body first, its columns and Hash last.
  func update(_ page: BoardPage, _ id: String, _ manner: Manner) async throws(PageProblem) {
    let page = adapted(page)
    var cached = cache.page(page.key) ?? SyncCache.Page()
    if cached.id != id { cached = SyncCache.Page() }
    var manner = manner
    if cached.isPending, !manner.isFresh { manner.looks = true }
    if !manner.isFresh {
      let row = try await row(id)
      guard !row.isInTrash else { throw .changed("it was put into Notion's trash meanwhile") }
      if let before = manner.decidedBy {
        guard row.editor == before.editor, row.edited == before.edited, row.hash == before.hash else {
          throw .changed("it was changed in Notion meanwhile: run apply again")
        }
      }
      // What another machine wrote is in no cache of this one.
      if row.edited != cached.edited { manner.looks = true }
      cached.id = id
      cached.isPending = true
      try save(cached, page.key)
      // So that everybody can tell that it is not finished.
      if manner.body, !row.hash.isEmpty { try await setHash("", of: id) }
    }
    if manner.body {
      for attempt in 1... {
        try await writeBody(page, id, &cached, manner)
        // Another one may have written it at the same time: then there is too much of it now.
        guard try await row(id).hash != "" else { break }
        guard attempt < Self.looks else { throw .changed("another one is writing it at the same time") }
        manner.looks = true
        try await setHash("", of: id)
      }
      cached.written = page.body.map(\.visibleFingerprint)
    }
    let properties = page.properties + [Property(Column.hash, .text(page.hash))]
    let update = PageRequests.update(properties, statusType)
    let bytes = try await filled(update.body, update.references)
    let answer = try await repeating(.patch, "/pages/\(id)", bytes)
    if let now = RemotePage(answer) { note(now, page, &cached) }
    cached.isPending = false
    try save(cached, page.key)
  }

  private func row(_ id: String) async throws(PageProblem) -> RemotePage {
    let json = try await asking { () throws(NotionError) in try await self.client.send(.get, "/pages/\(id)") }
    guard let row = RemotePage(json) else { throw .notion(.uncertain("the answer is no page")) }
    return row
  }

  private func setHash(_ hash: String, of id: String) async throws(PageProblem) {
    _ = try await repeating(
      .patch, "/pages/\(id)", PageRequests.update([Property(Column.hash, .text(hash))], statusType).body)
  }

  /// Repeats what does no harm a second time.
  private func repeating(
    _ method: Request.Method, _ path: String, _ body: [UInt8]?
  ) async throws(PageProblem) -> JSONValue {
    for attempt in 1... {
      do throws(NotionError) {
        return try await client.send(method, path, body)
      } catch {
        switch error {
        case .uncertain where attempt < Self.looks, .conflict where attempt < Self.looks: continue
        default: throw .notion(error)
        }
      }
    }
    throw .notion(.uncertain("no clear answer"))
  }

  private func writeBody(
    _ page: BoardPage, _ id: String, _ cached: inout SyncCache.Page, _ manner: Manner
  ) async throws(PageProblem) {
    let wanted = page.body.map(\.fingerprint)
    var mustLook = manner.looks
    for attempt in 1... {
      let known: [KnownBlock]
      var touched: Set<String> = []
      if !mustLook, let blocks = cached.known, try await isAsKnown(blocks, id, manner) {
        known = blocks
      } else {
        let board = board
        let blocks = try await asking { () throws(NotionError) in try await self.client.blocks(of: id, board) }
        known = blocks.map(\.known)
        touched = Set(blocks.filter { $0.isOurs && ($0.wasTouched || $0.holdsOthers) }.map(\.id))
        cached.blocks = known.map(SyncCache.Block.init)
        try save(cached, page.key)
      }
      let edits = BodyEdits(from: known, to: wanted)
      guard manner.force || touched.isDisjoint(with: edits.deletions) else {
        throw .changed(SyncDecision.drift.words)
      }
      do throws(PageProblem) {
        try await carryOut(edits, page, wanted, id, &cached)
        return
      } catch {
        guard case .notion(let problem) = error, attempt < Self.looks else { throw error }
        switch problem {
        // What was done is seen, and the rest is worked out anew.
        case .uncertain, .conflict: mustLook = true
        // Somebody took a block away that the cache has.
        case .refused(404, _, _) where !mustLook, .refused(400, _, _) where !mustLook: mustLook = true
        case .refused, .unreachable, .blocked: throw error
        }
      }
    }
  }

  /// Whether the blocks on the first level are those that the cache knows: another machine may have been at it.
  private func isAsKnown(_ blocks: [KnownBlock], _ id: String, _ manner: Manner) async throws(PageProblem) -> Bool {
    if manner.isFresh, blocks.isEmpty { return true }
    let there = try await asking { () throws(NotionError) in try await self.client.list("/blocks/\(id)/children") }
    return there.compactMap { $0["id"]?.text } == blocks.map(\.id)
  }

  private func carryOut(
    _ edits: BodyEdits, _ page: BoardPage, _ wanted: [String], _ id: String, _ cached: inout SyncCache.Page
  ) async throws(PageProblem) {
    for insertion in edits.insertions {
      try await insert(insertion, page, wanted, id, &cached)
    }
    for block in edits.deletions {
      do throws(PageProblem) {
        _ = try await repeating(.delete, "/blocks/\(block)", nil)
      } catch {
        guard case .notion(let problem) = error, try await isGone(block, after: problem) else { throw error }
      }
      cached.blocks?.removeAll { $0.id == block }
      try save(cached, page.key)
    }
  }

  /// Whether a block is in the trash already: then to delete it is refused.
  private func isGone(_ block: String, after problem: NotionError) async throws(PageProblem) -> Bool {
    guard case .refused(let status, _, _) = problem, status == 400 || status == 404 else { return false }
    if status == 404 { return true }
    let json = try await asking { () throws(NotionError) in try await self.client.send(.get, "/blocks/\(block)") }
    return json["in_trash"]?.flag == true
  }

  private func insert(
    _ insertion: BodyEdits.Insertion, _ page: BoardPage, _ wanted: [String], _ id: String,
    _ cached: inout SyncCache.Page
  ) async throws(PageProblem) {
    let plan = RequestPlan(page.blocks[insertion.blocks])
    var position: AppendRequest.Position =
      insertion.after.map { .after($0) } ?? ((cached.blocks ?? []).isEmpty ? .end : .start)
    var results: [[String]] = []
    var next = insertion.blocks.lowerBound
    for request in plan.requests {
      var (body, references) = ([UInt8](), [Reference]())
      let parent: String
      switch request.parent {
      case .root:
        parent = id
        request.appendBody(to: &body, at: "", &references, position: position)
      case .result(let number, let index):
        parent = results[number][index]
        request.appendBody(to: &body, at: "", &references)
      }
      body = try await filled(body, references)
      let answer = try await asking { () throws(NotionError) in
        try await self.client.send(.patch, "/blocks/\(parent)/children", body)
      }
      let made = (answer["results"]?.items ?? []).compactMap { $0["id"]?.text }
      guard made.count == request.blocks.count else { throw .notion(.uncertain("the answer does not name the blocks")) }
      results.append(made)
      guard case .root = request.parent else { continue }
      let new = zip(made, wanted[next...]).map { SyncCache.Block(id: $0, fingerprint: $1) }
      next += made.count
      place(new, position, &cached)
      if let last = made.last { position = .after(last) }
      try save(cached, page.key)
    }
  }

  private func place(_ new: [SyncCache.Block], _ position: AppendRequest.Position, _ cached: inout SyncCache.Page) {
    var blocks = cached.blocks ?? []
    switch position {
    case .start: blocks.insert(contentsOf: new, at: 0)
    case .end: blocks += new
    case .after(let id):
      blocks.insert(contentsOf: new, at: (blocks.firstIndex { $0.id == id } ?? blocks.count - 1) + 1)
    }
    cached.blocks = blocks
  }

  // MARK: Trash

  func restore(_ key: PageKey, _ id: String) async throws(PageProblem) { try await setTrash(key, id, to: false) }

  /// Puts a page into the trash, unless there is something of somebody else's on it.
  func remove(_ key: PageKey, _ row: RemotePage, force: Bool) async throws(PageProblem) {
    if !force {
      let board = board
      let blocks = try await asking { () throws(NotionError) in try await self.client.blocks(of: row.id, board) }
      guard row.editor == board.bot, !blocks.contains(where: { !$0.isOurs || $0.holdsOthers || $0.wasTouched }) else {
        throw .changed("others have written on it: --prune leaves it (--force takes it away)")
      }
    }
    try await setTrash(key, row.id, to: true)
  }

  private func setTrash(_ key: PageKey, _ id: String, to isInTrash: Bool) async throws(PageProblem) {
    _ = try await repeating(.patch, "/pages/\(id)", Array("{\"in_trash\":\(isInTrash)}".utf8))
    cache.forget(key)
  }

  // MARK: Values

  /// A body with what it needs in the place of its placeholders.
  func filled(_ body: [UInt8], _ references: [Reference]) async throws(PageProblem) -> [UInt8] {
    var filled: [UInt8] = []
    var done = 0
    for reference in references.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      let value: String
      if case .file(let file) = reference.value {
        value = try await upload(file)
      } else if let known = board.value(of: reference.value) {
        value = known
      } else {
        throw .missing(Self.missing(reference.value))
      }
      filled += body[done..<reference.range.lowerBound]
      var writer = JSONWriter()
      writer.string(value)
      filled += writer.bytes
      done = reference.range.upperBound
    }
    return filled + body[done...]
  }

  private static func missing(_ value: Reference.Value) -> String {
    if case .page(let key) = value { return "it mentions \(key.text), which is not in Notion" }
    return "\(value.placeholder.dropFirst(2).dropLast(2)) is not in Notion"
  }

  private func upload(_ file: UploadedFile) async throws(PageProblem) -> String {
    if let id = uploads[file] { return id }
    let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
    let type = Uploads.type(of: name) ?? "application/octet-stream"
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.read("\(home)/\(file.path)", limit: Uploads.limit)
    } catch {
      throw .here(.file(error))
    }
    guard ExactText(Digest.sha256(bytes)) == ExactText(file.digest) else {
      throw .missing("\(file.path) has changed meanwhile")
    }
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("mode", "single_part")
      writer.field("filename", name)
      writer.field("content_type", type)
    }
    let form = MultipartForm(name: name, type: type, bytes: bytes)
    for attempt in 1... {
      let made = try await repeating(.post, "/file_uploads", writer.bytes)
      guard let id = made["id"]?.text else { throw .notion(.uncertain("the answer is no upload")) }
      do throws(NotionError) {
        _ = try await client.send(
          .post, "/file_uploads/\(id)/send", form.body, contentType: "multipart/form-data; boundary=\(form.boundary)")
        uploads[file] = id
        return id
      } catch {
        // An upload that nothing shows is forgotten by the service: another one is begun.
        switch error {
        case .uncertain where attempt < Self.looks, .conflict where attempt < Self.looks: continue
        default: throw .notion(error)
        }
      }
    }
    throw .notion(.uncertain("no clear answer"))
  }

  private func save(_ cached: SyncCache.Page, _ key: PageKey) throws(PageProblem) {
    do throws(Refusal) { try cache.save(cached, of: key) } catch { throw .here(error) }
  }

  private func asking<Value>(_ body: () async throws(NotionError) -> Value) async throws(PageProblem) -> Value {
    do throws(NotionError) { return try await body() } catch { throw .notion(error) }
  }
}

/// RFC 7578, of one file.
private struct MultipartForm {
  let boundary: String
  let body: [UInt8]

  init(name: String, type: String, bytes: [UInt8]) {
    // What is not in the file: a part of its own digest will do.
    boundary = "orchsite-\(Digest.sha256(bytes).prefix(32))"
    // Quotes and line ends may not stand in the name.
    let safe = name.percentEncoded(keeping: UInt8(ascii: " "))
    body =
      Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(safe)\"\r\n".utf8)
      + Array("Content-Type: \(type)\r\n\r\n".utf8) + bytes + Array("\r\n--\(boundary)--\r\n".utf8)
  }
}
