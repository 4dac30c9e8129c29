import Content
import Testing

@Suite struct DependencyTests {
  private func backlog(_ tasks: [(file: String, id: String, dependencies: String)]) -> Backlog {
    Backlog(
      Dictionary(
        tasks.map {
          ("\($0.file).md", "---\nid: \($0.id)\ntitle: T\nstatus: To Do\ndependencies: \($0.dependencies)\n---\n")
        },
        uniquingKeysWith: { first, _ in first }))
  }

  private func dependencies(_ outcome: Backlog.Outcome, _ name: String) async throws -> [String]? {
    try await outcome.workspace.task(TaskID(repo: "shop", task: name))?.task.dependsOn.map(\.task)
  }

  @Test func oldPrefixesZerosAndLevels() async throws {
    let outcome = try await backlog([
      ("tasks/a", "back-12", "[]"), ("tasks/b", "BACK-13", "[task-12, BACK-012, 12]"), ("tasks/c", "back-4.1", "[]"),
      ("tasks/d", "back-4.1.2", "[task-4.1, 'back-13 - T']"), ("drafts/e", "draft-12", "[draft-12, task-4.1]"),
      ("tasks/f", "back-14", "task-12, task-13"),
    ]).imported()
    #expect(try await dependencies(outcome, "back-13-t") == ["back-12-t"])
    #expect(try await dependencies(outcome, "back-4-1-2-t") == ["back-4-1-t", "back-13-t"])
    #expect(try await dependencies(outcome, "draft-12-t") == ["back-4-1-t"])
    #expect(try await dependencies(outcome, "back-14-t") == ["back-12-t", "back-13-t"])
    #expect(outcome.notes == ["drafts/e.md depends on itself: draft-12"])
    #expect(try await outcome.problems == [])
  }

  @Test func missingAndAmbiguousOnesAreKept() async throws {
    let outcome = try await backlog([
      ("tasks/a", "task-1", "[]"), ("tasks/b", "task-1", "[]"), ("tasks/c", "task-2", "[task-1, task-9, nonsense]"),
    ]).imported()
    let text = outcome.text("content/tasks/shop/task-2-t.md")
    #expect(text?.contains("\nx-backlog-dependencies: [task-1, task-9, nonsense]\n") == true)
    #expect(text?.contains("depends_on") == false)
    #expect(
      outcome.notes == [
        "tasks/c.md depends on task-1, which 2 files are called", "tasks/c.md depends on task-9, which is not there",
        "tasks/c.md depends on nonsense, which is not there",
      ])
    #expect(outcome.content.keys.filter { $0.hasPrefix("content/tasks/shop/task-1-t") }.count == 2)
    #expect(try await outcome.problems == [])
  }

  @Test func circlesAreBroken() async throws {
    let outcome = try await backlog([
      ("tasks/a", "task-1", "[task-2]"), ("tasks/b", "task-2", "[task-3]"), ("tasks/c", "task-3", "[task-1, task-4]"),
      ("tasks/d", "task-4", "[task-3]"),
    ]).imported()
    #expect(
      outcome.notes == [
        "tasks/c.md depends on task-1, which would close a circle",
        "tasks/d.md depends on task-3, which would close a circle",
      ])
    #expect(try await dependencies(outcome, "task-3-t") == ["task-4-t"])
    #expect(outcome.text("content/tasks/shop/task-4-t.md")?.contains("x-backlog-dependencies: [task-3]") == true)
    #expect(try await outcome.problems == [])
  }

  @Test func aLongChainIsNoDepth() async throws {
    let chain = (1...5_000).map { (file: "tasks/t\($0)", id: "task-\($0)", dependencies: "[task-\($0 % 5_000 + 1)]") }
    let outcome = try await backlog(chain).imported()
    #expect(outcome.notes.count == 1)
    #expect(try await outcome.problems == [])
  }

  /// A circle through tasks that are there already is broken at the new one.
  @Test func circlesThroughContent() async throws {
    let before = [
      "content/index.md": "---\nproject: A\n---\n", "content/repos/shop.md": "---\ntitle: A\n---\n",
      "content/tasks/shop/mine.md": "---\ntitle: Mine\nstatus: todo\ndepends_on: [task-1-t]\n---\n",
      "content/tasks/shop/old.md":
        "---\ntitle: T\nstatus: todo\ndepends_on: [mine]\nx-backlog-id: task-7\nx-backlog-file: tasks/old.md\n---\n",
    ].mapValues { Array($0.utf8) }
    let backlog = backlog([("tasks/a", "task-1", "[task-7]"), ("tasks/old", "task-7", "[]")])
    let plan = try await backlog.plan(into: before)
    let outcome = Backlog.Outcome(plan: plan, into: before)
    #expect(outcome.notes == ["tasks/a.md depends on task-7, which would close a circle"])
    #expect(try await outcome.problems == [])
  }
}
