import FrontMatter

/// The name of a task everywhere: `backend/refund-api`.
package struct TaskID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let repo: String
  package let task: String

  package init(repo: String, task: String) {
    self.repo = repo
    self.task = task
  }

  /// Reads `repo/task`, or a bare `task` of the repo given.
  package init?(_ text: some StringProtocol, in repo: String? = nil) {
    let bytes = text.utf8
    if let slash = bytes.firstIndex(of: UInt8(ascii: "/")) {
      let (first, second) = (String(text[..<slash]), String(text[bytes.index(after: slash)...]))
      guard Slug.isValid(first), Slug.isValid(second) else { return nil }
      self.init(repo: first, task: second)
    } else {
      let name = String(text)
      guard let repo, Slug.isValid(name) else { return nil }
      self.init(repo: repo, task: name)
    }
  }

  package var description: String { "\(repo)/\(task)" }

  package static func < (left: TaskID, right: TaskID) -> Bool {
    (left.repo, left.task) < (right.repo, right.task)
  }
}

extension FieldType where Value == TaskID {
  /// `api-v2` (in the repo given) or `backend/api-v2`.
  static func taskReference(in repo: String?) -> FieldType {
    FieldType(
      text: repo == nil ? "a task like backend/api-v2" : "a task like api-v2 or backend/api-v2", named: "task",
      example: "backend/api-v2"
    ) {
      TaskID($0, in: repo)
    }
  }
}
