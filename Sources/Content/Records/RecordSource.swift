import Bytes
import Diagnostics
import FrontMatter
import Markdown
import Synchronization

/// Where a record came from: its file, and where the body begins. Records hold plain values; when a check
/// complains about one of them, the file is parsed again to find its place, which only a wrong file costs.
package final class RecordSource: Sendable {
  package let file: SourceFile
  /// The bytes behind the frontmatter. Empty for a body that is rendered and that nothing can be said about any more.
  package let bodyRange: Range<Int>
  /// The keys that the workspace made up, with their values, in the order of the file: scalars that say something.
  package let customFields: [CustomField]
  /// Whether the body says anything at all.
  package let hasBody: Bool
  /// `nil` where they were not read along with the file.
  private let knownFacts: BodyFacts?
  private let parsedAgain = AtomicLazyReference<ParsedAgain>()

  /// - Parameter isRendered: thousands of bodies would be kept twice, as text and as HTML. Of a rendered one only links
  ///   are looked at again, so that one without links is given up.
  package init(
    file: SourceFile, bodyRange: Range<Int>, customFields: [CustomField] = [], bodyFacts: BodyFacts? = nil,
    isRendered: Bool = false
  ) {
    self.customFields = customFields
    knownFacts = bodyFacts
    hasBody = file.bytes[bodyRange].contains { !$0.isASCIISpace }
    if isRendered, let bodyFacts, bodyFacts.links.isEmpty {
      self.file = SourceFile(path: file.path, bytes: Array(file.bytes[..<bodyRange.lowerBound]))
      self.bodyRange = bodyRange.lowerBound..<bodyRange.lowerBound
    } else {
      self.file = file
      self.bodyRange = bodyRange
    }
  }

  /// Boxes and links: as they were read along with the file, else the body is read now.
  package var bodyFacts: BodyFacts { knownFacts ?? BodyFacts(of: body, in: path) }

  /// The names of the body's headings, which links may lead to.
  var anchors: [String] { knownFacts?.anchors ?? MarkdownDocument(body).headings.map(\.anchor) }

  package var path: String { file.path }
  package var body: ArraySlice<UInt8> { file.bytes[bodyRange] }

  /// The place of a key's value, or of one item of its list; the first line where there is no such key.
  package func range(of key: String, item: Int? = nil) -> Range<Int> {
    guard let document, let value = document.value(of: key) else {
      return file.lineRange(at: 0)
    }
    if let item, case .list(let items, _) = value, items.indices.contains(item) {
      return document.range(of: items[item])
    }
    return document.range(of: value)
  }

  /// The place of a key inside a map.
  package func range(of key: String, inner: String) -> Range<Int> {
    guard let document, case .map(let entries, _) = document.value(of: key),
      let entry = entries.first(where: { $0.isNamed(inner) })
    else { return range(of: key) }
    return document.range(of: entry.value)
  }

  private var document: FrontMatterDocument? {
    (parsedAgain.load() ?? parsedAgain.storeIfNil(ParsedAgain(file))).document
  }

  package func diagnostic(
    _ severity: Diagnostic.Severity, _ code: String, _ message: String, help: String? = nil,
    key: String? = nil, item: Int? = nil
  ) -> Diagnostic {
    // Without a key it is about the file as a whole.
    let range = key.map { self.range(of: $0, item: item) } ?? 0..<0
    return Diagnostic(severity, code, message, help: help, in: file, at: range)
  }
}

/// The frontmatter of a file that something is wrong with.
private final class ParsedAgain: Sendable {
  let document: FrontMatterDocument?

  init(_ file: SourceFile) { document = try? FrontMatterDocument(file) }
}
