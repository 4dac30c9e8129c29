/// How a document is written as HTML.
package struct HTMLOptions {
  /// What becomes of HTML in the source.
  package enum RawHTML: Equatable, Sendable {
    /// It is shown as text; a comment is not shown, as on a git host.
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

  /// The level of the heading that the document stands under; nil leaves levels as written.
  ///
  /// The document's headings then begin one below it and never skip a level, whatever they begin with and skip
  /// themselves: `##` and `####` under an `h1` become `h2` and `h3`. Levels end at 6.
  package var headingParent: Int?

  /// Whether code and tables can be focused, so that a keyboard scrolls what is wider than its box. A table then
  /// stands in a box of its own.
  package var focusableOverflow = false

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
