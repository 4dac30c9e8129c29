import Bytes
import Diagnostics
import Markdown

/// Turns a text in markdown into blocks. Every visible character of it is in these or in a warning.
package struct BlockConversion {
  /// What came of it.
  package struct Result: Sendable {
    package let blocks: [Block]
    /// In the order of the text.
    package let warnings: [Diagnostic]
  }

  /// Levels of containers; a text that is deeper is one block of code.
  static let depthLimit = 400

  private var context: ConversionContext
  /// Levels of blocks around what is being converted.
  private var depth = 0

  private init(context: ConversionContext) { self.context = context }

  /// - Parameters:
  ///   - body: of a file, as a slice of its bytes.
  ///   - title: of the page; a first heading that says the same is dropped.
  package static func run(
    _ body: ArraySlice<UInt8>, in file: SourceFile, title: String? = nil, _ surroundings: Surroundings = .none
  ) -> Result {
    let document = MarkdownDocument(body)
    var conversion = BlockConversion(context: ConversionContext(document, in: file, surroundings))
    var blocks: [Block]
    if document.excess == nil, let place = Self.tooDeep(document.root) {
      blocks = conversion.code(String(decoding: body, as: UTF8.self), language: "markdown", caption: RichText())
      conversion.context.warn(
        "W-DEPTH", "quotes and lists are more than \(depthLimit) deep: the text is shown as it is written",
        help: "nest less", at: place)
    } else {
      blocks = conversion.blocks(in: document.root)
      if document.excess != nil {
        conversion.context.warn(
          "W-DEPTH", "the text is too deep or has too many brackets to be read: it is shown as it is written",
          help: "orchsite check says where", at: body.startIndex)
      }
    }
    if let title, case .heading(1, let text)? = blocks.first?.kind, ExactText(text.plain) == ExactText(title) {
      blocks.removeFirst()
    }
    return Result(blocks: blocks, warnings: conversion.context.warnings.sortedByPlace())
  }

  /// Where quotes and lists are deeper than is followed.
  private static func tooDeep(_ root: MarkdownNode) -> Int? {
    var depth = 0
    for step in MarkdownWalk(root) where step.kind == .blockQuote || step.kind == .item {
      depth += step.isEntering ? 1 : -1
      if depth > depthLimit { return step.node.offset }
    }
    return nil
  }

  // MARK: Containers

  /// The blocks of a container's children. Details that open among them hold what follows, until they close.
  private mutating func blocks(in container: MarkdownNode) -> [Block] {
    blocks(of: Array(container.children))
  }

  private mutating func blocks(of nodes: [MarkdownNode]) -> [Block] {
    let outer = depth
    defer { depth = outer }
    var open = OpenDetails(limit: Self.depthLimit - outer)
    for node in nodes {
      depth = outer + open.depth + 1
      if node.kind == .htmlBlock {
        html(node, &open)
      } else {
        open.append(blocks(for: node))
      }
    }
    return open.closeAll()
  }

  private mutating func blocks(for node: MarkdownNode) -> [Block] {
    switch node.kind {
    case .paragraph: return paragraph(node)
    case .heading: return heading(node)
    case .blockQuote: return quote(node)
    case .list: return list(node)
    case .codeBlock:
      let language = CodeLanguage(info: node.fenceInfo)
      var code = node.literal
      if code.utf8.last == UInt8(ascii: "\n") { code.unicodeScalars.removeLast() }
      return self.code(code, language: language.name, caption: RichText(language.caption))
    case .thematicBreak: return [Block(.divider)]
    case .table: return table(node)
    default: return []
    }
  }

  // MARK: Texts

  private mutating func paragraph(_ node: MarkdownNode) -> [Block] {
    InlineConversion.parts(of: node, splits: true, &context).flatMap(Self.blocks)
  }

  private static func blocks(for part: InlinePart) -> [Block] {
    switch part {
    case .text(let text): paragraphs(text)
    case .picture(let picture, let caption): pictures(picture, caption)
    }
  }

  private static func paragraphs(_ text: RichText) -> [Block] {
    TextFitting.parts(of: text).map { Block(.paragraph($0)) }
  }

  private static func pictures(_ picture: Picture, _ caption: RichText) -> [Block] {
    let parts = TextFitting.parts(of: caption)
    return [Block(.image(picture, caption: parts[0]))] + parts.dropFirst().map { Block(.paragraph($0)) }
  }

  private mutating func heading(_ node: MarkdownNode) -> [Block] {
    let level = min(node.headingLevel ?? 1, 4)
    let parts = TextFitting.parts(of: wholeText(of: node))
    return [Block(.heading(level, parts[0]))] + parts.dropFirst().map { Block(.paragraph($0)) }
  }

  /// The text of a block that holds no pictures.
  private mutating func wholeText(of node: MarkdownNode) -> RichText {
    for case .text(let text) in InlineConversion.parts(of: node, splits: false, &context) { return text }
    return RichText()
  }

  private mutating func code(_ code: String, language: String, caption: RichText) -> [Block] {
    let parts = TextFitting.codeParts(of: code)
    return parts.enumerated().map { index, part in
      var own = caption
      if parts.count > 1 { own.append("\(own.isEmpty ? "" : " ")(\(index + 1)/\(parts.count))") }
      let fitting = TextFitting.parts(of: own)
      return Block(.code(part, language: language, caption: fitting[0]))
    }
  }

  // MARK: Quotes and lists

  private mutating func quote(_ node: MarkdownNode) -> [Block] {
    let (text, rest) = titleAndRest(node)
    guard let alert = node.alert, let callout = Callout(rawValue: alert.rawValue) else {
      return [Self.holding(text, rest) { .quote($0) }]
    }
    // The word stays, as a title.
    var titled = RichText()
    titled.append(alert.title, .bold)
    if !text.isEmpty { titled.append("\n") }
    for run in text.runs { titled.append(run) }
    return [Self.holding(titled, rest) { .callout($0, callout) }]
  }

  private mutating func list(_ node: MarkdownNode) -> [Block] {
    let info = node.list
    let isOrdered = info.map { $0.marker != .bullet } ?? false
    if isOrdered, let start = info?.start, start != 1 {
      context.warn(
        "W-OLSTART", "the list begins with \(start); in Notion it begins with 1",
        help: "write the numbers into the text where they matter", at: node.offset)
    }
    // Numbers go on over lists that follow each other, and those of footnotes begin with 1.
    let rule = node.isFootnotes ? [Block(.divider)] : []
    return rule
      + node.children.map { item in
        let (text, rest) = titleAndRest(item)
        let box = item.taskBox
        return Self.holding(text, rest) { text in
          if let box { return .toDo(text, isChecked: box.isTicked) }
          return isOrdered ? .numbered(text) : .bulleted(text)
        }
      }
  }

  /// What a container begins with, where that is text, and the blocks of all the rest.
  private mutating func titleAndRest(_ container: MarkdownNode) -> (RichText, [Block]) {
    let children = Array(container.children)
    guard let first = children.first, first.kind == .paragraph else { return (RichText(), blocks(of: children)) }
    var parts = InlineConversion.parts(of: first, splits: true, &context)
    var title = RichText()
    if case .text(let text)? = parts.first {
      title = text
      parts.removeFirst()
    }
    return (title, parts.flatMap(Self.blocks) + blocks(of: Array(children.dropFirst())))
  }

  /// A block whose text may be longer than one holds: the rest of it comes first below.
  private static func holding(_ text: RichText, _ children: [Block], _ kind: (RichText) -> Block.Kind) -> Block {
    let parts = TextFitting.parts(of: text)
    return Block(kind(parts[0]), parts.dropFirst().map { Block(.paragraph($0)) } + children)
  }

  // MARK: Tables

  private mutating func table(_ node: MarkdownNode) -> [Block] {
    let rows = node.children.map { row in
      let surplus = row.surplus
      if !surplus.isEmpty {
        context.warn(
          "W-TABLE", "\"\(surplus)\" is behind the last column, and left out", help: "give the table a column for it",
          at: row.offset)
      }
      return row.children.map { wholeText(of: $0) }
    }
    let width = rows.first?.count ?? 0
    guard width > 0 else { return [] }
    // Wider ones stand below each other, each with its part of the header.
    return stride(from: 0, to: width, by: Limits.elements).map { start in
      let end = min(start + Limits.elements, width)
      return Block(
        .table(width: end - start),
        rows.flatMap { row in Self.rows(of: (start..<end).map { $0 < row.count ? row[$0] : RichText() }) })
    }
  }

  /// A row; what of a cell does not fit into one stands in the same column of rows below it.
  private static func rows(of cells: [RichText]) -> [Block] {
    let parts = cells.map {
      TextFitting.parts(of: $0, elements: Limits.elements, bytes: Limits.richText / max(1, cells.count))
    }
    return (0..<(parts.map(\.count).max() ?? 1)).map { line in
      Block(.tableRow(parts.map { $0.indices.contains(line) ? $0[line] : RichText() }))
    }
  }

  // MARK: HTML

  private mutating func html(_ node: MarkdownNode, _ open: inout OpenDetails) {
    for part in HTMLBlockReader.parts(of: node.literal) {
      switch part {
      case .openDetails: open.open()
      case .closeDetails: open.close()
      case .summary(let text):
        let title = line(text, at: node.offset)
        if !open.entitle(title) { open.append(Self.paragraphs(title)) }
      case .rule: open.append([Block(.divider)])
      case .html(let text):
        if let parts = HTMLBlockReader.plainParts(of: text) {
          open.append(plainBlocks(parts, at: node.offset))
        } else {
          open.append(code(text, language: "html", caption: RichText()))
          context.warn(
            "W-HTML", "a block of HTML is shown as code", help: "write it in markdown; Notion renders no HTML",
            at: node.offset)
        }
      }
    }
  }

  /// The blocks of HTML that holds nothing but texts and pictures.
  private mutating func plainBlocks(_ parts: [(tag: HTMLTag?, text: String)], at offset: Int) -> [Block] {
    var blocks: [Block] = []
    var level: Int?
    for (tag, text) in parts {
      if let tag {
        level = tag.isClosing ? nil : tag.headingLevel ?? level
        continue
      }
      for part in inlines(text, at: offset, splits: level == nil) {
        if let level, case .text(let text) = part {
          let fitting = TextFitting.parts(of: text)
          if !text.isBlank { blocks.append(Block(.heading(min(level, 4), fitting[0]))) }
          blocks += fitting.dropFirst().map { Block(.paragraph($0)) }
        } else {
          blocks += Self.blocks(for: part)
        }
      }
    }
    return blocks
  }

  private mutating func line(_ text: String, at offset: Int) -> RichText {
    for case .text(let text) in inlines(text, at: offset, splits: false) { return text }
    return RichText()
  }

  /// Text in HTML is read as a line of markdown: its tags, references and looks are those of any text.
  private mutating func inlines(_ text: String, at offset: Int, splits: Bool) -> [InlinePart] {
    // A word in front, so that it is a paragraph whatever it begins with.
    let mark = "x "
    let line = mark + String(decoding: text.utf8.map { $0.isASCIISpace ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
    let document = MarkdownDocument(line)
    guard let first = document.root.firstChild, first.kind == .paragraph, first.next == nil else {
      return [.text(RichText(text).trimmed())]
    }
    var inner = context.inner(document, at: offset)
    defer { context.take(inner) }
    var parts = InlineConversion.parts(of: first, splits: splits, &inner)
    if case .text(let text)? = parts.first {
      let rest = text.dropping(firstBytes: 1).trimmed()
      if rest.isEmpty, splits { parts.removeFirst() } else { parts[0] = .text(rest) }
    }
    return parts
  }
}

/// Details that have been opened among the children of one container.
private struct OpenDetails {
  private var levels: [(title: RichText?, blocks: [Block])] = [(nil, [])]
  private let limit: Int
  /// Those that were too deep to be opened, and are not closed yet.
  private var ignored = 0

  init(limit: Int) { self.limit = limit }

  var depth: Int { levels.count - 1 }

  mutating func append(_ blocks: [Block]) { levels[levels.count - 1].blocks += blocks }

  mutating func open() {
    if depth < limit { levels.append((nil, [])) } else { ignored += 1 }
  }

  mutating func close() {
    guard ignored == 0 else { return ignored -= 1 }
    guard levels.count > 1, let level = levels.popLast() else { return }
    // What browsers call them.
    let parts = TextFitting.parts(of: level.title ?? RichText("Details"))
    append([Block(.toggle(parts[0]), parts.dropFirst().map { Block(.paragraph($0)) } + level.blocks)])
  }

  /// - Returns: false where nothing waits for a title.
  mutating func entitle(_ title: RichText) -> Bool {
    guard levels.count > 1, levels[levels.count - 1].title == nil, levels[levels.count - 1].blocks.isEmpty
    else { return false }
    levels[levels.count - 1].title = title
    return true
  }

  mutating func closeAll() -> [Block] {
    ignored = 0
    while levels.count > 1 { close() }
    return levels[0].blocks
  }
}

extension RichText {
  /// Without so many bytes at its beginning, which are whole characters.
  fileprivate func dropping(firstBytes count: Int) -> RichText {
    var left = count
    var rest: [TextRun] = []
    for run in runs {
      let own = run.text.utf8.count
      if left == 0 {
        rest.append(run)
      } else if own > left {
        rest.append(
          TextRun(String(decoding: run.text.utf8.dropFirst(left), as: UTF8.self), run.style, target: run.target))
        left = 0
      } else {
        left -= own
      }
    }
    return RichText(rest)
  }
}
