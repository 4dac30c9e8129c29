import Bytes

// One command: simple, or of the words that the language has.

extension ShellReader {
  mutating func command() throws(ShellError) -> ShellNode {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.depthLimit else { throw ShellError(message: "it is nested too deeply") }
    if isAt("((") {
      let start = at
      at += 2
      if let word = try arithmetic() { return .test([word], try redirections()) }
      at = start
    }
    if skip("(") {
      let nodes = try list()
      guard skip(")") else { throw unexpected() }
      return .subshell(nodes, try redirections())
    }
    if skipWord("{") {
      let nodes = try list()
      try expect("}")
      return .group(nodes, try redirections())
    }
    if skipWord("if") { return try conditional() }
    if skipWord("while") || skipWord("until") {
      let condition = try list()
      try expect("do")
      let body = try list()
      try expect("done")
      return .loop(name: nil, words: nil, body: condition + body, try redirections())
    }
    if skipWord("for") || skipWord("select") { return try loop() }
    if skipWord("case") { return try choice() }
    if skipWord("[[") { return try test() }
    if skipWord("function") {
      skipBlanks()
      guard let name = try word()?.plain else { throw unexpected() }
      skipBlanks()
      if skip("(") {
        skipBlanks()
        guard skip(")") else { throw unexpected() }
      }
      try skipLines()
      return .function(name, try command())
    }
    if skipWord("coproc") {
      skipBlanks()
      let start = at
      // A name may stand in front of a command that has a body.
      if let name = try word()?.plain, name.utf8.first?.isASCIILetter == true {
        skipBlanks()
        if isAtWord("{") || isAt("(") { return .background(try command()) }
      }
      wasted += at - start
      at = start
      return .background(try command())
    }
    return try simple()
  }

  private mutating func conditional() throws(ShellError) -> ShellNode {
    var first = try list()
    try expect("then")
    var bodies = [try list()]
    var hasElse = false
    while true {
      try skipLines()
      if skipWord("elif") {
        first += try list()
        try expect("then")
        bodies.append(try list())
      } else if skipWord("else") {
        bodies.append(try list())
        hasElse = true
      } else {
        break
      }
    }
    try expect("fi")
    if !hasElse { bodies.append([]) }
    return .branches(first: first, bodies, try redirections())
  }

  private mutating func loop() throws(ShellError) -> ShellNode {
    skipBlanks()
    if skip("((") {
      guard let head = try arithmetic() else { throw unexpected() }
      try skipLines()
      if skip(";") { try skipLines() }
      return .loop(name: nil, words: [head], body: try loopBody(), try redirections())
    }
    guard let name = try word()?.plain else { throw unexpected() }
    try skipLines()
    var words: [ShellWord]?
    if skipWord("in") {
      var listed: [ShellWord] = []
      skipBlanks()
      while let word = try word() {
        listed.append(word)
        skipBlanks()
      }
      words = listed
    }
    skipBlanks()
    if skip(";") {}
    try skipLines()
    return .loop(name: name, words: words, body: try loopBody(), try redirections())
  }

  private mutating func loopBody() throws(ShellError) -> [ShellNode] {
    let isBraced = isAtWord("{")
    guard isBraced ? skipWord("{") : skipWord("do") else { throw unexpected() }
    let body = try list()
    try expect(isBraced ? "}" : "done")
    return body
  }

  private mutating func choice() throws(ShellError) -> ShellNode {
    skipBlanks()
    guard let subject = try word() else { throw unexpected() }
    try expect("in")
    var cases: [(patterns: [ShellWord], body: [ShellNode])] = []
    while true {
      try skipLines()
      if skipWord("esac") { break }
      _ = skip("(")
      var patterns: [ShellWord] = []
      repeat {
        skipBlanks()
        guard let pattern = try word() else { throw unexpected() }
        patterns.append(pattern)
        skipBlanks()
      } while skip("|")
      guard skip(")") else { throw unexpected() }
      cases.append((patterns, try list()))
      try skipLines()
      guard skip(";;&") || skip(";;") || skip(";&") else {
        try expect("esac")
        break
      }
    }
    return .choice(subject, cases, try redirections())
  }

