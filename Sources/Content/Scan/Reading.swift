import Markdown

/// How much of the bodies is read along with their files.
///
/// What was not read then is read when somebody asks for it, a body at a time: a level decides what an answer costs and
/// never what it is.
package enum Reading: Sendable {
  /// For verbs that look at a few bodies or at none.
  case frontMatter
  /// Boxes and links of all bodies, parsed on all threads.
  case bodyFacts
  /// The same, and each body as HTML.
  case html(BodyRendering)
}

/// Renders the body of the record at a path; `nil` for records without a page. A body is parsed once, for its facts and
/// its rendering, on the thread that read it, and its links are followed once: they come along.
package typealias BodyRendering = @Sendable (MarkdownDocument, RecordPath, FollowedLinks) -> RenderedBody?

/// A body as HTML, with the names of its headings that links may lead to.
package struct RenderedBody: Sendable, Equatable {
  package let html: [UInt8]
  package let anchors: [String]

  package init(html: [UInt8], anchors: [String]) {
    self.html = html
    self.anchors = anchors
  }
}

/// The rendered bodies of a scan, for whoever has their records.
package struct Renderings: Sendable {
  private let files: [ScannedFile]

  package init(_ scan: Scan) { files = scan.files }
  private init() { files = [] }

  /// For pages that show no bodies, or few.
  package static let none = Renderings()

  /// `nil` for a body that was not rendered, and for a source that is not this scan's own.
  package func html(of source: RecordSource) -> [UInt8]? {
    guard let file = files.first(at: source.path), file.content.record?.source === source else { return nil }
    return file.html
  }
}
