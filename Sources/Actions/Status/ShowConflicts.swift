import Content
import Evidence
import Situation

/// The conflict radar: which branches git could not put together, before anybody tries.
package struct ShowConflicts: Verb {
  /// Only this repo.
  package var repo: String?

  package init() {}

  package struct Outcome: Sendable {
    package let situation: BoardSituation
    /// By repo, those that have a branch.
    package let repos: [RepoRadar]
    /// Why git was not read, in words; by repo.
    package let unread: [(repo: String, reason: String)]
    /// Whether git failed somewhere: then there may be more.
    package let isIncomplete: Bool

    package var clashes: [Clash] { repos.flatMap(\.clashes) }
  }

  package struct RepoRadar: Sendable {
    package let repo: String
    package let facts: RadarFacts
    package let clashes: [Clash]
    package let shared: [SharedFiles]
    /// In words; empty where none collide.
    package let mergeOrder: [String]
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let workspace = try await home.workspace(asOf: stage.now)
    if let repo { _ = try workspace.existingRepo(repo) }
    let result = try await home.evidence(for: workspace, only: repo)
    let situation = BoardSituation(of: workspace, git: result.facts)
    CollisionNote.write(situation, in: home.path)
    return Outcome(
      situation: situation,
      repos: workspace.repos.compactMap { repo in
        result.facts.repos[repo.slug].map { facts in
          RepoRadar(
            repo: repo.slug, facts: facts.radar, clashes: situation.clashes(inRepo: repo.slug),
            shared: situation.sharedFiles(inRepo: repo.slug), mergeOrder: situation.mergeOrder(inRepo: repo.slug))
        }
      },
      unread: result.problems.compactMap(\.words), isIncomplete: result.problems.contains(where: \.isFailure))
  }
}
