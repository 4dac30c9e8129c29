import Bytes

/// Reads a script of a POSIX shell, and what bash has on top of it, well enough to say which commands are run. What it
/// cannot read is an error and never left out.
struct ShellReader {
  var bytes: [UInt8]
  var at = 0
  /// Documents that the end of this line is followed by.
  var documents: [(document: ShellDocument, end: [UInt8], isExpanded: Bool, hasTabs: Bool)] = []
  var depth: Int
  /// Bytes that were read twice: a script cannot make this read without end.
  var wasted = 0

  static let depthLimit = 120

  init(_ bytes: [UInt8], depth: Int = 0) {
    self.bytes = bytes
    self.depth = depth
  }

  /// All commands of a script.
  static func read(_ text: String, depth: Int = 0) throws(ShellError) -> [ShellNode] {
    try read(Array(text.utf8), depth: depth)
  }

  static func read(_ bytes: [UInt8], depth: Int) throws(ShellError) -> [ShellNode] {
    guard depth < depthLimit else { throw ShellError(message: "it is nested too deeply") }
    var reader = ShellReader(bytes, depth: depth)
    let nodes = try reader.list()
    guard reader.at == reader.bytes.count else { throw reader.unexpected() }
    try reader.readDocuments()
    return nodes
  }

  // MARK: Letters

  var byte: UInt8? { at < bytes.count ? bytes[at] : nil }
  func byte(ahead count: Int) -> UInt8? { at + count < bytes.count ? bytes[at + count] : nil }

  func isAt(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard at + count <= bytes.count else { return false }
    for index in 0..<count where bytes[at + index] != text.utf8Start[index] { return false }
    return true
  }

  mutating func skip(_ text: StaticString) -> Bool {
    guard isAt(text) else { return false }
    at += text.utf8CodeUnitCount
    return true
  }

  func unexpected() -> ShellError {
    guard let byte else { return ShellError(message: "it ends too early") }
    return ShellError(message: "\"\(String(decoding: [byte], as: UTF8.self))\" is unexpected at byte \(at + 1)")
  }

  static func endsWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: ";"), UInt8(ascii: "&"),
      UInt8(ascii: "|"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"):
      true
    default: false
    }
  }

  /// Skips blanks, continued lines and comments, but no end of a line.
  mutating func skipBlanks() {
    var isBehindBlank = at == 0 || bytes[at - 1] == UInt8(ascii: "\n") || Self.endsWord(bytes[at - 1])
    while let byte {
      if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
        at += 1
        isBehindBlank = true
      } else if isAt("\\\n") {
        at += 2
      } else if byte == UInt8(ascii: "#"), isBehindBlank {
        while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
      } else {
        return
      }
    }
  }

  /// Skips ends of lines too, and reads the documents that stand behind them.
  mutating func skipLines() throws(ShellError) {
    skipBlanks()
    while byte == UInt8(ascii: "\n") {
      at += 1
      try readDocuments()
      skipBlanks()
    }
  }

  // MARK: Lists

  /// Commands up to something that ends them: `)`, `}`, `;;`, a word like `done`, or the end.
  mutating func list() throws(ShellError) -> [ShellNode] {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.depthLimit else { throw ShellError(message: "it is nested too deeply") }
    var nodes: [ShellNode] = []
    while true {
      try skipLines()
      guard let byte, byte != UInt8(ascii: ")"), !isAt(";;"), !isAt(";&"), !isAtEndingWord() else { return nodes }
      var node = try chain()
      skipBlanks()
      if isAt("&"), !isAt("&&") {
        at += 1
        node = .background(node)
      } else if isAt(";"), !isAt(";;"), !isAt(";&") {
        at += 1
      } else if let byte = self.byte, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: ")"), !isAt(";;"), !isAt(";&") {
        // `{ a; } b` and `(a) b` are no commands.
        guard isAtEndingWord() else { throw unexpected() }
      }
      nodes.append(node)
    }
  }

  private static let endingWords: [StaticString] = ["}", "then", "do", "done", "fi", "else", "elif", "esac"]

  private func isAtEndingWord() -> Bool { Self.endingWords.contains { isAtWord($0) } }

  /// Whether a word of the language stands here, whole.
  func isAtWord(_ word: StaticString) -> Bool {
    guard isAt(word) else { return false }
    return byte(ahead: word.utf8CodeUnitCount).map { Self.endsWord($0) } ?? true
  }

  mutating func skipWord(_ word: StaticString) -> Bool {
    guard isAtWord(word) else { return false }
    at += word.utf8CodeUnitCount
    return true
  }

  mutating func expect(_ word: StaticString) throws(ShellError) {
    try skipLines()
    guard skipWord(word) else { throw ShellError(message: "\"\(word)\" is missing at byte \(at + 1)") }
  }

  private mutating func chain() throws(ShellError) -> ShellNode {
    let first = try pipeline()
    var rest: [(isAnd: Bool, ShellNode)] = []
    while true {
      skipBlanks()
      let isAnd = isAt("&&")
      guard isAnd || isAt("||") else { break }
      at += 2
      try skipLines()
      rest.append((isAnd, try pipeline()))
    }
    return rest.isEmpty ? first : .chain(first, rest)
  }

  private mutating func pipeline() throws(ShellError) -> ShellNode {
    skipBlanks()
    while true {
      if skipWord("!") {
        skipBlanks()
      } else if isAtWord("time"), depth < Self.depthLimit {
        at += 4
        skipBlanks()
        if skipWord("-p") { skipBlanks() }
        // `time` alone.
        guard let byte, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: ";"), byte != UInt8(ascii: ")") else {
          return .group([], [])
        }
      } else {
        break
      }
    }
    var nodes = [try command()]
    while true {
      skipBlanks()
      guard isAt("|"), !isAt("||") else { break }
      at += isAt("|&") ? 2 : 1
      try skipLines()
      while skipWord("!") { skipBlanks() }
      nodes.append(try command())
    }
    return nodes.count == 1 ? nodes[0] : .pipeline(nodes)
  }
}
