import Bytes
import Content
import Diagnostics
import Files
import Situation
import Synchronization

/// All files of a site: their paths, and each of them when it is asked for. Made anew from every new situation, which
/// costs little, because nothing is rendered before somebody wants it.
package struct SitePages: Sendable {
  private let list: PageList
  private let search: LazySearchIndex
  /// Attachments that are linked to and not part of the site, with the reason.
  package let refused: [Diagnostic]

  /// - Parameters:
  ///   - renderings: the bodies that were rendered when they were read; any other is rendered for its page.
  ///   - client: who reads it, instead of the team; the situation is restricted here, so that nobody can forget it.
  ///   - attachments: the pictures and PDFs of `content/`. They are opened here, and read when they are copied.
  ///   - preview: what pages say to the script of a preview; nil for a site that is written.
  package init(
    _ situation: BoardSituation, _ renderings: Renderings, for client: Client? = nil, attachments: AttachmentFiles,
    templates: TemplateLibrary, version: String, preview: PreviewMark? = nil
  ) {
    let paper = situation.workspace.settings.billing.paper
    var situation = client.map(situation.restricted(to:)) ?? situation
    if situation.invoices == nil || !situation.workspace.settings.site.invoices { situation = situation.withoutMoney() }
    let (copies, refused) = Attachments.copies(for: situation.workspace, from: attachments)
    let context = SiteContext(
      situation, renderings, templates: templates, version: version,
      refused: Set(refused.map { ExactText($0.file.path) }), paper: paper, preview: preview)
    var list = client.map { ClientPages(context, client: $0).all() } ?? TeamPages(context: context).all()
    list.pages += templates.assets.map { Page($0.name, .finished($0.bytes)) } + copies
    self.list = list
    search = LazySearchIndex(list.searched)
    self.refused = refused
  }

  /// Reads all texts for the search, on several threads. Where nobody does this before it is asked for, it is done then,
  /// on one.
  func readForSearch(concurrency: Int) async { await search.read(concurrency: concurrency) }

  /// From the site's root folder; the long pages come first, the index of the search last. Asking makes the index, whose
  /// files depend on all texts; rendering another file does not.
  package var paths: [String] { list.pages.map(\.path) + search.index.paths }

  /// One file of the site; `nil` where there is none of that path.
  package func render(_ path: String) -> SiteFile? {
    if path.hasPrefix(SearchIndex.folder) { return search.index.render(path).map(SiteFile.bytes) }
    // Looking through them takes microseconds. A table of thousands of paths would cost every build more.
    let path = path.utf8
    return list.pages.first { $0.path.utf8.count == path.count && $0.path.utf8.elementsEqual(path) }.map(render(_:))
  }

  /// One of the pages: `paths` has those of the search behind them.
  func render(at index: Int, _ path: String) -> SiteFile? {
    index < list.pages.count ? render(list.pages[index]) : search.index.render(path).map(SiteFile.bytes)
  }

  private func render(_ page: Page) -> SiteFile {
    switch page.content {
    case .page(let render): .bytes(render())
    case .task(let task): .bytes(list.renderTask(task))
    case .finished(let bytes): .bytes(bytes)
    case .attachment(let path): .copy(of: path)
    }
  }
}

/// The index of the search, made when it is first asked for: pages that are rendered on request seldom need it.
private final class LazySearchIndex: Sendable {
  private let documents: SearchDocuments
  private let made = Mutex<SearchIndex?>(nil)

  init(_ documents: SearchDocuments) { self.documents = documents }

  func read(concurrency: Int) async {
    let index = await SearchIndex.read(documents, concurrency: concurrency)
    made.withLock { $0 = index }
  }

  var index: SearchIndex {
    made.withLock { made in
      if let made { return made }
      let index = SearchIndex(documents)
      made = index
      return index
    }
  }
}

/// What makes a page one of a preview: it follows what changes, and may ask for changes.
package struct PreviewMark: Sendable, Equatable {
  /// Which state of everything the page shows.
  package let snapshot: String
  /// Proves that who asks for a change has seen a page.
  package let token: String

  package init(snapshot: String, token: String) {
    self.snapshot = snapshot
    self.token = token
  }
}

/// What a file of the site holds.
package enum SiteFile: Sendable {
  case bytes([UInt8])
  /// What this file in `content/` holds.
  case copy(of: String)
}
