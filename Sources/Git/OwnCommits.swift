import Quantities

extension GitRunner {
  /// Makes a commit that is no person's: with an identity of ours and without a signature, so that the same content and
  /// moment give the same id. No reference moves.
  ///
  /// - Returns: its id.
  /// - Throws: what `run` throws.
  package func commitTree(
    _ tree: String, parents: [String], message: String, at moment: Instant
  ) async throws(GitError) -> String {
    var runner = self
    for role in ["AUTHOR", "COMMITTER"] {
      runner.environment["GIT_\(role)_NAME"] = "orchsite"
      runner.environment["GIT_\(role)_EMAIL"] = "orchsite@localhost"
      runner.environment["GIT_\(role)_DATE"] = "@\(moment.milliseconds / 1_000) +0000"
    }
    return try await runner.run(
      ["-c", "commit.gpgSign=false", "commit-tree", tree] + parents.flatMap { ["-p", $0] },
      input: Array(message.utf8)
    ).line
  }
}
