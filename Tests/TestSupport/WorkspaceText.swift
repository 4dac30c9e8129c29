import Foundation

/// Several files in one string, so that a test shows its whole workspace at a glance:
///
/// ```
/// -- content/tasks/web/a.md --
/// ---
/// title: A
/// …
/// -- content/tasks/web/b.md --
/// …
/// ```
///
/// - Returns: paths to texts. Each text ends with the line break before the next separator.
package func files(in workspace: String) -> [String: String] {
  var files: [String: String] = [:]
  var path: String?
  for line in workspace.split(separator: "\n" as Unicode.Scalar, omittingEmptySubsequences: false) {
    if line.hasPrefix("-- "), line.hasSuffix(" --") {
      let name = String(line.dropFirst(3).dropLast(3))
      precondition(files[name] == nil, "\(name) is in the workspace twice")
      path = name
      files[name] = ""
    } else if let path {
      files[path, default: ""].unicodeScalars.append(contentsOf: line.unicodeScalars)
      files[path, default: ""].unicodeScalars.append("\n")
    }
  }
  // A literal has no line break behind its last line, which the loop has added.
  return files
}

extension String {
  /// Splits at scalars, so that CRLF (one character to Swift) is split too.
  fileprivate func split(separator: Unicode.Scalar, omittingEmptySubsequences: Bool) -> [String] {
    unicodeScalars.split(separator: separator, omittingEmptySubsequences: omittingEmptySubsequences)
      .map { String($0) }
  }
}