  /// `[[ … ]]`, in which `<`, `(` and `&&` are no more than words.
  private mutating func test() throws(ShellError) -> ShellNode {
    var words: [ShellWord] = []
    while true {
      try skipLines()
      guard let byte else { throw unexpected() }
      if skipWord("]]") { return .test(words, try redirections()) }
      if let word = try word() {
        words.append(word)
      } else {
        guard Self.endsWord(byte) else { throw unexpected() }
        at += 1
      }
    }
  }

  // MARK: Simple commands

  private mutating func simple() throws(ShellError) -> ShellNode {
    var simple = ShellSimple()
    while true {
      skipBlanks()
      if let redirection = try redirection() {
        simple.redirections.append(redirection)
        continue
      }
      guard let byte, !Self.endsWord(byte) || isAt("<(") || isAt(">(") else { break }
      if simple.words.isEmpty, let name = assignedName() {
        simple.assignments.append(try assignment(name))
        continue
      }
      guard let word = try word() else { break }
      skipBlanks()
      if simple.words.isEmpty, simple.assignments.isEmpty, isAt("("), let name = word.plain {
        at += 1
        skipBlanks()
        guard skip(")") else { throw unexpected() }
        try skipLines()
        return .function(name, try command())
      }
      // `export A=(x y)`
      if isAt("("), case .text(let bytes, isQuoted: false) = word.pieces.last, bytes.last == UInt8(ascii: "=") {
        simple.words.append(word)
        simple.words += try array()
        continue
      }
      simple.words.append(word)
    }
    guard !simple.words.isEmpty || !simple.assignments.isEmpty || !simple.redirections.isEmpty else {
      throw unexpected()
    }
    return .simple(simple)
  }

