import Billing
import Content
import Diagnostics
import Files

/// Turns a workspace into the files of a site. It reads as what is done, in order.
package struct SiteBuilder: Sendable {
  private let workspace: Workspace
  private let renderings: Renderings
  private let audience: Audience
  private let git: GitFacts?
  private let invoices: InvoiceBook?
  private let money: MoneyFacts?
  private let templates: TemplateLibrary
  private let version: String
  private let concurrency: Int

  /// Who reads the site.
  private enum Audience {
    case team
    case client(Client)
  }

  /// The team's own site.
  ///
  /// - Parameters:
  ///   - renderings: the bodies that were rendered when they were read; any other is rendered for its page.
  ///   - invoices: `nil` leaves money out of every page, as `site.invoices: false` does.
  ///   - money: what is not billed yet; shown beside invoices.
  package init(
    _ workspace: Workspace, _ renderings: Renderings, git: GitFacts? = nil, invoices: InvoiceBook? = nil,
    money: MoneyFacts? = nil,
    templates: TemplateLibrary, version: String, concurrency: Int = 2
  ) {
    self.workspace = workspace
    self.renderings = renderings
    audience = .team
    self.git = git
    let shown = workspace.settings.site.invoices ? invoices : nil
    self.invoices = shown
    self.money = shown == nil ? nil : money
    self.templates = templates
    self.version = version
    self.concurrency = concurrency
  }

  /// What one client may see; workspace and invoices are restricted here, so that nobody can forget it.
  package init(
    _ workspace: Workspace, _ renderings: Renderings, for client: Client, invoices: InvoiceBook? = nil,
    templates: TemplateLibrary,
    version: String, concurrency: Int = 2
  ) {
    self.workspace = workspace.restricted(to: client)
    self.renderings = renderings
    audience = .client(client)
    git = nil
    self.invoices = workspace.settings.site.invoices ? invoices?.restricted(to: client.slug) : nil
    money = nil
    self.templates = templates
    self.version = version
    self.concurrency = concurrency
  }

  /// Renders every page into an output folder.
  ///
  /// - Parameters:
  ///   - attachments: reads a linked picture or PDF of `content/`.
  ///   - timings: is told when each step ends.
  /// - Returns: what was written, and attachments that were not copied, with the reason.
  /// - Throws: the first error, in path order. What was made by then stays, and no old page is removed.
  package func build(
    into folder: OutputFolder, attachments: (String) throws(FileError) -> [UInt8],
    timings: (String) -> Void = { _ in }
  ) async throws(OutputFolderError) -> (summary: WriteSummary, refused: [Diagnostic]) {
    let (pages, refused) = plan(attachments)
    timings("plan")
    let writer = try SiteWriter.begin(in: folder, expectedPaths: pages.map(\.path))
    timings("prepare")
    if let error = await render(pages, to: writer) { throw .file(error) }
    timings("render and write")
    do throws(FileError) {
      let summary = try writer.finish()
      timings("tidy up")
      return (summary, refused)
    } catch {
      throw .file(error)
    }
  }

  /// Renders and writes, several pages at a time.
  private func render(_ pages: [Page], to writer: SiteWriter) async -> FileError? {
    let chunks = stride(from: 0, to: pages.count, by: Self.chunkSize).map {
      pages[$0..<min($0 + Self.chunkSize, pages.count)]
    }
    let errors = await inParallel(chunks, concurrency: concurrency) { chunk in
      chunk.compactMap { page -> FileError? in
        do throws(FileError) {
          try writer.write(page.path, page.render())
          return nil
        } catch {
          return error
        }
      }
    }
    return errors.joined().first
  }

  private static let chunkSize = 64

  /// Everything that belongs into the site, in no order that matters, and attachments that do not, with the reason.
  func plan(
    _ attachments: (String) throws(FileError) -> [UInt8]
  ) -> (files: [Page], refused: [Diagnostic]) {
    let (copies, refused) = readAttachments(attachments)
    let context = SiteContext(
      workspace, renderings, git: git, invoices: invoices, money: money, templates: templates, version: version,
      refused: Set(refused.map(\.file.path)))
    let pages =
      switch audience {
      case .team: pages(context)
      case .client(let client): ClientPages(context, client: client).all()
      }
    return (pages + feed(context) + assets() + copies, refused)
  }

  /// Which key is missing for `feed.xml`; `nil` when there is one.
  package var reasonForNoFeed: String? {
    guard workspace.settings.site.baseURL == nil else { return nil }
    return switch audience {
    case .team: "site.base_url is not set in content/index.md"
    case .client(let client): "base_url is not set in content/clients/\(client.slug).md"
    }
  }

  /// A feed needs to know where it is published.
  private func feed(_ context: SiteContext) -> [Page] {
    guard let address = context.baseURL else { return [] }
    return switch audience {
    case .team: [Page(SitePath.feed) { UpdatesFeed(context: context, address: address).render() }]
    case .client: [Page(SitePath.feed) { ClientFeed(context: context, address: address).render() }]
    }
  }

  // MARK: Pages

  private func pages(_ context: SiteContext) -> [Page] {
    let frame = PageFrame(context)
    let unreadable = Board(context: context).unreadable(context.unreadable)
    let tables = TaskTables(context: context, frame: frame, unreadable: unreadable)
    let taskPage = TaskPage(
      context: context, frame: frame,
      decisions: Dictionary(
        grouping: workspace.decisions.filter { $0.task != nil }, by: { $0.task ?? TaskID(repo: "", task: "") }
      ))

    // The long pages come first, so that no thread is left with one of them at the end.
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
    pages += workspace.tasks.map { task in Page(SitePath.task(task.id)) { taskPage.render(task) } }
    return pages
  }

  private func assets() -> [Page] {
    templates.assets.map { asset in Page(asset.name) { asset.bytes } }
  }

  /// Reads what bodies link to. What could run in the reader's browser is not copied.
  private func readAttachments(
    _ read: (String) throws(FileError) -> [UInt8]
  ) -> (pages: [Page], refused: [Diagnostic]) {
    var pages: [Page] = []
    var refused: [Diagnostic] = []
    for path in Attachments.used(by: workspace) {
      let file = SourceFile(path: path, bytes: [])
      guard OutputPath.isValid(Attachments.sitePath(path)) else {
        refused.append(
          Diagnostic(
            .error, "attachment", "not copied into the site: its name has control characters in it",
            help: "rename it", in: file))
        continue
      }
      do throws(FileError) {
        let bytes = try read(path)
        if let danger = Attachments.danger(in: bytes, path: path) {
          refused.append(
            Diagnostic(
              .error, "attachment", "not copied into the site: \(danger)",
              help: "save the picture without scripts, or as PNG", in: file))
        } else {
          pages.append(Page(Attachments.sitePath(path)) { bytes })
        }
      } catch {
        refused.append(
          Diagnostic(
            .error, "attachment", "cannot be read: \(error.reason)", help: "mend its permissions", in: file))
      }
    }
    return (pages, refused)
  }
}
