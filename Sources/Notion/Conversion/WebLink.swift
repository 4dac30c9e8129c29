import Bytes

/// An address that the service takes: absolute, of a web page or a mailbox, well-formed. One other address makes it
/// refuse the whole request, so what is doubtful stays text.
package enum WebLink {
  /// The address as it is sent, what may not stand in one percent-encoded; nil where it is none that is taken.
  package static func address(_ written: String) -> String? {
    let bytes = Array(written.utf8)
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let scheme = bytes[..<colon].map(\.asciiLowercased)
    let rest = bytes[(colon + 1)...]
    let encoded: [UInt8]
    if scheme.elementsEqual("http".utf8) || scheme.elementsEqual("https".utf8) {
      guard rest.starts(with: "//".utf8), let whole = webAddress(rest.dropFirst(2)) else { return nil }
      encoded = scheme + "://".utf8 + whole
    } else if scheme.elementsEqual("mailto".utf8) {
      let mailbox = rest.prefix { $0 != UInt8(ascii: "?") }
      guard let at = mailbox.firstIndex(of: UInt8(ascii: "@")), at > rest.startIndex, isHost(mailbox[(at + 1)...]),
        !mailbox[..<at].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).contains(where: \.isEmpty)
      else { return nil }
      encoded = scheme + ":".utf8 + escaped(rest)
    } else {
      return nil
    }
    // All of it is ASCII: a byte is a unit.
    return encoded.count <= Limits.address ? String(decoding: encoded, as: UTF8.self) : nil
  }

  private static func webAddress(_ rest: ArraySlice<UInt8>) -> [UInt8]? {
    let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
    guard isAuthority(rest[..<end]) else { return nil }
    return Array(rest[..<end]) + escaped(rest[end...])
  }

  /// A host, perhaps with a port; one with a name and a password in front is not sent anywhere.
  private static func isAuthority(_ bytes: ArraySlice<UInt8>) -> Bool {
    var host = bytes
    if let colon = bytes.lastIndex(of: UInt8(ascii: ":")), bytes.last != UInt8(ascii: "]") {
      let port = bytes[(colon + 1)...]
      guard !port.isEmpty, port.allSatisfy(\.isASCIIDigit),
        (Int(String(decoding: port, as: UTF8.self)) ?? 70_000) < 65_536
      else { return false }
      host = bytes[..<colon]
    }
    if host.first == UInt8(ascii: "["), host.last == UInt8(ascii: "]") {
      let inner = host.dropFirst().dropLast()
      return inner.contains(UInt8(ascii: ":"))
        && inner.allSatisfy { $0.hexValue != nil || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
    }
    return isHost(host)
  }

  /// RFC 1123, and an address in four numbers where the last label is one.
  private static func isHost(_ host: ArraySlice<UInt8>) -> Bool {
    var labels = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    // A name may end in one dot.
    if labels.count > 1, labels.last?.isEmpty == true { labels.removeLast() }
    guard !labels.isEmpty, host.count <= 253, labels.allSatisfy(isLabel) else { return false }
    guard labels.last?.first?.isASCIIDigit == true,
      labels.last?.allSatisfy({ $0.hexValue != nil || $0 | 0x20 == UInt8(ascii: "x") }) == true
    else { return true }
    return labels.count == 4
      && labels.allSatisfy { label in
        label.count <= 3 && label.allSatisfy(\.isASCIIDigit)
          && (Int(String(decoding: label, as: UTF8.self)) ?? 999) < 256
      }
  }

  private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
    let hyphen = UInt8(ascii: "-")
    return !label.isEmpty && label.count <= 63 && label.first != hyphen && label.last != hyphen
      && label.allSatisfy { $0.isASCIIAlphanumeric || $0 == hyphen || $0 == UInt8(ascii: "_") }
  }

  /// RFC 3986: what may stand in a path, a query or a fragment stays; a `%` stays where it encodes something.
  private static func escaped(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    for index in bytes.indices {
      let byte = bytes[index]
      let isEncoding =
        byte == UInt8(ascii: "%") && index + 2 < bytes.endIndex && bytes[index + 1].hexValue != nil
        && bytes[index + 2].hexValue != nil
      if isEncoding || byte.isASCIILetter || byte.isASCIIDigit || "-._~:/?#@!$&'()*+,;=".utf8.contains(byte) {
        result.append(byte)
      } else {
        result.append(UInt8(ascii: "%"))
        result.append(hexadecimal: byte)
      }
    }
    return result
  }
}
