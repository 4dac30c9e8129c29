import Bytes
import FrontMatter

/// A key that the workspace made up, and its value.
package struct CustomField: Sendable, Equatable {
  package let key: String
  package let value: String
}

extension FrontMatterDocument {
  /// The values of keys that the workspace made up.
  func values(of keys: CustomFields) -> [CustomField] {
    guard case .named(let names) = keys, !names.isEmpty else { return [] }
    return entries.compactMap { entry in
      guard names.contains(ExactText(entry.key)), case .scalar(let scalar) = entry.value, !scalar.text.isEmpty else {
        return nil
      }
      return CustomField(key: entry.key, value: scalar.text)
    }
  }
}
