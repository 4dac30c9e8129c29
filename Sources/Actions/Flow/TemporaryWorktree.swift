import Bytes
import Evidence
import Files
import Git

/// A worktree that is there for one merge, in a temporary folder, so that nobody's checkout is switched.
enum TemporaryWorktree {
  private static let name = "merge"

  /// Checks a commit out in a folder of its own, and takes that away again, whatever happens in it.
  static func use<Value: Sendable>(
    _ view: RepoView, at commit: String, _ body: (String) async throws(Refusal) -> Value
  ) async throws(Refusal) -> Value {
    let folder = try refusing { try FileSystem.resolve(try FileSystem.makeTemporaryFolder()) }
    let path = "\(folder)/\(name)"
    let result: Result<Value, Refusal>
    do throws(Refusal) {
      // Held before git lists it: whoever finds a worktree here without a holder knows that it was left behind.
      let lock = try lock(folder)
      defer { _ = lock }
      try await add(path, view, commit)
      result = .success(try await body(path))
    } catch {
      result = .failure(error)
    }
    await remove(path, view)
    return try result.get()
  }

  private static func lock(_ folder: String) throws(Refusal) -> FileLock {
    do throws(FileError) {
      return try FileLock.acquire(at: "\(folder)/lock", verb: "merge", timeLimit: .seconds(10))
    } catch {
      throw .file(error)
    }
  }

  private static func add(_ path: String, _ view: RepoView, _ commit: String) async throws(Refusal) {
    var git = view.git
    // A checkout with large files and filters takes its time.
    git.timeLimit = .seconds(1_800)
    git.ownTimeLimit = .seconds(1_800)
    do throws(GitError) {
      try await git.run(["worktree", "add", "--quiet", "--detach", path, commit])
    } catch {
      // A hook that fails does so when all is there.
      let state = try? await view.git.at(path).workingState()
      guard let state, state.head == commit, state.entries.isEmpty else { throw .git(error) }
    }
  }

  private static func remove(_ path: String, _ view: RepoView) async {
    // Twice: one that git was ended in while it made it is locked.
    _ = try? await view.git.run(["worktree", "remove", "--force", "--force", "--", path])
    try? FileSystem.removeTree(FileSystem.folder(of: path))
  }

  /// Takes away what runs that were killed have left behind.
  static func sweep(_ view: RepoView) async {
    for worktree in view.worktrees.dropFirst() where worktree.branch == nil && isOurs(worktree.path) {
      let folder = FileSystem.folder(of: worktree.path)
      if FileSystem.kind(of: folder) == .directory {
        // Somebody is at it: another workspace may have the same repo.
        guard let lock = try? FileLock.attempt(at: "\(folder)/lock", verb: "merge") else { continue }
        await remove(worktree.path, view)
        _ = lock
      } else {
        await remove(worktree.path, view)
      }
    }
  }

  private static func isOurs(_ path: String) -> Bool {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"))
    guard let last = parts.last, last.elementsEqual(name.utf8), let folder = parts.dropLast().last else { return false }
    return folder.starts(with: FileSystem.temporaryPrefix.utf8)
  }
}
