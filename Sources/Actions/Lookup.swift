import Bytes
import Content
import Diagnostics
import Files
import FrontMatter
import Quantities

// What must be there; the refusal suggests what was probably meant.

extension Home {
  /// The one task that somebody means by a text: its name (`web/fix-login`), its file
  /// (`content/tasks/web/fix-login.md`), its name in its repo, its id in the system that it was imported from
  /// (`BACK-230`), or the beginning of one of the names; small and capital letters are the same.
  ///
  /// - Returns: where nothing is meant, what the text says: whoever looks for that task refuses it.
  package func task(named text: String, asOf: Instant) async throws(Refusal) -> TaskID {
    let word = Self.taskWord(text)
    // The usual case costs a look at one file.
    let exact = TaskID(word)
    if let exact, FileSystem.kind(of: "\(path)/content/tasks/\(exact).md") != nil { return exact }
    let workspace = try await workspace(asOf: asOf)
    let found = workspace.tasks(meantBy: word)
    if let only = found.first, found.count == 1 { return only }
    guard found.isEmpty else {
      let names = found.prefix(10).map(\.description).joined(separator: ", ")
      throw .answer(
        "\"\(text)\" may be any of \(found.count) tasks",
        help: "say which: \(names)\(found.count > 10 ? " and \(found.count - 10) more" : "")")
    }
    if let exact { return exact }
    throw .answer(
      "there is no task \"\(text)\"",
      help: didYouMean(word, among: workspace.tasks.map(\.name)) ?? "orchsite task list --all shows all")
  }

  /// Of a path only what names a task.
  private static func taskWord(_ text: String) -> String {
    var word = Substring(text.lowercasedInASCII)
    if let folder = word.ranges(of: "content/tasks/").last { word = word[folder.upperBound...] }
    while word.hasPrefix("./") { word = word.dropFirst(2) }
    if word.utf8.suffix(3).elementsEqual(".md".utf8) { word = word.dropLast(3) }
    return String(word)
  }
}

extension Workspace {
  /// The tasks that a word may mean, by the strongest meaning that it has for any.
  fileprivate func tasks(meantBy word: String) -> [TaskID] {
    guard !word.isEmpty else { return [] }
    let unread = unreadable.compactMap { file in if case .task(let id) = file.record { id } else { nil } }
    let all = (tasks.map(\.id) + unread).sorted()
    let meanings: [(TaskID) -> Bool] = [
      { ExactText($0.task) == ExactText(word) },
      { id in
        self.task(id)?.task.importedIDs.contains { ExactText($0.lowercasedInASCII) == ExactText(word) } ?? false
      },
      { $0.description.utf8.starts(with: word.utf8) || $0.task.utf8.starts(with: word.utf8) },
    ]
    for isMeant in meanings {
      let found = all.filter(isMeant)
      if !found.isEmpty { return found }
    }
    return []
  }
}

extension BoardTask {
  /// What the systems that it was imported from call it: the values of keys like `x-backlog-id`.
  fileprivate var importedIDs: [String] {
    // Most records come from nowhere, and are not parsed a second time.
    let frontMatter = source.file.bytes[..<source.bodyRange.lowerBound]
    guard frontMatter.firstRange(of: Array("-id:".utf8)) != nil, let document = try? FrontMatterDocument(source.file)
    else { return [] }
    return document.entries.compactMap { entry in
      guard entry.key.hasPrefix("x-"), entry.key.hasSuffix("-id"), case .scalar(let id) = entry.value else {
        return nil
      }
      return id.text
    }
  }
}

extension String {
  fileprivate var lowercasedInASCII: String { String(decoding: utf8.map(\.asciiLowercased), as: UTF8.self) }
}

extension [TaskID] {
  /// Each once, where it came first.
  var once: [TaskID] {
    var seen: Set<TaskID> = []
    return filter { seen.insert($0).inserted }
  }
}

extension Workspace {
  func existingTask(_ id: TaskID) throws(Refusal) -> TrackedTask {
    if let task = task(id) { return task }
    if let file = unreadable.first(where: { $0.record == .task(id) }) { throw .content(file.diagnostics) }
    let sameName = tasks.first { $0.id.task == id.task }.map { "did you mean \($0.id)?" }
    throw .answer(
      "there is no task \(id)",
      help: sameName ?? didYouMean(id.description, among: tasks.map(\.name)) ?? "orchsite task list --all shows all")
  }

  func existingSprint(_ slug: String, otherwise help: String? = nil) throws(Refusal) -> Sprint {
    if let sprint = sprint(slug) { return sprint }
    throw .answer("there is no sprint \(slug)", help: didYouMean(slug, among: sprints.map(\.slug)) ?? help)
  }

  func existingRepo(_ slug: String) throws(Refusal) -> Repo {
    if let repo = repo(slug) { return repo }
    throw .answer(
      "there is no repo \(slug)",
      help: didYouMean(slug, among: repos.map(\.slug))
        ?? (RecordPath.adviceToWrite("content/repos/\(slug).md") == nil
          ? "\"\(slug)\" is a reserved name" : "orchsite repo new \(slug) writes its file"))
  }

  func existingCurrentSprint(otherwise help: String) throws(Refusal) -> Sprint {
    guard let currentSprint else { throw .answer("no sprint has begun", help: help) }
    return currentSprint
  }
}
