import Bytes

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
    var destination = destination
    (target, fragment) = destination.withUTF8 { bytes in
      let hash = bytes.firstIndex(of: UInt8(ascii: "#")) ?? bytes.count
      let address = bytes[..<(bytes[..<hash].firstIndex(of: UInt8(ascii: "?")) ?? hash)]
      let fragment = bytes.dropFirst(hash + 1)
      return (
        Self.follow(address, from: path),
        fragment.isEmpty ? nil : String(decoding: fragment.percentDecoded, as: UTF8.self)
      )
    }
  }

  private static func follow(_ address: Slice<UnsafeBufferPointer<UInt8>>, from path: String) -> Target {
    if address.isEmpty { return .here }
    if address.first == UInt8(ascii: "/") || hasScheme(address) { return .external }
    let address = address.percentDecoded
    var folder: [UInt8] = []
    folder.reserveCapacity(path.utf8.count + address.count)
    folder += path.utf8
    removeLastPart(&folder)
    for part in address.split(separator: UInt8(ascii: "/")) {
      if part.elementsEqual(".".utf8) { continue }
      if part.elementsEqual("..".utf8) {
        if folder.isEmpty { return .outside }
        removeLastPart(&folder)
      } else {
        if !folder.isEmpty { folder.append(UInt8(ascii: "/")) }
        folder += part
      }
    }
    let isContent = folder.starts(with: "content/".utf8) || folder.elementsEqual("content".utf8)
    return isContent ? .content(String(decoding: folder, as: UTF8.self)) : .outside
  }

  private static func removeLastPart(_ folder: inout [UInt8]) {
    folder.removeLast(folder.count - (folder.lastIndex(of: UInt8(ascii: "/")) ?? 0))
  }

  private static func hasScheme(_ address: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    for byte in address {
      if byte == UInt8(ascii: ":") { return true }
      if byte == UInt8(ascii: "/") { return false }
    }
    return false
  }
}
