import Content
import Git

/// Which branches of a repo mean what: as git-flow's configuration says, else the repo's file, else what is there.
package struct BranchRules: Sendable, Equatable {
  /// Where releases live.
  package let main: String
  /// Where work starts from and comes home to.
  package let base: String
  package let featurePrefix: String
  package let releasePrefix: String
  package let hotfixPrefix: String
  package let tagPrefix: String

  /// - Parameters:
  ///   - defaultBranch: what the remote, else the main checkout, takes for its main branch; nil where nobody knows.
  package init(_ flow: FlowSettings, _ declared: Repo.Branches, in references: References, defaultBranch: String?) {
    func exists(_ branch: String) -> Bool { references.local(branch) != nil || references.remote(branch) != nil }
    let main =
      flow.main ?? declared.main ?? defaultBranch ?? ["main", "master", "trunk"].first(where: exists) ?? "main"
    self.main = main
    base = flow.develop ?? declared.develop ?? (exists("develop") ? "develop" : main)
    featurePrefix = flow.featurePrefix ?? "feature/"
    releasePrefix = flow.releasePrefix ?? "release/"
    hotfixPrefix = flow.hotfixPrefix ?? "hotfix/"
    tagPrefix = flow.tagPrefix ?? ""
  }

  /// Whether main and base are two branches, as git-flow has them.
  package var hasDevelop: Bool { base != main }

  package func branch(of task: BoardTask) -> String { task.branch ?? featurePrefix + task.id.task }
  package func base(of task: BoardTask) -> String { task.base ?? base }

  package func kind(of branch: String) -> RepoFacts.Branch.Kind {
    func begins(_ prefix: String) -> Bool { !prefix.isEmpty && branch.utf8.starts(with: prefix.utf8) }
    if branch == base || branch == main { return .base }
    if begins(featurePrefix) { return .feature }
    if begins(releasePrefix) { return .release }
    return begins(hotfixPrefix) ? .hotfix : .other
  }
}
