import Bytes
import Content
import Git

/// What a branch brings home, with what is not committed yet.
package struct WorkChanges: Sendable, Equatable {
  /// Where it parted from its base: a full commit id.
  package let ancestor: String
  package let base: String?
  /// By path.
  package let files: [File]
  /// As `git diff` writes it; nil where only figures were asked for.
  package let patch: [UInt8]?

  package struct File: Sendable, Equatable {
    package let path: String
    /// In lines; nil for a binary file.
    package let added: Int?
    package let removed: Int?
  }
}

extension RepoReading {
  /// - Parameters:
  ///   - look: what this reading found.
  ///   - paths: the only files that are meant; nil for all.
  ///   - isSummary: whether the lines themselves are left out.
  /// - Returns: nil for a task that brings nothing home.
  /// - Throws: what running git throws.
  package func changes(
    of task: TaskID, in look: RepoLook, only paths: [String]?, isSummary: Bool
  ) async throws(GitError) -> WorkChanges? {
    guard let contender = look.contenders.first(where: { $0.task == task }), let tip = contender.tips.first else {
      return nil
    }
    let git = scratch.runner(git)
    let ancestor: String
    if let base = contender.base {
      // Without anything in common, all of it is new.
      ancestor = try await git.mergeBase(of: base.commit, and: tip.commit) ?? Self.emptyTree(like: tip.commit)
    } else {
      ancestor = Self.emptyTree(like: tip.commit)
    }
    let places = paths.map { ["--"] + $0 } ?? []
    var files: [WorkChanges.File] = []
    if paths?.isEmpty != true {
      let options = ["diff-tree", "-r", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color"]
      // 3<TAB>1<TAB>path
      for piece in try await git.run(options + ["--numstat", "-z", ancestor, tip.commit] + places).pieces {
        let parts = piece.utf8.split(separator: UInt8(ascii: "\t"), maxSplits: 2).map {
          String(decoding: $0, as: UTF8.self)
        }
        guard parts.count == 3 else { continue }
        files.append(WorkChanges.File(path: parts[2], added: Int(parts[0]), removed: Int(parts[1])))
      }
      let patch = isSummary ? nil : try await git.run(options + ["-p", ancestor, tip.commit] + places).bytes
      return WorkChanges(ancestor: ancestor, base: contender.base?.name, files: files, patch: patch)
    }
    return WorkChanges(ancestor: ancestor, base: contender.base?.name, files: [], patch: isSummary ? nil : [])
  }

  /// The id of the tree without a file, in SHA-1 or SHA-256, whichever the repository has.
  private static func emptyTree(like id: String) -> String {
    id.utf8.count == 40
      ? "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
      : "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
  }
}
