import Content
import Diagnostics
import Files
import Situation

/// Writes a site into a folder. It reads as what is done, in order.
package struct SiteBuilder: Sendable {
  private let situation: BoardSituation
  private let renderings: Renderings
  private let client: Client?
  private let attachments: AttachmentFiles
  private let templates: TemplateLibrary
  private let version: String
  private let concurrency: Int

  /// - Parameters:
  ///   - situation: without invoices, or with `site.invoices: false`, no page has a word about money.
  ///   - renderings: the bodies that were rendered when they were read; any other is rendered for its page.
  ///   - client: who reads the site, instead of the team.
  package init(
    _ situation: BoardSituation, _ renderings: Renderings, for client: Client? = nil, attachments: AttachmentFiles,
    templates: TemplateLibrary, version: String, concurrency: Int = Processors.count
  ) {
    self.situation = situation
    self.renderings = renderings
    self.client = client
    self.attachments = attachments
    self.templates = templates
    self.version = version
    self.concurrency = concurrency
  }

  /// Renders every page into an output folder.
  ///
  /// - Parameter timings: is told when each step ends.
  /// - Returns: what was written, and attachments that were not copied, with the reason.
  /// - Throws: the first error, in path order. What was made by then stays, and no old page is removed.
  package func build(
    into folder: OutputFolder, timings: (String) -> Void = { _ in }
  ) async throws(OutputFolderError) -> (summary: WriteSummary, refused: [Diagnostic]) {
    let pages = SitePages(
      situation, renderings, for: client, attachments: attachments, templates: templates, version: version)
    timings("plan")
    await pages.readForSearch(concurrency: concurrency)
    timings("search")
    let paths = pages.paths
    let writer = try SiteWriter.begin(in: folder, expectedPaths: paths)
    timings("prepare")
    if let error = await write(pages, paths, to: writer) { throw .file(error) }
    if let excess = templates.excess { throw .template(excess) }
    timings("render and write")
    do throws(FileError) {
      let summary = try writer.finish()
      timings("tidy up")
      return (summary, pages.refused)
    } catch {
      throw .file(error)
    }
  }

  /// Renders and writes, several pages at a time.
  private func write(_ pages: SitePages, _ paths: [String], to writer: SiteWriter) async -> FileError? {
    let chunks = stride(from: 0, to: paths.count, by: Self.chunkSize).map {
      $0..<min($0 + Self.chunkSize, paths.count)
    }
    let attachments = attachments
    let templates = templates
    let errors = await inParallel(chunks, concurrency: concurrency) { chunk in
      chunk.compactMap { index -> FileError? in
        let path = paths[index]
        guard let file = pages.render(at: index, path) else { return nil }
        // A page that is not whole is not written over one that was.
        if templates.excess != nil { return nil }
        do throws(FileError) {
          switch file {
          case .bytes(let bytes): try writer.write(path, bytes)
          case .copy(let source): try writer.write(path, copying: attachments.open(source))
          }
          return nil
        } catch {
          return error
        }
      }
    }
    return errors.joined().first
  }

  private static let chunkSize = 64

  /// Which key is missing for `feed.xml`; `nil` when there is one.
  package var reasonForNoFeed: String? {
    if let client {
      return client.baseURL == nil ? "base_url is not set in content/clients/\(client.slug).md" : nil
    }
    return situation.workspace.settings.site.baseURL == nil ? "site.base_url is not set in content/index.md" : nil
  }
}
