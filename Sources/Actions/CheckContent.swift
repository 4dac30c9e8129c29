import Billing
import Content
import Diagnostics
import Evidence
import Situation

/// Everything that is wrong or doubtful in `content/`.
package struct CheckContent: Verb {
  /// Whether git is asked too: what it does not confirm.
  package var readsGit = false

  package init() {}

  package struct Outcome: Sendable {
    /// Sorted by place.
    package let problems: [Diagnostic]
    /// Repos that git could not be asked about.
    package let warnings: [Warning]
    /// Whether git failed somewhere: then nobody knows whether all is well.
    package let isIncomplete: Bool
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let workspace = try await home.workspace(.bodyFacts, asOf: stage.now)
    var problems = workspace.check()
    let ledger = WorkLedger(workspace)
    problems += ledger.book.diagnostics + ledger.diagnostics
    var unread: [RepoProblem] = []
    if readsGit {
      let result = try await home.evidence(for: workspace)
      problems += BoardSituation(of: workspace, git: result.facts).gitDiagnostics
      unread = result.problems
    }
    return Outcome(
      problems: problems.sortedByPlace(), warnings: unread.compactMap(\.warning),
      isIncomplete: unread.contains(where: \.isFailure))
  }
}
