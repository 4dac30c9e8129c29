import Bytes
import Content
import Diagnostics
import FrontMatter
import Quantities

/// Translates the keys of a backlog's file into those of a record.
struct Translation: Sendable {
  let config: BacklogConfig
  let repo: String
  let words: StatusWords
  /// Names that `sprint` and `client` may have, because there are such records.
  let sprints: Set<String>
  let clients: Set<String>

  /// What a task's status is, and why.
  struct StatusReading: Sendable {
    var status: BoardTask.Status
    /// As it was written, where that is not one of the plain three words.
    var original: String?
    var waitsFor: String?
    /// Whether nothing says what it is, and it counts as to be done.
    var isMissing = false
  }

  func status(of source: SourceRecord) -> StatusReading {
    let value = source.document?.value(of: "status")
    let text = value?.plainText ?? value?.texts?.first ?? StatusLine.status(in: source.body)
    let meaning = text.flatMap { words.meaning(of: $0) }
    var status = meaning?.status ?? .todo
    switch source.place {
    case .completed: if status != .cancelled { status = .done }
    case .archivedTask, .archivedDraft: if status != .done { status = .cancelled }
    default: break
    }
    let plain: [BoardTask.Status: String] = [.todo: "To Do", .inProgress: "In Progress", .done: "Done"]
    let original = text.flatMap { plain[status] == $0 ? nil : $0 }
    let waits = meaning?.isWaiting == true && !status.isClosed ? text : nil
    return StatusReading(
      status: status, original: original, waitsFor: waits, isMissing: text == nil && status == .todo)
  }

  /// - Parameters:
  ///   - dependencies: those that lead to a task, and the texts of those that do not.
  func task(
    _ source: SourceRecord, _ id: TaskID, _ reading: StatusReading, dependsOn: [TaskID], unresolved: [String],
    body: [UInt8]
  ) -> RecordDraft {
    var draft = RecordDraft(
      kind: .task(id, reading.status), path: "content/tasks/\(id).md", source: source, body: body)
    draft.notes = source.notes
    draft.hasNoStatus = reading.isMissing
    draft.essentials = [("title", source.title), ("status", reading.status.rawValue)] + origin(of: source)
    if let original = reading.original { draft.essentials.append(("x-backlog-status", original)) }
    if !unresolved.isEmpty {
      draft.parts.append(.noted(key: "x-backlog-dependencies", yaml: ScalarText.encode(list: unresolved)))
    }
    if !dependsOn.isEmpty {
      let names = dependsOn.map { $0.repo == id.repo ? $0.task : $0.description }
      draft.parts.append(.translated(key: "depends_on", yaml: ScalarText.encode(list: names)))
    }
    if let waitsFor = reading.waitsFor, source.document?.value(of: "waits_for") == nil {
      draft.parts.append(.translated(key: "waits_for", yaml: ScalarText.encode(waitsFor)))
    }
    translateKeys(of: source, into: &draft)
    let isDraft = source.place == .draft || source.place == .archivedDraft
    if isDraft, source.document?.value(of: "labels")?.texts == nil {
      draft.parts.append(.translated(key: "labels", yaml: "[draft]"))
    }
    return draft
  }

  func decision(_ source: SourceRecord, date: Day, path: String, body: [UInt8]) -> RecordDraft {
    var draft = RecordDraft(kind: .decision, path: path, source: source, body: body)
    draft.notes = source.notes
    draft.essentials =
      [("title", source.title), ("date", date.description), ("repo", repo)] + origin(of: source)
    translateKeys(of: source, into: &draft)
    return draft
  }

  /// The day of a decision, by which it is named: one of its keys, else the beginning of the file's name.
  func date(of source: SourceRecord) -> Day? {
    ["date", "created_date", "created", "decided"].lazy.compactMap { source.document?.text(of: $0) }
      .compactMap { LooseDate.day($0, format: config.dateFormat) }.first
      ?? Day(SourceRecord.stem(of: source.path).prefix(10))
  }

  private func origin(of source: SourceRecord) -> [(key: String, value: String)] {
    (source.idText.map { [("x-backlog-id", $0)] } ?? []) + [("x-backlog-file", source.path)]
  }
}

// MARK: - Keys

extension Translation {
  private enum Fate {
    /// Its value is in other keys now.
    case translated([RecordDraft.Part])
    case kept
    case renamed(String)
  }

