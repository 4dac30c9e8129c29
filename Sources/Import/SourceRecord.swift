import Diagnostics
import FrontMatter

/// One markdown file of a backlog, taken apart.
struct SourceRecord: Sendable {
  let path: String
  let place: SourcePlace
  /// As it is written: in the frontmatter, else at the beginning of the file's name.
  let idText: String?
  let id: BacklogID?
  let title: String
  /// The frontmatter as YAML that can be read; `nil` without frontmatter, or when it cannot be mended.
  let document: FrontMatterDocument?
  /// The lines between the `---`, as they were.
  let frontMatter: [UInt8]
  /// Everything behind the frontmatter.
  let body: [UInt8]
  var notes: [ImportNote]

  /// - Returns: `nil` with the reason when there is nothing to import.
  static func read(_ path: String, _ place: SourcePlace, _ raw: [UInt8]) -> Result<SourceRecord, PassedOver> {
    guard !raw.allSatisfy({ $0 <= 0x20 }) else {
      return .failure(PassedOver(reason: raw.isEmpty ? "the file is empty" : "nothing but blanks"))
    }
    guard let text = SourceText(raw) else { return .failure(PassedOver(reason: "a NUL byte: this is not text")) }
    return .success(SourceRecord(path, place, text))
  }

  struct PassedOver: Error {
    let reason: String
  }

  private init(_ path: String, _ place: SourcePlace, _ text: SourceText) {
    self.path = path
    self.place = place
    var notes = text.notes
    let parts = FrontMatterParts(text.bytes, path: path)
    document = parts.document
    frontMatter = Array(text.bytes[parts.yaml])
    notes += parts.notes
    body = Self.withoutConflicts(text.bytes, parts.body, &notes)

    let stem = Self.stem(of: path)
    let named = BacklogID.text(inFileName: stem)
    let written = document?.text(of: "id")
    idText = written ?? named
    id = idText.flatMap { BacklogID($0) }
    if let written, let named, let own = BacklogID(written), let other = BacklogID(named), own.number != other.number {
      notes.append(ImportNote(.name, "the id is \(written), the file's name says \(named)"))
    }
    let heading = document?.text(of: "title") == nil ? Self.firstHeading(in: body) : nil
    if let title = document?.title {
      self.title = title
    } else if let heading {
      title = heading
      notes.append(ImportNote(.name, "no title: the first heading is the title"))
    } else {
      title = BacklogID.title(inFileName: stem) ?? (stem.trimmed.isEmpty ? "Untitled" : stem.trimmed)
      notes.append(ImportNote(.name, "no title: made from the file's name"))
    }
    self.notes = notes
  }

  static func stem(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
  }

  /// The text of the first `# heading` outside of code.
  private static func firstHeading(in body: [UInt8]) -> String? {
    var isCode = false
    for line in body.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) {
      if line.starts(with: "```".utf8) || line.starts(with: "~~~".utf8) { isCode.toggle() }
      let signs = line.prefix { $0 == UInt8(ascii: "#") }.count
      guard !isCode, (1...6).contains(signs), line.dropFirst(signs).first == UInt8(ascii: " ") else { continue }
      var text = String(decoding: line.dropFirst(signs), as: UTF8.self).trimmed
      while text.hasSuffix("#") { text.removeLast() }
      text = text.trimmed
      // The heading stays in the body; a title is for a card.
      if !text.isEmpty { return text.count > 200 ? text.prefix(199) + "…" : text }
    }
    return nil
  }

  /// A line that looks like one side of a conflict keeps the whole file from being read: it gets a space in front.
  static func withoutConflicts(
    _ bytes: [UInt8], _ body: Range<Int>, _ notes: inout [ImportNote]
  ) -> [UInt8] {
    func isMark(_ index: Int) -> Bool {
      let character = bytes[index]
      guard character == UInt8(ascii: "<") || character == UInt8(ascii: ">"), index + 8 <= body.upperBound else {
        return false
      }
      return bytes[index + 7] == UInt8(ascii: " ") && bytes[index..<index + 7].allSatisfy { $0 == character }
    }
    var starts: [Int] = []
    var index = body.lowerBound
    while index < body.upperBound {
      if isMark(index) { starts.append(index) }
      guard let end = bytes[index..<body.upperBound].firstIndex(of: UInt8(ascii: "\n")) else { break }
      index = end + 1
    }
    guard let first = starts.first else { return Array(bytes[body]) }
    var result: [UInt8] = []
    var done = body.lowerBound
    for start in starts {
      result += bytes[done..<start]
      result.append(UInt8(ascii: " "))
      done = start
    }
    result += bytes[done..<body.upperBound]
    let line = bytes[..<first].count { $0 == UInt8(ascii: "\n") } + 1
    notes.append(
      ImportNote(.mended, "a merge conflict in the text: its marks are kept behind a space", line: line, column: 1))
    return result
  }
}

