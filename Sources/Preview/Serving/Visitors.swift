import Bytes

/// Who may ask for what: pages go to whoever names this server by its own name, changes only to pages of this server.
///
/// A name that another server's owner lets point here (DNS rebinding) is a foreign one, and so is every page that is not
/// this server's own.
struct Visitors: Sendable {
  /// What a `Host` header may say.
  let hosts: [String]
  private let token: [UInt8]

  init(port: Int, token: String) {
    let names = ["127.0.0.1", "localhost", "[::1]"]
    hosts = names.map { "\($0):\(port)" } + (port == 80 ? names : [])
    self.token = Array(token.utf8)
  }

  /// Why nothing is answered to a request; nil where something may be.
  func refusal(of request: PageRequest) -> PageReply? {
    guard let host = request.value(of: "host"), hosts.contains(where: { isSame($0, host) }) else {
      return .text(421, "This server is \(hosts[0]) and nothing else.")
    }
    return nil
  }

  /// Why a request is not taken for one of a page of this server.
  ///
  /// - Parameter isChange: whether it must prove that.
  func refusal(ofForeign request: PageRequest, isChange: Bool) -> PageReply? {
    let origins = request.values(of: "origin")
    let host = request.value(of: "host") ?? ""
    let sites = request.values(of: "sec-fetch-site")
    guard origins.allSatisfy({ isSame($0, "http://\(host)") }), sites.allSatisfy({ isSame($0, "same-origin") }) else {
      return .text(403, "Only this server's own pages may ask for this.")
    }
    guard isChange else { return nil }
    guard let given = request.value(of: "x-orchsite-token"), isToken(given) else {
      return .answer(
        403, isDone: false, "This page is from an earlier start of the server: load it again, and nothing is lost.")
    }
    guard let type = request.value(of: "content-type"), isJSON(type) else {
      return .answer(415, isDone: false, "A change is asked for with Content-Type: application/json.")
    }
    return nil
  }

  private func isSame(_ left: String, _ right: String) -> Bool {
    left.utf8.lazy.map(\.asciiLowercased).elementsEqual(right.utf8.lazy.map(\.asciiLowercased))
  }

  private func isJSON(_ type: String) -> Bool {
    let type = type.utf8.prefix { $0 != UInt8(ascii: ";") }.filter { $0 != UInt8(ascii: " ") }
    return type.map(\.asciiLowercased).elementsEqual("application/json".utf8)
  }

  /// Takes as long for every text of the right length: how much of it is right does not show.
  private func isToken(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == token.count else { return false }
    return zip(bytes, token).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
