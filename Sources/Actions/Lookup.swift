import Content
import FrontMatter

// What must be there; the refusal suggests what was probably meant.

extension Workspace {
  func existingTask(_ id: TaskID) throws(Refusal) -> TrackedTask {
    if let task = task(id) { return task }
    if let file = unreadable.first(where: { $0.record == .task(id) }) { throw .content(file.diagnostics) }
    let sameName = tasks.first { $0.id.task == id.task }?.id.description
    let near = sameName ?? nearest(to: id.description, among: tasks.map(\.id.description))
    throw .answer(
      "there is no task \(id)", help: near.map { "did you mean \($0)?" } ?? "orchsite task list --all shows all")
  }

  func existingSprint(_ slug: String, otherwise help: String? = nil) throws(Refusal) -> Sprint {
    if let sprint = sprint(slug) { return sprint }
    let near = nearest(to: slug, among: sprints.map(\.slug)).map { "did you mean \($0)?" }
    throw .answer("there is no sprint \(slug)", help: near ?? help)
  }

  func existingRepo(_ slug: String) throws(Refusal) -> Repo {
    if let repo = repo(slug) { return repo }
    let near = nearest(to: slug, among: repos.map(\.slug)).map { "did you mean \($0)?" }
    throw .answer("there is no repo \(slug)", help: near ?? "write content/repos/\(slug).md first")
  }

  func existingCurrentSprint(otherwise help: String) throws(Refusal) -> Sprint {
    guard let currentSprint else { throw .answer("no sprint has begun", help: help) }
    return currentSprint
  }
}
