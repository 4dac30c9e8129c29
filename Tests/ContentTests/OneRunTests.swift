import Content
import TestSupport
import Testing

/// All broken files of the other suites at once: one run reports every one of them, and loses nothing that is sound.
@Suite struct OneRunTests {
  private static let parts = [
    SyntaxReportTests.yaml, FileReportTests.files, ValueReportTests.values, ValueReportTests.keys,
    ReferenceReportTests.names, ReferenceReportTests.circles, ReferenceReportTests.links,
  ]

  @Test func everyProblemIsReportedInOneRun() async throws {
    var all = files(in: Sound.text)
    for part in Self.parts { all.merge(files(in: part)) { first, _ in first } }
    let workspace = try await load(all)
    let found = workspace.check()
    let named = Set(found.map(\.file.path))

    #expect(named.count > 60)
    #expect(found == found.sortedByPlace())
    // Whatever could not be read is reported, and the rest is there.
    let unreadable = Set(workspace.unreadable.map(\.path))
    #expect(unreadable.isSubset(of: named))
    let records = all.keys.filter { !unreadable.contains($0) && !$0.hasSuffix("README.md") }
    let read =
      workspace.tasks.count + workspace.repos.filter { $0.source != nil }.count + workspace.sprints.count
      + workspace.clients.count + workspace.decisions.count + workspace.tasks.flatMap(\.updates).count
      + workspace.orphanedUpdates.count + (workspace.settings.source == nil ? 0 : 1)
    #expect(read == records.count)
    #expect(workspace.task(TaskID(repo: "web", task: "good")) != nil)
  }

  @Test func everyPlaceIsInsideItsFile() async throws {
    for part in Self.parts {
      for diagnostic in try await load(Sound.with(part)).check() {
        #expect(diagnostic.range.lowerBound >= 0)
        #expect(diagnostic.range.upperBound <= diagnostic.file.bytes.count)
      }
    }
  }

  @Test func aBrokenIndexLeavesEverythingElse() async throws {
    var all = files(in: Sound.text)
    all["content/index.md"] = "---\nproject: [\n---\n"
    let workspace = try await load(all)
    #expect(workspace.settings.source == nil)
    #expect(workspace.tasks.count == 1)
    #expect(workspace.check().map(\.file.path) == ["content/index.md"])
  }
}
