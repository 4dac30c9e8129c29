/// A link in a body, taken apart and followed inside `content/`: an ordinary relative markdown link that also works
/// on a git host.
package struct ContentLink: Sendable, Equatable {
  package enum Target: Sendable, Equatable {
    /// Another address: with a scheme, a host, or from the server's root.
    case external
    /// This very document.
    case here
    /// A path relative to home, below `content/`.
    case content(String)
    /// A relative path that leaves `content/`: code, or something else of the repository.
    case outside
  }

  package let target: Target
  /// Behind `#`, percent-decoded; `nil` without one.
  package let fragment: String?

  /// - Parameters:
  ///   - destination: as written in the body.
  ///   - path: of the file that holds the body, relative to home.
  package init(_ destination: String, in path: String) {
    let parts = destination.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let address = parts[0].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)[0]
    fragment = parts.count > 1 && !parts[1].isEmpty ? percentDecoded(parts[1]) : nil
    if address.isEmpty {
      target = .here
    } else if address.hasPrefix("/") || Self.hasScheme(address) {
      target = .external
    } else {
      target = Self.follow(percentDecoded(address), from: path)
    }
  }

  private static func hasScheme(_ address: Substring) -> Bool {
    guard let colon = address.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
    return !address[..<colon].utf8.contains(UInt8(ascii: "/"))
  }

  private static func follow(_ address: String, from path: String) -> Target {
    var parts = path.split(separator: "/").dropLast().map(String.init)
    for part in address.split(separator: "/", omittingEmptySubsequences: true) {
      switch part {
      case ".": continue
      case "..":
        guard !parts.isEmpty else { return .outside }
        parts.removeLast()
      default: parts.append(String(part))
      }
    }
    return parts.first == "content" ? .content(parts.joined(separator: "/")) : .outside
  }
}

/// Replaces `%20` and its like; a `%` that begins no escape stays.
private func percentDecoded(_ text: some StringProtocol) -> String {
  guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
  let bytes = Array(text.utf8)
  var decoded: [UInt8] = []
  var index = 0
  while index < bytes.count {
    if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
      let byte = UInt8(String(decoding: bytes[index + 1...index + 2], as: UTF8.self), radix: 16)
    {
      decoded.append(byte)
      index += 3
    } else {
      decoded.append(bytes[index])
      index += 1
    }
  }
  return String(decoding: decoded, as: UTF8.self)
}
