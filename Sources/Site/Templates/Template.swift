// The template language is Mustache: variables, sections, inverted sections, partials and inheritance. A site of
// 10,000 tasks renders some 50,000 templates, and the library for it that there is spends two milliseconds on each
// task, nearly all of it in dynamic casts; this one spends some microseconds. It also escapes by type instead of by
// tag: a text is always escaped, in bytes, and HTML never is, whichever braces a template uses.

/// A template, parsed: a tree of texts and tags.
struct Template: Sendable {
  let nodes: [Node]
  /// The tags that include or extend another template, in the order of the text.
  let references: [Tag]

  init(nodes: [Node]) {
    self.nodes = nodes
    references = nodes.references
  }

  indirect enum Node: Sendable {
    case text([UInt8])
    /// A tag, and what stands between it and the one that closes it.
    case tag(Tag, [Node])
  }

  struct Tag: Sendable {
    enum Kind: Sendable {
      case variable
      case section
      case inverted
      case partial
      /// `{{$name}}…{{/name}}`: what a template that extends this one may replace.
      case block
      /// `{{<name}}…{{/name}}`: another template, with some of its blocks replaced.
      case parent
    }

    let kind: Kind
    /// The dotted name; empty for `{{.}}`.
    let path: [String]
    /// The place in the file.
    let range: Range<Int>

    var name: String { path.isEmpty ? "." : path.joined(separator: ".") }
  }
}

extension [Template.Node] {
  fileprivate var references: [Template.Tag] {
    flatMap { node -> [Template.Tag] in
      guard case .tag(let tag, let inner) = node else { return [] }
      return (tag.kind == .partial || tag.kind == .parent ? [tag] : []) + inner.references
    }
  }

  /// What the nodes inside a parent put in place of its blocks; whatever is not a block has no place there.
  var blocks: [String: [Template.Node]] {
    var blocks: [String: [Template.Node]] = [:]
    for case .tag(let tag, let inner) in self where tag.kind == .block { blocks[tag.name] = inner }
    return blocks
  }
}
