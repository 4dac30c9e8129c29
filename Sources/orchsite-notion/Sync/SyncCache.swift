import Actions
import Bytes
import Files
import Foundation
import Notion

/// What was written where: below `.orchsite/notion/`, a folder a target, a file a page. Losing it costs queries, never
/// pages: what exists is always known from the service.
struct SyncCache {
  /// What is known of a page since it was written last.
  struct Page: Codable {
    var id: String?
    /// When it was written last, as the service says, to the minute.
    var edited = ""
    /// Who else wrote on it then, where that was looked at and found to be no change.
    var editor: String?
    /// What its columns said then.
    var seen = ""
    /// The blocks on its first level, others' too; nil where they have not been listed.
    var blocks: [Block]?
    /// What its own blocks said when they were written, as the service can tell it.
    var written: [String]?
    /// Whether something is being written: then the page is looked at before anything else is done to it.
    var isPending = false
  }

  struct Block: Codable {
    var id: String
    var fingerprint: String?
  }

  /// Where the board is.
  struct Target: Codable {
    var parent: String
    /// Database ids by the name of their kind.
    var databases: [String: String] = [:]
    /// Whether the tasks have had their board.
    var hasBoard: Bool
  }

  private let folder: String

  init(home: String, client: String?) {
    folder = "\(home)/.orchsite/notion/\(client.map { "client-\($0)" } ?? "team")"
  }

  var lockPath: String { "\(folder)/lock" }

  func prepare() throws(Refusal) { try refusing { try FileSystem.makeDirectories("\(folder)/pages") } }

  func target() -> Target? { read("target.json") }
  func save(_ target: Target) throws(Refusal) { try write(target, "target.json") }

  func page(_ key: PageKey) -> Page? { read(Self.path(key)) }
  func save(_ page: Page, of key: PageKey) throws(Refusal) { try write(page, Self.path(key)) }
  func forget(_ key: PageKey) { try? FileSystem.removeFile("\(folder)/\(Self.path(key))") }

  private static func path(_ key: PageKey) -> String { "pages/\(key.text.percentEncoded()).json" }

  /// A file that cannot be read is one that is not there.
  private func read<Value: Decodable>(_ name: String) -> Value? {
    guard let bytes = try? FileSystem.read("\(folder)/\(name)", limit: 64 * 1024 * 1024) else { return nil }
    return try? JSONDecoder().decode(Value.self, from: Data(bytes))
  }

  private func write(_ value: some Encodable, _ name: String) throws(Refusal) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try refusing { try FileSystem.writeAtomically(Array(try encoder.encode(value)), to: "\(folder)/\(name)") }
  }
}

extension SyncCache.Page {
  var known: [KnownBlock]? { blocks?.map { KnownBlock(id: $0.id, fingerprint: $0.fingerprint) } }
}

extension SyncCache.Block {
  init(_ block: KnownBlock) { self.init(id: block.id, fingerprint: block.fingerprint) }
}
