import FrontMatter
import TestSupport
import Testing

@testable import Content

/// Edits on disk: made whole, or not at all.
@Suite struct ContentEditorTests {
  let folder = TemporaryFolder()

  private static let path = "content/tasks/web/a.md"
  private static let task = "---\r\ntitle: 'A' # why\r\nstatus: todo\r\n---\r\nBody\r\n"

  @Test func oneEditChangesOneValue() async throws {
    folder.put(Self.task, at: Self.path)
    var editor = try await ContentEditor(home: folder.path, verb: "test")
    #expect(try editor.edit(Self.path, [.set(key: "status", to: "done"), .append(key: "labels", item: "x")]))
    #expect(
      folder.text(Self.path) == "---\r\ntitle: 'A' # why\r\nstatus: done\r\nlabels: [x]\r\n---\r\nBody\r\n")
    #expect(editor.changes == [.init(path: Self.path, kind: .edited)])
    editor.finish()
  }

  @Test func anEditThatChangesNothingWritesNothing() async throws {
    folder.put(Self.task, at: Self.path)
    let before = folder.picture(of: "content")
    var editor = try await ContentEditor(home: folder.path, verb: "test")
    #expect(try editor.edit(Self.path, [.set(key: "status", to: "todo")]) == false)
    #expect(editor.changes.isEmpty)
    editor.finish()
    #expect(folder.picture(of: "content") == before)
  }

  @Test func oneRefusedEditLeavesTheFileAsItWas() async throws {
    folder.put("---\ntitle: |\n  A\nstatus: todo\n---\n", at: Self.path)
    let before = folder.picture(of: "content")
    var editor = try await ContentEditor(home: folder.path, verb: "test")
    var refusal = ""
    do throws(EditError) {
      try editor.edit(Self.path, [.set(key: "status", to: "done"), .set(key: "title", to: "B")])
    } catch {
      if case .refused(let diagnostic) = error { refusal = text(of: [diagnostic]) }
    }
    editor.finish()
    #expect(
      refusal == """
        content/tasks/web/a.md:2:8: error[edit]: cannot be changed safely: "title" is a block of text
          2 | title: |
            |        ^
          help: edit this line by hand
        """)
    #expect(folder.picture(of: "content") == before)
  }

  @Test func newFilesReplaceNothingAndMustBeReadable() async throws {
    var editor = try await ContentEditor(home: folder.path, verb: "test")
    try editor.create("content/tasks/web/new.md", "---\ntitle: New\n---\n")
    #expect(folder.text("content/tasks/web/new.md") == "---\ntitle: New\n---\n")
    var refused = 0
    for (path, text) in [
      ("content/tasks/web/new.md", "---\ntitle: Other\n---\n"),
      ("content/tasks/web/bad.md", "---\ntitle: a: b\n---\n"),
    ] {
      do { try editor.create(path, text) } catch { refused += 1 }
    }
    #expect(refused == 2)
    #expect(editor.changes == [.init(path: "content/tasks/web/new.md", kind: .created)])
    editor.finish()
    #expect(folder.text("content/tasks/web/new.md") == "---\ntitle: New\n---\n")
    #expect(folder.text("content/tasks/web/bad.md") == nil)
  }

  @Test func aLinkIsNotEdited() async throws {
    folder.put(Self.task, at: "real.md")
    folder.makeFolder("content/tasks/web")
    folder.link(Self.path, to: folder("real.md"))
    var editor = try await ContentEditor(home: folder.path, verb: "test")
    var isRefused = false
    do { try editor.edit(Self.path, [.set(key: "status", to: "done")]) } catch { isRefused = true }
    editor.finish()
    #expect(isRefused)
    #expect(folder.text("real.md") == Self.task)
  }
}
