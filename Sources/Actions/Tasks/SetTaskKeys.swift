import Bytes
import Content
import FrontMatter

/// Changes keys of a task's file. What would make the file wrong is refused.
package struct SetTaskKeys: Verb {
  package var task: TaskID
  package var assignments: [Assignment]

  package init(_ task: TaskID, _ assignments: [Assignment]) {
    self.task = task
    self.assignments = assignments
  }

  package struct Outcome: Warned, Equatable {
    package let task: TaskID
    /// What was set; empty where the file said so already.
    package let set: [Assignment]
    package var warnings: [Warning] = []
  }

  package func validate() throws(Refusal) {
    guard !assignments.isEmpty else { throw .usage("Nothing to set: give KEY=VALUE.") }
    for (index, assignment) in assignments.enumerated() {
      try OneLine.check(assignment.value, of: assignment.key)
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
    return try await Change.run(in: home, stage, verb: "task set", message: "set \(keys) of \(task)") {
      change throws(Refusal) in
      let source = try change.task(task).task.source
      var edits: [FrontMatterEdit] = []
      for assignment in assignments { edits += try assignment.edits(in: source, change.workspace.settings) }
      let isChanged = try await change.edit(source.path, edits)
      return Outcome(task: task, set: isChanged ? assignments : [])
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

  /// The value as a list.
  var items: [String] { value.split(separator: ",").map(\.trimmed).filter { !$0.isEmpty } }

  func edits(in source: RecordSource, _ settings: ProjectSettings) throws(Refusal) -> [FrontMatterEdit] {
    guard key != "status" else {
      throw .usage("set does not change a status", help: "orchsite task move REPO/TASK STATUS does, and records it")
    }
    let declared = BoardTask.key(key)
    guard declared != nil || settings.customFields.contains(key) || key.hasPrefix("x-") else {
      throw .usage(
        "a task has no key \"\(key)\"",
        help: didYouMean(key, among: BoardTask.keys + settings.customFields)
          ?? "name it in custom_fields of content/index.md, or begin it with x-")
    }
    let isList = declared?.form == .list
    let present = try refusing { try FrontMatterDocument(source.file).value(of: key) }
    if operation != .set {
      guard isList || present?.isList == true else {
        throw .usage("\"\(key)\" is no list", help: operation == .add ? "write \(key)=\(value)" : "write \(key)=")
      }
      let there = Set((present?.texts ?? []).map { ExactText($0) })
      return operation == .add
        ? items.filter { !there.contains(ExactText($0)) }.map { .append(key: key, item: $0) }
        : items.filter { there.contains(ExactText($0)) }.map { .takeOut(key: key, item: $0) }
    }
    if value.isEmpty { return present == nil ? [] : [.remove(key: key)] }
    if isList || present?.isList == true { return [.setList(key: key, to: items)] }
    return [
      .set(
        key: key, to: value, style: declared?.form == .quoted ? .doubleQuoted : .plain,
        isText: declared?.form != .bare)
    ]
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
