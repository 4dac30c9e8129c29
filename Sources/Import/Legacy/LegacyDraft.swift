import Bytes
import Content
import Diagnostics
import FrontMatter

/// A record that is about to be made of something in a file of the old system.
struct LegacyDraft: Sendable {
  enum Kind: Sendable, Equatable {
    case task(TaskID, BoardTask.Status)
    case update(TaskID)
    case sprint
    case decision
  }

  /// Where it came from, for the report.
  struct Origin: Sendable {
    /// Which file, and which of its entries.
    let item: Int
    let entry: Int
    let line: Int
  }

  let kind: Kind
  /// Relative to home.
  let path: String
  let origin: Origin
  /// What a record of its kind must have.
  var required: [(key: String, value: YAMLText)]
  /// Other keys of ours; one that its reader does not take is called `x-board-…`, with the original text.
  var wished: [(key: String, value: YAMLText, original: String)] = []
  /// Keys that no reader minds.
  var noted: [(key: String, value: YAMLText)] = []
  /// With its relative links as they must be at the new place.
  var body: [UInt8] = []
  private(set) var renamed: Set<String> = []
  private(set) var fencesBody = false

  init(_ kind: Kind, _ path: String, _ origin: Origin, required: [(key: String, value: YAMLText)]) {
    self.kind = kind
    self.path = path
    self.origin = origin
    self.required = required
  }
}

// MARK: - The text

extension LegacyDraft {
  var bytes: [UInt8] { Array(record.text.utf8) }

  private var record: RecordText {
    var text = String(decoding: body, as: UTF8.self)
    if fencesBody, !body.isEmpty {
      text = String(decoding: RecordDraft.fenced(body, as: "markdown", lineBreak: "\n"), as: UTF8.self)
    }
    var record = RecordText(body: text)
    for (key, value) in required { record.add(key, value) }
    for (key, value, _) in wished where !renamed.contains(key) { record.add(key, value) }
    for (key, value) in noted { record.add(key, value) }
    // What is noted already is the original too.
    let names = Set(noted.map(\.key))
    for (key, _, original) in wished where renamed.contains(key) && !names.contains("x-board-\(key)") {
      record.add("x-board-\(key)", .scalar(original))
    }
    return record
  }
}

// MARK: - Proving

extension LegacyDraft {
  /// The text in the first form that content reads without an error, and that says what was asked for; `nil` when there
  /// is none.
  mutating func settle() -> [UInt8]? {
    while true {
      let bytes = bytes
      if reads(bytes) { return bytes }
      let refused = renamed.isEmpty ? wished.map(\.key).filter { !reads(alone: $0) } : []
      if refused.isEmpty {
        guard lower() else { return nil }
      } else {
        renamed.formUnion(refused)
      }
    }
  }

  /// Goes on to the next, plainer form.
  ///
  /// - Parameter code: of the problem that is to go away; where it is about one key, only that is called otherwise.
  /// - Returns: `false` when there is none.
  mutating func lower(because code: String? = nil) -> Bool {
    let keys = wished.map(\.key)
    if let code, keys.contains(code), renamed.insert(code).inserted { return true }
    if code == "link", !fencesBody {
      fencesBody = true
    } else if !renamed.isSuperset(of: keys) {
      renamed = Set(keys)
    } else if !fencesBody, !body.isEmpty {
      fencesBody = true
    } else {
      return false
    }
    return true
  }

  private func reads(_ bytes: [UInt8]) -> Bool {
    guard isAccepted(bytes) else { return false }
    do throws(Diagnostic) { try record.prove(at: path) } catch { return false }
    return true
  }

  /// Whether one of the wished keys is taken, without the others.
  private func reads(alone key: String) -> Bool {
    var single = self
    single.wished = wished.filter { $0.key == key }
    single.noted = []
    single.body = []
    return single.isAccepted(single.bytes)
  }

  private func isAccepted(_ bytes: [UInt8]) -> Bool {
    let scanned = ScannedFile(alone: SourceFile(path: path, bytes: bytes))
    guard scanned.diagnostics.errorCount == 0 else { return false }
    switch (kind, scanned.content) {
    case (.task(let id, let status), .record(.task(let task))): return task.id == id && task.status == status
    case (.update(let task), .record(.update(let update))): return update.task == task
    case (.sprint, .record(.sprint)), (.decision, .record(.decision)): return true
    default: return false
    }
  }

  /// What the report says about the form.
  var formNotes: [ImportNote] {
    var notes = wished.filter { renamed.contains($0.key) }.map { wish in
      ImportNote(
        .key, "\"\(wish.key)\" cannot be \"\(wish.original)\" here: kept as x-board-\(wish.key)", line: origin.line)
    }
    if fencesBody {
      notes.append(
        ImportNote(.preserved, "the text stands in a code block, because of its links", line: origin.line))
    }
    return notes
  }
}
