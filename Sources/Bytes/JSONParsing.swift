/// Why a text is no JSON.
package struct JSONError: Error, Equatable, CustomStringConvertible {
  /// Where reading ended, in bytes from 0.
  package let offset: Int
  package let message: String

  package var description: String { "\(message), at byte \(offset)" }
}

extension JSONValue {
  /// How deep values may lie in each other.
  package static let depthLimit = 512

  /// Reads one value, as RFC 8259 has it: nothing before it and nothing behind it but white space. An object that says
  /// a name twice is refused, because its readers would not agree on what it says. Half of a surrogate pair, which some
  /// writers leave where they cut a text, is U+FFFD.
  package init(_ bytes: [UInt8]) throws(JSONError) {
    let read: Result<JSONValue, JSONError> = bytes.withUnsafeBufferPointer { buffer in
      var reader = JSONReader(bytes: buffer)
      do throws(JSONError) {
        return .success(try reader.document())
      } catch {
        return .failure(error)
      }
    }
    self = try read.get()
  }

  /// Nil for what is no JSON.
  package init?(parsing bytes: [UInt8]) {
    guard let value = try? JSONValue(bytes) else { return nil }
    self = value
  }
}

private struct JSONReader {
  let bytes: UnsafeBufferPointer<UInt8>
  private var index = 0
  private var depth = 0

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  private func error(_ message: String, at offset: Int? = nil) -> JSONError {
    JSONError(offset: offset ?? index, message: message)
  }

  private var unexpected: JSONError { error(next == nil ? "it ends too early" : "unexpected character") }

  mutating func document() throws(JSONError) -> JSONValue {
    skipSpace()
    let value = try value()
    skipSpace()
    guard next == nil else { throw error("something stands behind the value") }
    return value
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    index += 1
    return true
  }

  private mutating func value() throws(JSONError) -> JSONValue {
    switch next {
    case UInt8(ascii: "{"): return .object(try members())
    case UInt8(ascii: "["): return .array(try items())
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case let byte? where byte == UInt8(ascii: "-") || byte.isASCIIDigit: return .number(try number())
    default: throw unexpected
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
    for offset in 0..<word.utf8CodeUnitCount where !take(word.utf8Start[offset]) { throw unexpected }
    return value
  }

  // MARK: Objects and arrays

  private mutating func enter() throws(JSONError) {
    depth += 1
    guard depth <= JSONValue.depthLimit else { throw error("more than \(JSONValue.depthLimit) levels") }
    index += 1
    skipSpace()
  }

  private mutating func members() throws(JSONError) -> [JSONValue.Member] {
    try enter()
    defer { depth -= 1 }
    var members: [JSONValue.Member] = []
    // Few names are compared, many are looked up.
    var names: Set<ExactText> = []
    if take(UInt8(ascii: "}")) { return members }
    while true {
      let start = index
      guard next == UInt8(ascii: "\"") else { throw unexpected }
      let name = try string()
      if members.count == 16 { names = Set(members.map { ExactText($0.name) }) }
      let isKnown =
        members.count < 16
        ? members.contains { ExactText($0.name) == ExactText(name) } : !names.insert(ExactText(name)).inserted
      guard !isKnown else { throw error("a name is said twice", at: start) }
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw unexpected }
      skipSpace()
      members.append(JSONValue.Member(name: name, value: try value()))
      skipSpace()
      if take(UInt8(ascii: "}")) { return members }
      guard take(UInt8(ascii: ",")) else { throw unexpected }
      skipSpace()
    }
  }

  private mutating func items() throws(JSONError) -> [JSONValue] {
    try enter()
    defer { depth -= 1 }
    var items: [JSONValue] = []
    if take(UInt8(ascii: "]")) { return items }
    while true {
      items.append(try value())
      skipSpace()
      if take(UInt8(ascii: "]")) { return items }
      guard take(UInt8(ascii: ",")) else { throw unexpected }
      skipSpace()
    }
  }

  // MARK: Numbers and texts

  private mutating func digits() throws(JSONError) {
    guard let first = next, first.isASCIIDigit else { throw unexpected }
    while let byte = next, byte.isASCIIDigit { index += 1 }
  }

  private mutating func number() throws(JSONError) -> String {
    let start = index
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try digits() }
    if take(UInt8(ascii: ".")) { try digits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<index]), as: UTF8.self)
  }

  private mutating func string() throws(JSONError) -> String {
    index += 1
    let start = index
    // Most texts hold no escape: they are taken as they stand.
    while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { index += 1 }
    if next == UInt8(ascii: "\"") {
      index += 1
      return try text(UnsafeBufferPointer(rebasing: bytes[start..<index - 1]), at: start)
    }
    var unescaped = Array(bytes[start..<index])
    while true {
      guard let byte = next else { throw unexpected }
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        let result = unescaped
        return try result.withUnsafeBufferPointer { buffer throws(JSONError) in try text(buffer, at: start) }
      case UInt8(ascii: "\\"): try escape(to: &unescaped)
      case 0x20...:
        unescaped.append(byte)
        index += 1
      default: throw error("a control character stands in a text")
      }
    }
  }

  private func text(_ utf8: UnsafeBufferPointer<UInt8>, at start: Int) throws(JSONError) -> String {
    guard let text = String(validating: utf8, as: UTF8.self) else { throw error("a text is not UTF-8", at: start) }
    return text
  }

  private mutating func escape(to text: inout [UInt8]) throws(JSONError) {
    let start = index
    index += 1
    guard let byte = next else { throw unexpected }
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      let unit = try hexDigits()
      var scalar = Unicode.Scalar(UInt32(unit))
      if UTF16.isLeadSurrogate(unit), next == UInt8(ascii: "\\"), index + 1 < bytes.count,
        bytes[index + 1] == UInt8(ascii: "u")
      {
        let before = index
        index += 2
        let second = try hexDigits()
        if UTF16.isTrailSurrogate(second) {
          scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
        } else {
          index = before
        }
      }
      text += String(Character(scalar ?? "\u{FFFD}")).utf8
    default: throw error("an escape that JSON does not have", at: start)
    }
  }

  private mutating func hexDigits() throws(JSONError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = next?.hexValue else { throw unexpected }
      unit = unit << 4 | UInt16(digit)
      index += 1
    }
    return unit
  }
}