extension FrontMatterDocument {
  /// The title as one line. A list or map was meant as text: `title: [WIP]`.
  fileprivate var title: String? {
    guard let index = entries.firstIndex(where: { $0.key == "title" }) else { return nil }
    let text: String
    if case .scalar(let scalar) = entries[index].value {
      text = scalar.text
    } else if let block = blocks?.keys[index] {
      text = file.text(in: block).split(separator: ":", maxSplits: 1).last.map(String.init) ?? ""
    } else {
      return nil
    }
    let words = text.split(whereSeparator: \.isNewline).map { String($0).trimmed }.filter { !$0.isEmpty }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }
}

/// Where a file's frontmatter and body lie.
private struct FrontMatterParts {
  var yaml: Range<Int>
  var body: Range<Int>
  var document: FrontMatterDocument?
  var notes: [ImportNote] = []

  init(_ bytes: [UInt8], path: String) {
    yaml = 0..<0
    body = 0..<bytes.count
    var start = 0
    var linesBefore = 0
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")), bytes[start..<end].allSatisfy({ $0 <= 0x20 }) {
      start = end + 1
      linesBefore += 1
    }
    guard let yamlStart = Self.fence(at: start, in: bytes) else {
      notes.append(ImportNote(.name, "no frontmatter"))
      return
    }
    if linesBefore > 0 {
      notes.append(ImportNote(.mended, "blank lines before the frontmatter, left out", line: 1, column: 1))
    }
    if let (end, bodyStart) = Self.closing(from: yamlStart, in: bytes) {
      yaml = yamlStart..<end
      body = bodyStart..<bytes.count
      let mended = MendedYAML(Array(bytes[yaml]), path: path, linesBefore: linesBefore)
      document = mended.document
      notes += mended.notes
      if document == nil {
        notes.append(
          ImportNote(
            .preserved, "the frontmatter cannot be mended; it stands in the body, whole", line: linesBefore + 1,
            column: 1))
      }
      return
    }
    // Never closed: it ends where the text seems to begin.
    let end = Self.firstBlankLine(from: yamlStart, in: bytes)
    let mended = MendedYAML(Array(bytes[yamlStart..<end]), path: path, linesBefore: linesBefore)
    if let document = mended.document, ["id", "title", "status"].contains(where: { document.value(of: $0) != nil }) {
      yaml = yamlStart..<end
      body = end..<bytes.count
      self.document = document
      notes += mended.notes
      notes.append(
        ImportNote(
          .mended, "the frontmatter is never closed: it ends before the first blank line", line: linesBefore + 1,
          column: 1))
    } else {
      notes.append(ImportNote(.mended, "the frontmatter is never closed: all of it is text", line: 1, column: 1))
    }
  }

  /// The offset behind a line that is `---` and blanks.
  private static func fence(at start: Int, in bytes: [UInt8]) -> Int? {
    guard bytes[start...].starts(with: "---".utf8) else { return nil }
    var index = start + 3
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "\n") { return index + 1 }
      guard bytes[index] == UInt8(ascii: " ") || bytes[index] == 0x09 || bytes[index] == 0x0D else { return nil }
      index += 1
    }
    return index
  }

  private static func closing(from start: Int, in bytes: [UInt8]) -> (yamlEnd: Int, bodyStart: Int)? {
    var line = start
    while line < bytes.count {
      if let end = fence(at: line, in: bytes) { return (line, end) }
      guard let lineBreak = bytes[line...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      line = lineBreak + 1
    }
    return nil
  }

  private static func firstBlankLine(from start: Int, in bytes: [UInt8]) -> Int {
    var line = start
    while line < bytes.count {
      let end = bytes[line...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      if bytes[line..<end].allSatisfy({ $0 <= 0x20 }) { return line }
      line = min(end + 1, bytes.count)
    }
    return bytes.count
  }
}
