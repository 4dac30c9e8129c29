import Content
import Files
import FrontMatter

/// Names for the shell's completion: read off paths alone, so that Tab answers at once.
enum Completions {
  static func tasks(_ prefix: String) -> [String] {
    paths.compactMap { path in
      if case .task(let id) = RecordPath(path), id.description.hasPrefix(prefix) {
        id.description
      } else {
        nil
      }
    }
  }

  static func sprints(_ prefix: String) -> [String] {
    paths.compactMap { path in
      if case .sprint(let slug) = RecordPath(path), slug.hasPrefix(prefix) { slug } else { nil }
    }
  }

  private static var paths: [String] {
    guard let home = Environment["ORCHSITE_HOME"] ?? (try? HomeOptions.nearest(to: ".")) else { return [] }
    return ((try? ContentFiles.onDisk(home: home).list()) ?? []).map(\.path)
  }
}
