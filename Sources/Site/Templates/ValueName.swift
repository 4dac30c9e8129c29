/// The name of a value in a template, packed into three words: templates ask for some hundred names a page, and words
/// are compared faster than strings. A name has at most 24 bytes.
struct ValueName: Hashable, Sendable {
  private let words: InlineWords

  private struct InlineWords: Hashable, Sendable {
    var first: UInt64 = 0
    var second: UInt64 = 0
    var third: UInt64 = 0
  }

  static let maximumLength = 24

  /// - Returns: `nil` for a name that is too long for any value to have it.
  init?(_ text: String) {
    guard text.utf8.count <= Self.maximumLength else { return nil }
    var text = text
    words = text.withUTF8(Self.pack)
  }

  var text: String {
    withUnsafeBytes(of: words) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  private static func pack(_ bytes: UnsafeBufferPointer<UInt8>) -> InlineWords {
    var words = InlineWords()
    withUnsafeMutableBytes(of: &words) { $0.copyMemory(from: UnsafeRawBufferPointer(bytes)) }
    return words
  }
}

extension ValueName: ExpressibleByStringLiteral {
  init(stringLiteral literal: StaticString) {
    precondition(literal.utf8CodeUnitCount <= Self.maximumLength, "the name of a value is too long")
    words = Self.pack(UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }
}
