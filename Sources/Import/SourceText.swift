/// The bytes of a source file as UTF-8 text with line feeds, and what had to be done for that.
struct SourceText {
  var bytes: [UInt8]
  var notes: [ImportNote] = []

  /// - Returns: `nil` for what is not text: NUL bytes.
  init?(_ raw: [UInt8]) {
    bytes = raw
    if raw.starts(with: [0xFF, 0xFE]) || raw.starts(with: [0xFE, 0xFF]) {
      let low = raw[0] == 0xFF ? 0 : 1
      var units: [UInt16] = []
      for index in stride(from: 2, to: raw.count - 1, by: 2) {
        units.append(UInt16(raw[index + 1 - low]) << 8 | UInt16(raw[index + low]))
      }
      bytes = Array(String(decoding: units, as: UTF16.self).utf8)
      notes.append(ImportNote(.encoding, "UTF-16, made UTF-8"))
    } else if raw.starts(with: [0xEF, 0xBB, 0xBF]) {
      bytes.removeFirst(3)
      notes.append(ImportNote(.encoding, "a byte order mark, left out"))
    }
    if bytes.contains(0) { return nil }
    if String(validating: bytes, as: UTF8.self) == nil {
      let count = mendUTF8()
      notes.append(
        ImportNote(.encoding, "\(count) byte\(count == 1 ? " is" : "s are") not UTF-8, read as Windows-1252"))
    }
    if bytes.contains(UInt8(ascii: "\r")), !bytes.contains(UInt8(ascii: "\n")) {
      bytes = bytes.map { $0 == UInt8(ascii: "\r") ? UInt8(ascii: "\n") : $0 }
      notes.append(ImportNote(.encoding, "lines ended with CR alone, now with LF"))
    }
  }

  /// Whatever is UTF-8 stays; every other byte is what Windows-1252 (and mostly Latin-1) means by it.
  private mutating func mendUTF8() -> Int {
    var mended: [UInt8] = []
    mended.reserveCapacity(bytes.count + bytes.count / 8)
    var index = 0
    var count = 0
    while index < bytes.count {
      let length = bytes.lengthOfScalar(at: index)
      if length > 0 {
        mended.append(contentsOf: bytes[index..<index + length])
        index += length
      } else {
        mended.append(contentsOf: String(windows1252(bytes[index])).utf8)
        index += 1
        count += 1
      }
    }
    bytes = mended
    return count
  }
}

extension [UInt8] {
  /// How many bytes the well-formed UTF-8 scalar at an index has (Unicode, table 3-7); 0 where there is none.
  fileprivate func lengthOfScalar(at index: Int) -> Int {
    let first = self[index]
    if first < 0x80 { return 1 }
    let (length, second): (Int, ClosedRange<UInt8>)
    switch first {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return 0
    }
    guard index + length <= count, second.contains(self[index + 1]) else { return 0 }
    for place in index + 2..<Swift.max(index + length, index + 2) where !(0x80...0xBF).contains(self[place]) {
      return 0
    }
    return length
  }
}

/// https://encoding.spec.whatwg.org/index-windows-1252.txt
private func windows1252(_ byte: UInt8) -> Unicode.Scalar {
  guard (0x80...0x9F).contains(byte) else { return Unicode.Scalar(byte) }
  return Unicode.Scalar(upperHalf[Int(byte) - 0x80]) ?? "\u{FFFD}"
}

private let upperHalf: [UInt16] = [
  0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD,
  0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
  0x0153, 0xFFFD, 0x017E, 0x0178,
]