  private func translateKeys(of source: SourceRecord, into draft: inout RecordDraft) {
    guard let document = source.document else {
      draft.form = .preserving
      return
    }
    guard let blocks = document.blocks else {
      // One map in braces: its keys have no lines of their own.
      draft.form = .preserving
      for entry in document.entries {
        if case .translated(let parts) = fate(of: entry, [], source, &draft) { draft.parts += parts }
      }
      return
    }
    let bytes = document.file.bytes
    var kept: [RecordDraft.Part] = []
    if !blocks.head.isEmpty { kept.append(.comments(Array(bytes[blocks.head]))) }
    for (entry, range) in zip(document.entries, blocks.keys) {
      let lines = Array(bytes[range])
      switch fate(of: entry, lines, source, &draft) {
      case .kept: kept.append(.kept(key: entry.key, lines: lines, renamed: nil))
      case .renamed(let name): kept.append(.kept(key: entry.key, lines: lines, renamed: name))
      case .translated(let parts):
        draft.parts += parts
        let comments = Self.comments(in: lines, of: entry.value)
        if !comments.isEmpty { kept.append(.comments(comments)) }
      }
    }
    draft.parts += kept
  }

  private func fate(
    of entry: YAMLValue.Entry, _ lines: [UInt8], _ source: SourceRecord, _ draft: inout RecordDraft
  ) -> Fate {
    let key = entry.key
    let isTask = if case .task = draft.kind { true } else { false }
    // A key without a value says nothing, but it was there.
    switch key {
    case "id": return source.idText == entry.value.plainText ? .translated([]) : .renamed("x-backlog-id-value")
    case "title":
      if case .scalar(let scalar) = entry.value, scalar.text.trimmed.isEmpty || scalar.text.trimmed == source.title {
        return .translated([])
      }
      return .renamed("x-backlog-title")
    case "status":
      if isTask {
        return entry.value.plainText == nil && !entry.value.isBlank
          ? .renamed("x-backlog-status-value") : .translated([])
      }
      return .renamed("x-backlog-status")
    default: break
    }
    guard isTask else {
      if key == "date" { return date(entry, for: "date", adds: false, source, &draft) }
      if RecordDraft.decisionKeys.contains(key) { return .renamed("x-backlog-\(key)") }
      return unknown(key, &draft)
    }
    switch key {
    case "priority": return priority(entry)
    case "assignee": return assignee(entry)
    case "labels": return labels(entry, source)
    case "dependencies", "depends_on":
      return entry.value.texts == nil ? .renamed("x-backlog-\(key)") : .translated([])
    case "created", "created_date":
      let other = key == "created" && source.document?.value(of: "created_date")?.plainText != nil
      return other ? .renamed("x-backlog-created") : date(entry, for: "created", adds: true, source, &draft)
    case "due", "due_date":
      let other = key == "due_date" && source.document?.value(of: "due")?.plainText != nil
      return other ? .kept : date(entry, for: "due", adds: true, source, &draft)
    case "sprint": return isName(entry.value, among: sprints) ? .kept : aside(entry, &draft)
    case "client": return isName(entry.value, among: clients) ? .kept : aside(entry, &draft)
    default: break
    }
    if RecordDraft.taskKeys.contains(key) { return Self.isAccepted(lines) ? .kept : aside(entry, &draft) }
    return unknown(key, &draft)
  }

  /// A key that the schema has, with a value that it does not take.
  private func aside(_ entry: YAMLValue.Entry, _ draft: inout RecordDraft) -> Fate {
    let name = "x-backlog-\(entry.key)"
    draft.notes.append(ImportNote(.key, "\"\(entry.key)\" means something else here: now \(name)"))
    return .renamed(name)
  }

  /// Names that cannot be told apart by looking, or that YAML means something by, get another one.
  private func unknown(_ key: String, _ draft: inout RecordDraft) -> Fate {
    let isVisible = key.unicodeScalars.allSatisfy { scalar in
      let properties = scalar.properties
      return properties.generalCategory != .control && !properties.isBidiControl
        && ![.lineSeparator, .paragraphSeparator, .surrogate, .unassigned].contains(properties.generalCategory)
    }
    if !key.isEmpty, key.utf8.count <= 80, key != "<<", isVisible, key.trimmed == key { return .kept }
    let name = "x-backlog-key-\(stableHash(key))"
    let shown = ScalarText.encode(String(key.prefix(200)), style: .doubleQuoted)
    draft.notes.append(ImportNote(.key, "\(shown) cannot be the name of a key here: now \(name)"))
    draft.parts.append(.comments(Array("# \(name) was \(shown)\n".utf8)))
    return .renamed(name)
  }

  private func isName(_ value: YAMLValue, among names: Set<String>) -> Bool {
    value.plainText.map { names.contains($0) } ?? value.isBlank
  }

