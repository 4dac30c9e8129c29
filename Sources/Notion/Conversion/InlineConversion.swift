import Bytes
import Diagnostics
import Markdown

/// What a paragraph is made of: text, with pictures in between that are blocks of their own.
enum InlinePart: Equatable {
  case text(RichText)
  case picture(Picture, caption: RichText)
}

/// Turns the inlines of one block into parts.
struct InlineConversion {
  /// Whether pictures may be blocks here; else they are text.
  private let splits: Bool
  private var parts: [InlinePart] = []
  private var text = RichText()
  private var styles = OpenStyles()
  /// Tags of HTML that are open; those beyond the limit are not obeyed.
  private var openTags: [HTMLTag] = []
  private static let openTagLimit = 100
  /// Where text leads now; one for each link that is open, the innermost counts.
  private var targets: [TextRun.Target] = []
  /// Line ends of the source so far: where what is found now stands.
  private var line = 0
  /// What stands behind the text of a link: the page that it leads to.
  private var mentions: [(page: LinkedPage, start: RichText.Mark)?] = []

  /// - Parameters:
  ///   - block: a paragraph, a heading, a cell.
  ///   - splits: whether pictures may become blocks.
  static func parts(of block: MarkdownNode, splits: Bool, _ context: inout ConversionContext) -> [InlinePart] {
    var conversion = InlineConversion(splits: splits)
    conversion.convert(block, &context)
    return conversion.parts
  }

  private init(splits: Bool) { self.splits = splits }

  private mutating func convert(_ block: MarkdownNode, _ context: inout ConversionContext) {
    var walk = MarkdownWalk(block)
    while let step = walk.next() {
      switch step.kind {
      case .text: append(step.node.literal)
      case .softBreak:
        line += 1
        // Behind a line end there is one already.
        if !text.endsInSpace { append(" ") }
      case .lineBreak:
        line += 1
        append("\n")
      case .footnoteReference:
        if let footnote = step.node.footnote { append("[\(footnote.number)]") }
      case .code: text.append(step.node.literal, style.union(.code), target: target)
      case .emph: styles.count(.italic, step.isEntering ? 1 : -1)
      case .strong: styles.count(.bold, step.isEntering ? 1 : -1)
      case .strikethrough: styles.count(.strikethrough, step.isEntering ? 1 : -1)
      case .link: step.isEntering ? openLink(step.node, block, &context) : closeLink()
      case .image:
        if step.isEntering { walk = picture(step.node, block, walk, &context) }
      case .htmlInline:
        let literal = step.node.literal
        html(literal, block, &context)
        line += literal.utf8.count { $0 == UInt8(ascii: "\n") }
      default: break
      }
    }
    flush()
  }

  private var style: TextStyle { styles.current }

  private var target: TextRun.Target { targets.last ?? .none }

  private mutating func append(_ literal: String) { text.append(literal, style, target: target) }

  private mutating func flush() {
    let trimmed = text.trimmed()
    if !trimmed.isEmpty || parts.isEmpty && !splits { parts.append(.text(trimmed)) }
    text = RichText()
  }

  // MARK: Links

  private mutating func openLink(_ node: MarkdownNode, _ block: MarkdownNode, _ context: inout ConversionContext) {
    let place = context.nextLink()
    let destination = node.url
    mentions.append(nil)
    if let address = WebLink.address(destination) {
      targets.append(.address(address))
    } else if let page = context.page(behind: destination) {
      targets.append(.none)
      mentions[mentions.count - 1] = (page, text.mark)
    } else {
      targets.append(.none)
      context.warn(
        "W-LINK", "the link to \"\(destination)\" is left out; its text stays", help: context.linkHelp(destination),
        at: context.place(ofLink: place, in: block))
    }
  }

  private mutating func closeLink() {
    targets.removeLast()
    guard let mention = mentions.removeLast() else { return }
    // A mention shows the page's title: a text that says the same would only be said twice.
    let said = text.plain(since: mention.start)
    let isTitle = ExactText(said) == ExactText(mention.page.title)
    if isTitle { text.cut(to: mention.start) }
    let hasText = !isTitle && !said.isEmpty
    if hasText { text.append(" (", style) }
    text.append(mention.page.title, style, target: .page(mention.page.key))
    if hasText { text.append(")", style) }
  }

  // MARK: Pictures

  /// - Returns: the walk behind the picture.
  private mutating func picture(
    _ node: MarkdownNode, _ block: MarkdownNode, _ walk: MarkdownWalk, _ context: inout ConversionContext
  ) -> MarkdownWalk {
    var walk = walk
    let place = context.nextLink()
    // Its description is plain text; links in it count as links of the document.
    var alternative = RichText()
    while let step = walk.next(), step.node != node {
      switch step.kind {
      case .text, .code: alternative.append(step.node.literal)
      case .softBreak, .lineBreak: alternative.append(" ")
      case .link, .image: if step.isEntering { _ = context.nextLink() }
      case .htmlInline: if HTMLTag(step.node.literal.utf8)?.isHTML == false { alternative.append(step.node.literal) }
      default: break
      }
    }
    put(
      picture: node.url, alternative: alternative, title: node.title, at: context.place(ofLink: place, in: block),
      &context)
    return walk
  }

