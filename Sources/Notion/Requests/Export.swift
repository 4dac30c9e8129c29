import Billing
import Bytes
import Diagnostics

/// The files of an export: requests and what they are made of, the same bytes for the same content.
package struct Export: Sendable {
  /// Of the format of these files.
  package static let format = 1
  /// The version of the service's interface that the requests are for.
  package static let apiVersion = "2026-03-11"
  /// The file that says that a folder is an export.
  package static let manifest = "manifest.json"

  package struct File: Sendable {
    /// Relative to the folder.
    package let path: String
    package let bytes: [UInt8]
  }

  /// In the order of their paths' bytes.
  package let files: [File]
  /// Requests, and blocks in them, of all pages.
  package let requests: Int
  package let blocks: Int

  package init(_ board: BoardPages) async {
    let pages = await Self.pages(of: board)
    requests = pages.reduce(0) { $0 + $1.requests }
    blocks = pages.reduce(0) { $0 + $1.blocks }
    var files = pages.map(\.file)
    files += board.schemas.map { File(path: "databases/\($0.kind.database).json", bytes: Self.database($0)) }
    files.append(File(path: "warnings.json", bytes: Self.warnings(board.warnings)))
    files.append(File(path: Self.manifest, bytes: Self.manifest(board, pages)))
    self.files = files.sorted { ExactText($0.path) < ExactText($1.path) }
  }

  /// The path of a page's file. Names of records may hold what names of files may not.
  package static func path(of key: PageKey) -> String {
    "pages/\(key.kind.database)/\(key.name.percentEncoded(keeping: UInt8(ascii: "/"))).json"
  }

  // MARK: Files

  private struct WrittenPage: Sendable {
    let key: PageKey
    let file: File
    let requests: Int
    let blocks: Int
  }

  private static func pages(of board: BoardPages) async -> [WrittenPage] {
    let size = 64
    return await withTaskGroup(of: (Int, [WrittenPage]).self) { group in
      for start in stride(from: 0, to: board.pages.count, by: size) {
        let chunk = board.pages[start..<min(start + size, board.pages.count)]
        group.addTask { (start, chunk.map { written($0, board.statusType) }) }
      }
      var chunks: [(Int, [WrittenPage])] = []
      for await chunk in group { chunks.append(chunk) }
      return chunks.sorted { $0.0 < $1.0 }.flatMap(\.1)
    }
  }

  private static func written(_ page: BoardPage, _ statusType: StatusType) -> WrittenPage {
    let requests = PageRequests(page, statusType: statusType).exported(page, statusType)
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("key", page.key.text)
      writer.field("source", page.source.isEmpty ? nil : page.source)
      writer.field("props_hash", page.propertiesHash)
      writer.field("body_hash", page.bodyHash)
      writer.array("requests") { writer in for request in requests { writer.write(request) } }
      writer.strings("needs", requests.flatMap(\.needs).map(\.placeholder).distinct())
    }
    return WrittenPage(
      key: page.key, file: File(path: path(of: page.key), bytes: writer.endLine()), requests: requests.count,
      blocks: requests.reduce(0) { $0 + $1.blocks })
  }

  private static func database(_ schema: Schema) -> [UInt8] {
    var requests: [Request] = []
    func add(_ path: String, _ body: (body: [UInt8], references: [Reference])) {
      requests.append(
        Request(
          id: "r\(requests.count + 1)", method: .post, path: path, body: body.body,
          needs: body.references.map { Need(pointer: "/body\($0.pointer)", placeholder: $0.value.placeholder) },
          blocks: 0))
    }
    add("/databases", schema.creation())
    if let board = schema.board() { add("/views", board) }
    var writer = JSONWriter(options: .prettyPrinted)
    writer.object { writer in
      writer.field("key", schema.kind.database)
      writer.array("requests") { writer in for request in requests { writer.write(request) } }
    }
    return writer.endLine()
  }

  private static func warnings(_ warnings: [Diagnostic]) -> [UInt8] {
    var writer = JSONWriter(options: .prettyPrinted)
    writer.object { writer in
      writer.array("warnings") { writer in
        for warning in warnings {
          writer.object { writer in
            writer.field("code", warning.code)
            writer.field("file", warning.file.path.isEmpty ? nil : warning.file.path)
            writer.field("line", warning.position.line)
            writer.field("column", warning.position.column)
            writer.field("message", warning.message)
            writer.field("help", warning.help)
          }
        }
      }
    }
    return writer.endLine()
  }

  private static func manifest(_ board: BoardPages, _ pages: [WrittenPage]) -> [UInt8] {
    var writer = JSONWriter(options: .prettyPrinted)
    writer.object { writer in
      writer.field("format", format)
      writer.field("api_version", apiVersion)
      writer.strings("databases", board.schemas.map(\.kind.database))
      writer.array("pages") { writer in
        for (page, written) in zip(board.pages, pages) {
          writer.object { writer in
            writer.field("key", page.key.text)
            writer.field("source", page.source.isEmpty ? nil : page.source)
            writer.field("file", written.file.path)
            writer.field("props_hash", page.propertiesHash)
            writer.field("body_hash", page.bodyHash)
            writer.field("requests", written.requests)
            writer.field("blocks", written.blocks)
          }
        }
      }
    }
    return writer.endLine()
  }
}
