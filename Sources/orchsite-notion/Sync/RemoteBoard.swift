import Actions
import Bytes
import Notion

/// What of the board is in Notion, as it was looked up.
struct RemoteBoard {
  struct Database {
    var id: String
    var source: String
    /// By their names.
    var columns: [String: Column]
    var isInTrash = false

    struct Column {
      let id: String
      let type: String
      /// The data source that a relation leads to.
      let target: String?
    }

    /// What the column of the title is called now.
    var titleName: String? { columns.first { $0.value.type == "title" }?.key }
  }

  /// Who this program is to the service.
  var bot: String
  var parent: String
  var databases: [PageKind: Database] = [:]
  /// Live pages by their keys.
  var pages: [PageKey: [RemotePage]] = [:]
  /// Ids of pages, those included that were made meanwhile.
  var ids: [PageKey: String] = [:]
  private(set) var keys: [String: PageKey] = [:]

  init(bot: String, parent: String) {
    self.bot = bot
    self.parent = parent
  }

  mutating func note(_ id: String, of key: PageKey) {
    ids[key] = id
    keys[id] = key
  }

  /// A value that a request needs; nil where it is not known.
  func value(of reference: Reference.Value) -> String? {
    switch reference {
    case .database(let kind): databases[kind]?.source
    case .container(let kind): databases[kind]?.id
    case .property(let kind, let name): databases[kind]?.columns[name]?.id
    case .page(let key): ids[key]
    case .parent: parent
    case .file: nil
    }
  }
}

extension NotionClient {
  /// Who this program is, and whether the page that everything is below can be seen.
  func connect(parent: String) async throws(NotionError) -> RemoteBoard {
    let bot = try await send(.get, "/users/me")["id"]?.text ?? ""
    if try await send(.get, "/pages/\(parent)")["in_trash"]?.flag == true {
      throw .blocked(
        "the page that the board is below is in Notion's trash",
        help: "restore it; or remove .orchsite/notion/ and name another one with --parent")
    }
    return RemoteBoard(bot: bot, parent: parent)
  }

  /// The databases of a board that are there: those that are known, and those whose description says so.
  ///
  /// - Parameter recreates: whether those in the trash do not count.
  func findDatabases(
    _ schemas: [Schema], known: [String: String], below parent: String, recreates: Bool = false
  ) async throws(NotionError) -> [PageKind: RemoteBoard.Database] {
    var found: [PageKind: RemoteBoard.Database] = [:]
    for schema in schemas {
      guard let id = known[schema.kind.rawValue] else { continue }
      do throws(NotionError) {
        // Whatever its description says by now.
        let there = try await database(id).database
        if let there, !there.isInTrash {
          found[schema.kind] = there
        } else if !recreates {
          throw NotionError.blocked(
            "the database \(schema.title) is in Notion's trash",
            help: "restore it there; or apply with --trashed recreate makes a new one")
        }
      } catch {
        guard error.isMissing else { throw error }
      }
    }
    guard found.count < schemas.count else { return found }
    for block in try await list("/blocks/\(parent)/children") where block["type"]?.text == "child_database" {
      guard let id = block["id"]?.text, !found.values.contains(where: { $0.id == id }) else { continue }
      let (there, description) = try await database(id)
      guard let there, !there.isInTrash else { continue }
      if let schema = schemas.first(where: { $0.isMarked(description) }) {
        if found[schema.kind] == nil { found[schema.kind] = there }
      } else if description.utf8.starts(with: Schema.markStart.utf8) {
        // What is for a client and what is for the team is never on one page.
        throw .blocked(
          "the page holds the board of somebody else already (\(description))",
          help: "make another page in Notion, and name it with --parent")
      }
    }
    return found
  }

  /// A database, nil where it has no rows of its own, and what its description says.
  private func database(_ id: String) async throws(NotionError) -> (database: RemoteBoard.Database?, String) {
    let json = try await send(.get, "/databases/\(id)")
    let description = (json["description"]?.items ?? []).compactMap { $0["plain_text"]?.text }.joined()
    guard let source = json["data_sources"]?[0]?["id"]?.text else { return (nil, description) }
    let own = json["id"]?.text ?? id
    if json["in_trash"]?.flag == true {
      return (RemoteBoard.Database(id: own, source: source, columns: [:], isInTrash: true), description)
    }
    return (try await database(id: own, source: source), description)
  }

  func database(id: String, source: String) async throws(NotionError) -> RemoteBoard.Database {
    let json = try await send(.get, "/data_sources/\(source)")
    var columns: [String: RemoteBoard.Database.Column] = [:]
    for case let (column, id?) in (json["properties"]?.members ?? []).map({ ($0, $0.value["id"]?.text) }) {
      columns[column.name] = RemoteBoard.Database.Column(
        id: id, type: column.value["type"]?.text ?? "", target: column.value["relation"]?["data_source_id"]?.text)
    }
    return RemoteBoard.Database(id: id, source: source, columns: columns)
  }

  /// The rows of a database.
  ///
  /// - Returns: also whether the service did not give all of them.
  func rows(_ source: String, inTrash: Bool = false) async throws(NotionError) -> (
    pages: [RemotePage], isIncomplete: Bool
  ) {
    var pages: [RemotePage] = []
    var cursor: String?
    var isIncomplete = false
    repeat {
      var writer = JSONWriter()
      writer.object { writer in
        writer.field("page_size", 100)
        if inTrash { writer.field("in_trash", true) }
        if let cursor { writer.field("start_cursor", cursor) }
      }
      let json = try await send(.post, "/data_sources/\(source)/query", writer.bytes, isReading: true)
      pages += (json["results"]?.items ?? []).compactMap(RemotePage.init)
      cursor = json["has_more"]?.flag == true ? json["next_cursor"]?.text : nil
      if json["request_status"]?["type"]?.text == "incomplete" { isIncomplete = true }
    } while cursor != nil
    return (pages, isIncomplete)
  }

  /// The rows with a key.
  func rows(_ source: String, key: PageKey) async throws(NotionError) -> [RemotePage] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.object("filter") { writer in
        writer.field("property", Column.key)
        writer.object("rich_text") { $0.field("equals", key.text) }
      }
    }
    let json = try await send(.post, "/data_sources/\(source)/query", writer.bytes, isReading: true)
    return (json["results"]?.items ?? []).compactMap(RemotePage.init).filter { $0.key == key }
  }

  /// The blocks of a page with all that is below them.
  func blocks(of id: String, _ board: RemoteBoard) async throws(NotionError) -> [RemoteBlock] {
    var blocks: [RemoteBlock] = []
    for json in try await list("/blocks/\(id)/children") {
      var inner: [RemoteBlock] = []
      let type = json["type"]?.text
      if json["has_children"]?.flag == true, let child = json["id"]?.text, type != "child_page",
        type != "child_database"
      {
        inner = try await self.blocks(of: child, board)
      }
      if let block = RemoteBlock(json, children: inner, bot: board.bot, key: { board.keys[$0] }) {
        blocks.append(block)
      }
    }
    return blocks
  }
}

extension RemoteBlock {
  var known: KnownBlock {
    // Of ours, what says something that this program would not say was changed by somebody. One with something of
    // somebody else's in it is left where it is.
    KnownBlock(id: id, fingerprint: isOurs && !holdsOthers ? block?.fingerprint ?? "?" : nil)
  }
}
