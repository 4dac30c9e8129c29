import Diagnostics
import Files
import SiteTemplates

/// The templates and assets of a site: the built-in ones, and a workspace's own `site-templates/` over them, file by
/// file.
package struct TemplateLibrary: Sendable {
  let templates: [String: Template]
  /// Files that are copied to the site as they are: the style sheet and the script.
  let assets: [(name: String, bytes: [UInt8])]
  private let program: TemplateProgram
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
    self.assets = assets
    self.observer = observer
  }

  /// Appends a template filled with values.
  func render(_ name: String, _ values: Values, into output: inout [UInt8]) {
    observer?(name, values)
    program.render(name, values, into: &output)
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
    for (name, template) in templates.sorted(by: { $0.key < $1.key }) {
      guard let file = files[name] else { continue }
      for reference in template.references where templates[reference.name] == nil {
        problems.append(
          Diagnostic(
            .error, "template", "there is no template \"\(reference.name)\"",
            help: "write site-templates/\(reference.name)\(ending), or mend the name", in: file, at: reference.range))
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

/// All templates that cannot be parsed.
package struct TemplateErrors: Error {
  package let diagnostics: [Diagnostic]
}

extension TemplateLibrary {
  /// Reads a workspace's `site-templates/`, if there is one.
  package static func overrides(home: String) throws(FileError) -> [String: SourceFile] {
    let folder = "\(home)/site-templates"
    guard FileSystem.kind(of: folder) == .directory else { return [:] }
    var files: [String: SourceFile] = [:]
    for entry in try FileSystem.list(folder) where entry.kind == .regular && isTemplate(entry.path) {
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
