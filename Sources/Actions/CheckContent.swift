import Billing
import Content
import Diagnostics

/// Everything that is wrong or doubtful in `content/`.
package struct CheckContent: Verb {
  package init() {}

  package struct Outcome: Sendable {
    /// Sorted by place.
    package let problems: [Diagnostic]
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let workspace = try await home.workspace(.bodyFacts, asOf: stage.now)
    return Outcome(problems: (workspace.check() + InvoiceBook(workspace).diagnostics).sortedByPlace())
  }
}
