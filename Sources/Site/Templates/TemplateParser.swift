import Diagnostics

/// Reads a template's text. Offsets are kept, so that an error names its line and column.
struct TemplateParser {
  private let file: SourceFile
  /// Where the text begins: behind a byte order mark.
  private let start: Int
  private var index: Int
  private var text: [UInt8] = []
  /// The sections that are open, the outermost first.
  private var open: [Open] = []
  private var nodes: [Template.Node] = []

  private struct Open {
    let tag: Template.Tag
    /// What was collected before the section began.
    let before: [Template.Node]
  }

  static func parse(_ file: SourceFile) throws(Diagnostic) -> Template {
    var parser = TemplateParser(file: file)
    try parser.run()
    return Template(nodes: parser.nodes)
  }

  private init(file: SourceFile) {
    self.file = file
    start = file.hasByteOrderMark ? SourceFile.byteOrderMark.count : 0
    index = start
  }

  private mutating func run() throws(Diagnostic) {
    let bytes = file.bytes
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw problem("this file is not UTF-8", "save it as UTF-8", at: 0..<0)
    }
    while index < bytes.count {
      let textStart = index
      while index < bytes.count, !isDoubled(UInt8(ascii: "{"), at: index) { index += 1 }
      text += bytes[textStart..<index]
      if index < bytes.count { try readTag() }
    }
    flush()
    if let unclosed = open.last {
      throw problem(
        "\"\(unclosed.tag.name)\" is never closed", "add {{/\(unclosed.tag.name)}}", at: unclosed.tag.range)
    }
  }

  private mutating func readTag() throws(Diagnostic) {
    let bytes = file.bytes
    let start = index
    let isTriple = start + 2 < bytes.count && bytes[start + 2] == UInt8(ascii: "{")
    let contentStart = start + (isTriple ? 3 : 2)
    let closingLength = isTriple ? 3 : 2
    var end = contentStart
    while end < bytes.count,
      !isDoubled(UInt8(ascii: "}"), at: end) || isTriple && !isDoubled(UInt8(ascii: "}"), at: end + 1)
    {
      if bytes[end] == UInt8(ascii: "\n"), bytes[contentStart] != UInt8(ascii: "!") {
        throw problem("this tag is not closed on its line", "close it with }}", at: start..<start + 2)
      }
      end += 1
    }
    guard end < bytes.count else {
      throw problem("this tag is never closed", "close it with }}", at: start..<start + 2)
    }
    let tag = start..<end + closingLength
    var content = file.text(in: contentStart..<end).trimmingBlanks
    let sigil = isTriple ? nil : content.unicodeScalars.first.flatMap { Self.sigils.contains($0) ? $0 : nil }
    if sigil != nil { content = String(content.unicodeScalars.dropFirst()).trimmingBlanks }
    if let sigil, sigil != "&" {
      skipLineIfAlone(tag)
      flush()
      try handle(sigil, content, at: tag)
    } else {
      index = tag.upperBound
      flush()
      nodes.append(.tag(Template.Tag(kind: .variable, path: try path(content, at: tag), range: tag), []))
    }
  }

  private static let sigils = Array("#^/!><$&".unicodeScalars)

  private mutating func handle(_ sigil: Unicode.Scalar, _ name: String, at tag: Range<Int>) throws(Diagnostic) {
    switch sigil {
    case "!": return
    case ">": nodes.append(.tag(Template.Tag(kind: .partial, path: [try plainName(name, at: tag)], range: tag), []))
    case "/": try close(name, at: tag)
    case "#": try begin(.section, path(name, at: tag), at: tag)
    case "^": try begin(.inverted, path(name, at: tag), at: tag)
    case "$": try begin(.block, [plainName(name, at: tag)], at: tag)
    default: try begin(.parent, [plainName(name, at: tag)], at: tag)
    }
  }

  private static let maximumDepth = 64

  private mutating func begin(_ kind: Template.Tag.Kind, _ path: [String], at range: Range<Int>) throws(Diagnostic) {
    guard open.count < Self.maximumDepth else {
      throw problem(
        "more than \(Self.maximumDepth) sections within one another", "move some of them into a partial", at: range)
    }
    open.append(Open(tag: Template.Tag(kind: kind, path: path, range: range), before: nodes))
    nodes = []
  }

  private mutating func close(_ name: String, at tag: Range<Int>) throws(Diagnostic) {
    guard let section = open.popLast() else {
      throw problem(
        "\"\(name)\" is closed but was never opened", "remove it, or open it with {{#\(name)}}", at: tag)
    }
    guard section.tag.name == name else {
      let line = file.position(at: section.tag.range.lowerBound).line
      throw problem(
        "\"\(name)\" is closed, but \"\(section.tag.name)\" of line \(line) is open",
        "close {{/\(section.tag.name)}} first", at: tag)
    }
    nodes = section.before + [.tag(section.tag, nodes)]
  }

  /// A tag that does not print takes its whole line with it when nothing else is on it.
  private mutating func skipLineIfAlone(_ tag: Range<Int>) {
    let bytes = file.bytes
    index = tag.upperBound
    var lineStart = tag.lowerBound
    while lineStart > start, isBlank(bytes[lineStart - 1]) { lineStart -= 1 }
    guard lineStart == start || bytes[lineStart - 1] == UInt8(ascii: "\n") else { return }
    var lineEnd = tag.upperBound
    while lineEnd < bytes.count, isBlank(bytes[lineEnd]) || bytes[lineEnd] == UInt8(ascii: "\r") {
      lineEnd += 1
    }
    guard lineEnd == bytes.count || bytes[lineEnd] == UInt8(ascii: "\n") else { return }
    text.removeLast(min(tag.lowerBound - lineStart, text.count))
    index = min(lineEnd + 1, bytes.count)
  }

  private mutating func flush() {
    if !text.isEmpty { nodes.append(.text(text)) }
    text = []
  }

  private func path(_ name: String, at tag: Range<Int>) throws(Diagnostic) -> [String] {
    if name == "." { return [] }
    let parts = name.splitAtDots
    guard !parts.isEmpty, parts.allSatisfy(\.isTemplateName) else {
      throw problem("\"\(name)\" is not a name", "use letters, digits, - and _, with dots between", at: tag)
    }
    return parts
  }

  private func plainName(_ name: String, at tag: Range<Int>) throws(Diagnostic) -> String {
    guard name.isTemplateName else {
      throw problem("\"\(name)\" is not a name", "use letters, digits, - and _", at: tag)
    }
    return name
  }

  private func problem(_ message: String, _ help: String, at range: Range<Int>) -> Diagnostic {
    Diagnostic(.error, "template", message, help: help, in: file, at: range)
  }

  private func isDoubled(_ byte: UInt8, at index: Int) -> Bool {
    index + 1 < file.bytes.count && file.bytes[index] == byte && file.bytes[index + 1] == byte
  }

  private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}

extension String {
  fileprivate var splitAtDots: [String] {
    utf8.contains(UInt8(ascii: ".")) ? split(separator: ".", omittingEmptySubsequences: false).map(String.init) : [self]
  }

  fileprivate var isTemplateName: Bool {
    !isEmpty
      && unicodeScalars.allSatisfy {
        // Nearly all are ASCII, and the tables of Unicode take their time.
        ("a"..."z").contains($0) || $0 == "_" || $0 == "-" || $0.properties.isAlphabetic
          || $0.properties.numericType != nil
      }
  }

  fileprivate var trimmingBlanks: String {
    guard let first = utf8.first, let last = utf8.last, first <= 0x20 || last <= 0x20 else { return self }
    var scalars = unicodeScalars[...]
    while let first = scalars.first, first == " " || first == "\t" || first == "\n" { scalars.removeFirst() }
    while let last = scalars.last, last == " " || last == "\t" || last == "\n" { scalars.removeLast() }
    return String(scalars)
  }
}
