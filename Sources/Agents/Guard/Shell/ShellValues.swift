import Bytes

/// What a word comes to, as far as it can be told without the shell.
struct ShellValue: Equatable {
  /// Letters that are known; a part that is not known has none.
  var bytes: [UInt8] = []
  /// Where the first `*`, `?` or `[` stands that the shell would look up.
  var patternAt: Int?
  /// Where the first part begins that is not known.
  var unknownAt: Int?
  /// Whether an unknown part may also come to several words, or to none.
  var isOpen = false
  /// Whether what is not known is the name of a commit or a branch: what git answers to a plain question.
  var isRevision = false

  init() {}
  init(_ text: String) { bytes = Array(text.utf8) }

  var isLiteral: Bool { unknownAt == nil && patternAt == nil }
  /// The text, where all of it is known.
  var text: String? { unknownAt == nil ? String(decoding: bytes, as: UTF8.self) : nil }
  /// Whether nothing is known of how it begins: it could be an option as well.
  var beginsUnknown: Bool { unknownAt == 0 }
  /// For people.
  var shown: String {
    guard let unknownAt else { return String(decoding: bytes, as: UTF8.self) }
    return String(decoding: bytes[..<unknownAt], as: UTF8.self) + "…"
      + String(decoding: bytes[unknownAt...], as: UTF8.self)
  }

  func starts(with prefix: String) -> Bool {
    bytes.starts(with: prefix.utf8) && (unknownAt ?? .max) >= prefix.utf8.count
  }
  func equals(_ text: String) -> Bool { unknownAt == nil && bytes.elementsEqual(text.utf8) }
  var isOption: Bool { starts(with: "-") && bytes.count > 1 }

  func dropping(_ count: Int) -> ShellValue {
    var rest = self
    rest.bytes = Array(bytes.dropFirst(count))
    rest.patternAt = patternAt.map { max($0 - count, 0) }
    rest.unknownAt = unknownAt.map { max($0 - count, 0) }
    return rest
  }

  /// What stands behind the first `=`.
  var behindEquals: ShellValue? {
    guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")), equals < (unknownAt ?? .max) else { return nil }
    return dropping(equals + 1)
  }
}

extension ShellWord {
  /// The words that it comes to.
  ///
  /// - Parameters:
  ///   - home: the person's folder, for `~`.
  ///   - variable: what a variable holds; nil where nobody knows.
  func values(home: String?, _ variable: (String) -> String?) -> [ShellValue] {
    var results: [ShellValue] = []
    for word in braceExpanded() { results += word.fields(home: home, variable) }
    return results
  }

  private static let expansionLimit = 256

  /// `a{b,c}` is `ab ac`. Where that comes to too many words, what stands in braces is not known.
  func braceExpanded() -> [ShellWord] {
    guard
      pieces.contains(where: {
        if case .text(let bytes, isQuoted: false) = $0 { bytes.contains(UInt8(ascii: "{")) } else { false }
      })
    else { return [self] }
    var done: [ShellWord] = []
    // The last is looked at next, so that words come out in their order.
    var waiting = [self]
    while let word = waiting.popLast() {
      guard let group = word.firstBraces() else {
        done.append(word)
        continue
      }
      guard done.count + waiting.count + group.count <= Self.expansionLimit else {
        return [ShellWord(unknown: nested)]
      }
      waiting += group.reversed()
    }
    return done
  }

  private init(unknown nested: [[ShellNode]]) {
    pieces = [.unknown(isQuoted: false)]
    self.nested = nested
  }

  private struct Place {
    let piece: Int
    let byte: Int
  }

