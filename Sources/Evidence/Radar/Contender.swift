import Bytes
import Content
import Files
import Git

/// A task's branch as it would come home now, with what is not committed yet.
struct Contender: Sendable {
  let task: TaskID
  let isReady: Bool
  /// Where the branch is: here, and on the remote where that has more. Mostly one.
  let tips: [Tip]
  let base: Base?
  let remote: Remote?
  /// What the branch changes, uncommitted work included.
  let paths: Set<ExactText>
  /// The folders that these are in, and those above.
  let folders: Set<ExactText>
  /// Whether some of them are new, or gone.
  let adds: Bool
  let removes: Bool

  init(
    task: TaskID, isReady: Bool, tips: [Tip], base: Base?, remote: Remote? = nil, paths: [String], adds: Bool,
    removes: Bool
  ) {
    self.task = task
    self.isReady = isReady
    self.tips = tips
    self.base = base
    self.remote = remote
    self.paths = Set(paths.map { ExactText($0) })
    var folders: Set<ExactText> = []
    for path in paths {
      var folder = FileSystem.folder(of: path)
      while folder != ".", folders.insert(ExactText(folder)).inserted { folder = FileSystem.folder(of: folder) }
    }
    self.folders = folders
    self.adds = adds
    self.removes = removes
  }

  struct Tip: Sendable {
    /// A full commit id, of the branch or of a snapshot.
    let commit: String
    /// Whether it has all that its base has: then it is what its merge would be.
    let hasBase: Bool
  }

  /// The branch's own remote branch, where the two have parted.
  struct Remote: Sendable {
    let name: String
    let commit: String
    /// The tip that is here.
    let own: String
  }

  struct Base: Sendable, Equatable {
    let name: String
    let commit: String
  }

  /// Whether a merge of the two could have anything to decide: they change the same file, or one has a file where the
  /// other has a folder, or one may have renamed a folder that the other puts something into.
  func canMeet(_ other: Contender) -> Bool {
    !paths.isDisjoint(with: other.paths) || !paths.isDisjoint(with: other.folders)
      || !folders.isDisjoint(with: other.paths) || (adds && other.removes) || (removes && other.adds)
  }

  func shares(_ path: String) -> Bool { paths.contains(ExactText(path)) }
}
