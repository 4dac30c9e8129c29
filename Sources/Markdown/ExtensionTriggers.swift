import Bytes

// Most documents use no extension but boxes. Whether one can be meant at all is asked of the bytes, before the
// tree is looked at: with memchr, which looks at many bytes at once, for bytes that are rare in prose.

extension MarkdownExtensions {
  /// Those of these extensions that the bytes can ask for; `.taskLists` is not asked about.
  func triggered(by bytes: UnsafeBufferPointer<UInt8>) -> MarkdownExtensions {
    var triggered: MarkdownExtensions = []
    if contains(.tables), bytes.firstOffset(of: UInt8(ascii: "|"), from: 0) != nil { triggered.insert(.tables) }
    if contains(.strikethrough), bytes.firstOffset(of: UInt8(ascii: "~"), from: 0) != nil {
      triggered.insert(.strikethrough)
    }
    if contains(.bareLinks), bytes.mayHoldBareLink { triggered.insert(.bareLinks) }
    if contains(.corrections), bytes.mayBeMisread(addresses: triggered.contains(.bareLinks)) {
      triggered.insert(.corrections)
    }
    if contains(.footnotes), bytes.holds(UInt8(ascii: "["), before: UInt8(ascii: "^")) { triggered.insert(.footnotes) }
    if contains(.alerts), bytes.holds(UInt8(ascii: "["), before: UInt8(ascii: "!")) { triggered.insert(.alerts) }
    if contains(.htmlElements), bytes.mayHoldElements { triggered.insert(.htmlElements) }
    return triggered
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether a byte stands in front of another one, which is rare.
  fileprivate func holds(_ byte: UInt8, before rare: UInt8) -> Bool {
    var offset = 0
    while let found = firstOffset(of: rare, from: offset) {
      if found > 0, self[found - 1] == byte { return true }
      offset = found + 1
    }
    return false
  }

  fileprivate var mayHoldBareLink: Bool {
    if firstOffset(of: UInt8(ascii: "@"), from: 0) != nil { return true }
    var offset = 0
    while let colon = firstOffset(of: UInt8(ascii: ":"), from: offset) {
      if colon + 2 < count, self[colon + 1] == UInt8(ascii: "/"), self[colon + 2] == UInt8(ascii: "/") { return true }
      offset = colon + 1
    }
    offset = 0
    while let letter = firstOffset(of: UInt8(ascii: "w"), from: offset) {
      if letter + 3 < count, self[letter + 1] == UInt8(ascii: "w"), self[letter + 2] == UInt8(ascii: "w"),
        self[letter + 3] == UInt8(ascii: ".")
      {
        return true
      }
      offset = letter + 1
    }
    return false
  }
}
