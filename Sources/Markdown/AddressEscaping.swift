import Bytes

extension [UInt8] {
  /// Appends an address for a double-quoted attribute, as CommonMark's reference output does: what may not stand
  /// in a URL is percent-encoded, `%` stays (it is an encoding already), `&` and `'` are character references.
  mutating func appendEscapingAddress(_ bytes: UnsafeBufferPointer<UInt8>) {
    var runStart = 0
    for index in bytes.indices where !bytes[index].isSafeInAddress {
      append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart..<index]))
      runStart = index + 1
      switch bytes[index] {
      case UInt8(ascii: "&"): append(literal: "&amp;")
      case UInt8(ascii: "'"): append(literal: "&#x27;")
      case let byte:
        append(UInt8(ascii: "%"))
        append(hexadecimal: byte)
      }
    }
    append(contentsOf: UnsafeBufferPointer(rebasing: bytes[runStart...]))
  }
}

extension UInt8 {
  fileprivate var isSafeInAddress: Bool {
    if isUnreservedInURL { return true }
    switch self {
    case UInt8(ascii: "+"), UInt8(ascii: "!"), UInt8(ascii: "*"), UInt8(ascii: "("), UInt8(ascii: ")"),
      UInt8(ascii: ","), UInt8(ascii: "%"),
      UInt8(ascii: "#"), UInt8(ascii: "@"), UInt8(ascii: "?"), UInt8(ascii: "="), UInt8(ascii: ";"),
      UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "$"):
      return true
    default:
      return false
    }
  }
}
