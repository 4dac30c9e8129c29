import Billing
import Content
import Diagnostics
import Files
import Situation

/// All files of a site: their paths, and each of them when it is asked for. Made anew from every new situation, which
/// costs little, because nothing is rendered before somebody wants it.
package struct SitePages: Sendable {
  /// The long pages come first, so that no thread is left with one of them at the end.
  private let pages: [Page]
  private let renderTask: @Sendable (TrackedTask) -> [UInt8]
  /// Attachments that are linked to and not part of the site, with the reason.
  package let refused: [Diagnostic]

  /// - Parameters:
  ///   - client: who reads it, instead of the team; the situation is restricted here, so that nobody can forget it.
  ///   - attachments: the pictures and PDFs of `content/`. They are opened here, and read when they are copied.
  package init(
    _ situation: BoardSituation, for client: Client? = nil, attachments: AttachmentFiles, templates: TemplateLibrary,
    version: String
  ) {
    var situation = client.map(situation.restricted(to:)) ?? situation
    if situation.invoices == nil || !situation.workspace.settings.site.invoices { situation = situation.withoutMoney() }
    let used = Attachments.sorted(of: situation.workspace, attachments)
    let context = SiteContext(
      situation, templates: templates, version: version, refused: Set(used.refused.map(\.file.path)))
    let shown: (pages: [Page], renderTask: @Sendable (TrackedTask) -> [UInt8]) =
      client.map { ClientPages(context, client: $0).all() } ?? TeamPages(context).all()
    pages = shown.pages + templates.assets.map { Page($0.name, .finished($0.bytes)) } + used.pages
    renderTask = shown.renderTask
    refused = used.refused
  }

  /// From the site's root folder; the long pages come first.
  package var paths: [String] { pages.map(\.path) }

  /// One file of the site; `nil` where there is none of that path.
  package func render(_ path: String) -> SiteFile? {
    // Looking through them takes microseconds. A table of thousands of paths would cost every build more.
    let path = path.utf8
    return pages.first { $0.path.utf8.count == path.count && $0.path.utf8.elementsEqual(path) }.map(render(_:))
  }

  /// One after the other, in the order of `paths`.
  func render(at index: Int) -> (path: String, file: SiteFile) { (pages[index].path, render(pages[index])) }

  private func render(_ page: Page) -> SiteFile {
    switch page.content {
    case .page(let render): .bytes(render())
    case .task(let task): .bytes(renderTask(task))
    case .finished(let bytes): .bytes(bytes)
    case .attachment(let path): .copy(of: path)
    }
  }
}

/// What a file of the site holds.
package enum SiteFile: Sendable {
  case bytes([UInt8])
  /// What this file in `content/` holds.
  case copy(of: String)
}

/// The pages of the team's own site.
struct TeamPages {
  let context: SiteContext

  init(_ context: SiteContext) { self.context = context }

  func all() -> ([Page], @Sendable (TrackedTask) -> [UInt8]) {
    let context = context
    let workspace = context.workspace
    let frame = PageFrame(context)
    let unreadable = Board(context: context).unreadable(context.situation.unreadable)
    let tables = TaskTables(context: context, frame: frame, unreadable: unreadable)
    let taskPage = TaskPage(context: context, frame: frame)

    var pages = [
      Page(SitePath.tasks) { tables.tasks() },
      Page(SitePath.backlog) { tables.backlog() },
      Page(SitePath.index) { IndexPage(context: context, frame: frame, unreadable: unreadable).render() },
      Page(SitePath.boardJSON) { BoardJSON(context: context).render() },
      Page(SitePath.decisions) { DecisionsPage(context: context, frame: frame).render() },
      Page(SitePath.sprints) { SprintsPage(context: context, frame: frame).render() },
      Page(SitePath.repos) { ReposPage(context: context, frame: frame).render() },
      Page(SitePath.workers) { WorkersPage(context: context, frame: frame).render() },
    ]
    pages += workspace.repos.map { repo in
      Page(SitePath.repo(repo.slug)) {
        RepoPage(context: context, frame: frame, unreadable: unreadable, repo: repo).render()
      }
    }
    pages += workspace.sprints.map { sprint in
      Page(SitePath.sprint(sprint.slug)) {
        SprintPage(context: context, frame: frame, unreadable: unreadable, sprint: sprint).render()
      }
    }
    pages += InvoicePages(context: context, frame: frame).pages
    pages += workspace.tasks.map { Page(SitePath.task($0.id), .task($0)) }
    // A feed needs to know where it is published.
    if let address = context.baseURL {
      pages.append(Page(SitePath.feed) { UpdatesFeed(context: context, address: address).render() })
    }
    return (pages, taskPage.render)
  }
}