  /// The name in front of `=` or `+=`, where one stands here; an index in brackets belongs to it.
  private func assignedName() -> String? {
    var end = at
    guard let first = byte, first.isASCIILetter || first == UInt8(ascii: "_") else { return nil }
    while end < bytes.count, bytes[end].isASCIIAlphanumeric || bytes[end] == UInt8(ascii: "_") { end += 1 }
    let name = String(decoding: bytes[at..<end], as: UTF8.self)
    if end < bytes.count, bytes[end] == UInt8(ascii: "[") {
      while end < bytes.count, bytes[end] != UInt8(ascii: "]"), !Self.endsWord(bytes[end]) { end += 1 }
      guard end < bytes.count, bytes[end] == UInt8(ascii: "]") else { return nil }
      end += 1
    }
    if end < bytes.count, bytes[end] == UInt8(ascii: "+") { end += 1 }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "=") else { return nil }
    return name
  }

  private mutating func assignment(_ name: String) throws(ShellError) -> ShellAssignment {
    let isPlain = byte(ahead: name.utf8.count) == UInt8(ascii: "=")
    let start = at + name.utf8.count
    while byte != UInt8(ascii: "=") { at += 1 }
    // An index is calculated.
    let index = bytes[start..<at].first == UInt8(ascii: "[") ? Array(bytes[start..<at].dropFirst()) : []
    at += 1
    if isAt("("), index.isEmpty { return ShellAssignment(name: name, value: unknownWord, items: try array()) }
    let value = try word() ?? ShellWord()
    var kept = value
    if !isPlain { kept.pieces = unknownWord.pieces }
    if let end = index.lastIndex(of: UInt8(ascii: "]")) { kept.arithmetic.append(Array(index[..<end])) }
    return ShellAssignment(name: name, value: kept)
  }

  private var unknownWord: ShellWord {
    var word = ShellWord()
    word.pieces = [.unknown(isQuoted: false)]
    return word
  }

  private mutating func array() throws(ShellError) -> [ShellWord] {
    guard skip("(") else { throw unexpected() }
    var words: [ShellWord] = []
    while true {
      try skipLines()
      if skip(")") { return words }
      guard let word = try word() else { throw unexpected() }
      words.append(word)
    }
  }

  // MARK: Redirections

  private mutating func redirections() throws(ShellError) -> [ShellRedirection] {
    var redirections: [ShellRedirection] = []
    skipBlanks()
    while let redirection = try redirection() {
      redirections.append(redirection)
      skipBlanks()
    }
    return redirections
  }

  private mutating func redirection() throws(ShellError) -> ShellRedirection? {
    let start = at
    var end = at
    if byte == UInt8(ascii: "{") {
      // `{NAME}>`
      end += 1
      while end < bytes.count, bytes[end].isASCIIAlphanumeric || bytes[end] == UInt8(ascii: "_") { end += 1 }
      guard end < bytes.count, bytes[end] == UInt8(ascii: "}") else { return nil }
      end += 1
    } else {
      while end < bytes.count, bytes[end].isASCIIDigit { end += 1 }
    }
    guard end < bytes.count, end == start || bytes[end] == UInt8(ascii: "<") || bytes[end] == UInt8(ascii: ">") else {
      return nil
    }
    at = end
    if end == start, isAt("<(") || isAt(">(") { return nil }
    if skip("&>>") || skip("&>") { return try redirection(.write) }
    if skip("<<<") { return try hereString() }
    if skip("<<") { return try hereDocument() }
    if skip("<>") { return try redirection(.readWrite) }
    if skip("<&") { return try redirection(.duplicate) }
    if skip("<") { return try redirection(.read) }
    if skip(">&") {
      let redirection = try redirection(.write)
      // Numbers are open files, `-` closes one.
      if let plain = redirection.target.plain, plain == "-" || plain.utf8.allSatisfy({ $0.isASCIIDigit || $0 == 0x2D })
      {
        return ShellRedirection(kind: .duplicate, target: redirection.target)
      }
      return redirection
    }
    if skip(">>") || skip(">|") || skip(">") { return try redirection(.write) }
    at = start
    return nil
  }

  private mutating func redirection(_ kind: ShellRedirection.Kind) throws(ShellError) -> ShellRedirection {
    skipBlanks()
    // `>!` and `&>|` are those of zsh.
    if kind == .write, isAt("! ") || isAt("|") { at += 1 }
    skipBlanks()
    guard let target = try word() else { throw unexpected() }
    return ShellRedirection(kind: kind, target: target)
  }

  private mutating func hereString() throws(ShellError) -> ShellRedirection {
    let read = try redirection(.here)
    let document = ShellDocument()
    document.word = read.target
    return ShellRedirection(kind: .here, target: read.target, document: document)
  }

  private mutating func hereDocument() throws(ShellError) -> ShellRedirection {
    let hasTabs = skip("-")
    skipBlanks()
    guard let end = try word() else { throw unexpected() }
    var name: [UInt8] = []
    var isExpanded = true
    for piece in end.pieces {
      guard case .text(let bytes, let isQuoted) = piece else {
        throw ShellError(message: "the end of a here-document has to be a plain word")
      }
      name += bytes
      if isQuoted { isExpanded = false }
    }
    let document = ShellDocument()
    documents.append((document, name, isExpanded, hasTabs))
    return ShellRedirection(kind: .here, target: ShellWord(), document: document)
  }

  /// Reads the documents of the line that has just ended.
  mutating func readDocuments() throws(ShellError) {
    let waiting = documents
    documents = []
    for (document, end, isExpanded, hasTabs) in waiting {
      var text: [UInt8] = []
      while at < bytes.count {
        let stop = bytes[at...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        var line = bytes[at..<stop]
        at = min(stop + 1, bytes.count)
        if hasTabs { line = line.drop { $0 == UInt8(ascii: "\t") } }
        if line.elementsEqual(end) { break }
        text += line
        text.append(UInt8(ascii: "\n"))
      }
      guard isExpanded else {
        document.word.pieces = [.text(text, isQuoted: true)]
        continue
      }
      guard depth < Self.depthLimit else { throw ShellError(message: "it is nested too deeply") }
      var reader = ShellReader(text, depth: depth + 1)
      document.word = try reader.documentText()
    }
  }
}
