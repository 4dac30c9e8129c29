import Bytes
import Content
import Evidence
import Files
import Git
import Sessions

/// What of a repo is watched: where its branches are, and in the worktrees of active tasks the folders that git does not
/// ignore.
struct RepoWatch {
  let slug: String
  private let commonDirectory: String
  private var worktrees: [Worktree] = []

  private struct Worktree {
    let top: String
    let git: GitRunner
    /// Files that git ignores: whatever happens to them changes nothing.
    var ignored: Set<ExactText> = []
    /// What has changed since the last look.
    var touched: Set<ExactText> = []
  }

  /// Whether a branch, or which of them is checked out, may have changed.
  private(set) var hasMoved = false

  init(_ view: RepoView) {
    slug = view.repo.slug
    commonDirectory = view.commonDirectory
  }

  /// Watches what is not watched yet.
  ///
  /// - Returns: whether there was anything: what it held before may be news.
  mutating func add(_ view: RepoView, branches: [String], to watch: FolderWatch) async -> Bool {
    let before = watch.count
    watch.add(commonDirectory, .itself(names: ["HEAD", "packed-refs", "refs", "reftable", "worktrees"]))
    watch.add("\(commonDirectory)/refs", .itself(names: ["heads", "remotes"]))
    for folder in ["refs/heads", "refs/remotes", "reftable"] { watch.add("\(commonDirectory)/\(folder)", .tree()) }
    watch.add("\(commonDirectory)/worktrees")
    for listed in branches.flatMap({ view.worktrees(on: $0) }) where !listed.isGone {
      let top = view.path(of: listed)
      if let own = WorkerMarker.worktree(of: top) { watch.add(own.gitDirectory, .itself(names: ["HEAD"])) }
      guard !worktrees.contains(where: { ExactText($0.top) == ExactText(top) }) else { continue }
      let worktree = Worktree(top: top, git: view.git.at(top))
      worktrees.append(worktree)
      await cover([top], of: worktree, in: watch)
    }
    return watch.count != before
  }

  /// Watches folders of a worktree, and those in them, but for what git ignores. A folder is watched before git is asked
  /// about those in it: what comes meanwhile is told.
  private func cover(_ folders: [String], of worktree: Worktree, in watch: FolderWatch) async {
    let paths = (try? await worktree.git.run(["ls-files", "-z"]).pieces) ?? []
    var tracked: Set<ExactText> = []
    for path in paths {
      var folder = FileSystem.folder(of: path)
      while folder != ".", tracked.insert(ExactText(folder)).inserted { folder = FileSystem.folder(of: folder) }
    }
    /// Those that are no other repository's, and not ignored.
    func own(_ folders: [String]) async -> [String] {
      let folders = folders.filter { FileSystem.kind(of: "\($0)/.git") == nil || $0 == worktree.top }
      let asked = folders.compactMap { FileSystem.relative($0, to: worktree.top) }.filter {
        !tracked.contains(ExactText($0))
      }
      let ignored = (try? await worktree.git.ignored(among: asked)) ?? []
      return folders.filter { folder in
        FileSystem.relative(folder, to: worktree.top).map { !ignored.contains(ExactText($0)) } ?? true
      }
    }
    var level = await own(folders)
    while !level.isEmpty {
      var next: [String] = []
      for folder in level where watch.add(folder) {
        let entries = (try? FileSystem.list(folder) { path, _ in path.utf8.contains(UInt8(ascii: "/")) }) ?? []
        next += entries.filter { $0.kind == .directory && $0.hasValidName && $0.path != ".git" }.map {
          "\(folder)/\($0.path)"
        }
      }
      level = await own(next)
    }
  }

  /// Takes note of what changed.
  mutating func take(_ changes: FolderChanges, in watch: FolderWatch) async {
    if changes.isIncomplete { hasMoved = true }
    for path in changes.paths {
      if isBelow(path, commonDirectory) {
        // What git only holds a lock on has not changed yet.
        if !path.utf8.suffix(5).elementsEqual(".lock".utf8) { hasMoved = true }
        continue
      }
      guard let index = worktrees.firstIndex(where: { isBelow(path, $0.top) }) else { continue }
      worktrees[index].touched.insert(ExactText(path))
      if path.utf8.suffix(10).elementsEqual(".gitignore".utf8) { worktrees[index].ignored = [] }
    }
    for worktree in worktrees {
      let new = changes.isIncomplete ? [worktree.top] : changes.folders.filter { isBelow($0, worktree.top) }
      if !new.isEmpty { await cover(new, of: worktree, in: watch) }
    }
    worktrees.removeAll { FileSystem.kind(of: $0.top) == nil }
  }

  private func isBelow(_ path: String, _ folder: String) -> Bool {
    ExactText(path) == ExactText(folder) || FileSystem.relative(path, to: folder) != nil
  }

  /// Whether anything is to be looked at.
  var isTouched: Bool { hasMoved || worktrees.contains { !$0.touched.subtracting($0.ignored).isEmpty } }

  /// Whether anything has changed that git does not ignore; what has is told once.
  mutating func hasChanged() async -> Bool {
    var isChanged = hasMoved
    hasMoved = false
    for index in worktrees.indices {
      let worktree = worktrees[index]
      let touched = worktree.touched.subtracting(worktree.ignored)
      worktrees[index].touched = []
      guard !isChanged, !touched.isEmpty else { continue }
      let paths = touched.map(\.text).compactMap { FileSystem.relative($0, to: worktree.top) }
      let ignored = (try? await worktree.git.ignored(among: paths)) ?? []
      worktrees[index].ignored.formUnion(ignored.map { ExactText("\(worktree.top)/\($0.text)") })
      isChanged = ignored.count < paths.count
    }
    return isChanged
  }
}
