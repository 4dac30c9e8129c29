import Bytes
import Diagnostics
import Markdown

/// A page that a link leads to.
package struct LinkedPage: Sendable {
  package let key: PageKey
  package let title: String

  package init(key: PageKey, title: String) {
    self.key = key
    self.title = title
  }
}

/// What a document's surroundings know of what it points at.
package struct Surroundings {
  /// The page behind the destination of a link; nil where there is none.
  package var page: (String) -> LinkedPage?
  /// The file behind the destination of a picture, where it is one that can be uploaded.
  package var file: (String) -> UploadedFile?

  package init(page: @escaping (String) -> LinkedPage?, file: @escaping (String) -> UploadedFile?) {
    self.page = page
    self.file = file
  }

  /// A document on its own.
  package static var none: Surroundings { Surroundings(page: { _ in nil }, file: { _ in nil }) }
}

/// What a conversion knows and collects besides blocks.
struct ConversionContext {
  private let document: MarkdownDocument
  private let file: SourceFile
  private let surroundings: Surroundings
  private(set) var warnings: [Diagnostic] = []
  /// The links of the document in the order of the text; looked up when the first one is to be complained about.
  private var links: [MarkdownLink]?
  private var linkCount = 0
  /// Where the offsets of a text that stands inside of another one are in the file: all at this place.
  private let place: Int?

  /// - Parameter place: for a text inside of another one, where it stands.
  init(_ document: MarkdownDocument, in file: SourceFile, _ surroundings: Surroundings, at place: Int? = nil) {
    self.document = document
    self.file = file
    self.surroundings = surroundings
    self.place = place
  }

  /// The number of the next link or picture; each is to be asked for once, in the order of the text.
  mutating func nextLink() -> Int {
    linkCount += 1
    return linkCount - 1
  }

  /// Where a link stands.
  mutating func place(ofLink number: Int, in block: MarkdownNode) -> Int {
    let known = links ?? document.links
    links = known
    return known.indices.contains(number) ? known[number].range.lowerBound : block.offset
  }

  mutating func warn(_ code: String, _ message: String, help: String?, at offset: Int) {
    let start = place ?? offset
    warnings.append(
      Diagnostic(.warning, code, message, help: help, in: file, at: start..<min(start + 1, file.bytes.count)))
  }

  mutating func take(_ other: ConversionContext) { warnings += other.warnings }

  /// The context of a text inside of this document.
  func inner(_ document: MarkdownDocument, at offset: Int) -> ConversionContext {
    ConversionContext(document, in: file, surroundings, at: place ?? offset)
  }

  func page(behind destination: String) -> LinkedPage? { surroundings.page(destination) }
  func file(behind destination: String) -> UploadedFile? { surroundings.file(destination) }

  /// Character references in the value of an attribute are the characters that they stand for.
  func unescaped(_ value: String) -> String {
    guard value.utf8.contains(UInt8(ascii: "&")) else { return value }
    return MarkdownDocument.visibleText(of: value)
  }

  func linkHelp(_ destination: String) -> String {
    if destination.utf8.first == UInt8(ascii: "#") { return "Notion gives headings no addresses that are known before" }
    return switch LinkDestination(destination) {
    case .external: "it is not well-formed, or longer than Notion takes"
    case .relative: "Notion takes absolute addresses, and pages of this board"
    case .refused: "Notion takes http, https and mailto"
    }
  }

  func pictureHelp(_ destination: String) -> String {
    switch LinkDestination(destination) {
    case .external, .refused: "Notion takes pictures by http and https"
    case .relative: "apply uploads pictures of content/ of up to 20 MB; there is none"
    }
  }
}
