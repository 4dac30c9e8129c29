import Bytes
import Content
import Diagnostics
import FrontMatter

/// Changes keys of tasks' files, all of them or none. What would make a file wrong is refused.
package struct SetTaskKeys: Verb {
  package var tasks: [TaskID]
  package var assignments: [Assignment]

  package init(_ task: TaskID, _ assignments: [Assignment]) { self.init([task], assignments) }

  package init(_ tasks: [TaskID], _ assignments: [Assignment]) {
    self.tasks = tasks
    self.assignments = assignments
  }

  package struct Outcome: Warned, Equatable {
    package let files: [File]
    package var warnings: [Warning] = []

    package struct File: Sendable, Equatable {
      package let task: TaskID
      /// What was set; empty where the file said so already.
      package let set: [Assignment]
      /// What was to be taken out of a list that does not hold it.
      package var absent: [Absent] = []
    }

    package struct Absent: Sendable, Equatable {
      package let key: String
      package let item: String
      /// What the list holds.
      package let present: [String]
    }
  }

  package func validate() throws(Refusal) {
    guard !tasks.isEmpty else { throw .usage("Which task?") }
    guard !assignments.isEmpty else { throw .usage("Nothing to set: give KEY=VALUE.") }
    for (index, assignment) in assignments.enumerated() {
      try OneLine.check(assignment.value, of: assignment.key)
      if assignment.operation != .set {
        for item in assignment.items { try OneLine.checkTitle(item, of: "item of \(assignment.key)") }
      }
      if assignment.operation != .set, assignment.items.isEmpty {
        let verb = assignment.operation == .add ? "add" : "take out"
        throw .usage("Nothing to \(verb): give \(assignment.key)\(assignment.operation.rawValue)ITEM.")
      }
      // Several changes of one list are fine; of anything else the user can only mean one.
      let others = assignments[..<index].filter { $0.key == assignment.key }
      if others.contains(where: { $0.operation == .set || assignment.operation == .set }) {
        throw .usage("\(assignment.key) is given twice.")
      }
    }
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    try validate()
    let keys = assignments.map(\.key).joined(separator: ", ")
    let tasks = tasks.once
    let names = tasks.map(\.description).joined(separator: ", ")
    return try await Change.run(in: home, stage, verb: "task set", message: "set \(keys) of \(names)") {
      change throws(Refusal) in
      var files: [(path: String, edits: [FrontMatterEdit])] = []
      var missing: [[Outcome.Absent]] = []
      for task in tasks {
        let source = try change.task(task).task.source
        var edits: [FrontMatterEdit] = []
        var lists: [String: [String]] = [:]
        var absent: [Outcome.Absent] = []
        for assignment in assignments {
          edits += try assignment.edits(
            in: source, of: task.repo, change.workspace.settings, list: &lists[assignment.key], absent: &absent)
        }
        files.append((source.path, edits))
        missing.append(absent)
      }
      let isChanged = try await change.edit(files)
      return Outcome(
        files: tasks.indices.map { index in
          Outcome.File(task: tasks[index], set: isChanged[index] ? assignments : [], absent: missing[index])
        })
    }
  }
}

