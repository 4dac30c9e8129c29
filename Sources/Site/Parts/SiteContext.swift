import Content
import Markdown
import Quantities

/// What every page is made from: the workspace, the figures that other rooms add, and what is worked out once for
/// all pages.
final class SiteContext: Sendable {
  let workspace: Workspace
  let git: GitFacts?
  let money: MoneyFacts?
  let templates: TemplateLibrary
  let version: String
  let times: TimeText
  /// The tasks that `next` would start.
  let next: Set<TaskID>
  /// Where each record is shown, by its path in `content/`.
  let pageOfRecord: [String: String]

  init(
    _ workspace: Workspace, git: GitFacts?, money: MoneyFacts?, templates: TemplateLibrary, version: String
  ) {
    self.workspace = workspace
    self.git = git
    self.money = money
    self.templates = templates
    self.version = version
    times = TimeText(asOf: workspace.asOf)
    next = Set(workspace.nextTasks.prefix(Self.nextCount).map(\.id))

    var pages: [String: String] = [Scan.indexPath: SitePath.index]
    for repo in workspace.repos { pages["content/repos/\(repo.slug).md"] = SitePath.repo(repo.slug) }
    for sprint in workspace.sprints { pages[sprint.source.path] = SitePath.sprint(sprint.slug) }
    for decision in workspace.decisions {
      pages[decision.source.path] = "\(SitePath.decisions)#\(decision.name.percentEncodedFragment)"
    }
    for task in workspace.tasks {
      let page = SitePath.task(task.id)
      pages[task.task.source.path] = page
      for update in task.updates { pages[update.source.path] = "\(page)#\(update.name)" }
    }
    pageOfRecord = pages
  }

  static let nextCount = 3

  /// Colours are given in repo order and come round after eight.
  func color(ofRepo slug: String) -> Int { (workspace.order(ofRepo: slug) ?? 0) % 8 + 1 }
  func title(ofRepo slug: String) -> String { workspace.repo(slug)?.title ?? slug }

  func repoLink(_ slug: String) -> Values {
    Values {
      $0.text("title", title(ofRepo: slug))
      $0.text("href", SitePath.repo(slug))
      $0.text("slug", slug)
      $0.number("color", color(ofRepo: slug))
    }
  }

  func taskLink(_ id: TaskID) -> Values {
    Values {
      $0.text("title", workspace.task(id)?.task.title ?? id.description)
      $0.text("href", SitePath.task(id))
    }
  }

  func link(_ title: String, _ href: String) -> Values {
    Values {
      $0.text("title", title)
      $0.text("href", href)
    }
  }
}

extension BoardTask.Status {
  var words: String {
    switch self {
    case .todo: "To do"
    case .inProgress: "In progress"
    case .review: "Review"
    case .done: "Done"
    case .cancelled: "Cancelled"
    }
  }
}

/// Paths of pages, from the site's root folder.
enum SitePath {
  static let index = "index.html"
  static let backlog = "backlog.html"
  static let tasks = "tasks.html"
  static let sprints = "sprints.html"
  static let repos = "repos.html"
  static let workers = "workers.html"
  static let decisions = "decisions.html"
  static let boardJSON = "board.json"

  static func task(_ id: TaskID) -> String { "tasks/\(id.repo)/\(id.task).html" }
  static func repo(_ slug: String) -> String { "repos/\(slug).html" }
  static func sprint(_ slug: String) -> String { "sprints/\(slug).html" }

  /// The way from a page back to the site's root folder.
  static func root(of path: String) -> String {
    String(repeating: "../", count: path.utf8.count { $0 == UInt8(ascii: "/") })
  }
}
