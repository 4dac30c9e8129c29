/// A whole workspace as one string (see `files(in:)`), which a test goes on editing:
///
/// ```swift
/// var board = EditedWorkspace("""
///   -- content/tasks/web/a.md --
///   …
///   """)
/// board.edit("content/tasks/web/a.md", "todo", to: "done")
/// ```
package struct EditedWorkspace: Sendable {
  package private(set) var files: [String: String]
  /// What was named in edits, in their order; a test hands it on and empties it.
  package var changed: [String] = []

  package init(_ text: String) { files = TestSupport.files(in: text) }

  /// The paths of all files, sorted.
  package var paths: [String] { files.keys.sorted() }

  /// Writes one file or several, new ones or others in their place.
  package mutating func write(_ text: String) {
    let written = TestSupport.files(in: text)
    files.merge(written) { $1 }
    changed += written.keys.sorted()
  }

  /// Replaces a piece of a file's text, which must be there.
  package mutating func edit(_ path: String, _ piece: String, to other: String) {
    let text = files[path] ?? ""
    precondition(text.contains(piece), "\(path) does not hold \(piece)")
    files[path] = text.replacing(piece, with: other)
    changed.append(path)
  }

  /// Removes a file, or a folder with all that is in it.
  package mutating func delete(_ path: String) {
    for file in inside(path) { files[file] = nil }
    changed.append(path)
  }

  /// Gives a file or a folder another name.
  package mutating func rename(_ path: String, to other: String) {
    let moved = inside(path).map { ($0, files.removeValue(forKey: $0)) }
    for (file, text) in moved { files[other + file.dropFirst(path.count)] = text }
    changed += [path, other]
  }

  private func inside(_ path: String) -> [String] {
    files.keys.filter { $0 == path || $0.hasPrefix("\(path)/") }
  }
}
