import Bytes
import Content
import Evidence
import Git

/// Sets repos up for git-flow: its configuration, as the `git flow` tool reads it, and the develop branch. What
/// somebody has configured stays.
package struct InitFlow: Verb {
  /// By slug; empty: all.
  package var repos: [String]

  package init(_ repos: [String] = []) { self.repos = repos }

  package struct Outcome: Warned {
    package let rows: [Row]
    package let isDryRun: Bool
    package var warnings: [Warning] = []
  }

  package struct Row: Sendable {
    package let repo: String
    package let result: Result<SetUp, Refusal>
  }

  package struct SetUp: Sendable, Equatable {
    package let found: Found
    package let main: String
    package let develop: String
    /// Keys of git's configuration that were set.
    package var set: [String] = []
    /// Branches that were made, and at what.
    package var made: [Made] = []
  }

  package struct Made: Sendable, Equatable {
    package let branch: String
    package let start: String
  }

  package enum Found: Sendable, Equatable {
    case nothing
    /// Keys of the first git-flow and of AVH's.
    case classic
    case next
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let workspace = try await home.workspace(asOf: stage.now)
    var chosen: [Repo] = []
    for slug in repos { chosen.append(try workspace.existingRepo(slug)) }
    // Work without a repository has nothing to set up.
    if repos.isEmpty { chosen = workspace.repos.filter { $0.path != "none" } }
    var rows: [Row] = []
    for repo in chosen {
      do throws(Refusal) {
        rows.append(Row(repo: repo.slug, result: .success(try await setUp(repo, home, stage))))
      } catch {
        rows.append(Row(repo: repo.slug, result: .failure(error)))
      }
    }
    return Outcome(rows: rows, isDryRun: stage.isDryRun)
  }

  private func setUp(_ repo: Repo, _ home: Home, _ stage: Stage) async throws(Refusal) -> SetUp {
    let lock = try await RepoLock(repo.slug, in: home, verb: "flow init", stage)
    defer { _ = lock }
    let view = try await home.view(of: repo)
    let settings = try await refusing { try await view.git.settings(matching: "^gitflow\\.") }
    let flow = FlowSettings(settings)
    let isNext = settings.contains { setting in
      setting.name == "gitflow.version"
        || (setting.name.hasPrefix("gitflow.branch.") && setting.name.hasSuffix(".type"))
    }
    let main = view.rules.main
    let start = try view.commit(of: main)
    let develop = flow.develop ?? repo.branches.develop ?? (view.rules.hasDevelop ? view.rules.base : "develop")
    guard ExactText(develop) != ExactText(main) else {
      throw .answer(
        "\(repo.slug) has one branch for everything, \(main): git-flow needs two",
        help: "without git-flow, releases of \(repo.slug) work as they are; else name another develop branch")
    }
    var result = SetUp(found: isNext ? .next : settings.isEmpty ? .nothing : .classic, main: main, develop: develop)
    // The branches first: the tool takes what is configured for there.
    for branch in [main, develop] where view.references.local(branch) == nil {
      let far = view.references.remote(branch)
      result.made.append(InitFlow.Made(branch: branch, start: far.map { GitReference.shortName($0.name) } ?? main))
      if stage.isDryRun { continue }
      if far != nil {
        try await view.makeLocal(branch)
      } else {
        try await refusing {
          try await view.git.update(
            GitReference.heads + branch, from: nil, to: start, reason: "orchsite: flow init from \(main)")
        }
      }
    }
    guard !isNext else { return result }
    let tags = try await refusing { try await view.git.references(below: [GitReference.tags]) }
    let wanted = [
      ("gitflow.branch.master", main), ("gitflow.branch.develop", develop), ("gitflow.prefix.feature", "feature/"),
      ("gitflow.prefix.bugfix", "bugfix/"), ("gitflow.prefix.release", "release/"),
      ("gitflow.prefix.hotfix", "hotfix/"), ("gitflow.prefix.support", "support/"),
      ("gitflow.prefix.versiontag", TopicLook.usualPrefix(tags)),
    ]
    for (key, value) in wanted where !settings.contains(where: { $0.name == key }) {
      result.set.append(key)
      if stage.isDryRun { continue }
      try await refusing { _ = try await view.git.run(["config", "--local", key, value]) }
    }
    return result
  }
}
