import Bytes

extension UnsafeBufferPointer<UInt8> {
  /// True for nothing but HTML comments and white space, with a comment at least.
  ///
  /// A comment ends where a browser sees its end: what a browser would show is not taken for a part of one.
  var isOnlyComments: Bool {
    var offset = 0
    var hasComment = false
    while offset < count {
      if self[offset].isASCIISpace {
        offset += 1
        continue
      }
      guard let end = endOfComment(from: offset) else { return false }
      hasComment = true
      offset = end
    }
    return hasComment
  }

  private func endOfComment(from start: Int) -> Int? {
    guard self[start...].starts(with: "<!--".utf8) else { return nil }
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
