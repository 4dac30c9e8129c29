import Bytes
import Content
import Files
import Git
import Quantities
import Sessions

/// The folder that holds `content/`.
package struct Home: Sendable {
  /// Absolute.
  package let path: String
  /// How git is run there.
  package let git: GitRunner
  /// Whether it is another one than the nearest to where the search began.
  package private(set) var isElsewhere = false
  /// Whether its `content/` is a copy in a linked worktree, on a branch of its own: such a copy is never written.
  private(set) var isCopy = false

  package init(path: String, git: GitRunner? = nil) {
    self.path = path
    self.git = git ?? GitRunner(folder: path)
  }

  /// Whether there is a workspace, and not only the place for one.
  package var isThere: Bool { Self.isHome(path) }

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

// MARK: - Writing

extension Home {
  /// Refuses to write while what is checked out comes and goes: what a verb commits would go with it, or come back late.
  func refuseWorkBranch() async throws(Refusal) {
    let prefix = GitReference.heads
    guard let target = try? await git.target(ofSymbolic: "HEAD"), target.utf8.starts(with: prefix.utf8) else { return }
    let branch = GitReference.shortName(target)
    guard branch.utf8.contains(UInt8(ascii: "/")) else { return }
    let flow = (try? await git.flowSettings()) ?? FlowSettings()
    let prefixes = [flow.featurePrefix, flow.releasePrefix, flow.hotfixPrefix].compactMap(\.self)
    guard (prefixes + ["feature/", "release/", "hotfix/"]).contains(where: { branch.utf8.starts(with: $0.utf8) }) else {
      return
    }
    throw .answer(
      "nothing written: \(path) is on \(branch), and what is written there leaves the board with it",
      help: "switch it to its main branch; --anyway writes all the same")
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
  ///   - standard: the one that the environment names; a worker's worktree must not be another home's.
  ///   - git: how git is run, in whichever folder.
  package static func find(
    from start: String, named: String?, standard: String? = nil, git: GitRunner = GitRunner(folder: "/")
  ) async throws(Refusal) -> Home {
    let start = try absolute(start)
    if let named { return try home(at: named, from: start) }
    if let worktree = WorkerMarker.worktree(of: start), let marker = WorkerMarker.read(in: worktree.gitDirectory) {
      return try home(of: marker, worktree: worktree.top, from: start, standard)
    }
    if let standard { return try home(at: standard, from: start) }
    let nearest = Self.existing(at: start, upTo: "/")
    let worktree = try await refusing { try await linkedWorktree(of: nearest ?? start, git) }
    if let worktree {
      // What the worktree has, or would have, at the same place in the main checkout.
      let folder = worktree.main.map { main in
        FileSystem.relative(nearest ?? start, to: worktree.top).map { "\(main)/\($0)" } ?? main
      }
      if let folder, let main = worktree.main, let path = existing(at: folder, upTo: main) {
        var home = Home(path: path)
        home.isElsewhere = true
        return home
      }
    }
    guard let nearest else { throw .noHome(start) }
    var home = Home(path: nearest)
    if worktree != nil {
      var git = git
      git.folder = nearest
      home.isCopy = try await refusing { [git] in try await git.isOnSideBranch() }
    }
    return home
  }

  private static func home(at named: String, from start: String) throws(Refusal) -> Home {
    let path = try absolute(named.hasPrefix("/") ? named : "\(start)/\(named)")
    guard isHome(path) else { throw .noHome(path, isNamed: true) }
    var home = Home(path: path)
    home.isElsewhere = existing(at: start, upTo: "/").map { ExactText($0) } != ExactText(path)
    return home
  }

  /// The home that a worker's worktree belongs to: what it reports goes there and nowhere else.
  private static func home(
    of marker: WorkerMarker, worktree: String, from start: String, _ standard: String?
  ) throws(Refusal) -> Home {
    guard isHome(marker.home) else {
      throw .answer(
        "this worktree belongs to \(marker.home), where no content/index.md is\(standard.map { "; ORCHSITE_HOME is \($0)" } ?? "")",
        help:
          "if the workspace has moved: orchsite worker adopt \(marker.repo) \(marker.task) \(worktree), at its new place"
      )
    }
    if let standard {
      let path = try? absolute(standard.hasPrefix("/") ? standard : "\(start)/\(standard)")
      guard let path, ExactText(path) == ExactText(marker.home) else {
        throw .answer(
          "this worktree belongs to \(marker.home), and ORCHSITE_HOME is \(standard)",
          help: "unset ORCHSITE_HOME here, or name the workspace with --home DIR")
      }
    }
    return Home(path: marker.home)
  }

  /// The workspace that is there, else the place for a new one: where the search began.
  package static func findOrPlace(
    from start: String, named: String?, standard: String? = nil
  ) async throws(Refusal) -> Home {
    do throws(Refusal) {
      return try await find(from: start, named: named, standard: standard)
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
    guard let found = existing(at: start, upTo: "/") else { throw .noHome(start) }
    return found
  }

  private static func existing(at folder: String, upTo top: String) -> String? {
    var folder = folder
    while !isHome(folder) {
      guard folder.utf8.count > top.utf8.count else { return nil }
      folder = FileSystem.folder(of: folder)
    }
    return folder
  }

  /// The linked worktree that a folder is in, and the main checkout that goes with it, where there is one.
  private static func linkedWorktree(
    of folder: String, _ runner: GitRunner
  ) async throws(GitError) -> (top: String, main: String?)? {
    var top = folder
    while FileSystem.kind(of: "\(top)/.git") == nil {
      guard top != "/" else { return nil }
      top = FileSystem.folder(of: top)
    }
    // Only a linked worktree (or a submodule) has a file there; nobody else waits for git.
    guard FileSystem.kind(of: "\(top)/.git") == .regular else { return nil }
    var git = runner
    git.folder = top
    guard try await git.checkout()?.isLinked == true else { return nil }
    let main = try await git.mainCheckout()
    return main.map { ExactText($0) } == ExactText(top) ? nil : (top, main)
  }

  private static func absolute(_ path: String) throws(Refusal) -> String {
    try refusing { try FileSystem.resolve(path) }
  }
}
