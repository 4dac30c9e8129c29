import Synchronization

@testable import Site

/// Follows every rendering of a site a second time, and notes which names templates look up, what is found, and
/// which values nobody asks for. Values are known by where they stand: `board.mustache` looking for `columns.more`.
final class ContractRecorder: Sendable {
  struct Notes {
    /// Template and place of each name looked up, to whether it was ever found right there.
    var lookedUp: [String: Bool] = [:]
    /// Places of values, by the template that was given them.
    var given: Set<String> = []
    var used: Set<String> = []
    /// Names found at the place itself in one rendering and further out in another: a value that leaks in.
    var levels: [String: Set<String>] = [:]
  }

  private let notes = Mutex(Notes())
  private let templates: [String: Template]

  init(templates: [String: Template]) { self.templates = templates }

  var result: Notes { notes.withLock { $0 } }

  func note(_ name: String, _ values: Values) {
    notes.withLock { notes in
      var walk = Walk(templates: templates, rendered: name, notes: notes)
      walk.give(values, at: "")
      walk.visit(templates[name]?.nodes ?? [], in: name, [Frame(values: values, place: "")], [:])
      notes = walk.notes
    }
  }

  struct Frame {
    let values: Values?
    let place: String
  }

  private struct Walk {
    let templates: [String: Template]
    let rendered: String
    var notes: Notes

    mutating func give(_ values: Values, at place: String) {
      for key in values.keys {
        let inner = "\(place).\(key)"
        notes.given.insert(rendered + inner)
        switch ValueName(key).flatMap({ values[$0] }) {
        case .values(let values): give(values, at: inner)
        case .list(let items): items.forEach { give($0, at: inner) }
        default: break
        }
      }
    }

    mutating func visit(
      _ nodes: [Template.Node], in template: String, _ stack: [Frame], _ blocks: [String: (String, [Template.Node])]
    ) {
      for case .tag(let tag, let inner) in nodes {
        switch tag.kind {
        case .variable: _ = lookUp(tag.path, in: template, stack)
        case .section:
          guard let (value, place) = lookUp(tag.path, in: template, stack) else { continue }
          switch value {
          case .flag(let flag): if flag { visit(inner, in: template, stack, blocks) }
          case .list(let items):
            for item in items { visit(inner, in: template, stack + [Frame(values: item, place: place)], blocks) }
          case .values(let values): visit(inner, in: template, stack + [Frame(values: values, place: place)], blocks)
          case .text, .html, .stream: visit(inner, in: template, stack + [Frame(values: nil, place: place)], blocks)
          }
        case .inverted:
          let found = lookUp(tag.path, in: template, stack)?.value
          switch found {
          case nil, .flag(false): visit(inner, in: template, stack, blocks)
          case .list(let items) where items.isEmpty: visit(inner, in: template, stack, blocks)
          default: break
          }
        case .partial: visit(templates[tag.name]?.nodes ?? [], in: tag.name, stack, blocks)
        case .block:
          let (source, nodes) = blocks[tag.name] ?? (template, inner)
          var others = blocks
          others[tag.name] = nil
          visit(nodes, in: source, stack, others)
        case .parent:
          let merged = inner.blocks.mapValues { (template, $0) }.merging(blocks) { $1 }
          visit(templates[tag.name]?.nodes ?? [], in: tag.name, stack, merged)
        }
      }
    }

    private mutating func lookUp(
      _ path: [String], in template: String, _ stack: [Frame]
    ) -> (value: TemplateValue, place: String)? {
      guard let first = path.first, let innermost = stack.last else { return nil }
      let asked = "\(template): \(innermost.place).\(path.joined(separator: "."))"
      notes.lookedUp[asked, default: false] = notes.lookedUp[asked] ?? false
      for frame in stack.reversed() {
        guard let value = ValueName(first).flatMap({ frame.values?[$0] }) else { continue }
        var found = value
        var place = "\(frame.place).\(first)"
        notes.used.insert(rendered + place)
        notes.levels["\(template): \(innermost.place).\(first)", default: []].insert(rendered + frame.place)
        for name in path.dropFirst() {
          guard case .values(let values) = found, let next = ValueName(name).flatMap({ values[$0] }) else { return nil }
          found = next
          place += ".\(name)"
          notes.used.insert(rendered + place)
        }
        notes.lookedUp[asked] = true
        return (found, place)
      }
      return nil
    }
  }
}
