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
  private var references: [Template.Reference] = []
  private var tags: [Template.Tag] = []

  private typealias Kind = Template.Tag.Kind

  private struct Open {
    let kind: Kind
    let name: String
    let tag: Range<Int>
    /// Its place in `tags`.
    let index: Int
    /// What was collected before the section began.
    let before: [Template.Node]
  }

  static func parse(_ file: SourceFile) throws(Diagnostic) -> Template {
    var parser = TemplateParser(file: file)
    try parser.run()
    return Template(nodes: parser.nodes, references: parser.references, tags: parser.tags)
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
      throw problem("\"\(unclosed.name)\" is never closed", "add {{/\(unclosed.name)}}", at: unclosed.tag)
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
    guard let sigil = isTriple ? "&" : content.unicodeScalars.first, Self.sigils.contains(sigil) else {
      index = tag.upperBound
      flush()
      nodes.append(.variable(try path(content, at: tag)))
      note(.variable, content, at: tag)
      return
    }
    if !isTriple { content = String(content.unicodeScalars.dropFirst()).trimmingBlanks }
    if sigil == "&" {
      index = tag.upperBound
      flush()
      nodes.append(.variable(try path(content, at: tag)))
      note(.variable, content, at: tag)
    } else {
      skipLineIfAlone(tag)
      flush()
      try handle(sigil, content, at: tag)
    }
  }

  private static let sigils = Array("#^/!><$&".unicodeScalars)

  private mutating func handle(_ sigil: Unicode.Scalar, _ name: String, at tag: Range<Int>) throws(Diagnostic) {
    switch sigil {
    case "!": return
    case ">":
      let name = try plainName(name, at: tag)
      references.append(Template.Reference(name: name, range: tag))
      nodes.append(.partial(name))
      note(.partial, name, at: tag)
    case "/": try close(name, at: tag)
    case "#": begin(.section, name: try path(name, at: tag).joinedByDots, at: tag)
    case "^": begin(.inverted, name: try path(name, at: tag).joinedByDots, at: tag)
    case "$": begin(.block, name: try plainName(name, at: tag), at: tag)
    default:
      let name = try plainName(name, at: tag)
      references.append(Template.Reference(name: name, range: tag))
      begin(.parent, name: name, at: tag)
    }
  }

  private mutating func note(_ kind: Kind, _ name: String, at range: Range<Int>) {
    tags.append(
      Template.Tag(kind: kind, path: name == "." ? [] : name.splitAtDots, outer: open.last?.index, range: range))
  }

  private mutating func begin(_ kind: Kind, name: String, at tag: Range<Int>) {
    let index = tags.count
    note(kind, name, at: tag)
    open.append(Open(kind: kind, name: name, tag: tag, index: index, before: nodes))
    nodes = []
  }

  private mutating func close(_ name: String, at tag: Range<Int>) throws(Diagnostic) {
    guard let section = open.popLast() else {
      throw problem(
        "\"\(name)\" is closed but was never opened", "remove it, or open it with {{#\(name)}}", at: tag)
    }
    guard section.name == name else {
      let line = file.position(at: section.tag.lowerBound).line
      throw problem(
        "\"\(name)\" is closed, but \"\(section.name)\" of line \(line) is open",
        "close {{/\(section.name)}} first", at: tag)
    }
    let inner = nodes
    nodes = section.before
    switch section.kind {
    case .section: nodes.append(.section(name == "." ? [] : name.splitAtDots, inner))
    case .inverted: nodes.append(.inverted(name == "." ? [] : name.splitAtDots, inner))
    case .block: nodes.append(.block(name, inner))
    case .variable, .partial: break
    case .parent:
      // Whatever is not a block has no place in the other template.
      var blocks: [String: [Template.Node]] = [:]
      for case .block(let name, let nodes) in inner { blocks[name] = nodes }
      nodes.append(.parent(name, blocks))
    }
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

extension [String] {
  fileprivate var joinedByDots: String { isEmpty ? "." : joined(separator: ".") }
}
