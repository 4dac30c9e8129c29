import Diagnostics

extension Workspace {
  /// Everything that is wrong or doubtful in `content/`, as far as the files themselves tell, sorted by place.
  package func check() -> [Diagnostic] {
    var known = KnownRecords(self)
    let found =
      scanDiagnostics + checkReferences(&known) + checkDependencyCycles() + checkBranches() + checkUpdates(&known)
      + checkSprints() + checkLimitsAndDrift() + checkLinks()
    return found.sortedByPlace()
  }
}
