import Diagnostics

extension Workspace {
  /// Everything that is wrong or doubtful in `content/`, as far as the files themselves tell, sorted by place.
  ///
  /// - Parameter files: whose bodies are looked at: for links, and whether they can be read at all.
  package func check(linksIn files: Subtrees = .all) -> [Diagnostic] {
    var known = KnownRecords(self)
    let found =
      scanDiagnostics + checkReferences(&known) + checkDependencyCycles() + checkBranches() + checkUpdates(&known)
      + checkSprints() + checkMoves() + checkLimitsAndDrift() + checkLengths(in: files) + checkLinks(in: files)
      + checkBilling(&known)
    return found.sortedByPlace()
  }
}
