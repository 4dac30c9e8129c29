import Diagnostics
import Quantities
import TestSupport
import Testing

@testable import Content

/// A scan that is told of one file says what a fresh scan of everything says.
@Suite struct ScanUpdatingTests {
  @Test(arguments: [
    ("content/tasks/web/new.md", "---\ntitle: New\nstatus: todo\nowner: kim\nticket: 1\n---\n[x](gone.md)\n"),
    ("content/tasks/backend/search.md", "---\ntitle: Find\nstatus: done\n---\n"),
    ("content/tasks/backend/search.md", "---\nstatus: [\n---\n"),
    (
      "content/updates/web/basket/20260106T090000000Z-ada.md",
      "---\nat: 2026-01-06T09:00:00Z\nworker: ada\nstatus: done\n---\n"
    ),
    ("content/repos/web.md", "---\ntitle: Web 2\n---\n"), ("content/invoices/I-1.md", "---\na: {b: c}\n---\n"),
    ("content/index.md", "---\nproject: P\ncustom_fields: [owner]\n---\n"),
  ])
  func equalsAFreshScan(path: String, text: String) async throws {
    let files = ContentFiles.inMemory(Board.small.filter { $0.key.hasPrefix("content/") })
    let after = files.replacing(path, with: Array(text.utf8))
    let updated = try await Scan.run(files, concurrency: 1).updating([path], from: after)
    let fresh = try await Scan.run(after, concurrency: 1)
    #expect(updated.diagnostics.sortedByPlace() == fresh.diagnostics.sortedByPlace())
    let asOf = try #require(Instant("2026-01-08T00:00:00Z"))
    let (left, right) = (Workspace(linking: updated, asOf: asOf), Workspace(linking: fresh, asOf: asOf))
    #expect(left.check() == right.check())
    #expect(left.tasks.map(\.name) == right.tasks.map(\.name))
    #expect(left.tasks.map(\.task.title) == right.tasks.map(\.task.title))
    #expect(left.tasks.map { $0.updates.map(\.name) } == right.tasks.map { $0.updates.map(\.name) })
    #expect(left.repos.map(\.title) == right.repos.map(\.title))
    #expect(left.billing.map(\.path) == right.billing.map(\.path))
    #expect(left.unreadable.map(\.path) == right.unreadable.map(\.path))
  }
}
