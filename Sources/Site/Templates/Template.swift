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
  /// All tags in the order of the text, as `check --templates` goes through them.
  let tags: [Tag]

  struct Tag: Sendable {
    enum Kind: Sendable {
      case variable
      case section
      case inverted
      case block
      case parent
      case partial
    }

    let kind: Kind
    /// The dotted name; empty for `{{.}}`.
    let path: [String]
    /// The place of the tag that this one is inside of.
    let outer: Int?
    let range: Range<Int>
  }

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

// MARK: - Rendering

extension Template.Node {
  /// What a rendering needs besides values: the other templates, and the blocks that replace this one's.
  struct Surroundings {
    let templates: [String: Template]
    var blocks: [String: [Template.Node]] = [:]
  }
}

extension [Template.Node] {
  /// Appends what the nodes make of the values; the last of the stack is the innermost.
  func render(
    _ stack: inout [TemplateValue], _ surroundings: Template.Node.Surroundings, into output: inout [UInt8]
  ) {
    for node in self {
      switch node {
      case .text(let bytes): output.append(contentsOf: bytes)
      case .variable(let path): stack.lookUp(path)?.append(to: &output)
      case .section(let path, let inner):
        guard let value = stack.lookUp(path) else { continue }
        switch value {
        case .flag(false): continue
        case .flag(true): inner.render(&stack, surroundings, into: &output)
        case .list(let items):
          for item in items {
            stack.append(.values(item))
            inner.render(&stack, surroundings, into: &output)
            stack.removeLast()
          }
        case .text, .html, .values:
          stack.append(value)
          inner.render(&stack, surroundings, into: &output)
          stack.removeLast()
        }
      case .inverted(let path, let inner):
        switch stack.lookUp(path) {
        case nil, .flag(false): inner.render(&stack, surroundings, into: &output)
        case .list(let items) where items.isEmpty: inner.render(&stack, surroundings, into: &output)
        default: continue
        }
      case .partial(let name):
        surroundings.templates[name]?.nodes.render(&stack, surroundings, into: &output)
      case .block(let name, let standard):
        guard let replacement = surroundings.blocks[name] else {
          standard.render(&stack, surroundings, into: &output)
          continue
        }
        // A block of the same name inside its own replacement would go on for ever.
        var inner = surroundings
        inner.blocks[name] = nil
        replacement.render(&stack, inner, into: &output)
      case .parent(let name, let blocks):
        var inner = surroundings
        // What extends the extending template wins.
        inner.blocks.merge(blocks) { outer, _ in outer }
        surroundings.templates[name]?.nodes.render(&stack, inner, into: &output)
      }
    }
  }
}

extension [TemplateValue] {
  /// The value of a path: its first name is looked up from the innermost values outwards, the others in what is
  /// found.
  fileprivate func lookUp(_ path: [String]) -> TemplateValue? {
    guard let first = path.first else { return last }
    for value in reversed() {
      guard case .values(let values) = value, var found = values[first] else { continue }
      for name in path.dropFirst() {
        guard case .values(let inner) = found, let next = inner[name] else { return nil }
        found = next
      }
      return found
    }
    return nil
  }
}
