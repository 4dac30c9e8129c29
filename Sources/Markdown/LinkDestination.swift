import Bytes

// Content is written by people and by agents, and read by somebody else. What a link may do is decided by an
// allow-list of schemes, on the destination as a browser would read it: browsers skip control characters and
// leading spaces, so a destination that has any is not what it looks like and is refused.

/// What a link's destination refers to.
package enum LinkDestination: Equatable, Sendable {
  /// An address with one of the schemes `http`, `https` and `mailto`.
  case external

  /// A path, a query or a fragment (`../a.md#part`, `#part`), or nothing.
  case relative

  /// Another scheme (`javascript:`, `data:`, `file:`, …), disguised or not, or another host (`//host/…`).
  case refused

  /// Tells what `url` refers to, a destination as CommonMark gives it: escapes and entities resolved.
  package init(_ url: String) {
    var url = url
    self = url.withUTF8(LinkDestination.init)
  }

  init(_ url: UnsafeBufferPointer<UInt8>) {
    // Spaces inside are harmless (`<my file.md>`), in front they are not.
    guard url.first != UInt8(ascii: " "), url.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      self = .refused
      return
    }
    // Browsers read `\` as `/` where a host may stand.
    if url.count >= 2, url[0].isSlash, url[1].isSlash {
      self = .refused
      return
    }
    // A colon before the first `/`, `?` or `#` ends a scheme. Where the bytes before it are no scheme's name,
    // RFC 3986 allows no colon there (`./a:b` is the way to write it), and a lenient reader might see one.
    let isDelimiter: (UInt8) -> Bool = {
      $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#")
    }
    guard let end = url.firstIndex(where: isDelimiter), url[end] == UInt8(ascii: ":") else {
      // `javascript%3Aalert(1)` is a path to a browser; nobody writes such a path honestly.
      self = url.hasEncodedSchemeEnd ? .refused : .relative
      return
    }
    let scheme = String(decoding: url[..<end].lazy.map(\.asciiLowercased), as: UTF8.self)
    self = ["http", "https", "mailto"].contains(scheme) ? .external : .refused
  }
}

extension UInt8 {
  fileprivate var isSlash: Bool { self == UInt8(ascii: "/") || self == UInt8(ascii: "\\") }
}

extension UnsafeBufferPointer<UInt8> {
  /// True if `%3A`, an encoded colon, stands in the first path segment.
  fileprivate var hasEncodedSchemeEnd: Bool {
    guard
      let percent = firstIndex(where: { $0.isSlash || $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "#") }),
      self[percent] == UInt8(ascii: "%"), percent + 2 < count
    else { return false }
    return self[percent + 1] == UInt8(ascii: "3") && self[percent + 2].asciiLowercased == UInt8(ascii: "a")
  }
}
