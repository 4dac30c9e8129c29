import Diagnostics

// Where libyaml stops is often not where the mistake is: these look for it.

extension YAMLErrors {
  /// A line without `: `; an invisible character behind its colon is what nobody finds by looking.
  func notKeyAndValue(_ line: Range<Int>, from start: Int) -> Diagnostic {
    if let invisible = invisibleIndentation(of: line) { return invisible }
    let text = file.text(in: start..<line.upperBound)
    var offset = start
    var isBehindColon = false
    for scalar in text.unicodeScalars {
      if isBehindColon, scalar.isInvisible {
        return error(
          "an invisible character behind the colon: \(scalar.invisibleName)", help: "put a space in its place",
          at: offset..<offset + UTF8.width(scalar))
      }
      isBehindColon = scalar == ":"
      offset += UTF8.width(scalar)
    }
    return error(
      "a line that is not \"key: value\"", help: "put \": \" behind the key",
      at: start..<max(start, line.upperBound))
  }

  /// The first of the lines right above one that begin in its column and have no value, because a space is missing.
  func brokenLine(above line: Range<Int>) -> Range<Int>? {
    func column(_ line: Range<Int>) -> Int? {
      file.bytes[line].firstIndex { $0 != UInt8(ascii: " ") }.map { $0 - line.lowerBound }
    }
    var broken: Range<Int>?
    var start = line.lowerBound
    while start > yaml.lowerBound {
      let above = file.lineRange(at: start - 1)
      guard let first = column(above), first == column(line), file.bytes[above.lowerBound + first] != UInt8(ascii: "#"),
        valueRange(in: above) == nil, file.bytes[above].last != UInt8(ascii: ":")
      else { break }
      broken = above
      start = above.lowerBound
    }
    return broken
  }

  /// The innermost bracket that is open at a place, as far as quotes do not hide it.
  func openBracket(before place: Int) -> Int? {
    var open: [Int] = []
    var isComment = false
    for index in yaml where index < place {
      let before = index > yaml.lowerBound ? file.bytes[index - 1] : UInt8(ascii: " ")
      if file.bytes[index] == UInt8(ascii: "\n") { isComment = false }
      if file.bytes[index] == UInt8(ascii: "#"), " \n[{,".utf8.contains(before) { isComment = true }
      if isComment { continue }
      switch file.bytes[index] {
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        // Inside of a plain text, a bracket is a letter.
        if !open.isEmpty || before == UInt8(ascii: " ") || before == UInt8(ascii: "\n") { open.append(index) }
      case UInt8(ascii: "]"), UInt8(ascii: "}"): _ = open.popLast()
      default: break
      }
    }
    return open.last
  }

  /// A `#` that hides the rest of a line behind an open bracket, and what it hides.
  func commentInBrackets(from opening: Int) -> Range<Int>? {
    let line = file.lineRange(at: opening)
    guard line.contains(opening + 1) else { return nil }
    for index in opening + 1..<line.upperBound where file.bytes[index] == UInt8(ascii: "#") {
      if " [{,".utf8.contains(file.bytes[index - 1]), index + 1 < line.upperBound,
        file.bytes[index + 1] != UInt8(ascii: " ")
      {
        return index..<file.trimmedEnd(of: line)
      }
    }
    return nil
  }

  /// The entry of a list in brackets that a comment begins in.
  func entry(at comment: Range<Int>) -> Range<Int> {
    let start = file.bytes[..<comment.lowerBound].lastIndex { "[{,".utf8.contains($0) }.map { $0 + 1 }
    let end = file.bytes[comment].firstIndex { ",]}".utf8.contains($0) } ?? comment.upperBound
    let first = file.bytes[(start ?? comment.lowerBound)..<end].firstIndex { $0 != UInt8(ascii: " ") }
    return (first ?? comment.lowerBound)..<end
  }

  /// A line that begins with a character that looks like a blank, or like nothing, and is neither.
  func invisibleIndentation(of line: Range<Int>) -> Diagnostic? {
    var offset = line.lowerBound
    for scalar in file.text(in: line).unicodeScalars {
      let end = offset + UTF8.width(scalar)
      if scalar.isInvisible {
        return error(
          "an invisible character at the beginning of this line: \(scalar.invisibleName)",
          help: "delete it, and indent with spaces", at: offset..<end)
      }
      guard scalar == " " else { return nil }
      offset = end
    }
    return nil
  }
}
