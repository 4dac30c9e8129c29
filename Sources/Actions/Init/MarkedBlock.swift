import Bytes

/// Lines of ours in a file of somebody else's, between two marks. All around them stays as it is, to the byte, and all of
/// it comes back when they are taken out: what had to be put in front of them is told by the first mark.
struct MarkedBlock: Sendable {
  enum Style: Sendable {
    case makefile
    case markdown

    fileprivate func mark(_ text: String) -> String {
      switch self {
      case .makefile: "# orchsite: \(text)"
      case .markdown: "<!-- orchsite: \(text) -->"
      }
    }

    fileprivate func beginning(_ origin: Origin) -> String {
      mark(origin == .existing ? "begin" : "begin, \(origin.rawValue)")
    }

    fileprivate var end: String { mark("end") }
  }

  /// What was there before.
  enum Origin: String, CaseIterable, Sendable {
    case existing
    /// Nothing: the file goes with the block.
    case new = "this file is orchsite's"
    /// A last line without an end, which got one.
    case unended = "the line above had no end"
  }

  enum Place: Sendable {
    /// Behind what has to be the first: a byte order mark, the `#!` line.
    case top
    case bottom
  }

  let style: Style
  let place: Place
  let lines: [String]

  /// A block that is there.
  struct Found: Equatable {
    /// From the first byte of its first mark to behind the line end of its last.
    let range: Range<Int>
    let origin: Origin
    /// What stands between the marks, without line ends.
    let lines: [[UInt8]]
    let hasCRLF: Bool
  }

  enum Look: Equatable {
    case none
    case found(Found)
    /// A mark stands alone, or twice: the line of the one that is too many.
    case broken(line: Int)
  }

  // MARK: Looking

  static func look(in bytes: [UInt8], _ style: Style) -> Look {
    let beginnings = Origin.allCases.map { (Array(style.beginning($0).utf8), $0) }
    let end = Array(style.end.utf8)
    var begun: (start: Int, origin: Origin, line: Int, hasCRLF: Bool)?
    var found: Found?
    var inner: [[UInt8]] = []
    var start = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    var number = 0
    while start < bytes.count {
      let newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n"))
      let next = newline.map { $0 + 1 } ?? bytes.count
      var line = Array(bytes[start..<(newline ?? bytes.count)])
      let hasCRLF = newline != nil && line.last == UInt8(ascii: "\r")
      if hasCRLF { line.removeLast() }
      number += 1
      if let (_, origin) = beginnings.first(where: { $0.0 == line }) {
        guard begun == nil, found == nil else { return .broken(line: number) }
        begun = (start, origin, number, hasCRLF)
      } else if line == end {
        guard let open = begun else { return .broken(line: number) }
        found = Found(range: open.start..<next, origin: open.origin, lines: inner, hasCRLF: open.hasCRLF)
        begun = nil
      } else if begun != nil {
        inner.append(line)
      }
      start = next
    }
    if let begun { return .broken(line: begun.line) }
    return found.map(Look.found) ?? .none
  }

  // MARK: Changing

  /// - Parameter bytes: nil where there is no file.
  func added(to bytes: [UInt8]?) -> [UInt8] {
    guard let bytes else { return text(.new, "\n") }
    let lineEnd = Self.lineEnd(of: bytes)
    switch place {
    case .top:
      let place = Self.top(of: bytes)
      return bytes[..<place] + text(.existing, lineEnd) + bytes[place...]
    case .bottom:
      guard let last = bytes.last else { return text(.existing, lineEnd) }
      let isEnded = last == UInt8(ascii: "\n")
      let gap = Array((isEnded ? lineEnd : lineEnd + lineEnd).utf8)
      return bytes + gap + text(isEnded ? .existing : .unended, lineEnd)
    }
  }

  /// The same file with other lines in its block.
  func replaced(in bytes: [UInt8], _ found: Found) -> [UInt8] {
    bytes[..<found.range.lowerBound] + text(found.origin, found.hasCRLF ? "\r\n" : "\n")
      + bytes[found.range.upperBound...]
  }

  /// The file as it was; nil where there was none.
  static func removed(from bytes: [UInt8], _ found: Found) -> [UInt8]? {
    var start = found.range.lowerBound
    let lineEnd = Array((found.hasCRLF ? "\r\n" : "\n").utf8)
    let gap = found.origin == .unended ? lineEnd + lineEnd : lineEnd
    let before = bytes[..<start]
    let isGapThere = before.count > gap.count && before.suffix(gap.count).elementsEqual(gap)
    let isLineAboveEnded = before.dropLast(gap.count).last == UInt8(ascii: "\n")
    // Only what was put there: the line above may have got its end by itself since.
    if found.origin != .new, isGapThere, isLineAboveEnded == (found.origin == .existing) {
      // Lines that were written below since do not become part of the line above.
      let isLast = found.range.upperBound == bytes.count
      start -= isLast || found.origin == .existing ? gap.count : lineEnd.count
    }
    let rest = Array(bytes[..<start] + bytes[found.range.upperBound...])
    return found.origin == .new && rest.isEmpty ? nil : rest
  }

  private func text(_ origin: Origin, _ lineEnd: String) -> [UInt8] {
    ([style.beginning(origin)] + lines + [style.end]).flatMap { Array("\($0)\(lineEnd)".utf8) }
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  private static func lineEnd(of bytes: [UInt8]) -> String {
    let newline = bytes.firstIndex(of: UInt8(ascii: "\n"))
    return newline.map { $0 > 0 && bytes[$0 - 1] == UInt8(ascii: "\r") } == true ? "\r\n" : "\n"
  }

  private static func top(of bytes: [UInt8]) -> Int {
    let start = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    guard bytes[start...].starts(with: "#!".utf8), let newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n"))
    else { return start }
    return newline + 1
  }
}
