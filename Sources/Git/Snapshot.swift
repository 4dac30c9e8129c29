import Files
import Quantities

/// A working tree as a commit would be that takes everything along.
package struct Snapshot: Sendable, Equatable {
  /// A commit on top of HEAD.
  package let commit: String
  /// Untracked files that are too large, or cannot be read.
  package let skipped: [String]

  /// In bytes. What is larger is hardly written by hand, and nobody merges it line by line.
  package static let sizeLimit = 10 << 20
}

extension GitRunner {
  /// Takes a snapshot of the working tree that the folder is in, with what is uncommitted and untracked. Neither its
  /// index nor its repository is written to: the index is a copy.
  ///
  /// - Parameters:
  ///   - state: what is uncommitted there.
  ///   - gitDirectory: the working tree's own.
  ///   - isOwn: which paths are ours, and no work of anybody.
  /// - Returns: nil before the first commit.
  /// - Throws: what `run` throws, and what copying does.
  package func snapshot(
    of state: WorkingState, gitDirectory: String, in scratch: ScratchObjects, leavingOut isOwn: (String) -> Bool
  ) async throws -> Snapshot? {
    guard let head = state.head else { return nil }
    let folder = self.folder
    let index = FileSystem.temporaryPath(in: scratch.folder)
    // With the time of its last change: git looks into files that changed at that very moment.
    let own = "\(gitDirectory)/index"
    // Without one, nothing is in it yet.
    if FileSystem.kind(of: own) != nil { try FileSystem.copyFile(own, to: index, limit: 1 << 30) }
    var runner = scratch.runner(self)
    runner.environment["GIT_INDEX_FILE"] = index
    // A split index would be written beside the original, and complaints about line ends are not ours to make.
    let options = ["-c", "core.splitIndex=false", "-c", "core.safecrlf=false"]
    try await runner.run(options + ["add", "--update", "--", "."])
    var skipped: [String] = []
    var untracked: [UInt8] = []
    // An untracked folder with a slash behind it is a repository of its own.
    for entry in state.entries where entry.kind == .untracked && entry.path.utf8.last != UInt8(ascii: "/") {
      if isOwn(entry.path) { continue }
      guard let size = FileSystem.size(of: "\(folder)/\(entry.path)"), size <= Snapshot.sizeLimit else {
        skipped.append(entry.path)
        continue
      }
      untracked += Array(entry.path.utf8) + [0]
    }
    if !untracked.isEmpty {
      try await runner.run(
        options + ["update-index", "--add", "--remove", "--replace", "-z", "--stdin"], input: untracked)
    }
    let tree = try await runner.run(["write-tree"]).line
    // What is being merged in counts as there: it is in the files.
    let merging = (try? FileSystem.read("\(gitDirectory)/MERGE_HEAD", limit: 1 << 20)) ?? []
    let others = merging.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    let commit = try await runner.commitTree(
      tree, parents: [head] + others, message: "uncommitted\n", at: Instant(milliseconds: 0))
    return Snapshot(commit: commit, skipped: skipped)
  }
}
