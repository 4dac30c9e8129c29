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
    let workspace = context.workspace
    func anchored(_ page: String) -> String {
      fragment.map { "\(page)#\(Self.idPrefix)\($0.percentEncodedFragment)" } ?? page
    }
    switch RecordPath(target) {
    case .index: return anchored(SitePath.index)
    case .task(let id): return workspace.task(id) == nil ? nil : anchored(SitePath.task(id))
    case .repo(let slug): return workspace.repo(slug) == nil ? nil : anchored(SitePath.repo(slug))
    case .sprint(let slug): return workspace.sprint(slug) == nil ? nil : anchored(SitePath.sprint(slug))
    case .update(let id, let name): return workspace.task(id) == nil ? nil : "\(SitePath.task(id))#\(name)"
    case .decision(let name):
      guard workspace.decisions.contains(where: { $0.name == name }) else { return nil }
      let heading = fragment.map { "--\($0.percentEncodedFragment)" } ?? ""
      return "\(SitePath.decisions)#\(name.percentEncodedFragment)\(heading)"
    case .attachment:
      let isCopied = Attachments.isCopied(target) && workspace.attachments.contains(target)
      return isCopied ? Attachments.sitePath(target).percentEncodedPath : nil
    default: return nil
    }
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
