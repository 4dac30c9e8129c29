import Diagnostics
import FrontMatter
import SiteTemplates

extension TemplateLibrary {
  /// What is wrong with the templates: tags that cannot be read, partials that do not exist, names that no page gives;
  /// as warnings, values that no template uses and templates that none includes. Sorted by place.
  ///
  /// - Parameter overrides: a workspace's own templates, by name.
  package static func check(overrides: [String: SourceFile]) -> [Diagnostic] {
    do {
      let library = try TemplateLibrary(overrides: overrides)
      var files: [String: SourceFile] = [:]
      for (name, bytes) in BuiltInTemplates.all {
        files[name] = SourceFile(path: "site-templates/\(name)", bytes: bytes)
      }
      var check = TemplateCheck(
        templates: library.templates, files: files.merging(overrides) { $1 }, contract: .current)
      return check.run()
    } catch {
      return error.diagnostics.sortedByPlace()
    }
  }
}

/// Goes through every template as rendering does, but with the names that may be given in place of values.
private struct TemplateCheck {
  let templates: [String: Template]
  /// By file name.
  let files: [String: SourceFile]
  let contract: TemplateContract

  private typealias Scope = TemplateContract.Scope

  private struct Place: Hashable {
    let template: String
    let tag: Int
  }

  /// What each tag found on any of the ways to it.
  private var found: Set<Place> = []
  /// What a tag that found nothing might have meant.
  private var missed: [Place: Set<String>] = [:]
  private var used: Set<String> = []
  private var visited: Set<String> = []

  /// A block that replaces one of a parent's: the tag of the block.
  private typealias Blocks = [String: Place]

  init(templates: [String: Template], files: [String: SourceFile], contract: TemplateContract) {
    self.templates = templates
    self.files = files
    self.contract = contract
  }

  mutating func run() -> [Diagnostic] {
    for (name, scope) in contract.templates.sorted(by: { $0.key < $1.key }) { visit(name, nil, [scope], [:]) }
    return (unknownNames() + unusedValues() + lonelyTemplates()).sortedByPlace()
  }

  // MARK: Walking

  /// Visits the tags directly inside another, or the outermost of a template.
  private mutating func visit(_ name: String, _ outer: Int?, _ stack: [Scope], _ blocks: Blocks) {
    visited.insert(name)
    guard let tags = templates[name]?.tags else { return }
    for (index, tag) in tags.enumerated() where tag.outer == outer {
      let place = Place(template: name, tag: index)
      switch tag.kind {
      case .variable: _ = lookUp(tag.path, at: place, stack)
      case .section:
        let inner = lookUp(tag.path, at: place, stack)
        visit(name, index, inner.map { stack + [$0] } ?? stack, blocks)
      case .inverted:
        _ = lookUp(tag.path, at: place, stack)
        visit(name, index, stack, blocks)
      case .partial: visit(tag.path[0], nil, stack, blocks)
      case .block:
        let replacement = blocks[tag.path[0]] ?? place
        var inner = blocks
        inner[tag.path[0]] = nil
        visit(replacement.template, replacement.tag, stack, inner)
      case .parent:
        var own: Blocks = [:]
        for (inner, block) in tags.enumerated() where block.outer == index && block.kind == .block {
          own[block.path[0]] = Place(template: name, tag: inner)
        }
        visit(tag.path[0], nil, stack, own.merging(blocks) { $1 })
      }
    }
  }

  /// - Returns: the names inside, of a dictionary or a list.
  private mutating func lookUp(_ path: [String], at place: Place, _ stack: [Scope]) -> Scope? {
    guard let first = path.first else {
      found.insert(place)
      return nil
    }
    guard var name = stack.reversed().lazy.compactMap({ $0.names[first] }).first else {
      missed[place, default: []].formUnion(stack.flatMap(\.names.keys))
      return nil
    }
    used.insert(name.id)
    for part in path.dropFirst() {
      guard case .dictionary(_, let inner) = name, let next = inner.names[part] else {
        if case .dictionary(_, let inner) = name { missed[place, default: []].formUnion(inner.names.keys) }
        missed[place, default: []].formUnion([])
        return nil
      }
      name = next
      used.insert(name.id)
    }
    found.insert(place)
    if case .dictionary(_, let inner) = name { return inner }
    return nil
  }

  // MARK: Findings

  private func unknownNames() -> [Diagnostic] {
    missed.compactMap { place, candidates in
      // A part is included by several pages, and not all give it everything.
      guard !found.contains(place), let tag = templates[place.template]?.tags[place.tag],
        let file = files["\(place.template).mustache"]
      else { return nil }
      return Diagnostic(
        .error, "template", "no page gives \"\(tag.path.joined(separator: "."))\" here",
        help: tag.path.last.flatMap { didYouMean($0, among: candidates) } ?? "docs/templates.md says what there is",
        in: file, at: tag.range)
    }
  }

  private func unusedValues() -> [Diagnostic] {
    let all = contract.templates.values.reduce(into: Set()) { $0.formUnion($1.ids) }
    return all.subtracting(used).map { id in
      let group = String(id.prefix { $0 != "." })
      let name = String(id.dropFirst(group.count + 1))
      let file = files["\(group).mustache"] ?? SourceFile(path: "site-templates/\(group).mustache", bytes: [])
      return Diagnostic(
        .warning, "template", "no template uses \"\(name)\" of \(group)",
        help: "nothing to do, if it is left out on purpose", in: file)
    }
  }

  /// A file of the workspace's own that is never read: mostly a misspelt name.
  private func lonelyTemplates() -> [Diagnostic] {
    templates.keys.filter { !visited.contains($0) }.compactMap { name in
      guard let file = files["\(name).mustache"] else { return nil }
      return Diagnostic(
        .warning, "template", "no template includes this one",
        help: didYouMean(name, among: visited) { "\($0).mustache" } ?? "include it with {{> \(name)}}", in: file)
    }
  }
}
