import Bytes

// Words: quotes, expansions, and the commands in them.

extension ShellReader {
  /// The word that stands here; nil where none does.
  mutating func word() throws(ShellError) -> ShellWord? {
    var word = ShellWord()
    let start = at
    while let byte {
      switch byte {
      case UInt8(ascii: "\\"):
        at += 1
        guard let next = self.byte else { break }
        at += 1
        if next != UInt8(ascii: "\n") { word.append(next, isQuoted: true) }
      case UInt8(ascii: "'"):
        at += 1
        guard let end = bytes[at...].firstIndex(of: UInt8(ascii: "'")) else { throw unclosed("'") }
        word.pieces.append(.text(Array(bytes[at..<end]), isQuoted: true))
        at = end + 1
      case UInt8(ascii: "\""):
        at += 1
        try doubleQuoted(into: &word)
      case UInt8(ascii: "$"): try expansion(into: &word, isQuoted: false)
      case UInt8(ascii: "`"): try backticks(into: &word, isQuoted: false)
      case UInt8(ascii: "<"), UInt8(ascii: ">"):
        guard self.byte(ahead: 1) == UInt8(ascii: "(") else { return at == start ? nil : word }
        at += 2
        try substitution(into: &word, isQuoted: true)
      default:
        if Self.endsWord(byte) { return at == start ? nil : word }
        at += 1
        word.append(byte, isQuoted: false)
      }
    }
    return at == start ? nil : word
  }

  private func unclosed(_ quote: String) -> ShellError { ShellError(message: "a \(quote) is not closed") }

  /// What stands between double quotes, behind the first.
  private mutating func doubleQuoted(into word: inout ShellWord) throws(ShellError) {
    word.pieces.append(.text([], isQuoted: true))
    try quotedText(into: &word, until: UInt8(ascii: "\""), escaping: "$`\"\\")
    guard byte != nil else { throw unclosed("\"") }
    at += 1
  }

  /// Text with expansions, in which a backslash is a letter but in front of some.
  private mutating func quotedText(
    into word: inout ShellWord, until end: UInt8?, escaping escaped: String
  ) throws(ShellError) {
    while let byte, byte != end {
      switch byte {
      case UInt8(ascii: "\\"):
        at += 1
        guard let next = self.byte else { return }
        at += 1
        if next == UInt8(ascii: "\n") { continue }
        if !escaped.utf8.contains(next) { word.append(byte, isQuoted: true) }
        word.append(next, isQuoted: true)
      case UInt8(ascii: "$"): try expansion(into: &word, isQuoted: true)
      case UInt8(ascii: "`"): try backticks(into: &word, isQuoted: true)
      default:
        at += 1
        word.append(byte, isQuoted: true)
      }
    }
  }

  /// All there is, as in a here-document: quotes are letters.
  mutating func documentText() throws(ShellError) -> ShellWord {
    var word = ShellWord()
    try quotedText(into: &word, until: nil, escaping: "$`\\")
    return word
  }

  // MARK: Expansions

  private mutating func expansion(into word: inout ShellWord, isQuoted: Bool) throws(ShellError) {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.depthLimit else { throw ShellError(message: "it is nested too deeply") }
    at += 1
    guard let byte else {
      word.append(UInt8(ascii: "$"), isQuoted: isQuoted)
      return
    }
    switch byte {
    case UInt8(ascii: "'") where !isQuoted:
      at += 1
      word.pieces.append(.text(try ansiQuoted(), isQuoted: true))
    case UInt8(ascii: "\"") where !isQuoted:
      at += 1
      try doubleQuoted(into: &word)
    case UInt8(ascii: "{"):
      at += 1
      try parameter(into: &word, isQuoted: isQuoted)
    case UInt8(ascii: "("):
      if self.byte(ahead: 1) == UInt8(ascii: "(") {
        let start = at
        at += 2
        if let inner = try arithmetic() {
          word.nested += inner.nested
          word.arithmetic += inner.arithmetic
          word.readsAsScript = word.readsAsScript || inner.readsAsScript
          word.pieces.append(.unknown(isQuoted: true))
          return
        }
        at = start
      }
      at += 1
      try substitution(into: &word, isQuoted: isQuoted)
    case UInt8(ascii: "["):
      // The old form of arithmetic.
      at += 1
      let start = at
      while let byte = self.byte, byte != UInt8(ascii: "]") {
        if byte == UInt8(ascii: "$") {
          try expansion(into: &word, isQuoted: true)
        } else if byte == UInt8(ascii: "`") {
          try backticks(into: &word, isQuoted: true)
        } else {
          at += 1
        }
      }
      word.arithmetic.append(Array(bytes[start..<min(at, bytes.count)]))
      guard skip("]") else { throw unclosed("$[") }
      word.pieces.append(.unknown(isQuoted: true))
    case _ where byte.isASCIILetter || byte == UInt8(ascii: "_"):
      word.pieces.append(.variable(name(), isQuoted: isQuoted))
    case _ where byte.isASCIIDigit || "@*#?-$!".utf8.contains(byte):
      at += 1
      word.pieces.append(.variable(String(decoding: [byte], as: UTF8.self), isQuoted: isQuoted))
    default: word.append(UInt8(ascii: "$"), isQuoted: isQuoted)
    }
  }

