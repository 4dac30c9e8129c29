import Billing
import Content
import Diagnostics

/// Everything that is wrong with money: documents, numbers, claims, time, rates; and, where git is asked, what was done
/// to documents after they were issued.
package struct CheckInvoices: Verb {
  package var readsGit = false

  package init() {}

  package struct Outcome: Sendable {
    /// Sorted by place.
    package let problems: [Diagnostic]
    package let ledger: WorkLedger
    /// Where every minute is, by client.
    package let sums: [(client: String?, sums: WorkSums)]
    /// Whether git was asked in vain: home is in no repository.
    package let isWithoutGit: Bool
  }

  package func run(in home: Home, _ stage: Stage) async throws(Refusal) -> Outcome {
    let workspace = try await home.workspace(asOf: stage.now)
    let ledger = WorkLedger(workspace)
    var problems = ledger.allProblems
    var isWithoutGit = false
    if readsGit {
      let history = try await InvoiceHistory.check(home, workspace)
      problems += history ?? []
      isWithoutGit = history == nil
    }
    return Outcome(
      problems: problems.sortedByPlace(), ledger: ledger, sums: ledger.entries.sums(), isWithoutGit: isWithoutGit)
  }
}

extension WorkLedger {
  /// What is wrong in and between all files that say something about money. A file that cannot be read may say so.
  fileprivate var allProblems: [Diagnostic] {
    var known = KnownProblems()
    return known.only(workspace.billingProblems + workspace.unreadable.flatMap(\.diagnostics))
      + book.diagnostics + diagnostics
  }
}

/// Those that were not said before.
private struct KnownProblems {
  private var said: [String: [Diagnostic]] = [:]

  mutating func only(_ problems: [Diagnostic]) -> [Diagnostic] {
    problems.filter { problem in
      if said[problem.file.path]?.contains(problem) ?? false { return false }
      said[problem.file.path, default: []].append(problem)
      return true
    }
  }
}
