import Bytes
import Files

/// What a merge would bring, without one being made.
package enum MergeSimulation: Sendable, Equatable {
  /// The tree that it would have.
  case clean(tree: String)
  /// The files that a person would have to look at, in the order of their bytes. It can be empty: git may refuse to
  /// merge for a reason that is no file's.
  case conflicts([String])
  /// The histories have nothing in common.
  case unrelated
}

extension GitRunner {
  /// Merges a commit into another one, in memory.
  ///
  /// - Parameters: full commit ids. What git makes on the way goes where `self` keeps objects: see `scratch`.
  /// - Throws: what `run` throws.
  package func simulateMerge(of theirs: String, into ours: String) async throws(GitError) -> MergeSimulation {
    // Asked first: git answers a merge without a common ancestor, like a name that it does not know, as a failure.
    guard try await mergeBase(of: ours, and: theirs) != nil else { return .unrelated }
    let output = try await run(
      ["merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", ours, theirs], accepting: [0, 1])
    let pieces = output.pieces
    guard let tree = pieces.first else {
      throw .failed(GitFailure(command: "merge-tree", status: output.status, message: output.errors))
    }
    if output.status == 0 { return .clean(tree: tree) }
    var paths: [String] = []
    for path in pieces.dropFirst() where paths.last.map({ ExactText($0) }) != ExactText(path) { paths.append(path) }
    return .conflicts(paths)
  }
}

/// A place for the objects that git makes while it only looks: the repository's own are read, none is added.
package final class ScratchObjects: Sendable {
  private let folder: String
  private let objects: String

  /// - Parameter commonDirectory: the git directory that all working trees share.
  /// - Throws: where no folder can be made.
  package init(besides commonDirectory: String) throws(FileError) {
    folder = try FileSystem.makeTemporaryFolder()
    objects = "\(commonDirectory)/objects"
  }

  deinit { try? FileSystem.removeTree(folder) }

  package func runner(_ git: GitRunner) -> GitRunner {
    var runner = git
    runner.environment["GIT_OBJECT_DIRECTORY"] = folder
    // In quotes, because a colon would divide it.
    let quoted = objects.utf8.reduce(into: [UInt8]()) { text, byte in
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
      text.append(byte)
    }
    runner.environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = "\"\(String(decoding: quoted, as: UTF8.self))\""
    return runner
  }
}
