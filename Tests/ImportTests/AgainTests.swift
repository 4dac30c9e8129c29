import Content
import Testing

@Suite struct AgainTests {
  private static let files = [
    "tasks/task-1 - A.md": "---\nid: task-1\ntitle: A\nstatus: To Do\nown: 1\ndependencies: [task-2]\n---\nText\n",
    "tasks/task-2 - B.md": "---\nid: task-2\ntitle: B\nstatus: To Do\n---\n",
    "tasks/task-2 - B too.md": "---\nid: task-2\ntitle: B\nstatus: To Do\n---\n", "tasks/note.md": "# Note\n",
    "decisions/d.md": "---\ntitle: D\ndate: 2026-01-02\n---\n", "tasks/bad.md": "---\n{}{\n---\nx\n",
  ]

  @Test func aSecondImportChangesNothing() async throws {
    let outcome = try await Backlog(Self.files).imported()
    let second = try await Backlog(Self.files).plan(into: outcome.content)
    #expect(second.isEmpty)
    #expect(second.fate(of: "tasks/note.md") == "known content/tasks/shop/note.md")
    #expect(second.items.count { if case .known = $0.outcome { true } else { false } } == 6)
  }

  /// Killed after any of the files: the rest is the same as in one go.
  @Test func anImportThatWasCutShortIsFinished() async throws {
    let whole = try await Backlog(Self.files).imported()
    for count in 2...whole.plan.files.count {
      let part = Dictionary(whole.plan.files.prefix(count).map { ($0.path, $0.bytes) }, uniquingKeysWith: { a, _ in a })
      let rest = try await Backlog(Self.files).plan(into: part)
      let outcome = Backlog.Outcome(plan: rest, into: part)
      #expect(outcome.content == whole.content)
      #expect(rest.customFields == [])
    }
  }

  @Test func whatPeopleChangedIsLeftAlone() async throws {
    var content = try await Backlog(Self.files).imported().content
    content["content/tasks/shop/task-1-a.md"] = Array(
      "---\ntitle: Mine\nstatus: review\nx-backlog-file: tasks/task-1 - A.md\n---\n".utf8)
    // Broken by hand since.
    content["content/tasks/shop/note.md"] = Array("---\ntitle: fix: x\nx-backlog-file: tasks/note.md\n---\n".utf8)
    #expect(try await Backlog(Self.files).plan(into: content).isEmpty)
  }

  @Test func whatMovedIsRecognised() async throws {
    let content = try await Backlog(Self.files).imported().content
    var files = Self.files
    files["completed/task-1 - A.md"] = files.removeValue(forKey: "tasks/task-1 - A.md")
    files["completed/note.md"] = files.removeValue(forKey: "tasks/note.md")
    files["tasks/task-3 - C.md"] = "---\nid: task-3\ntitle: C\nstatus: To Do\nnew key: 1\n---\n"
    let plan = try await Backlog(files).plan(into: content)
    #expect(plan.fate(of: "completed/task-1 - A.md") == "known content/tasks/shop/task-1-a.md")
    #expect(
      Backlog.Outcome(plan: plan).notes == [
        "completed/note.md was tasks/note.md; content/tasks/shop/note.md is left as it is",
        "completed/task-1 - A.md was tasks/task-1 - A.md; content/tasks/shop/task-1-a.md is left as it is",
      ])
    #expect(plan.files.map(\.path) == ["content/tasks/shop/task-3-c.md"])
    #expect(plan.customFields == ["new key"])
  }

  @Test func anotherBacklogWithTheSameFileNames() async throws {
    let content = try await Backlog(Self.files).imported().content
    let other = Backlog(["tasks/task-1 - A.md": "---\nid: web-1\ntitle: A\nstatus: To Do\n---\n"])
    #expect(try await other.plan(into: content).fate(of: "tasks/task-1 - A.md") == "shop/web-1-a todo")
    #expect(try await other.plan(into: content, repo: "web").fate(of: "tasks/task-1 - A.md") == "web/web-1-a todo")
  }
}
