import Bytes

extension GitRunner {
  /// Which of some paths of the working tree are ignored; none that git tracks.
  ///
  /// - Throws: what `run` throws.
  package func ignored(among paths: [String]) async throws(GitError) -> Set<ExactText> {
    guard !paths.isEmpty else { return [] }
    // It takes paths as they are, and refuses to be told so.
    var git = self
    git.environment["GIT_LITERAL_PATHSPECS"] = .some(nil)
    let output = try await git.run(
      ["check-ignore", "-z", "--stdin"], input: Array(paths.joined(separator: "\0").utf8) + [0], accepting: [0, 1])
    return Set(output.pieces.map { ExactText($0) })
  }
}
