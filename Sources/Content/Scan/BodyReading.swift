import Markdown

/// Renders the body of the record at a path, if whoever asks for a scan wants that; `nil` for records without a page.
/// A body is parsed once, for its facts and its rendering, on the thread that read it, and its links are followed
/// once: they come along.
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

extension BodyFacts {
  /// Reads boxes and links off a body, and renders it.
  init(of body: ArraySlice<UInt8>, _ record: RecordPath, path: String, rendering: BodyRendering?) {
    self.init()
    // A body without a bracket has no box, and of links at most addresses elsewhere, which nobody asks for.
    guard rendering != nil || body.contains(UInt8(ascii: "[")) else { return }
    let document = MarkdownDocument(body)
    boxes = Progress(done: document.taskBoxes.done, total: document.taskBoxes.total)
    let found = document.links
    let followed = FollowedLinks(found, in: path)
    links = zip(found, followed.links).compactMap { link, followed in
      switch followed.target {
      case .here, .content: BodyLink(link: followed, isImage: link.kind == .image, range: link.range)
      case .external, .outside: nil
      }
    }
    rendered = rendering?(document, record, followed)
  }
}

/// The links of one body by what is written for them. A renderer asks in the order of the text, so that the answer is
/// the next one.
package struct FollowedLinks {
  private let path: String
  private let destinations: [String]
  let links: [ContentLink]
  private var next = 0

  /// - Parameter path: of the file that holds the body, relative to home.
  package init(_ links: [MarkdownLink], in path: String) {
    self.path = path
    destinations = links.map(\.destination)
    self.links = destinations.map { ContentLink($0, in: path) }
  }

  package mutating func link(to destination: String) -> ContentLink {
    while next < destinations.count {
      defer { next += 1 }
      if destinations[next] == destination { return links[next] }
    }
    return ContentLink(destination, in: path)
  }
}