  private mutating func name() -> String {
    let start = at
    while let byte, byte.isASCIIAlphanumeric || byte == UInt8(ascii: "_") { at += 1 }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  /// Behind `${`.
  private mutating func parameter(into word: inout ShellWord, isQuoted: Bool) throws(ShellError) {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.depthLimit else { throw ShellError(message: "it is nested too deeply") }
    let start = at
    let name = name()
    if !name.isEmpty, skip("}") {
      word.pieces.append(.variable(name, isQuoted: isQuoted))
      return
    }
    at = start
    // Only the commands in it matter.
    var inner = ShellWord()
    while let byte {
      switch byte {
      case UInt8(ascii: "}"):
        let text = bytes[start..<at]
        at += 1
        word.nested += inner.nested
        word.arithmetic += inner.arithmetic + Self.calculated(text)
        word.readsAsScript =
          word.readsAsScript || inner.readsAsScript || text.reversed().starts(with: "P@".utf8)
        word.pieces.append(.unknown(isQuoted: isQuoted))
        return
      case UInt8(ascii: "\\"): at = min(at + 2, bytes.count)
      case UInt8(ascii: "'") where !isQuoted:
        at += 1
        guard let end = bytes[at...].firstIndex(of: UInt8(ascii: "'")) else { throw unclosed("'") }
        at = end + 1
      case UInt8(ascii: "\""):
        at += 1
        try doubleQuoted(into: &inner)
      case UInt8(ascii: "$"): try expansion(into: &inner, isQuoted: isQuoted)
      case UInt8(ascii: "`"): try backticks(into: &inner, isQuoted: isQuoted)
      case UInt8(ascii: "<"), UInt8(ascii: ">"):
        at += 1
        if !isQuoted, skip("(") { try substitution(into: &inner, isQuoted: true) }
      default: at += 1
      }
    }
    throw unclosed("${")
  }

  /// What is calculated in `${NAME[INDEX]}` and `${NAME:FROM:COUNT}`.
  private static func calculated(_ text: ArraySlice<UInt8>) -> [[UInt8]] {
    let rest = text.drop { $0 == UInt8(ascii: "!") || $0 == UInt8(ascii: "#") }
      .drop { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") }
    switch rest.first {
    case UInt8(ascii: "["):
      let index = rest.dropFirst().prefix { $0 != UInt8(ascii: "]") }
      return [Array(index)]
    case UInt8(ascii: ":"):
      guard let next = rest.dropFirst().first, !"-=?+".utf8.contains(next) else { return [] }
      return [Array(rest.dropFirst())]
    default: return []
    }
  }

  /// Behind `$(` or `<(`.
  private mutating func substitution(into word: inout ShellWord, isQuoted: Bool) throws(ShellError) {
    word.nested.append(try list())
    guard skip(")") else { throw byte == nil ? unclosed("(") : unexpected() }
    word.pieces.append(.unknown(isQuoted: isQuoted))
  }

  private mutating func backticks(into word: inout ShellWord, isQuoted: Bool) throws(ShellError) {
    at += 1
    var inner: [UInt8] = []
    while let byte {
      at += 1
      if byte == UInt8(ascii: "`") {
        word.nested.append(try Self.read(inner, depth: depth + 1))
        word.pieces.append(.unknown(isQuoted: isQuoted))
        return
      }
      if byte == UInt8(ascii: "\\"), let next = self.byte {
        at += 1
        let isTaken =
          next == UInt8(ascii: "`") || next == UInt8(ascii: "$") || next == UInt8(ascii: "\\")
          || (isQuoted && next == UInt8(ascii: "\""))
        if !isTaken { inner.append(byte) }
        inner.append(next)
      } else {
        inner.append(byte)
      }
    }
    throw unclosed("`")
  }

  /// Behind `((`, up to `))`; nil where what stands here is no arithmetic but commands.
  mutating func arithmetic() throws(ShellError) -> ShellWord? {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.depthLimit else { throw ShellError(message: "it is nested too deeply") }
    let start = at
    let waiting = documents
    var word = ShellWord()
    var open = 0
    while let byte {
      switch byte {
      case UInt8(ascii: "("):
        open += 1
        at += 1
      case UInt8(ascii: ")"):
        at += 1
        if open > 0 {
          open -= 1
        } else if skip(")") {
          word.arithmetic.append(Array(bytes[start..<at - 2]))
          word.pieces = [.unknown(isQuoted: true)]
          return word
        } else {
          documents = waiting
          try waste(from: start)
          return nil
        }
      case UInt8(ascii: "\\"): at = min(at + 2, bytes.count)
      case UInt8(ascii: "'"):
        at += 1
        guard let end = bytes[at...].firstIndex(of: UInt8(ascii: "'")) else { throw unclosed("'") }
        at = end + 1
      case UInt8(ascii: "\""):
        at += 1
        try doubleQuoted(into: &word)
      case UInt8(ascii: "$"): try expansion(into: &word, isQuoted: true)
      case UInt8(ascii: "`"): try backticks(into: &word, isQuoted: true)
      default: at += 1
      }
    }
    documents = waiting
    try waste(from: start)
    return nil
  }

  private mutating func waste(from start: Int) throws(ShellError) {
    wasted += at - start
    guard wasted <= 8 * bytes.count + 4096 else { throw ShellError(message: "it is nested too deeply") }
  }

  /// Behind `$'`.
  private mutating func ansiQuoted() throws(ShellError) -> [UInt8] {
    var text: [UInt8] = []
    while let byte {
      at += 1
      if byte == UInt8(ascii: "'") { return text }
      guard byte == UInt8(ascii: "\\"), let next = self.byte else {
        text.append(byte)
        continue
      }
      at += 1
      switch next {
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "t"): text.append(0x09)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "a"): text.append(0x07)
      case UInt8(ascii: "b"): text.append(0x08)
      case UInt8(ascii: "e"), UInt8(ascii: "E"): text.append(0x1B)
      case UInt8(ascii: "f"): text.append(0x0C)
      case UInt8(ascii: "v"): text.append(0x0B)
      case UInt8(ascii: "x"): text.append(UInt8(truncatingIfNeeded: number(radix: 16, digits: 2)))
      case UInt8(ascii: "u"), UInt8(ascii: "U"):
        let value = number(radix: 16, digits: next == UInt8(ascii: "u") ? 4 : 8)
        text += Array(String(UnicodeScalar(UInt32(truncatingIfNeeded: value)) ?? "\u{FFFD}").utf8)
      case UInt8(ascii: "0")...UInt8(ascii: "7"):
        at -= 1
        text.append(UInt8(truncatingIfNeeded: number(radix: 8, digits: 3)))
      case UInt8(ascii: "c"): if self.byte != nil { at += 1 }
      default:
        if !"\\'\"?".utf8.contains(next) { text.append(byte) }
        text.append(next)
      }
    }
    throw unclosed("$'")
  }

  private mutating func number(radix: Int, digits: Int) -> Int {
    var value = 0
    var count = 0
    while count < digits, let digit = byte?.hexValue, Int(digit) < radix {
      value = value * radix + Int(digit)
      at += 1
      count += 1
    }
    return value
  }
}
