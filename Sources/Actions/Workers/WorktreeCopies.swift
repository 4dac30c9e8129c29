import Bytes
import Content
import Evidence
import Files
import Git

/// Files that git ignores and that a worktree was given: `worktree.copy`. What they held is noted, so that a copy that
/// nobody changed can go with its worktree.
struct WorktreeCopies: Sendable {
  var copied: [String] = []
  var warnings: [Warning] = []

  private static let fileName = "orchsite-copies"
  private static let sizeLimit = 64 << 20

  /// Copies what is not there yet.
  static func copy(
    for repo: Repo, from view: RepoView, to worktree: String, _ gitDirectory: String
  ) async throws(Refusal) -> WorktreeCopies {
    var copies = WorktreeCopies()
    guard !repo.worktree.copy.isEmpty, !view.isBare else { return copies }
    let globs = repo.worktree.copy.map { Glob($0) }
    let disposable = Disposables(repo)
    let found = try await refusing { try await view.git.workingState(ignored: true).ignored.map(\.path) }
    var files: [String] = []
    for path in found where !disposable.covers(path) {
      guard path.utf8.last == UInt8(ascii: "/") else {
        files.append(path)
        continue
      }
      let folder = path.dropLast()
      let entries = (try? FileSystem.list("\(view.folder)/\(folder)")) ?? []
      files += entries.filter { $0.kind == .regular }.map { "\(folder)/\($0.path)" }
    }
    let wanted = files.filter { file in
      globs.contains { $0.matches(file) } && !disposable.covers(file)
    }
    guard !wanted.isEmpty else { return copies }
    let git = view.git.at(worktree)
    let ignored = try await refusing { try await git.ignored(among: wanted) }
    var noted = read(gitDirectory)
    for path in wanted {
      guard ignored.contains(ExactText(path)) else {
        copies.warnings.append(
          Warning("not copied: \(path)", help: "git does not ignore it in the worktree, where it would be committed"))
        continue
      }
      do throws(FileError) {
        guard try place(path, from: view.folder, in: worktree) else { continue }
      } catch {
        copies.warnings.append(Warning("not copied: \(error)"))
        continue
      }
      copies.copied.append(path)
      noted[ExactText(path)] = try await refusing { try await git.id(ofFile: path) }
    }
    try write(noted, gitDirectory)
    return copies
  }

  /// - Returns: false where there is something already.
  private static func place(_ path: String, from checkout: String, in worktree: String) throws(FileError) -> Bool {
    guard try makeFolders(of: path, in: worktree) else { return false }
    let target = "\(worktree)/\(path)"
    FileSystem.sweepTemporaries(in: FileSystem.folder(of: target))
    guard FileSystem.kind(of: target) == nil else { return false }
    try FileSystem.copyFile("\(checkout)/\(path)", to: target, limit: sizeLimit)
    return true
  }

  /// - Returns: false where something else than a folder is on the way: a branch may have a link there.
  private static func makeFolders(of path: String, in worktree: String) throws(FileError) -> Bool {
    var folder = worktree
    for name in path.utf8.split(separator: UInt8(ascii: "/")).dropLast() {
      folder += "/" + String(decoding: name, as: UTF8.self)
      if let kind = FileSystem.kind(of: folder) {
        if kind != .directory { return false }
      } else {
        try FileSystem.makeDirectoryUnlinked(folder)
      }
    }
    return true
  }

  /// Ids of what was copied, by path.
  static func read(_ gitDirectory: String) -> [ExactText: String] {
    let bytes = (try? FileSystem.read("\(gitDirectory)/\(fileName)", limit: 16 << 20)) ?? []
    var noted: [ExactText: String] = [:]
    // Ended by NUL: a path may hold anything else.
    for entry in bytes.split(separator: 0) {
      let parts = entry.split(separator: UInt8(ascii: " "), maxSplits: 1)
      guard parts.count == 2 else { continue }
      noted[ExactText(String(decoding: parts[1], as: UTF8.self))] = String(decoding: parts[0], as: UTF8.self)
    }
    return noted
  }

  private static func write(_ noted: [ExactText: String], _ gitDirectory: String) throws(Refusal) {
    let text = noted.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key.text)\0" }.joined()
    try refusing { try FileSystem.writeAtomically(Array(text.utf8), to: "\(gitDirectory)/\(fileName)") }
  }
}

extension GitRunner {
  /// The id that the bytes of a file have, whatever filters say.
  func id(ofFile path: String) async throws(GitError) -> String {
    try await run(["hash-object", "--no-filters", "--", path]).line
  }
}

/// Ignored files that may be deleted with a worktree: what a repo's file says, else what programs make anew.
struct Disposables: Sendable {
  /// What is in such a folder; a file of that name is somebody's.
  private let folders: [Glob]
  private let anything: [Glob]

  private static let standardFolders = [
    "node_modules", "bower_components", ".build", "build", "dist", "out", "target", "DerivedData", ".venv", "venv",
    "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".tox", ".gradle", ".next", ".nuxt", ".turbo",
    ".parcel-cache", ".cache",
  ]
  private static let standardFiles = ["*.pyc", ".DS_Store"]

  init(_ repo: Repo) {
    folders = repo.disposable.isEmpty ? Self.standardFolders.map { Glob($0) } : []
    anything = (repo.disposable.isEmpty ? Self.standardFiles : repo.disposable).map { Glob($0) }
  }

  /// - Parameter path: of a file.
  func covers(_ path: String) -> Bool {
    if anything.contains(where: { $0.matches(path) }) { return true }
    let folder = FileSystem.folder(of: path)
    return folder != "." && folders.contains { $0.matches(folder) }
  }
}
