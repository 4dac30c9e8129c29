import Bytes

// A definition of a footnote (`[^label]: text`) is a container, like the item of a list: it goes on in lines that are
// indented by four, and may hold any block. libcmark knows items. So it is given another text, in which each
// definition begins as an item whose content begins at its fourth column, with a mark that no list of the text has. All
// passes see that text; what places they find in it are those of the source again before anybody is told.

/// Where the bytes of a text that was made for cmark come from.
struct SourceMap {
  /// Where runs of equal bytes begin, here and there.
  private var runs: [(text: Int, source: Int)]

  /// Every byte is where it was.
  init() {
    runs = []
  }

  /// - Parameter shift: how far the first byte of the text is from where it came from.
  fileprivate init(shiftedBy shift: Int) {
    runs = [(0, shift)]
  }

  fileprivate mutating func add(_ text: Int, from source: Int) {
    runs.append((text, source))
  }

  /// Where a byte of the text is in the source.
  func source(of offset: Int) -> Int {
    guard !runs.isEmpty else { return offset }
    var low = 0
    var high = runs.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if runs[middle].text <= offset { low = middle } else { high = middle }
    }
    let mapped = runs[low].source + max(0, offset - runs[low].text)
    return low + 1 < runs.count ? min(mapped, runs[low + 1].source) : mapped
  }

  /// Where a part of the text, of at least one byte, is in the source.
  func source(of range: Range<Int>) -> Range<Int> {
    guard !runs.isEmpty, !range.isEmpty else { return range }
    let start = source(of: range.lowerBound)
    return start..<max(start + 1, source(of: range.upperBound - 1) + 1)
  }
}

/// The text that cmark is given instead of one with definitions of footnotes.
struct FootnoteText {
  /// A definition as it is written.
  private struct Definition {
    /// From the bracket up to the text.
    let mark: Range<Int>
    /// As references are compared with it.
    let label: [UInt8]
    /// Nothing but white space stands behind the mark on its line.
    let isBlank: Bool
  }

  private let source: ArraySlice<UInt8>
  private let marker: ListMarker
  private let definitions: [Definition]

  /// The text, from index 0.
  private(set) var bytes: [UInt8] = []
  /// Where it comes from.
  private(set) var map = SourceMap()
  /// Where in `bytes` the definitions begin, in order.
  private(set) var starts: [Int] = []

  /// Nil for nearly every text: one that defines no footnote, or uses all marks of lists.
  init?(_ source: ArraySlice<UInt8>) {
    var definitions: [Definition] = []
    source.withUnsafeBufferPointer { bytes in
      var end = 0
      bytes.forEachFootnoteMark { bracket, labelEnd in
        let label = bytes[(bracket + 2)..<labelEnd]
        guard bracket >= end, label.count < 1_000, !label.contains(where: { $0.isASCIISpace || $0 == 0 })
        else { return }
        let definition = bytes.definition(from: bracket, labelEnd, offset: source.startIndex)
        end = definition.mark.upperBound - source.startIndex
        definitions.append(
          Definition(mark: definition.mark, label: FootnoteLabels.folded(label), isBlank: definition.isBlank))
      }
    }
    guard !definitions.isEmpty, let marker = ListMarker(unusedIn: source) else { return nil }
    self.init(source, marker, definitions)
  }

  private init?(_ source: ArraySlice<UInt8>, _ marker: ListMarker, _ definitions: [Definition]) {
    guard !definitions.isEmpty else { return nil }
    self.source = source
    self.marker = marker
    self.definitions = definitions
    map = SourceMap(shiftedBy: source.startIndex)
    bytes.reserveCapacity(source.count + definitions.count)
    var offset = source.startIndex
    for definition in definitions {
      bytes += source[offset..<definition.mark.lowerBound]
      starts.append(bytes.count)
      map.add(bytes.count, from: definition.mark.lowerBound)
      bytes += marker.bytes
      if !definition.isBlank { while bytes.count < starts[starts.count - 1] + 4 { bytes.append(UInt8(ascii: " ")) } }
      offset = definition.mark.upperBound
      map.add(bytes.count, from: offset)
    }
    bytes += source[offset...]
    // It is deeper than the source.
    if MarkdownExcess(in: bytes[...]) != nil { return nil }
  }

  /// The text in which some definitions stay as they are written; nil where none is left.
  func leaving(_ numbers: Set<Int>) -> FootnoteText? {
    FootnoteText(source, marker, definitions.enumerated().filter { !numbers.contains($0.offset) }.map(\.element))
  }

  /// The label of a definition in its brackets, as it is written.
  func label(_ number: Int) -> [UInt8] {
    let mark = source[definitions[number].mark]
    let label = mark[...(mark.firstIndex(of: UInt8(ascii: "]")) ?? mark.startIndex)]
    // What cmark makes of bytes that it cannot read.
    return Array(String(decoding: label, as: UTF8.self).utf8)
  }

  /// The definitions by their labels. Of two with one label the first counts.
  var labels: FootnoteLabels { FootnoteLabels(definitions.map(\.label)) }
}

