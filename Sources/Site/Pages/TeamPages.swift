import Content

/// A page that the team's site has once, at an address of its own.
protocol TeamPage: Sendable {
  /// From the site's root folder.
  static var path: String { get }
  /// What the navigation calls it.
  static var item: String { get }
  static var template: PageTemplate { get }
  /// Whether there is anything to show.
  static func isShown(in context: SiteContext) -> Bool

  var frame: PageFrame { get }

  init(context: SiteContext, frame: PageFrame)
  func render() -> [UInt8]
}

extension TeamPage {
  static func isShown(in context: SiteContext) -> Bool { true }

  /// Renders the page.
  ///
  /// - Parameters:
  ///   - title: what the navigation calls it, where it says nothing else.
  ///   - about: as `PageFrame.page` has it.
  func page(title: String? = nil, about: HTML, _ values: Values) -> [UInt8] {
    frame.page(
      Self.path, template: Self.template, title: title ?? Self.item, about: about, current: Self.path, values)
  }
}

extension Page {
  init(_ kind: (some TeamPage).Type, _ context: SiteContext, _ frame: PageFrame) {
    self.init(kind.path) { kind.init(context: context, frame: frame).render() }
  }
}

/// The pages of the team's own site.
struct TeamPages {
  let context: SiteContext

  /// In the order of the navigation.
  private static let kinds: [any TeamPage.Type] = [
    IndexPage.self, BacklogPage.self, TasksPage.self, SprintsPage.self, FlowPage.self, ReposPage.self,
    WorkersPage.self, DecisionsPage.self, InvoicesPage.self,
  ]

  static let templates =
    kinds.map { $0.template } + [RepoPage.template, SprintPage.template, TaskPage.template, InvoicePage.template]

  func all() -> PageList {
    let workspace = context.workspace
    let kinds = Self.kinds.filter { $0.isShown(in: context) }
    let frame = PageFrame(context, PageFrame.Furnishing(items: kinds.map { ($0.item, $0.path) }))
    let taskPage = TaskPage(context: context, frame: frame)

    // The long pages come first, so that no thread is left with one of them at the end.
    var pages = kinds.map { Page($0, context, frame) }
    pages.append(Page(SitePath.boardJSON) { BoardJSON(context: context).render() })
    pages += workspace.repos.map { repo in
      Page(SitePath.repo(repo.slug)) { RepoPage(context: context, frame: frame, repo: repo).render() }
    }
    pages += workspace.sprints.map { sprint in
      Page(SitePath.sprint(sprint.slug)) { SprintPage(context: context, frame: frame, sprint: sprint).render() }
    }
    pages += InvoicePages(context: context, frame: frame).pages
    pages += workspace.tasks.map { Page(SitePath.task($0.id), .task($0)) }
    // A feed needs to know where it is published.
    if let address = context.baseURL {
      pages.append(Page(SitePath.feed) { UpdatesFeed(context: context, address: address).render() })
    }
    return PageList(
      pages: pages, renderTask: taskPage.render,
      searched: SearchDocuments(context, isForClient: false, pages: frame.items))
  }
}
