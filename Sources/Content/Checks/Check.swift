import Diagnostics

extension Workspace {
  /// Everything that is wrong or doubtful in `content/`, as far as the files themselves tell, sorted by place.
  ///
  /// - Parameter files: whose links are looked at, which is the only one of all checks that reads bodies.
  package func check(linksIn files: Subtrees = .all) -> [Diagnostic] {
    var known = KnownRecords(self)
    let found =
      scanDiagnostics + checkReferences(&known) + checkDependencyCycles() + checkBranches() + checkUpdates(&known)
      + checkSprints() + checkMoves() + checkLimitsAndDrift() + checkLinks(in: files) + checkBilling(&known)
    return found.sortedByPlace()
  }
}
