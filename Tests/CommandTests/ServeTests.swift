import Foundation
import TestSupport
import Testing

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// `orchsite serve` as a process: when it can be asked, and how it ends.
@Suite struct ServeTests {
  /// The first line, as soon as it is there.
  private func line(of server: Command) -> String {
    while server.isRunning, !server.outputSoFar.contains("\n") { usleep(1_000) }
    return server.outputSoFar
  }

  private func port(_ line: String) throws -> Int {
    try #require(Int(line.dropFirst("http://127.0.0.1:".count).prefix { $0 != "/" }))
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func aSignalEndsItAndFreesThePort(_ signal: Int32) throws {
    let board = Board()
    let server = board.start(["serve", "--port", "0"])
    let line = line(of: server)
    let port = try port(line)
    #expect(line == "http://127.0.0.1:\(port)/ follows \(board.folder.path)/content, until Ctrl-C\n")
    #expect(try Client(port).answer(to: "GET / HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
    let listener = try Client(port)
    #expect(
      try listener.answer(to: "GET /.orchsite/events HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n").hasPrefix(
        "HTTP/1.1 200 "))

    server.send(signal)
    let outcome = server.outcome()
    #expect(outcome.code == 0)
    #expect(outcome.err == "")
    #expect(throws: Client.Unreachable.self) { try Client(port) }
    // The same port, at once.
    let again = board.start(["serve", "--port", "\(port)"])
    #expect(try self.port(self.line(of: again)) == port)
    again.send(SIGTERM)
    #expect(again.outcome().code == 0)
  }

  @Test func aTakenPortIsSaidAndTheNextOneIsTaken() throws {
    let board = Board()
    let first = board.start(["serve", "--port", "0"])
    let taken = try port(line(of: first))
    let second = board.start(["serve", "--port", "\(taken)", "--no-git", "--as-of", "2026-01-08"])
    let line = line(of: second)
    let next = try port(line)
    #expect(next > taken && next <= taken + 100)
    #expect(line.hasPrefix("http://127.0.0.1:\(next)/ port \(taken) is taken; follows "))
    for server in [first, second] {
      server.send(SIGTERM)
      #expect(server.outcome().code == 0)
    }
  }

  @Test func withoutContentItRefusesAsBuildDoes() {
    let folder = TemporaryFolder()
    let board = Board()
    let refused = board.run("serve", "-C", folder.path)
    #expect(refused == board.run("build", "-C", folder.path))
    #expect(refused.code == 2)
    board.folder.put("{{#open}}", at: "site-templates/card.mustache")
    let broken = board.run("serve", "--port", "0")
    #expect(broken.code == 1 && broken.err.contains("site-templates/card.mustache:1:1: error[template]"))
  }

  @Test func aChangeIsThatOfTheVerb() throws {
    let board = Board(["content/index.md": "---\nproject: P\n---\n"])
    let server = board.start(["serve", "--port", "0", "--no-git"])
    let port = try port(line(of: server))
    let page = try Client(port).answer(to: "GET / HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n")
    let token = try #require(page.firstMatch(of: /orchsite-token" content="([0-9A-F]+)"/)).1
    func ask(_ name: String, _ body: String) throws -> String {
      let answer = try Client(port).answer(
        to: """
          POST /.orchsite/do/\(name) HTTP/1.1\r
          Host: 127.0.0.1:\(port)\r
          Content-Type: application/json\r
          X-Orchsite-Token: \(token)\r
          Content-Length: \(body.utf8.count)\r
          Connection: close\r
          \r
          \(body)
          """)
      return "\(answer.dropFirst("HTTP/1.1 ".count).prefix(3)) \(answer.components(separatedBy: "\r\n\r\n").last ?? "")"
    }
    #expect(
      try ask("move", #"{"task": "backend/search", "status": "review"}"#)
        == "200 {\"ok\":true,\"text\":\"backend/search: todo → review\\n\"}\n")
    #expect(board.log.hasPrefix("chore(content): move backend/search to review\n"))
    #expect(
      try ask("tick", #"{"task": "backend/refund-api", "box": 2, "ticked": true, "seen": [true, false]}"#)
        .hasPrefix("200 "))
    #expect(board["content/tasks/backend/refund-api.md"]?.contains("- [x] endpoint") == true)
    #expect(
      try ask("answer", #"{"task": "backend/refund-api", "text": "EUR", "blocker": "which currency?"}"#).hasPrefix(
        "200 "))
    #expect(board.newestUpdate(of: "backend/refund-api")?.contains("EUR") == true)
    // A refusal in the words of the terminal.
    let words = board.run("task", "accept", "web/basket").err
    let refused = try ask("accept", #"{"task": "web/basket"}"#)
    #expect(refused.hasPrefix("409 "))
    #expect(refused.replacing("\\n", with: "\n").contains(words))
    let stale = try ask("tick", #"{"task": "backend/refund-api", "box": 2, "ticked": false, "seen": [true, false]}"#)
    #expect(stale.hasPrefix("409 ") && stale.contains("are others by now"))
    server.send(SIGTERM)
    #expect(server.outcome().code == 0)
  }
}

/// A connection to this machine.
private final class Client {
  struct Unreachable: Error {}

  private let descriptor: Int32

  init(_ port: Int) throws {
    #if canImport(Darwin)
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #else
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else { throw Unreachable() }
  }

  deinit { close(descriptor) }

  /// Sends a request, and reads what comes: all of it where the connection is closed behind it, else the first piece.
  func answer(to request: String) throws -> String {
    let bytes = Array(request.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count else { throw Unreachable() }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    repeat {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      answer += buffer[..<count]
    } while request.contains("Connection: close")
    return String(decoding: answer, as: UTF8.self)
  }
}
