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
    let bytes = destination.utf8
    let hash = bytes.firstIndex(of: UInt8(ascii: "#"))
    let beforeHash = bytes[..<(hash ?? bytes.endIndex)]
    let address = destination[..<(beforeHash.firstIndex(of: UInt8(ascii: "?")) ?? beforeHash.endIndex)]
    let behindHash = hash.map { destination[bytes.index(after: $0)...] } ?? ""
    fragment = behindHash.isEmpty ? nil : percentDecoded(behindHash)
    if address.isEmpty {
      target = .here
    } else if address.utf8.first == UInt8(ascii: "/") || Self.hasScheme(address) {
      target = .external
    } else {
      target = Self.follow(percentDecoded(address), from: path)
    }
  }

  private static func hasScheme(_ address: Substring) -> Bool {
    for byte in address.utf8 {
      if byte == UInt8(ascii: ":") { return true }
      if byte == UInt8(ascii: "/") { return false }
    }
    return false
  }

  private static func follow(_ address: String, from path: String) -> Target {
    var folder = Array(path.utf8)
    folder.removeLast(folder.count - (folder.lastIndex(of: UInt8(ascii: "/")) ?? 0))
    for part in address.utf8.split(separator: UInt8(ascii: "/")) {
      if part.elementsEqual(".".utf8) { continue }
      if part.elementsEqual("..".utf8) {
        if folder.isEmpty { return .outside }
        folder.removeLast(folder.count - (folder.lastIndex(of: UInt8(ascii: "/")) ?? 0))
      } else {
        if !folder.isEmpty { folder.append(UInt8(ascii: "/")) }
        folder.append(contentsOf: part)
      }
    }
    let isContent = folder.elementsEqual("content".utf8) || folder.starts(with: "content/".utf8)
    return isContent ? .content(String(decoding: folder, as: UTF8.self)) : .outside
  }
}

/// Replaces `%20` and its like; a `%` that begins no escape stays.
private func percentDecoded(_ text: some StringProtocol) -> String {
  guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
  let bytes = Array(text.utf8)
  var decoded: [UInt8] = []
  var index = 0
  while index < bytes.count {
    // `UInt8("+1", radix: 16)` is a number, but `%+1` is no escape.
    if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
      UnicodeScalar(bytes[index + 1]).properties.isASCIIHexDigit,
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
