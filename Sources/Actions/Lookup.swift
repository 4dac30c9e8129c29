import Content
import FrontMatter

// What must be there; the refusal suggests what was probably meant.

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
      help: didYouMean(slug, among: repos.map(\.slug)) ?? RecordPath.adviceToWrite("content/repos/\(slug).md").map {
        "\($0) first"
      }
        ?? "\"\(slug)\" is a reserved name")
  }

  func existingCurrentSprint(otherwise help: String) throws(Refusal) -> Sprint {
    guard let currentSprint else { throw .answer("no sprint has begun", help: help) }
    return currentSprint
  }
}
