import Bytes
import CCMark
import CMarkArena

extension NodePointer {
  /// Parses `bytes` into a new tree in the arena that is in use.
  init(parsing bytes: UnsafeBufferPointer<UInt8>) {
    guard let masked = FootnoteMask(bytes) else {
      self.init(unmasked: bytes)
      return
    }
    self = masked.bytes.withUnsafeBufferPointer(NodePointer.init(unmasked:))
    masked.restore(self)
  }

  private init(unmasked bytes: UnsafeBufferPointer<UInt8>) {
    let parser = cmark_parser_new_with_mem(Self.parsingOptions, cmark_arena_allocator())
    defer { cmark_parser_free(parser) }
    bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
    self.init(cmark_parser_finish(parser))
  }

  /// Parses a few bytes into a tree that lives as long as `body` runs, outside of the arena.
  static func parseAlone<Result>(_ bytes: ArraySlice<UInt8>, _ body: (NodePointer) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { bytes in
      let root = bytes.withMemoryRebound(to: CChar.self) {
        NodePointer(cmark_parse_document($0.baseAddress, $0.count, parsingOptions))
      }
      defer { root.free() }
      return body(root)
    }
  }

  /// Nobody renders with cmark, so the option that would let raw HTML through is never set. SOURCEPOS makes cmark
  /// keep count of the lines inside code spans and inline HTML; without it every position after one that spans
  /// lines is wrong.
  private static var parsingOptions: Int32 {
    CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8 | CMARK_OPT_SOURCEPOS
  }
}

/// `[^1]: word` defines a link for CommonMark, which then shows neither the footnote nor what it says. Where it is no
/// footnote (`FootnoteText`), it is to be text. So cmark sees another byte for its bracket, which the tree gets back.
private struct FootnoteMask {
  private(set) var bytes: [UInt8]
  private static let mask: UInt8 = 0x02

  /// Nil for nearly every text: one without such a definition, or with the byte that would stand for the bracket.
  init?(_ source: UnsafeBufferPointer<UInt8>) {
    var brackets: [Int] = []
    source.forEachFootnoteMark { bracket, _ in brackets.append(bracket) }
    guard !brackets.isEmpty, !source.contains(Self.mask) else { return nil }
    bytes = Array(source)
    for bracket in brackets { bytes[bracket] = Self.mask }
  }

  /// Gives the texts of a tree their brackets back.
  func restore(_ tree: NodePointer) {
    var walk = TreeWalk(tree)
    while let step = walk.next() {
      guard step.isEntering, step.kind.isLeaf, step.node.literal.contains(Self.mask) else { continue }
      let restored = step.node.literal.map { $0 == Self.mask ? UInt8(ascii: "[") : $0 }
      restored.withUnsafeBufferPointer(step.node.setLiteral)
    }
  }
}
