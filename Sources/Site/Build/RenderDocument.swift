import Content
import Evidence
import Files
import Situation

/// One document's page with what it needs, as a small site: for whatever prints it.
package struct RenderDocument: Sendable {
  package let number: String
  private let version: String

  /// - Parameter version: of the program.
  package init(_ number: String, version: String) {
    self.number = number
    self.version = version
  }

  /// Of the page, from the site's root folder.
  package var path: String { SitePath.invoice(number) }

  /// The page and the files that it names, by path; nil where there is no such page.
  ///
  /// - Parameters:
  ///   - home: the folder that holds `content/` and maybe templates.
  ///   - situation: with invoices.
  package func run(_ situation: BoardSituation, home: String) throws(SiteRefusal) -> [(path: String, bytes: [UInt8])]? {
    do {
      let templates = try TemplateLibrary(overrides: TemplateLibrary.overrides(home: home))
      let pages = SitePages(
        situation, .none, attachments: .onDisk(home: home), templates: templates, version: version)
      guard case .bytes(let page) = pages.render(path) else { return nil }
      if let excess = templates.excess { throw OutputFolderError.template(excess) }
      return [(path, page)] + templates.assets.map { ($0.name, $0.bytes) }
    } catch {
      throw SiteRefusal(error)
    }
  }
}