  private func priority(_ entry: YAMLValue.Entry) -> Fate {
    guard let text = entry.value.plainText else {
      return entry.value.isBlank ? .translated([]) : .renamed("x-backlog-priority")
    }
    guard let priority = PriorityWords.meaning(of: text) else { return .renamed("x-backlog-priority") }
    var parts = [RecordDraft.Part.translated(key: "priority", yaml: priority.rawValue)]
    if text.lowercased() != priority.rawValue {
      parts.append(.noted(key: "x-backlog-priority", yaml: ScalarText.encode(text)))
    }
    return .translated(parts)
  }

  private func assignee(_ entry: YAMLValue.Entry) -> Fate {
    guard let names = entry.value.texts else { return .renamed("x-backlog-assignees") }
    guard let first = names.first else { return .translated([]) }
    let name = first.hasPrefix("@") ? String(first.dropFirst()) : first
    let slug = slug(of: name)
    var parts: [RecordDraft.Part] = slug.map { [.translated(key: "assignee", yaml: ScalarText.encode($0))] } ?? []
    if names.count > 1 || slug != name {
      parts.append(.noted(key: "x-backlog-assignees", yaml: ScalarText.encode(list: names)))
    }
    return .translated(parts)
  }

  private func labels(_ entry: YAMLValue.Entry, _ source: SourceRecord) -> Fate {
    guard var labels = entry.value.texts else { return .renamed("x-backlog-labels") }
    let isDraft = source.place == .draft || source.place == .archivedDraft
    let isTidy: Bool
    switch entry.value {
    case .scalar: isTidy = !labels.contains { $0.contains(",") }
    case .list(let items, _): isTidy = items.count == labels.count
    case .map: isTidy = false
    }
    if isTidy, !isDraft || labels.contains("draft") { return .kept }
    if case .scalar = entry.value {
      labels = labels.flatMap { $0.split(separator: ",").map { String($0).trimmed } }.filter { !$0.isEmpty }
    }
    if isDraft, !labels.contains("draft") { labels.append("draft") }
    return .translated(labels.isEmpty ? [] : [.translated(key: "labels", yaml: ScalarText.encode(list: labels))])
  }

  /// - Parameter adds: whether the day is to be written; a decision's stands in front already.
  private func date(
    _ entry: YAMLValue.Entry, for key: String, adds: Bool, _ source: SourceRecord, _ draft: inout RecordDraft
  ) -> Fate {
    let isOurs = entry.key == key
    guard let text = entry.value.plainText, let day = LooseDate.day(text, format: config.dateFormat) else {
      if entry.value.isBlank { return isOurs ? .translated([]) : .kept }
      draft.notes.append(
        ImportNote(
          .date, "\"\(entry.key)\" is not a day that can be told: \(entry.value.plainText ?? entry.value.kind)"))
      return isOurs ? .renamed("x-backlog-\(key)") : .kept
    }
    if adds { draft.parts.append(.translated(key: key, yaml: day.description)) }
    // A time of day, or another way to write it, stays beside.
    if text == day.description { return .translated([]) }
    return isOurs ? .renamed("x-backlog-\(key)") : .kept
  }

  /// Whether content would read these lines without an error.
  private static func isAccepted(_ lines: [UInt8]) -> Bool {
    let text = Array("---\ntitle: a\nstatus: todo\n".utf8) + lines + Array("---\n".utf8)
    let file = ScannedFile(alone: SourceFile(path: "content/tasks/a/b.md", bytes: text))
    return file.content.record != nil && file.diagnostics.errorCount == 0
  }

  /// The comments of lines whose value is written elsewhere now, each as a line.
  private static func comments(in lines: [UInt8], of value: YAMLValue) -> [UInt8] {
    guard lines.contains(UInt8(ascii: "#")) else { return [] }
    var hashes = value.hashCount
    var result: [UInt8] = []
    for line in lines.split(separator: UInt8(ascii: "\n")) {
      let trimmed = line.drop { $0 == UInt8(ascii: " ") }
      let count = line.count { $0 == UInt8(ascii: "#") }
      if trimmed.first == UInt8(ascii: "#") {
        result += trimmed + [UInt8(ascii: "\n")]
      } else if count > hashes {
        // More of them than the value has: one begins a comment.
        result += Array("# ".utf8) + line + [UInt8(ascii: "\n")]
      }
      hashes -= min(count, hashes)
    }
    return result
  }
}

extension YAMLValue {
  var isBlank: Bool {
    guard case .scalar(let scalar) = self else { return false }
    return scalar.isAbsent || scalar.text.trimmed.isEmpty
  }

  fileprivate var hashCount: Int {
    switch self {
    case .scalar(let scalar): scalar.text.utf8.count { $0 == UInt8(ascii: "#") }
    case .list(let items, _): items.reduce(0) { $0 + $1.hashCount }
    case .map(let entries, _):
      entries.reduce(0) { $0 + $1.value.hashCount + $1.key.utf8.count { $0 == UInt8(ascii: "#") } }
    }
  }
}
