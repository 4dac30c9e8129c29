import Content
import Diagnostics
import TestSupport
import Testing

/// The same content gives the same result, on however many tasks it is read.
@Suite struct ScanDeterminismTests {
  private func fingerprint(_ files: ContentFiles, concurrency: Int) async throws -> String {
    let workspace = try await Workspace.load(files, .bodyFacts, asOf: instant(noon), concurrency: concurrency)
    let tasks = workspace.tasks.map { task in
      "\(task.id) \(task.task.title) \(task.updates.map(\.name)) \(task.openBlockers) \(task.logged) \(task.unmetDependencies)"
    }
    return [
      tasks.joined(separator: "\n"), "\(workspace.repos.map(\.slug))", "\(workspace.sprints.map(\.slug))",
      "\(workspace.decisions.map(\.name))", "\(workspace.clients.map(\.slug))",
      "\(workspace.billing.map(\.path))",
      "\(workspace.unreadable.map(\.path))", "\(workspace.attachments.sorted())",
      DiagnosticPrinter().text(workspace.check()),
    ].joined(separator: "\n")
  }

  @Test func theDemoIsTheSameOnOneTwoAndEightTasks() async throws {
    let files = ContentFiles.onDisk(home: DemoWorkspace.home)
    let one = try await fingerprint(files, concurrency: 1)
    #expect(one.contains("backend/refund-api"))
    for concurrency in [2, 8, 8] {
      #expect(try await fingerprint(files, concurrency: concurrency) == one)
    }
  }

  @Test func brokenFilesAreReportedInTheSameOrder() async throws {
    var all = files(in: Sound.with(SyntaxReportTests.yaml))
    for index in 0..<300 {
      all["content/tasks/web/broken-\(index).md"] = "---\ntitle: [\nstatus: \(index)\n---\n"
    }
    let one = try await fingerprint(.inMemory(all), concurrency: 1)
    for concurrency in [2, 3, 8, 64] {
      #expect(try await fingerprint(.inMemory(all), concurrency: concurrency) == one)
    }
  }

  @Test func resultsAreInTheOrderOfTheInputs() async {
    for concurrency in [0, 1, 2, 8, 1_000] {
      #expect(
        await inParallel(Array(0..<100), concurrency: concurrency) { $0 * $0 } == (0..<100).map { $0 * $0 })
    }
    #expect(await inParallel([Int](), concurrency: 4) { $0 } == [])
  }
}
