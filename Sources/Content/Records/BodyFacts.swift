import Markdown

/// What the body of a record says besides text.
package struct BodyFacts: Sendable, Equatable {
  package internal(set) var boxes = Progress(done: 0, total: 0)
  /// Links to this document and to others of `content/`; what leads elsewhere is nobody's business here.
  package internal(set) var links: [BodyLink] = []
  /// Why it is shown as it is written, without boxes and links.
  var excess: MarkdownExcess?
  /// The names of its headings, where they were worked out along with its rendering.
  var anchors: [String]?

  package init() {}
}

/// A link or picture in a body, with the place of its use in the file.
package struct BodyLink: Sendable, Equatable {
  package let link: ContentLink
  package let isImage: Bool
  package let range: Range<Int>
}

/// Ticked boxes of all boxes.
package struct Progress: Sendable, Equatable {
  package let done: Int
  package let total: Int

  package init(done: Int, total: Int) {
    self.done = done
    self.total = total
  }
}

extension BodyFacts {
  /// Reads boxes and links off a body.
  ///
  /// - Parameter path: of the file that holds it, relative to home.
  init(of body: ArraySlice<UInt8>, in path: String) {
    self.init()
    // A body without a bracket has no box, and of links at most addresses elsewhere, which nobody asks for.
    guard body.contains(UInt8(ascii: "[")) else {
      excess = MarkdownExcess(in: body)
      return
    }
    let document = MarkdownDocument(body)
    let links = document.links
    self.init(of: document, links, FollowedLinks(links, in: path))
  }

  init(of document: MarkdownDocument, _ found: [MarkdownLink], _ followed: FollowedLinks) {
    excess = document.excess
    boxes = Progress(done: document.taskBoxes.done, total: document.taskBoxes.total)
    links = zip(found, followed.links).compactMap { link, followed in
      switch followed.target {
      case .here, .content: BodyLink(link: followed, isImage: link.kind == .image, range: link.range)
      case .external, .outside: nil
      }
    }
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
