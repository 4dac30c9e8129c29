import Bytes
import Content
import Evidence
import Files
import Git
import Sessions

/// A worker's worktree: where it is, and what its marker says.
package struct WorkerPlace: Sendable, Equatable {
  package let path: String
  /// The worktree's own git directory.
  package let gitDirectory: String
  package let marker: WorkerMarker

  package var task: TaskID? { TaskID("\(marker.repo)/\(marker.task)") }

  /// Refuses a worktree that another workspace has, which is still there.
  func refuseForeign(to home: Home) throws(Refusal) {
    guard ExactText(marker.home) != ExactText(home.path), Home(path: marker.home).isThere else { return }
    throw .answer(
      "\(path) belongs to another workspace: \(marker.home)", help: "run it there, or give the task another name here")
  }

  /// The worktree that a folder is in; nil where it is no worker's.
  package static func find(from folder: String) -> WorkerPlace? {
    guard let start = try? FileSystem.resolve(folder), let worktree = WorkerMarker.worktree(of: start),
      let marker = WorkerMarker.read(in: worktree.gitDirectory)
    else { return nil }
    return WorkerPlace(path: worktree.top, gitDirectory: worktree.gitDirectory, marker: marker)
  }

  /// The marked worktree at a path that git lists.
  static func at(_ path: String) -> WorkerPlace? {
    guard let worktree = WorkerMarker.worktree(of: path), worktree.top == path,
      let marker = WorkerMarker.read(in: worktree.gitDirectory)
    else { return nil }
    return WorkerPlace(path: path, gitDirectory: worktree.gitDirectory, marker: marker)
  }
}

extension RepoView {
  /// Refuses a branch that is not a task's to have.
  func refuseShared(_ branch: String, help: String) throws(Refusal) {
    guard !rules.canBelongToTask(branch) else { return }
    throw .answer("\(branch) is no branch of a task in \(repo.slug): others come home to it", help: help)
  }

  /// The marked worktree; of one whose folder is gone, by what git still has of it.
  func place(of worktree: ListedWorktree) -> WorkerPlace? {
    if !worktree.isGone { return WorkerPlace.at(worktree.path) }
    let folder = "\(commonDirectory)/worktrees"
    let names = (try? FileSystem.list(folder) { path, _ in path.utf8.contains(UInt8(ascii: "/")) }) ?? []
    for name in names where name.kind == .directory {
      let gitDirectory = "\(folder)/\(name.path)"
      let link = (try? FileSystem.read("\(gitDirectory)/gitdir", limit: 1 << 16)) ?? []
      guard link.starts(with: Array("\(worktree.path)/.git\n".utf8)), let marker = WorkerMarker.read(in: gitDirectory)
      else { continue }
      return WorkerPlace(path: worktree.path, gitDirectory: gitDirectory, marker: marker)
    }
    return nil
  }

  /// The worktree of a task: the one that is marked for it, else the one that its branch is checked out in, else the
  /// one where `worker start` would make it.
  func worktree(of task: TaskID, branch: String, expectedAt path: String) -> ListedWorktree? {
    let linked = worktrees.dropFirst().filter { !$0.isBare }
    return linked.first { place(of: $0)?.task == task } ?? linked.first { $0.branch == branch }
      ?? linked.first { $0.path == path }
  }
}

extension ProjectSettings {
  /// Where `worker start` makes a task's worktree, below home.
  func worktreePath(of task: TaskID, home: String) -> String {
    "\(worktreesFolder(home: home))/\(task.repo)/\(task.task)"
  }

  /// The folder that holds the worktrees of all repos.
  func worktreesFolder(home: String) -> String { worktrees.hasPrefix("/") ? worktrees : "\(home)/\(worktrees)" }

  /// Makes the folder that a worktree is to lie in. That is below home, whose own repository must not take worktrees for
  /// its own.
  static func makeFolder(forWorktree path: String) throws(Refusal) {
    let folder = FileSystem.folder(of: FileSystem.folder(of: path))
    try refusing {
      try FileSystem.makeDirectories(FileSystem.folder(of: path))
      // A folder that holds a workspace or a repository has files of its own.
      guard ["content", ".git"].allSatisfy({ FileSystem.kind(of: "\(folder)/\($0)") == nil }) else { return }
      try FileSystem.ignoreFromInside(folder)
    }
  }
}
