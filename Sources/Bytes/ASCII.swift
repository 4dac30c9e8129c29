// Classes of bytes, and the two ways in which a byte is written with hexadecimal digits.

extension UInt8 {
  @inlinable package var isASCIILowercase: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
  @inlinable package var isASCIIUppercase: Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) }
  @inlinable package var isASCIILetter: Bool { (self | 0x20).isASCIILowercase }
  @inlinable package var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
  @inlinable package var isASCIIAlphanumeric: Bool { isASCIILetter || isASCIIDigit }

  /// Space, tab, the line ends, vertical tab and form feed.
  @inlinable package var isASCIISpace: Bool { self == UInt8(ascii: " ") || (0x09...0x0D).contains(self) }

  /// The small letter of an ASCII letter; any other byte itself.
  @inlinable package var asciiLowercased: UInt8 { isASCIIUppercase ? self | 0x20 : self }

  /// What is neither a letter, a digit nor a space, and what a backslash takes its meaning in Markdown.
  @inlinable package var isASCIIPunctuation: Bool { (0x21...0x7E).contains(self) && !isASCIIAlphanumeric }

  /// RFC 3986: what means itself in every part of an address.
  @inlinable package var isUnreservedInURL: Bool {
    switch self {
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
    default: isASCIIAlphanumeric
    }
  }

  /// What a hexadecimal digit stands for.
  @inlinable package var hexValue: UInt8? {
    if isASCIIDigit { return self - UInt8(ascii: "0") }
    let letter = self | 0x20
    return (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(letter) ? letter - UInt8(ascii: "a") + 10 : nil
  }

  /// Two hexadecimal digits, in capitals.
  package var hexadecimal: String { String(decoding: [(self >> 4).hexDigit, (self & 0x0F).hexDigit], as: UTF8.self) }

  /// The digit of a number below 16, in capitals.
  fileprivate var hexDigit: UInt8 { self < 10 ? UInt8(ascii: "0") + self : UInt8(ascii: "A") + self - 10 }
}

extension [UInt8] {
  /// Appends a byte as two hexadecimal digits, in capitals.
  package mutating func append(hexadecimal byte: UInt8) {
    append((byte >> 4).hexDigit)
    append((byte & 0x0F).hexDigit)
  }
}

extension String {
  /// The text with `%XX` for everything but unreserved characters.
  ///
  /// - Parameter kept: another byte that stays.
  package func percentEncoded(keeping kept: UInt8? = nil) -> String {
    if utf8.allSatisfy({ $0.isUnreservedInURL || $0 == kept }) { return self }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count + 16)
    for byte in utf8 {
      if byte.isUnreservedInURL || byte == kept {
        bytes.append(byte)
      } else {
        bytes.append(UInt8(ascii: "%"))
        bytes.append(hexadecimal: byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Collection<UInt8> where Index == Int {
  /// The bytes with `%20` and its like replaced; a `%` that begins no escape stays.
  /// Inlined, because links are followed by the ten thousand: through the metadata of a slice it took a tenth of a build.
  @inlinable package var percentDecoded: [UInt8] {
    guard contains(UInt8(ascii: "%")) else { return Array(self) }
    var decoded: [UInt8] = []
    var index = startIndex
    while index < endIndex {
      if self[index] == UInt8(ascii: "%"), index + 2 < endIndex, let high = self[index + 1].hexValue,
        let low = self[index + 2].hexValue
      {
        decoded.append(high << 4 | low)
        index += 3
      } else {
        decoded.append(self[index])
        index += 1
      }
    }
    return decoded
  }
}
