import Content
import Diagnostics
import Quantities
import TestSupport

/// The moment at which the workspaces of these tests are looked at: a Thursday at noon.
let noon = "2026-01-15T12:00:00Z"

/// A whole workspace in one string (see `files(in:)`), linked.
func load(_ workspace: String, asOf: String = noon) async throws -> Workspace {
  try await load(files(in: workspace), asOf: asOf)
}

func load(_ files: [String: String], asOf: String = noon) async throws -> Workspace {
  try await Workspace.load(.inMemory(files), .bodyFacts, asOf: instant(asOf))
}

/// What `orchsite check` prints about a workspace, without the last line break.
func report(_ workspace: String, asOf: String = noon) async throws -> String {
  text(of: try await load(workspace, asOf: asOf).check())
}

func text(of diagnostics: [Diagnostic]) -> String {
  String(DiagnosticPrinter(width: 100).text(diagnostics).dropLast())
}

func instant(_ text: String) throws -> Instant {
  guard let instant = Instant(text) else { throw NotAnInstant(text: text) }
  return instant
}

struct NotAnInstant: Error {
  let text: String
}

/// A small workspace without a fault: what stands beside the broken files of other tests.
enum Sound {
  static let text = """
    -- content/index.md --
    ---
    project: Sound
    custom_fields: [ticket]
    ---
    -- content/repos/web.md --
    ---
    title: Web
    ---
    -- content/sprints/s1.md --
    ---
    title: Sprint 1
    start: 2026-01-05
    end: 2026-01-18
    ---
    -- content/clients/acme.md --
    ---
    name: Acme
    country: AT
    ---
    -- content/tasks/web/good.md --
    ---
    title: A good task
    status: todo
    sprint: s1
    ---
    ## A heading
    """

  /// The workspace with more files.
  static func with(_ more: String) -> String { text + "\n" + more }
}
