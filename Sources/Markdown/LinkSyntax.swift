import Bytes

// The parts of links as cmark reads them. Nothing here decides whether something is a link: the tree has said so,
// and what is asked is how many bytes of the source it took.

extension [UInt8] {
  /// The end of `(destination "title")`, `[label]` or nothing behind the text of a link that ends at `]`.
  func endOfLink(behind bracket: Int) -> Int {
    let next = bracket + 1
    guard next < count else { return next }
    if self[next] == UInt8(ascii: "("), let end = endOfInlineTail(from: next) { return end }
    if self[next] == UInt8(ascii: "["), let end = endOfLabel(from: next) { return end }
    return next
  }

  /// Where the text begins behind the definitions in front of it.
  var endOfDefinitions: Int {
    var offset = 0
    while offset < count, self[offset] == UInt8(ascii: "["), let end = endOfDefinition(from: offset) { offset = end }
    return offset
  }

  // MARK: Parts

  private func endOfInlineTail(from parenthesis: Int) -> Int? {
    guard let destination = endOfDestination(from: skippingSpace(from: parenthesis + 1)) else { return nil }
    let title = skippingSpace(from: destination)
    let end = skippingSpace(from: title == destination ? title : endOfTitle(from: title) ?? title)
    return end < count && self[end] == UInt8(ascii: ")") ? end + 1 : nil
  }

  private func endOfDefinition(from start: Int) -> Int? {
    guard let label = endOfLabel(from: start), skippingSpace(from: start + 1) < label - 1, label < count,
      self[label] == UInt8(ascii: ":")
    else { return nil }
    let destinationStart = skippingOneLineEnd(from: label + 1)
    guard let destination = endOfDestination(from: destinationStart), destination > destinationStart else { return nil }
    let title = skippingOneLineEnd(from: destination)
    if title > destination, let titleEnd = endOfTitle(from: title), let end = endOfLine(from: titleEnd) { return end }
    return endOfLine(from: destination)
  }

  private func endOfLabel(from bracket: Int) -> Int? {
    var offset = bracket + 1
    // A label has at most 999 characters; these are bytes, which is generous.
    let limit = Swift.min(count, bracket + 1_002)
    while offset < limit {
      switch self[offset] {
      case UInt8(ascii: "\\") where offset + 1 < count && self[offset + 1].isASCIIPunctuation: offset += 2
      case UInt8(ascii: "["): return nil
      case UInt8(ascii: "]"): return offset + 1
      default: offset += 1
      }
    }
    return nil
  }

  private func endOfDestination(from start: Int) -> Int? {
    var offset = start
    if offset < count, self[offset] == UInt8(ascii: "<") {
      offset += 1
      while offset < count {
        switch self[offset] {
        case UInt8(ascii: ">"): return offset + 1
        case UInt8(ascii: "\\"): offset += 2
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "<"): return nil
        default: offset += 1
        }
      }
      return nil
    }
    var depth = 0
    while offset < count {
      switch self[offset] {
      case UInt8(ascii: "\\") where offset + 1 < count && self[offset + 1].isASCIIPunctuation: offset += 1
      case UInt8(ascii: "("):
        depth += 1
        if depth > 32 { return nil }
      case UInt8(ascii: ")"):
        if depth == 0 { return offset }
        depth -= 1
      case let byte where byte.isASCIISpace: return offset
      default: break
      }
      offset += 1
    }
    return offset
  }

  private func endOfTitle(from start: Int) -> Int? {
    guard start < count else { return nil }
    let closing: UInt8
    switch self[start] {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): closing = self[start]
    case UInt8(ascii: "("): closing = UInt8(ascii: ")")
    default: return nil
    }
    var offset = start + 1
    while offset < count {
      switch self[offset] {
      case closing: return offset + 1
      case UInt8(ascii: "\\"): offset += 2
      case UInt8(ascii: "(") where closing == UInt8(ascii: ")"): return nil
      default: offset += 1
      }
    }
    return nil
  }

  // MARK: White space

  func skippingSpace(from start: Int) -> Int {
    var offset = start
    while offset < count, self[offset].isASCIISpace { offset += 1 }
    return offset
  }

  func skippingBlanks(from start: Int) -> Int {
    var offset = start
    while offset < count, self[offset] == UInt8(ascii: " ") || self[offset] == UInt8(ascii: "\t") { offset += 1 }
    return offset
  }

  /// Behind the line end that begins at an offset; nil where none does.
  func skippingLineEnd(at offset: Int) -> Int? {
    guard offset < count else { return nil }
    if self[offset] == UInt8(ascii: "\n") { return offset + 1 }
    guard self[offset] == UInt8(ascii: "\r") else { return nil }
    return offset + 1 < count && self[offset + 1] == UInt8(ascii: "\n") ? offset + 2 : offset + 1
  }

  private func skippingOneLineEnd(from start: Int) -> Int {
    let offset = skippingBlanks(from: start)
    return skippingLineEnd(at: offset).map(skippingBlanks) ?? offset
  }

  /// Behind the line end, if nothing but blanks stands in front of it.
  private func endOfLine(from start: Int) -> Int? {
    let offset = skippingBlanks(from: start)
    return offset == count ? offset : skippingLineEnd(at: offset)
  }
}