/// The definitions of footnotes by their labels.
struct FootnoteLabels {
  private var numbers: [[UInt8]: Int] = [:]

  fileprivate init(_ labels: [[UInt8]]) {
    for (number, label) in labels.enumerated() where numbers[label] == nil { numbers[label] = number }
  }

  /// The number of the definition that a label belongs to.
  func number(_ label: some Sequence<UInt8>) -> Int? { numbers[Self.folded(label)] }

  /// Labels are the same in capitals and small letters of ASCII.
  fileprivate static func folded(_ label: some Sequence<UInt8>) -> [UInt8] { label.map(\.asciiLowercased) }
}

/// The mark of an item.
private enum ListMarker {
  case parenthesis, period
  case bullet(UInt8)

  /// A list that begins with 1 may interrupt a paragraph.
  var bytes: [UInt8] {
    switch self {
    case .parenthesis: Array("01)".utf8)
    case .period: Array("01.".utf8)
    case .bullet(let byte): [byte]
    }
  }

  /// One that begins no item of a text, so that no list of the text and none of definitions become one.
  init?(unusedIn source: ArraySlice<UInt8>) {
    var used: Set<UInt8> = []
    source.withUnsafeBufferPointer { bytes in
      var line = 0
      while line < bytes.count {
        var offset = line
        while offset < bytes.count {
          let byte = bytes[offset]
          if byte == UInt8(ascii: "["), let end = bytes.endOfFootnoteMark(from: offset) {
            offset = end
            continue
          }
          guard byte.isContainerMark else { break }
          let endsMark = offset + 1 >= bytes.count || bytes[offset + 1].isASCIISpace
          if endsMark, byte != UInt8(ascii: ">") { used.insert(byte) }
          offset += 1
        }
        guard let end = bytes[offset...].firstIndex(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
        else { return }
        line = end + 1
      }
    }
    if !used.contains(UInt8(ascii: ")")) {
      self = .parenthesis
    } else if !used.contains(UInt8(ascii: ".")) {
      self = .period
    } else if let bullet = "+*-".utf8.first(where: { !used.contains($0) }) {
      self = .bullet(bullet)
    } else {
      return nil
    }
  }
}

extension UInt8 {
  /// True for what may stand on a line in front of the content of quotes and items.
  var isContainerMark: Bool {
    switch self {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ">"), UInt8(ascii: "-"), UInt8(ascii: "*"),
      UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: ")"):
      true
    default: isASCIIDigit
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Goes through all `[^label]:` with nothing but marks of containers in front of them on their line.
  ///
  /// - Parameter body: gets the offsets of the two brackets.
  func forEachFootnoteMark(_ body: (_ bracket: Int, _ labelEnd: Int) -> Void) {
    var offset = 0
    while let caret = firstOffset(of: UInt8(ascii: "^"), from: offset) {
      offset = caret + 1
      guard caret > 0, self[caret - 1] == UInt8(ascii: "["), let end = endOfFootnoteMark(from: caret - 1) else {
        continue
      }
      var index = caret - 2
      while index >= 0, self[index].isContainerMark { index -= 1 }
      if index < 0 || self[index] == UInt8(ascii: "\n") || self[index] == UInt8(ascii: "\r") {
        body(caret - 1, end - 2)
      }
    }
  }

  /// Behind `[^label]:`.
  fileprivate func endOfFootnoteMark(from bracket: Int) -> Int? {
    guard bracket + 1 < count, self[bracket + 1] == UInt8(ascii: "^") else { return nil }
    var index = bracket + 2
    while index < count, self[index] != UInt8(ascii: "]") {
      if self[index] == UInt8(ascii: "\n") || self[index] == UInt8(ascii: "[") { return nil }
      index += 1
    }
    guard index + 1 < count, index > bracket + 2, self[index + 1] == UInt8(ascii: ":") else { return nil }
    return index + 2
  }

  /// The mark of a definition, and whether the rest of its line is blank. A text that begins behind empty lines is
  /// one, where it is indented.
  fileprivate func definition(from bracket: Int, _ labelEnd: Int, offset: Int) -> (mark: Range<Int>, isBlank: Bool) {
    var end = labelEnd + 2
    while end < count, self[end] == UInt8(ascii: " ") || self[end] == UInt8(ascii: "\t") { end += 1 }
    let isBlank = end == count || self[end] == UInt8(ascii: "\n") || self[end] == UInt8(ascii: "\r")
    guard isBlank else { return (offset + bracket..<offset + end, false) }
    let mark = offset + bracket..<offset + labelEnd + 2
    // In front of it nothing: in a quote the empty lines have marks.
    guard bracket == 0 || self[bracket - 1] == UInt8(ascii: "\n") else { return (mark, true) }
    var lines = 0
    var start = end
    while end < count, self[end].isASCIISpace {
      if self[end] == UInt8(ascii: "\n") {
        lines += 1
        start = end + 1
      }
      end += 1
    }
    // The next line needs no help.
    guard lines > 1, end < count, self[start..<end].starts(with: "    ".utf8) else { return (mark, true) }
    return (offset + bracket..<offset + start + 4, false)
  }
}
