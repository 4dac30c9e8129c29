import Diagnostics

extension Workspace {
  /// Everything that is wrong or doubtful in `content/`, as far as the files themselves tell, sorted by place.
  package func check() -> [Diagnostic] {
    let found =
      scanDiagnostics + checkReferences() + checkDependencyCycles() + checkBranches() + checkUpdates()
      + checkSprints() + checkLimitsAndDrift() + checkLinks() + checkBilling()
    return found.sortedByPlace()
  }
}
