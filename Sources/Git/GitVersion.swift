import Bytes
import Synchronization

/// The version of a git, as far as it decides what it can do.
package struct GitVersion: Sendable, Equatable, Comparable, CustomStringConvertible {
  package let major: Int
  package let minor: Int

  package init(_ major: Int, _ minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// Reads `git version 2.39.5 (Apple Git-154)`; nil for anything else.
  package init?(announcement: String) {
    let words = announcement.split(whereSeparator: \.isWhitespace)
    guard words.count >= 3, words[0] == "git", words[1] == "version" else { return nil }
    let numbers = words[2].split(separator: ".").prefix(2).map { Int($0) }
    guard numbers.count == 2, let major = numbers[0], let minor = numbers[1] else { return nil }
    self.init(major, minor)
  }

  package var description: String { "\(major).\(minor)" }

  package static func < (left: GitVersion, right: GitVersion) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }

  /// Merges in memory: `git merge-tree --write-tree` with `--stdin`.
  package static let mergingInMemory = GitVersion(2, 39)
}

extension GitRunner {
  /// Refuses a git that cannot merge in memory: without that, nobody could tell what a merge would do.
  ///
  /// - Throws: `.tooOld` with both versions, or what `run` throws.
  package func requireMergingInMemory() async throws(GitError) {
    let program = ExactText(program ?? "")
    if Self.mergingInMemory.withLock({ $0.contains(program) }) { return }
    let text = try await run(["version"]).line
    let needed = GitVersion.mergingInMemory
    guard let version = GitVersion(announcement: text), version >= needed else {
      throw .tooOld(found: text, needed: needed)
    }
    Self.mergingInMemory.withLock { _ = $0.insert(program) }
  }

  /// The programs that have said that they can: one verb asks for each repo that it looks at.
  private static let mergingInMemory = Mutex<Set<ExactText>>([])
}
