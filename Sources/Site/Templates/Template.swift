import Diagnostics

// The template language is Mustache: variables, sections, inverted sections, partials and inheritance. A site of
// 10,000 tasks renders some 50,000 templates, and the library for it that there is spends two milliseconds on each
// task, nearly all of it in dynamic casts; this one spends some microseconds. It also escapes by type instead of by
// tag: a text is always escaped, in bytes, and HTML never is, whichever braces a template uses.

/// A template, parsed.
struct Template: Sendable {
  let nodes: [Node]
  /// The templates that this one includes or extends, in the order of its tags.
  let references: [Reference]

  struct Reference: Sendable {
    let name: String
    /// The tag.
    let range: Range<Int>
  }

  indirect enum Node: Sendable {
    case text([UInt8])
    /// The path of a dotted name; empty for `{{.}}`.
    case variable([String])
    case section([String], [Node])
    case inverted([String], [Node])
    case partial(String)
    /// `{{$name}}…{{/name}}`: what a template that extends this one may replace.
    case block(String, [Node])
    /// `{{<name}}…{{/name}}`: another template, with some of its blocks replaced.
    case parent(String, [String: [Node]])
  }
}
