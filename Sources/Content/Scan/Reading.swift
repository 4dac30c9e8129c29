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
  /// The units keep their sources alive, so that no other source can have the identity of one of them.
  private let files: [ObjectIdentifier: ScannedFile]

  package init(_ scan: Scan) {
    var files: [ObjectIdentifier: ScannedFile] = [:]
    files.reserveCapacity(scan.files.count)
    for file in scan.files where file.rendering != nil {
      if let source = file.content.record?.source { files[ObjectIdentifier(source)] = file }
    }
    self.files = files
  }

  package func html(of source: RecordSource) -> [UInt8]? { files[ObjectIdentifier(source)]?.rendering?.html }
}
