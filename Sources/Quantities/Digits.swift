/// Reads fixed-width numbers off the front of a text, byte by byte.
struct Digits {
  private var bytes: ArraySlice<UInt8>

  init(_ text: some StringProtocol) { bytes = Array(text.utf8)[...] }

  var isAtEnd: Bool { bytes.isEmpty }
  var next: UInt8? { bytes.first }

  /// Exactly `width` digits, or nothing is read.
  mutating func number(of width: Int) -> Int? {
    guard bytes.count >= width else { return nil }
    var value = 0
    for byte in bytes.prefix(width) {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    bytes = bytes.dropFirst(width)
    return value
  }

  /// As many digits as there are, at least one and at most `limit`.
  mutating func digits(upTo limit: Int) -> (value: Int, count: Int)? {
    let count = bytes.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
    guard count > 0, count <= limit, let value = number(of: count) else { return nil }
    return (value, count)
  }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard let first = bytes.first, first == UInt8(ascii: character) else { return false }
    bytes = bytes.dropFirst()
    return true
  }
}

package func zeroPadded(_ number: Int, _ width: Int) -> String {
  let text = String(number.magnitude)
  return (number < 0 ? "-" : "") + String(repeating: "0", count: max(width - text.utf8.count, 0)) + text
}
