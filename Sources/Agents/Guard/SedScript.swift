import Bytes

/// Scripts of sed that do nothing but print: no `w`, no `e`, nothing that is not known.
enum SedScript {
  static func onlyPrints(_ script: String) -> Bool {
    var reader = Reader(bytes: Array(script.utf8))
    return reader.readAll()
  }

  private struct Reader {
    let bytes: [UInt8]
    var at = 0

    var byte: UInt8? { at < bytes.count ? bytes[at] : nil }

    mutating func skip(_ isSkipped: (UInt8) -> Bool) { while let byte, isSkipped(byte) { at += 1 } }

    mutating func readAll() -> Bool {
      while true {
        skip { $0.isASCIISpace || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "}") }
        guard byte != nil else { return true }
        guard address(), command() else { return false }
      }
    }

    /// `5`, `$`, `/text/`, `1,20`, `/a/,/b/`, `0~3`; none.
    private mutating func address() -> Bool {
      guard oneAddress() else { return false }
      skip { $0 == UInt8(ascii: " ") }
      if byte == UInt8(ascii: ",") {
        at += 1
        skip { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "~") }
        guard oneAddress() else { return false }
      }
      skip { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "!") }
      return true
    }

    private mutating func oneAddress() -> Bool {
      if byte == UInt8(ascii: "$") {
        at += 1
      } else if byte == UInt8(ascii: "/") {
        at += 1
        guard pattern(until: UInt8(ascii: "/")) else { return false }
        skip { $0 == UInt8(ascii: "I") || $0 == UInt8(ascii: "M") }
      } else {
        skip { $0.isASCIIDigit || $0 == UInt8(ascii: "~") }
      }
      return true
    }

    /// Up to a delimiter that no backslash and no brackets take away.
    private mutating func pattern(until end: UInt8) -> Bool {
      while let byte {
        at += 1
        if byte == end { return true }
        if byte == UInt8(ascii: "\\") { at += 1 }
      }
      return false
    }

    private mutating func command() -> Bool {
      guard let byte else { return false }
      at += 1
      switch byte {
      case UInt8(ascii: "{"): return true
      case UInt8(ascii: "p"), UInt8(ascii: "d"), UInt8(ascii: "D"), UInt8(ascii: "P"), UInt8(ascii: "="),
        UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "g"), UInt8(ascii: "G"), UInt8(ascii: "h"),
        UInt8(ascii: "H"), UInt8(ascii: "x"), UInt8(ascii: "l"), UInt8(ascii: "q"), UInt8(ascii: "Q"):
        skip { $0 == UInt8(ascii: " ") || $0.isASCIIDigit }
      case UInt8(ascii: "s"), UInt8(ascii: "y"):
        guard let end = self.byte, end != UInt8(ascii: "\\"), end != UInt8(ascii: "\n") else { return false }
        at += 1
        guard pattern(until: end), pattern(until: end) else { return false }
        if byte == UInt8(ascii: "s") { skip { "gpiIm0123456789M".utf8.contains($0) } }
        skip { $0 == UInt8(ascii: " ") }
      default: return false
      }
      return self.byte.map { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "}") || $0 == UInt8(ascii: "\n") } ?? true
    }
  }
}
