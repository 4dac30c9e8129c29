import Diagnostics
import FrontMatter

/// What `config.yml` says that matters here. Anything that cannot be read counts as absent: the tasks do not depend
/// on it.
package struct BacklogConfig: Sendable, Equatable {
  package var projectName: String?
  /// In the order of their columns.
  package var statuses: [String] = []
  package var dateFormat = "yyyy-mm-dd"

  package init() {}

  package init(_ bytes: [UInt8]) {
    guard let text = SourceText(bytes) else { return }
    var yaml = text.bytes[...]
    if yaml.starts(with: "---\n".utf8) { yaml = yaml.dropFirst(4) }
    guard let document = MendedYAML(Array(yaml), path: "config.yml").document else { return }
    projectName = document.text(of: "project_name") ?? document.text(of: "projectName")
    statuses = document.texts(of: "statuses") ?? []
    dateFormat = document.text(of: "date_format") ?? document.text(of: "dateFormat") ?? dateFormat
  }
}

extension FrontMatterDocument {
  /// The text of a key with a scalar that says something.
  func text(of key: String) -> String? { value(of: key)?.plainText }

  /// The texts of a key with a list, or with one scalar; `nil` when it holds anything else, or nothing.
  func texts(of key: String) -> [String]? { value(of: key)?.texts }
}

extension YAMLValue {
  /// Without blanks around it; `nil` for blank text, lists and maps.
  var plainText: String? {
    guard case .scalar(let scalar) = self, !scalar.isAbsent else { return nil }
    let text = scalar.text.trimmed
    return text.isEmpty ? nil : text
  }

  /// Items that say nothing are left out.
  var texts: [String]? {
    switch self {
    case .scalar: return plainText.map { [$0] } ?? []
    case .map: return nil
    case .list(let items, _):
      var texts: [String] = []
      for item in items {
        guard case .scalar = item else { return nil }
        if let text = item.plainText { texts.append(text) }
      }
      return texts
    }
  }
}

extension String {
  /// Without white space at both ends.
  var trimmed: String {
    var scalars = unicodeScalars[...]
    while scalars.first?.properties.isWhitespace == true { scalars.removeFirst() }
    while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
    return String(scalars)
  }
}
