import CCMark
import CMarkArena

extension NodePointer {
  /// Parses `bytes` into a new tree in the arena that is in use.
  init(parsing bytes: UnsafeBufferPointer<UInt8>) {
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
