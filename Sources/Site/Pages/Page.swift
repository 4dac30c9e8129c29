import Content
import Situation

/// One file of the site, made when it is asked for.
struct Page: Sendable {
  enum Content: Sendable {
    case page(@Sendable () -> [UInt8])
    /// A task's page. There are thousands, and a function for each would cost more than the list of all the others.
    case task(TrackedTask)
    case finished([UInt8])
    /// A copy of a file in `content/`.
    case attachment(String)
  }

  /// From the site's root folder.
  let path: String
  let content: Content

  init(_ path: String, _ content: Content) {
    self.path = path
    self.content = content
  }

  init(_ path: String, render: @escaping @Sendable () -> [UInt8]) { self.init(path, .page(render)) }
}

/// What a kind of page is rendered with.
struct PageTemplate: Sendable {
  let name: String
  /// The names that it is given, as in a line of `TemplateContract`.
  let values: String

  /// - Parameter values: may be written in several lines.
  init(_ name: String, values: String) {
    self.name = name
    self.values = values.replacing("\n", with: " ")
  }
}

/// The pages for somebody: the team, or a client.
struct PageList: Sendable {
  var pages: [Page]
  /// What `Page.Content.task` stands for.
  let renderTask: @Sendable (TrackedTask) -> [UInt8]
  /// What a search finds on these pages.
  let searched: SearchDocuments
}

/// What surrounds every page: the header with its navigation, and the footer. A class, because every page holds it.
final class PageFrame: Sendable {
  private let context: SiteContext
  private let furnishing: Furnishing
  private let footers: [String: HTML]
  private let headers: [HeaderKey: HTML]

  /// What the frame of a site leads to: the team's and a client's differ in nothing else.
  struct Furnishing: Sendable {
    /// The templates of the two parts.
    var header = "header"
    var footer = "footer"
    /// The pages that every page leads to.
    let items: [(text: String, href: String)]
    /// Who the site is for.
    var client: String?
  }

  private struct HeaderKey: Hashable {
    let root: String
    let current: String
    let isThatPage: Bool
  }

  var items: [(text: String, href: String)] { furnishing.items }

  /// Renders every header and footer there is: one a folder depth and current item.
  init(_ context: SiteContext, _ furnishing: Furnishing) {
    self.context = context
    self.furnishing = furnishing
    var headers: [HeaderKey: HTML] = [:]
    var footers: [String: HTML] = [:]
    for root in ["", "../", "../../"] {
      for item in furnishing.items {
        // All pages of the navigation are in the root folder.
        for isThatPage in root.isEmpty ? [true, false] : [false] {
          headers[HeaderKey(root: root, current: item.href, isThatPage: isThatPage)] = Self.header(
            context, furnishing, root: root, current: item.href, isThatPage: isThatPage)
        }
      }
      footers[root] = context.templates.render(
        furnishing.footer,
        Values {
          $0.possiblyEmpty("root", root)
          $0.text("version", context.version)
          $0.list("data_links", context.dataFiles.map { context.link($0, $0) })
        })
    }
    self.headers = headers
    self.footers = footers
  }

  private static func header(
    _ context: SiteContext, _ furnishing: Furnishing, root: String, current: String, isThatPage: Bool
  ) -> HTML {
    context.templates.render(
      furnishing.header,
      Values { values in
        values.possiblyEmpty("root", root)
        values.text("project", context.workspace.settings.projectTitle)
        if let client = furnishing.client {
          values.text("client", client)
          values.html("as_of", context.times.dayHTML(context.workspace.asOf.day))
        } else {
          values.html("as_of", context.times.fullHTML(context.workspace.asOf))
          values.html("git_read", context.git.map { context.times.momentHTML($0.readAt) })
          if context.git == nil { values.text("git_note", "git was not read") }
        }
        values.list(
          "nav",
          furnishing.items.map { item in
            Values {
              $0.text("text", item.text)
              $0.text("href", item.href)
              if item.href == current { $0.text("current", isThatPage ? "page" : "true") }
            }
          })
      })
  }

  /// Renders a page.
  ///
  /// - Parameters:
  ///   - template: its name is also the value `page`.
  ///   - about: what the page says in a sentence, escaped: shown where it is linked to.
  ///   - current: the item of the navigation that this page is, or is below of.
  func page(
    _ path: String, template: PageTemplate, title: String, about: HTML, current: String, _ values: Values
  ) -> [UInt8] {
    var values = values
    let root = SitePath.root(of: path)
    let key = HeaderKey(root: root, current: current, isThatPage: path == current)
    values.possiblyEmpty("root", root)
    values.text("lang", context.workspace.settings.language)
    values.text("page", template.name)
    values.text("page_title", title)
    values.text("project", context.workspace.settings.projectTitle)
    values.text("dir", context.direction)
    values.html("description", about)
    if let address = context.baseURL {
      values.text("feed", SitePath.feed)
      values.text("address", path == SitePath.index ? address : address + path)
    }
    values.values(
      "preview",
      context.preview.map { mark in
        Values {
          $0.text("snapshot", mark.snapshot)
          $0.text("token", mark.token)
        }
      })
    values.html("header", headers[key])
    values.html("footer", footers[root])
    var bytes: [UInt8] = []
    // Room for all at once: a page that grows is copied, and for a while there twice.
    bytes.reserveCapacity(12_288 + values.htmlCount)
    context.templates.render(template.name, values, into: &bytes)
    return bytes
  }
}

extension ProjectSettings {
  /// What the site calls itself.
  package var projectTitle: String { site.title ?? project }
}

extension String {
  /// Of a language tag: by its script where it names one (`az-Arab`), else by its language.
  var isWrittenFromTheRight: Bool {
    let parts = lowercased().split(separator: "-")
    if let script = parts.dropFirst().first(where: { $0.utf8.count == 4 }) {
      return ["arab", "hebr", "syrc", "thaa", "nkoo", "adlm"].contains(script)
    }
    return ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ji", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"]
      .contains(parts.first ?? "")
  }
}
