import Bytes
import CCMark
import CMarkArena

// libcmark gives a tree of C nodes that live until their root is freed. Here that tree has exactly one owner,
// and every node handed out keeps its owner alive: a node cannot outlive its tree, and neither is Sendable, so
// a tree stays on the thread that parsed it. What crosses threads is what was rendered or collected from it.
//
// Extensions are passes over the tree right after parsing, before anybody sees it. So all consumers find the same
// nodes and none of them has to know how an extension is spelt.

/// What is recognised beyond CommonMark.
package struct MarkdownExtensions: OptionSet, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// `- [ ] to do` and `- [x] done`: see `MarkdownNode.taskBox`.
  package static let taskLists = MarkdownExtensions(rawValue: 1 << 0)

  /// Tables of GitHub Flavored Markdown; the header row or the delimiter row must hold a `|`.
  package static let tables = MarkdownExtensions(rawValue: 1 << 1)

  /// `~~text~~` and `~text~`.
  package static let strikethrough = MarkdownExtensions(rawValue: 1 << 2)

  /// Addresses without brackets: `https://…`, `http://…`, `www.…`, `name@host`.
  package static let bareLinks = MarkdownExtensions(rawValue: 1 << 3)

  /// What readers expect where libcmark 0.30 reads something else: see `Rereading`.
  package static let corrections = MarkdownExtensions(rawValue: 1 << 4)

  /// `[^label]` and `[^label]: text`: see `MarkdownNode.footnote`.
  package static let footnotes = MarkdownExtensions(rawValue: 1 << 5)

  /// `> [!NOTE]`: see `MarkdownNode.alert`.
  package static let alerts = MarkdownExtensions(rawValue: 1 << 6)

  /// `<kbd>` and other elements without attributes: see `HTMLElement`. `<details>` is what the HTML writer makes of it.
  package static let htmlElements = MarkdownExtensions(rawValue: 1 << 7)

  /// Everything that this library knows.
  package static let all: MarkdownExtensions = [
    .taskLists, .tables, .strikethrough, .bareLinks, .corrections, .footnotes, .alerts, .htmlElements,
  ]
}

/// A parsed CommonMark 0.30 document, sole owner of its cmark tree.
///
/// Offsets are byte offsets: indices of the slice that was parsed. Hand in a file's body as a slice of the file
/// and they are offsets in the file.
package final class MarkdownDocument {
  /// The bytes that were parsed, as they came.
  package let source: ArraySlice<UInt8>

  /// The task boxes in source order; empty without `.taskLists`.
  package let taskBoxes: TaskBoxes

  /// Why the text was not read; then the document is one block of code, which shows it as it is written.
  package let excess: MarkdownExcess?

  /// What cmark was given: the source, or another text where that has footnotes.
  let text: ArraySlice<UInt8>

  /// Where `text` comes from.
  let map: SourceMap

  /// Where the lines of `text` begin; for positions, which most documents are never asked for.
  lazy var lines = LineIndex(text, .commonMark)

  /// Where in `text` the nodes are that an extension made.
  let madeRanges: SourceRanges

  private let tree: NodePointer
  /// What the tree is allocated from, freed with it as a whole.
  private let arena: OpaquePointer

  /// Parses `source`. Any bytes are a document: invalid UTF-8 and NUL become U+FFFD in the tree.
  package init(_ source: ArraySlice<UInt8>, extensions: MarkdownExtensions = .all) {
    self.source = source
    // In use while the tree is made and changed, which is here and nowhere else.
    arena = cmark_arena_begin()
    defer { cmark_arena_end(arena) }
    excess = MarkdownExcess(in: source)
    guard excess == nil else {
      text = source
      map = SourceMap()
      tree = .document(ofCode: source)
      madeRanges = SourceRanges()
      taskBoxes = TaskBoxes()
      return
    }
    let (parsed, boxes) = ParsedText.parsing(source, extensions)
    text = parsed.text
    map = parsed.map
    tree = parsed.tree
    madeRanges = parsed.ranges
    taskBoxes = boxes
    if let known = parsed.lines { lines = known }
  }

  /// Parses `source`, a whole buffer.
  package convenience init(_ source: [UInt8], extensions: MarkdownExtensions = .all) {
    self.init(source[...], extensions: extensions)
  }

  /// Parses `source`; offsets are offsets in its UTF-8.
  package convenience init(_ source: String, extensions: MarkdownExtensions = .all) {
    self.init(Array(source.utf8)[...], extensions: extensions)
  }

  /// Whether it holds nothing, or nothing but definitions of links.
  var isEmpty: Bool { tree.firstChild == nil }

  deinit {
    cmark_arena_free(arena)
  }

  /// The root, a node of kind `.document`.
  package var root: MarkdownNode {
    MarkdownNode(document: self, pointer: tree)
  }
}
