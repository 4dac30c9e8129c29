/// The branch of a remote that a branch goes by.
package struct Upstream: Sendable, Equatable {
  /// `origin`.
  package let remote: String
  /// There: `refs/heads/main`.
  package let reference: String
  /// Here, as of the last fetch: `refs/remotes/origin/main`.
  package let tracking: String

  package init(remote: String, reference: String, tracking: String? = nil) {
    self.remote = remote
    self.reference = reference
    self.tracking = tracking ?? "\(GitReference.remotes)\(remote)/\(GitReference.shortName(reference))"
  }

  /// `origin/main`.
  package var name: String { GitReference.shortName(tracking) }
}

extension GitRunner {
  /// What a branch goes by; nil where nothing is configured.
  ///
  /// - Throws: what `run` throws.
  package func upstream(of branch: String) async throws(GitError) -> Upstream? {
    let format = "--format=%(upstream:remotename)%00%(upstream:remoteref)%00%(upstream)"
    let output = try await run(["for-each-ref", format, GitReference.heads + branch])
    let fields = output.line.utf8.split(separator: 0, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    guard fields.count == 3, !fields[0].isEmpty, !fields[1].isEmpty else { return nil }
    // Where no fetch is configured that brings it, git names none here.
    return Upstream(remote: fields[0], reference: fields[1], tracking: fields[2].isEmpty ? nil : fields[2])
  }

  package func remotes() async throws(GitError) -> [String] {
    try await run(["remote"]).text.split(separator: "\n").map(String.init)
  }

  /// Fetches one branch of a remote, and nothing else.
  ///
  /// - Throws: what `run` throws.
  package func fetch(_ upstream: Upstream) async throws(GitError) {
    try await run([
      "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--", upstream.remote,
      "+\(upstream.reference):\(upstream.tracking)",
    ])
  }

  /// The branches of a remote, as it says now.
  ///
  /// - Returns: their commits by full name.
  /// - Throws: what `run` throws.
  package func branches(ofRemote remote: String) async throws(GitError) -> [String: String] {
    let lines = try await run(["ls-remote", "--heads", "--", remote]).text.split(separator: "\n")
    return Dictionary(
      lines.compactMap { line in
        let parts = line.split(separator: "\t", maxSplits: 1)
        return parts.count == 2 ? (String(parts[1]), String(parts[0])) : nil
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Where a branch left a remote branch that has been rewritten since: the newest commit that both had once, as the log
  /// of the remote branch knows. nil where that log does not know.
  ///
  /// - Throws: what `run` throws.
  package func forkPoint(of commit: String, from tracking: String) async throws(GitError) -> String? {
    let output = try await run(["merge-base", "--fork-point", tracking, commit], accepting: [0, 1])
    return output.status == 0 ? output.line : nil
  }
}
