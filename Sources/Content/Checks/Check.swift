import Diagnostics

extension Workspace {
  /// Everything that is wrong or doubtful in `content/`, as far as the files themselves tell, sorted by place.
  ///
  /// - Parameter paths: of the files whose links are looked at, which of all checks are the only one that reads bodies;
  ///   `nil` means all.
  package func check(linksIn paths: Set<String>? = nil) -> [Diagnostic] {
    var known = KnownRecords(self)
    let found =
      scanDiagnostics + checkReferences(&known) + checkDependencyCycles() + checkBranches() + checkUpdates(&known)
      + checkSprints() + checkLimitsAndDrift() + checkLinks(in: paths) + checkBilling(&known)
    return found.sortedByPlace()
  }
}
