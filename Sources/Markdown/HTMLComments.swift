import Bytes

extension MarkdownDocument {
  /// A markdown text without what no page shows of it: HTML comments and definitions of links; character references
  /// are the characters that they stand for.
  package static func visibleText(of text: String) -> String {
    if MarkdownDocument(ArraySlice(text.utf8)).isEmpty { return "" }
    let bytes = Array(text.utf8).withUnsafeBufferPointer(\.withoutComments)
    return String(decoding: bytes.resolvingReferences, as: UTF8.self)
  }
}

extension [UInt8] {
  /// The text with the characters that its character references stand for.
  var resolvingReferences: [UInt8] {
    guard contains(UInt8(ascii: "&")) else { return self }
    var references = CharacterReferences()
    var text: [UInt8] = []
    var index = 0
    while index < count {
      if self[index] == UInt8(ascii: "&"), let unit = references.unit(at: index, in: self) {
        let reference = self[index..<index + unit.length]
        text += NodePointer.parseAlone(reference) { $0.firstChild?.firstChild.map { Array<UInt8>($0.literal) } ?? [] }
        index += unit.length
      } else {
        text.append(self[index])
        index += 1
      }
    }
    return text
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// True for nothing but HTML comments and white space, with a comment at least.
  var isOnlyComments: Bool {
    var hasComment = false
    var isBlank = true
    forEachPart { part, isComment in
      if isComment { hasComment = true } else if !part.allSatisfy(\.isASCIISpace) { isBlank = false }
    }
    return hasComment && isBlank
  }

  /// The bytes without HTML comments.
  var withoutComments: [UInt8] {
    var rest: [UInt8] = []
    forEachPart { part, isComment in
      if !isComment { rest += part }
    }
    return rest
  }

  /// Goes through the comments and what stands between them.
  ///
  /// A comment ends where a browser sees its end: what a browser would show is not taken for a part of one.
  private func forEachPart(_ body: (_ part: Slice<Self>, _ isComment: Bool) -> Void) {
    var partStart = 0
    var offset = 0
    while let start = firstOffset(of: UInt8(ascii: "<"), from: offset) {
      offset = start + 1
      guard self[start...].starts(with: "<!--".utf8) else { continue }
      // One that has no end takes the rest, and so no later one has to be looked for.
      guard let end = endOfComment(from: start) else { break }
      if start > partStart { body(self[partStart..<start], false) }
      body(self[start..<end], true)
      partStart = end
      offset = end
    }
    if partStart < count { body(self[partStart...], false) }
  }

  private func endOfComment(from start: Int) -> Int? {
    // `<!-->` and `<!--->` are whole comments.
    if self[(start + 4)...].starts(with: ">".utf8) { return start + 5 }
    if self[(start + 4)...].starts(with: "->".utf8) { return start + 6 }
    var offset = start + 4
    while let dash = firstOffset(of: UInt8(ascii: "-"), from: offset) {
      if self[dash...].starts(with: "-->".utf8) { return dash + 3 }
      if self[dash...].starts(with: "--!>".utf8) { return dash + 4 }
      offset = dash + 1
    }
    return nil
  }
}
