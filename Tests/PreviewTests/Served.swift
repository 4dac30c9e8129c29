import Actions
import Content
import Diagnostics
import Files
import Quantities
import Site
import Synchronization
import TestSupport
import Testing

@testable import Preview

/// A workspace in a folder, served without a network.
final class Served: Sendable {
  let board: Board
  let preview: PreviewBoard
  let site: PreviewSite
  private let scan: Mutex<Scan>

  static let port = 8080
  static let noon = Instant("2026-01-08T12:00:00Z") ?? Instant(milliseconds: 0)

  var home: Home { preview.setup.home }

  /// - Parameter reply: to whoever asks for a change.
  init(_ files: [String: String] = [:], reply: ActionReply = ActionReply(isDone: true, text: "done")) async throws {
    board = Board(files, isRepository: false)
    let setup = PreviewBoard.Setup(
      home: Home(path: board.folder.path), version: "0.0.0", clock: { Self.noon }, isFixed: true, asksGit: false)
    let (preview, scan) = try await Following(setup).open()
    await preview.begin()
    self.preview = preview
    self.scan = Mutex(scan)
    let asked = AskedActions()
    site = PreviewSite(preview, port: Self.port) { action in
      asked.all.withLock { $0.append(action) }
      return reply
    }
    actions = { asked.all.withLock { $0 } }
  }

  /// What was asked for so far.
  let actions: @Sendable () -> [BoardAction]

  private final class AskedActions: Sendable { let all = Mutex<[BoardAction]>([]) }

  /// Takes over what has changed on disk.
  func update(_ paths: [String]) async throws {
    let old = scan.withLock { $0 }
    let next = try await old.updating(paths, from: home.files)
    scan.withLock { $0 = next }
    await preview.take(.init(scan: next))
  }

  func get(_ target: String, _ headers: [(String, String)] = []) async -> PageReply {
    await site.answer(PageRequest("GET", target, [("Host", "127.0.0.1:8080")] + headers))
  }

  /// As the page's own script asks.
  func post(_ name: String, _ body: String, _ change: (inout PageRequest) -> Void = { _ in }) async -> PageReply {
    var request = PageRequest(
      "POST", "/.orchsite/do/\(name)",
      [
        ("Host", "127.0.0.1:8080"), ("Origin", "http://127.0.0.1:8080"), ("Sec-Fetch-Site", "same-origin"),
        ("Content-Type", "application/json"), ("X-Orchsite-Token", preview.token),
      ], body: Array(body.utf8))
    change(&request)
    return await site.answer(request)
  }
}

extension PageReply {
  var text: String {
    switch body {
    case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
    case .file(let file): (try? file.bytes()).map { String(decoding: $0, as: UTF8.self) } ?? "lost"
    case .events: "events"
    }
  }

  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

extension PageRequest {
  /// Gives a header another value, or takes it away.
  mutating func set(_ name: String, _ value: String?) {
    headers.removeAll { $0.name == name }
    if let value { headers.append((name: name, value: value)) }
  }
}
