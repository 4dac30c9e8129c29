import Actions
import ArgumentParser
import Arguments
import Bytes
import Diagnostics
import Files
import Foundation
import Notion
import Terminal

/// How the service is reached.
struct ConnectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The page in Notion to make the databases below: its address, or its id. Needed once.", valueName: "page"))
  var parent: String?
  @Option(help: ArgumentHelp("Requests a second, on average; Notion takes 3.", valueName: "n")) var pace = 2.5
  @Option(help: ArgumentHelp("Seconds to wait for an answer.", valueName: "s")) var timeout = 60.0
  @Option(help: .hidden) var backoff = 1.0

  func validate() throws {
    guard pace > 0, pace <= 10_000 else { throw ValidationError("--pace is a number above 0.") }
    guard timeout > 0, timeout <= 3_600 else { throw ValidationError("--timeout is a number of seconds up to 3600.") }
  }

  func client() throws(Refusal) -> NotionClient {
    guard let token = Environment["NOTION_TOKEN"] else {
      throw .answer(
        "NOTION_TOKEN is not set", help: "it holds the secret of an integration: docs/notion.md says how to get one")
    }
    guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), token.utf8.count >= 8 else {
      throw .answer("NOTION_TOKEN is no secret of an integration", help: "copy it anew, without spaces and line ends")
    }
    var settings = NotionClient.Settings(address: try address(), token: token)
    (settings.pace, settings.backoff, settings.timeout) = (pace, backoff, timeout)
    return NotionClient(settings)
  }

  /// Notion's, or another one for tests. The token goes in the clear to nobody but this machine.
  private func address() throws(Refusal) -> URL {
    let name = Environment["NOTION_API_URL"] ?? "https://api.notion.com"
    let text = name.hasSuffix("/") ? name : "\(name)/"
    guard let url = URL(string: text), let host = url.host else {
      throw .answer("NOTION_API_URL is no address: \(name)", help: "leave it unset")
    }
    guard url.scheme == "https" || url.scheme == "http" && ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host)
    else {
      throw .answer("NOTION_API_URL is not https: the token would be read on the way", help: "leave it unset")
    }
    return url
  }

  /// The id of the page that everything is below.
  func parent(_ target: SyncCache.Target?) throws(Refusal) -> String {
    guard let parent else {
      if let target { return target.parent }
      throw .answer(
        "it is not known where in Notion the board goes",
        help: "--parent PAGE says it once: share a page with the integration and copy its address")
    }
    guard let id = Self.pageID(parent) else {
      throw .answer("\"\(parent)\" is no page of Notion", help: "copy the page's address in Notion: Share, Copy link")
    }
    if let target, Self.pageID(target.parent) != id {
      throw .answer(
        "the board goes to the page \(target.parent) already",
        help: "to make a second one elsewhere, remove .orchsite/notion/; the first one stays as it is")
    }
    return id
  }

  /// The 32 hexadecimal digits at the end of a page's address, with the dashes that the service gives them.
  static func pageID(_ text: String) -> String? {
    let path = text.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    let digits = path.filter { $0 != UInt8(ascii: "-") }.suffix(32)
    guard digits.count == 32, digits.allSatisfy({ $0.hexValue != nil }) else { return nil }
    let id = String(decoding: digits.map(\.asciiLowercased), as: UTF8.self)
    let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { range in
      String(decoding: Array(id.utf8)[range], as: UTF8.self)
    }
    return parts.joined(separator: "-")
  }
}

extension Refusal {
  /// What the service says, with what to do about it.
  init(_ problem: NotionError) {
    if case .blocked(let message, let help) = problem {
      self = .answer(message, help: help)
      return
    }
    let help: String? =
      switch problem {
      case .refused(401, _, _): "NOTION_TOKEN is wrong or was taken back: copy the secret of the integration anew"
      case .refused(403, _, _): "give the integration the capabilities to read, insert and update content"
      case .refused(404, _, _):
        "share the page with the integration: in Notion, the page's ••• menu, Connections; also look whether it is the right page"
      case .unreachable, .uncertain: "run it again when the network is there: it goes on where it was"
      case .refused(429, _, _), .refused(529, _, _): "Notion is busy: run it again later, it goes on where it was"
      case .refused, .conflict, .blocked: nil
      }
    self = .outside("Notion: \(problem.words)", help: help)
  }
}
