// Output is built as [UInt8]: one buffer, reserved once, runs copied whole. Escaping looks at bytes and never
// at Characters: a quote followed by a combining mark is ONE Character, which a Character-wise escape would let
// through, and the browser would still see the quote.

extension [UInt8] {
  /// Appends the UTF-8 of `string` as it is.
  @inlinable
  package mutating func append(utf8 string: String) {
    // A native string has contiguous UTF-8, so this is one memcpy.
    append(contentsOf: string.utf8)
  }

  /// Appends a literal as it is; nothing is allocated for it.
  @inlinable
  package mutating func append(literal: StaticString) {
    append(contentsOf: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  /// Appends `bytes` with `& < > " '` replaced by character references: safe as text and in quoted attributes.
  package mutating func appendEscapingHTML(_ bytes: UnsafeBufferPointer<UInt8>) {
    appendEscaping(bytes, mask: HTMLSpecial.all)
  }

  /// Appends `string` with `& < > " '` replaced by character references.
  package mutating func appendEscapingHTML(_ string: String) {
    var string = string
    string.withUTF8 { appendEscaping($0, mask: HTMLSpecial.all) }
  }

  /// Appends `bytes` (an array, a slice, a UTF-8 view) with `& < > " '` replaced by character references.
  package mutating func appendEscapingHTML(_ bytes: some Collection<UInt8>) {
    if bytes.withContiguousStorageIfAvailable({ appendEscapingHTML($0) }) == nil {
      [UInt8](bytes).withUnsafeBufferPointer { appendEscapingHTML($0) }
    }
  }

  /// As `appendEscapingHTML`, but `'` stays, as CommonMark's reference output has it. Safe as text and between
  /// double quotes, not between single ones.
  package mutating func appendEscapingHTMLKeepingApostrophes(_ bytes: UnsafeBufferPointer<UInt8>) {
    appendEscaping(bytes, mask: HTMLSpecial.withoutApostrophe)
  }
}

/// The bytes that HTML gives a meaning, as bits: all of them are below 64, so a set is one word.
private enum HTMLSpecial {
  static let withoutApostrophe: UInt64 =
    1 << UInt64(UInt8(ascii: "\"")) | 1 << UInt64(UInt8(ascii: "&"))
    | 1 << UInt64(UInt8(ascii: "<")) | 1 << UInt64(UInt8(ascii: ">"))
  static let all: UInt64 = withoutApostrophe | 1 << UInt64(UInt8(ascii: "'"))
}

extension [UInt8] {
  private mutating func appendEscaping(_ bytes: UnsafeBufferPointer<UInt8>, mask: UInt64) {
    var runStart = 0
    for index in bytes.indices {
      let byte = bytes[index]
      guard byte < 64, mask >> UInt64(byte) & 1 == 1 else { continue }
      if runStart < index {
        append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart..<index]))
      }
      runStart = index + 1
      switch byte {
      case UInt8(ascii: "&"): append(literal: "&amp;")
      case UInt8(ascii: "<"): append(literal: "&lt;")
      case UInt8(ascii: ">"): append(literal: "&gt;")
      case UInt8(ascii: "\""): append(literal: "&quot;")
      default: append(literal: "&#39;")
      }
    }
    if runStart < bytes.count {
      append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart...]))
    }
  }
}
