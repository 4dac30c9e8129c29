import Content
import Situation

/// The sprints, by start.
package struct ListSprints: Verb {
  package init() {}
  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> BoardSituation {
    BoardSituation(of: try await home.workspace(asOf: stage.now))
  }
}

/// What was decided, newest first.
package struct ListDecisions: Verb {
  /// Only of this repo.
  package var repo: String?

  package init() {}

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> [Decision] {
    let workspace = try await home.workspace(asOf: stage.now)
    if let repo { _ = try workspace.existingRepo(repo) }
    return workspace.decisions.filter { repo == nil || $0.repo == repo || $0.task?.repo == repo }
      .sorted { ($1.date, $1.name) < ($0.date, $0.name) }
  }
}

/// The clients, by name.
package struct ListClients: Verb {
  package init() {}
  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> [Client] {
    try await home.workspace(asOf: stage.now).clients
  }
}

/// The repos, in their order.
package struct ListRepos: Verb {
  package init() {}
  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Workspace {
    try await home.workspace(asOf: stage.now)
  }
}
