import Content
import Quantities
import Situation

/// `feed.xml` of the team: the newest updates, as their authors wrote them.
struct UpdatesFeed {
  let context: SiteContext
  /// Where the site is published, ending with a slash.
  let address: String

  static let limit = 100

  func render() -> [UInt8] {
    let workspace = context.workspace
    var updates: [(update: WorkerUpdate, task: TrackedTask)] = []
    for task in workspace.tasks {
      for update in task.updates where update.at <= workspace.asOf { updates.append((update, task)) }
    }
    // A file's name is unique within its task only.
    updates.sort { left, right in
      if WorkerUpdate.isOlder(right.update, left.update) { return true }
      if WorkerUpdate.isOlder(left.update, right.update) { return false }
      return left.task.id < right.task.id
    }
    return AtomFeed(
      address: address, title: workspace.settings.projectTitle, language: workspace.settings.language,
      asOf: workspace.asOf, entries: updates.prefix(Self.limit).map { entry($0.update, of: $0.task) }
    ).render()
  }

  private func entry(_ update: WorkerUpdate, of task: TrackedTask) -> AtomFeed.Entry {
    let page = "\(SitePath.task(task.id))#\(update.name.percentEncodedFragment)"
    return AtomFeed.Entry(
      id: page, href: page, title: "\(task.task.title): \(update.status.words.lowercased())", updated: update.at,
      author: update.worker, content: content(update))
  }

  private func content(_ update: WorkerUpdate) -> HTML? {
    var html = ""
    for (heading, items) in [
      ("Done", update.done), ("Next", update.next), ("Blocked by", update.blockers), ("Resolved", update.resolves),
    ] where !items.isEmpty {
      html += "<p>\(heading)</p><ul>"
      for item in items { html += "<li>\(item.escapedForHTML)</li>" }
      html += "</ul>"
    }
    if update.readyForMerge { html += "<p>Ready to merge</p>" }
    return html.isEmpty ? nil : HTML(html)
  }
}

/// `feed.xml` of a client: which task has which status since which day, from a restricted workspace.
struct ClientFeed {
  let context: SiteContext
  /// Where the client's view is published, ending with a slash.
  let address: String

  func render() -> [UInt8] {
    let workspace = context.workspace
    let changes = workspace.tasks.compactMap { task in
      task.statusSince.flatMap { $0 <= workspace.asOf ? (task: task, since: $0) : nil }
    }.sorted { ($1.since.milliseconds, $0.task.id.task) < ($0.since.milliseconds, $1.task.id.task) }
    return AtomFeed(
      address: address, title: workspace.settings.projectTitle, language: workspace.settings.language,
      asOf: Instant(milliseconds: workspace.asOf.day.ordinal * 86_400_000),
      entries: changes.prefix(UpdatesFeed.limit).map { change in
        let page = ClientPages.path(of: change.task)
        let status = change.task.task.status
        return AtomFeed.Entry(
          id: "\(page)#\(status.rawValue)-\(change.since.day)", href: page,
          title: "\(change.task.task.title): \(status.words.lowercased())", updated: change.since, author: nil,
          content: nil)
      }
    ).render()
  }
}
