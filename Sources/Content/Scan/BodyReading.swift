import Markdown

/// Renders the body of the record at a path, if whoever asks for a scan wants that; `nil` for records without a page.
/// A body is parsed once, for its facts and its rendering, on the thread that read it.
package typealias BodyRendering = @Sendable (MarkdownDocument, RecordPath, String) -> [UInt8]?

extension BodyFacts {
  /// Reads boxes and links off a body, and renders it.
  init(of body: ArraySlice<UInt8>, _ record: RecordPath, path: String, rendering: BodyRendering?) {
    self.init()
    // A body without a bracket has no box, and of links at most addresses elsewhere, which nobody asks for.
    guard rendering != nil || body.contains(UInt8(ascii: "[")) else { return }
    let document = MarkdownDocument(body)
    boxes = Progress(done: document.taskBoxes.done, total: document.taskBoxes.total)
    links = document.links.map {
      BodyLink(link: ContentLink($0.destination, in: path), isImage: $0.kind == .image, range: $0.range)
    }
    rendered = rendering?(document, record, path)
  }
}
