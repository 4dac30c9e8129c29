import Content
import Diagnostics
import Evidence

extension BoardSituation {
  /// What git does not confirm of what `content/` says. Nothing where git was not read.
  package var gitDiagnostics: [Diagnostic] {
    workspace.tasks.flatMap { task -> [Diagnostic] in
      guard !task.task.status.isClosed, let evidence = evidence(of: task) else { return [] }
      var found: [Diagnostic] = []
      if let claim = unprovenClaim(of: task), let report = task.newestReport {
        found.append(
          report.source.diagnostic(
            .warning, "unproven", "the report claims \(claim.words)",
            help: "look at it: \(SuggestedCommand.show(task.id)); a later report corrects it", key: "status"))
      }
      if evidence.isMerged {
        found.append(
          task.task.source.diagnostic(
            .warning, "merged", "the branch is merged, and the task is \(task.task.status.rawValue)",
            help: "\(finishCommand(for: task)) finishes it", key: "status"))
      } else if evidence.merge == .notConfirmed {
        found.append(
          task.task.source.diagnostic(
            .warning, "not-confirmed", "git cannot confirm whether the branch is merged",
            help: "look at its history; \(SuggestedCommand.move(task.id, to: .done)) where it is", key: "status"))
      }
      return found
    }
  }
}
