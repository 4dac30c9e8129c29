import Bytes
import FrontMatter

extension FieldType where Value == String {
  /// An absolute http or https address that others can be put behind: without a query, a fragment or a password,
  /// spelt in the characters of RFC 3986. A slash is added at the end where there is none.
  static var webAddress: FieldType {
    FieldType(text: "a web address", named: "web address", example: "https://example.org/board/") { text in
      guard let scheme = ["https://", "http://"].first(where: { text.lowercased().hasPrefix($0) }) else { return nil }
      let rest = text.utf8.dropFirst(scheme.utf8.count)
      let host = rest.prefix { $0 != UInt8(ascii: "/") }
      let isPlain = rest.allSatisfy { byte in
        byte > 0x20 && byte < 0x7F && !"\"<>\\^`{|}?#".utf8.contains(byte)
      }
      guard isPlain, let first = host.first,
        first.isASCIIAlphanumeric || first == UInt8(ascii: "["),
        !host.contains(UInt8(ascii: "@"))
      else { return nil }
      return text.utf8.last == UInt8(ascii: "/") ? text : text + "/"
    }
  }
}
