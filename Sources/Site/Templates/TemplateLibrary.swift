import Diagnostics
import Files
import SiteTemplates
import Synchronization

/// The templates and assets of a site: the built-in ones, and a workspace's own `site-templates/` over them, file by
/// file.
package struct TemplateLibrary: Sendable {
  let templates: [String: Template]
  /// Files that are copied to the site as they are: the style sheet and the script.
  let assets: [(name: String, bytes: [UInt8])]
  private let program: TemplateProgram
  /// By template.
  private let files: [String: SourceFile]
  private var firstExcess = FirstExcess()
  private let observer: Observer?

  /// Is told which template is filled with which values.
  typealias Observer = @Sendable (String, Values) -> Void

  /// - Parameter overrides: name (`card.mustache`) to file.
  /// - Throws: every override that cannot be used, with its line and column.
  package init(overrides: [String: SourceFile] = [:]) throws(TemplateErrors) {
    try self.init(overrides: overrides, observer: nil)
  }

  init(overrides: [String: SourceFile] = [:], observer: Observer?) throws(TemplateErrors) {
    var templates: [String: Template] = [:]
    var assets: [(String, [UInt8])] = []
    var files: [String: SourceFile] = [:]
    var problems: [Diagnostic] = []
    // A name of the workspace's own is a partial: a changed template may be cut into pieces.
    for (fileName, file) in Self.builtIn.merging(overrides, uniquingKeysWith: { $1 }).sorted(by: { $0.key < $1.key }) {
      guard fileName.hasSuffix(Self.ending) else {
        assets.append((fileName, file.bytes))
        continue
      }
      let name = String(fileName.dropLast(Self.ending.count))
      do throws(Diagnostic) {
        templates[name] =
          if overrides[fileName] == nil, let parsed = Self.parsed[fileName] { try parsed.get() } else {
            try TemplateParser.parse(file)
          }
        files[name] = file
      } catch {
        problems.append(error)
      }
    }
    if problems.isEmpty { problems = Self.unresolved(templates, files) }
    guard problems.isEmpty else { throw TemplateErrors(diagnostics: problems) }
    self.templates = templates
    program = TemplateProgram(templates)
    self.files = files
    if let excess = program.excess { throw TemplateErrors(diagnostics: [Self.excess(excess, files)]) }
    self.assets = assets
    self.observer = observer
  }

  /// Appends a template filled with values.
  func render(_ name: String, _ values: Values, into output: inout [UInt8]) {
    observer?(name, values)
    if let excess = program.render(name, values, into: &output) { firstExcess.keep(Self.excess(excess, files)) }
  }

  /// Why what was rendered so far is not whole: a template that would not come to an end.
  package var excess: Diagnostic? { firstExcess.diagnostic }

  /// Begins anew, for other content.
  package mutating func forgetExcess() { firstExcess = FirstExcess() }

  static func excess(
    _ place: (template: String, range: Range<Int>), _ files: [String: SourceFile]
  ) -> Diagnostic {
    Diagnostic(
      .error, "template", "this template makes too much: partials or sections within one another multiply",
      help: "take a tag out of a section that repeats, or of a partial that is included more than once",
      in: files[place.template] ?? SourceFile(path: "site-templates/\(place.template)\(ending)", bytes: []),
      at: place.range)
  }

  /// A template filled with values.
  func render(_ name: String, _ values: Values) -> HTML {
    var output: [UInt8] = []
    output.reserveCapacity(1_024)
    render(name, values, into: &output)
    return HTML(output)
  }

  private static let ending = ".mustache"

  static let builtIn = Dictionary(
    uniqueKeysWithValues: BuiltInTemplates.all.map {
      ($0.name, SourceFile(path: "site-templates/\($0.name)", bytes: $0.bytes))
    })

  /// The built-in templates, parsed once.
  private static let parsed = builtIn.filter { $0.key.hasSuffix(ending) }.mapValues { file in
    Result { () throws(Diagnostic) in try TemplateParser.parse(file) }
  }

  /// Partials and parents that do not exist, and circles of them.
  private static func unresolved(
    _ templates: [String: Template], _ files: [String: SourceFile]
  ) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    var depths: [String: Int] = [:]
    for (name, template) in templates.sorted(by: { $0.key < $1.key }) {
      guard let file = files[name] else { continue }
      for reference in template.references where templates[reference.name] == nil {
        problems.append(
          Diagnostic(
            .error, "template", "there is no template \"\(reference.name)\"",
            help: "write site-templates/\(reference.name)\(ending), or mend the name", in: file, at: reference.range))
      }
      if depth(of: name, in: templates, &depths) > maximumDepth, let reference = template.references.first {
        problems.append(
          Diagnostic(
            .error, "template", "templates include one another more than \(maximumDepth) deep",
            help: "put some of them together", in: file, at: reference.range))
        break
      }
      if let circle = template.references.first(where: { reached(from: $0.name, in: templates).contains(name) }) {
        problems.append(
          Diagnostic(
            .error, "template", "this template includes itself", help: "take one of the tags out", in: file,
            at: circle.range))
      }
    }
    return problems
  }

  private static let maximumDepth = 64

  /// How many templates include one another from this one on; a circle is as deep as may be.
  private static func depth(of name: String, in templates: [String: Template], _ depths: inout [String: Int]) -> Int {
    if let known = depths[name] { return known }
    // Until it is known; whatever is deeper than may be is not followed further either.
    depths[name] = 0
    var deepest = 0
    for reference in templates[name]?.references ?? [] where deepest <= maximumDepth {
      deepest = max(deepest, depth(of: reference.name, in: templates, &depths))
    }
    depths[name] = deepest + 1
    return deepest + 1
  }

  /// A template and all that it includes, by whatever way.
  private static func reached(from name: String, in templates: [String: Template]) -> Set<String> {
    var reached: Set = [name]
    var queue = [name]
    while let next = queue.popLast() {
      for reference in templates[next]?.references ?? [] where reached.insert(reference.name).inserted {
        queue.append(reference.name)
      }
    }
    return reached
  }
}

/// The first problem of a rendering, from whichever thread.
private final class FirstExcess: Sendable {
  private let first = Mutex<Diagnostic?>(nil)

  var diagnostic: Diagnostic? { first.withLock { $0 } }

  func keep(_ diagnostic: Diagnostic) {
    first.withLock { if $0 == nil { $0 = diagnostic } }
  }
}

/// All templates that cannot be parsed.
package struct TemplateErrors: Error {
  package let diagnostics: [Diagnostic]

  package init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }
}

extension TemplateLibrary {
  /// Reads a workspace's `site-templates/`, if there is one.
  package static func overrides(home: String) throws(FileError) -> [String: SourceFile] {
    let folder = "\(home)/site-templates"
    switch FileSystem.kind(of: folder) {
    case .directory: break
    case nil: return [:]
    // Passed over, it would look as if the templates in it were those of the site.
    case let kind?: throw FileError(.list, folder, .notRegular(kind))
    }
    var files: [String: SourceFile] = [:]
    for entry in try FileSystem.list(folder) where entry.kind != .directory && isTemplate(entry.path) {
      if entry.kind != .regular { throw FileError(.read, "\(folder)/\(entry.path)", .notRegular(entry.kind)) }
      files[entry.path] = SourceFile(
        path: "site-templates/\(entry.path)",
        bytes: try FileSystem.read("\(folder)/\(entry.path)", limit: 1_048_576))
    }
    return files
  }

  private static func isTemplate(_ name: String) -> Bool {
    name.hasSuffix(ending) || BuiltInTemplates.all.contains { $0.name == name }
  }
}