/// `priority=high`, `labels+=urgent`, `labels-=later`, `due=`.
package struct Assignment: Sendable, Equatable {
  package let key: String
  /// Empty: the key is removed.
  package let value: String
  package let operation: Operation

  package enum Operation: String, Sendable {
    case set = "="
    case add = "+="
    case takeOut = "-="
  }

  package init?(_ text: String) {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else { return nil }
    var key = text[..<equals]
    operation = key.last == "+" ? .add : key.last == "-" ? .takeOut : .set
    if operation != .set { key = key.dropLast() }
    guard !key.isEmpty, key.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }) else { return nil }
    self.key = String(key)
    value = String(text[text.index(after: equals)...])
  }

  /// The value as a list: separated by commas, and in quotes, as YAML has them, an item may hold one.
  var items: [String] {
    var items: [String] = []
    var rest = Substring(value)
    while !rest.isEmpty {
      let item = Self.quotedItem(&rest) ?? Self.plainItem(&rest)
      if !item.isEmpty { items.append(item) }
    }
    return items
  }

  private static func plainItem(_ rest: inout Substring) -> String {
    let item = rest.prefix { $0 != "," }
    rest = rest[item.endIndex...].dropFirst()
    return item.trimmed
  }

  /// An item that is in quotes from end to end; else it is left in place.
  private static func quotedItem(_ rest: inout Substring) -> String? {
    let bytes = Array(rest.utf8)
    guard let start = bytes.firstIndex(where: { $0 != UInt8(ascii: " ") }), "\"'".utf8.contains(bytes[start]) else {
      return nil
    }
    let quote = bytes[start]
    var end = start + 1
    while end < bytes.count {
      let isDoubled = quote == UInt8(ascii: "'") && end + 1 < bytes.count && bytes[end + 1] == quote
      if bytes[end] == quote, !isDoubled { break }
      let isEscape = quote == UInt8(ascii: "\"") && bytes[end] == UInt8(ascii: "\\")
      end += isEscape || bytes[end] == quote ? 2 : 1
    }
    guard end < bytes.count else { return nil }
    let tail = bytes[(end + 1)...].drop { $0 == UInt8(ascii: " ") }
    guard tail.first.map({ $0 == UInt8(ascii: ",") }) ?? true else { return nil }
    let yaml = String(decoding: bytes[start...end], as: UTF8.self)
    guard let document = try? FrontMatterDocument(SourceFile(path: "", text: "---\nitem: \(yaml)\n---\n")),
      case .scalar(let scalar) = document.value(of: "item")
    else { return nil }
    rest = Substring(String(decoding: tail.dropFirst(), as: UTF8.self))
    return scalar.text
  }

  /// - Parameter list: what the list holds after the changes before this one; nil before the first.
  func edits(
    in source: RecordSource, of repo: String, _ settings: ProjectSettings, list: inout [String]?,
    absent: inout [SetTaskKeys.Outcome.Absent]
  ) throws(Refusal) -> [FrontMatterEdit] {
    guard key != "status" else {
      throw .usage("set does not change a status", help: "orchsite task move REPO/TASK STATUS does, and records it")
    }
    let declared = BoardTask.key(key)
    guard declared != nil || settings.customFields.contains(ExactText(key)) || key.hasPrefix("x-") else {
      throw .usage(
        "a task has no key \"\(key)\"",
        help: didYouMean(key, among: BoardTask.keys + settings.customFields.sorted().map(\.text))
          ?? "name it in custom_fields of content/index.md, or begin it with x-")
    }
    let isList = declared?.form == .list
    let present = try refusing { try FrontMatterDocument(source.file).value(of: key) }
    if operation != .set {
      guard isList || present?.isList == true else {
        throw .usage("\"\(key)\" is no list", help: operation == .add ? "write \(key)=\(value)" : "write \(key)=")
      }
      return changes(of: list ?? present?.texts ?? [], repo, list: &list, absent: &absent)
    }
    if value.isEmpty { return present == nil ? [] : [.remove(key: key)] }
    if isList || present?.isList == true { return [.setList(key: key, to: items)] }
    return [
      .set(
        key: key, to: value, style: declared?.form == .quoted ? .doubleQuoted : .plain,
        isText: declared?.form != .bare)
    ]
  }

  /// Adds items or takes them out, one after the other. Items that mean the same task are the same.
  private func changes(
    of before: [String], _ repo: String, list: inout [String]?, absent: inout [SetTaskKeys.Outcome.Absent]
  ) -> [FrontMatterEdit] {
    var held = before
    var edits: [FrontMatterEdit] = []
    for item in items {
      let meant = ExactText(BoardTask.meaning(of: item, in: key, repo: repo))
      let same = held.filter { ExactText(BoardTask.meaning(of: $0, in: key, repo: repo)) == meant }
      switch operation {
      case .set: break
      case .add where same.isEmpty:
        held.append(item)
        edits.append(.append(key: key, item: item))
      case .add: break
      case .takeOut where same.isEmpty: absent.append(.init(key: key, item: item, present: held))
      case .takeOut:
        held.removeAll { same.containsExactly($0) }
        edits += same.distinct().map { .takeOut(key: key, item: $0) }
      }
    }
    list = held
    return edits
  }
}

extension YAMLValue {
  fileprivate var isList: Bool { if case .list = self { true } else { false } }

  /// What a list holds, or the one text that stands for a list.
  fileprivate var texts: [String] {
    switch self {
    case .scalar(let scalar): scalar.isAbsent ? [] : [scalar.text]
    case .list(let items, _): items.flatMap(\.texts)
    case .map: []
    }
  }
}
