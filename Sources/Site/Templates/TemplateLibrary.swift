import Diagnostics
import Files
import Mustache
import SiteTemplates

/// The templates and assets of a site: the built-in ones, and a workspace's own `site-templates/` over them, file by
/// file.
package struct TemplateLibrary: Sendable {
  private let templates: MustacheLibrary
  /// Files that are copied to the site as they are: the style sheet and the script.
  let assets: [(name: String, bytes: [UInt8])]

  /// - Parameter overrides: name (`card.mustache`) to file.
  /// - Throws: every override that cannot be parsed, with its line and column.
  package init(overrides: [String: SourceFile] = [:]) throws(TemplateErrors) {
    var templates: [String: MustacheTemplate] = [:]
    var assets: [(String, [UInt8])] = []
    var problems: [Diagnostic] = []
    for builtIn in BuiltInTemplates.all {
      let file = overrides[builtIn.name] ?? SourceFile(path: "site-templates/\(builtIn.name)", bytes: builtIn.bytes)
      guard builtIn.name.hasSuffix(Self.ending) else {
        assets.append((builtIn.name, file.bytes))
        continue
      }
      do throws(Diagnostic) {
        templates[String(builtIn.name.dropLast(Self.ending.count))] = try Self.parse(file)
      } catch {
        problems.append(error)
      }
    }
    for (name, file) in overrides where BuiltInTemplates.all.allSatisfy({ $0.name != name }) {
      // A partial of the workspace's own: a changed template may be cut into pieces.
      guard name.hasSuffix(Self.ending) else { continue }
      do throws(Diagnostic) {
        templates[String(name.dropLast(Self.ending.count))] = try Self.parse(file)
      } catch {
        problems.append(error)
      }
    }
    guard problems.isEmpty else { throw TemplateErrors(diagnostics: problems) }
    self.templates = MustacheLibrary(templates: templates)
    self.assets = assets
  }

  /// The text of a template filled with values.
  func render(_ name: String, _ values: Values) -> String {
    // Every name is one of ours, and `init` parsed all of ours.
    templates.render(values.dictionary, withTemplate: name) ?? ""
  }

  private static let ending = ".mustache"
  /// Switches the engine's own escaping off for a template: `Values` has escaped already. It is one line with the
  /// template's first, so that lines are counted right.
  private static let pragma = "{{% CONTENT_TYPE:TEXT}}"

  private static func parse(_ file: SourceFile) throws(Diagnostic) -> MustacheTemplate {
    let text = file.text(in: 0..<file.bytes.count)
    do {
      return try MustacheTemplate(string: pragma + text)
    } catch let error as MustacheTemplate.ParserError {
      var column = error.context.columnNumber
      if error.context.lineNumber == 1 { column = max(column - pragma.count, 1) }
      throw Diagnostic(
        .error, "template", Self.message(for: error.error), help: "compare it with orchsite templates eject",
        in: file, at: file.range(line: error.context.lineNumber, column: column))
    } catch {
      throw Diagnostic(.error, "template", "\(error)", in: file)
    }
  }

  private static func message(for error: any Error) -> String {
    switch error {
    case MustacheTemplate.Error.sectionCloseNameIncorrect: "a section is closed by another name"
    case MustacheTemplate.Error.unfinishedName: "a tag is not closed"
    case MustacheTemplate.Error.expectedSectionEnd: "a section is never closed"
    case MustacheTemplate.Error.invalidSetDelimiter: "this delimiter tag is not finished"
    default: "this tag cannot be read (\(error))"
    }
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

extension SourceFile {
  fileprivate func range(line: Int, column: Int) -> Range<Int> {
    var start = 0
    for _ in 1..<max(line, 1) {
      guard let lineBreak = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else { break }
      start = lineBreak + 1
    }
    let offset = min(start + max(column - 1, 0), bytes.count)
    return offset..<min(offset + 1, bytes.count)
  }
}
