import Content

/// The pages of the team's own site.
struct TeamPages {
  let context: SiteContext

  func all() -> PageList {
    let workspace = context.workspace
    let frame = PageFrame(context)
    let unreadable = Board(context: context).unreadable(context.situation.unreadable)
    let tables = TaskTables(context: context, frame: frame, unreadable: unreadable)
    let taskPage = TaskPage(context: context, frame: frame)

    // The long pages come first, so that no thread is left with one of them at the end.
    var pages = [
      Page(SitePath.tasks) { tables.tasks() },
      Page(SitePath.backlog) { tables.backlog() },
      Page(SitePath.index) { IndexPage(context: context, frame: frame, unreadable: unreadable).render() },
      Page(SitePath.boardJSON) { BoardJSON(context: context).render() },
      Page(SitePath.decisions) { DecisionsPage(context: context, frame: frame).render() },
      Page(SitePath.sprints) { SprintsPage(context: context, frame: frame).render() },
      Page(SitePath.flow) { FlowPage(context: context, frame: frame).render() },
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
    return PageList(
      pages: pages, renderTask: taskPage.render,
      searched: SearchDocuments(context, isForClient: false, pages: frame.items))
  }
}
