import Bytes
import Content
import Markdown

/// Renders bodies: links between content files become links between pages, pictures of `content/` stay pictures,
/// everything else that is relative leads nowhere in a site and becomes text.
///
/// A body is rendered while its file is scanned, when it is not yet known what else there is: links go where their
/// target's page would be. The few bodies with a link that then turns out to lead nowhere are rendered once more.
struct BodyRenderer: Sendable {
  /// Whether a path in `content/` is there, as a record with a page or as an attachment.
  let exists: @Sendable (String) -> Bool

  /// What a body looks like on the page that shows it.
  private struct Place {
    let root: String
    /// Put in front of heading ids, so that no heading of a text can take an id of the page or of another text on it.
    let idPrefix: String
    /// The level of the heading that the body stands under.
    let headingParent: Int

    init?(_ record: RecordPath) {
      guard let page = SitePath.page(of: record) else { return nil }
      root = SitePath.root(of: page)
      switch record {
      case .update(_, let name), .decision(let name):
        (idPrefix, headingParent) = ("\(name)--", 2)
      default: (idPrefix, headingParent) = ("text-", 1)
      }
    }
  }

  /// - Returns: `nil` for a record without a page.
  func render(_ document: MarkdownDocument, _ record: RecordPath, _ links: FollowedLinks) -> RenderedBody? {
    guard let place = Place(record) else { return nil }
    var links = links
    var options = HTMLOptions()
    options.headingIDPrefix = place.idPrefix
    options.headingParent = place.headingParent
    options.focusableOverflow = true
    options.links = .safe { destination, kind in
      resolve(links.link(to: destination), isImage: kind == .image, root: place.root)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(document.source.count * 5 / 4 + 64)
    let anchors = document.appendHTML(to: &bytes, options: options)
    // Thousands of these wait for their page: what was reserved too much is given back.
    let html = [UInt8](unsafeUninitializedCapacity: bytes.count) { buffer, count in
      count = bytes.withUnsafeBufferPointer { buffer.initialize(fromContentsOf: $0) }
    }
    return RenderedBody(html: html, anchors: anchors)
  }

  private func resolve(_ link: ContentLink, isImage: Bool, root: String) -> LinkResolution {
    guard case .content(let target) = link.target, exists(target) else { return .text }
    let record = RecordPath(target)
    if record == .attachment {
      guard Attachments.isCopied(target) else { return .text }
      let address = root + Attachments.sitePath(target).percentEncodedPath
      return isImage && Attachments.isPicture(target) ? .image(source: address) : .href(address)
    }
    guard let page = SitePath.page(of: record) else { return .text }
    guard let fragment = link.fragment?.percentEncodedFragment else { return .href(root + page) }
    switch record {
    // They share a page, where headings carry their name.
    case .update, .decision: return .href("\(root)\(page)--\(fragment)")
    default: return .href("\(root)\(page)#text-\(fragment)")
    }
  }
}

extension SiteContext {
  /// The body of a record, ready for its page; `nil` for an empty one.
  func body(_ source: RecordSource?) -> HTML? {
    guard let source, source.hasBody else { return nil }
    if let html = renderings.html(of: source), !source.bodyFacts.links.contains(where: leadsNowhere) {
      return HTML(html)
    }
    let renderer = BodyRenderer(exists: exists)
    let document = MarkdownDocument(source.body)
    let links = FollowedLinks(document.links, in: source.path)
    return renderer.render(document, RecordPath(source.path), links).map { HTML($0.html) }
  }

  private func leadsNowhere(_ link: BodyLink) -> Bool {
    guard case .content(let target) = link.link.target else { return false }
    return !exists(target)
  }

  private func exists(_ target: String) -> Bool {
    recordsWithPages.contains(ExactText(target))
      || (workspace.attachments.contains(ExactText(target)) && !refused.contains(ExactText(target)))
  }
}

extension Reading {
  /// For a site: bodies are rendered where they are read.
  package static var site: Reading { .html(BodyRenderer(exists: { _ in true }).render) }
}

extension String {
  /// Safe as a path in an `href`: everything but unreserved characters and `/` as `%XX`.
  var percentEncodedPath: String { percentEncoded(keeping: UInt8(ascii: "/")) }
  var percentEncodedFragment: String { percentEncoded() }
}
