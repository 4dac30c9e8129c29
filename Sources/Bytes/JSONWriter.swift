// JSON is written as a stream, in the order in which it is given: the same content gives the same bytes, which
// a dictionary handed to an encoder would not promise. Objects and arrays are closures, so they always close.

/// Writes one JSON value into bytes, keys in the order given.
///
///     var json = JSONWriter()
///     json.object {
///       $0.field("schema", 1)
///       $0.array("labels") { $0.string("api") }
///     }
///     json.bytes  // {"schema":1,"labels":["api"]}
package struct JSONWriter {
  /// How the text is written; the value is the same.
  package struct Options: OptionSet, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) {
      self.rawValue = rawValue
    }

    /// One member a line, two spaces of indentation, a space after the colon.
    package static let prettyPrinted = Options(rawValue: 1 << 0)

    /// `<`, `>`, `&`, U+2028 and U+2029 as `\uXXXX`, so that the JSON may stand in a script file or element.
    package static let escapedForHTML = Options(rawValue: 1 << 1)
  }

  /// What has been written so far.
  package private(set) var bytes: [UInt8] = []

  private let options: Options
  private var depth = 0
  /// True after a value: the next one in the same object or array needs a comma first.
  private var needsComma = false
  /// True after a key: the next value follows on its line.
  private var followsKey = false

  /// Starts an empty text.
  package init(options: Options = [], reservingCapacity capacity: Int = 0) {
    self.options = options
    bytes.reserveCapacity(capacity)
  }

  /// Ends the document as a line, and returns its bytes.
  package mutating func endLine() -> [UInt8] {
    bytes.append(UInt8(ascii: "\n"))
    return bytes
  }

  // MARK: Objects and arrays

  /// Writes an object whose members `body` writes, with `field`, or with `key` and a value.
  package mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
    try nest(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
  }

  /// Writes an array whose elements `body` writes.
  package mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
    try nest(UInt8(ascii: "["), UInt8(ascii: "]"), body)
  }

  /// Writes the member `key` of the open object, an object itself.
  package mutating func object(_ key: String, _ body: (inout JSONWriter) throws -> Void) rethrows {
    self.key(key)
    try object(body)
  }

  /// Writes the member `key` of the open object, an array.
  package mutating func array(_ key: String, _ body: (inout JSONWriter) throws -> Void) rethrows {
    self.key(key)
    try array(body)
  }

  // MARK: Members

  /// Writes the name of a member; its value comes next.
  package mutating func key(_ name: String) {
    assert(!followsKey, "a key must be followed by its value")
    separate()
    appendQuoted(name)
    bytes.append(UInt8(ascii: ":"))
    if options.contains(.prettyPrinted) { bytes.append(UInt8(ascii: " ")) }
    followsKey = true
  }

  /// Writes a member that is text, or null.
  package mutating func field(_ name: String, _ value: String?) {
    key(name)
    if let value { string(value) } else { null() }
  }

  /// Writes a member that is a whole number, or null.
  package mutating func field(_ name: String, _ value: Int?) {
    key(name)
    if let value { int(value) } else { null() }
  }

  /// Writes a member that is true, false, or null.
  package mutating func field(_ name: String, _ value: Bool?) {
    key(name)
    if let value { bool(value) } else { null() }
  }

  /// Writes a member that is a list of texts.
  package mutating func strings(_ name: String, _ values: [String]) {
    array(name) { writer in for value in values { writer.string(value) } }
  }

  // MARK: Values

  /// Writes text.
  package mutating func string(_ value: String) {
    separate()
    appendQuoted(value)
    needsComma = true
  }

  /// Writes a whole number.
  package mutating func int(_ value: Int) {
    number(String(value))
  }

  /// Writes a number from its JSON text, digit by digit: `1234.50` stays exactly that.
  package mutating func number(_ text: String) {
    assert(!text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "not a JSON number: \(text)")
    separate()
    bytes.append(utf8: text)
    needsComma = true
  }

  /// Writes members of the open object that are JSON already, as they are: `"a":1,"b":2`.
  package mutating func members(_ members: [UInt8]) {
    separate()
    bytes.append(contentsOf: members)
    needsComma = true
  }

  /// Writes a value that is JSON already, as it is.
  package mutating func json(_ value: [UInt8]) {
    separate()
    bytes.append(contentsOf: value)
    needsComma = true
  }

  /// Writes `true` or `false`.
  package mutating func bool(_ value: Bool) {
    separate()
    bytes.append(literal: value ? "true" : "false")
    needsComma = true
  }

  /// Writes `null`.
  package mutating func null() {
    separate()
    bytes.append(literal: "null")
    needsComma = true
  }
}

