import Diagnostics
import FrontMatter

extension TemplateLibrary {
  /// What is wrong with the templates: tags that cannot be read, partials that do not exist, names that no page gives;
  /// as warnings, values that no template uses and templates that none includes. Sorted by place.
  ///
  /// - Parameter overrides: a workspace's own templates, by name.
  package static func check(overrides: [String: SourceFile]) -> [Diagnostic] {
    do {
      let library = try TemplateLibrary(overrides: overrides)
      var check = TemplateCheck(
        templates: library.templates, files: builtIn.merging(overrides) { $1 }, contract: .current)
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
    let offset: Int
  }

  /// What the tags found on any of the ways to them.
  private var found: Set<Place> = []
  /// What a tag that found nothing might have meant.
  private var missed: [Place: (tag: Template.Tag, names: Set<String>)] = [:]
  private var used: Set<String> = []
  private var visited: Set<String> = []
  private var visitsLeft = 1_000_000
  /// The tag at which there were too many visits.
  private var excess: (template: String, tag: Template.Tag)?

  /// Nodes, and the template that they stand in.
  private typealias Part = (template: String, nodes: [Template.Node])

  init(templates: [String: Template], files: [String: SourceFile], contract: TemplateContract) {
    self.templates = templates
    self.files = files
    self.contract = contract
  }

  mutating func run() -> [Diagnostic] {
    for (name, scope) in contract.templates.sorted(by: { $0.key < $1.key }) { visit(name, [scope], [:]) }
    if let excess { return [TemplateLibrary.excess((excess.template, excess.tag.range), byTemplate)] }
    return (unknownNames() + unusedValues() + lonelyTemplates()).sortedByPlace()
  }

  private var byTemplate: [String: SourceFile] {
    Dictionary(uniqueKeysWithValues: templates.keys.compactMap { name in files["\(name).mustache"].map { (name, $0) } })
  }

  // MARK: Walking

  private mutating func visit(_ name: String, _ stack: [Scope], _ blocks: [String: Part]) {
    visited.insert(name)
    visit((name, templates[name]?.nodes ?? []), stack, blocks)
  }

  /// - Parameter blocks: what replaces the blocks in the nodes.
  private mutating func visit(_ part: Part, _ stack: [Scope], _ blocks: [String: Part]) {
    for case .tag(let tag, let nodes) in part.nodes {
      visitsLeft -= 1
      guard visitsLeft > 0 else {
        if excess == nil { excess = (part.template, tag) }
        return
      }
      let inner = (part.template, nodes)
      switch tag.kind {
      case .variable: _ = lookUp(tag, in: part.template, stack)
      case .section:
        let scope = lookUp(tag, in: part.template, stack)
        visit(inner, scope.map { stack + [$0] } ?? stack, blocks)
      case .inverted:
        _ = lookUp(tag, in: part.template, stack)
        visit(inner, stack, blocks)
      case .partial: visit(tag.name, stack, blocks)
      case .block:
        var others = blocks
        let replacement = others.removeValue(forKey: tag.name)
        visit(replacement ?? inner, stack, others)
      case .parent: visit(tag.name, stack, nodes.blocks.mapValues { (part.template, $0) }.merging(blocks) { $1 })
      }
    }
  }

  /// - Returns: the names inside, of a dictionary or a list.
  private mutating func lookUp(_ tag: Template.Tag, in template: String, _ stack: [Scope]) -> Scope? {
    let place = Place(template: template, offset: tag.range.lowerBound)
    guard let first = tag.path.first else {
      found.insert(place)
      return nil
    }
    guard var name = stack.reversed().lazy.compactMap({ $0.names[first] }).first else {
      missed[place, default: (tag, [])].names.formUnion(stack.flatMap(\.names.keys))
      return nil
    }
    used.insert(name.id)
    for part in tag.path.dropFirst() {
      guard case .dictionary(_, let inner) = name, let next = inner.names[part] else {
        let names = if case .dictionary(_, let inner) = name { Set(inner.names.keys) } else { Set<String>() }
        missed[place, default: (tag, [])].names.formUnion(names)
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
    missed.compactMap { place, missed in
      // A part is included by several pages, and not all give it everything.
      guard !found.contains(place), let file = files["\(place.template).mustache"] else { return nil }
      return Diagnostic(
        .error, "template", "no page gives \"\(missed.tag.name)\" here",
        help: missed.tag.path.last.flatMap { didYouMean($0, among: missed.names) }
          ?? "docs/templates.md says what there is",
        in: file, at: missed.tag.range)
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
