import Bytes

// What the shell's own commands and its arithmetic can run or change beside their purpose: refused to the orchestrator.

extension CommandJudge {
  func refuseBuiltin(_ name: String, _ arguments: [ShellValue]) throws(GuardRefusal) {
    guard role == .orchestrator else { return }
    func has(_ letters: String) -> Bool {
      arguments.contains { word in
        word.beginsUnknown
          || (word.starts(with: "-") || word.starts(with: "+")) && !word.starts(with: "--")
            && word.bytes.dropFirst().contains { letters.utf8.contains($0) }
      }
    }
    let isRefused =
      switch name {
      case "history": arguments.contains { $0.isOption || $0.beginsUnknown }
      case "shopt", "let", "fc", "bind", "complete", "compgen", "enable": true
      case "mapfile", "readarray": has("C")
      case "jobs": has("x")
      case "hash": has("p")
      case "printf": arguments.first.map { $0.starts(with: "-v") || $0.beginsUnknown && $0.isOpen } ?? false
      case "declare", "typeset", "local", "export", "readonly": has("ni") || hasSubscript(arguments)
      case "test", "[": arguments.contains { $0.equals("-v") || $0.equals("-R") }
      case "read", "getopts", "unset": hasSubscript(arguments)
      default: false
      }
    guard isRefused else { return }
    throw GuardRefusal(
      ([name] + arguments.prefix(2).map(\.shown)).joined(separator: " "),
      "this form of \(name) can write a file, or run what stands in a variable", instead: Self.listed)
  }

  /// An index of an array is arithmetic, and runs the commands in it.
  private func hasSubscript(_ arguments: [ShellValue]) -> Bool {
    arguments.contains { word in
      word.bytes.prefix { $0 != UInt8(ascii: "=") }.contains(UInt8(ascii: "[")) || word.beginsUnknown
    }
  }

  /// Names in arithmetic are read as arithmetic themselves, with the commands in their indices.
  mutating func judge(arithmetic text: [UInt8]) throws(GuardRefusal) {
    guard role == .orchestrator else { return }
    var rest = text[...]
    var names: [String] = []
    while let byte = rest.first {
      let word = rest.prefix { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") }
      if word.isEmpty {
        guard byte.isASCIISpace || "+-*/%()<>=!&|^~?:;,$#@\"".utf8.contains(byte) else { throw arithmetic(text) }
        rest = rest.dropFirst()
        continue
      }
      rest = rest.dropFirst(word.count)
      if byte.isASCIIDigit { continue }
      let name = String(decoding: word, as: UTF8.self)
      names.append(name)
      // What is set here is a number from here on.
      let sign = rest.drop(while: \.isASCIISpace).prefix(2)
      if sign.first == UInt8(ascii: "="), !sign.elementsEqual("==".utf8) {
        state.variables[name] = .some(nil)
        state.numbers.insert(name)
      }
      if state.numbers.contains(name) { continue }
      guard let value = state.variables[name].flatMap(\.self), isNumber(value) else { throw arithmetic(text) }
    }
    let changes =
      text.contains(UInt8(ascii: "=")) || !text.ranges(of: "++".utf8).isEmpty || !text.ranges(of: "--".utf8).isEmpty
    for name in names where changes {
      state.variables[name] = .some(nil)
      state.numbers.insert(name)
    }
  }

  /// The variables that hold numbers in each of two states.
  func numbers(in one: State, and other: State) -> Set<String> {
    func isKnown(_ name: String, _ state: State) -> Bool {
      state.numbers.contains(name) || state.variables[name].flatMap(\.self).map(isNumber) ?? false
    }
    return one.numbers.union(other.numbers).union(one.variables.keys).filter { isKnown($0, one) && isKnown($0, other) }
  }

  /// Whether a value is a number, or nothing.
  func isNumber(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0.isASCIIDigit || $0 == UInt8(ascii: "-") || $0.isASCIISpace }
  }

  private func arithmetic(_ text: [UInt8]) -> GuardRefusal {
    GuardRefusal(
      "calculating \(String(decoding: text, as: UTF8.self))",
      "what a variable holds is calculated too, and can run a command: only numbers that are known are plain",
      instead: "use wc -l, sort -n, or expr; \(Self.listed)")
  }

  /// `[[ a -eq b ]]`
  mutating func judge(test words: [ShellWord]) throws(GuardRefusal) {
    guard role == .orchestrator else { return }
    let values = words.map { ($0, expand($0)) }
    for (index, (_, value)) in values.enumerated() {
      guard value.count == 1 else { continue }
      if value[0].equals("-v") || value[0].equals("-R") { throw arithmetic(Array("[[ \(value[0].shown) ]]".utf8)) }
      guard ["-eq", "-ne", "-lt", "-le", "-gt", "-ge"].contains(where: { value[0].equals($0) }) else { continue }
      for side in [index - 1, index + 1] where values.indices.contains(side) {
        if isNumber(values[side].0) { continue }
        guard values[side].1.count == 1, let text = values[side].1[0].text else {
          throw arithmetic(Array(values[side].1.first?.shown.utf8 ?? "".utf8))
        }
        try judge(arithmetic: Array(text.utf8))
      }
    }
  }

  /// Whether a word can only come to a number: what is calculated, what `wc` counts.
  func isNumber(_ word: ShellWord) -> Bool {
    guard !word.pieces.isEmpty else { return false }
    if word.pieces.count == 1, case .variable(let name, _) = word.pieces[0], ["#", "?", "$", "!"].contains(name) {
      return true
    }
    if word.pieces.count == 1, case .variable(let name, _) = word.pieces[0], state.numbers.contains(name) {
      return true
    }
    let unknown = word.pieces.contains { if case .unknown = $0 { true } else { false } }
    guard unknown, word.pieces.count == 1 || word.pieces.count == 2 && word.pieces[0] == .text([], isQuoted: true)
    else {
      return false
    }
    if !word.arithmetic.isEmpty { return true }
    guard word.nested.count == 1, word.nested[0].count == 1 else { return false }
    var last = word.nested[0][0]
    if case .pipeline(let nodes) = last, let end = nodes.last { last = end }
    guard case .simple(let simple) = last else { return false }
    let words = simple.words.compactMap(\.plain)
    return words.count == simple.words.count && words.count == 2
      && (words[0] == "wc" || words[0] == "nproc" || words[0] == "date" && words[1] == "+%s")
  }
}
