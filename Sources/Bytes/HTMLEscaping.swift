// Output is built as [UInt8]: one buffer, reserved once, runs copied whole. Escaping looks at bytes and never
// at Characters: a quote followed by a combining mark is ONE Character, which a Character-wise escape would let
// through, and the browser would still see the quote. Characters that HTML forbids (controls, noncharacters) are
// shown as U+FFFD: no reference could stand for them either.

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
  /// C0 without tab, line feed, form feed and carriage return.
  static let forbidden: UInt64 = 0xFFFF_FFFF & ~(1 << 0x09 | 1 << 0x0A | 1 << 0x0C | 1 << 0x0D)
  static let withoutApostrophe: UInt64 =
    forbidden | 1 << UInt64(UInt8(ascii: "\"")) | 1 << UInt64(UInt8(ascii: "&"))
    | 1 << UInt64(UInt8(ascii: "<")) | 1 << UInt64(UInt8(ascii: ">"))
  static let all: UInt64 = withoutApostrophe | 1 << UInt64(UInt8(ascii: "'"))
}

extension [UInt8] {
  private mutating func appendEscaping(_ bytes: UnsafeBufferPointer<UInt8>, mask: UInt64) {
    var runStart = 0
    var index = 0
    while index < bytes.count {
      index = Self.nextSuspect(from: index, in: bytes)
      guard index < bytes.count else { break }
      let byte = bytes[index]
      var length = 1
      if byte < 64 {
        guard mask >> UInt64(byte) & 1 == 1 else {
          index += 1
          continue
        }
      } else {
        length = byte < 0x7F ? 0 : Self.forbiddenLength(at: index, in: bytes)
        guard length > 0 else {
          index += 1
          continue
        }
      }
      if runStart < index {
        append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart..<index]))
      }
      index += length
      runStart = index
      switch byte {
      case UInt8(ascii: "&"): append(literal: "&amp;")
      case UInt8(ascii: "<"): append(literal: "&lt;")
      case UInt8(ascii: ">"): append(literal: "&gt;")
      case UInt8(ascii: "\""): append(literal: "&quot;")
      case UInt8(ascii: "'"): append(literal: "&#39;")
      default: append(literal: "\u{FFFD}")
      }
    }
    if runStart < bytes.count {
      append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart...]))
    }
  }

  /// The first byte from there on that may have to be replaced, eight at a time: text is made of letters and spaces.
  ///
  /// Known as "SIMD within a register": in each term the top bit of a byte says whether that byte matches. A borrow can
  /// only reach bytes behind a match, and the first match is all that counts. SIMD types are no faster here: without
  /// instructions that not every processor has, they come out as loops.
  private static func nextSuspect(from start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    func all(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }
    func isZero(_ word: UInt64) -> UInt64 { (word &- all(0x01)) & ~word }
    var index = start
    let raw = UnsafeRawBufferPointer(bytes)
    while index + 8 <= bytes.count {
      let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      let control = (word &- all(0x20)) & ~word
      // `"`, `#`, `&` and `'` differ in these bits only, as do `<` and `>`.
      let quote = isZero((word & all(0xFA)) ^ all(0x22))
      let angle = isZero((word & all(0xFD)) ^ all(0x3C))
      // DEL and everything that is not ASCII.
      let high = word | ((word & all(0x7F)) &+ all(0x01))
      let suspects = (control | quote | angle | high) & all(0x80)
      if suspects != 0 { return index + suspects.trailingZeroBitCount / 8 }
      index += 8
    }
    return index
  }

  /// The length of the character there if HTML forbids it, else 0: DEL, C1, U+FDD0 to U+FDEF, and the last two
  /// of every plane. The byte there is at least 0x7F.
  private static func forbiddenLength(at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    func byte(_ offset: Int) -> UInt8 { index + offset < bytes.count ? bytes[index + offset] : 0 }
    switch byte(0) {
    case 0x7F: return 1
    case 0xC2: return (0x80..<0xA0).contains(byte(1)) ? 2 : 0
    case 0xEF:
      if byte(1) == 0xB7 { return (0x90..<0xB0).contains(byte(2)) ? 3 : 0 }
      return byte(1) == 0xBF && (byte(2) == 0xBE || byte(2) == 0xBF) ? 3 : 0
    case 0xF0...0xF4:
      return byte(1) & 0x0F == 0x0F && byte(2) == 0xBF && (byte(3) == 0xBE || byte(3) == 0xBF) ? 4 : 0
    default: return 0
    }
  }
}