  private mutating func put(
    picture destination: String, alternative: RichText, title: String, at place: Int,
    _ context: inout ConversionContext
  ) {
    var caption = alternative
    if !title.isEmpty, ExactText(title) != ExactText(alternative.plain) {
      caption.append(caption.isEmpty ? title : " – \(title)")
    }
    let address = WebLink.address(destination).flatMap { $0.utf8.starts(with: "http".utf8) ? $0 : nil }
    let source = address.map(Picture.address) ?? context.file(behind: destination).map(Picture.file)
    if splits, targets.isEmpty, let source {
      flush()
      parts.append(.picture(source, caption: caption))
      return
    }
    let shown = caption.plain
    if let address {
      // Where it leads is kept, unless the text leads somewhere already.
      if case .none = target {
        text.append(shown.isEmpty ? destination : shown, style, target: .address(address))
      } else {
        append(shown.isEmpty ? destination : shown)
      }
      context.warn(
        "W-IMAGE", "the picture \"\(destination)\" is a text here",
        help: "a heading, a cell and a link hold no pictures in Notion; give it a paragraph of its own", at: place)
    } else {
      append(shown.isEmpty ? "(\(destination))" : "\(shown) (\(destination))")
      context.warn(
        "W-IMAGE", "the picture \"\(destination)\" is a text here", help: context.pictureHelp(destination), at: place)
    }
  }

  // MARK: HTML

  private mutating func html(_ literal: String, _ block: MarkdownNode, _ context: inout ConversionContext) {
    let place = block.offset(ofLine: line)
    if literal.utf8.starts(with: "<!--".utf8) {
      // Older readers of CommonMark take one with two hyphens inside for text.
      let inner = String(decoding: literal.utf8.dropFirst(4).dropLast(3), as: UTF8.self)
      if inner.contains("--") {
        context.warn("W-HTML", "the comment \"\(inner)\" is left out", help: "comments are not shown", at: place)
      }
      return
    }
    guard let tag = HTMLTag(literal.utf8), tag.isHTML else { return append(literal) }
    switch tag.name {
    case "br": append("\n")
    case "img" where tag["src"] == nil: append(context.unescaped(tag["alt"] ?? ""))
    case "q": append(tag.isClosing ? "”" : "“")
    case "img" where !tag.isClosing:
      put(
        picture: context.unescaped(tag["src"] ?? ""), alternative: RichText(context.unescaped(tag["alt"] ?? "")),
        title: context.unescaped(tag["title"] ?? ""), at: place, &context)
    case "a": tag.isClosing ? closeTag(tag) : openAnchor(tag, block, &context)
    default:
      if tag.style != nil {
        if tag.isClosing { closeTag(tag) } else { open(tag) }
      } else {
        if let gap = tag.gap, !text.isEmpty, !text.endsInSpace { append(gap) }
        guard !tag.isSilent, !tag.isClosing else { return }
        context.warn(
          "W-HTML", "the tag <\(tag.name)> is left out; what it holds stays",
          help: "Notion has nothing for it", at: place)
      }
    }
  }

  private mutating func openAnchor(_ tag: HTMLTag, _ block: MarkdownNode, _ context: inout ConversionContext) {
    guard let destination = tag["href"].map(context.unescaped) else { return }
    if let address = WebLink.address(destination) {
      if open(tag) { targets.append(.address(address)) }
    } else {
      context.warn(
        "W-LINK", "the link to \"\(destination)\" is left out; its text stays", help: context.linkHelp(destination),
        at: block.offset(ofLine: line))
    }
  }

  @discardableResult
  private mutating func open(_ tag: HTMLTag) -> Bool {
    guard openTags.count < Self.openTagLimit else { return false }
    openTags.append(tag)
    if let style = tag.style { styles.count(style, 1) }
    return true
  }

  private mutating func closeTag(_ tag: HTMLTag) {
    guard let index = openTags.lastIndex(where: { $0.name == tag.name }) else { return }
    let opened = openTags.remove(at: index)
    if let style = opened.style { styles.count(style, -1) }
    if tag.name == "a", !targets.isEmpty { targets.removeLast() }
  }
}

/// Which looks are open, and how often.
private struct OpenStyles {
  private static let all: [TextStyle] = [.bold, .italic, .strikethrough, .underline, .code]
  private var counts = [0, 0, 0, 0, 0]
  private(set) var current: TextStyle = []

  mutating func count(_ style: TextStyle, _ change: Int) {
    guard let index = Self.all.firstIndex(of: style) else { return }
    counts[index] += change
    if counts[index] > 0 { current.insert(style) } else { current.remove(style) }
  }
}
