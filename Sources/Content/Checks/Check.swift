import Diagnostics

extension Workspace {
  /// Everything that is wrong or doubtful in `content/`, as far as the files themselves tell, sorted by place.
  ///
  /// - Parameter files: whose links are looked at, which is the only one of all checks that reads bodies.
  package func check(linksIn files: Subtrees = .all) -> [Diagnostic] {
    let found =
      scanDiagnostics + checkReferences() + checkDependencyCycles() + checkBranches() + checkUpdates()
      + checkSprints() + checkLimitsAndDrift() + checkLinks(in: files)
    return found.sortedByPlace()
  }
}
