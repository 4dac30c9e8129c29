import Bytes

/// Knows how long the text is that a character reference (`&amp;`, `&#38;`) stands for.
struct CharacterReferences {
  /// What has been asked for by name; nil for what is no reference.
  private var known: [[UInt8]: Int?] = [:]

  /// Those that are met every day.
  private static let common: [[UInt8]: Int] = [
    Array("amp".utf8): 1, Array("lt".utf8): 1, Array("gt".utf8): 1, Array("quot".utf8): 1, Array("nbsp".utf8): 2,
  ]

  /// The reference that begins at `&`, if one does.
  mutating func unit(at start: Int, in bytes: [UInt8]) -> InlineUnit? {
    // The longest name has 31 letters.
    guard let end = bytes[start...].prefix(40).firstIndex(of: UInt8(ascii: ";")), end > start + 1 else { return nil }
    let name = bytes[start + 1..<end]
    let textLength = name.first == UInt8(ascii: "#") ? Self.numeric(name.dropFirst()) : named(name)
    return textLength.map { InlineUnit(length: end + 1 - start, textLength: $0) }
  }

  private static func numeric(_ digits: ArraySlice<UInt8>) -> Int? {
    let isHex = digits.first.map { $0 | 0x20 } == UInt8(ascii: "x")
    let digits = isHex ? digits.dropFirst() : digits
    guard (1...(isHex ? 6 : 7)).contains(digits.count),
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: isHex ? 16 : 10),
      digits.allSatisfy(\.isASCIIAlphanumeric)
    else { return nil }
    // What is no character becomes U+FFFD.
    guard value != 0, let scalar = Unicode.Scalar(value) else { return 3 }
    return UTF8.width(scalar)
  }

  private mutating func named(_ name: ArraySlice<UInt8>) -> Int? {
    guard name.allSatisfy(\.isASCIIAlphanumeric) else { return nil }
    let key = Array(name)
    if let length = Self.common[key] { return length }
    if let length = known[key] { return length }
    // cmark has the list of 2,231 names; it is asked with a document that is the reference and nothing else.
    let source = [UInt8(ascii: "&")] + key + [UInt8(ascii: ";")]
    let text = NodePointer.parseAlone(source[...]) { $0.firstChild?.firstChild.map { Array($0.literal) } ?? [] }
    let length = text == source ? nil : text.count
    known[key] = .some(length)
    return length
  }
}
