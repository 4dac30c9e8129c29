import Diagnostics
import Files
import SiteTemplates

/// The templates and assets of a site: the built-in ones, and a workspace's own `site-templates/` over them, file by
/// file.
package struct TemplateLibrary: Sendable {
  private let templates: [String: Template]
  /// Files that are copied to the site as they are: the style sheet and the script.
  let assets: [(name: String, bytes: [UInt8])]

  /// - Parameter overrides: name (`card.mustache`) to file.
  /// - Throws: every override that cannot be used, with its line and column.
  package init(overrides: [String: SourceFile] = [:]) throws(TemplateErrors) {
    var templates: [String: Template] = [:]
    var assets: [(String, [UInt8])] = []
    var files: [String: SourceFile] = [:]
    var problems: [Diagnostic] = []
    // A name of the workspace's own is a partial: a changed template may be cut into pieces.
    let builtIn = BuiltInTemplates.all.map {
      ($0.name, SourceFile(path: "site-templates/\($0.name)", bytes: $0.bytes))
    }
    let all = Dictionary(builtIn, uniquingKeysWith: { $1 }).merging(overrides) { $1 }
    for (fileName, file) in all.sorted(by: { $0.key < $1.key }) {
      guard fileName.hasSuffix(Self.ending) else {
        assets.append((fileName, file.bytes))
        continue
      }
      let name = String(fileName.dropLast(Self.ending.count))
      do throws(Diagnostic) {
        templates[name] = try TemplateParser.parse(file)
        files[name] = file
      } catch {
        problems.append(error)
      }
    }
    if problems.isEmpty { problems = Self.unresolved(templates, files) }
    guard problems.isEmpty else { throw TemplateErrors(diagnostics: problems) }
    self.templates = templates
    self.assets = assets
  }

  /// Appends a template filled with values.
  func render(_ name: String, _ values: Values, into output: inout [UInt8]) {
    var stack: [TemplateValue] = [.values(values)]
    templates[name]?.nodes.render(&stack, Template.Node.Surroundings(templates: templates), into: &output)
  }

  /// A template filled with values.
  func render(_ name: String, _ values: Values) -> HTML {
    var output: [UInt8] = []
    output.reserveCapacity(1_024)
    render(name, values, into: &output)
    return HTML(output)
  }

  private static let ending = ".mustache"

  /// Partials and parents that do not exist, and circles of them.
  private static func unresolved(
    _ templates: [String: Template], _ files: [String: SourceFile]
  ) -> [Diagnostic] {
    var problems: [Diagnostic] = []
    func report(_ name: String, _ message: String, _ help: String) {
      guard let file = files[name] else { return }
      problems.append(Diagnostic(.error, "template", message, help: help, in: file))
    }
    for (name, template) in templates.sorted(by: { $0.key < $1.key }) {
      for reference in template.references.sorted() where templates[reference] == nil {
        report(
          name, "there is no template \"\(reference)\"",
          "write site-templates/\(reference)\(ending), or mend the name")
      }
      var reached = template.references
      var queue = Array(reached)
      while let next = queue.popLast() {
        for reference in templates[next]?.references ?? [] where reached.insert(reference).inserted {
          queue.append(reference)
        }
      }
      if reached.contains(name) { report(name, "this template includes itself", "take one of the tags out") }
    }
    return problems
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
