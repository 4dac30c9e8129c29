import Bytes

/// A text with the tree that cmark and the passes make of it.
struct ParsedText {
  /// What cmark was given.
  let text: ArraySlice<UInt8>
  /// Where that comes from.
  let map: SourceMap
  private(set) var tree: NodePointer
  private(set) var ranges = SourceRanges()
  private(set) var lines: LineIndex?
  private let asked: MarkdownExtensions

  private init(_ text: ArraySlice<UInt8>, _ map: SourceMap, _ extensions: MarkdownExtensions) {
    self.text = text
    self.map = map
    tree = text.withUnsafeBufferPointer(NodePointer.init(parsing:))
    asked = text.withUnsafeBufferPointer { extensions.triggered(by: $0) }
    if !asked.isEmpty { lines = LineIndex(text, .commonMark) }
  }

  /// A text with footnotes is read until all that look like it are some: at most so often.
  private static let maximumRounds = 8

  /// Parses `source`; task boxes are still in the tree's text.
  static func parsing(_ source: ArraySlice<UInt8>, _ extensions: MarkdownExtensions) -> (ParsedText, TaskBoxes) {
    var footnotes = extensions.contains(.footnotes) ? FootnoteText(source) : nil
    for _ in 0..<maximumRounds {
      guard let text = footnotes else { break }
      var parsed = ParsedText(text.bytes[...], text.map, extensions)
      let lines = parsed.lines ?? LineIndex(text.bytes[...], .commonMark)
      let misplaced = FootnotePass.misplaced(text, in: parsed.tree, lines)
      guard misplaced.isEmpty else {
        footnotes = text.leaving(misplaced)
        continue
      }
      parsed.run(text.labels)
      // A table can have taken the line of one.
      guard let pass = FootnotePass(text, on: parsed.tree, lines) else { break }
      let boxes = parsed.finish(extensions)
      pass.finish(parsed.tree)
      return (parsed, boxes)
    }
    var parsed = ParsedText(source, SourceMap(), extensions.subtracting(.footnotes))
    parsed.run(nil)
    return (parsed, parsed.finish(extensions))
  }

  /// Runs the passes that look at what cmark has read.
  private mutating func run(_ labels: FootnoteLabels?) {
    guard let lines else { return }
    let inlines = InlinePass(source: text, lines: lines, extensions: asked, labels: labels)
    if asked.contains(.tables) {
      TablePass(source: text, lines: lines, inlines: inlines, asked).run(on: &tree, &ranges)
    }
    Rereading.run(on: tree, of: text, lines: lines, asked, definitions: text, &ranges)
    if !inlines.extensions.isEmpty { inlines.run(on: tree, &ranges) }
  }

  /// Runs the passes that take text out of the tree, when nothing is looked for in the source any more.
  private func finish(_ extensions: MarkdownExtensions) -> TaskBoxes {
    if asked.contains(.htmlElements) { HTMLElementPass.run(on: tree) }
    let boxes =
      extensions.contains(.taskLists)
      ? TaskBoxes(extractingFrom: tree, source: text, ranges: ranges, map: map) : TaskBoxes()
    if asked.contains(.alerts), let lines { AlertPass(source: text, lines: lines).run(on: tree) }
    return boxes
  }
}
