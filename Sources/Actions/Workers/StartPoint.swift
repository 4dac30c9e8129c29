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

  /// Fetches the base where it has a remote, and takes the newer of the two.
  ///
  /// - Parameter isFetching: false for whoever only says what would be done.
  static func find(_ base: String, in view: RepoView, isFetching: Bool = true) async throws(Refusal) -> StartPoint {
    var warnings: [Warning] = []
    let remote =
      isFetching
      ? await view.fetch(for: base, otherwise: "the work begins at what is here", &warnings) : nil
    return try await refusing {
      let references = try await view.git.references()
      let local = references.local(base)
      let far = remote.flatMap { references["\(GitReference.remotes)\($0)/\(base)"] } ?? references.remote(base)
      guard let start = local ?? far else { throw view.missing(base) }
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
}
