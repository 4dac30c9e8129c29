/// All templates of a site, flattened: what is included and extended is known once they are parsed, so a rendering
/// only walks through a list of plain steps and counts no references on the way.
struct TemplateProgram: Sendable {
  private var steps: [Step] = []
  /// The texts of all steps, one behind the other.
  private var literals: [UInt8] = []
  /// The paths of all steps, one behind the other.
  private var names: [ValueName?] = []
  /// The steps of each template.
  private var parts: [Range<Int>] = []
  private var indexes: [String: Int] = [:]
  /// Where the steps come from: the number of a template and the place of the tag in its file.
  private var places: [(template: Int, range: Range<Int>)] = []
  /// The tag at which there were too many steps.
  private(set) var excess: (template: String, range: Range<Int>)?

  /// More than any templates have that are written by hand. Inheritance inside of inheritance multiplies.
  private static let maximumSteps = 1_000_000
  /// What one template may do each time it is filled: steps, and sixteen bytes of output count as one. A table of
  /// 100,000 tasks takes a half.
  fileprivate static let budget = 20_000_000

  /// One step; what its numbers mean depends on its kind.
  fileprivate struct Step {
    enum Kind {
      /// A text: the offset of its first byte, and the one behind its last.
      case text
      /// The value of a path: the indexes of its names.
      case variable
      /// What follows up to the step `next`, once for each item of the value of a path.
      case section
      case inverted
      /// The part whose index is `start`.
      case part
    }

    let kind: Kind
    let start: Int
    let end: Int
    /// The step behind a section; for other steps the next one.
    var next: Int
  }

  init(_ templates: [String: Template]) {
    let names = templates.keys.sorted()
    indexes = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    for name in names {
      let start = steps.count
      append(Part(name, templates), templates, blocks: [:])
      parts.append(start..<steps.count)
    }
  }

  /// Appends a template filled with values.
  ///
  /// - Returns: the tag at which it was given up, because it would not come to an end; `nil` when it is whole.
  func render(
    _ name: String, _ values: Values, into output: inout [UInt8]
  ) -> (template: String, range: Range<Int>)? {
    guard let index = indexes[name] else { return nil }
    var stoppedAt: Int?
    steps.withUnsafeBufferPointer { steps in
      literals.withUnsafeBufferPointer { literals in
        names.withUnsafeBufferPointer { names in
          var rendering = Rendering(steps: steps, literals: literals, names: names, parts: parts)
          rendering.stack.append(.values(values))
          rendering.run(parts[index], into: &output)
          stoppedAt = rendering.stoppedAt
        }
      }
    }
    return stoppedAt.map { step in
      let place = places[step]
      return (indexes.first { $0.value == place.template }?.key ?? name, place.range)
    }
  }
}

// MARK: - Flattening

extension TemplateProgram {
  /// Nodes, and the template that they stand in.
  private struct Part {
    let template: String
    let nodes: [Template.Node]

    init(_ template: String, _ templates: [String: Template]) {
      self.init(template, templates[template]?.nodes ?? [])
    }

    init(_ template: String, _ nodes: [Template.Node]) {
      self.template = template
      self.nodes = nodes
    }
  }

  /// - Parameter blocks: what replaces the blocks of these nodes.
  private mutating func append(_ part: Part, _ templates: [String: Template], blocks: [String: Part]) {
    let template = indexes[part.template] ?? 0
    for node in part.nodes {
      switch node {
      case .text(let bytes):
        let start = literals.count
        literals += bytes
        append(.text, start, literals.count, (template, 0..<0))
      case .tag(let tag, let inner):
        guard steps.count < Self.maximumSteps else {
          if excess == nil { excess = (part.template, tag.range) }
          return
        }
        append(tag, Part(part.template, inner), (template, tag.range), templates, blocks: blocks)
      }
    }
  }

  private mutating func append(
    _ tag: Template.Tag, _ inner: Part, _ place: (template: Int, range: Range<Int>), _ templates: [String: Template],
    blocks: [String: Part]
  ) {
    switch tag.kind {
    case .variable: appendPath(.variable, tag.path, place)
    case .section, .inverted:
      let section = appendPath(tag.kind == .section ? .section : .inverted, tag.path, place)
      append(inner, templates, blocks: blocks)
      steps[section].next = steps.count
    case .partial:
      // Where blocks are replaced, they are in what is included too.
      if blocks.isEmpty, let index = indexes[tag.name] {
        append(.part, index, index, place)
      } else {
        append(Part(tag.name, templates), templates, blocks: blocks)
      }
    case .block:
      // A block of the same name inside its own replacement would go on for ever.
      var others = blocks
      let replacement = others.removeValue(forKey: tag.name)
      append(replacement ?? inner, templates, blocks: others)
    case .parent:
      // What extends the extending template wins.
      let replacements = inner.nodes.blocks.mapValues { Part(inner.template, $0) }
      append(Part(tag.name, templates), templates, blocks: blocks.merging(replacements) { outer, _ in outer })
    }
  }

