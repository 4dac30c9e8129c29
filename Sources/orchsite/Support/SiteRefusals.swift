import Actions
import Site

extension Refusal {
  /// What `Site` refuses, as every other refusal.
  init(_ refusal: SiteRefusal) {
    switch refusal {
    case .templates(let diagnostics): self = .content(diagnostics)
    case .answer(let message, let help): self = .answer(message, help: help)
    case .output(.foreign(let folder)):
      self = .outside(
        "cannot write the site to \(folder): it is not empty",
        help: "orchsite did not make it; --force writes there, its other files stay")
    case .output(let error): self = .outside("\(error)")
    case .file(let error): self = .file(error)
    case .other(let reason): self = .outside(reason)
    }
  }
}

/// Calls a verb of `Site`.
func site<Outcome>(_ body: () async throws(SiteRefusal) -> Outcome) async throws(Refusal) -> Outcome {
  do throws(SiteRefusal) { return try await body() } catch { throw Refusal(error) }
}