// MARK: - Punctuation and escapes

extension JSONWriter {
  private mutating func nest(
    _ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) throws -> Void
  ) rethrows {
    separate()
    bytes.append(open)
    depth += 1
    needsComma = false
    // The bracket closes even when `body` throws, so that the writer's state stays true.
    defer {
      assert(!followsKey, "a key must be followed by its value")
      let isEmpty = !needsComma
      depth -= 1
      if !isEmpty { breakLine() }
      bytes.append(close)
      needsComma = true
      followsKey = false
    }
    try body(&self)
  }

  /// Writes what stands between the previous value and the next one.
  private mutating func separate() {
    if followsKey {
      followsKey = false
      return
    }
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = false
    if depth > 0 { breakLine() }
  }

  private mutating func breakLine() {
    guard options.contains(.prettyPrinted) else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
  }

  private mutating func appendQuoted(_ value: String) {
    let forHTML = options.contains(.escapedForHTML)
    var value = value
    bytes.append(UInt8(ascii: "\""))
    value.withUTF8 { utf8 in
      var runStart = 0
      var index = 0
      while index < utf8.count {
        let length = escapedLength(in: utf8, at: index, forHTML: forHTML)
        guard length > 0 else {
          index += 1
          continue
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[runStart..<index]))
        appendEscape(for: utf8, at: index, length: length)
        index += length
        runStart = index
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[runStart...]))
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// The number of bytes at `index` that need one escape; 0 if they stand for themselves.
  private func escapedLength(in utf8: UnsafeBufferPointer<UInt8>, at index: Int, forHTML: Bool) -> Int {
    switch utf8[index] {
    case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"):
      return 1
    case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
      return forHTML ? 1 : 0
    case 0x7F: return 1
    case 0xC2 where index + 1 < utf8.count && utf8[index + 1] < 0xA0:
      // The other control characters.
      return 2
    // Marks that turn the direction of a text around, on a terminal too, and line ends of older JavaScript:
    // U+061C, U+200E, U+200F, U+2028…U+202E, U+2066…U+2069.
    case 0xD8 where index + 1 < utf8.count && utf8[index + 1] == 0x9C: return 2
    case 0xE2 where index + 2 < utf8.count:
      return switch (utf8[index + 1], utf8[index + 2]) {
      case (0x80, 0x8E...0x8F), (0x80, 0xA8...0xAE), (0x81, 0xA6...0xA9): 3
      default: 0
      }
    default:
      return 0
    }
  }

  private mutating func appendEscape(for utf8: UnsafeBufferPointer<UInt8>, at index: Int, length: Int) {
    switch utf8[index] {
    case UInt8(ascii: "\""): bytes.append(literal: "\\\"")
    case UInt8(ascii: "\\"): bytes.append(literal: "\\\\")
    case 0x08: bytes.append(literal: "\\b")
    case 0x09: bytes.append(literal: "\\t")
    case 0x0A: bytes.append(literal: "\\n")
    case 0x0C: bytes.append(literal: "\\f")
    case 0x0D: bytes.append(literal: "\\r")
    case let lead where length > 1:
      let tail = utf8[index + 1..<index + length].reduce(0) { $0 << 6 | UInt16($1 & 0x3F) }
      let unit = UInt16(lead & (length == 2 ? 0x1F : 0x0F)) << (6 * UInt16(length - 1)) | tail
      bytes.append(literal: "\\u")
      for shift in [12, 8, 4, 0] { bytes.append(hexDigit(UInt8(unit >> UInt16(shift) & 0x0F))) }
    case let byte:
      bytes.append(literal: "\\u00")
      bytes.append(hexDigit(byte >> 4))
      bytes.append(hexDigit(byte & 0x0F))
    }
  }

  private func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