  @discardableResult
  private mutating func append(
    _ kind: Step.Kind, _ start: Int, _ end: Int, _ place: (template: Int, range: Range<Int>)
  ) -> Int {
    places.append(place)
    steps.append(Step(kind: kind, start: start, end: end, next: steps.count + 1))
    return steps.count - 1
  }

  @discardableResult
  private mutating func appendPath(
    _ kind: Step.Kind, _ path: [String], _ place: (template: Int, range: Range<Int>)
  ) -> Int {
    let start = names.count
    // No value has a name that is too long: it is kept as one that nothing is equal to.
    names += path.map { ValueName($0) }
    return append(kind, start, names.count, place)
  }
}

// MARK: - Rendering

private struct Rendering {
  let steps: UnsafeBufferPointer<TemplateProgram.Step>
  let literals: UnsafeBufferPointer<UInt8>
  let names: UnsafeBufferPointer<ValueName?>
  let parts: [Range<Int>]
  /// The last value is the innermost.
  var stack: [TemplateValue] = []
  private var left = TemplateProgram.budget
  /// The step at which nothing was left.
  private(set) var stoppedAt: Int?

  init(
    steps: UnsafeBufferPointer<TemplateProgram.Step>, literals: UnsafeBufferPointer<UInt8>,
    names: UnsafeBufferPointer<ValueName?>, parts: [Range<Int>]
  ) {
    self.steps = steps
    self.literals = literals
    self.names = names
    self.parts = parts
  }

  mutating func run(_ range: Range<Int>, into output: inout [UInt8]) {
    var index = range.lowerBound
    while index < range.upperBound {
      let step = steps[index]
      left -= 1
      guard left > 0 else {
        if stoppedAt == nil { stoppedAt = index }
        return
      }
      switch step.kind {
      case .text:
        output.append(contentsOf: UnsafeBufferPointer(rebasing: literals[step.start..<step.end]))
        left -= (step.end - step.start) >> 4
      case .variable:
        let before = output.count
        lookUp(step)?.append(to: &output)
        left -= (output.count - before) >> 4
      case .section:
        if let value = lookUp(step) { repeatSection(index + 1..<step.next, value, &output) }
      case .inverted:
        if lookUp(step)?.isNothing ?? true { run(index + 1..<step.next, into: &output) }
      case .part: run(parts[step.start], into: &output)
      }
      index = step.next
    }
  }

  private mutating func repeatSection(_ range: Range<Int>, _ value: TemplateValue, _ output: inout [UInt8]) {
    switch value {
    case .flag(let flag):
      if flag { run(range, into: &output) }
    case .list(let items):
      for item in items where left > 0 { run(range, inside: .values(item), &output) }
    case .text, .html, .stream, .values: run(range, inside: value, &output)
    }
  }

  private mutating func run(_ range: Range<Int>, inside value: TemplateValue, _ output: inout [UInt8]) {
    stack.append(value)
    run(range, into: &output)
    stack.removeLast()
  }

  /// The value of a path: its first name is looked up from the innermost values outwards, the others in what is
  /// found; without a name it is the innermost value itself.
  private func lookUp(_ step: TemplateProgram.Step) -> TemplateValue? {
    guard step.start < step.end else { return stack.last }
    guard let first = names[step.start] else { return nil }
    var depth = stack.count
    while depth > 0 {
      depth -= 1
      guard case .values(let values) = stack[depth], var found = values[first] else { continue }
      for index in step.start + 1..<step.end {
        guard case .values(let inner) = found, let name = names[index], let next = inner[name] else { return nil }
        found = next
      }
      return found
    }
    return nil
  }
}

extension TemplateValue {
  /// Whether an inverted section shows for it.
  fileprivate var isNothing: Bool {
    switch self {
    case .flag(let flag): !flag
    case .list(let items): items.isEmpty
    case .text, .html, .stream, .values: false
    }
  }
}
