import Diagnostics
import Files

/// Why an output folder is refused, before anything in it is touched.
package enum OutputFolderError: Error, Equatable, Sendable {
  /// It is, contains or lies inside a folder that holds something else than output.
  case overlaps(folder: String, with: String)
  /// It is not empty, and this tool did not write it.
  case foreign(folder: String)
  /// It holds the site for somebody else: for that client, or for the team.
  case otherSite(folder: String, client: String?)
  /// A file that this tool did not write is where a page belongs.
  case foreignFile(String)
  /// Two pages have the same path.
  case duplicate(String)
  /// The path of a page does not name something inside the folder.
  case invalidPath(String)
  /// A template makes pages that would not come to an end.
  case template(Diagnostic)
  /// A file operation failed.
  case file(FileError)
}

extension OutputFolderError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .overlaps(let folder, let other):
      "cannot write the site to \(folder): it overlaps with \(other)"
    case .foreign(let folder):
      "cannot write the site to \(folder): it is not empty and orchsite did not write it (--force does so anyway)"
    case .otherSite(let folder, let client):
      "cannot write the site to \(folder): it holds the site for "
        + (client.map { "the client \($0.printable)" } ?? "the team") + " (--force replaces it)"
    case .foreignFile(let path):
      "cannot write \(path): orchsite did not write the file that is there (--force replaces it)"
    case .duplicate(let path): "two pages have the path \(path)"
    case .invalidPath(let path): "a page cannot have the path \"\(path)\""
    case .template(let diagnostic): diagnostic.message
    case .file(let error): String(describing: error)
    }
  }
}

/// A folder that output may go to, and what this tool wrote into it before.
package struct OutputFolder: Sendable {
  /// Absolute, without symbolic links.
  package let path: String
  /// The bytes of the manifest as it is in the folder; nil when there is none of ours.
  let manifest: [UInt8]?
  /// The client that the site is for; `nil` for the team's own.
  let client: String?
  /// Whether files that this tool did not write may be replaced.
  let force: Bool
  /// Whether nothing is in the folder, so that nothing can be in the way.
  let isEmpty: Bool

  /// Checks a folder, which is made if it is missing.
  ///
  /// - Parameters:
  ///   - home: the workspace: output may go inside (`site/`), but the folder itself is not output, nor is one
  ///     above it.
  ///   - sources: folders that hold content, templates and the like: no output inside, and none around them.
  ///   - client: whom the site is for, if not for the team. What one may see is never put among what the other may.
  ///   - force: accept a folder that is not empty and was not written by this tool. Its other files are still
  ///     left alone.
  /// - Throws: `.overlaps`, `.foreign`, `.otherSite`, `.file`.
  package init(
    path: String, home: String, sources: [String], client: String? = nil, force: Bool = false
  ) throws(OutputFolderError) {
    // Before making anything: a folder inside content is not even created.
    let resolved = try Self.resolve(path)
    let home = try Self.resolve(home)
    if Self.contains(resolved, home) { throw .overlaps(folder: path, with: home) }
    for source in sources {
      let other = try Self.resolve(source)
      if Self.contains(resolved, other) || Self.contains(other, resolved) {
        throw .overlaps(folder: path, with: source)
      }
    }
    self.path = resolved
    self.force = force
    self.client = client

    manifest = try Self.prepare(resolved)
    isEmpty = if manifest == nil { try Self.isEmpty(resolved) } else { false }
    guard manifest != nil || isEmpty || force else { throw .foreign(folder: path) }
    if let manifest, !force {
      let other = Manifest.client(in: manifest)
      guard other == client else { throw .otherSite(folder: path, client: other) }
    }
  }

  /// Makes the folder if it is missing, and reads its manifest.
  private static func prepare(_ folder: String) throws(OutputFolderError) -> [UInt8]? {
    do {
      try FileSystem.makeDirectories(folder)
      // A build that was killed at its manifest left no other trace.
      FileSystem.sweepTemporaries(in: folder)
      let path = folder + "/" + Manifest.fileName
      guard FileSystem.kind(of: path) != nil else { return nil }
      let bytes = try FileSystem.read(path, limit: Manifest.sizeLimit)
      return Manifest.isManifest(bytes) ? bytes : nil
    } catch {
      throw .file(error)
    }
  }

  private static func isEmpty(_ folder: String) throws(OutputFolderError) -> Bool {
    var count = 0
    do {
      _ = try FileSystem.list(folder) { _, _ in
        count += 1
        return true
      }
    } catch {
      throw .file(error)
    }
    return count == 0
  }

  /// The absolute path without symbolic links of something that need not be there yet.
  private static func resolve(_ path: String) throws(OutputFolderError) -> String {
    do {
      return try FileSystem.resolve(path)
    } catch {
      // A dangling symbolic link is no place for output; of anything else the nearest folder counts.
      guard error.reason == .notFound, FileSystem.kind(of: path) == nil else { throw .file(error) }
      var trimmed = path[...]
      while trimmed.utf8.last == UInt8(ascii: "/") { trimmed.removeLast() }
      let parent = FileSystem.folder(of: String(trimmed))
      let name = trimmed.utf8.split(separator: UInt8(ascii: "/")).last.flatMap(String.init) ?? ""
      guard !name.isEmpty, name != ".", name != ".." else { throw .file(error) }
      let resolved = try resolve(parent)
      return resolved == "/" ? "/" + name : resolved + "/" + name
    }
  }

  /// Whether the first folder is the second or one above it: by their names, and by what the system takes for one
  /// folder, as on a disk where case does not count or that is mounted twice.
  private static func contains(_ outer: String, _ inner: String) -> Bool {
    if outer == "/" || (inner + "/").utf8.starts(with: (outer + "/").utf8) { return true }
    guard let identity = FileSystem.identity(of: outer) else { return false }
    var folder = inner
    while folder != "/" {
      if FileSystem.identity(of: folder) == identity { return true }
      folder = FileSystem.folder(of: folder)
    }
    return false
  }
}
