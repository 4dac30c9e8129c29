import Content
import Testing

@Suite struct LinkTests {
  private static let others = [
    "tasks/task-2 - Other-one.md": "---\nid: task-2\ntitle: Other\nstatus: Done\n---\n## Part\n",
    "completed/task-3 - Old.md": "---\nid: task-3\ntitle: Old\nstatus: Done\n---\n",
    "docs/doc.md": "x", "decisions/d.md": "---\ntitle: D\ndate: 2026-01-02\n---\n",
  ]

  private func imported(_ body: String, folder: [String]? = ["backlog"]) async throws -> Backlog.Outcome {
    var files = Self.others
    files["tasks/task-1 - A.md"] = "---\nid: task-1\ntitle: A\nstatus: Done\n---\n\(body)"
    var backlog = Backlog(files)
    backlog.sourceFolder = folder
    return try await backlog.imported()
  }

  /// What a link becomes where the backlog lies in the workspace, and where it lies elsewhere.
  @Test(arguments: [
    ("[a](task-2%20-%20Other-one.md)", "[a](task-2-other.md)", "[a](task-2-other.md)"),
    ("[a](<task-2 - Other-one.md> \"T\")", "[a](<task-2-other.md> \"T\")", "[a](<task-2-other.md> \"T\")"),
    ("[a](task-2%20-%20Other-one.md#part)", "[a](task-2-other.md#part)", "[a](task-2-other.md#part)"),
    ("[a](task-2%20-%20Other-one.md#gone)", "[a](task-2-other.md)", "[a](task-2-other.md)"),
    ("[a](../completed/task-3%20-%20Old.md)", "[a](task-3-old.md)", "[a](task-3-old.md)"),
    ("[a](../decisions/d.md)", "[a](../../decisions/2026-01-02-d.md)", "[a](../../decisions/2026-01-02-d.md)"),
    ("[a](../docs/doc.md)", "[a](../../../backlog/docs/doc.md)", "[a](backlog:../docs/doc.md)"),
    ("![p](../images/p.png)", "![p](../../../backlog/images/p.png)", "![p](backlog:../images/p.png)"),
    ("[a](../../src/a.ts)", "[a](../../../src/a.ts)", "[a](backlog:../../src/a.ts)"),
    ("[a](../../../up.md)", "[a](../../../../up.md)", "[a](../../../up.md)"),
    ("[a](#gone)", "[a](backlog:#gone)", "[a](backlog:#gone)"),
    ("## Own\n[a](#own)", "## Own\n[a](#own)", "## Own\n[a](#own)"),
    ("[a](https://a.example/b.md)", "[a](https://a.example/b.md)", "[a](https://a.example/b.md)"),
    ("[a](javascript:x.md)", "[a](javascript:x.md)", "[a](javascript:x.md)"),
    ("[a](/b.md)", "[a](/b.md)", "[a](/b.md)"),
    ("[a][r]\n\n[r]: gone.md", "[a][r]\n\n[r]: ../../../backlog/tasks/gone.md", "[a][r]\n\n[r]: backlog:gone.md"),
    ("`[a](b.md)`", "`[a](b.md)`", "`[a](b.md)`"), ("f[0](x)", "f[0](../../../backlog/tasks/x)", "f[0](x)"),
    (
      "[![p](p.png)](q.md)", "[![p](../../../backlog/tasks/p.png)](../../../backlog/tasks/q.md)",
      "[![p](backlog:p.png)](backlog:q.md)"
    ),
    ("[a](b\\(c\\).md)", "[a](../../../backlog/tasks/b%28c%29.md)", "[a](backlog:b(c).md)"),
    ("[a\nb](c.md)\r\n", "[a\nb](../../../backlog/tasks/c.md)\r\n", "[a\nb](backlog:c.md)\r\n"),
  ])
  func links(_ written: String, _ inside: String, _ elsewhere: String) async throws {
    for (folder, expected) in [(["backlog"] as [String]?, inside), (nil, elsewhere)] {
      let outcome = try await imported(written, folder: folder)
      let text = outcome.text("content/tasks/shop/task-1-a.md") ?? ""
      #expect(text.hasSuffix("---\n\(expected)"), "\(text)")
      #expect(
        outcome.notes.contains { $0.hasPrefix("tasks/task-1 - A.md:") && $0.contains(" → ") } == (written != expected))
      #expect(try await outcome.problems == [])
    }
  }

  /// The last resort: the text is kept, whole, where no link in it means anything.
  @Test func linksThatCannotBeChanged() async throws {
    let body = "[a](&#98;.md)\n\n- [ ] box ``` \n"
    let outcome = try await imported(body)
    #expect(outcome.text("content/tasks/shop/task-1-a.md")?.contains("\n````markdown\n\(body)````\n") == true)
    #expect(outcome.notes.contains("tasks/task-1 - A.md the text stands in a code block, because of its links"))
    #expect(try await outcome.problems == [])
  }
}
