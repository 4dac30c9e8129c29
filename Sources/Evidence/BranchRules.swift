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
    // A configuration is not asked for names that git itself would refuse, or take for options.
    func prefix(_ named: String?, else usual: String) -> String {
      named.flatMap { GitReference.canBeginBranch($0) ? $0 : nil } ?? usual
    }
    let featurePrefix = prefix(flow.featurePrefix, else: "feature/")
    self.featurePrefix = featurePrefix
    // Work may be checked out where nobody knows the main branch.
    let usual = defaultBranch.flatMap { $0.utf8.starts(with: featurePrefix.utf8) ? nil : $0 }
    let main =
      flow.main ?? declared.main ?? usual ?? ["main", "master", "trunk", "develop"].first(where: exists) ?? "main"
    self.main = main
    base = flow.develop ?? declared.develop ?? (exists("develop") ? "develop" : main)
    releasePrefix = prefix(flow.releasePrefix, else: "release/")
    hotfixPrefix = prefix(flow.hotfixPrefix, else: "hotfix/")
    tagPrefix = flow.tagPrefix ?? ""
  }

  /// Whether main and base are two branches, as git-flow has them.
  package var hasDevelop: Bool { base != main }

  package func branch(of task: BoardTask) -> String { task.branch ?? featurePrefix + task.id.task }
  package func base(of task: BoardTask) -> String { task.base ?? base }

  /// Whether a branch can be a task's own, to be merged and deleted: none that others come home to, or that releases
  /// are made on.
  package func canBelongToTask(_ branch: String) -> Bool {
    switch kind(of: branch) {
    case .feature, .other: true
    case .base, .release, .hotfix: false
    }
  }

  package func kind(of branch: String) -> RepoFacts.Branch.Kind {
    func begins(_ prefix: String) -> Bool { !prefix.isEmpty && branch.utf8.starts(with: prefix.utf8) }
    if branch == base || branch == main { return .base }
    if begins(featurePrefix) { return .feature }
    if begins(releasePrefix) { return .release }
    return begins(hotfixPrefix) ? .hotfix : .other
  }
}
