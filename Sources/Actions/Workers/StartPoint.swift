import Content
import Evidence
import Git

/// Where a new branch begins, after its base was fetched.
struct StartPoint: Sendable {
  /// A full commit id.
  let commit: String
  /// The name of what it begins at: `develop`, `origin/develop`.
  let name: String
  let warnings: [Warning]

  /// How long a remote may take to answer.
  private static let fetchLimit: Duration = .seconds(60)

  /// Fetches the base where it has a remote, and takes the newer of the two.
  static func find(_ base: String, in view: RepoView) async throws(Refusal) -> StartPoint {
    var warnings: [Warning] = []
    let remote = await fetch(base, in: view, &warnings)
    return try await refusing {
      let references = try await view.git.references()
      let local = references.local(base)
      let far = remote.flatMap { references["\(GitReference.remotes)\($0)/\(base)"] } ?? references.remote(base)
      guard let start = local ?? far else {
        let known = references.branches.map { GitReference.shortName($0.name) }
        guard !known.isEmpty else {
          throw Refusal.answer(
            "\(view.repo.slug) has no commit yet: nothing can begin there",
            help: "make its first commit in \(view.folder)")
        }
        throw Refusal.answer(
          "\(view.repo.slug) has no branch \(base)",
          help:
            "name its branches in content/repos/\(view.repo.slug).md (branches: {main: …, develop: …}); there are \(known.prefix(5).joined(separator: ", "))"
        )
      }
      guard let local, let far, local.commit != far.commit else {
        return StartPoint(commit: start.commit, name: GitReference.shortName(start.name), warnings: warnings)
      }
      if try await view.git.isAncestor(local.commit, of: far.commit) {
        return StartPoint(commit: far.commit, name: GitReference.shortName(far.name), warnings: warnings)
      }
      if !(try await view.git.isAncestor(far.commit, of: local.commit)) {
        warnings.append(
          Warning("\(base) and \(GitReference.shortName(far.name)) have parted; the work begins at \(base)"))
      }
      return StartPoint(commit: local.commit, name: base, warnings: warnings)
    }
  }

  /// - Returns: the remote that was asked; nil where the base has none.
  private static func fetch(_ base: String, in view: RepoView, _ warnings: inout [Warning]) async -> String? {
    var git = view.git
    git.timeLimit = fetchLimit
    do {
      let named = try await git.run(["config", "--get", "branch.\(base).remote"], accepting: [0, 1]).line
      let remotes = try await git.run(["remote"]).text.split(separator: "\n").map(String.init)
      guard
        let remote = remotes.first(where: { $0 == named }) ?? remotes.first(where: { $0 == "origin" }) ?? remotes.first
      else { return nil }
      try await git.run(["fetch", "--quiet", "--no-tags", "--", remote])
      return remote
    } catch {
      warnings.append(Warning("could not fetch \(base): \(error)", help: "the work begins at what is here"))
      return nil
    }
  }
}
