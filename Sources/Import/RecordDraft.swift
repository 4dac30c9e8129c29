import Content
import Diagnostics
import FrontMatter
import Quantities

/// A record that is about to be written: keys that were translated, keys that stay as they are, and the body.
struct RecordDraft: Sendable {
  enum Kind: Sendable, Equatable {
    case task(TaskID, BoardTask.Status)
    case decision
  }

  let kind: Kind
  /// Relative to home.
  let path: String
  let source: SourceRecord
  /// With the links as they should be at the new place.
  var body: [UInt8]
  var parts: [Part] = []
  /// What is left when nothing but the necessary is written.
  var essentials: [(key: String, value: String)] = []
  var notes: [ImportNote] = []
  /// How much of the original's shape the text keeps; lowered where the result would not be readable.
  var form = Form.faithful
  var fencesBody = false
  /// Whether nothing said what the task's status is.
  var hasNoStatus = false

  enum Part: Sendable {
    /// A key of the schema with its value as YAML; whoever reads it may complain.
    case translated(key: String, yaml: String)
    /// A key of ours that no reader minds.
    case noted(key: String, yaml: String)
    /// Lines of the original; `renamed` where the key must be another.
    case kept(key: String, lines: [UInt8], renamed: String?)
    /// Lines that are no key: comments.
    case comments([UInt8])
  }

  enum Form: Int, Sendable, Comparable {
    case faithful
    /// Keys of the schema that a reader could complain about carry another name.
    case renamed
    /// The translated keys, and the whole frontmatter in the body.
    case preserving
    /// Title and status, and the whole frontmatter in the body.
    case bare

    static func < (left: Form, right: Form) -> Bool { left.rawValue < right.rawValue }
  }

  /// Keys that no schema knows and that have to be named in `custom_fields`.
  var customFields: [String] {
    guard form <= .renamed else { return [] }
    return parts.compactMap { part in
      guard case .kept(let key, _, let renamed) = part, renamed == nil, !key.hasPrefix("x-"),
        !schemaKeys.contains(key)
      else { return nil }
      return key
    }
  }

  private var schemaKeys: Set<String> { if case .decision = kind { Self.decisionKeys } else { Self.taskKeys } }

  static let taskKeys = Set(BoardTask.keys)
  static let decisionKeys = Set(Decision.keys)
}

// MARK: - The text

extension RecordDraft {
  var bytes: [UInt8] {
    let lineBreak = source.document?.lineBreak ?? "\n"
    let isKept = form <= .renamed
    let indent = isKept ? String(repeating: " ", count: source.document?.indentation ?? 0) : ""
    var bytes: [UInt8] = []
    bytes.reserveCapacity(source.frontMatter.count + body.count + 512)
    func add(_ key: String, _ yaml: String) { bytes += "\(indent)\(key): \(yaml)\(lineBreak)".utf8 }

    bytes += "---\(lineBreak)".utf8
    for (key, value) in essentials { add(key, ScalarText.encode(value, isText: key != "date" && key != "created")) }
    for part in parts {
      switch part {
      case .translated(let key, let yaml):
        if form == .faithful || form == .preserving { add(key, yaml) }
        if form == .renamed { add("x-backlog-\(key)", yaml) }
      case .noted(let key, let yaml): add(key, yaml)
      case .comments(let lines): if isKept { bytes += lines }
      case .kept(let key, let lines, let renamed):
        guard isKept else { continue }
        let name = renamed ?? (form == .renamed && schemaKeys.contains(key) ? "x-backlog-\(key)" : nil)
        bytes += name.flatMap { Self.renaming(key, to: $0, in: lines) } ?? lines
      }
    }
    bytes += "---\(lineBreak)".utf8
    if !isKept, !source.frontMatter.isEmpty {
      var ignored: [ImportNote] = []
      let yaml = SourceRecord.withoutConflicts(source.frontMatter, 0..<source.frontMatter.count, &ignored)
      bytes += Self.fenced(yaml, as: "yaml", lineBreak: lineBreak)
    }
    bytes += fencesBody ? Self.fenced(body, as: "markdown", lineBreak: lineBreak) : body
    return bytes
  }

  private static func renaming(_ key: String, to name: String, in lines: [UInt8]) -> [UInt8]? {
    let indent = lines.prefix { $0 == UInt8(ascii: " ") }.count
    for spelling in ["\"\(key)\"", "'\(key)'", key]
    where !spelling.isEmpty && lines.dropFirst(indent).starts(with: spelling.utf8) {
      return Array(lines[..<indent]) + Array(ScalarText.encode(name).utf8)
        + Array(lines[(indent + spelling.utf8.count)...])
    }
    return nil
  }

  /// In a fence that nothing inside can end.
  static func fenced(_ text: [UInt8], as language: String, lineBreak: String) -> [UInt8] {
    var longest = 2
    var run = 0
    for byte in text {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let end = text.isEmpty || text.last == UInt8(ascii: "\n") ? "" : lineBreak
    return Array("\(lineBreak)\(fence)\(language)\(lineBreak)".utf8) + text
      + Array("\(end)\(fence)\(lineBreak)\(lineBreak)".utf8)
  }
}

// MARK: - Proving

extension RecordDraft {
  /// Reads the text as content is read: it must be this record, without an error, with what was asked for in it.
  func reads(_ bytes: [UInt8]) -> Bool {
    let file = SourceFile(path: path, bytes: bytes)
    let scanned = ScannedFile(alone: file)
    guard scanned.diagnostics.errorCount == 0 else { return false }
    switch (kind, scanned.content) {
    case (.task(let id, let status), .record(.task(let task))):
      guard task.id == id, task.status == status else { return false }
    case (.decision, .record(.decision)): break
    default: return false
    }
    guard let document = try? FrontMatterDocument(file) else { return false }
    for (key, value) in essentials {
      guard case .scalar(let scalar) = document.value(of: key), scalar.text == value else { return false }
    }
    if form <= .renamed {
      for case .kept(let key, _, let renamed) in parts {
        let name = renamed ?? (form == .renamed && schemaKeys.contains(key) ? "x-backlog-\(key)" : key)
        guard let original = source.document?.value(of: key), document.value(of: name)?.means(original) == true else {
          return false
        }
      }
      let isWhole = bytes[document.body].elementsEqual(body)
      guard isWhole || fencesBody else { return false }
    }
    return true
  }

  /// The text in the first form that can be read again; `nil` when there is none.
  mutating func settle() -> [UInt8]? {
    while true {
      let bytes = bytes
      if reads(bytes) { return bytes }
      guard lower() else { return nil }
    }
  }

  /// Goes on to the next, plainer form.
  ///
  /// - Returns: `false` when there is none.
  mutating func lower() -> Bool {
    if let next = Form(rawValue: form.rawValue + 1) {
      form = next
    } else if !fencesBody {
      fencesBody = true
    } else {
      return false
    }
    return true
  }

  /// What the report says about the form.
  var formNotes: [ImportNote] {
    var notes: [ImportNote] = []
    switch form {
    case .faithful: break
    case .renamed: notes.append(ImportNote(.key, "keys that this board reads otherwise now begin with x-backlog-"))
    case .preserving, .bare:
      if source.document != nil {
        notes.append(ImportNote(.preserved, "the frontmatter cannot be carried over; it stands in the body, whole"))
      }
    }
    if fencesBody { notes.append(ImportNote(.preserved, "the text stands in a code block, because of its links")) }
    return notes
  }
}
