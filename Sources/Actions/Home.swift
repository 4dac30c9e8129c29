import Content
import Files
import Git
import Quantities

/// The folder that holds `content/`.
package struct Home: Sendable {
  /// Absolute.
  package let path: String
  /// How git is run there.
  package let git: GitRunner

  package init(path: String, git: GitRunner? = nil) {
    self.path = path
    self.git = git ?? GitRunner(folder: path)
  }

  /// Whether there is a workspace, and not only the place for one.
  var isThere: Bool { Self.isHome(path) }

  private static func isHome(_ folder: String) -> Bool { FileSystem.kind(of: "\(folder)/\(Scan.indexPath)") != nil }
}

// MARK: - Reading

extension Home {
  package var files: ContentFiles { isThere ? .onDisk(home: path) : .inMemory([:]) }

  /// What a change looks at: the records. Their bodies matter only for the file that is written.
  func records() async throws(Refusal) -> Scan {
    try await refusing { try await Scan.run(files, .frontMatter) }
  }

  /// What a verb that reads looks at.
  ///
  /// - Parameter reading: what is read along with every file; the rest is read where it is asked for.
  package func workspace(_ reading: Reading = .frontMatter, asOf: Instant) async throws(Refusal) -> Workspace {
    try await refusing { try await Workspace.load(.onDisk(home: path), reading, asOf: asOf) }
  }
}

// MARK: - Finding

extension Home {
  /// Finds the workspace. In a repo that holds both code and content/, that is the main checkout: what a linked
  /// worktree has of content/ is a copy on a feature branch, where a report would be lost.
  ///
  /// - Parameters:
  ///   - start: the folder to begin at.
  ///   - named: the workspace's folder, as seen from there, where somebody named it: then nothing else counts.
  package static func find(from start: String, named: String?) async throws(Refusal) -> Home {
    let start = try absolute(start)
    if let named {
      let path = try absolute(named.hasPrefix("/") ? named : "\(start)/\(named)")
      guard isHome(path) else { throw .noHome(path, isNamed: true) }
      return Home(path: path)
    }
    let nearest = try nearest(to: start)
    return Home(path: try await refusing { try await mainCheckout(of: nearest) })
  }

  /// The workspace that is there, else the place for a new one: where the search began.
  package static func findOrPlace(from start: String, named: String?) async throws(Refusal) -> Home {
    do throws(Refusal) {
      return try await find(from: start, named: named)
    } catch {
      guard case .noHome(let folder, _) = error else { throw error }
      let content = "\(folder)/content"
      let entries = try refusing {
        FileSystem.kind(of: content) == nil ? [] : try ContentFiles.onDisk(home: folder).list(.all)
      }
      guard !entries.contains(where: { $0.kind != .directory }) else {
        throw .answer(
          "\(content) holds other files, and no index.md", help: "name another place for the workspace with --home DIR")
      }
      return Home(path: folder)
    }
  }

  /// The nearest folder at or above another that has `content/index.md`.
  package static func nearest(to folder: String) throws(Refusal) -> String {
    let start = try absolute(folder)
    var folder = start
    while !isHome(folder) {
      guard folder != "/" else { throw .noHome(start) }
      folder = FileSystem.folder(of: folder)
    }
    return folder
  }

  private static func mainCheckout(of home: String) async throws(GitError) -> String {
    var top = home
    while FileSystem.kind(of: "\(top)/.git") == nil {
      guard top != "/" else { return home }
      top = FileSystem.folder(of: top)
    }
    // Only a linked worktree (or a submodule) has a file there; nobody else waits for git.
    guard FileSystem.kind(of: "\(top)/.git") == .regular,
      let main = try await GitRunner(folder: home).mainCheckout(), main != top
    else { return home }
    let candidate = main + home.dropFirst(top.utf8.count)
    return isHome(candidate) ? candidate : home
  }

  private static func absolute(_ path: String) throws(Refusal) -> String {
    try refusing { try FileSystem.resolve(path) }
  }
}
