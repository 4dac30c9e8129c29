import Content
import Markdown

/// Renders bodies: links between content files become links between pages, pictures of `content/` stay pictures,
/// everything else that is relative leads nowhere in a site and becomes text.
struct BodyRenderer {
  let context: SiteContext
  /// Of the page that shows the body.
  let root: String

  /// - Parameters:
  ///   - idPrefix: put in front of heading ids, so that no heading of a text can take an id of the page.
  ///   - levelShift: how far headings move down below the page's own.
  func html(_ source: RecordSource?, idPrefix: String = BodyRenderer.idPrefix, levelShift: Int = 1) -> HTML? {
    guard let source, source.hasBody else { return nil }
    var options = HTMLOptions()
    options.headingIDPrefix = idPrefix
    options.headingLevelShift = levelShift
    options.links = .safe { destination, kind in
      resolve(destination, in: source.path, isImage: kind == .image)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(source.body.count * 3 / 2)
    MarkdownDocument(source.body).appendHTML(to: &bytes, options: options)
    return HTML(bytes)
  }

  static let idPrefix = "text-"

  private func resolve(_ destination: String, in path: String, isImage: Bool) -> LinkResolution {
    let link = ContentLink(destination, in: path)
    guard case .content(let target) = link.target else { return .text }
    if isImage, Attachments.isPicture(target), context.workspace.attachments.contains(target) {
      return .image(source: root + Attachments.sitePath(target).percentEncodedPath)
    }
    guard let href = pageHref(target, fragment: link.fragment) else { return .text }
    return .href(root + href)
  }

  private func pageHref(_ target: String, fragment: String?) -> String? {
    guard let page = context.pageOfRecord[target] else {
      let isCopied = Attachments.isCopied(target) && context.workspace.attachments.contains(target)
      return isCopied ? Attachments.sitePath(target).percentEncodedPath : nil
    }
    guard let fragment = fragment?.percentEncodedFragment else { return page }
    // Decisions share a page, and their headings carry their name.
    return page.contains("#") ? "\(page)--\(fragment)" : "\(page)#\(Self.idPrefix)\(fragment)"
  }
}

extension String {
  /// Safe as a path in an `href`: everything but unreserved characters and `/` as `%XX`.
  var percentEncodedPath: String { percentEncoded(keeping: "/") }
  var percentEncodedFragment: String { percentEncoded(keeping: "") }

  private func percentEncoded(keeping kept: String) -> String {
    let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~".utf8).union(kept.utf8)
    var result = ""
    for byte in utf8 {
      if allowed.contains(byte) {
        result.unicodeScalars.append(UnicodeScalar(byte))
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        result += "%" + (digits.count == 1 ? "0" : "") + digits
      }
    }
    return result
  }
}
