import Bytes
import FrontMatter

/// The hash of an issued document: of what it says, however the file is written.
package enum CanonicalDocument {
  /// `sha256:` and 64 hexadecimal digits; nil where there is no map `document`.
  package static func hash(of file: FrontMatterDocument) -> String? {
    guard let document = file.value(of: "document"), case .map = document else { return nil }
    return "sha256:\(Digest.sha256(json(of: document)))"
  }

  /// JSON with its keys sorted by code point, without spaces; keys that say nothing are left out. A scalar is a string,
  /// or a whole number where it is written as one without quotes.
  static func json(of value: YAMLValue) -> [UInt8] {
    var bytes: [UInt8] = []
    append(value, to: &bytes)
    return bytes
  }

  private static func append(_ value: YAMLValue, to bytes: inout [UInt8]) {
    switch value {
    case .scalar(let scalar) where scalar.isAbsent: bytes += "null".utf8
    case .scalar(let scalar) where scalar.isWholeNumber: bytes += scalar.text.utf8
    case .scalar(let scalar): append(scalar.text, to: &bytes)
    case .list(let items, _):
      bytes.append(UInt8(ascii: "["))
      for (index, item) in items.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        append(item, to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .map(let entries, _):
      bytes.append(UInt8(ascii: "{"))
      // The order of UTF-8 bytes is that of code points.
      let said = entries.filter { entry in
        if case .scalar(let scalar) = entry.value { !scalar.isAbsent } else { true }
      }.sorted { ExactText($0.key) < ExactText($1.key) }
      for (index, entry) in said.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        append(entry.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(entry.value, to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// RFC 8785 escapes no more than JSON asks for.
  private static func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x08: bytes += "\\b".utf8
      case 0x09: bytes += "\\t".utf8
      case 0x0A: bytes += "\\n".utf8
      case 0x0C: bytes += "\\f".utf8
      case 0x0D: bytes += "\\r".utf8
      case 0..<0x20: bytes += "\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

extension YAMLValue.Scalar {
  /// Whether it is a whole number of at most 18 digits, written without quotes.
  fileprivate var isWholeNumber: Bool {
    guard style == .plain else { return false }
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
    return (1...18).contains(digits.count) && digits.allSatisfy(\.isASCIIDigit)
      && (digits.first != UInt8(ascii: "0") || text.utf8.elementsEqual("0".utf8))
  }
}
