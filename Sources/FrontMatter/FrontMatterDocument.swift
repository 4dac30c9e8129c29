import Bytes
import Diagnostics

/// One file cut into its parts: the YAML between the `---` lines, read into values that know their place, and
/// the body behind it.
package struct FrontMatterDocument: Sendable {
  package let file: SourceFile
  /// The bytes between the two `---` lines.
  package let yaml: Range<Int>
  /// The bytes behind the closing `---` line.
  package let body: Range<Int>
  /// The top-level keys, in the order of the file.
  package let entries: [YAMLValue.Entry]
  /// The column (0-based) at which top-level keys stand; `nil` when they stand in a flow map `{…}`, or when
  /// there are none.
  package let indentation: Int?
  /// Whether it is of the plainest kind, in which YAML drops nothing.
  let isPlain: Bool

  /// Splits and parses a file.
  ///
  /// - Throws: the one problem that keeps its frontmatter from being read.
  package init(_ file: SourceFile) throws(Diagnostic) {
    try file.checkText()
    let (yaml, body) = try file.frontMatterRanges()
    self.file = file
    self.yaml = yaml
    self.body = body
    (entries, indentation, isPlain) = try parseYAML(file, in: yaml)
  }

  package func value(of key: String) -> YAMLValue? {
    entries.first { $0.isNamed(key) }?.value
  }

  /// The line break that the frontmatter is written with.
  package var lineBreak: String {
    let firstLine = file.bytes[..<yaml.lowerBound]
    return firstLine.suffix(2) == [UInt8(ascii: "\r"), UInt8(ascii: "\n")] ? "\r\n" : "\n"
  }
}

// MARK: - Splitting

extension SourceFile {
  /// Refuses what is not UTF-8 text or carries conflict markers: nothing in such a file can be trusted.
  fileprivate func checkText() throws(Diagnostic) {
    if bytes.isEmpty {
      throw Diagnostic(
        .error, "empty", "the file is empty",
        help: "write frontmatter between --- lines, or delete the file", in: self)
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw Diagnostic(.error, "utf-8", "the file is UTF-16", help: "save it as UTF-8", in: self)
    }
    if let offset = firstInvalidUTF8 {
      throw Diagnostic(
        .error, "utf-8", "byte 0x\(bytes[offset].hexadecimal) is not UTF-8", help: "save the file as UTF-8",
        in: self, at: offset..<offset + 1)
    }
    if let offset = bytes.firstIndex(of: 0) {
      throw Diagnostic(
        .error, "binary", "a NUL byte: this is not text",
        help: "save it as UTF-8 text, or give it another ending than .md",
        in: self, at: offset..<offset + 1)
    }
    if let range = conflictMarker {
      throw Diagnostic(
        .error, "conflict", "an unresolved merge conflict",
        help: "keep the lines that are right and delete the conflict markers", in: self, at: range)
    }
  }

  private var firstInvalidUTF8: Int? {
    // The standard library validates far faster than a loop of our own; only a bad file is looked at byte by
    // byte.
    if isUTF8 { return nil }
    var decoder = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch decoder.parseScalar(from: &iterator) {
      case .valid(let scalar): offset += scalar.count
      case .error: return min(offset, bytes.count - 1)
      case .emptyInput: return nil
      }
    }
  }

  private var isUTF8: Bool {
    let bytes = bytes
    if #available(macOS 26, *) { return (try? UTF8Span(validating: bytes.span)) != nil }
    return String(validating: bytes, as: UTF8.self) != nil
  }

  /// The first `<<<<<<< ` or `>>>>>>> ` at the start of a line.
  private var conflictMarker: Range<Int>? {
    bytes.withUnsafeBufferPointer { bytes in
      for character in [UInt8(ascii: "<"), UInt8(ascii: ">")] {
        var index = 0
        while index + 8 <= bytes.count {
          // The eighth byte decides first: runs of seven are rare, and so most of a file is skipped fast.
          if bytes[index + 6] != character {
            index += 7
            continue
          }
          var start = index + 6
          while start > 0, bytes[start - 1] == character { start -= 1 }
          // To the end of the run, so that a long one is walked through once.
          var end = index + 7
          while end < bytes.count, bytes[end] == character { end += 1 }
          if end - start == 7, start == 0 || bytes[start - 1] == UInt8(ascii: "\n"), end < bytes.count,
            bytes[end] == UInt8(ascii: " ")
          {
            return start..<end
          }
          index = end
        }
      }
      return nil
    }
  }

  /// Where the YAML and the body lie.
  fileprivate func frontMatterRanges() throws(Diagnostic) -> (yaml: Range<Int>, body: Range<Int>) {
    let start = hasByteOrderMark ? 3 : 0
    guard let yamlStart = fence(at: start) else {
      let line = lineRange(at: start)
      throw Diagnostic(
        .error, "frontmatter", "no frontmatter: the first line is not ---",
        help: "begin the file with ---, the keys, and --- again", in: self, at: line)
    }
    var line = yamlStart
    while line < bytes.count {
      if let bodyStart = fence(at: line) { return (yamlStart..<line, bodyStart..<bytes.count) }
      guard let lineBreak = bytes[line...].firstIndex(of: UInt8(ascii: "\n")) else { break }
      line = lineBreak + 1
    }
    throw Diagnostic(
      .error, "frontmatter", "the frontmatter is never closed",
      help: "put a line with --- behind the last key", in: self, at: lineRange(at: start))
  }

  /// The offset behind a line that is `---` (and white space); `nil` for any other line.
  private func fence(at start: Int) -> Int? {
    guard bytes[start...].starts(with: [0x2D, 0x2D, 0x2D]) else { return nil }
    var index = start + 3
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): index += 1
      case UInt8(ascii: "\n"): return index + 1
      default: return nil
      }
    }
    return index
  }
}
