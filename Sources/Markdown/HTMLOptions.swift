/// How a document is written as HTML.
package struct HTMLOptions {
  /// What becomes of HTML in the source.
  package enum RawHTML: Equatable, Sendable {
    /// It is shown as text.
    case escape

    /// It is passed on: only for sources that are trusted as much as the page.
    case verbatim
  }

  /// What becomes of links and images.
  package enum Links {
    /// Destinations are passed on, whatever they are: CommonMark's reference output.
    case verbatim

    /// Only `http`, `https`, `mailto` and what the closure makes of relative destinations.
    ///
    /// Refused destinations leave the content of the link, or the alternative text of the image. External images
    /// become links: a page fetches nothing from elsewhere. The closure is called for relative destinations
    /// alone, with the destination as written, and its answer is not checked again.
    case safe(resolve: (_ destination: String, _ kind: MarkdownLink.Kind) -> LinkResolution)
  }

  /// What becomes of HTML in the source.
  package var rawHTML: RawHTML = .escape

  /// What becomes of links and images.
  package var links: Links = .safe(resolve: { destination, kind in
    kind == .image ? .image(source: destination) : .href(destination)
  })

  /// Put in front of each heading's anchor to make its `id`; nil for headings without `id`.
  ///
  /// A page has ids of its own, so that a heading "Filter" must not become `id="filter"` there. Links that are
  /// only a fragment (`#filter`) get the prefix by themselves and are not handed to the resolver; for links to
  /// other pages the resolver adds it.
  package var headingIDPrefix: String?

  /// Added to each heading's level, which ends at 6: the page has an `h1` of its own.
  package var headingLevelShift: Int = 0

  /// Raw HTML as text, safe links, no heading ids, levels as written.
  package init() {}

  /// What CommonMark's reference implementation writes.
  package static var commonMark: HTMLOptions {
    var options = HTMLOptions()
    options.rawHTML = .verbatim
    options.links = .verbatim
    return options
  }
}

/// What a relative destination has become.
package enum LinkResolution: Equatable, Sendable {
  /// A link to this address; for an image, a link with the alternative text.
  case href(String)

  /// The picture at this address; for a link, a link to it.
  case image(source: String)

  /// The content alone.
  case text
}