  /// The word once for each alternative of its first braces; nil where it has none. `{1..9}` stays, as a pattern.
  private func firstBraces() -> [ShellWord]? {
    var stack: [(start: Place, commas: [Place])] = []
    for (index, piece) in pieces.enumerated() {
      guard case .text(let bytes, isQuoted: false) = piece else { continue }
      for (offset, byte) in bytes.enumerated() {
        let place = Place(piece: index, byte: offset)
        switch byte {
        case UInt8(ascii: "{"): stack.append((place, []))
        case UInt8(ascii: ",") where !stack.isEmpty: stack[stack.count - 1].commas.append(place)
        case UInt8(ascii: "}"):
          guard let group = stack.popLast(), !group.commas.isEmpty else { continue }
          let ends = [group.start] + group.commas + [place]
          return (1..<ends.count).map { number in
            var word = ShellWord()
            word.pieces =
              slice(from: nil, to: ends[0]) + slice(from: ends[number - 1], to: ends[number])
              + slice(from: place, to: nil)
            return word
          }
        default: break
        }
      }
    }
    return nil
  }

  /// What stands behind one place and in front of another.
  private func slice(from start: Place?, to end: Place?) -> [Piece] {
    var result: [Piece] = []
    for index in (start?.piece ?? 0)...(end?.piece ?? pieces.count - 1) {
      guard case .text(let bytes, let isQuoted) = pieces[index] else {
        result.append(pieces[index])
        continue
      }
      let first = start.map { $0.piece == index ? $0.byte + 1 : 0 } ?? 0
      let last = end.map { $0.piece == index ? $0.byte : bytes.count } ?? bytes.count
      if first < last { result.append(.text(Array(bytes[first..<last]), isQuoted: isQuoted)) }
    }
    return result
  }

  /// With variables in their places, and split where they have blanks.
  private func fields(home: String?, _ variable: (String) -> String?) -> [ShellValue] {
    var fields: [ShellValue] = []
    var value = ShellValue()
    var isThere = false
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .text(let bytes, let isQuoted):
        isThere = true
        var text = bytes[...]
        if index == 0, !isQuoted, text.first == UInt8(ascii: "~") {
          let name = text.dropFirst().prefix { $0 != UInt8(ascii: "/") }
          text = text.dropFirst(1 + name.count)
          if name.isEmpty, let home, text.first == UInt8(ascii: "/") || pieces.count == 1 {
            value.bytes = Array(home.utf8)
          } else {
            value.unknownAt = 0
          }
        }
        value.append(text, isQuoted: isQuoted)
      case .variable(let name, let isQuoted):
        guard let text = variable(name) else {
          value.appendUnknown(isOpen: !isQuoted || name == "@")
          isThere = true
          continue
        }
        guard !isQuoted else {
          isThere = true
          value.append(text.utf8, isQuoted: true)
          continue
        }
        for (number, part) in text.utf8.split(omittingEmptySubsequences: false, whereSeparator: \.isASCIISpace)
          .enumerated()
        {
          if number > 0, isThere {
            fields.append(value)
            value = ShellValue()
            isThere = false
          }
          if !part.isEmpty {
            isThere = true
            value.append(part, isQuoted: false)
          }
        }
      case .unknown(let isQuoted):
        isThere = true
        value.appendUnknown(isOpen: !isQuoted)
      }
    }
    if isThere { fields.append(value) }
    return fields
  }

  /// All of a document, where it is known.
  func text(_ variable: (String) -> String?) -> String? {
    var bytes: [UInt8] = []
    for piece in pieces {
      switch piece {
      case .text(let text, _): bytes += text
      case .variable(let name, _):
        guard let text = variable(name) else { return nil }
        bytes += Array(text.utf8)
      case .unknown: return nil
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension ShellValue {
  fileprivate mutating func append(_ text: some Sequence<UInt8>, isQuoted: Bool) {
    for byte in text {
      if !isQuoted, patternAt == nil {
        switch byte {
        case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "{"): patternAt = bytes.count
        default: break
        }
      }
      bytes.append(byte)
    }
  }

  fileprivate mutating func appendUnknown(isOpen: Bool) {
    if unknownAt == nil { unknownAt = bytes.count }
    if isOpen { self.isOpen = true }
  }
}
